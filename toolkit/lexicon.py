"""Knows which English words usually render a Chinese word, and how often, and how common each is.

Rules: Chinese is folded, English is lower case and cut to its first letters; `lexicon.tsv` is counted by
``training/lexicon.py``, and nothing else is read.
"""

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from toolkit.normalise import fold
from toolkit.table import Hit
from toolkit.terms import gaps, latin

LETTERS = 6  # at the start of an English word, which count; the rest is mostly its ending
LONGEST = 8  # characters of a Chinese word
LATIN = 0.85
"""How often a word that is English already, or a word of a term, stands in the English as it is."""
RARE = 1e-4  # the share of sentences that hold a word unknown to the lexicon
_WORD = re.compile(r"[a-z]+|\d+")
_MARK = re.compile(r"[,;:.?!–—-]+(?=\s)|[()“”\"—]")
HAN = re.compile("[\u3400-\u9fff]+")

Renderings = tuple[tuple[str, float], ...]
"""The English words for a Chinese one, each with how often it stands in the translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The renderings of Chinese words, and the share of sentences that hold each English word."""

    entries: Mapping[str, str]
    """The renderings of Chinese words as they stand in the file, to be read when they are asked for."""
    common: Mapping[str, float]

    def renderings(self, word: str) -> Renderings:
        """Return how a Chinese word is rendered, which must be among the entries."""
        pairs = (pair.split(":") for pair in self.entries[word].split())
        return tuple((english, int(share) / 100) for english, share in pairs)

    def share(self, word: str) -> float:
        """Return the share of sentences that hold an English word."""
        return max(self.common.get(word, 0.0), RARE)

    def units(
        self, text: str, hits: Sequence[Hit], forms: Sequence[str]
    ) -> Iterator[tuple[int, Renderings]]:
        """Yield where each known word of a Chinese text begins, and its renderings; those of a term are its form."""
        for start, end in gaps(text, hits):
            plain = _plain(fold(text[start:end]))
            for at, word in cut(plain, self.entries):
                yield start + at, self.renderings(word)
            yield from ((start + match.start(), _same(match[0])) for match in _WORD.finditer(plain))
        for hit, form in zip(hits, forms, strict=True):
            yield from ((hit.start, _same(word)) for word in _WORD.findall(_plain(form)))


def runs(english: str) -> list[list[str]]:
    """Return the words of an English text, cut to their first letters, in runs with no mark between the words."""
    parts = (_WORD.findall(part) for part in _MARK.split(_plain(english)))
    return [[word[:LETTERS] for word in part] for part in parts if part]


def cut(text: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield the known words of a folded Chinese text and where they begin: from the left, the longest first."""
    for run in HAN.finditer(text):
        at, end = run.span()
        while at < end:
            tried = (text[at : at + size] for size in range(min(LONGEST, end - at), 0, -1))
            word = next((word for word in tried if word in known), "")
            if word:
                yield at, word
            at += len(word) or 1


@functools.cache
def bundled() -> Lexicon:
    """Return the lexicon that comes with the toolkit."""
    return parse((files("toolkit") / "lexicon.tsv").read_text(encoding="utf-8"))


def parse(text: str) -> Lexicon:
    """Read a lexicon: each English word with its share of sentences, each Chinese one with its renderings in per cent."""
    rows = [line.split("\t", 1) for line in text.splitlines()]
    return Lexicon(
        entries={word: rest for word, rest in rows if not word.isascii()},
        common={word: float(share) for word, share in rows if word.isascii()},
    )


def _plain(text: str) -> str:
    """Return a text in plain small letters; the length stays."""
    return latin(text).lower()


def _same(word: str) -> Renderings:
    """Return the one rendering of a word that is English already: itself."""
    return ((word[:LETTERS], LATIN),)
