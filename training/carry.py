"""Tests whether a model carries Latin text over: held-out sentences with terms written into them.

Rules: the sentences come from evaluation sets, never from training; an unseen name is one that the
augmentation holds out; a term is carried when the output has it letter for letter, as often as the source.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training import names, normalise
from training.injection import Part, compose

_CAP = 30
"""A term of the glossary stands in at most so many cases."""
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A Chinese text with terms in it; ``spans`` are code points of the text."""

    text: str
    terms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    unseen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a name stands in a text, what it is, and its English."""

    start: int
    end: int
    kind: str
    english: str


def glossary(paths: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """Read glossaries: the prepared Chinese of every form, with its kind and its first English."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(paths):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                english = normalise.target(row["target"].split("|")[0])
                for form in (row["source"], *filter(None, (row["variants"] or "").split("|"))):
                    if row["policy"] == "use" and english:
                        found[normalise.source(form)] = (row["kind"], english)
    return found


def slots(text: str, terms: Mapping[str, tuple[str, str]]) -> list[Slot]:
    """Find the terms of a prepared text, the longest first, none over another."""
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    return [
        Slot(start=m.start(), end=m.end(), kind=terms[m.group()][0], english=terms[m.group()][1])
        for m in re.finditer(pattern, text)
    ]


def write_in(
    text: str, fills: Sequence[tuple[Slot, str]], *, spacing: str = "spaced"
) -> tuple[str, list[tuple[int, int]]]:
    """Put Latin in the place of slots, which stand in order; return the text and where each term stands."""
    parts, at = [], 0
    for slot, latin in fills:
        parts += [Part(text[at : slot.start], latin=False), Part(latin, latin=True)]
        at = slot.end
    parts.append(Part(text[at:], latin=False))
    written, starts = compose(parts, spacing=spacing)
    return written, [
        (start, start + len(part.text))
        for start, part in zip(starts, parts, strict=True)
        if part.latin
    ]


def cases(
    texts: Iterable[str],
    terms: Mapping[str, tuple[str, str]],
    *,
    count: int,
    spacing: str = "spaced",
    seed: int = 1,
) -> list[Case]:
    """Make test cases, half of them with unseen names, with one to three terms each."""
    made: list[Case] = []
    chance, used = Random(seed), Counter[str]()
    pool = list(dict.fromkeys(normalise.source(text) for text in texts))
    chance.shuffle(pool)
    for text in pool:
        found = [slot for slot in slots(text, terms) if used[slot.english] < _CAP]
        if not found or len(text) > _LONGEST or len(made) == count:
            continue
        picked = chance.sample(found, min(len(found), chance.choice([1, 2, 3])))
        unseen = len(made) % 2 == 1
        fills = [
            (slot, _unseen(chance, slot.kind) if unseen else slot.english)
            for slot in sorted(picked, key=lambda s: s.start)
        ]
        written, spans = write_in(text, fills, spacing=spacing)
        used.update(slot.english for slot in picked)
        made.append(
            Case(
                text=written,
                terms=tuple(latin for _, latin in fills),
                spans=tuple(spans),
                unseen=unseen,
            )
        )
    return made


def _unseen(chance: Random, kind: str) -> str:
    return names.name(chance, kind if kind in names.MAKERS else "", test=True)


def carried(case: Case, output: str) -> Iterator[bool]:
    """Return, for each term, whether the output has it."""
    text, needed = normalise.target(output), Counter(case.terms)
    for term in case.terms:
        yield (
            len(re.findall(rf"(?<![A-Za-z0-9]){re.escape(term)}(?![A-Za-z0-9])", text))
            >= needed[term]
        )
