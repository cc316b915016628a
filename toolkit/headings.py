"""Sets the headings of an article right: the title stands once, and no level is skipped."""

import unicodedata

from toolkit.model import Blocks
from toolkit.tree import words


def first_heading(blocks: Blocks) -> int:
    """Return the place of a first heading that may be the title, -1 if there is none."""
    for place, block in enumerate(blocks[:3]):
        if block["t"] == "Header":
            return place
        if block["t"] != "Figure":
            break
    return -1


def untitled(blocks: Blocks, title: str) -> Blocks:
    """Return the blocks without a first heading that repeats the title."""
    place = first_heading(blocks)
    if place >= 0 and title and bare(words(blocks[place])) == bare(title):
        return [*blocks[:place], *blocks[place + 1 :]]
    return blocks


def bare(text: str) -> str:
    """Return a text for comparison: without spaces, width and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def level(blocks: Blocks) -> None:
    """Count the levels of the headings anew: from 2, deeper by one at most, 6 at most."""
    above: list[int] = []
    for block in blocks:
        if block["t"] == "Header":
            depth = block["c"][0]
            while above and above[-1] >= depth:
                above.pop()
            above.append(depth)
            block["c"][0] = min(len(above) + 1, 6)
