"""Finds the pictures of a book in a local folder.

Rules: never a fetch; a file that is no picture, or a picture that does not open, is a missing one.
"""

import hashlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

_SUFFIXES: Final = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that is there: its file, and the name that it gets in a book."""

    path: Path
    name: str


def key(url: str) -> str:
    """Return the name, without a suffix, of the file that holds what an address shows."""
    return hashlib.sha256(url.encode("utf-8")).hexdigest()[:16]


def find(url: str, folder: Path) -> Picture | None:
    """Return the picture of an address, or None when it is not in the folder."""
    name = key(url)
    for path in sorted(folder.glob(f"{name}*")):
        if path.stem == name and (suffix := _suffix(path)):
            return Picture(path=path, name=f"{name}.{suffix}")
    return None


def find_all(urls: Iterable[str], folder: Path) -> dict[str, Picture]:
    """Return the pictures that are there, by address."""
    found = ((url, find(url, folder)) for url in dict.fromkeys(urls) if url)
    return {url: picture for url, picture in found if picture}


def _suffix(path: Path) -> str | None:
    """Return the suffix that suits what is in a file; None when it cannot be shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=tuple(_SUFFIXES)) as picture:
                picture.load()
                return _SUFFIXES[picture.format or ""]
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombWarning):
        return None
    except Image.DecompressionBombError:
        return None
