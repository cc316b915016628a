"""Accounts for every occurrence of every term in what the PO files say now, edits included.

Rule: the English is read as it stands; the rung that got a term there is what the machine noted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.article import Article
from toolkit.glossary import Glossary
from toolkit.model import BY_HAND, Key, Occurrence, Place
from toolkit.po import Record
from toolkit.projection import detach
from toolkit.sentence import Sentence

_NOTE = re.compile(r"term: .* \((?P<rung>[^()]*)\)")


def occurrences(
    article: Article,
    records: Mapping[Key, Record],
    glossary: Glossary,
    costs: Mapping[Key, float] | None = None,
) -> Iterator[tuple[Occurrence, Place]]:
    """Yield the occurrences of an article, in order, each with its place; ``costs`` are those of sentences."""
    for segment in article.segments:
        sentence = Sentence.of(segment.text, glossary)
        record = records.get(segment.key)
        target = detach(record.target)[0] if record else ""
        means = _means(record, len(sentence.named))
        cost = (costs or {}).get(segment.key)
        for one in sentence.occurrences(target, means):
            yield replace(one, cost=cost), segment.at


def _means(record: Record | None, count: int) -> Sequence[str]:
    """Return how each term got there: as noted, by hand, or unknown where the notes do not fit."""
    if record is None or record.human:
        return [BY_HAND] * count
    noted = rungs(record)
    return noted if len(noted) == count else ["unknown"] * count


def rungs(record: Record) -> list[str]:
    """Return how each term of an entry got there, as the machine noted it."""
    return [match["rung"] for note in record.notes if (match := _NOTE.fullmatch(note))]
