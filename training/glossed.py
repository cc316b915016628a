"""Makes rows as a glossary makes them: ``python -m training.glossed LINKED.tsv.gz OUT.tsv.gz``.

The names that a corpus itself agrees on become a table, and each occurrence of a name of the table gives way
to its English, where the English side has that name as often: two and three times a sentence, too.

Rules: what is written into the source stands in the target letter for letter, and a link says where;
names that are held out for the test are never written.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from training import names, rows
from training.augment import HAN, slots
from training.injection import SPACINGS, Part, compose
from training.rows import Link, Row

_SEEN = 3
"""So often a name of the table stands in the corpus, at least."""
_AGREED = 0.5
"""The share of its occurrences that have the same English."""
_MOST = 4
_SPACING_SHARES = (75, 15, 10)


def table(found: Iterable[Row]) -> dict[str, str]:
    """Gather the names of a corpus: the Chinese, and the English that most of its occurrences have."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found:
        for slot in slots(row):
            chinese = row.source[slot.link.start : slot.link.end]
            if slot.proper and len(chinese) > 1 and HAN.match(chinese):
                seen[chinese][row.target[slot.link.to : slot.link.until]] += 1
    return {
        chinese: english
        for chinese, counts in sorted(seen.items())
        for english, count in counts.most_common(1)
        if count >= _SEEN and count >= _AGREED * counts.total() and not names.held(english)
    }


def occurrences(row: Row, terms: Mapping[str, str], pattern: re.Pattern[str]) -> list[Link]:
    """Find the occurrences of a row that can be filled: links between a name and its English."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in pattern.finditer(row.source):
        places[terms[match.group()]].append(match.span())
    links = []
    for english, spans in places.items():
        word = rf"(?<![A-Za-z0-9]){re.escape(english)}(?![A-Za-z0-9])"
        targets = [match.span() for match in re.finditer(word, row.target)]
        if len(targets) == len(spans):
            links += [Link(*span, *to) for span, to in zip(spans, targets, strict=True)]
    return sorted(links)


def fill(row: Row, picked: Sequence[Link], *, spacing: str) -> Row:
    """Write the English of links into the source, and carry the other links along."""
    parts, origins, at = [], [], 0
    for link in picked:
        parts += [
            Part(row.source[at : link.start], latin=False),
            Part(row.target[link.to : link.until], latin=True),
        ]
        origins += [at, -1]
        at = link.end
    parts.append(Part(row.source[at:], latin=False))
    origins.append(at)
    source, starts = compose(parts, spacing=spacing)
    links = [
        Link(start, start + len(part.text), link.to, link.until)
        for link, part, start in zip(picked, parts[1::2], starts[1::2], strict=True)
    ]
    for link in row.links:
        if any(link.to < other.until and other.to < link.until for other in picked):
            continue
        for origin, part, start in zip(origins, parts, starts, strict=True):
            if 0 <= origin <= link.start and link.end <= origin + len(part.text):
                links.append(
                    Link(link.start - origin + start, link.end - origin + start, *link[2:])
                )
    return replace(row, origin=f"{row.origin}+glossed", source=source, links=tuple(sorted(links)))


def glossed_rows(found: Sequence[Row], *, spacing: str = "", seed: int = 1) -> Iterator[Row]:
    """Yield the rows of a corpus in which names were found, filled; at most four names a row."""
    terms, chance = table(found), Random(seed)
    if not terms:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    for row in found:
        links = occurrences(row, terms, pattern)
        if 0 < len(links) <= _MOST:
            style = spacing or chance.choices(SPACINGS, weights=_SPACING_SHARES)[0]
            yield fill(row, links, spacing=style)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the filled rows."""
    parser = argparse.ArgumentParser(prog="python -m training.glossed", description=__doc__)
    parser.add_argument("links", type=Path, help="rows with links, from training.align")
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    count = rows.write(glossed_rows(list(rows.read(options.links))), options.out)
    print(f"{options.out}: {count} rows")


if __name__ == "__main__":
    main()
