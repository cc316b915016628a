"""Makes rows that teach a model to carry Latin text over: spans of the Chinese give way to English.

A slot is a span of the Chinese that aligns with one span of the English, and with that alone. It is filled
with the English that stands there, or, on both sides at once, with another name: so the
model learns to copy what it sees, and not to remember names.

Rules: what is written into the source stands in the target letter for letter, and a link says where;
names that are held out for the test are never written.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training import names, rows
from training.injection import SPACINGS, Part, compose
from training.rows import Link, Row

HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f.'-]*")
# fmt: off
_SMALL = frozenset({
    "the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "or", "but", "is", "are",
    "was", "were", "be", "been", "by", "with", "from", "as", "that", "this", "these",
    "those", "it", "its", "he", "she", "they", "we", "i", "you", "his", "her", "their",
    "our", "your", "not", "no", "will", "would", "can", "could", "may", "might", "has",
    "have", "had", "do", "does", "did", "said", "says", "also", "more", "most", "than",
    "then", "when", "where", "which", "who", "what", "how", "all", "any", "some", "such",
    "only", "very", "much", "many", "other", "into", "over", "after", "before", "about",
    "between", "under", "through", "during", "against", "out", "up", "down", "off", "again",
    "while", "because", "if", "so", "there", "here", "just", "even", "still", "yet", "both",
    "each", "every", "own", "same", "new", "first", "last", "next", "one", "two", "three",
})
_OPENERS = frozenset({
    "A", "An", "The", "I", "It", "He", "She", "We", "You", "They", "This", "That", "These",
    "Those", "But", "And", "In", "On", "At", "As", "If", "For",
})
# fmt: on
_INNER = frozenset(("of", "for", "the"))
_SPACING_SHARES = (65, 20, 15)
_COUNT_SHARES = (30, 30, 24, 16)
_JOINTS = (("和", " and "), ("与", " and "), ("及", " and "), ("、", ", "))
_LONGEST_TERM = 50
_LONGEST_JOINED = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A span of the source and the span of the target that it alone aligns with."""

    link: Link
    proper: bool


def slots(row: Row) -> list[Slot]:
    """Find what can be filled in a row, names first."""
    by_target: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in row.links:
        by_target[link.to, link.until].append(link)
    found = []
    for proper, start, end in _spans(row.target):
        inside = [link for link in row.links if start <= link.to and link.until <= end]
        if inside and (slot := _slot(row, start, end, inside)):
            found.append(Slot(link=slot, proper=proper))
    return found


def _spans(target: str) -> Iterator[tuple[bool, int, int]]:
    """Yield runs of capitalised words, and of long small ones, that a name or a term could replace."""
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(target)]
    at = 0
    while at < len(words):
        until, proper = at + 1, _proper(words[at][0], first=at == 0)
        if proper or _common(words[at][0]):
            while until < len(words) and _goes_on(words, at, until, target, proper=proper):
                until += 1
            while words[until - 1][0] in _INNER:
                until -= 1
            start, end = words[at][1], words[until - 1][2]
            yield proper, start, start + len(target[start:end].rstrip(".'-"))
        at = until


def _proper(word: str, *, first: bool) -> bool:
    return word[0].isupper() and word not in _OPENERS and not (first and word.istitle())


def _common(word: str) -> bool:
    return word.islower() and word.isalpha() and len(word) > 3 and word not in _SMALL


def _goes_on(
    words: Sequence[tuple[str, int, int]], at: int, until: int, target: str, *, proper: bool
) -> bool:
    """Whether the word at ``until`` belongs to the run that begins at ``at``."""
    word, start, _ = words[until]
    if target[words[until - 1][2] : start] != " " or until - at >= (7 if proper else 2):
        return False
    return word[0].isupper() or word in _INNER if proper else _common(word)


