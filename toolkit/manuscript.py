"""Turns the tree of a book into that of a manuscript, for people to edit as DOCX or as Markdown.

Rules: passages in columns become the rows of a table with a column for each language, one table
from heading to heading; what a cell of the format cannot hold stands below the table, one language
after the other. Words are those of the book, in its order.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

from toolkit.inert import NO_ATTR
from toolkit.lang import is_cjk
from toolkit.model import Blocks, Inlines, Node
from toolkit.wording import named

Fits: TypeAlias = Callable[[Blocks], bool]
"""Says whether blocks may stand in a cell."""

Change: TypeAlias = Callable[[Node], "list[Node] | None"]
"""Returns what stands in place of a node, None to keep it and look into it."""

_NARROW: Final = 0.44  # of the width, for a language that says the same in less room


def tabulated(blocks: Blocks, fits: Fits) -> Blocks:
    """Return blocks with each run of passages in columns as one table."""
    runs = groupby(blocks, key=lambda block: _is_row(block, fits))
    whole = ([_table(list(run))] if is_row else list(run) for is_row, run in runs)
    return [block for run in whole for block in run]


def classes(node: Node) -> Sequence[str]:
    """Return the classes of a node, none where it has no attributes."""
    content = node.get("c")
    given = content[1 if node["t"] == "Header" else 0] if isinstance(content, list) else None
    return given[1] if node["t"] in ("Div", "Span", "Link", "Header") and given else ()


def changed(node: Any, change: Change) -> Any:  # noqa: ANN401 -- pandoc's tree
    """Return a tree with ``change`` applied to every node, from the top down."""
    if isinstance(node, list):
        return [new for part in node for new in _changed_one(part, change)]
    if isinstance(node, dict) and "c" in node:
        return node | {"c": changed(node["c"], change)}
    return node


def _changed_one(part: Any, change: Change) -> list[Any]:  # noqa: ANN401
    if isinstance(part, dict) and (new := change(part)) is not None:
        return new
    return [changed(part, change)]


def _is_row(block: Node, fits: Fits) -> bool:
    return "columns" in classes(block) and all(fits(side["c"][1]) for side in block["c"][1])


def _table(passages: Blocks) -> Node:
    langs = [_lang(side) for side in passages[0]["c"][1]]
    head = [[{"t": "Plain", "c": [_tagged(lang)]}] for lang in langs]
    rows = [_cells(passage) for passage in passages]
    columns = [[{"t": "AlignDefault"}, width] for width in _widths(langs)]
    body = [NO_ATTR, 0, [], [_row(cells) for cells in rows]]
    attr = ["", ["parallel"], [["custom-style", "Parallel"]]]
    return {
        "t": "Table",
        "c": [attr, [None, []], columns, [NO_ATTR, [_row(head)]], [body], [NO_ATTR, []]],
    }


def _cells(passage: Node) -> list[Blocks]:
    """Return a cell for each side; the first keeps the anchor of the passage."""
    first, *others = passage["c"][1]
    (_, *rest), content = first["c"]
    anchored = {"t": "Div", "c": [[passage["c"][0][0], *rest], content]}
    return [[side] for side in (anchored, *others)]


def _row(cells: Sequence[Blocks]) -> list[Any]:
    return [NO_ATTR, [[NO_ATTR, {"t": "AlignDefault"}, 1, 1, cell] for cell in cells]]


def _lang(side: Node) -> str:
    given: dict[str, str] = dict(side["c"][0][2])
    return given["lang"]


def _tagged(lang: str) -> Node:
    attr = ["", [], [["lang", lang]]]
    return {"t": "Span", "c": [attr, [{"t": "Str", "c": named(lang)}]]}


def _widths(langs: Sequence[str]) -> list[Node]:
    """Return the width of each column: Chinese says the same in less room than English."""
    dense = [is_cjk(lang) for lang in langs]
    if len(set(dense)) == 1:
        return [{"t": "ColWidth", "c": 1 / len(langs)} for _ in langs]
    return [{"t": "ColWidth", "c": _NARROW if one else 1 - _NARROW} for one in dense]


def one_paragraph(blocks: Blocks) -> bool:
    """Return whether blocks are a single line of text, as a cell in Markdown must be."""
    return len(blocks) == 1 and blocks[0]["t"] in ("Para", "Plain") and not _broken(blocks[0]["c"])


def _broken(inlines: Inlines) -> bool:
    return any(
        node["t"] == "LineBreak" or (isinstance(node.get("c"), list) and _broken_inside(node))
        for node in inlines
    )


def _broken_inside(node: Node) -> bool:
    inside = node["c"][1] if node["t"] in ("Link", "Span") else node["c"]
    return node["t"] != "Note" and _broken([one for one in inside if isinstance(one, dict)])
