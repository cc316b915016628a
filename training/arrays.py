"""Rows as numbers, and batches of them: ``python -m training.arrays VOCABULARY ROWS.tsv.gz OUT.npz``.

Rule: a batch holds rows of about one length, and at most so many places, padding included.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import rows, vocabulary
from training.network import END, PAD, START
from training.rows import Row
from training.vocabulary import Vocabulary

LONGEST = 180
"""Rows with more pieces on a side are left out."""
_FIELDS = ("source", "target", "links", "source_ends", "target_ends", "link_ends", "weight")
_PAIR = 256
"""A pair of pieces (target, source) is kept as one number, ``target * _PAIR + source``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """Many rows, end to end; the ``ends`` begin with 0, so that row ``i`` is ``ends[i]:ends[i + 1]``."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    links: NDArray[np.int32]
    source_ends: NDArray[np.int64]
    target_ends: NDArray[np.int64]
    link_ends: NDArray[np.int64]
    weight: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The longer side of each row, its end mark included."""
        return np.maximum(np.diff(self.source_ends), np.diff(self.target_ends)) + 1

    def row(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Return one row: source ids, target ids, links."""
        return (
            self.source[self.source_ends[number] : self.source_ends[number + 1]],
            self.target[self.target_ends[number] : self.target_ends[number + 1]],
            self.links[self.link_ends[number] : self.link_ends[number + 1]],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows side by side: sources with END, targets with START and END, all padded.

    ``links`` are places in a flat (row, target piece, source piece) table.
    """

    source: Tensor
    target: Tensor
    links: Tensor


def encode(found: Iterable[Row], words: Vocabulary) -> Arrays:
    """Turn rows into numbers; rows that are too long, or that no target piece can write, are left out."""
    columns: list[list[NDArray[np.int32]]] = [[], [], []]
    weights = []
    for row in found:
        source, target = words.encode([row.source, row.target])
        if (
            not source
            or max(len(source), len(target)) > LONGEST
            or max(target, default=END) >= words.outputs
        ):
            continue
        pairs = sorted(set(words.links(row.source, row.target, row.links)))
        for column, values in zip(
            columns, (source, target, [t * _PAIR + s for t, s in pairs]), strict=True
        ):
            column.append(np.array(values, np.int32))
        weights.append(row.weight)
    ends = [np.cumsum([0, *map(len, column)]) for column in columns]
    flat = [np.concatenate([np.zeros(0, np.int32), *column]) for column in columns]
    return Arrays(**dict(zip(_FIELDS, (*flat, *ends, np.array(weights, np.float32)), strict=True)))


def write(arrays: Arrays, path: Path) -> None:
    """Write arrays to a file."""
    np.savez(path, **{name: getattr(arrays, name) for name in _FIELDS})


def read(path: Path) -> Arrays:
    """Read arrays from a file."""
    with np.load(path) as file:
        return Arrays(**{name: file[name] for name in _FIELDS})


def batch(picked: Sequence[tuple[Arrays, int]]) -> Batch:
    """Put rows side by side."""
    found = [arrays.row(number) for arrays, number in picked]
    wide, long = (max(len(row[side]) for row in found) + 1 for side in (0, 1))
    source = np.full((len(found), wide), PAD, np.int64)
    target = np.full((len(found), long + 1), PAD, np.int64)
    links = [np.zeros(0, np.int64)]
    for number, (left, right, pairs) in enumerate(found):
        source[number, : len(left) + 1] = [*left, END]
        target[number, : len(right) + 2] = [START, *right, END]
        if len(pairs):
            links += [(number * long + pairs // _PAIR) * wide + pairs % _PAIR]
            links += [np.array([(number * long + len(right)) * wide + len(left)])]
    return Batch(
        source=torch.from_numpy(source),
        target=torch.from_numpy(target),
        links=torch.from_numpy(np.concatenate(links)),
    )


class Deck:
    """Draws rows by weight, each once before any comes again."""

    def __init__(self, arrays: Arrays, chance: np.random.Generator) -> None:
        self.arrays = arrays
        self._chance = chance
        self._left = np.zeros(0, np.int64)
        share = arrays.weight / arrays.weight.sum()
        self.mean = float((np.diff(arrays.target_ends) * share).sum())
        """Target pieces of a row, as drawn."""

    def draw(self, count: int) -> NDArray[np.int64]:
        """Draw so many rows; heavy ones tend to come early in each round."""
        while len(self._left) < count:
            late = -np.log(self._chance.random(len(self.arrays))) / self.arrays.weight
            self._left = np.concatenate([self._left, np.argsort(late)])
        drawn, self._left = self._left[:count], self._left[count:]
        return drawn


def batches(
    decks: Sequence[tuple[Deck, float]], *, places: int, pieces: float, chance: np.random.Generator
) -> Iterator[Batch]:
    """Draw about so many target pieces from decks, by their shares, and yield them in batches in any order."""
    drawn = [
        (int(deck.arrays.lengths[number]) + 3 * chance.random(), deck.arrays, int(number))
        for deck, share in decks
        for number in deck.draw(int(share * pieces / deck.mean))
    ]
    drawn.sort(key=lambda row: row[0])
    groups: list[list[tuple[Arrays, int]]] = [[]]
    widest = 0
    for _, arrays, number in drawn:
        widest = max(widest, int(arrays.lengths[number]))
        if groups[-1] and widest * (len(groups[-1]) + 1) > places:
            groups.append([])
            widest = int(arrays.lengths[number])
        groups[-1].append((arrays, number))
    for index in chance.permutation(len(groups)):
        yield batch(groups[index])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the arrays."""
    parser = argparse.ArgumentParser(prog="python -m training.arrays", description=__doc__)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    arrays = encode(rows.read(options.rows), vocabulary.read(options.vocabulary))
    write(arrays, options.out)
    print(
        f"{options.out}: {len(arrays)} rows, {len(arrays.target)} target pieces, {len(arrays.links)} links"
    )


if __name__ == "__main__":
    main()
