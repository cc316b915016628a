"""Omission: clauses of the Chinese that the English does not cover.

Rules: a clause counts as missing where the log-odds are above 0; where a model has read the sentence, it
decides, and elsewhere the words alone.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from toolkit import clause, coverage
from toolkit.checks import length
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.coverage import Coverage

LEAST = 5  # characters of a clause that its words alone may call missing; a shorter sentence is one clause
MOST = 8.0
"""Log-probability beyond which what a clause lacks says no more."""
NONE = 0.3
"""Added to the number of words, so that none has a logarithm, too."""
WEIGHTS = (-2.66, 1.40, -0.65, -0.52, -6.05)
"""The weights of the words, of the clause's length, of what is lacking and of the length in spreads; then the constant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A clause of the Chinese, and what its words say about whether the English covers it.

    ``spreads`` is how many spreads longer than usual the English of its sentence is.
    """

    text: str
    coverage: Coverage
    spreads: float

    @property
    def values(self) -> tuple[float, float, float, float]:
        """What the weights apply to, in their order."""
        return (
            math.log(self.coverage.words + NONE),
            math.log(max(1, sum(map(str.isalnum, self.text)))),
            max(self.coverage.lacking, -MOST),
            self.spreads,
        )

    @property
    def odds(self) -> float:
        """The log-odds, by its words alone, that the clause is missing."""
        return odds(WEIGHTS, self.values)


def weighed(text: Bitext) -> tuple[Weighed, ...]:
    """Weigh each clause of a sentence."""
    clauses = [one.text for one in clause.cut(text.chinese, text.hits, least=LEAST)]
    edges = tuple(accumulate(map(len, clauses), initial=0))
    found = coverage.weigh(text.chinese, text.hits, edges, text.english)
    spreads = length.distance(text, length.USUAL)
    return tuple(
        Weighed(text=words, coverage=one, spreads=spreads)
        for words, one in zip(clauses, found, strict=True)
    )


def odds(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    """Return the log-odds of values by their weights, of which the last is the constant."""
    return sum(a * b for a, b in zip(weights, (*values, 1.0), strict=True))


def by_words(clauses: tuple[Weighed, ...]) -> tuple[float, str]:
    """Return the clause that is missing most likely, behind the log-odds that it is."""
    judged = (one for one in clauses if len(one.text) >= LEAST)
    return max(((one.odds, one.text) for one in judged), default=(WEIGHTS[-1], ""))


@sentence_rule("clause-omitted", "warning")
def clause_omitted(text: Bitext) -> Iterator[Fault]:
    """A clause of the Chinese seems to have no English: the words that usually render it are not there.

    Where the model has read the sentence, it decides: by whether it looked at the clause, and whether the English is as
    likely without it.
    """
    reading = text.reading
    if reading and reading.omission is not None:
        found, words = reading.omission, reading.clause
    else:
        found, words = by_words(weighed(text))
    if found > 0:
        words = words.strip("，；：、。！？,;:!? ")
        start = text.chinese.find(words)
        yield Fault(
            message=f"“{words}” may be missing" if words else "a clause may be missing",
            span=(start, start + len(words)) if words and start >= 0 else None,
            side="source",
        )
