"""Tells which pictures stand by themselves, and sets them as figures.

Rules: a picture on a line of its own is no part of the paragraph around it; the words that stand for
a picture are not said twice.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from toolkit import tree
from toolkit.headings import bare
from toolkit.inert import NO_ATTR
from toolkit.markup import WRAPPERS, contents
from toolkit.model import Blocks, Inlines, Node


def figure(image: Node, caption: Blocks) -> Node:
    """Return a figure; the words that stand for the image are left out where the caption has them."""
    _, alt, target = image["c"]
    alt = [] if bare(tree.words(alt)) == bare(tree.words(caption)) else alt
    content = [{"t": "Plain", "c": [{"t": "Image", "c": [NO_ATTR, alt, target]}]}]
    return {"t": "Figure", "c": [NO_ATTR, [None, caption], content]}


def captioned(image: Node) -> Node:
    """Return a figure whose caption is the words that stand for an image."""
    _, alt, target = image["c"]
    said = [{"t": "Plain", "c": alt}] if alt else []
    return figure({"t": "Image", "c": [NO_ATTR, [], target]}, said)


def parted(inlines: Inlines) -> tuple[list[Node], Inlines]:
    """Return the images among inlines, taken out of their links, and what holds none."""
    return [*tree.images(inlines)], [node for node in inlines if not any(tree.images(node))]


def row(inlines: Inlines) -> Blocks:
    """Return a line of pictures as figures, and the words that stand for others as a paragraph."""
    pictures, said = parted(inlines)
    blocks = [*map(captioned, pictures)]
    return [*blocks, {"t": "Para", "c": said}] if tree.words(said) else blocks


def of_table(parts: Any) -> Node | None:  # noqa: ANN401 -- pandoc's table
    """Return the figure that a table of one column is, a picture and its caption below; None for any other table."""
    _, _, columns, head, bodies, foot = parts
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    cells = [cell[-1] for _, row in rows for cell in row]
    if len(columns) != 1 or len(cells) != 2:
        return None
    shown, said = cells
    pictured = len(shown) == 1 and any(images(shown[0])) and not any(tree.images(said))
    return {"t": "Figure", "c": [NO_ATTR, [None, said], shown]} if pictured else None


def images(block: Node) -> Iterator[Node]:
    """Yield the image of a paragraph that holds nothing else, in a link or not."""
    inside = block["c"] if block["t"] in ("Plain", "Para") else []
    while len(inside) == 1 and inside[0]["t"] == "Link":
        inside = inside[0]["c"][1]
    if len(inside) == 1 and inside[0]["t"] == "Image":
        yield inside[0]
    elif block["t"] == "Figure":
        yield from images(block["c"][2][0])


def lines(inlines: Inlines) -> Iterator[tuple[bool, Inlines]]:
    """Yield each line of a paragraph that holds pictures alone, and the others between them together.

    The first of each pair says which of both it is.
    """
    parts: list[Inlines] = [[]]
    for node in inlines:
        if node["t"] in ("SoftBreak", "LineBreak"):
            parts += [[node], []]
        else:
            parts[-1].append(node)
    alone = [are_pictures(part) for part in parts]
    for shown, run in groupby(range(0, len(parts), 2), key=lambda place: alone[place]):
        for places in ([place] for place in run) if shown else [[*run]]:
            yield shown, [node for part in parts[places[0] : places[-1] + 1] for node in part]


def are_pictures(inlines: Inlines) -> bool:
    """Return whether inlines are pictures, in links or not, and nothing else."""
    inside = [
        part for node in inlines for part in (contents(node) if node["t"] in WRAPPERS else [node])
    ]
    kinds = {part["t"] for part in inside}
    return "Image" in kinds and kinds <= {"Image", "Space"}
