"""Finds, among the sentences that people translated, the one that a sentence most resembles.

Laws: likeness is Levenshtein's on characters, from 0 to 1; the order of sentences changes nothing; the
time for one search is bounded: of more than `MOST` sentences, those nearest in length are compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

LEAST = 0.75
"""The least likeness that is of any help."""

MOST = 2000
"""How many sentences one is compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sentence that a person translated and that resembles another one, and how much."""

    source: str
    target: str
    score: float

    def __str__(self) -> str:
        source, target = " ".join(self.source.split()), " ".join(self.target.split())
        return f"similar ({self.score:.2f}): {source} → {target}"


class Shelf:
    """The sentences that people translated, kept by their length."""

    def __init__(self, edits: Mapping[str, str]) -> None:
        self._edits = edits
        self._sources = sorted(edits, key=lambda source: (len(source), source))
        self._lengths = [len(source) for source in self._sources]

    def nearest(self, text: str) -> Match | None:
        """Return the sentence that resembles a text most, None where none does enough; the text itself does not count."""
        low = bisect_left(self._lengths, len(text) * LEAST)
        high = bisect_right(self._lengths, len(text) / LEAST)
        if high - low > MOST:
            middle = bisect_left(self._lengths, len(text))
            low = max(low, min(middle - MOST // 2, high - MOST))
            high = low + MOST
        others = [source for source in self._sources[low:high] if source != text]
        found = process.extractOne(
            text, others, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST
        )
        if found is None:
            return None
        source, score, _ = found
        return Match(source=source, target=self._edits[source], score=score)


EMPTY = Shelf({})
