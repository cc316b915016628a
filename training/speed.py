"""Sets the speed of the shape beside that of the base Transformer: ``python -m training.speed``.

Both have random weights, so neither knows when to stop: every translation is made to have the same number of pieces.
Speed does not depend on what the weights are. Both are int8, on the same cores, in turns.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median

import ctranslate2
import torch

from training import export, vocabulary
from training.export import Checkpoint
from training.network import Network, Shape

BASE = {"width": 512, "heads": 8, "inner": 2048, "encoder": 6, "decoder": 6}
"""The base Transformer of Vaswani et al. (2017)."""
_LENGTH = 32
_SENTENCES = 64


def translator(words: vocabulary.Vocabulary, shape: Shape, folder: Path) -> ctranslate2.Translator:
    """Write a network of a shape with random weights, and load it."""
    torch.manual_seed(1)
    checkpoint = Checkpoint(
        network=Network(shape).eval(), pieces=words.model, head=None, carries_latin=False
    )
    export.write(checkpoint, folder)
    return ctranslate2.Translator(
        str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1
    )


def seconds(one: ctranslate2.Translator, sources: Sequence[list[str]], *, beam: int) -> float:
    """Return how long it takes to translate sentences into so many pieces each."""
    began = time.monotonic()
    one.translate_batch(
        list(sources),
        beam_size=beam,
        max_batch_size=512,
        batch_type="tokens",
        min_decoding_length=_LENGTH,
        max_decoding_length=_LENGTH,
    )
    return time.monotonic() - began


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, let both translate in turns, and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m training.speed", description=__doc__)
    parser.add_argument("vocabulary", type=Path, help="a SentencePiece model")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--beam", type=int, default=4)
    options = parser.parse_args(arguments)
    words, chance = vocabulary.read(options.vocabulary), Random(1)
    sizes = {"pieces": len(words.pieces), "outputs": words.outputs}
    sources = [chance.choices(words.pieces[300:], k=_LENGTH) for _ in range(_SENTENCES)]
    with tempfile.TemporaryDirectory() as name:
        both = [
            translator(words, shape, Path(name) / str(number))
            for number, shape in enumerate((Shape(**sizes), Shape(**sizes, **BASE)))
        ]
        turns = [
            [seconds(one, sources, beam=options.beam) for one in both] for _ in range(options.turns)
        ]
    pieces = _LENGTH * _SENTENCES
    own, base = (median(pieces / turn[side] for turn in turns) for side in (0, 1))
    ratio = median(turn[1] / turn[0] for turn in turns)
    print("| shape | pieces a second, one core | ratio |\n|---|---|---|")
    print(f"| this model's | {own:.0f} | {ratio:.2f} |\n| base, 6 and 6 layers | {base:.0f} | 1 |")


if __name__ == "__main__":
    main()
