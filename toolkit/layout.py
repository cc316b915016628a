"""Decides what of a book is shown, and as what; every format follows it.

Rules: headings in a chapter start at 2 and never skip a level; a row with no translation stands
alone; tables and code take the full width, one language after the other.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal

from toolkit.errors import UsageError
from toolkit.inert import blocks, inlines, marked, picture, plain, text
from toolkit.lang import LangCode, primary
from toolkit.model import (
    Bilingual,
    Blocks,
    Book,
    Format,
    Inlines,
    Layout,
    Mode,
    Node,
    Paper,
    Row,
    Side,
)
from toolkit.notes import bracketed
from toolkit.tree import images

Shape = Literal["pair", "wide", "alone", "heading", "figure", "rule"]

_EVERY: Final[tuple[Format, ...]] = ("epub", "pdf", "html", "docx", "md")
FORMATS: Final[Mapping[Mode, tuple[Format, ...]]] = {
    "columns": _EVERY,
    "interleaved": _EVERY,
    "facing": ("pdf",),
    "reveal": ("epub", "html"),
    "notes": _EVERY,
    "source-only": _EVERY,
    "target-only": _EVERY,
}
"""The formats that each layout can be made in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A row as it is shown.

    ``sides`` are those that the layout shows, in its order; a side holds inlines for a heading and
    for a figure (its caption), blocks for every other shape. Where there is nothing to translate,
    the source stands alone.
    """

    shape: Shape
    id: str
    sides: Mapping[Side, list[Node]]
    level: int = 0
    more: bool = False  # it goes on with the paragraph, quote or list before it
    parts: tuple["Passage", ...] = ()  # its sentences, where the layout asks for them
    pictures: tuple[tuple[str, Bilingual], ...] = ()  # address, what it shows


def require(layout: Layout, formats: Sequence[Format]) -> None:
    """Raise UsageError for a format that the layout cannot be made in."""
    able = FORMATS.get(layout.mode, ())
    for name in formats:
        if name not in able:
            raise UsageError(
                f"the layout “{layout.mode}” cannot be made as {name}",
                hint=f"it can be made as {', '.join(able)}",
            )


def paper(layout: Layout) -> Paper:
    """Return the paper of a layout: the one that was asked for, or the one that suits it."""
    return layout.paper or ("b5" if layout.mode == "columns" else "a5")


def chief(book: Book) -> LangCode:
    """Return the language of the book as a whole: the source's where it is shown."""
    return langs(book)["source" if "source" in book.layout.sides else "target"]


def langs(book: Book) -> dict[Side, LangCode]:
    """Return the language of each side, shown or not."""
    return {"source": book.source_lang, "target": book.target_lang}


def _fields(record: Any) -> Any:  # noqa: ANN401 -- what json cannot write itself
    if isinstance(record, bytes):
        return hashlib.sha256(record).hexdigest()
    return {one.name: getattr(record, one.name) for one in fields(record)}


def identifier(book: Book) -> uuid.UUID:
    """Return an identifier that equal books share and different books do not.

    The colophon does not count: it tells how a file was made, and an EPUB and a PDF are one book.
    """
    content = json.dumps(
        replace(book, colophon=()), default=_fields, sort_keys=True, ensure_ascii=True
    )
    digest = hashlib.sha256(content.encode("ascii")).hexdigest()
    return uuid.uuid5(uuid.NAMESPACE_URL, f"toolkit:book:{digest}")


# --- passages -----------------------------------------------------------------------------------


def _line(given: Blocks, lang: str) -> Inlines:
    """Return what a caption's blocks say, as one line."""
    joined: Inlines = []
    for block in given:
        joined += [{"t": "Space"}] if joined else []
        said = block["t"] in ("Para", "Plain")
        joined += block["c"] if said else [text(plain(block))]
    line: Inlines = bracketed(inlines(joined, lang), lang)
    return line


def _only_pictures(node: Node) -> bool:
    if node["t"] == "Figure":
        return any(images(node["c"][2]))
    return node["t"] in ("Para", "Plain") and any(images(node)) and not plain(_unpictured(node))


def _unpictured(node: object) -> object:
    if isinstance(node, list):
        return [_unpictured(part) for part in node]
    if isinstance(node, dict):
        return {} if node.get("t") == "Image" else {k: _unpictured(v) for k, v in node.items()}
    return node


