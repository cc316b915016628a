"""Runs the pandoc that the wheel `pypandoc_binary` brings.

Rule: what reads a text that we did not write runs in pandoc's sandbox, with bounded memory and time.
"""

import functools
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pypandoc

from toolkit.errors import ToolError

TIMEOUT = 600.0  # seconds
HEAP = "4G"


@functools.cache
def executable() -> Path:
    """Return the pandoc to run; raise ToolError when there is none."""
    try:
        return Path(pypandoc.get_pandoc_path())
    except OSError as error:
        raise ToolError(
            "pandoc is missing", hint="reinstall the package `pypandoc_binary`, which brings it"
        ) from error


@functools.cache
def version() -> str:
    """Return the version of pandoc, as in ``3.9``."""
    return str(pypandoc.get_pandoc_version())


def run(
    text: str,
    *,
    reader: str,
    writer: str,
    options: Sequence[str] = (),
    sandbox: bool = True,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
) -> str:
    """Convert a text and return what pandoc prints; raise ToolError with pandoc's own words."""
    command = [
        str(executable()),
        "+RTS",
        f"-M{HEAP}",
        "-RTS",
        "-f",
        reader,
        "-t",
        writer,
        "--quiet",
    ]
    command += ["--sandbox"] if sandbox else []
    try:
        done = subprocess.run(
            [*command, *options],
            input=text.encode("utf-8"),
            capture_output=True,
            timeout=TIMEOUT,
            cwd=cwd,
            env=env,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"pandoc took longer than {TIMEOUT:.0f} seconds") from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip()
        raise ToolError(f"pandoc failed ({done.returncode}): {words or 'it gave no reason'}")
    return done.stdout.decode("utf-8")
