"""Reads translations back with the model: how likely each is, what of the Chinese it leaves out, which names it swaps.

A clause is missing from a translation when no word attends to it, when the translation is short or ends
too early, and when it is as likely without the clause as with it. Two names are swapped when the
translation is as likely once they change places.

Rule: what a model finds is a doubt, never a fault: whether it becomes a remark is for the checks to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise
from typing import TypeAlias

from toolkit import clause, signs
from toolkit.checks import confidence, length
from toolkit.checks.rule import Bitext
from toolkit.model import Engine, Forced, Heard, Reading, Seen
from toolkit.terms import assign, inject, latin

LEAST = 5  # characters of a clause that is asked about
DIM = 0.55
"""Attention, on the average of a clause, above which it is read well enough not to be asked about again."""
MOST_PAIRS = 4  # of names, that are tried the other way round
WORDY = 0.3
"""How much longer than usual, in spreads, a translation may be before no clause of it is looked for."""
LIST = re.compile(r"(?:[\s,]|and\b|or\b|the\b|[A-Z][\w.’'-]*)+")
"""What stands between two names of a list: Britain, Canada and Spain."""
USUAL_END = -0.12
"""What a good end scores; that of a headline, which has no stop, says nothing."""
WEIGHTS = (-6.08, 2.3, -1.56, 0.41, -1.49)
"""Of the traits, and what is left without them; fitted by ``benchmarks/confidence.py``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What tells whether a clause is missing; ``without`` is the gain in log-probability when it is taken away."""

    seen: float
    end: float
    length: float
    without: float

    @property
    def values(self) -> tuple[float, ...]:
        """What the weights are for."""
        return (
            self.seen,
            min(-self.end, 2.0),
            self.length,
            max(self.without, 0.0),
        )

    @property
    def odds(self) -> float:
        """Return the log-odds that the clause is missing."""
        return sum(a * b for a, b in zip(WEIGHTS, (*self.values, 1.0), strict=True))


_Lack: TypeAlias = tuple[str, Traits]
_Swap: TypeAlias = tuple[float, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A translation, and its source as the model is given it: prepared, with the terms written in."""

    text: Bitext
    clauses: tuple[str, ...]  # of the Chinese
    source: str
    edges: tuple[int, ...]  # where clauses begin and end in the source
    target: str
    heard: Heard | None  # where the model said it so by itself

    def without(self, number: int) -> str:
        return self.source[: self.edges[number]] + self.source[self.edges[number + 1] :]


def read(
    texts: Sequence[Bitext], engine: Engine, heard: Sequence[Heard | None] = ()
) -> list[Reading]:
    """Read translations of the model's own back, in order; each must have words on both sides.

    ``heard`` is what the model said and looked at. Where that is what stands there now, it is asked only
    about clauses that it hardly looked at: it would say the rest once more, so `worst` may be None.
    """
    known = heard or [None] * len(texts)
    asked = [_asked(text, engine, one) for text, one in zip(texts, known, strict=True)]
    forced, missing = _judged(asked, engine)
    swaps = _swaps(asked, forced, engine)
    return [
        _reading(one, forced.get(place), missing.get(place), swaps.get(place))
        for place, one in enumerate(asked)
    ]


def read_people(texts: Sequence[Bitext], engine: Engine) -> list[Reading]:
    """Read what people wrote: a model finds it unlikely, however good it is."""
    return [replace(one, mean=None, worst=None, word="") for one in read(texts, engine)]


def costs(texts: Sequence[Bitext], engine: Engine) -> list[float]:
    """Return what its terms cost each translation: by how much less likely a piece is than in a plain one.

    Both are measured against the Chinese as it is, without a term written into it; below 0 is a gain.
    """
    sources = [engine.prepare(text.chinese) for text in texts]
    plain = [latin(answers[0].text) for answers in engine.decode(sources)]
    ours = [latin(text.english) for text in texts]
    said = engine.force([*sources, *sources], [*plain, *ours])
    means = [one.total / one.pieces for one in said]
    return [
        round(free - bound, 2)
        for free, bound in zip(means[: len(texts)], means[len(texts) :], strict=True)
    ]


def doubts(text: Bitext) -> Iterator[tuple[str, str]]:
    """Yield what the checks say of a sentence that was read back: the rule, and its message."""
    for rule in (confidence.low_confidence, confidence.clause_omitted, confidence.names_swapped):
        for _, fault in rule.check([text]):
            yield rule.id, fault.message


