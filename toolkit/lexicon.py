"""Knows which English words usually render a Chinese word, and weighs whether English covers a stretch of Chinese.

Each Chinese word is taken to bring in each of its renderings by chance, independently of all others. So the words
that stand in the English, and the renderings that do not, say how likely that English is; a stretch of Chinese is
missing where the English is as likely without it.

Rules: Chinese is folded, English is lower case and cut to its first letters; `lexicon.tsv` is counted by
``training/lexicon.py``, and nothing else is read.
"""

import functools
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from toolkit.normalise import fold
from toolkit.table import Hit
from toolkit.terms import assign, gaps, latin

LETTERS = 6  # at the start of an English word, which count; the rest is mostly its ending
LONGEST = 8  # characters of a Chinese word
LATIN = 0.85
"""How often a word that is English already, or a word of a term, stands in the English as it is."""
USUAL = 13  # different words in an English sentence
RARE = 1e-4  # the share of sentences that hold a word unknown to the lexicon
_WORD = re.compile(r"[a-z]+|\d+")
_HAN = re.compile("[\u3400-\u9fff]+")

Renderings = tuple[tuple[str, float], ...]
"""The English words for a Chinese one, each with the log-probability that it does not stand in the translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The renderings of Chinese words, and the share of sentences that hold each English word."""

    renderings: Mapping[str, Renderings]
    common: Mapping[str, float]

    def units(
        self, text: str, hits: Sequence[Hit], forms: Sequence[str]
    ) -> Iterator[tuple[int, Renderings]]:
        """Yield where each known word of a Chinese text begins, and its renderings; those of a term are its form."""
        for start, end in gaps(text, hits):
            plain = _plain(fold(text[start:end]))
            for at, word in cut(plain, self.renderings):
                yield start + at, self.renderings[word]
            yield from ((start + match.start(), _same(match[0])) for match in _WORD.finditer(plain))
        for hit, form in zip(hits, forms, strict=True):
            yield from ((hit.start, _same(word)) for word in _WORD.findall(_plain(form)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words of a stretch say about whether the English covers it, in log-probability.

    ``found`` is how much of the English this stretch explains and no other does; ``lacking``, below 0, is how
    much of the stretch has no rendering there.
    """

    found: float
    lacking: float


def words(english: str) -> frozenset[str]:
    """Return the different words of an English text, cut to their first letters."""
    return frozenset(word[:LETTERS] for word in _WORD.findall(_plain(english)))


def cut(text: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield the known words of a folded Chinese text and where they begin: from the left, the longest first."""
    for run in _HAN.finditer(text):
        at, end = run.span()
        while at < end:
            tried = (text[at : at + size] for size in range(min(LONGEST, end - at), 0, -1))
            word = next((word for word in tried if word in known), "")
            if word:
                yield at, word
            at += len(word) or 1


def weigh(
    chinese: str, hits: Sequence[Hit], edges: Sequence[int], english: str
) -> tuple[Evidence, ...]:
    """Weigh, for each stretch between two edges of a Chinese text, whether its English covers it."""
    there = words(english)
    known = bundled()
    lacking = [0.0] * (len(edges) - 1)
    brought: dict[str, dict[int, float]] = {word: {} for word in there}
    stretch = {
        at: place for place, (start, end) in enumerate(pairwise(edges)) for at in range(start, end)
    }
    forms = [
        one.form if one else hit.term.target
        for hit, one in zip(hits, assign(english, hits), strict=True)
    ]
    for at, renderings in known.units(chinese, hits, forms):
        place = stretch[at]
        for word, without in renderings:
            if word in there:
                brought[word][place] = brought[word].get(place, 0.0) + without
            else:
                lacking[place] += without
    found = [0.0] * len(lacking)
    for word, places in brought.items():
        chance = len(there) / USUAL * math.log1p(-max(known.common.get(word, 0.0), RARE))
        every = chance + sum(places.values())
        for place, own in places.items():
            found[place] += math.log(math.expm1(every) / math.expm1(every - own))
    return tuple(map(Evidence, found, lacking))


@functools.cache
def bundled() -> Lexicon:
    """Return the lexicon that comes with the toolkit."""
    return parse((files("toolkit") / "lexicon.tsv").read_text(encoding="utf-8"))


def parse(text: str) -> Lexicon:
    """Read a lexicon: each English word with its share of sentences, each Chinese one with its renderings in per cent."""
    renderings: dict[str, Renderings] = {}
    common: dict[str, float] = {}
    for line in text.splitlines():
        word, _, rest = line.partition("\t")
        if word.isascii():
            common[word] = float(rest)
        else:
            pairs = (pair.split(":") for pair in rest.split())
            renderings[word] = tuple(
                (english, math.log1p(-int(share) / 100)) for english, share in pairs
            )
    return Lexicon(renderings=renderings, common=common)


def _plain(text: str) -> str:
    """Return a text in plain small letters; the length stays."""
    return latin(text).lower()


def _same(word: str) -> Renderings:
    """Return the one rendering of a word that is English already: itself."""
    return ((word[:LETTERS], math.log1p(-LATIN)),)
