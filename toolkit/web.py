"""Builds the HTML: a book in, one file out that a browser reads by itself.

Rules: the file asks for nothing from outside and says so to the browser; it holds no script, and
no font: a reader's system has faces for both languages, and picks them by the language of a block.
The same book and pictures give the same bytes.
"""

import base64
import html
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any, Final

from toolkit import disk, pandoc, press, reflow
from toolkit.images import Picture
from toolkit.layout import chief, langs
from toolkit.model import Book, Node
from toolkit.themes import Theme, bundled
from toolkit.wording import spoken, word

_OPTIONS: Final = ("--section-divs", "--reference-location=section", "--wrap=none")
_DEEPEST: Final = 5  # the title of the book is a level above all others
_SLASH: Final = re.compile(r" />")
_BORDER: Final = "<!-- the text begins here -->"


def build(
    book: Book,
    *,
    out: Path,
    pictures: Mapping[str, Picture],
    theme: Theme | None = None,
) -> Path:
    """Write the book as one HTML file and return its path; ``pictures`` are those there, by address.

    ToolError says what pandoc refused, OutputError why the file could not be written.
    """
    press.timestamp(book.date)  # refuses what is no date
    tree = reflow.document(book, _inline(pictures), apart=False)
    front, text = reflow.divided(tree["blocks"])
    contents, _, body = _written(
        tree | {"blocks": [_levelled(block) for block in text]},
        "--shift-heading-level-by=1",
        "--toc",
        f"--toc-depth={reflow.levels(book) + 2}",
    ).partition(_BORDER)
    page = Template(bundled("web.html").decode("utf-8")).substitute(
        lang=chief(book),
        mode=book.layout.mode,
        title=html.escape(reflow.title(book)),
        style=(theme or Theme()).css("epub.css", "web.css").decode("utf-8"),
        skip=_words(book, "skip"),
        front=_written(tree | {"blocks": front}).partition(_BORDER)[2].strip(),
        heading=_words(book, "contents"),
        contents=contents.strip(),
        text=body.strip(),
    )
    disk.write(out, page)
    return out


def _inline(found: Mapping[str, Picture]) -> dict[str, str]:
    """Return each picture as an address that holds the picture itself."""
    kinds = {"jpg": "jpeg"}
    return {
        url: f"data:image/{kinds.get(suffix, suffix)};base64,{data}"
        for url, picture in found.items()
        for suffix in [picture.name.rpartition(".")[2]]
        for data in [base64.b64encode(picture.data).decode("ascii")]
    }


def _levelled(block: Node) -> Node:
    """Return a block; a heading no deeper than the level below its own allows."""
    if block["t"] != "Header":
        return block
    level, *rest = block["c"]
    return {"t": "Header", "c": [min(level, _DEEPEST), *rest]}


def _written(tree: Mapping[str, Any], *options: str) -> str:
    """Return a tree as HTML without a slash in empty elements: contents, border, text."""
    with tempfile.TemporaryDirectory(prefix="toolkit-web-") as name:
        template = Path(name) / "template.html"
        template.write_text(f"$table-of-contents$\n{_BORDER}\n$body$\n", encoding="utf-8")
        made = pandoc.run(
            json.dumps(tree, ensure_ascii=False),
            reader="json",
            writer="html5",
            options=(*_OPTIONS, f"--template={template}", *options),
        )
    return _SLASH.sub(">", made)


def _words(book: Book, key: str) -> str:
    """Return a word of the book's own in both languages, each tagged."""
    tags = dict.fromkeys(spoken(langs(book)[side]) for side in book.layout.sides)
    return " / ".join(f'<span lang="{tag}">{html.escape(word(key, tag))}</span>' for tag in tags)
