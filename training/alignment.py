"""Sets the head that aligns beside eflomal: ``python -m training.alignment PACKAGE PAIRS.tsv.gz --sets SETS``.

The head is asked along the reference translation, piece by piece, and a target word is tied to the source word that its
pieces look at most, or to none where that is less than a third. eflomal sees the held-out pairs together with pairs of a corpus, which
steady it. Links that both its directions find are sure, links of either direction are possible.

Prints Markdown: precision against the possible links, recall of the sure ones, and the alignment error rate of
Och and Ney (2003), which takes both together.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from toolkit.engines.pieces import offsets
from training import align, evaluate, rows
from training.align import Word
from training.decoding import Model
from training.rows import Row

_FAINT = 1 / 3

Links = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """How far links are from those of a reference; 0 is none, 1 is all."""

    precision: float
    recall: float
    rate: float


def error(found: Iterable[tuple[Links, Links, Links]]) -> Error:
    """Compare links, over all sentences: those made, those that are sure, those that are possible."""
    made = sure = hits = possible = 0
    for links, certain, either in found:
        made, sure = made + len(links), sure + len(certain)
        hits, possible = hits + len(links & certain), possible + len(links & either)
    return Error(
        precision=possible / max(1, made),
        recall=hits / max(1, sure),
        rate=1 - (hits + possible) / max(1, made + sure),
    )


def words(model: Model, row: Row) -> Links:
    """Return the links of the head between the words of a pair, by their numbers."""
    table = model.follow(row.source, row.target)
    columns, lines = offsets(model.cut(row.source)), offsets(model.cut(row.target))
    sources, targets = align.chinese(row.source), align.english(row.target)
    inside = [_pieces(word, columns) for word in sources]
    links = set()
    for number, word in enumerate(targets):
        own = [table[piece] for piece in _pieces(word, lines) if piece < len(table)]
        weights = [
            sum(line[piece] for line in own for piece in pieces) / max(1, len(own))
            for pieces in inside
        ]
        best = max(range(len(weights)), key=weights.__getitem__, default=None)
        if best is not None and weights[best] > _FAINT:
            links.add((best, number))
    return frozenset(links)


def _pieces(word: Word, spans: Sequence[tuple[int, int]]) -> list[int]:
    return [number for number, (a, b) in enumerate(spans) if max(a, word.start) < min(b, word.end)]


def compare(model: Model, held: Sequence[Row], corpus: Sequence[Row]) -> Error:
    """Align held-out pairs both ways and compare."""
    references = islice(align.directions([*held, *corpus]), len(held))
    return error(
        (words(model, row), one & other, one | other)
        for row, (one, other) in zip(held, references, strict=True)
    )


def _held(folder: Path, limit: int) -> Iterator[tuple[str, list[Row]]]:
    for name, pairs in evaluate.sets(folder, limit).items():
        yield name, [Row(weight=1, origin=name, source=a, target=b) for a, b in pairs]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(prog="python -m training.alignment", description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("pairs", type=Path, help="rows of a corpus, for eflomal")
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=500, help="lines of each set")
    parser.add_argument("--corpus", type=int, default=60_000, help="rows of the corpus")
    options = parser.parse_args(arguments)
    model = Model(options.package, beam=1)
    corpus = list(islice(rows.read(options.pairs), options.corpus))
    held = dict(_held(options.sets, options.limit))
    result = compare(model, [row for found in held.values() for row in found], corpus)
    print("| pairs | precision | recall | alignment error rate |\n|---|---|---|---|")
    print(
        f"| {sum(map(len, held.values()))} of {', '.join(held)} | {100 * result.precision:.1f} % "
        f"| {100 * result.recall:.1f} % | {100 * result.rate:.1f} % |"
    )


if __name__ == "__main__":
    main()
