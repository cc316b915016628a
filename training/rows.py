"""Pairs of sentences on their way through the recipe, one a line, columns between tabs.

Rule: offsets are code points; a link ties characters of the source to characters of the target.
"""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple


class Link(NamedTuple):
    """Source ``[start, end)`` and target ``[to, until)`` that mean the same."""

    start: int
    end: int
    to: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A pair; ``origin`` names its corpus, ``weight`` says how often an epoch draws it."""

    weight: float
    origin: str
    source: str
    target: str
    links: tuple[Link, ...] = ()

    @property
    def line(self) -> str:
        """The row as a line of a file, without its end."""
        links = ";".join(",".join(map(str, link)) for link in self.links)
        return f"{self.weight:g}\t{self.origin}\t{self.source}\t{self.target}\t{links}"


def parse(line: str) -> Row:
    """Read a row; the column of links may be missing."""
    weight, origin, source, target, *rest = line.rstrip("\n").split("\t")
    links = (
        tuple(Link(*map(int, link.split(","))) for link in rest[0].split(";") if link)
        if rest
        else ()
    )
    return Row(weight=float(weight), origin=origin, source=source, target=target, links=links)


def _open(path: Path, mode: str) -> IO[str]:
    return gzip.open(path, mode, encoding="utf-8", compresslevel=4)  # type: ignore[return-value]


def read(path: Path) -> Iterator[Row]:
    """Read a gzipped file of rows."""
    with _open(path, "rt") as file:
        yield from map(parse, file)


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Read a gzipped evaluation set: a source and a target a line, as they stand there."""
    with _open(path, "rt") as file:
        for line in file:
            source, target = line.rstrip("\n").split("\t")[:2]
            yield source, target


def write(rows: Iterable[Row], path: Path) -> int:
    """Write a gzipped file of rows; return how many."""
    count = 0
    with _open(path, "wt") as file:
        for count, row in enumerate(rows, 1):  # noqa: B007
            file.write(row.line + "\n")
    return count
