"""A sentence to translate, the candidates for its translation, and how one is judged and finished.

Rule: faults are counted on what a reader would see, the gravest first, and a candidate with fewer of a
graver kind is better than any with more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from toolkit import checks, quantities, signs
from toolkit.checks import dates, marks, numbers, repetition
from toolkit.checks.repetition import loops
from toolkit.checks.rule import Bitext, Fault
from toolkit.checks.signs import sign_added, sign_missing
from toolkit.glossary import Glossary
from toolkit.lang import HAN, LATIN
from toolkit.markup import escape
from toolkit.model import Heard, Hypothesis, Links, Place, Seen
from toolkit.normalise import fold_words
from toolkit.projection import (
    Edit,
    Element,
    Locate,
    attach,
    detach,
    edited,
    moved,
    project,
    words,
)
from toolkit.table import Hit, Term
from toolkit.terms import (
    Found,
    Injected,
    assign,
    gaps,
    glossed,
    inject,
    latin,
    literals,
    spell,
    trespasses,
)
from toolkit.typography import tidy

_TAG = re.compile(r"</?\d+/?>")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TAG_OR_PRIVATE = re.compile(f"{_TAG.pattern}|{_PRIVATE.pattern}")
_ENDS = frozenset("。！？…!?.；;：:」』”’）)】]")
_STOPS = {"。": ".", "！": "!", "？": "?"}
_STOP = re.compile(r"(?<![.A-Z])\.$")
_NAME = re.compile(f"[{LATIN}]{{4,}}")
MISSING = "missing"
_TRAILING = " .!?…:;,”’)"
_NOWHERE = Place(path="")
_COUNTED = (numbers.number_missing, numbers.numeral_missing)
_ROUGH = (
    repetition.repetition,
    repetition.doubled_word,
    marks.quote_unbalanced,
    marks.bracket_unbalanced,
    dates.date_missing,
    dates.weekday_missing,
    sign_added,
)
"""Rules of the checks whose faults weigh least."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A tagged sentence, the terms in its plain text, and the rows that forbid English in it.

    Great numbers, signs and runs of Latin text are among the terms: they are verified like names.
    """

    text: str
    plain: str
    elements: tuple[Element, ...]
    hits: tuple[Hit, ...]
    forbidden: tuple[Term, ...]

    @classmethod
    def of(cls, text: str, glossary: Glossary) -> "Sentence":
        """Look a tagged text up in a glossary."""
        plain, elements = detach(text)
        hits = glossary.find(plain)
        for more in (quantities.find, signs.find, literals):
            hits = tuple(sorted((*hits, *more(plain, hits)), key=lambda hit: hit.start))
        hits = glossed(plain, hits)
        return cls(
            text=text,
            plain=plain,
            elements=elements,
            hits=hits,
            forbidden=glossary.forbidden(plain),
        )

    @property
    def whole(self) -> str:
        """Its English where it is terms and marks and nothing else; empty otherwise."""
        shown = self.shown
        text, at = "", 0
        for hit in self.hits:
            form = f" {hit.term.target} " if hit.origin == "sign" else hit.term.target
            text += shown[at : hit.start] + form
            at = hit.end
        text += shown[at:]
        rest = "".join(shown[a:b] for a, b in gaps(shown, self.hits))
        return "" if not self.hits or any(char.isalnum() for char in rest) else tidy(text)

    def part(self, text: str, hits: tuple[Hit, ...]) -> "Sentence":
        """Return a part of it as a sentence of its own, without tags."""
        return Sentence(text=text, plain=text, elements=(), hits=hits, forbidden=self.forbidden)

    def spaced(self, number: str) -> bool:
        """Return whether a space stands before a tag that holds no words."""
        return f" <{number}/>" in self.text

    @cached_property
    def loose(self) -> tuple[signs.Loose, ...]:
        """The signs in it that a model is not shown: ▲, 💪."""
        return tuple(signs.loose(self.plain, self.hits))

    @cached_property
    def shown(self) -> str:
        """Its plain text with spaces for these."""
        return signs.without(self.plain, self.hits)

    @cached_property
    def folded(self) -> str:
        """Its plain text in one written form."""
        return fold_words(self.plain)

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The places of the plain text that are looked for in a translation, in order."""
        ends = {0, len(self.plain)} | {edge for hit in self.hits for edge in (hit.start, hit.end)}
        ends |= {sign.start for sign in self.loose}
        return tuple(sorted(ends | set(_ends(self.elements))))

    @property
    def named(self) -> tuple[Hit, ...]:
        """The hits that are rows of a table, and neither numbers nor runs of Latin text."""
        return tuple(hit for hit in self.hits if hit.origin == "row")

    @property
    def digests(self) -> tuple[str, ...]:
        """What of the glossary its translation depends on."""
        terms = (*(hit.term for hit in self.named), *self.forbidden)
        return tuple(term.digest for term in terms)

    def source(self, prepare: Callable[[str], str], *, terms: bool, spaced: bool) -> Injected:
        """Return what a model is given, with the terms written in or without."""
        hits = self.hits if terms else ()
        return inject(self.shown, hits, prepare=prepare, marks=self.edges, spaced=spaced)


def _ends(elements: tuple[Element, ...]) -> list[int]:
    return [end for one in elements for end in (one.start, one.end, *_ends(one.inner))]


