"""Finds the pictures of a book on the disk, and makes them fit for a reader's device.

Rules: never a fetch; a file that is no picture, or a picture that does not open, is a missing one; a
path leads to nothing outside the project and the folders of its articles, were it by a link. A
picture that any reader can show stays as it is, byte for byte; another is made anew, the same way
every time.
"""

import hashlib
import io
import os
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from PIL import Image, ImageOps

from toolkit import disk
from toolkit.errors import ProjectError
from toolkit.hygiene import full_size, is_web
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

LARGEST: Final = 30_000_000
"""Bytes that a picture may have to which a path leads: as many as one that is fetched."""

PUBLIC: Final = ("", "static", "public", "assets", "images")
"""Where site generators and exporters keep what is found from the root of a site."""

COVER: Final = 2560
"""Pixels of the longer side of a cover: what shops ask for."""

Suffix = Literal["jpg", "png"]
_SUFFIXES: Final[dict[str, Suffix]] = {"JPEG": "jpg", "PNG": "png", "GIF": "png"}
_ORIENTATION: Final = 0x0112  # the EXIF tag that says how a camera was held
_ON_ITS_SIDE: Final = 5  # and from which value on it lay on its side


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that is there: its file, the name that it gets in a book, its pixels when it is upright.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """Where the pictures of a project are.

    In ``folder`` lies what an address shows, under the name that `key` gives; what a path leads to
    lies in one of the ``roots``, of which the first is the folder that paths go from.
    """

    folder: Path
    roots: tuple[Path, ...] = ()

    def find(self, url: str) -> Picture | None:
        """Return the picture of an address, or None when it is not there."""
        found = _Search(self).seek(url)
        return found if isinstance(found, Picture) else None

    def find_all(self, urls: Iterable[str]) -> tuple[dict[str, Picture], dict[str, str]]:
        """Return the pictures that are there, and in a few words why the others are not, by address."""
        search = _Search(self)
        found = {url: search.seek(url) for url in dict.fromkeys(urls) if url}
        there = {url: one for url, one in found.items() if isinstance(one, Picture)}
        return there, {url: one for url, one in found.items() if isinstance(one, str)}


class _Search:
    """One search through the folders of an album, each of which is listed once at most."""

    def __init__(self, album: Album) -> None:
        self.roots = album.roots
        self.folder = album.folder
        self.listed: dict[Path, dict[str, Path]] = {}

    def seek(self, url: str) -> Picture | str:
        """Return the picture of an address, or why there is none."""
        name = key(url)
        for path in self.kept.get(name, ()):
            if picture := look(path, name):
                return picture
        reasons: list[str] = []
        sizes = dict.fromkeys((url, full_size(url)))
        for files in (files for one in sizes for files in self.places(one)):
            found = [self.judged(file, name) for file in files]
            pictures = [one for one in found if isinstance(one, Picture)]
            if len(pictures) == 1:
                return pictures[0]
            reasons += ["may be any of several files"] if pictures else map(str, found)
        return next(iter(reasons), "is not there")

    @cached_property
    def kept(self) -> dict[str, list[Path]]:
        """The files under the names of addresses, by these names."""
        kept: dict[str, list[Path]] = {}
        for path in sorted(self.folder.glob("*")):
            kept.setdefault(path.stem, []).append(path)
        return kept

    def places(self, url: str) -> Iterator[list[Path]]:
        """Yield the files that may hold the picture of an address, the likeliest first; of several at a time none is likelier."""
        if not self.roots:
            return
        start, is_rooted, inside = url.partition("//")
        if not is_rooted:
            yield self.spelt(self.roots[0], start)
            return
        if not is_web(url):
            first = self.roots[0] / start
            for folder in (first, *first.parents):
                if any(folder.is_relative_to(one) for one in self.roots):
                    yield from (self.spelt(folder / public, inside) for public in PUBLIC)
        for end in _ends(url):
            tops = [root / public for root in self.roots for public in PUBLIC]
            within = [top for top in tops if os.path.isdir(top / end[0])]  # noqa: PTH112 -- no name is too long for it
            files = [file for top in within for file in self.spelt(top, "/".join(end))]
            yield [*{os.path.realpath(file): file for file in files}.values()]

    def spelt(self, folder: Path, inside: str) -> list[Path]:
        """Return the file that a path leads to; one that is written otherwise, if need be: A.JPG for a.jpg."""
        here = folder
        for part in PurePosixPath(inside).parts:
            exact = here / part
            found = exact if os.path.lexists(exact) else self.alike(here, part)
            if found is None:
                return []
            here = found
        return [here]

    def alike(self, folder: Path, name: str) -> Path | None:
        """Return what has the same name in a folder but for case and the form of Unicode."""
        if folder not in self.listed:
            try:
                names = sorted(folder.iterdir(), reverse=True)
            except OSError:
                names = []
            self.listed[folder] = {_folded(one.name): one for one in names}
        return self.listed[folder].get(_folded(name))

    def judged(self, path: Path, name: str) -> Picture | str:
        """Return the picture in a file that a path leads to, or why it is not taken."""
        real = Path(os.path.realpath(path))
        if not any(real.is_relative_to(os.path.realpath(root)) for root in self.roots):
            return "lies outside the project"
        if not real.is_file():
            return "is no file"
        if real.stat().st_size > LARGEST:
            return f"is larger than {LARGEST // 1_000_000} MB"
        return look(path, name) or "is no picture that a book can show"


def _ends(url: str) -> Iterator[list[str]]:
    """Yield the ends of an address that a copy of the folders of its site may have, the longest first.

    Two folders and a name tell a picture from others; one does where nothing but the host is left out.
    """
    split = urlsplit(url) if is_web(url) else None
    path = unquote(split.path) if split else url.partition("//")[2]
    parts = [split.netloc if split else "", *filter(None, path.split("/"))]
    if ".." not in parts:
        ends = ((n, parts[n:]) for n in range(0 if split else 1, len(parts)))
        yield from (end for n, end in ends if len(end) >= (3 if n > 1 else 2))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def readable(url: str) -> str:
    """Return an address as a person would write it."""
    return unquote(url) if is_web(url) else f"/{url.partition('//')[2]}" if "//" in url else url


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
                turned = picture.getexif().get(_ORIENTATION, 1)
                size = picture.size if turned < _ON_ITS_SIDE else picture.size[::-1]
                picture.load()
                suffix = _SUFFIXES.get(picture.format or "") or _suffix(picture)
                fit = (
                    picture.format in ("JPEG", "PNG")
                    and picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
                    and max(size) <= most
                    and turned == 1
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
