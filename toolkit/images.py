"""Finds the pictures of a book in a local folder, and makes them fit for a reader's device.

Rules: never a fetch; a file that is no picture, or a picture that does not open, is a missing one. A
picture that any reader can show stays as it is, byte for byte; another is made anew, the same way
every time.
"""

import hashlib
import io
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageOps

from toolkit import disk
from toolkit.errors import ProjectError
from toolkit.model import Bilingual, Cover

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
MOST: Final = 1600
"""Pixels of the longer side that a picture in a book may have: the screen of a large tablet, and 300
to the inch over the width of a page."""

BROKEN: Final = (
    *(OSError, ValueError, SyntaxError, KeyError),
    *(Image.DecompressionBombWarning, Image.DecompressionBombError),
)
"""What Pillow raises for a file that is no picture, or too large a one."""

COVER: Final = 2560
"""Pixels of the longer side of a cover: what shops ask for."""

Suffix = Literal["jpg", "png"]
_SUFFIXES: Final[dict[str, Suffix]] = {"JPEG": "jpg", "PNG": "png", "GIF": "png"}
_ORIENTATION: Final = 0x0112  # the EXIF tag that says how a camera was held


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that is there: its file, the name that it gets in a book, its pixels.

    It is ``fit`` when it can go into a book as it is; else its longer side gets ``most`` pixels or fewer.
    """

    path: Path
    name: str
    size: tuple[int, int]
    fit: bool
    most: int = MOST

    @property
    def data(self) -> bytes:
        """The picture as it goes into a book."""
        if self.fit:
            return self.path.read_bytes()
        with Image.open(self.path, formats=FORMATS) as picture:
            return _reduced(picture, self.suffix, self.most)

    @property
    def suffix(self) -> Suffix:
        """What the name ends in."""
        return "jpg" if self.name.endswith(".jpg") else "png"


def key(url: str) -> str:
    """Return the name, without a suffix, of the file that holds what an address shows."""
    return hashlib.sha256(url.encode("utf-8")).hexdigest()[:16]


def find(url: str, folder: Path) -> Picture | None:
    """Return the picture of an address, or None when it is not in the folder."""
    name = key(url)
    for path in sorted(folder.glob(f"{name}*")):
        if path.stem == name and (picture := look(path, name)):
            return picture
    return None


def find_all(urls: Iterable[str], folder: Path) -> dict[str, Picture]:
    """Return the pictures that are there, by address."""
    found = ((url, find(url, folder)) for url in dict.fromkeys(urls) if url)
    return {url: picture for url, picture in found if picture}


def names(found: Mapping[str, Picture]) -> dict[str, str]:
    """Return what a book calls each picture, by address."""
    return {url: picture.name for url, picture in found.items()}


def keep(content: bytes, url: str, folder: Path) -> Picture | None:
    """Put the picture of an address into the folder; return None when it is none that can be shown."""
    kind = _kind(content)
    if kind is None:
        return None
    path = folder / f"{key(url)}.{kind}"
    disk.write(path, content)
    return look(path, key(url))


def _kind(content: bytes) -> str | None:
    """Return the suffix of the format that a picture is in, None when it cannot be shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                picture.load()
                return (picture.format or "").lower().replace("jpeg", "jpg")
    except BROKEN:
        return None


def look(path: Path, name: str, most: int = MOST) -> Picture | None:
    """Return what is in a file under a name without a suffix; None when it cannot be shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as picture:
                size, turned = picture.size, picture.getexif().get(_ORIENTATION, 1) != 1
                picture.load()
                suffix = _SUFFIXES.get(picture.format or "") or _suffix(picture)
                fit = (
                    picture.format in ("JPEG", "PNG")
                    and picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
                    and max(size) <= most
                    and not turned
                )
    except BROKEN:
        return None
    return Picture(path=path, name=f"{name}.{suffix}", size=size, fit=fit, most=most)


def cover(path: Path, alt: Bilingual) -> Cover:
    """Return a picture for the cover; raise ProjectError when the file holds none."""
    found = look(path, "cover", COVER)
    if found is None:
        raise ProjectError(
            "is no picture that can be shown" if path.exists() else "is not there",
            at=str(path),
            hint="name a JPEG or PNG file under [cover] in book.toml, or leave the key out",
        )
    return Cover(data=found.data, suffix=found.suffix, alt=alt)


def _suffix(picture: Image.Image) -> Suffix:
    """Return what a picture of a format that not every reader knows becomes."""
    return "png" if picture.has_transparency_data else "jpg"


def _reduced(picture: Image.Image, suffix: Suffix, most: int) -> bytes:
    """Return a picture upright, within the size that a book has for it, and without metadata."""
    upright = ImageOps.exif_transpose(picture)
    colour = "RGBA" if suffix == "png" and upright.has_transparency_data else "RGB"
    shown = upright.convert("L" if upright.mode in ("1", "L") else colour)
    shown.thumbnail((most, most), Image.Resampling.LANCZOS)
    clean = Image.new(shown.mode, shown.size)
    clean.paste(shown)
    packed = io.BytesIO()
    if suffix == "jpg":
        clean.save(packed, "JPEG", quality=85, optimize=True)
    else:
        clean.save(packed, "PNG", optimize=True)
    return packed.getvalue()
