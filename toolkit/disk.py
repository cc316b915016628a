"""Reads and writes files so that no reader ever meets half of one.

Rule: a file is written beside its place, synced, and moved over it; a failure leaves the old one.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from toolkit.errors import OutputError


def write(path: Path, content: bytes | str) -> None:
    """Replace a file in one step, making its folder if need be; raise OutputError."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}",
            at=str(path),
            hint="free some space, or make the folder writable",
        ) from error


def write_if_changed(path: Path, content: bytes | str) -> bool:
    """Write only what differs from the file that is there; return whether it was written."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    with suppress(OSError):
        if path.read_bytes() == raw:
            return False
    write(path, raw)
    return True
