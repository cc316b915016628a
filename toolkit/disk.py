"""Reads and writes files so that no reader ever meets half of one.

Rule: a file is written beside its place, synced, and moved over it; a failure leaves the old one.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from toolkit.errors import BusyError, OutputError


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


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file, making it if need be; raise BusyError when another process holds it.

    The kernel lets go of it when the process ends, however it ends: nothing is left to clean up.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", at=str(path), hint="make the folder writable"
        ) from error
    try:
        _hold(handle, path)
        yield
    finally:
        os.close(handle)


def _hold(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(handle, 20).decode(errors="replace").strip()
        raise BusyError(
            f"another run is at work here: process {holder or 'unknown'}",
            at=str(path.parent.parent),
            hint="wait until it has ended, or stop it; what it finished is kept",
        ) from error
    with suppress(OSError):  # a full disk keeps nobody from holding a file
        os.truncate(handle, 0)
        os.write(handle, b"%d\n" % os.getpid())
