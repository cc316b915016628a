"""Reads translations back with the model: how likely each is, which clause it leaves out, which names it swaps.

What speaks for a missing clause: the words that usually render it are not there, no word of the translation attends
to it, the translation ends too early, and it is as likely without the clause as with it. Two names are swapped when
the translation is about as likely with the two in each other's place.

Rule: what a model finds is a doubt and never a fault; the checks decide whether it becomes a remark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise
from typing import TypeAlias

from toolkit import signs
from toolkit.checks import confidence, omission
from toolkit.checks.rule import Bitext
from toolkit.model import Engine, Forced, Heard, Reading, Remark, Seen
from toolkit.projection import edited
from toolkit.terms import assign, carrier, inject, latin

ASKED = -4.0
"""Log-odds, by its words, above which a clause that gets little attention is asked about again."""
DIM = 0.6
"""The mean attention below which the model hardly looked at a clause: it is asked about those alone."""
MOST_PAIRS = 4  # of names that are tried in each other's place
LIST = re.compile(r"(?:[\s,]|and\b|or\b|the\b|[A-Z][\w.’'-]*)+")
"""What stands between two names of a list: Britain, Canada and Spain."""
USUAL_END = -0.12
"""The log-probability of a good end; taken for headlines, whose end says nothing since they have no stop."""
WEIGHTS = (-2.63, 1.44, 0.30, -1.77, 1.13, -0.51, -0.40, -4.79)
"""The weights of the traits, the constant last; fitted by ``benchmarks/confidence.py``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What speaks for or against a missing clause; ``without`` is the gain in log-probability when it is taken away."""

    seen: float
    end: float
    without: float
    words: omission.Weighed

    @property
    def values(self) -> tuple[float, ...]:
        """What the weights apply to, in their order."""
        return (
            self.seen,
            min(-self.end, 2.0),
            min(max(self.without, 0.0), omission.MOST),
            *self.words.values,
        )

    @property
    def odds(self) -> float:
        """Return the log-odds that the clause is missing."""
        return omission.odds(WEIGHTS, self.values)


_Lack: TypeAlias = tuple[float, str]
_Swap: TypeAlias = tuple[float, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A translation, and its source as the model is given it: prepared, with the terms written in."""

    text: Bitext
    clauses: tuple[omission.Weighed, ...]  # of the Chinese
    source: str
    edges: tuple[int, ...]  # where clauses begin and end in the source
    target: str
    heard: Heard | None  # where the model said it so by itself

    def without(self, number: int) -> str:
        return self.source[: self.edges[number]] + self.source[self.edges[number + 1] :]


def read(
    texts: Sequence[Bitext], engine: Engine, heard: Sequence[Heard | None] = ()
) -> list[Reading]:
    """Read the model's own translations back, in order; each must have words on both sides.

    ``heard`` is what the model said and looked at. Where that still stands there, the model is asked only about
    clauses that it hardly looked at, since it would only repeat the rest; `worst` may be None then.
    """
    known = heard or [None] * len(texts)
    asked = [_asked(text, engine, one) for text, one in zip(texts, known, strict=True)]
    forced, found = _judged(asked, engine)
    missing = map(_missing, asked, found)
    swaps = _swaps(asked, forced, engine)
    return [
        _reading(one, forced.get(place), lack, swaps.get(place))
        for place, (one, lack) in enumerate(zip(asked, missing, strict=True))
    ]


def read_people(texts: Sequence[Bitext], engine: Engine) -> list[Reading]:
    """Read what people wrote; its likelihood is left out, since a model finds it unlikely, however good it is."""
    return [replace(one, mean=None, worst=None, word="") for one in read(texts, engine)]


