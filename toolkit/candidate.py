"""Candidates for the translation of a sentence, and how they are judged.

Rule: faults are counted on what a reader would see, the gravest first, and a candidate with fewer of a
graver kind is better than any with more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.checks import dates, marks, numbers, repetition
from toolkit.checks.repetition import loops
from toolkit.checks.rule import Bitext, Fault
from toolkit.checks.signs import sign_added, sign_missing
from toolkit.lang import HAN
from toolkit.markup import escape
from toolkit.model import NOWHERE, Heard, Hypothesis, Links, Seen
from toolkit.sentence import Sentence
from toolkit.terms import Found, Injected, assign, spell, trespasses
from toolkit.typography import tidy

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


class Faults(NamedTuple):
    """How many faults of each kind a candidate has, the gravest kind first."""

    empty: int  # 1 where there are no words at all
    missing: int  # terms without English
    forbidden: int  # forms that a row forbids
    han: int  # 1 where Chinese stands that no row keeps
    numbers: int  # numbers that are lost
    loop: int  # 1 where the same words come again and again
    rough: int  # words said twice, marks without a partner, days that are lost, signs made up


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A translation of a sentence on one of the rungs, judged."""

    text: str
    score: float
    rung: str
    source: str  # what the model was given; empty where the model did not say this itself
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
        """What the model saw when it said this; None where it did not say this itself."""
        if not self.source:
            return None
        return Heard(source=self.source, target=self.text, seen=self.seen, score=self.score)


def judge(
    sentence: Sentence, hypothesis: Hypothesis, *, rung: str, source: Injected | None = None
) -> Candidate:
    """Count the faults of a translation; ``source`` is what a model made it of, None where it was put together."""
    text = hypothesis.text
    found = assign(text, sentence.hits)
    visible = text
    for hit in sentence.hits:
        visible = visible.replace(hit.term.source, "") if hit.term.policy == "keep" else visible
    lost, _ = numbers.match(sentence.folded, text)
    pair = bitext(sentence, escape(tidy(spell(text, found))))
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


def bitext(sentence: Sentence, target: str) -> Bitext:
    """Return a sentence with its English as the checks read them; the tags of its source are left out."""
    return Bitext(at=NOWHERE, source=escape(sentence.plain), target=target, hits=sentence.hits)


def doubts(sentence: Sentence, target: str) -> Iterator[tuple[str, Fault]]:
    """Yield what the checks say about a finished translation: the rule, and the fault."""
    pair = bitext(sentence, target)
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
    """Return the longest run among stretches, None where there are none; a run bridges a gap of one character."""
    best: tuple[int, int] | None = None
    run: tuple[int, int] | None = None
    for start, end in reached:
        run = (run[0], end) if run and start - run[1] <= 1 else (start, end)
        if best is None or run[1] - run[0] > best[1] - best[0]:
            best = run
    return best