def _caption(node: Node, lang: str) -> Inlines:
    said = _line(node["c"][1][1] or [], lang) if node["t"] == "Figure" else []
    return said or inlines([part for image in images(node) for part in image["c"][1]], lang)


def _shown(row: Row, book: Book) -> tuple[Side, ...]:
    return book.layout.sides if row.target is not None else ("source",)


def _nodes(row: Row) -> dict[Side, Node]:
    return {"source": row.source, "target": row.target or row.source}


def _figure(row: Row, anchor: str, book: Book) -> Passage:
    nodes = _nodes(row)
    captions = {side: _caption(nodes[side], lang) for side, lang in langs(book).items()}
    shown = zip(images(nodes["source"]), images(nodes["target"]), strict=False)
    pictures = tuple(
        (
            picture(one["c"][2][0]),
            Bilingual(
                source=plain(one["c"][1]) or plain(captions["source"]),
                target=plain(two["c"][1]) or plain(captions["target"]),
            ),
        )
        for one, two in shown
    )
    said = {side: captions[side] for side in _shown(row, book)}
    return Passage(shape="figure", id=anchor, sides=said, pictures=pictures)


def _is_wide(nodes: object) -> bool:
    if isinstance(nodes, list):
        return any(_is_wide(node) for node in nodes)
    if isinstance(nodes, dict):
        return nodes.get("t") in ("Table", "CodeBlock") or _is_wide(nodes.get("c"))
    return False


def _heading(row: Row, anchor: str, level: int, book: Book) -> Passage:
    nodes, spoken = _nodes(row), langs(book)
    sides = {
        side: bracketed(inlines(nodes[side]["c"][2], spoken[side]), spoken[side])
        for side in _shown(row, book)
    }
    return Passage(shape="heading", id=anchor, level=level, sides=sides)


def _passage(row: Row, anchor: str, level: int, book: Book) -> Passage:
    if row.source["t"] == "HorizontalRule":
        return Passage(shape="rule", id=anchor, sides={})
    if level:
        return _heading(row, anchor, level, book)
    if _only_pictures(row.source):
        return _figure(row, anchor, book)
    nodes, spoken = _nodes(row), langs(book)
    sides = {side: blocks([nodes[side]], spoken[side]) for side in _shown(row, book)}
    shape: Shape = "alone"
    if row.target is not None and _is_wide([*sides.values()]):
        shape = "wide"
    elif len(sides) > 1:
        shape = "pair"
    return Passage(shape=shape, id=anchor, sides=sides)


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
        anchor = f"c{number}-p{place}"
        passage = _passage(row, anchor, level, book)
        parts = _parts(row, anchor, book)
        if parts and book.layout.unit == "sentence" and book.layout.mode != "notes":
            shown += parts
        elif any(passage.sides.values()) or passage.pictures or passage.shape == "rule":
            shown.append(replace(passage, parts=parts))
    return tuple(_marked(one, book) for one in shown)


def _marked(passage: Passage, book: Book) -> Passage:
    """Return a passage whose translation says of every Chinese word that it is Chinese."""
    if primary(book.source_lang) != "zh" or primary(book.target_lang) in ("zh", "ja"):
        return passage
    sides: dict[Side, list[Node]] = {
        side: marked(nodes, book.source_lang) if side == "target" else nodes
        for side, nodes in passage.sides.items()
    }
    return replace(passage, sides=sides, parts=tuple(_marked(one, book) for one in passage.parts))


def _is_plain(block: Node) -> bool:
    """Return whether a block is a paragraph on one line, which its sentences make again."""
    return block["t"] in ("Para", "Plain") and all(n["t"] != "LineBreak" for n in block["c"])


def _parts(row: Row, anchor: str, book: Book) -> tuple[Passage, ...]:
    """Return the sentences of a row as passages; the first has the id of the whole."""
    if not book.layout.apart or (book.layout.mode == "notes" and not _is_plain(row.source)):
        return ()
    names = [anchor, *(f"{anchor}-s{place}" for place in range(2, len(row.parts) + 1))]
    return tuple(
        replace(_passage(part, name, 0, book), more=name != anchor)
        for name, part in zip(names, row.parts, strict=False)
    )


def addresses(book: Book) -> tuple[str, ...]:
    """Return the address of every picture that the book shows, each once, in order."""
    shown = (
        url
        for number in range(1, len(book.chapters) + 1)
        for passage in passages(book, number)
        for url, _ in passage.pictures
    )
    return tuple(dict.fromkeys(url for url in shown if url))
