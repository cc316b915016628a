"""Spelling that no house style allows: wrong endings of ordinals, wrong spaces around marks.

Rule: what the Chinese itself has in Latin letters stays as it is there.
"""

import re
from collections.abc import Iterable, Iterator

from toolkit import numerals
from toolkit.checks.marks import ADDRESS
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.projection import Element, detach

_ORDINAL = re.compile(
    r"(?<![\w.])(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<ending>st|nd|rd|th|ST|ND|RD|TH)(?!\w)"
)
_WEIGHT = re.compile("公斤|千克|磅")
"""Chinese whose English may give a weight in stones, 11st, with a number of its own."""
_SMILE = r"[:;][-^']?[()\[\]DPpOo/\\|*3](?!\w)"
_BEFORE = re.compile(
    r"(?<=\S)(?P<gap>[^\S\n]+)"
    rf"(?!{_SMILE}|:\w+:|::)"  # faces, :names: of faces, and code
    r"(?P<mark>[,;:]|[.!?](?!\w|=))"  # not .5, .com or !=
)
_WITHOUT = re.compile(r"(?<=[^\W\d_]|[”’)\]]),(?=[^\W\d_]|[“‘])")
_RATIO = re.compile(r"[0-9]\s+:\s+[0-9]")
_DOTS = re.compile(r"\.\s*\.")


@sentence_rule("ordinal-ending", "warning", fixes=True)
def ordinal_ending(text: Bitext) -> Iterator[Fault]:
    """An ordinal in digits has the ending of another: 31th for 31st, 22th for 22nd, 11st for 11th."""
    for match in _ORDINAL.finditer(text.english):
        number, ending = match["number"], match["ending"]
        right = numerals.ending(number)
        own = match.group() in text.chinese or _is_weight(match, text.chinese)
        if ending.lower() != right and not own:
            put = right.upper() if ending.isupper() else right
            yield Fault(
                message=f"“{match.group()}” should be “{number}{put}”",
                span=match.span("ending"),
                put=put,
            )


def _is_weight(match: re.Match[str], chinese: str) -> bool:
    """Return whether a number gives a weight in stones."""
    weighed = _WEIGHT.search(chinese) and match["number"] not in chinese
    return match["ending"] == "st" and bool(weighed or "英石" in chinese)


@sentence_rule("space-before-mark", "warning", fixes=True)
def space_before_mark(text: Bitext) -> Iterator[Fault]:
    """A space stands before a comma, a full stop, a semicolon, a colon, a question or an exclamation mark.

    Dots that are spaced . . . stay, and so do ratios, 3 : 2.
    """
    words = text.english
    points = set(_points(detach(text.target)[1]))
    for match in _BEFORE.finditer(words):
        start, end = match.span("gap")
        around = words[max(0, start - 2) : end + 3]
        held = any(place in points for place in range(start + 1, end + 1))  # an image, a note
        kept = words[start - 1 : end + 1] in text.chinese
        if not (held or kept or _RATIO.search(around) or _DOTS.search(around)):
            mark = match["mark"]
            sure = words[start - 1] not in ",;:"  # or a mark is too many, or a word too few
            joined = words[end + 1 : end + 2].isalpha()
            yield Fault(
                message=f"a space stands before “{mark}”",
                span=(start, end + joined),
                put=(f"{mark} " if joined else "") if sure else None,
            )


@sentence_rule("space-missing", "warning", fixes=True)
def space_missing(text: Bitext) -> Iterator[Fault]:
    """No space stands after a comma between two words."""
    words = text.english
    addresses = [match.span() for match in ADDRESS.finditer(words)]
    for match in _WITHOUT.finditer(words):
        place = match.start()
        inside = any(start <= place < end for start, end in addresses)
        if not inside and words[place - 1 : place + 2] not in text.chinese:
            yield Fault(message="no space stands after the comma", span=match.span(), put=", ")


def _points(elements: Iterable[Element]) -> Iterator[int]:
    """Yield the places of the elements that hold no words."""
    for element in elements:
        if element.point:
            yield element.start
        yield from _points(element.inner)