def costs(texts: Sequence[Bitext], engine: Engine) -> list[float]:
    """Return what its terms cost each translation: how much less likely a piece of it is than one without terms.

    Both are measured against the Chinese without terms written into it, in log-probability; below 0 is a gain.
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


def doubts(text: Bitext) -> Iterator[Remark]:
    """Yield what the checks say about a sentence that was read back."""
    for rule in (confidence.low_confidence, omission.clause_omitted, confidence.names_swapped):
        for _, fault in rule.check([text]):
            yield rule.id, fault.message


def _asked(text: Bitext, engine: Engine, heard: Heard | None = None) -> _Asked:
    hits = text.hits if engine.carries else ()
    chinese = signs.without(text.chinese, hits)
    english = " ".join(signs.without(text.english).split())
    clauses = omission.weighed(text)
    edges = tuple(accumulate((len(one.text) for one in clauses), initial=0))
    given = inject(chinese, hits, prepare=engine.prepare, marks=edges, spaced=engine.spaced)
    target = latin(_carried(english, text))
    same = heard and heard.source == given.text and _bare(heard.target) == _bare(target)
    return _Asked(
        text=text,
        clauses=clauses,
        source=given.text,
        edges=given.marks,
        target=target,
        heard=heard if same else None,
    )


def _carried(english: str, text: Bitext) -> str:
    """Return English with what the model was given for Chinese that stays in it."""
    if all(hit.term.policy != "keep" for hit in text.hits):
        return english
    found = zip(text.hits, assign(english, text.hits), strict=True)
    kept = [
        (one.start, one.end, carrier(hit.term) or one.form)
        for hit, one in found
        if one and hit.term.policy == "keep"
    ]
    return edited(english, sorted(kept))


def _bare(english: str) -> str:
    """Return what house style does not change: letters and digits, without case."""
    return "".join(filter(str.isalnum, latin(english).casefold()))


def _reading(asked: _Asked, forced: Forced | None, missing: _Lack, swap: _Swap | None) -> Reading:
    likely = Reading(mean=round(asked.heard.score, 2) if asked.heard else None)
    if forced:
        word, worst = min(forced.words, key=lambda one: one[1], default=("", forced.end))
        mean = forced.total / forced.pieces
        likely = Reading(mean=round(mean, 2), worst=round(worst, 2), word=word)
    omitted = round(missing[0], 2)
    return replace(
        likely,
        omission=omitted,
        clause=missing[1] if omitted > 0 else "",
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


def traits(texts: Sequence[Bitext], engine: Engine) -> list[tuple[Traits, ...]]:
    """Return the traits of the clauses of each translation, none where the model shows no attention."""
    return _judged([_asked(text, engine) for text in texts], engine)[1]


def _judged(
    asked: Sequence[_Asked], engine: Engine
) -> tuple[dict[int, Forced], list[tuple[Traits, ...]]]:
    """Return how likely translations are, where the model had to be asked, and the traits of the clauses of all."""
    shares = _watched(asked, engine)
    dim = [
        (place, number)
        for place, some in enumerate(shares)
        for number, share in enumerate(some)
        if share < DIM and asked[place].clauses[number].odds > ASKED and len(some) > 1
    ]
    edited = {place for place, one in enumerate(asked) if one.heard is None}
    places = sorted(edited.union(place for place, _ in dim))
    said = engine.force(
        [asked[place].source for place in places], [asked[place].target for place in places]
    )
    forced = dict(zip(places, said, strict=True))
    gains = _gains(asked, forced, dim, engine)
    found = [
        tuple(
            Traits(
                seen=share,
                end=_end(asked[place].text, forced.get(place)),
                without=gains.get((place, number), 0.0),
                words=asked[place].clauses[number],
            )
            for number, share in enumerate(some)
        )
        for place, some in enumerate(shares)
    ]
    return forced, found


def _watched(asked: Sequence[_Asked], engine: Engine) -> list[list[float]]:
    """Return how much attention each clause of each translation gets."""
    there = {place: one.heard.seen for place, one in enumerate(asked) if one.heard}
    unseen = [place for place in range(len(asked)) if place not in there]
    attended = engine.attend(
        [asked[place].source for place in unseen], [asked[place].target for place in unseen]
    )
    there.update(zip(unseen, attended, strict=True))
    return [_shares(one, there[place]) if there[place] else [] for place, one in enumerate(asked)]


def _end(text: Bitext, forced: Forced | None) -> float:
    return forced.end if forced and _ended(text) else USUAL_END


def _missing(asked: _Asked, found: Sequence[Traits]) -> _Lack:
    """Return the clause that a translation lacks most likely, behind the log-odds that it does."""
    if not found:
        return omission.by_words(asked.clauses)
    return max((one.odds, one.words.text) for one in found)


def _gains(
    asked: Sequence[_Asked],
    forced: Mapping[int, Forced],
    dim: Sequence[tuple[int, int]],
    engine: Engine,
) -> dict[tuple[int, int], float]:
    """Return how much likelier a translation is without a clause of its source, for clauses with little attention."""
    said = engine.force(
        [asked[place].without(number) for place, number in dim],
        [asked[place].target for place, _ in dim],
    )
    return {
        (place, number): one.total - forced[place].total
        for (place, number), one in zip(dim, said, strict=True)
    }


def _ended(text: Bitext) -> bool:
    """Return whether the Chinese ends with a stop, as a sentence does."""
    return text.chinese.rstrip().rstrip('」』”’"）)').endswith(tuple("。！？!?.…"))


def _shares(asked: _Asked, seen: Seen) -> list[float]:
    """Return how much attention each clause gets, averaged over its characters."""
    shares = []
    for start, end in pairwise(asked.edges):
        there = [(b - a, weight) for a, b, weight in seen if start <= a < end]
        total = sum(width for width, _ in there)
        shares.append(sum(width * weight for width, weight in there) / total if total else 1.0)
    return shares


def _swaps(
    asked: Sequence[_Asked], forced: Mapping[int, Forced], engine: Engine
) -> dict[int, _Swap]:
    """Return, for each translation, the two names most likely to stand in each other's place, behind the gain."""
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

    Two names in one list, or of one row, are left out: swapping them does no harm. So are two that touch in the
    Chinese, as in an address, 九龍塘金巴倫道, which English turns round.
    """
    found = [
        (one, hit, "person" if hit.term.kind == "person" else "body")
        for hit, one in zip(text.hits, assign(text.english, text.hits), strict=True)
        if one and hit.origin == "row" and hit.term.kind != "term"
    ]
    pairs = [
        sorted((one, other), key=lambda item: item.start)
        for (one, hit, kind), (other, next_hit, alike) in combinations(found, 2)
        if kind == alike and hit.term != next_hit.term and hit.end < next_hit.start
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
