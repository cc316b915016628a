"""Counts which English words render each Chinese word: ``python -m training.lexicon OUT.tsv PAIRS.tsv.gz…``.

The Chinese words are pieces that SentencePiece finds in a sample of the sentences. Both directions of IBM's first
model are fitted; the links of a pair of words are the geometric mean of what the two expect, so a word that merely
stands nearby has few.

Rules: a Chinese sentence counts once; no corpus counts for more than its first `MOST` pairs; what is kept
of a word is at most `KEPT` English words, each of a share of `LEAST` at least.
"""

import argparse
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import sentencepiece

from toolkit import lexicon
from toolkit.normalise import fold
from training import rows
from training.vocabulary import Vocabulary

MOST = 120_000
CHINESE = 40_000  # pieces to look for
SAMPLE = 500_000  # sentences to look in
KEPT, LEAST = 12, 0.015
SURE = 0.95  # no word has always the same rendering
ENGLISH = 19_500  # words, the commonest
SEEN = 5  # times that a Chinese word must stand in the corpus
ROUNDS = 4
CHUNK = 20_000
LISTS = frozenset({"cedict"})
"""Corpora of words, not of sentences."""

Table: TypeAlias = npt.NDArray[np.float32]
Side: TypeAlias = list[npt.NDArray[np.int64]]
"""The different words of each sentence, by number; 0 is the word that stands for none."""


def pairs(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of sentences that count."""
    met: set[str] = set()
    origins: Counter[str] = Counter()
    for row in chain.from_iterable(map(rows.read, paths)):
        fits = 3 <= len(row.source) <= 150 and 4 <= len(row.target) <= 600
        if not fits or row.origin in LISTS or origins[row.origin] >= MOST or row.source in met:
            continue
        met.add(row.source)
        origins[row.origin] += 1
        yield row.source, row.target


def chinese(sentences: Sequence[str]) -> frozenset[str]:
    """Return the words of Chinese sentences."""
    sample = Random(1).sample(sentences, min(len(sentences), SAMPLE))
    runs = (" ".join(lexicon.HAN.findall(fold(text))) for text in sample)
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(runs),
        model_writer=out,
        vocab_size=CHINESE,
        hard_vocab_limit=False,
        character_coverage=0.9999,
        max_sentencepiece_length=lexicon.LONGEST,
        add_dummy_prefix=False,
        minloglevel=2,
    )
    found = (piece.strip("\u2581") for piece in Vocabulary(model=out.getvalue()).pieces)
    return frozenset(filter(_whole, found))


def _whole(word: str) -> bool:
    return [one for _, one in lexicon.cut(word, {word})] == [word]


def numbered(sentences: Iterable[Iterable[str]], known: Sequence[str]) -> Side:
    """Return the numbers of the words of sentences, those that are not known left out."""
    numbers = {word: number for number, word in enumerate(known, 1)}
    return [
        np.array([0, *sorted({numbers[word] for word in line if word in numbers})], np.int64)
        for line in sentences
    ]


def links(side: Side, other: Side, shape: tuple[int, int]) -> Table:
    """Return how often each word of one side is expected to render each word of the other: IBM's first model."""
    chances = np.full(shape, 1 / shape[0], np.float32)
    for _ in range(ROUNDS):
        counts = np.zeros(shape, np.float32)
        for start in range(0, len(side), CHUNK):
            stop = start + CHUNK
            _count(side[start:stop], other[start:stop], chances, counts)
        chances = counts / (counts.sum(0, keepdims=True) + 1)
    counts[:, 0] = 0
    return counts


def _count(side: Side, other: Side, chances: Table, counts: Table) -> None:
    """Add what is expected of a chunk of sentences: each word of one side renders one word of the other."""
    sizes = np.array([len(line) for line in other])
    own = np.array([len(line) - 1 for line in side])  # nothing stands for a word that is not there
    ours = np.concatenate([line[1:] for line in side])
    width = np.repeat(sizes, own)  # how many words each of ours may render
    first = np.repeat(np.cumsum(sizes) - sizes, own)  # where these begin
    begin = np.cumsum(width) - width
    every = np.repeat(first - begin, width) + np.arange(width.sum())
    cells = np.repeat(ours, width) * counts.shape[1] + np.concatenate(other)[every]
    weight = chances.ravel()[cells]
    weight /= np.repeat(np.add.reduceat(weight, begin), width)
    np.add.at(counts.reshape(-1), cells, weight)


def renderings(
    one: Table, reverse: Table, seen: npt.NDArray[np.int64]
) -> Iterator[list[tuple[int, float]]]:
    """Yield, for each Chinese word, the English words that render it and their shares, the commonest first."""
    for number, times in enumerate(seen):
        shares = np.sqrt(one[number] * reverse[:, number]) / max(times, 1)
        best = np.argsort(-shares, kind="stable")[:KEPT]
        yield [
            (int(word), min(float(shares[word]), SURE))
            for word in best
            if times >= SEEN and shares[word] >= LEAST
        ]


def write(known: frozenset[str], sentences: Sequence[tuple[str, str]]) -> str:
    """Return the lexicon of pairs, as `lexicon.parse` reads it."""
    han = sorted(known)
    english = [frozenset(chain.from_iterable(lexicon.runs(target))) for _, target in sentences]
    often = Counter(chain.from_iterable(english))
    words = [word for word, _ in sorted(often.items(), key=lambda one: (-one[1], one[0]))[:ENGLISH]]
    side = numbered(
        ([word for _, word in lexicon.cut(fold(zh), known)] for zh, _ in sentences), han
    )
    other = numbered(english, words)
    shape = len(han) + 1, len(words) + 1
    seen = np.bincount(np.concatenate(side), minlength=shape[0])
    found = list(renderings(links(side, other, shape), links(other, side, shape[::-1]), seen))
    used = sorted({word for entries in found for word, _ in entries})
    lines = [f"{words[word - 1]}\t{often[words[word - 1]] / len(english):.2g}" for word in used]
    for word, entries in zip(han, found[1:], strict=True):
        shares = (f"{words[one - 1]}:{share * 100:.0f}" for one, share in entries)
        lines += [f"{word}\t{' '.join(shares)}"] if entries else []
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the lexicon."""
    parser = argparse.ArgumentParser(prog="python -m training.lexicon", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("pairs", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    sentences = list(pairs(options.pairs))
    text = write(chinese([source for source, _ in sentences]), sentences)
    options.out.write_text(text, encoding="utf-8")
    print(f"{options.out}: {len(text.splitlines())} lines, {len(text.encode()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
