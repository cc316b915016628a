"""Measures what a wider beam is worth: the speed and the quality of decoding alone with beams of 1 to 8.

All decode the same lines in one process, one beam after another; loading and a first sentence are not counted.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import tsv

from toolkit.model import Engine

BEAMS = (1, 2, 3, 4, 8)
SETS = ("wmt20_zhen", "ntrex_hant", "flores_dev")


def decoded(engine: Engine, texts: Sequence[str]) -> list[str]:
    """Return the English of texts: their sentences decoded together, and nothing else."""
    from toolkit.segment import split  # noqa: PLC0415 - not before the stock path has read its environment

    parts = [split(text) for text in texts]
    sources = [engine.prepare(part) for one in parts for part in one]
    english = iter(engine.decode(sources))
    return [" ".join(next(english)[0].text for _ in one) for one in parts]


def table(folder: Path, lines: int) -> Iterator[str]:
    """Yield the lines of the table."""
    from sacrebleu import corpus_bleu, corpus_chrf  # noqa: PLC0415

    from toolkit import engines, packages  # noqa: PLC0415

    yield f"{lines} lines of each set.\n"
    yield f"| beam | lines/s | times beam 4 | {' | '.join(f'{name}: BLEU | chrF' for name in SETS)} |"
    yield "|---:|---:|---:|" + "---:|---:|" * len(SETS)
    took: dict[int, float] = {}
    scores: dict[int, list[str]] = {}
    for beam in BEAMS:
        engine = engines.load(packages.bundled(), beam=beam)
        decoded(engine, ["你好。"])
        took[beam], scores[beam] = 0.0, []
        for name in SETS:
            rows = tsv.pairs(folder / f"{name}.tsv.gz")[:lines]
            began = time.perf_counter()
            said = decoded(engine, [chinese for chinese, _ in rows])
            took[beam] += time.perf_counter() - began
            references = [[right for _, right in rows]]
            scores[beam] += [
                f"{corpus_bleu(said, references).score:.1f}",
                f"{corpus_chrf(said, references).score:.1f}",
            ]
    for beam in BEAMS:
        rate = lines * len(SETS) / took[beam]
        yield f"| {beam} | {rate:.1f} | {took[4] / took[beam]:.1f} | {' | '.join(scores[beam])} |"
