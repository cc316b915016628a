"""Omission: clauses of the Chinese that the English does not cover.

Rules: a clause counts as missing where the log-odds are above 0; where a model has read the sentence, it
decides, and elsewhere the words alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from toolkit import clause, lexicon
from toolkit.checks import length
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.lexicon import Evidence

LEAST = 5  # characters of a clause that its words alone may call missing; a shorter sentence is one clause
MOST = 8.0
"""Log-probability beyond which the words of a clause say no more."""
WEIGHTS = (-0.64, -0.62, -0.88, -2.75)
"""The weights of what is found, what is lacking and the length in spreads; the last is the constant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A clause of the Chinese, and what its words say about whether the English covers it.

    ``spreads`` is how many spreads longer than usual the English of its sentence is.
    """

    text: str
    evidence: Evidence
    spreads: float

    @property
    def covered(self) -> float:
        """The log-odds, by its words alone, that the English covers the clause."""
        return self.evidence.found + self.evidence.lacking

    @property
    def values(self) -> tuple[float, float, float]:
        """What the weights apply to, in their order."""
        return min(self.evidence.found, MOST), max(self.evidence.lacking, -MOST), self.spreads


def weighed(text: Bitext) -> tuple[Weighed, ...]:
    """Weigh each clause of a sentence."""
    clauses = [one.text for one in clause.cut(text.chinese, text.hits, least=LEAST)]
    edges = tuple(accumulate(map(len, clauses), initial=0))
    evidence = lexicon.weigh(text.chinese, text.hits, edges, text.english)
    spreads = length.distance(text, length.USUAL)
    return tuple(
        Weighed(text=words, evidence=one, spreads=spreads)
        for words, one in zip(clauses, evidence, strict=True)
    )


def odds(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    """Return the log-odds of values by their weights, of which the last is the constant."""
    return sum(a * b for a, b in zip(weights, (*values, 1.0), strict=True))


def by_words(clauses: tuple[Weighed, ...]) -> tuple[float, str]:
    """Return the clause that is missing most likely, behind the log-odds that it is."""
    judged = (one for one in clauses if len(one.text) >= LEAST)
    return max(((odds(WEIGHTS, one.values), one.text) for one in judged), default=(WEIGHTS[-1], ""))


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
