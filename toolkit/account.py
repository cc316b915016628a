"""Accounts for every occurrence of every term in what the PO files say now, edits included.

Rule: the English is read as it stands; the rung that got a term there is what the machine noted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from toolkit.article import Article
from toolkit.glossary import Glossary
from toolkit.model import MISSING, Key, Occurrence, Place
from toolkit.po import Record
from toolkit.projection import detach
from toolkit.sentence import Sentence
from toolkit.terms import assign

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
        found = [
            stretch
            for hit, stretch in zip(sentence.hits, assign(target, sentence.hits), strict=True)
            if hit.origin == "row"
        ]
        for hit, stretch, rung in zip(sentence.named, found, means, strict=True):
            yield (
                Occurrence(
                    source=hit.term.source,
                    form=target[stretch.start : stretch.end] if stretch else "",
                    rung=rung if stretch else MISSING,
                    cost=(costs or {}).get(segment.key),
                ),
                segment.at,
            )


def _means(record: Record | None, count: int) -> Sequence[str]:
    """Return how each term got there: as noted, by hand, or unknown where the notes do not fit."""
    if record is None or record.human:
        return ["by hand"] * count
    noted = rungs(record)
    return noted if len(noted) == count else ["unknown"] * count


def rungs(record: Record) -> list[str]:
    """Return how each term of an entry got there, as the machine noted it."""
    return [match["rung"] for note in record.notes if (match := _NOTE.fullmatch(note))]
