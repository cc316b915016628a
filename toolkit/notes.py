"""Keeps the footnotes of two languages in step: one note, one number, both texts.

Rule: where the two sides of a passage do not have the same number of notes, each side keeps its own,
so that no note is ever lost or given to the wrong sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolkit.inert import plain, text
from toolkit.lang import primary
from toolkit.model import Blocks, Inlines, Node, Side
from toolkit.wording import brackets

Note = Callable[[int, Mapping[Side, Blocks]], Node]
"""Makes a note from its number and what it says."""

Again = Callable[[int], Node]
"""Makes the mark that calls a note a second time, from the other language."""


def in_step(sides: Mapping[Side, Blocks]) -> bool:
    """Return whether all sides have the same number of notes."""
    return len({len(notes_in(blocks)) for blocks in sides.values()}) == 1


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
    shared = in_step(sides)
    settled: dict[Side, Blocks] = {}
    number = before
    for side, notes in found.items():
        if shared and settled:
            made = [again(before + place) for place in range(1, len(notes) + 1)]
        else:
            texts = found if shared else {side: notes}
            made = []
            for place in range(len(notes)):
                number += 1
                made.append(note(number, {one: said[place] for one, said in texts.items()}))
        settled[side] = _with_notes(sides[side], iter(made))
    return settled, number


def annotate(
    pairs: Sequence[Mapping[Side, Blocks]],
    langs: Mapping[Side, str],
    before: int,
    note: Note,
    again: Again,
) -> tuple[Blocks, int]:
    """Return the first side of each pair with the second as a note at its end, and the number of the last note.

    Several pairs are the sentences of one paragraph, and come back as one.
    """
    shown: Blocks = []
    number = before
    for sides in pairs:
        (first, words), (second, said) = sides.items()
        if in_step(sides):
            settled, number = settle(sides, number, note, again)
            words, said = settled[first], settled[second]
        else:  # a note cannot hang on a note
            settled, number = settle({first: words}, number, note, again)
            words, said = settled[first], bracketed(said, langs[second])
        number += 1
        shown = _joined(shown, _ended(words, note(number, {second: said})), langs[first])
    return shown, number


def _joined(one: Blocks, two: Blocks, lang: str) -> Blocks:
    if not one:
        return two
    space: Inlines = [] if primary(lang) in ("zh", "ja") else [{"t": "Space"}]
    ((kind, before), (_, after)) = ((block["t"], block["c"]) for block in (*one, *two))
    return [{"t": kind, "c": [*before, *space, *after]}]


def _ended(blocks: Blocks, mark: Node) -> Blocks:
    """Return blocks with a mark after their last words."""
    last: Node = {"t": "", "c": []}
    last = blocks[-1] if blocks else last
    kind, inside = last["t"], last["c"]
    if kind in ("Para", "Plain"):
        called = inside and inside[-1]["t"] in ("Note", "NoteAgain")
        space: Inlines = [{"t": "Space"}] if called else []  # 1 and 2 are not 12
        return [*blocks[:-1], {"t": kind, "c": [*inside, *space, mark]}]
    if kind == "BlockQuote":
        return [*blocks[:-1], {"t": kind, "c": _ended(inside, mark)}]
    if kind == "BulletList":
        return [*blocks[:-1], {"t": kind, "c": [*inside[:-1], _ended(inside[-1], mark)]}]
    if kind == "OrderedList":
        style, items = inside
        return [*blocks[:-1], {"t": kind, "c": [style, [*items[:-1], _ended(items[-1], mark)]]}]
    return [*blocks, {"t": "Para", "c": [mark]}]


def bracketed(node: Any, lang: str) -> Any:  # noqa: ANN401 -- a tree
    """Return a tree with the words of each footnote in brackets, for places that cannot have footnotes."""
    opening, closing = brackets(lang)
    said = (plain(note) for note in notes_in(node))
    return _with_notes(node, (text(f"{opening}{one}{closing}") for one in said))


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
