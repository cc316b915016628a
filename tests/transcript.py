"""Reads and runs transcripts: Markdown in which ``$ command`` lines stand above what they print.

A block of the language ``console`` is run, its commands one after the other in one folder; what is
printed on both streams must be what stands there. A line ``…`` stands for any lines, ``…`` within a
line for any characters. ``[3]`` alone on the last line is the exit code, when it is not 0.
"""

import io
import re
import shlex
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from toolkit.cli import main

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command, and what it should print."""

    command: str
    expected: str
    line: int


def steps(text: str) -> list[Step]:
    """Return the commands of a transcript, in order."""
    found = []
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        for part in re.split(r"^(?=\$ )", block[1], flags=re.MULTILINE):
            if part.startswith("$ "):
                command, _, expected = part[2:].partition("\n")
                found.append(Step(command=command, expected=expected, line=line))
            line += part.count("\n")
    return found


def run(command: str, folder: Path) -> str:
    """Run a command in a folder; return what it prints, and its exit code when that is not 0."""
    if command.startswith("toolkit"):
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = main(shlex.split(command)[1:])
        output = said.getvalue()
    else:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, text=True, capture_output=True, check=False
        )
        output, code = done.stdout + done.stderr, done.returncode
    lines = [line.rstrip() for line in output.replace(str(folder), "BOOK").splitlines()]
    return "".join(f"{line}\n" for line in lines) + (f"[{code}]\n" if code else "")


def agrees(expected: str, actual: str) -> bool:
    """Return whether an output is the expected one, dots standing for anything."""
    pattern = "".join(
        r"(?:.*\n)*?"
        if line.strip() == "…"
        else ".*?".join(re.escape(part) for part in line.split("…")) + r"\n"
        for line in expected.splitlines()
    )
    return re.fullmatch(pattern, actual) is not None


def accepted(text: str, outputs: list[str]) -> str:
    """Return a transcript with the outputs in it; those with dots in them stay as they are."""
    rest = iter(outputs)

    def block(match: re.Match[str]) -> str:
        parts = re.split(r"^(?=\$ )", match[1], flags=re.MULTILINE)
        new = ""
        for part in parts:
            if not part.startswith("$ "):
                new += part
                continue
            command, _, expected = part.partition("\n")
            output = next(rest)
            new += f"{command}\n{expected if '…' in expected else output}"
        return f"```console\n{new}```"

    return _BLOCK.sub(block, text)
