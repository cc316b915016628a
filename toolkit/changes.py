"""Finds out which articles a change concerns: rows, and sentences by hand, that came, went or changed.

Law: translating an article that no change concerns would write the same PO file again, but for comments that
offer a similar sentence where more than `similar.MOST` are about as long.
"""

import re
from collections.abc import Iterable, Sequence

import ahocorasick_rs

from toolkit.normalise import fold
from toolkit.projection import detach
from toolkit.similar import Shelf
from toolkit.table import Term


class Changes:
    """Changed rows, as they were and as they are, and the Chinese of changed sentences by hand."""

    def __init__(self, terms: Iterable[Term], sentences: Iterable[str]) -> None:
        terms = tuple(terms)
        plain = {fold(source) for term in terms if not term.pattern for source in term.sources}
        self._expressions = [re.compile(fold(term.pattern)) for term in terms if term.pattern]
        self._words = ahocorasick_rs.AhoCorasick(sorted(plain)) if plain else None
        self._sentences = frozenset(sentences)
        self._shelf = Shelf(dict.fromkeys(self._sentences, ""))

    def concern(self, sources: Sequence[str]) -> bool:
        """Return whether one of an article's segments holds one of the terms, or resembles one of the sentences."""
        if any(source in self._sentences for source in sources):
            return True
        if self._sentences and any(self._shelf.nearest(source) for source in sources):
            return True
        return (self._words is not None or bool(self._expressions)) and self._terms(sources)

    def _terms(self, sources: Sequence[str]) -> bool:
        plain = [fold(detach(source)[0]) for source in sources]
        if self._words and any(self._words.find_matches_as_indexes(text) for text in plain):
            return True
        return any(one.search(text) for one in self._expressions for text in plain)
