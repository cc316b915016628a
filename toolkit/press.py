"""Runs Typst on the book theme: data in, bytes out.

Rules: the theme is the only Typst source; a book reaches it as JSON, so that no text of a book can
ever be read as code. It runs in a private folder that holds the theme, the data and the pictures,
with the fonts that it is given and none of the system's.
"""

import functools
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import typst

from toolkit.errors import ToolError
from toolkit.themes import Theme

Part = Literal["book", "cover"]


class Picture(Protocol):
    """A picture: its bytes, and the name that the data calls it by."""

    @property
    def name(self) -> str:
        """The name of its file beside the data."""

    @property
    def data(self) -> bytes:
        """What is in that file."""


COVER_WIDTH: Final = 1600  # pixels
_PAGE_INCHES: Final = 176 / 25.4
_PLACE: Final = re.compile(r"┌─ (.+):(\d+):\d+")
_FACES: Final = """#import "look.typ": han-faces, latin-faces
#metadata((han-faces, latin-faces).flatten().map(it => if type(it) == str { it } else { it.name })) <faces>
"""


def timestamp(iso: str) -> int:
    """Return an ISO date as seconds since 1970, but never one before 1980, which a zip cannot hold."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError as error:
        raise ToolError(f"“{iso}” is not a date", hint="write it as 2018-06-01") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(int(moment.timestamp()), int(datetime(1980, 1, 2, tzinfo=UTC).timestamp()))


@functools.cache
def version() -> str:
    """Return the version of Typst, as in ``0.15.1``; its Python package counts its own versions."""
    with tempfile.TemporaryDirectory(prefix="toolkit-press-") as name:
        root = Path(name)
        asking = root / "version.typ"
        asking.write_text("#metadata(repr(sys.version)) <version>", encoding="utf-8")
        found = typst.query(
            asking, "<version>", field="value", one=True, root=root, ignore_system_fonts=True
        )
    return ".".join(re.findall(r"\d+", found))


def run(
    data: Mapping[str, Any],
    *,
    fonts: tuple[Path, ...],
    pictures: Iterable[Picture],
    when: int,
    part: Part = "book",
    theme: Theme | None = None,
) -> bytes:
    """Return the book as PDF/UA-1, or its cover as PNG; raise ToolError with Typst's words."""
    look = theme or Theme()
    with _laid_out(data, look) as root:
        for picture in pictures:
            (root / picture.name).write_bytes(picture.data)
        return _compile(root, fonts=fonts, when=when, part=part, theme=look)


@functools.lru_cache(maxsize=4)
def loaded(folders: tuple[Path, ...]) -> typst.Fonts:
    """Return the fonts of folders and those inside Typst; each is read once for all that is set with it."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders)
    )


def faces(data: Mapping[str, Any], theme: Theme) -> list[str]:
    """Return the families that a theme puts before those of the book, by asking its `look.typ`."""
    if theme.folder is None:
        return []
    with _laid_out({**data, "chapters": []}, theme) as root:
        asking = root / "faces.typ"
        asking.write_text(_FACES, encoding="utf-8")
        try:
            typst.compile(asking, root=root, ignore_system_fonts=True)  # a query names no line
        except typst.TypstError as error:
            raise _refused(error, theme) from error
        found = typst.query(
            asking, "<faces>", field="value", one=True, root=root, ignore_system_fonts=True
        )
    named: list[str] = json.loads(found)
    return named


@contextmanager
def _laid_out(data: Mapping[str, Any], theme: Theme) -> Iterator[Path]:
    """Put a theme and the data of a book into a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="toolkit-press-") as name:
        root = Path(name)
        for source, content in theme.press_files().items():
            (root / source).write_bytes(content)
        (root / "book.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        yield root


def _refused(error: typst.TypstError, theme: Theme) -> ToolError:
    """Return what Typst says, with the line of the theme where it says so."""
    places = [(Path(path).name, line) for path, line in _PLACE.findall(error.diagnostic)]
    own = [f"{path}:{line}" for name, line in places if (path := theme.place(name))]
    theirs = [f"toolkit/theme/{name}:{line}" for name, line in places]
    blame = "this is a fault of the toolkit; please report it"
    if theme.folder:
        blame = f"mend the theme {theme.folder}, or build without it"
    return ToolError(
        f"typst failed: {error.message}",
        at=next(iter((*own, *theirs)), ""),
        hint="; ".join(error.hints) or blame,
    )


def _compile(root: Path, *, fonts: tuple[Path, ...], when: int, part: Part, theme: Theme) -> bytes:
    picture = part == "cover"
    try:
        made = typst.compile(
            root / "book.typ",
            root=root,
            font_paths=loaded(fonts),
            ignore_system_fonts=True,
            format="png" if picture else "pdf",
            ppi=COVER_WIDTH / _PAGE_INCHES if picture else None,
            sys_inputs={"part": part},
            pdf_standards=[] if picture else ["ua-1"],
            timestamp=when,
        )
    except typst.TypstError as error:
        raise _refused(error, theme) from error
    return bytes(made)


_LINE: Final = re.compile(r"probe\.typ:(\d+):\d+")


def undrawable(
    pieces: list[str], *, families: tuple[str, ...], fonts: tuple[Path, ...]
) -> set[str]:
    """Return those pieces of text that no font can draw, by asking Typst to set them.

    A piece is a character with the marks that stand on it.
    """
    head = f"#set document(title: [x]); #set text(fallback: false, font: {_array(families)})\n"
    lines = "\n".join(f"#{_literal(piece)}" for piece in pieces)
    with tempfile.TemporaryDirectory(prefix="toolkit-press-") as name:
        probe = Path(name) / "probe.typ"
        probe.write_text(head + lines, encoding="utf-8")
        try:
            typst.compile(
                probe,
                root=Path(name),
                font_paths=loaded(fonts),
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            places = {int(line) - 2 for line in _LINE.findall(error.diagnostic)}
            if not places:
                raise ToolError(f"typst failed: {error.message}") from error
            return {pieces[place] for place in places}
    return set()


def _literal(piece: str) -> str:
    return '"' + "".join(f"\\u{{{ord(character):x}}}" for character in piece) + '"'


def _array(families: tuple[str, ...]) -> str:
    return "(" + "".join(f"{_literal(family)}, " for family in families) + ")"
