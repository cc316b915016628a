"""Aligns the words of pairs with eflomal: ``python -m training.align PAIRS.tsv.gz OUT.tsv.gz``.

Rules: Chinese is cut into words by rjieba, English at spaces and marks; a link stays only where both
directions find it, so what is left is few and mostly right.
"""

import argparse
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import rjieba

from training import rows
from training.rows import Link, Row

_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*|\d+(?:[.,]\d+)*|[^\sA-Za-z\d]"
)


class Word(NamedTuple):
    """A word and where it stands."""

    text: str
    start: int
    end: int


def chinese(text: str) -> list[Word]:
    """Cut Chinese into words."""
    words, at = [], 0
    for piece in rjieba.cut(text):
        at = text.index(piece, at)
        if piece.strip():
            words.append(Word(piece, at, at + len(piece)))
        at += len(piece)
    return words


def english(text: str) -> list[Word]:
    """Cut English into words, numbers and marks."""
    return [Word(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]


def align(pairs: Sequence[Row]) -> Iterator[Row]:
    """Yield the pairs with the links that both directions of eflomal agree on."""
    for row, (one, other) in zip(pairs, directions(pairs), strict=True):
        sources, targets = chinese(row.source), english(row.target)
        links = (Link(*sources[i][1:], *targets[j][1:]) for i, j in one & other)
        yield replace(row, links=tuple(sorted(links)))


def directions(pairs: Sequence[Row]) -> Iterator[tuple[frozenset[tuple[int, int]], ...]]:
    """Yield what either direction of eflomal says of each pair: numbers of words of both sides."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "source", (chinese(row.source) for row in pairs))
        _write(folder / "target", (english(row.target) for row in pairs))
        files = ["-s", "source", "-t", "target", "-f", "forward", "-r", "reverse"]
        subprocess.run(["eflomal-align", *files, "--overwrite"], cwd=folder, check=True)
        found = [(folder / side).read_text(encoding="utf-8") for side in ("forward", "reverse")]
    for lines in zip(*map(str.splitlines, found), strict=True):
        yield tuple(frozenset(_numbers(pair) for pair in line.split()) for line in lines)


def _numbers(pair: str) -> tuple[int, int]:
    source, target = pair.split("-")
    return int(source), int(target)


def _write(path: Path, sentences: Iterable[Sequence[Word]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(" ".join(word.text for word in words) + "\n" for words in sentences)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the rows with their links."""
    parser = argparse.ArgumentParser(prog="python -m training.align", description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    count = rows.write(align(list(rows.read(options.pairs))), options.out)
    print(f"{options.out}: {count} rows")


if __name__ == "__main__":
    main()
