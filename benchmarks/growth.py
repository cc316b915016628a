"""Measures how the time and memory of `toolkit translate` grow with an archive.

The distinct sentences are few, so that what is measured is everything but decoding: reading, cleaning,
memory, terms, PO files. The first of three runs fills the memory, the second has a new store and a warm
memory, the third runs over an archive in which nothing changed. Each is a process of its own.
"""

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import archive

ROOT = Path(__file__).resolve().parent.parent
FEW = 60  # distinct sentences


def run(project: Path) -> tuple[float, float]:
    """Translate, and return the seconds and the most memory in MB, that of its processes together at most."""
    command = [sys.executable, "-m", "toolkit", "-C", str(project), "--quiet", "translate"]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"toolkit translate failed with {process.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def table(sizes: Sequence[int], pool: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table, and the exponent of the growth from the smallest to the largest."""
    yield "| articles | first run, s | again with a warm memory, s | nothing changed, s | peak MB |"
    yield "|---:|---:|---:|---:|---:|"
    warm: dict[int, float] = {}
    for number in sizes:
        with tempfile.TemporaryDirectory() as name:
            project = Path(name)
            shutil.copytree(ROOT / "glossaries", project / "glossaries")
            title = '[title]\nsource = "文"\ntarget = "T"\n'
            (project / "book.toml").write_text(title, encoding="utf-8")
            archive.write(project / "articles", number, pool[:FEW])
            first, memory = run(project)
            shutil.rmtree(project / "translations")
            for ledger in (project / ".toolkit").glob("ledger*"):
                ledger.unlink()
            warm[number], peak = run(project)
            unchanged, least = run(project)
        yield (
            f"| {number:,} | {first:.1f} | {warm[number]:.1f} | {unchanged:.1f}"
            f" | {max(memory, peak, least):.0f} |"
        )
    small, large = min(warm), max(warm)
    if small < large:
        power = math.log(warm[large] / warm[small]) / math.log(large / small)
        yield f"\nExponent of the growth with a warm memory, from {small:,} to {large:,} articles: {power:.2f}."
