"""Averages the weights of runs: ``python -m training.average OUT CHECKPOINT CHECKPOINT...``.

Runs that began from the same weights and rose to a high rate lie round a better place than each has found.

Rules: the checkpoints are of one shape and one vocabulary; what comes out is a start or a model, and no run
goes on from it, since optimisers cannot be averaged.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch


def average(checkpoints: Sequence[Path], out: Path) -> None:
    """Write the mean of the weights of checkpoints; raise ValueError where they differ in kind."""
    states = [torch.load(path, weights_only=True) for path in checkpoints]
    first = states[0]
    for path, state in zip(checkpoints, states, strict=True):
        if (state["shape"], state["pieces"]) != (first["shape"], first["pieces"]):
            raise ValueError(f"{path} is not of the shape and vocabulary of {checkpoints[0]}")
    kept = {key: first[key] for key in ("shape", "pieces", "head", "carries_latin") if key in first}
    weights = {
        name: torch.stack([state["model"][name].float() for state in states]).mean(0)
        for name in first["model"]
    }
    torch.save({**kept, "model": weights}, out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and average."""
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    average(options.checkpoints, options.out)


if __name__ == "__main__":
    main()
