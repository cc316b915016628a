"""Measures how the time and memory of `toolkit translate` grow with an archive.

The distinct sentences are few, so that what is measured is everything but decoding: reading, cleaning,
memory, terms, PO files. The first of three runs fills the memory, the second has a new store and a warm
memory, the third runs over an archive in which nothing changed. Each is a process of its own.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import archive

ROOT = Path(__file__).resolve().parent.parent
FEW = 60  # distinct sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Seconds in all and to the first batch that was decoded, and the most memory in MB of a process."""

    seconds: float
    first: float
    memory: float


def run(project: Path) -> Run:
    """Translate."""
    command = [sys.executable, "-m", "toolkit", "-C", str(project), "--quiet"]
    began = time.perf_counter()
    first = 0.0
    process = subprocess.Popen(
        [*command, "translate", "--json-lines"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    for line in process.stdout or ():
        if not first and json.loads(line)["event"] == "decoded":
            first = time.perf_counter() - began
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"toolkit translate failed with {process.returncode}")
    return Run(seconds=time.perf_counter() - began, first=first, memory=usage.ru_maxrss / 1024)


def table(sizes: Sequence[int], pool: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table, and the exponent of the growth from the smallest to the largest."""
    yield (
        "| articles | first batch after, s | first run, s | again with a warm memory, s"
        " | nothing changed, s | peak MB |"
    )
    yield "|---:|---:|---:|---:|---:|---:|"
    warm: dict[int, float] = {}
    for number in sizes:
        with tempfile.TemporaryDirectory() as name:
            project = Path(name)
            shutil.copytree(ROOT / "glossaries", project / "glossaries")
            title = '[title]\nsource = "文"\ntarget = "T"\n'
            (project / "book.toml").write_text(title, encoding="utf-8")
            archive.write(project / "articles", number, pool[:FEW])
            cold = run(project)
            shutil.rmtree(project / "translations")
            for ledger in (project / ".toolkit").glob("ledger*"):
                ledger.unlink()
            again = run(project)
            unchanged = run(project)
            warm[number] = again.seconds
        yield (
            f"| {number:,} | {cold.first:.1f} | {cold.seconds:.1f} | {again.seconds:.1f}"
            f" | {unchanged.seconds:.1f} | {max(cold.memory, again.memory, unchanged.memory):.0f} |"
        )
    small, large = min(warm), max(warm)
    if small < large:
        power = math.log(warm[large] / warm[small]) / math.log(large / small)
        yield f"\nExponent of the growth with a warm memory, from {small:,} to {large:,} articles: {power:.2f}."
