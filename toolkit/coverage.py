"""Finds which words of the English render each stretch of the Chinese, and what of a stretch has no rendering there.

Each word of the English is taken to render the same stretch as the word before it, or now and then another, sooner
where a mark stands between them; and to be drawn from the renderings of that stretch. So the stretches are the states
of a hidden Markov model, and how likely each is behind each word follows from all words of the sentence.

Rule: nothing but the lexicon is asked; no model is.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit import lexicon
from toolkit.table import Hit
from toolkit.terms import assign

STAY, PAST_MARK = 0.92, 0.6
"""How often two words in a row render the same stretch, and two with a mark between them."""
OWN = 0.6
"""How often a word is one of the known renderings of its stretch; else it is drawn from all words."""
WIDE = 12  # words in an English sentence
TELLING = 3.0
"""How much less a word tells for each sentence that holds it: one in every third sentence tells nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many telling words of the English render a stretch, and what of it has no rendering, in log-probability."""

    words: float
    lacking: float


def weigh(
    chinese: str, hits: Sequence[Hit], edges: Sequence[int], english: str
) -> tuple[Coverage, ...]:
    """Weigh, for each stretch between two edges of a Chinese text, how its English covers it."""
    known = lexicon.bundled()
    runs = lexicon.runs(english)
    said = [word for run in runs for word in run]
    stays = [
        PAST_MARK if first else STAY for run in runs for first in (True, *[False] * (len(run) - 1))
    ]
    there = frozenset(said)
    common = [known.share(word) for word in said]
    forms = [
        one.form if one else hit.term.target
        for hit, one in zip(hits, assign(english, hits), strict=True)
    ]
    stretch = {
        at: place for place, (start, end) in enumerate(pairwise(edges)) for at in range(start, end)
    }
    lacking = [0.0] * (len(edges) - 1)
    units = [0] * len(lacking)
    shares: list[dict[str, float]] = [{} for _ in lacking]
    for at, renderings in known.units(chinese, hits, forms):
        place = stretch[at]
        units[place] += 1
        for word, share in renderings:
            if word in there:
                shares[place][word] = shares[place].get(word, 0.0) + share
            else:
                lacking[place] += math.log1p(-share)
    chances = [
        [
            OWN * some.get(word, 0.0) / (count or 1) + (1 - OWN) * share / WIDE
            for some, count in zip(shares, units, strict=True)
        ]
        for word, share in zip(said, common, strict=True)
    ]
    words = [0.0] * len(lacking)
    for share, row in zip(common, rendered(chances, stays), strict=True):
        telling = 1 - min(1.0, TELLING * share)
        for place, chance in enumerate(row):
            words[place] += telling * chance
    return tuple(map(Coverage, words, lacking))


def rendered(chances: Sequence[Sequence[float]], stays: Sequence[float]) -> list[list[float]]:
    """Return how likely each word renders each stretch, given how likely each stretch brings in that word.

    ``stays`` tells how often a word renders the same stretch as the one before. The rows of the result sum to one;
    the forward-backward algorithm.
    """
    before = list(_passed(chances, stays))
    after = list(_passed(chances[::-1], (*stays[:1], *stays[:0:-1])))[::-1]
    return [
        _normal([one * other / chance for one, other, chance in zip(*rows, strict=True)])
        for rows in zip(before, after, chances, strict=True)
    ]


def _passed(chances: Sequence[Sequence[float]], stays: Sequence[float]) -> Iterator[list[float]]:
    """Yield how likely each word renders each stretch, by itself and the words before it."""
    row: list[float] = []
    for some, stay in zip(chances, stays, strict=True):
        move = (1 - stay) / (len(some) - 1) if len(some) > 1 else 0.0
        row = _normal(
            [
                chance * ((stay - move) * last + move)
                for chance, last in zip(some, row or [1.0] * len(some), strict=True)
            ]
        )
        yield row


def _normal(row: Sequence[float]) -> list[float]:
    """Return a row as shares of its sum."""
    total = sum(row)
    return [one / total for one in row]
