"""Finishes the chosen candidate: puts tags, signs and accents into it, and brings it into house style.

Rule: the words are those of the candidate, but for the spelling of terms and the certain fixes of the checks.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit import checks, signs
from toolkit.candidate import Candidate, locate
from toolkit.checks.rule import Bitext
from toolkit.lang import LATIN
from toolkit.markup import TAG
from toolkit.model import NOWHERE
from toolkit.projection import Edit, Locate, attach, detach, edited, moved, project, words
from toolkit.sentence import Sentence
from toolkit.table import Hit
from toolkit.terms import assign, latin
from toolkit.typography import tidy

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TAG_OR_PRIVATE = re.compile(f"{TAG.pattern}|{_PRIVATE.pattern}")
_ENDS = frozenset("。！？…!?.；;：:」』”’）)】]")
_STOPS = {"。": ".", "！": "!", "？": "?"}
_STOP = re.compile(r"(?<![.A-Z])\.$")
_NAME = re.compile(f"[{LATIN}]{{4,}}")
_TRAILING = " .!?…:;,”’)"


def finish(sentence: Sentence, candidate: Candidate) -> tuple[str, bool]:
    """Return the tagged translation in house style, and whether the place of a tag was estimated."""

    def where(start: int, end: int) -> tuple[int, int] | None:
        return locate(sentence, candidate, start, end)

    elements, guessed = project(sentence.elements, sentence.plain, candidate.text, where)
    marks: list[str] = []

    def hide(match: re.Match[str]) -> str:
        marks.append(match.group())
        return chr(0xE000 + len(marks) - 1)

    added, estimated = _signed(sentence, candidate, where)
    added += _accents(candidate, sentence.hits)
    edits = sorted(
        [*added, *((item.start, item.end, item.form) for item in candidate.found if item)]
    )
    placed = [moved(one, edits) for one in elements]
    tagged = attach(edited(candidate.text, edits), placed)
    hidden = (_TAG_OR_PRIVATE if elements else _PRIVATE).sub(hide, tagged)
    styled = _opened(sentence, _closed(sentence.shown, tidy(hidden)))
    shown = _PRIVATE.sub(lambda match: marks[ord(match.group()) - 0xE000], styled)
    for one in elements:
        if one.point and sentence.spaced(one.number):
            shown = re.sub(rf"(?<=[\w.,;:])<{one.number}/>", f" <{one.number}/>", shown)
    return shown, guessed or estimated


def _signed(sentence: Sentence, candidate: Candidate, where: Locate) -> tuple[list[Edit], bool]:
    """Return edits that add the signs which the model was not shown, and whether a place was estimated."""
    edits, guessed = [], False
    text, shown = candidate.text, sentence.shown
    found = [one for one in candidate.found if one]
    ends = {
        hit.end: one.end for hit, one in zip(sentence.hits, candidate.found, strict=True) if one
    }
    for sign in sentence.loose:
        behind = shown[sign.end :]
        span: tuple[int, int] | None = None
        if not shown[: sign.start].strip():
            span = 0, 0
        elif not any(map(str.isalnum, behind)):
            span = 0, len(text.rstrip(_TRAILING if behind.strip() else None))
        elif sign.start in ends:
            span = 0, ends[sign.start]
        else:
            span = where(sign.start - 1, sign.start)
        guessed = guessed or span is None
        _, place = words(text, *(span or (0, round(sign.start * len(text) / len(shown)))))
        place = max([place, *(one.end for one in found if one.start < place < one.end)])
        before = "" if sign.hugs or not text[:place].strip() else " "
        after = " " if text[place : place + 1].strip(_TRAILING) and not sign.hugs else ""
        edits.append((place, place, f"{before}{sign.text}{after}"))
    return edits, guessed


def _accents(candidate: Candidate, hits: Sequence[Hit]) -> Iterator[Edit]:
    """Yield edits that put accents back on names that the model repeats: Björn Höcke came, Hocke said."""
    taken = [(one.start, one.end) for one in candidate.found if one]
    names = [
        name for hit in hits if hit.term.kind == "person" for name in _NAME.findall(hit.term.target)
    ]
    for name in dict.fromkeys(one for one in names if one[0].isupper() and not one.isascii()):
        for match in re.finditer(rf"(?<![^\W_]){latin(name)}(?![^\W_])", candidate.text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                yield match.start(), match.end(), name


def _opened(sentence: Sentence, english: str) -> str:
    """Return a sentence with a capital, unless it opens with a word that the article itself writes small."""
    first = next((at for at, char in enumerate(english) if char.isalpha()), None)
    carried = (hit.term.source for hit in sentence.hits if hit.origin == "latin")
    if first is None or any(char.isalnum() for char in english[:first]):
        return english
    if any(english.startswith(word, first) for word in carried):
        return english
    return english[:first] + english[first].upper() + english[first + 1 :]


def _closed(source: str, english: str) -> str:
    """Return English that ends as the Chinese does: with its stop, or without one as a heading, caption or cell."""
    last = source.rstrip()[-1:]
    tail = signs.tail(english)
    english = english.removesuffix(tail)
    if last in _STOPS and english[-1:].isalnum():
        return english + _STOPS[last] + tail
    return (english if last in _ENDS or _STOP.search(english) is None else english[:-1]) + tail


def mended(sentence: Sentence, target: str) -> str:
    """Return a finished translation with the certain fixes of the checks, unless one costs a term."""
    pair = Bitext(at=NOWHERE, source=sentence.text, target=target, hits=sentence.hits)
    better = checks.mend(pair).target

    def lost(text: str) -> int:
        return sum(found is None for found in assign(detach(text)[0], sentence.hits))

    return target if lost(better) > lost(target) else better
