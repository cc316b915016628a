"""Writes great numbers and days of the week in English: 558萬 is 5.58 million, 周三 is Wednesday.

Rules: only numbers that the Chinese counts in 萬, 億 or 兆, and that can be nothing else; both are enforced
and verified like terms, since a model that is wrong here is wrong by a power of ten, or by days.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit.checks import chinese, dates
from toolkit.normalise import fold
from toolkit.table import Hit, Term

_SCALED = re.compile("[万亿兆]")
_NAMES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def find(text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the great numbers and the days of a text outside the hits, as terms of their own making."""
    folded = fold(text)
    found = [*_numbers(text, folded), *_days(text, folded)]
    return tuple(
        hit
        for hit in found
        if all(other.end <= hit.start or hit.end <= other.start for other in hits)
    )


def _days(text: str, folded: str) -> Iterator[Hit]:
    for start, end, day in dates.weekdays(folded):
        term = Term(source=text[start:end], targets=(day, f"{day}s"), kind="place")
        yield Hit(start=start, end=end, term=term, origin="number")


def _numbers(text: str, folded: str) -> Iterator[Hit]:
    return (
        Hit(
            start=figure.start,
            end=figure.end,
            term=_term(text[figure.start : figure.end], value),
            origin="number",
        )
        for figure in chinese.figures(folded)
        if figure.sure
        and _SCALED.search(folded, figure.start, figure.end)
        and (value := figure.values[0]) >= 10_000
    )


def _term(source: str, value: float) -> Term:
    return Term(source=source, targets=tuple(dict.fromkeys(_forms(value))), kind="person")


def _forms(value: float) -> Iterator[str]:
    """Yield how English writes a number, the best first."""
    digits = f"{round(value):,}"
    for scale, name in _NAMES:
        if value >= scale:
            yield f"{_short(value / scale)} {name}"
            break
    yield digits
    yield digits.replace(",", "")


def _short(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
