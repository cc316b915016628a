"""Knows the fonts that a book is set in, and makes sure that they can draw all of it.

Rules: the default fonts come from three packages and are the same everywhere; a font of the system
is used only when it is asked for by name and folder; a character that cannot be drawn is an error
before the book is built, never an empty box in it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from toolkit.errors import GlyphError, ProjectError, ToolError
from toolkit.lang import is_cjk
from toolkit.press import loaded, undrawable
from toolkit.themes import Theme

LATIN: Final = "Source Serif 4"
MONO: Final = "DejaVu Sans Mono"  # inside Typst
_SYMBOLS: Final = ("DejaVu Sans Mono", "New Computer Modern Math")  # inside Typst

OTHERS: Final = (
    "Noto Sans",
    "Noto Sans Symbols",
    "Noto Emoji",
    *(
        f"Noto Sans {script}"
        for script in """Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew
        Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thai""".split()
    ),
)
"""What draws the characters that a Chinese and a Latin face lack: symbols, emoji, other scripts."""

_HAN: Final = {
    "zh-Hant-HK": "Noto Sans CJK HK",
    "zh-HK": "Noto Sans CJK HK",
    "zh-Hant-MO": "Noto Sans CJK HK",
    "zh-Hans": "Noto Sans CJK SC",
    "zh-CN": "Noto Sans CJK SC",
    "zh-SG": "Noto Sans CJK SC",
    "zh": "Noto Sans CJK TC",
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
}
"""Language, most exact first → the face with the glyph forms that its readers expect."""

_PACKAGES: Final = (
    ("manimgx_fonts_cjk", "", "manimgx-fonts-cjk"),
    ("fontpkg_source_serif_4", "files", "fontpkg-source-serif-4"),
    ("manimgx_fonts", "", "manimgx-fonts"),
)

_SHOWN: Final = 12  # characters named in one message
_PRIVATE: Final = "Co"
_MARKS: Final = ("Mn", "Me", "Mc", "Cf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The families of a book and the folders that they are looked for in.

    An empty ``han`` stands for the face of the bundled package that suits the language.
    """

    han: str = ""
    latin: str = LATIN
    mono: str = MONO
    others: tuple[str, ...] = OTHERS
    folders: tuple[Path, ...] = field(default=())

    def of(self, lang: str) -> tuple[str, ...]:
        """Return the families for a text in a language, first choice first; nothing else is used."""
        han = self.han or han_face(lang)
        chosen = (han, self.latin) if is_cjk(lang) else (self.latin, han)
        return tuple(dict.fromkeys((*chosen, han_face(lang), *self.others, *_SYMBOLS)))


def han_face(lang: str) -> str:
    """Return the bundled family with the right Han forms for a language; Hong Kong's for one that is not listed."""
    for known, family in _HAN.items():
        if lang == known or lang.startswith(f"{known}-"):
            return family
    return _HAN["zh-Hant-HK"]


def bundled() -> tuple[Path, ...]:
    """Return the folders of the fonts that come as packages; raise ToolError for a missing one."""
    folders = []
    for module, inside, package in _PACKAGES:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise ToolError(
                f"the font package `{package}` is missing", hint=f"pip install {package}"
            )
        folders.append(Path(spec.origin).parent / inside)
    return tuple(folders)


def folders(faces: Faces) -> tuple[Path, ...]:
    """Return every folder to look in: those asked for first."""
    return (*faces.folders, *bundled())


def families(faces: Faces) -> frozenset[str]:
    """Return the names of all families that can be used."""
    return frozenset(loaded(folders(faces)).families())


def require(faces: Faces, langs: Iterable[str]) -> None:
    """Raise ToolError for a family that is in none of the folders."""
    asked = dict.fromkeys([name for lang in langs for name in faces.of(lang)] + [faces.mono])
    known = families(faces)
    if missing := [name for name in asked if name not in known]:
        raise ToolError(
            f"no font family “{missing[0]}” in {', '.join(map(str, folders(faces)))}",
            hint="name a folder that holds it, or one of: " + ", ".join(sorted(known)),
        )


def of_theme(theme: Theme, names: Sequence[str]) -> tuple[str, ...]:
    """Return the families that a theme names; raise ProjectError for one that can be found nowhere."""
    known = {name.casefold() for name in families(Faces(folders=theme.fonts))} if names else set()
    if missing := [name for name in names if name.casefold() not in known]:
        raise ProjectError(
            f"no font family “{missing[0]}”",
            at=str(theme.folder),
            hint="put its files into the folder `fonts` of the theme",
        )
    return tuple(names)


def check(
    texts: Iterable[tuple[str, str]], faces: Faces, lang: str, *, before: Sequence[str] = ()
) -> None:
    """Raise GlyphError when a text cannot be drawn; each text comes with its place.

    ``before`` are families that go before those of the book; they alone may draw characters of
    private use, which mean something else in every font.
    """
    first: dict[str, str] = {}
    for place, content in texts:
        for piece in pieces(content):
            first.setdefault(piece, place)
    private = [piece for piece in first if unicodedata.category(piece[0]) == _PRIVATE]
    public = [piece for piece in first if piece not in private]
    where = folders(faces)
    lost = undrawable(private, families=tuple(before), fonts=where) if before else {*private}
    lost |= undrawable(public, families=(*before, *faces.of(lang)), fonts=where)
    if not lost:
        return
    named = [f"{_name(piece)} in {first[piece]}" for piece in first if piece in lost]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    raise GlyphError(
        f"no font can draw {'; '.join(named[:_SHOWN])}{more}",
        at=first[next(piece for piece in first if piece in lost)],
        hint="take the character out of the article, or put a font that has it into a theme",
    )


def pieces(content: str) -> Iterator[str]:
    """Yield each character with the marks that stand on it, often once; no white space."""
    distinct = dict.fromkeys(content)
    if not any(unicodedata.category(character) in _MARKS for character in distinct):
        yield from (character for character in distinct if not character.isspace())
        return
    piece = ""
    for character in content:
        if piece and unicodedata.category(character) in _MARKS:
            piece += character
            continue
        if piece and not piece.isspace():
            yield piece
        piece = character
    if piece and not piece.isspace():
        yield piece


def _name(piece: str) -> str:
    points = " ".join(f"U+{ord(character):04X}" for character in piece)
    return f"“{piece}” ({points})"
