"""Spelling that no house style allows: the endings of ordinals.

Rule: what the Chinese itself has in Latin letters stays as it is there.
"""

import re
from collections.abc import Iterator

from toolkit.checks.rule import Bitext, Fault, sentence_rule

_ORDINAL = re.compile(
    r"(?<![\w.])(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<ending>st|nd|rd|th|ST|ND|RD|TH)(?!\w)"
)
_ENDINGS = {"1": "st", "2": "nd", "3": "rd"}
_WEIGHT = re.compile("公斤|千克|磅")
"""Chinese whose English may give a weight in stones, 11st, with a number of its own."""


@sentence_rule("ordinal-ending", "warning")
def ordinal_ending(text: Bitext) -> Iterator[Fault]:
    """An ordinal in digits has the ending of another: 31th for 31st, 22th for 22nd, 11st for 11th."""
    for match in _ORDINAL.finditer(text.english):
        number, ending = match["number"], match["ending"]
        right = ordinal(number)
        own = match.group() in text.chinese or _is_weight(match, text.chinese)
        if ending.lower() != right and not own:
            put = right.upper() if ending.isupper() else right
            yield Fault(
                message=f"“{match.group()}” should be “{number}{put}”",
                span=match.span("ending"),
                put=put,
            )


def _is_weight(match: re.Match[str], chinese: str) -> bool:
    """Tell whether a number is one of stones."""
    weighed = _WEIGHT.search(chinese) and match["number"] not in chinese
    return match["ending"] == "st" and bool(weighed or "英石" in chinese)


def ordinal(number: str) -> str:
    """Return the ending of an ordinal in digits: ``st`` for 21, ``th`` for 11."""
    return "th" if number[-2:-1] == "1" else _ENDINGS.get(number[-1], "th")
