"""Keeps the footnotes of two languages in step: one note, one number, both texts.

Rule: where the two sides of a passage have not the same number of notes, each side keeps its own,
so that no note is ever lost or given to the wrong sentence.
"""

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.model import Blocks, Node, Side

Note = Callable[[int, Mapping[Side, Blocks]], Node]
"""Makes a note from its number and what it says."""

Again = Callable[[int], Node]
"""Makes the mark that calls a note a second time, from the other language."""


def settle(
    sides: Mapping[Side, Blocks],
    before: int,
    note: Note,
    again: Again,
) -> tuple[dict[Side, Blocks], int]:
    """Return the sides with their notes made, and the number of the last note.

    ``before`` is the number of the last note before them.
    """
    found = {side: notes_in(blocks) for side, blocks in sides.items()}
    shared = len({len(notes) for notes in found.values()}) == 1
    settled: dict[Side, Blocks] = {}
    number = before
    for side, notes in found.items():
        if shared and settled:
            made = [again(before + place) for place in range(1, len(notes) + 1)]
        else:
            told = found if shared else {side: notes}
            made = []
            for place in range(len(notes)):
                number += 1
                made.append(note(number, {one: said[place] for one, said in told.items()}))
        settled[side] = _with_notes(sides[side], iter(made))
    return settled, number


def notes_in(node: object) -> list[Blocks]:
    """Return what each footnote under a node says, in order."""
    if isinstance(node, list):
        return [note for part in node for note in notes_in(part)]
    if isinstance(node, dict):
        return [node["c"]] if node.get("t") == "Note" else notes_in(node.get("c"))
    return []


def _with_notes(node: Any, made: Any) -> Any:  # noqa: ANN401 -- a tree and an iterator of nodes
    if isinstance(node, list):
        return [_with_notes(part, made) for part in node]
    if isinstance(node, dict):
        if node.get("t") == "Note":
            return next(made)
        return {key: _with_notes(part, made) for key, part in node.items()}
    return node