def _asked(text: Bitext, engine: Engine, heard: Heard | None = None) -> _Asked:
    hits = text.hits if engine.carries else ()
    chinese = signs.without(text.chinese, hits)
    english = " ".join(signs.without(text.english).split())
    clauses = tuple(one.text for one in clause.cut(chinese, hits, least=LEAST))
    edges = tuple(accumulate(map(len, clauses), initial=0))
    given = inject(chinese, hits, prepare=engine.prepare, marks=edges, spaced=engine.spaced)
    target = latin(english)
    same = heard and heard.source == given.text and _bare(heard.target) == _bare(target)
    return _Asked(
        text=text,
        clauses=clauses,
        source=given.text,
        edges=given.marks,
        target=target,
        heard=heard if same else None,
    )


def _bare(english: str) -> str:
    """Return what house style leaves as it is: letters and figures, of any case."""
    return "".join(filter(str.isalnum, latin(english).casefold()))


def _reading(
    asked: _Asked, forced: Forced | None, missing: _Lack | None, swap: _Swap | None
) -> Reading:
    likely = Reading(mean=round(asked.heard.score, 2) if asked.heard else None)
    if forced:
        word, worst = min(forced.words, key=lambda one: one[1], default=("", forced.end))
        mean = forced.total / forced.pieces
        likely = Reading(mean=round(mean, 2), worst=round(worst, 2), word=word)
    return replace(
        likely,
        omission=round(missing[1].odds, 2) if missing else None,
        clause=missing[0] if missing and missing[1].odds > 0 else "",
        swap=round(swap[0], 2) if swap else None,
        names=swap[1] if swap else ("", ""),
    )


NOTE = "reading: "
_PARTS = re.compile(
    r"(?:mean (?P<mean>-?[\d.]+)(?:, )?)?(?:worst (?P<worst>-?[\d.]+) “(?P<word>.*?)”(?:, )?)?"
    r"(?:omission (?P<omission>-?[\d.]+)(?: “(?P<clause>.*?)”)?(?:, )?)?"
    r"(?:swap (?P<swap>-?[\d.]+) “(?P<one>.*?)” “(?P<other>.*?)”)?"
)


def note(found: Reading) -> str:
    """Write a reading as a line of text."""
    parts = []
    if found.mean is not None:
        parts.append(f"mean {found.mean:.2f}")
    if found.worst is not None:
        parts.append(f"worst {found.worst:.2f} “{found.word}”")
    if found.omission is not None:
        missing = f" “{found.clause}”" if found.clause else ""
        parts.append(f"omission {found.omission:.2f}{missing}")
    if found.swap is not None:
        parts.append("swap {:.2f} “{}” “{}”".format(found.swap, *found.names))
    return NOTE + " ".join(", ".join(parts).split())


def noted(line: str) -> Reading | None:
    """Read such a line, None where it is none: the inverse of `note`."""
    match = _PARTS.fullmatch(line.removeprefix(NOTE)) if line.startswith(NOTE) else None
    if match is None:
        return None
    mean, worst, omission, swap = (
        None if match[name] is None else float(match[name])
        for name in ("mean", "worst", "omission", "swap")
    )
    return Reading(
        mean=mean,
        worst=worst,
        word=match["word"] or "",
        omission=omission,
        clause=match["clause"] or "",
        swap=swap,
        names=(match["one"] or "", match["other"] or ""),
    )


def traits(texts: Sequence[Bitext], engine: Engine) -> list[Traits | None]:
    """Return the traits of the clause that each translation lacks most likely, None where nothing tells."""
    asked = [_asked(text, engine) for text in texts]
    _, missing = _judged(asked, engine)
    return [missing[place][1] if place in missing else None for place in range(len(asked))]


def _judged(asked: Sequence[_Asked], engine: Engine) -> tuple[dict[int, Forced], dict[int, _Lack]]:
    """Return how likely translations are, for those that are to be asked about, and the clause that each lacks most likely."""
    shares = _watched(asked, engine)
    dim = [
        (place, number)
        for place, some in shares.items()
        for number, share in enumerate(some)
        if share < DIM and len(some) > 1
    ]
    edited = {place for place, one in enumerate(asked) if one.heard is None}
    places = sorted(edited.union(place for place, _ in dim))
    said = engine.force(
        [asked[place].source for place in places], [asked[place].target for place in places]
    )
    forced = dict(zip(places, said, strict=True))
    return forced, _missing(asked, forced, shares, _gains(asked, forced, dim, engine))


