"""Finds a carried term in a translation by attention alone, and says whether that is its place.

A term that is carried over has the same pieces on both sides. So its place is the stretch of as many pieces
whose attention runs along the term, each piece at its own; where none does, it is the heaviest run of
pieces that look at the term with more than half their weight. Stretches of small words alone are none.
"""

from collections.abc import Iterator, Sequence

from toolkit.engines.pieces import offsets
from training import carry
from training.carry import Case
from training.decoding import Model, Output

_HALF = 0.5
_FAINT = 0.2
"""The mean weight of a piece on its own below which a stretch says nothing."""
_SMALL = frozenset(
    ("the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "by", "with", "from", "s")
)

Table = Sequence[Sequence[float]]


def aligned(model: Model, case: Case, output: Output) -> Iterator[tuple[bool, float]]:
    """Return, for each carried term, whether attention finds just its words, and what share of its pieces."""
    columns, rows = offsets(model.cut(case.text)), offsets(output.pieces)
    for term, (start, end), done in zip(
        case.terms, case.spans, carry.carried(case, output.text), strict=True
    ):
        if not done or case.terms.count(term) > 1:
            continue
        inside = [index for index, (a, b) in enumerate(columns) if max(a, start) < min(b, end)]
        at = output.text.find(term)
        own = [
            _weight(weights, inside)
            for (a, b), weights in zip(rows, output.attention, strict=False)
            if a < at + len(term) and b > at
        ]
        found = bare(find(output, rows, inside))
        yield found == bare(term), sum(weight > _HALF for weight in own) / len(own)


def find(output: Output, rows: Sequence[tuple[int, int]], inside: Sequence[int]) -> str:
    """Return the words of a translation that attention ties to the source pieces ``inside``."""
    table = output.attention[: len(rows)]
    stretches = {
        range(start, start + len(inside)): _along(table, start, inside)
        for start in range(len(table) - len(inside) + 1)
    }
    runs = {
        run: sum(_weight(table[index], inside) for index in run) for run in _runs(table, inside)
    }
    for weighed, least in ((stretches, _FAINT), (runs, 0.0)):
        texts = {
            stretch: widen(output.text, rows[stretch[0]][0], rows[stretch[-1]][1])
            for stretch, weight in weighed.items()
            if weight > least
        }
        for stretch in sorted(texts, key=lambda stretch: -weighed[stretch]):
            if bare(texts[stretch]):
                return texts[stretch]
    return ""


def _weight(weights: Sequence[float], inside: Sequence[int]) -> float:
    return sum(weights[index] for index in inside)


def _along(table: Table, start: int, inside: Sequence[int]) -> float:
    """Return the mean weight of the pieces from ``start`` on, each on its own piece of the term."""
    if not inside:
        return 0.0
    return sum(table[start + number][piece] for number, piece in enumerate(inside)) / len(inside)


def _runs(table: Table, inside: Sequence[int]) -> list[range]:
    """Return the runs of pieces that look at a term."""
    runs: list[range] = []
    for index, weights in enumerate(table):
        if _weight(weights, inside) <= _HALF:
            continue
        if runs and runs[-1].stop == index:
            runs[-1] = range(runs[-1].start, index + 1)
        else:
            runs.append(range(index, index + 1))
    return runs


def bare(text: str) -> str:
    """Drop small words at the edges, and the mark of a genitive."""
    words = text.removesuffix("'s").split()
    while words and words[0].lower() in _SMALL:
        words.pop(0)
    while words and words[-1].lower() in _SMALL:
        words.pop()
    return " ".join(words)


def widen(text: str, start: int, end: int) -> str:
    """Widen a span to whole words and drop the marks at its edges."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[max(start, 0) : end].strip(" ,.;:\"'()")
