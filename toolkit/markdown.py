"""Builds the Markdown: a book in, one file of plain text out that people and programs can edit.

Rules: what pandoc reads from the file is the book again: same words, same headings, same notes.
Columns are pipe tables, a row a paragraph, which most other programs read too. Pictures stay where
they are, and are named by their path from the file.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from toolkit import disk, manuscript, pandoc, press, reflow
from toolkit.images import Picture
from toolkit.inert import NO_ATTR, para, printable, text
from toolkit.layout import chief
from toolkit.manuscript import changed, classes
from toolkit.model import Blocks, Book, Node

_LEFT_OUT: Final = (
    *("auto_identifiers", "bracketed_spans", "definition_lists", "fenced_code_attributes"),
    *("fenced_divs", "grid_tables", "header_attributes", "inline_code_attributes"),
    *("link_attributes", "multiline_tables", "native_divs", "native_spans", "raw_attribute"),
    *("simple_tables", "smart"),
)
"""Marks that other programs would show as they stand."""

_MARKS: Final = re.compile(r"[\s%?#()<>\"'\\]")  # what has a meaning in an address
_WRITER: Final = "markdown" + "".join(f"-{name}" for name in _LEFT_OUT)
_READ: Final = re.compile(r"--+|-?@|\.\.\.+|['\"]|&(?=#?\w+;)|#+$|^:$|\{")
"""What pandoc's writer leaves bare, and its reader takes for a mark of its own."""


def build(book: Book, *, out: Path, pictures: Mapping[str, Picture]) -> Path:
    """Write the book as Markdown and return its path; ``pictures`` are those that are there, by address.

    ToolError says what pandoc refused, OutputError why the file could not be written.
    """
    press.timestamp(book.date)  # refuses what is no date
    names = {
        url: _MARKS.sub(
            lambda mark: quote(mark[0], safe=""),
            Path(os.path.relpath(picture.path, out.parent)).as_posix(),
        )
        for url, picture in pictures.items()
    }
    tree = reflow.document(book, names, apart=False)
    _, blocks = reflow.divided(tree["blocks"])
    made = pandoc.run(
        json.dumps(tree | {"meta": _metadata(book), "blocks": _blocks(blocks)}),
        reader="json",
        writer=_WRITER,
        options=("--standalone", "--wrap=none", "--reference-location=section"),
    )
    disk.write(out, made)
    return out


def _metadata(book: Book) -> dict[str, Any]:
    """Return what the head of the file says."""
    said = {
        "title": reflow.title(book),
        "date": book.date,
        "lang": chief(book),
        "publisher": book.publisher,
        "rights": book.rights,
    }
    head = {key: _meta(value) for key, value in said.items() if value}
    return head | {"author": {"t": "MetaList", "c": [_meta(name) for name in book.authors]}}


def _meta(value: str) -> Node:
    return {"t": "MetaInlines", "c": _literal(printable(value))}


def _blocks(blocks: Blocks) -> Blocks:
    """Return a book's tree in what Markdown has words for."""
    tabled = manuscript.tabulated(blocks, manuscript.one_paragraph)
    shown: Blocks = changed(tabled, _shown)
    return shown


def _shown(node: Node) -> list[Node] | None:
    """Return what stands for a node, None for the node as it is."""
    change = _CHANGES.get(node["t"])
    return change(node) if change else None


def _division(node: Node) -> list[Node]:
    inner: Blocks = changed(node["c"][1], _shown)
    return [{"t": "BlockQuote", "c": inner}] if "missing" in classes(node) else inner


def _span(node: Node) -> list[Node]:
    inner: list[Node] = changed(node["c"][1], _shown)
    return inner


def _link(node: Node) -> list[Node] | None:
    """Return the second mark of a note as such; a link inside the book as its words."""
    attr, content, (url, _) = node["c"]
    if "footnote-ref" in classes(node):
        return [{"t": "RawInline", "c": ["markdown", f"[^{url.removeprefix('#fn')}]"]}]
    inner: list[Node] = changed(content, _shown)
    return inner if url.startswith("#") else [{"t": "Link", "c": [attr, inner, [url, ""]]}]


def _image(node: Node) -> list[Node]:
    _, alt, target = node["c"]
    return [{"t": "Image", "c": [NO_ATTR, changed(alt, _shown), target]}]


def _figure(node: Node) -> list[Node]:
    """Return pictures with their captions below; alone, a picture would show its text twice."""
    _, (_, caption), content = node["c"]
    lines = [part["c"] for part in changed([*content, *caption], _shown) if part["t"] == "Plain"]
    others = [part for part in changed(content, _shown) if part["t"] != "Plain"]
    joined = [one for line in lines for one in ({"t": "LineBreak"}, *line)][1:]
    return [*others, *([para(joined)] if joined else [])]


def _definitions(node: Node) -> list[Node]:
    """Return labels and values as a list of lines."""
    items = [
        [{"t": "Plain", "c": [{"t": "Strong", "c": term}, text(": "), *blocks[0]["c"]]}]
        for term, (blocks, *_) in changed(node["c"], _shown)
    ]
    return [{"t": "BulletList", "c": items}]


def _string(node: Node) -> list[Node]:
    return _literal(node["c"])


def _literal(words: str) -> list[Node]:
    """Return a text in which pandoc's reader changes nothing."""
    spaced = [part for word in words.split(" ") for part in ({"t": "Space"}, *_word(word))]
    return spaced[1:]


def _word(word: str) -> list[Node]:
    parts: list[Node] = []
    place = 0
    for found in _READ.finditer(word):
        raw = "".join(f"\\{mark}" for mark in found[0])
        parts += [text(word[place : found.start()])] if found.start() > place else []
        parts.append({"t": "RawInline", "c": ["markdown", raw]})
        place = found.end()
    return [*parts, text(word[place:])] if word[place:] else parts


_CHANGES: Final[Mapping[str, Any]] = {
    "Div": _division,
    "Span": _span,
    "Link": _link,
    "Image": _image,
    "Figure": _figure,
    "DefinitionList": _definitions,
    "Str": _string,
}
