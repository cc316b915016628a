"""Decides what of a book is shown, and as what; EPUB and PDF both follow it.

Rules: headings in a chapter start at 2 and never skip a level; a row with no translation stands
alone; tables and code take the full width, one language after the other.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

from toolkit.inert import STYLES, blocks, href, inlines, plain, text
from toolkit.lang import LangCode
from toolkit.model import Bilingual, Blocks, Book, Inlines, Node, Row
from toolkit.wording import brackets

Side = Literal["source", "target"]
Shape = Literal["pair", "wide", "alone", "heading", "figure", "rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A row as it is shown.

    ``source`` and ``target`` hold inlines for a heading and for a figure (its caption), blocks for
    every other shape. ``target`` is None where there is nothing to translate.
    """

    shape: Shape
    id: str
    source: list[Node]
    target: list[Node] | None
    level: int = 0
    pictures: tuple[tuple[str, Bilingual], ...] = ()  # address, what it shows

    @property
    def sides(self) -> dict[Side, list[Node]]:
        """The sides that are there, source first."""
        both: dict[Side, list[Node]] = {"source": self.source}
        return both if self.target is None else both | {"target": self.target}


def order(book: Book) -> tuple[Side, Side]:
    """Return the two sides as the book's layout puts them: first, second."""
    return ("source", "target") if book.layout.first == "source" else ("target", "source")


def langs(book: Book) -> dict[Side, LangCode]:
    """Return the language of each side."""
    return {"source": book.source_lang, "target": book.target_lang}


def _fields(record: Any) -> dict[str, Any]:  # noqa: ANN401 -- what json cannot write itself
    return {one.name: getattr(record, one.name) for one in fields(record)}


def identifier(book: Book) -> uuid.UUID:
    """Return an identifier that equal books share and different books do not."""
    content = json.dumps(book, default=_fields, sort_keys=True, ensure_ascii=True)
    digest = hashlib.sha256(content.encode("ascii")).hexdigest()
    return uuid.uuid5(uuid.NAMESPACE_URL, f"toolkit:book:{digest}")


# --- passages -----------------------------------------------------------------------------------


def without_notes(nodes: Inlines, lang: str) -> Inlines:
    """Return inlines with each footnote said in brackets, for headings and captions."""
    opening, closing = brackets(lang)
    return [
        text(f"{opening}{plain(node['c'])}{closing}")
        if node["t"] == "Note"
        else {"t": node["t"], "c": without_notes(node["c"], lang)}
        if node["t"] in STYLES
        else node
        for node in nodes
    ]


def _line(given: Blocks, lang: str) -> Inlines:
    """Return what a caption's blocks say, as one line."""
    joined: Inlines = []
    for block in given:
        joined += [{"t": "Space"}] if joined else []
        said = block["t"] in ("Para", "Plain")
        joined += block["c"] if said else [text(plain(block))]
    return without_notes(inlines(joined, lang), lang)


def _images(node: object) -> Iterator[Node]:
    if isinstance(node, list):
        for part in node:
            yield from _images(part)
    elif isinstance(node, dict):
        if node.get("t") == "Image":
            yield node
        else:
            yield from _images(node.get("c"))


def _only_pictures(node: Node) -> bool:
    if node["t"] == "Figure":
        return any(_images(node["c"][2]))
    return node["t"] in ("Para", "Plain") and any(_images(node)) and not plain(_unpictured(node))


def _unpictured(node: object) -> object:
    if isinstance(node, list):
        return [_unpictured(part) for part in node]
    if isinstance(node, dict):
        return {} if node.get("t") == "Image" else {k: _unpictured(v) for k, v in node.items()}
    return node


def _caption(node: Node, lang: str) -> Inlines:
    said = _line(node["c"][1][1] or [], lang) if node["t"] == "Figure" else []
    return said or inlines([part for image in _images(node) for part in image["c"][1]], lang)


def _figure(row: Row, anchor: str, book: Book) -> Passage:
    sides = {"source": row.source, "target": row.target or row.source}
    captions = {side: _caption(sides[side], lang) for side, lang in langs(book).items()}
    shown = zip(_images(row.source), _images(sides["target"]), strict=False)
    pictures = tuple(
        (
            href(one["c"][2][0]),
            Bilingual(
                source=plain(one["c"][1]) or plain(captions["source"]),
                target=plain(two["c"][1]) or plain(captions["target"]),
            ),
        )
        for one, two in shown
    )
    said = captions["source"], captions["target"] if row.target else None
    return Passage(shape="figure", id=anchor, source=said[0], target=said[1], pictures=pictures)


def _is_wide(nodes: object) -> bool:
    if isinstance(nodes, list):
        return any(_is_wide(node) for node in nodes)
    if isinstance(nodes, dict):
        return nodes.get("t") in ("Table", "CodeBlock") or _is_wide(nodes.get("c"))
    return False


def _passage(row: Row, anchor: str, level: int, book: Book) -> Passage:
    one, two = book.source_lang, book.target_lang
    if row.source["t"] == "HorizontalRule":
        return Passage(shape="rule", id=anchor, source=[], target=None)
    if level:
        source = without_notes(inlines(row.source["c"][2], one), one)
        target = without_notes(inlines(row.target["c"][2], two), two) if row.target else None
        return Passage(shape="heading", id=anchor, level=level, source=source, target=target)
    if _only_pictures(row.source):
        return _figure(row, anchor, book)
    shown = blocks([row.source], one)
    if row.target is None:
        return Passage(shape="alone", id=anchor, source=shown, target=None)
    shape: Shape = "wide" if _is_wide(shown) else "pair"
    return Passage(shape=shape, id=anchor, source=shown, target=blocks([row.target], two))


def passages(book: Book, number: int) -> tuple[Passage, ...]:
    """Return what a chapter shows, in order; ``number`` counts from 1 and makes the ids."""
    chapter = book.chapters[number - 1]
    shown: list[Passage] = []
    open_levels: list[int] = []
    for place, row in enumerate(chapter.rows, start=1):
        level = 0
        if row.source["t"] == "Header":
            while open_levels and open_levels[-1] >= row.source["c"][0]:
                open_levels.pop()
            open_levels.append(row.source["c"][0])
            level = len(open_levels) + 1
        passage = _passage(row, f"c{number}-p{place}", level, book)
        if passage.source or passage.target or passage.pictures or passage.shape == "rule":
            shown.append(passage)
    return tuple(shown)


def addresses(book: Book) -> tuple[str, ...]:
    """Return the address of every picture that the book shows, each once, in order."""
    shown = (
        url
        for number in range(1, len(book.chapters) + 1)
        for passage in passages(book, number)
        for url, _ in passage.pictures
    )
    return tuple(dict.fromkeys(url for url in shown if url))