def _slot(row: Row, start: int, end: int, inside: Sequence[Link]) -> Link | None:
    """Return the link of a target span and the source span that belongs to it alone."""
    low, high = min(link.start for link in inside), max(link.end for link in inside)
    source = row.source[low:high]
    if len(source) > 16 or not (HAN.search(source) or row.target[start:end] == source):
        return None
    if sum(link.end - link.start for link in {(x.start, x.end): x for x in inside}.values()) != len(
        source
    ):
        return None
    if any(
        link.start < high and link.end > low and not (start <= link.to and link.until <= end)
        for link in row.links
    ):
        return None
    return Link(low, high, start, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Names and terms of the corpus itself, held-out ones left out."""

    names: Sequence[str]
    terms: Sequence[str]


def pool(found: Iterable[Row]) -> Pool:
    """Gather what stands in the slots of rows."""
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for row in found:
        for slot in slots(row):
            text = row.target[slot.link.to : slot.link.until]
            if len(text) <= _LONGEST_TERM and not names.held(text):
                seen[slot.proper][text] += 1
    return Pool(names=sorted(seen[True]), terms=sorted(seen[False]))


def augment(row: Row, stock: Pool, chance: Random) -> Row | None:
    """Fill one to four slots of a row; None where there is none."""
    found = slots(row)
    proper = [slot for slot in found if slot.proper]
    small = [slot for slot in found if not slot.proper]
    count = chance.choices(range(1, 5), weights=_COUNT_SHARES)[0]
    picked = chance.sample(proper, min(count, len(proper)))
    if len(picked) < count and (not picked or chance.random() < 0.4):
        picked += chance.sample(small, min(len(small), 1 + (chance.random() < 0.3)))
    if not picked:
        return None
    return _fill(row, [(slot, _filling(row, slot, stock, chance)) for slot in picked], chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The names that fill a slot, and what joins them on either side."""

    names: tuple[str, ...]
    joints: tuple[str, str]


def _filling(row: Row, slot: Slot, stock: Pool, chance: Random) -> Filling:
    own = row.target[slot.link.to : slot.link.until]
    if slot.proper:
        count = 2 if chance.random() < 0.12 else 1
        return Filling(
            names=tuple(_name(own, stock, chance) for _ in range(count)),
            joints=chance.choice(_JOINTS),
        )
    return Filling(
        names=(own if chance.random() < 0.65 else chance.choice(stock.terms),), joints=("", "")
    )


def _name(own: str, stock: Pool, chance: Random) -> str:
    draw = chance.random()
    if draw < 0.3:
        return own
    return chance.choice(stock.names) if draw < 0.58 else names.name(chance)


@dataclass(slots=True)
class _Side:
    """One side of a row while it is written: its parts, and where they come from."""

    text: str
    parts: list[Part]
    origins: list[int | tuple[int, int]]
    """For each part where it began in the old text, or the number of its slot and of its name."""

    def shift(self, start: int, end: int, starts: Sequence[int]) -> tuple[int, int] | None:
        """Return where ``[start, end)`` of the old text stands now; None if it was filled."""
        for part, origin, now in zip(self.parts, self.origins, starts, strict=True):
            if isinstance(origin, int) and 0 <= origin <= start and end <= origin + len(part.text):
                return start - origin + now, end - origin + now
        return None


def _side(text: str, fills: Sequence[tuple[Slot, Filling]], side: int) -> _Side:
    made, at = _Side(text, [], []), 0
    for number, (slot, filling) in sorted(
        enumerate(fills), key=lambda fill: fill[1][0].link[2 * side]
    ):
        start, end = slot.link[2 * side : 2 * side + 2]
        made.parts.append(Part(text[at:start], latin=False))
        made.origins.append(at)
        for index, name in enumerate(filling.names):
            if index:
                made.parts.append(Part(filling.joints[side], latin=False))
                made.origins.append(-1)
            made.parts.append(Part(name, latin=side == 0))
            made.origins.append((number, index))
        at = end
    made.parts.append(Part(text[at:], latin=False))
    made.origins.append(at)
    return made


def _fill(row: Row, fills: Sequence[tuple[Slot, Filling]], chance: Random) -> Row:
    """Write the fillings into both sides, and carry the links along."""
    left, right = _side(row.source, fills, 0), _side(row.target, fills, 1)
    spacing = chance.choices(SPACINGS, weights=_SPACING_SHARES)[0]
    source, starts = compose(left.parts, spacing=spacing)
    target, tos = compose(right.parts)
    links = []
    for link in row.links:
        here, there = (
            left.shift(link.start, link.end, starts),
            right.shift(link.to, link.until, tos),
        )
        if here and there:
            links.append(Link(*here, *there))
    placed = {
        origin: to
        for origin, to in zip(right.origins, tos, strict=True)
        if isinstance(origin, tuple)
    }
    for part, origin, start in zip(left.parts, left.origins, starts, strict=True):
        if isinstance(origin, tuple):
            to = placed[origin]
            links.append(Link(start, start + len(part.text), to, to + len(part.text)))
    return Row(
        weight=row.weight,
        origin=f"{row.origin}+terms",
        source=source,
        target=target,
        links=tuple(sorted(links)),
    )


def join(first: Row, second: Row) -> Row:
    """Set two rows one behind the other, as one."""
    start, to = len(first.source), len(first.target) + 1
    links = tuple(Link(a + start, b + start, c + to, d + to) for a, b, c, d in second.links)
    return Row(
        weight=first.weight,
        origin=first.origin,
        source=first.source + second.source,
        target=f"{first.target} {second.target}",
        links=first.links + links,
    )


def augmented(found: Sequence[Row], *, times: int = 1, seed: int = 1) -> Iterator[Row]:
    """Yield the filled rows of a corpus, each row so many times; one in ten is joined to the one before."""
    stock, chance, before = pool(found), Random(seed), None
    for row in found:
        for _ in range(times):
            if (made := augment(row, stock, chance)) is None:
                continue
            if (
                before
                and chance.random() < 0.1
                and len(before.source) + len(made.source) < _LONGEST_JOINED
            ):
                made = join(before, made)
            yield made
            before = made if len(made.source) < _LONGEST_JOINED // 2 else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the filled rows."""
    parser = argparse.ArgumentParser(prog="python -m training.augment", description=__doc__)
    parser.add_argument("links", type=Path, help="rows with links, from training.align")
    parser.add_argument("out", type=Path)
    parser.add_argument("--times", type=int, default=1, help="how often each row is filled")
    options = parser.parse_args(arguments)
    count = rows.write(augmented(list(rows.read(options.links)), times=options.times), options.out)
    print(f"{options.out}: {count} rows")


if __name__ == "__main__":
    main()