class Faults(NamedTuple):
    """How often a candidate does what it must not, the gravest first."""

    empty: int  # no words at all
    missing: int  # terms
    forbidden: int  # renderings
    han: int  # that nobody chose to keep
    numbers: int  # that are lost
    loop: int
    rough: int  # words said twice, marks without a partner, days that are lost, signs made up


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A translation of a sentence on one of the rungs, judged."""

    text: str
    score: float
    rung: str
    source: str  # that the model was given; empty where it did not say this
    seen: Seen
    links: Links
    marks: tuple[int, ...]
    found: tuple[Found | None, ...]
    faults: Faults

    @property
    def rank(self) -> tuple[Faults, float]:
        """What candidates are compared by: the smallest is the best."""
        return (self.faults, -self.score)

    @property
    def heard(self) -> Heard | None:
        """What the model saw when it said this; None where it did not."""
        if not self.source:
            return None
        return Heard(source=self.source, target=self.text, seen=self.seen, score=self.score)


def judge(
    sentence: Sentence, hypothesis: Hypothesis, *, rung: str, source: Injected | None = None
) -> Candidate:
    """Count the faults of a translation, which a model made of a source or nobody did as a whole."""
    text = hypothesis.text
    found = assign(text, sentence.hits)
    visible = text
    for hit in sentence.hits:
        visible = visible.replace(hit.term.source, "") if hit.term.policy == "keep" else visible
    lost, _ = numbers.match(sentence.folded, text)
    pair = both(sentence, escape(tidy(spell(text, found))))
    faults = Faults(
        empty=int(not text.strip()),
        missing=sum(item is None for item in found),
        forbidden=len(trespasses(text, sentence.forbidden)),
        han=int(bool(HAN.search(visible))),
        numbers=sum(number.sure for number in lost),
        loop=int(loops(text)),
        rough=sum(1 for rule in _ROUGH for _ in rule.check([pair])),
    )
    return Candidate(
        text=text,
        score=hypothesis.score,
        rung=rung,
        source=source.text if source else "",
        seen=hypothesis.seen,
        links=hypothesis.links,
        marks=source.marks if source else (),
        found=found,
        faults=faults,
    )


def both(sentence: Sentence, target: str) -> Bitext:
    """Return a sentence with its English as the checks read them; the tags of its source are left out."""
    return Bitext(at=_NOWHERE, source=escape(sentence.plain), target=target, hits=sentence.hits)


def mended(sentence: Sentence, target: str) -> str:
    """Return a finished translation with the certain fixes of the checks, unless one costs a term."""
    pair = Bitext(at=_NOWHERE, source=sentence.text, target=target, hits=sentence.hits)
    better = checks.mend(pair).target

    def lost(text: str) -> int:
        return sum(found is None for found in assign(detach(text)[0], sentence.hits))

    return target if lost(better) > lost(target) else better


def doubts(sentence: Sentence, target: str) -> Iterator[tuple[str, Fault]]:
    """Yield what the checks say of a finished translation: the rule, and the fault."""
    pair = both(sentence, target)
    for rule in (*_COUNTED, *_ROUGH, sign_missing):
        for _, fault in rule.check([pair]):
            yield rule.id, fault


def locate(
    sentence: Sentence, candidate: Candidate, start: int, end: int
) -> tuple[int, int] | None:
    """Return where a stretch of the plain source went in a candidate, None where nothing shows it."""
    inside = [
        (hit, found)
        for hit, found in zip(sentence.hits, candidate.found, strict=True)
        if start <= hit.start and hit.end <= end
    ]
    spans = [(found.start, found.end) for _, found in inside if found]
    if spans and 2 * sum(hit.end - hit.start for hit, _ in inside) >= end - start:
        return min(spans)[0], max(stop for _, stop in spans)
    if (start, end) == (0, len(sentence.plain)):
        return 0, len(candidate.text)
    went = dict(zip(sentence.edges, candidate.marks, strict=False))
    if end not in went:
        return None
    low, high = went.get(start, went[end] - 1), went[end]
    begun = [link[:2] for link in candidate.links if low <= link[2] < high]
    touched = [link[:2] for link in candidate.links if link[2] < high and low < link[3]]
    return _cluster(sorted(begun or touched))


def _cluster(reached: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the longest run among stretches, none where there are none; a run bridges one letter."""
    best: tuple[int, int] | None = None
    run: tuple[int, int] | None = None
    for start, end in reached:
        run = (run[0], end) if run and start - run[1] <= 1 else (start, end)
        if best is None or run[1] - run[0] > best[1] - best[0]:
            best = run
    return best


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
    """Return the signs that the model was not shown as edits, and whether a place was estimated."""
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
    """Yield the accents of names that the model says once more: Björn Höcke came, Hocke said."""
    taken = [(one.start, one.end) for one in candidate.found if one]
    words = [
        word for hit in hits if hit.term.kind == "person" for word in _NAME.findall(hit.term.target)
    ]
    for name in dict.fromkeys(word for word in words if word[0].isupper() and not word.isascii()):
        for match in re.finditer(rf"(?<![^\W_]){latin(name)}(?![^\W_])", candidate.text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                yield match.start(), match.end(), name


def _opened(sentence: Sentence, english: str) -> str:
    """Give a sentence its capital, unless it opens with a word that the article itself writes small."""
    first = next((at for at, char in enumerate(english) if char.isalpha()), None)
    latin = (hit.term.source for hit in sentence.hits if hit.origin == "latin")
    if first is None or any(char.isalnum() for char in english[:first]):
        return english
    if any(english.startswith(word, first) for word in latin):
        return english
    return english[:first] + english[first].upper() + english[first + 1 :]


def _closed(source: str, english: str) -> str:
    """End as the Chinese ends: a stop where it has one, and none on a heading, a caption or a cell."""
    last = source.rstrip()[-1:]
    tail = signs.tail(english)
    english = english.removesuffix(tail)
    if last in _STOPS and english[-1:].isalnum():
        return english + _STOPS[last] + tail
    return (english if last in _ENDS or _STOP.search(english) is None else english[:-1]) + tail
