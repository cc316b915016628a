"""Finds the places of names in a book: its index of names, and the rows of the glossaries that it uses.

Rules: a name is found in the Chinese, where names have no endings, as the glossary of its article finds
it; a row that was found under several forms is one entry; every place is listed once; a foreword and
an afterword are not read.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from toolkit.glossary import Glossary
from toolkit.model import Chapter, Entry, Side
from toolkit.table import Term
from toolkit.tree import words

NAMES = ("person", "place", "organisation")
"""The kinds of rows that an index of names holds."""

MOST = 30
"""Runs of places that are listed for one name; beyond them the entry says that there are more."""

Places = tuple[tuple[int, int], ...]


def entries(chapters: Sequence[Chapter], glossary: Callable[[str], Glossary]) -> tuple[Entry, ...]:
    """Return the rows that occur, by their English; ``glossary`` is asked with an article's path."""
    places: dict[tuple[str, str], dict[tuple[int, int], None]] = {}
    rows: dict[tuple[str, str], Term] = {}
    for number, chapter in enumerate(chapters, start=1):
        if chapter.role:
            continue
        find = glossary(chapter.path).find
        said = (chapter.title.source, *(words(row.source) for row in chapter.rows))
        for place, text in enumerate(said):
            for hit in find(text):
                if hit.term.policy not in ("use", "keep"):
                    continue
                key = (hit.term.source, hit.term.target)
                rows.setdefault(key, hit.term)
                places.setdefault(key, {})[number, place] = None
    found = (
        Entry(
            source=term.source,
            target=term.target,
            kind=term.kind,
            note=term.note,
            family=_family(term),
            places=tuple(places[key]),
        )
        for key, term in rows.items()
    )
    return tuple(sorted(found, key=in_english))


def names(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries of an index of names, a family name before the others: *Hagin, Joe*."""
    return tuple(sorted((_turned(entry) for entry in found if entry.kind in NAMES), key=in_english))


def _family(term: Term) -> str:
    """Return the last word of a person's name where the row accepts it alone: Joe Hagin|Hagin."""
    others, _, last = term.target.rpartition(" ")
    return last if term.kind == "person" and others and last in term.targets else ""


def _turned(entry: Entry) -> Entry:
    if not entry.family:
        return entry
    others = entry.target.removesuffix(entry.family).rstrip()
    return replace(entry, target=f"{entry.family}, {others}")


def in_english(entry: Entry) -> tuple[bool, str, str, str]:
    """Sort by the English, as a reader looks it up: without case, accents and marks; letters last."""
    folded = unicodedata.normalize("NFKD", entry.target).casefold()
    bare = "".join(mark for mark in folded if mark.isalnum() or mark == " ")
    return "a" <= bare[:1] <= "z", bare, entry.target, entry.source


def in_chinese(entry: Entry) -> tuple[str, str]:
    """Sort by the Chinese in the order of Unicode, which is that of radicals and strokes."""
    return entry.source, entry.target


def listed(found: Iterable[Entry], side: Side) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield entries in the order of a language, in groups by first letter where it has letters."""
    if side == "target":
        yield from lettered(sorted(found, key=in_english))
    else:
        yield "", tuple(sorted(found, key=in_chinese))


def lettered(found: Iterable[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield entries, which are in the order of the English, in groups by first letter; ``#`` for those without."""

    def letter(entry: Entry) -> str:
        is_letter, bare, *_ = in_english(entry)
        return bare[0].upper() if is_letter else "#"

    for head, group in groupby(found, key=letter):
        yield head, tuple(group)


def runs(places: Places) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """Join neighbouring places of a chapter: ``(1, 3), (1, 4), (1, 7)`` is 1:3–4 and 1:7."""
    joined: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for place in places:
        if joined and joined[-1][1] == (place[0], place[1] - 1):
            joined[-1] = (joined[-1][0], place)
        else:
            joined.append((place, place))
    return tuple(joined)