def _watched(asked: Sequence[_Asked], engine: Engine) -> dict[int, list[float]]:
    """Return how much attention each clause gets, for the translations that are not longer than usual."""
    short = [place for place, one in enumerate(asked) if _spreads(one) < WORDY]
    there = {place: one.seen for place in short if (one := asked[place].heard)}
    unseen = [place for place in short if place not in there]
    attended = engine.attend(
        [asked[place].source for place in unseen], [asked[place].target for place in unseen]
    )
    there.update(zip(unseen, attended, strict=True))
    return {place: _shares(asked[place], there[place]) for place in short if there[place]}


def _spreads(asked: _Asked) -> float:
    return length.distance(asked.text, length.USUAL)


def _missing(
    asked: Sequence[_Asked],
    forced: Mapping[int, Forced],
    shares: Mapping[int, Sequence[float]],
    gains: Mapping[tuple[int, int], float],
) -> dict[int, _Lack]:
    """Return the clause that each translation lacks most likely, with what tells so."""
    found = {}
    for place, some in shares.items():
        judged = place in forced and _ended(asked[place].text)
        tried = [
            Traits(
                seen=share,
                end=forced[place].end if judged else USUAL_END,
                length=_spreads(asked[place]),
                without=gains.get((place, number), 0.0),
            )
            for number, share in enumerate(some)
        ]
        number = max(range(len(tried)), key=lambda one: tried[one].odds)
        found[place] = asked[place].clauses[number], tried[number]
    return found


def _gains(
    asked: Sequence[_Asked],
    forced: Mapping[int, Forced],
    dim: Sequence[tuple[int, int]],
    engine: Engine,
) -> dict[tuple[int, int], float]:
    """Return by how much a translation is likelier without a clause of its source, for the dim ones."""
    said = engine.force(
        [asked[place].without(number) for place, number in dim],
        [asked[place].target for place, _ in dim],
    )
    return {
        (place, number): one.total - forced[place].total
        for (place, number), one in zip(dim, said, strict=True)
    }


def _ended(text: Bitext) -> bool:
    """Tell whether the Chinese closes as a sentence does."""
    return text.chinese.rstrip().rstrip('」』”’"）)').endswith(tuple("。！？!?.…"))


def _shares(asked: _Asked, seen: Seen) -> list[float]:
    """Return how much attention each clause gets, on the average of its characters."""
    shares = []
    for start, end in pairwise(asked.edges):
        there = [(b - a, weight) for a, b, weight in seen if start <= a < end]
        total = sum(width for width, _ in there)
        shares.append(sum(width * weight for width, weight in there) / total if total else 1.0)
    return shares


def _swaps(
    asked: Sequence[_Asked], forced: Mapping[int, Forced], engine: Engine
) -> dict[int, _Swap]:
    """Return the two names of each translation that most likely stand in each other's place, and the gain."""
    tried = [
        (place, names, target)
        for place, one in enumerate(asked)
        if one.heard is None
        for names, target in _swapped(one.text)
    ]
    said = engine.force(
        [asked[place].source for place, _, _ in tried], [latin(target) for _, _, target in tried]
    )
    best: dict[int, _Swap] = {}
    for (place, names, _), other in zip(tried, said, strict=True):
        gain = other.total - forced[place].total
        if place not in best or gain > best[place][0]:
            best[place] = gain, names
    return best


def _swapped(text: Bitext) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield pairs of names of one kind, and the translation with the two in each other's place.

    Those of one list, or of one row, do no harm there.
    """
    found = [
        (one, hit.term, "person" if hit.term.kind == "person" else "body")
        for hit, one in zip(text.hits, assign(text.english, text.hits), strict=True)
        if one and hit.origin == "row" and hit.term.kind != "term"
    ]
    pairs = [
        sorted((one, other), key=lambda item: item.start)
        for (one, row, kind), (other, another, alike) in combinations(found, 2)
        if kind == alike and row != another
        if one.form not in other.form and other.form not in one.form
    ]
    for left, right in sorted(pairs, key=lambda pair: pair[1].start - pair[0].end)[:MOST_PAIRS]:
        words = text.english
        if LIST.fullmatch(words[left.end : right.start]):
            continue
        swapped = (
            words[: left.start]
            + words[right.start : right.end]
            + words[left.end : right.start]
            + words[left.start : left.end]
            + words[right.end :]
        )
        yield (left.form, right.form), swapped
