"""Builds the EPUB 3: a book in, a file out, made by pandoc and finished here.

Rules: nothing is fetched; the same book, pictures and fonts give the same bytes; pandoc sees no
folder of the user's, and reads no file but the style sheet, the cover and the cached pictures.
"""

import html
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from toolkit import container, disk, pandoc, pdf, press, reflow
from toolkit.fonts import Faces
from toolkit.images import Picture, names
from toolkit.layout import langs
from toolkit.model import Book, Cover, Node
from toolkit.themes import Theme
from toolkit.wording import word

_OPTIONS: Final = (
    "--css=epub.css",
    "--toc",
    "--epub-title-page=false",
    "--section-divs",
)
_COVER_ALT: Final = re.compile(r"<svg .*?</svg>", re.DOTALL)
_IMAGE: Final = re.compile(r'xlink:href="([^"]+)"')
_TITLE: Final = re.compile(r"<title>.*?</title>", re.DOTALL)
_NO_STYLE: Final = re.compile(r"\s*<style>\s*</style>")
_NOTE: Final = re.compile(r'<aside epub:type="footnote"[^>]* id="fn([0-9]+)">')
_BACK: Final = r'\g<0>\n<a href="#fnref\1" class="footnote-back" role="doc-backlink">\1</a>'
_LANGUAGE: Final = re.compile(r"<dc:language>.*?</dc:language>")
_NAV_ITEM: Final = '<itemref idref="nav" />'
_FIRST_ITEM: Final = '<itemref idref="ch001_xhtml" />'


def build(
    book: Book,
    *,
    out: Path,
    pictures: Mapping[str, Picture],
    faces: Faces | None = None,
    theme: Theme | None = None,
) -> Path:
    """Write the book as an EPUB and return its path; ``pictures`` are those that are there, by address.

    GlyphError says what the fonts of the cover cannot draw, ToolError what pandoc or Typst
    refused, OutputError why the file could not be written.
    """
    when = press.timestamp(book.date)
    tree = reflow.document(book, names(pictures))
    drawn = book.cover or draw_cover(book, faces=faces, theme=theme)
    with tempfile.TemporaryDirectory(prefix="toolkit-epub-") as name:
        (Path(name) / "epub.css").write_bytes((theme or Theme()).css("epub.css"))
        raw = _convert(tree, [*pictures.values(), drawn], reflow.levels(book), Path(name), when)
    disk.write(out, _finished(raw, book, _titles(book, tree), when))
    return out


def draw_cover(book: Book, *, faces: Faces | None = None, theme: Theme | None = None) -> Cover:
    """Return a cover drawn from the title and the authors."""
    front = replace(book, chapters=())
    made = pdf.typeset(front, {}, faces=faces, theme=theme, part="cover")
    return Cover(data=made, suffix="png", alt=book.title)


def _convert(
    tree: Node, pictures: Sequence[Picture | Cover], levels: int, folder: Path, when: int
) -> bytes:
    """Return pandoc's EPUB, made in a folder with the style sheet; the last picture is the cover."""
    for picture in pictures:
        (folder / picture.name).write_bytes(picture.data)
    divided = (f"--split-level={levels}", f"--toc-depth={levels + 1}")
    cover = f"--epub-cover-image={pictures[-1].name}"
    pandoc.run(
        json.dumps(tree, ensure_ascii=False),
        reader="json",
        writer="epub3",
        options=(*_OPTIONS, *divided, cover, "--data-dir=.", "--output=book.epub"),
        sandbox=False,  # it would keep our own pictures out; the tree holds no other path
        cwd=folder,
        env={"SOURCE_DATE_EPOCH": str(when), "LANG": "C.UTF-8", "TZ": "UTC"},
    )
    return (folder / "book.epub").read_bytes()


def _finished(raw: bytes, book: Book, titles: Mapping[str, str], when: int) -> bytes:
    """Return an EPUB with what pandoc leaves open filled in, zipped the same way every time."""
    parts = container.unpacked(raw)
    for name, content in parts.items():
        if name.endswith(".xhtml"):
            title = titles.get(Path(name).name, titles[""])
            page = _page(content.decode("utf-8"), title, book.layout.mode)
            parts[name] = page.encode("utf-8")
    cover = "EPUB/text/cover.xhtml"
    parts[cover] = _cover_page(parts[cover].decode("utf-8"), book).encode("utf-8")
    package = "EPUB/content.opf"
    parts[package] = _package(parts[package].decode("utf-8"), book).encode("utf-8")
    return container.packed(parts, when, first="mimetype")


def _titles(book: Book, tree: Node) -> dict[str, str]:
    """Return the title of each document by its file name; the book's own under an empty one."""
    every = reflow.titles(tree, reflow.levels(book))
    named = {f"ch{place:03}.xhtml": title for place, title in enumerate(every, start=1)}
    contents = dict.fromkeys(word("contents", langs(book)[side]) for side in book.layout.sides)
    return named | {"": every[0], "nav.xhtml": " / ".join(contents)}


def _page(content: str, title: str, mode: str) -> str:
    """Return a page with its title, its layout, and at each note a way back to its call."""
    said = f"<title>{html.escape(title, quote=False)}</title>"
    content = _TITLE.sub(lambda _: said, _NO_STYLE.sub("", content), count=1)
    return _NOTE.sub(_BACK, content).replace("<body", f'<body class="layout-{mode}"', 1)


def _cover_page(content: str, book: Book) -> str:
    """Return the cover page with a plain image, which can carry a text, for pandoc's drawing."""
    address = _IMAGE.search(content)
    if address is None:
        return content
    given = book.cover.alt.of(book.layout.sides[0]) if book.cover else reflow.title(book)
    image = f'<img src="{address[1]}" alt="{html.escape(given)}" role="doc-cover" />'
    return _COVER_ALT.sub(lambda _: image, content, count=1)


def _package(content: str, book: Book) -> str:
    """Return the package document with every language, and the title page before the contents."""
    every = dict.fromkeys(langs(book)[side] for side in sorted(book.layout.sides))
    spoken = "\n    ".join(f"<dc:language>{lang}</dc:language>" for lang in every)
    content = _LANGUAGE.sub(lambda _: spoken, content, count=1)
    content = content.replace(' properties="svg"', "")
    return content.replace(f"{_NAV_ITEM}\n    {_FIRST_ITEM}", f"{_FIRST_ITEM}\n    {_NAV_ITEM}")
