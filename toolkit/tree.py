"""Walks a document tree: lists its passages, and builds its twin in another language.

A passage is a list of inlines that holds words, or marks that stand for them (「……」): a paragraph, a
heading, an item, a cell, a caption, a definition, a footnote's paragraph, the text that stands for an
image. Rule: the twin has the same skeleton, passage for passage. The tree is a clean one, so its depth is
bounded.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from toolkit.lang import CJK_MARKS, HAN
from toolkit.markup import WRAPPERS, contents, filled
from toolkit.model import Blocks, Inlines, Node

Render: TypeAlias = Callable[[Inlines], Inlines]
"""What makes the passage of one language out of the passage of another."""

BREAKS = frozenset(("Space", "SoftBreak", "LineBreak"))

_WIDE = re.compile(f"{HAN.pattern}|{CJK_MARKS.pattern}")
_QUOTES = re.compile("[“”‘’…—]")  # as wide as their neighbours
_SAID = re.compile("[^\\W_]|[…⋯！？!?「」『』“”‘’]")  # 「……」 says something, ＊＊＊ does not


def words(tree: object) -> str:
    """Return the words of a part of a tree, however deep; breaks are spaces."""
    found: list[str] = []
    stack: list[object] = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack.extend(reversed(part))
        elif isinstance(part, dict):
            kind, inside = part.get("t"), part.get("c")
            if kind == "Str":
                found.append(str(inside))
            elif kind in BREAKS:
                found.append(" ")
            elif kind in ("Code", "CodeBlock", "Math") and isinstance(inside, list):
                found.append(str(inside[-1]))
            elif kind in ("Link", "Image", "Header") and isinstance(inside, list):
                stack.append(inside[2 if kind == "Header" else 1])
            elif kind not in ("RawInline", "RawBlock"):
                stack.append(inside)
            if kind in ("Para", "Plain", "Header"):
                stack.append({"t": "Space"})
    return "".join(found).strip()


def paragraphs(tree: object) -> Iterator[Inlines]:
    """Yield the inlines of the paragraphs in a part of a tree, however deep, in order."""
    return (node["c"] for node in _nodes(tree) if node.get("t") == "Para")


def images(tree: object) -> Iterator[Node]:
    """Yield the images in a part of a tree, however deep, in order; one in the words for another is no image of it."""
    return (node for node in _nodes(tree, leaf="Image") if node.get("t") == "Image")


def _nodes(tree: object, *, leaf: str = "") -> Iterator[Node]:
    """Yield the nodes in a part of a tree, however deep, in order, but for those inside a node of one kind."""
    stack: list[object] = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack.extend(reversed(part))
        elif isinstance(part, dict):
            yield part
            if not leaf or part.get("t") != leaf:
                stack.append(part.get("c"))


def settled(inlines: Inlines) -> Inlines:
    """Return inlines with words joined, and soft breaks as a space, or nothing between Han."""
    result: Inlines = []
    for place, node in enumerate(inlines):
        kind = node["t"]
        if kind == "SoftBreak":
            before = words(inlines[max(0, place - 1) : place])[-1:]
            after = words(inlines[place + 1 : place + 2])[:1]
            if _are_wide(before, after):
                continue
            kind = "Space"
        last = result[-1]["t"] if result else ""
        if kind == last == "Str":
            result[-1] = {"t": "Str", "c": result[-1]["c"] + node["c"]}
        elif not (kind == "Space" and last in BREAKS):
            result.append(node if kind != "Space" else {"t": "Space"})
    return result


def _are_wide(before: str, after: str) -> bool:
    """Return whether no space belongs between two characters at the ends of lines."""
    wide = [bool(_WIDE.match(mark)) for mark in (before, after)]
    return any(wide) and all(
        w or _QUOTES.match(m) for w, m in zip(wide, (before, after), strict=True)
    )


def passages(blocks: Blocks) -> tuple[Inlines, ...]:
    """Return the passages in the order of the document; those of a note follow the one with its mark."""
    found: list[Inlines] = []

    def collect(inlines: Inlines) -> Inlines:
        found.append(inlines)
        return inlines

    translate(blocks, collect)
    return tuple(found)


def translate(blocks: Blocks, render: Render) -> Blocks:
    """Return the same tree with each passage rendered."""
    return [_block(block, render) for block in blocks]


def _block(block: Node, render: Render) -> Node:
    kind, inside = block["t"], block.get("c")
    if kind in _BLOCKS and inside is not None:
        return {"t": kind, "c": _BLOCKS[kind](inside, render)}
    return block


def _passage(inlines: Inlines, render: Render) -> Inlines:
    """Return a passage rendered, and then the notes and images in it."""
    return _inner(render(inlines) if _holds_words(inlines) else inlines, render)


def _holds_words(inlines: Inlines) -> bool:
    """Return whether a passage has words of its own, not counting those that stand for an image."""
    stack = [*inlines]
    while stack:
        node = stack.pop()
        kind = node["t"]
        if kind == "Str" and _SAID.search(node["c"]):
            return True
        if kind in WRAPPERS:
            stack.extend(contents(node))
        elif kind in ("Quoted", "Span", "Cite"):
            stack.extend(node["c"][1])
    return False


def _inner(inlines: Inlines, render: Render) -> Inlines:
    result: Inlines = []
    for node in inlines:
        kind = node["t"]
        if kind == "Note":
            result.append({"t": kind, "c": translate(node["c"], render)})
        elif kind == "Image":
            attributes, alt, target = node["c"]
            result.append({"t": kind, "c": [attributes, _passage(alt, render), target]})
        elif kind in WRAPPERS:
            result.append(filled(node, _inner(contents(node), render)))
        else:
            result.append(node)
    return result


def _items(items: Sequence[Blocks], render: Render) -> list[Blocks]:
    return [translate(item, render) for item in items]


def _definitions(pairs: Sequence[Any], render: Render) -> list[Any]:
    return [[_passage(term, render), _items(meanings, render)] for term, meanings in pairs]


def _caption(caption: Any, render: Render) -> list[Any]:  # noqa: ANN401
    return [caption[0], translate(caption[1], render)]


def _rows(rows: Sequence[Any], render: Render) -> list[Any]:
    return [
        [attributes, [[*cell[:-1], translate(cell[-1], render)] for cell in cells]]
        for attributes, cells in rows
    ]


def _table(parts: Any, render: Render) -> list[Any]:  # noqa: ANN401
    attributes, caption, columns, head, bodies, foot = parts
    return [
        attributes,
        _caption(caption, render),
        columns,
        [head[0], _rows(head[1], render)],
        [[a, n, _rows(heads, render), _rows(rows, render)] for a, n, heads, rows in bodies],
        [foot[0], _rows(foot[1], render)],
    ]


_BLOCKS: dict[str, Callable[[Any, Render], Any]] = {
    "Para": _passage,
    "Plain": _passage,
    "Header": lambda c, render: [c[0], c[1], _passage(c[2], render)],
    "BlockQuote": translate,
    "BulletList": _items,
    "OrderedList": lambda c, render: [c[0], _items(c[1], render)],
    "DefinitionList": _definitions,
    "Div": lambda c, render: [c[0], translate(c[1], render)],
    "Figure": lambda c, render: [c[0], _caption(c[1], render), translate(c[2], render)],
    "Table": _table,
}
