"""Builds the PDF: a book in, a PDF/UA-1 file out, made by Typst.

Rules: nothing is fetched; the same book, pictures and fonts give the same bytes.
"""

from pathlib import Path

from toolkit import disk, fonts, pages, press
from toolkit.fonts import Faces
from toolkit.images import find_all
from toolkit.layout import addresses, langs
from toolkit.model import Book
from toolkit.opf import Pictures
from toolkit.themes import Theme


def build(
    book: Book,
    *,
    images: Path,
    out: Path,
    faces: Faces | None = None,
    theme: Theme | None = None,
) -> Path:
    """Write the book as a PDF and return its path; ``images`` is the folder of cached pictures.

    GlyphError says what no font can draw, ToolError what Typst refused, OutputError why the file
    could not be written.
    """
    look = theme or Theme()
    chosen = faces or Faces(folders=look.fonts)
    when = press.timestamp(book.date)
    found = find_all(addresses(book), images)
    data = _data(book, {url: picture.name for url, picture in found.items()}, chosen)
    _check(book, data, chosen)
    made = press.run(
        data,
        fonts=fonts.folders(chosen),
        pictures=[*found.values(), *([book.cover] if book.cover else [])],
        when=when,
        theme=look,
    )
    disk.write(out, made)
    return out


def check(book: Book, *, faces: Faces | None = None) -> None:
    """Raise GlyphError when a character of the book cannot be drawn; write nothing."""
    chosen = faces or Faces()
    _check(book, _data(book, {}, chosen), chosen)


def _data(book: Book, pictures: Pictures, faces: Faces) -> pages.Data:
    named = {side: faces.of(lang) for side, lang in langs(book).items()}
    return pages.document(book, pictures, fonts=named, latin=faces.latin, mono=faces.mono)


def _check(book: Book, data: pages.Data, faces: Faces) -> None:
    fonts.require(faces, (book.source_lang, book.target_lang))
    places = tuple(chapter.path for chapter in book.chapters)
    fonts.check(pages.texts(data, places), faces, book.source_lang)
