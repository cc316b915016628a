"""Keeps what was found out about a model in the user's data folder, under the digest of the model.

Rule: what cannot be kept is found out again; a folder that cannot be written is no failure.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from toolkit import disk
from toolkit.errors import OutputError
from toolkit.trial import Trial

Found = TypeVar("Found")


def folder() -> Path:
    """Return the folder of the toolkit's own data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "toolkit" / "models"


def trial(digest: str, find_out: Callable[[], Trial]) -> Trial:
    """Return the trial of a model, given the digest of its contents; try it where that was never done."""
    return _kept(f"{digest}.json", Trial, find_out)


def threads(digest: str, cores: int, find_out: Callable[[], int]) -> int:
    """Return the number of threads with which a model decodes fastest on that many cores."""
    return _kept(f"{digest}-{cores}-cores.json", int, find_out)


def _kept(name: str, kind: type[Found], find_out: Callable[[], Found]) -> Found:
    path = folder() / name
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(path.read_bytes(), type=kind)
    found = find_out()
    with suppress(OutputError):
        disk.write(path, msgspec.json.encode(found))
    return found
