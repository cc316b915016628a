"""Builds the PDF: a book in, a PDF/UA-1 file out, made by Typst.

Rules: nothing is fetched; the same book, pictures and fonts give the same bytes.
"""

from collections.abc import Mapping
from pathlib import Path

from toolkit import disk, fonts, pages, press
from toolkit.fonts import Faces
from toolkit.images import Picture, names
from toolkit.layout import langs
from toolkit.model import Book
from toolkit.press import Part
from toolkit.themes import Theme


def build(
    book: Book,
    *,
    out: Path,
    pictures: Mapping[str, Picture],
    faces: Faces | None = None,
    theme: Theme | None = None,
) -> Path:
    """Write the book as a PDF and return its path; ``pictures`` are those that are there, by address.

    GlyphError says what no font can draw, ToolError what Typst refused, OutputError why the file
    could not be written.
    """
    disk.write(out, typeset(book, pictures, faces=faces, theme=theme))
    return out


def typeset(
    book: Book,
    pictures: Mapping[str, Picture],
    *,
    faces: Faces | None = None,
    theme: Theme | None = None,
    part: Part = "book",
) -> bytes:
    """Return the book as PDF, or its cover as PNG, once every character is known to be drawn."""
    look = theme or Theme()
    chosen = faces or Faces(folders=look.fonts)
    when = press.timestamp(book.date)
    named = {side: chosen.of(lang) for side, lang in langs(book).items()}
    data = pages.document(book, names(pictures), fonts=named, latin=chosen.latin, mono=chosen.mono)
    fonts.require(chosen, (book.source_lang, book.target_lang))
    before = fonts.of_theme(look, press.faces(data, look))
    places = tuple(chapter.path for chapter in book.chapters)
    fonts.check(pages.texts(data, places), chosen, book.source_lang, before=before)
    return press.run(
        data,
        fonts=fonts.folders(chosen),
        pictures=[*pictures.values(), *([book.cover] if book.cover else [])],
        when=when,
        part=part,
        theme=look,
    )
