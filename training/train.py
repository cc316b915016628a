"""Trains the network: ``python -m training.train RUN VOCABULARY ARRAYS=SHARE... --minutes 90``.

Muon moves the matrices, AdamW the rest; the rate rises for a few steps and then falls in a straight line
to zero at the end of the time. Where rows have links, one cross-attention head learns them too.

Rules: ``RUN/last.pt`` is whole at any moment, and a run goes on from it; SIGTERM saves and ends.
"""

import argparse
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training import arrays, vocabulary
from training.arrays import Batch, Deck
from training.network import PAD, Network, Shape, compile_kernels, cross_entropy

SAVE_EVERY = 240
"""Seconds."""
_WHOLE = 0.9
"""From here on all outputs are computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a run goes; ``places`` is the size of a batch, ``guide`` the weight of the alignment loss.

    ``sample`` outputs are computed beside a batch's own, and all of them in the last tenth.

    It ends after so many minutes of training, or earlier after so many steps if they are given.
    """

    minutes: float = 90
    steps: int = 0
    places: int = 5000
    matrix_rate: float = 0.008
    other_rate: float = 4e-4
    rise: int = 40
    smooth: float = 0.1
    guide: float = 0.15
    head: int = 0
    sample: int = 2048
    round_pieces: float = 1e6
    seed: int = 1


def orthogonal(matrix: Tensor) -> Tensor:
    """Bring the singular values of a matrix near to one: five Newton-Schulz steps on its Gram matrix."""
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    wide = wide / (wide.norm() + 1e-7)
    gram, whole = wide @ wide.T, torch.eye(len(wide))
    for _ in range(5):
        step = -4.775 * gram + 2.0315 * (gram @ gram)
        step.diagonal().add_(3.4445)
        whole, gram = step @ whole, step @ gram @ step
    result: Tensor = whole @ wide
    return result if matrix.shape[0] <= matrix.shape[1] else result.T


class Muon:
    """Momentum with orthogonal steps, in float32."""

    def __init__(self, matrices: Sequence[nn.Parameter]) -> None:
        self.matrices = matrices
        self.momenta = [torch.zeros_like(matrix) for matrix in matrices]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Move every matrix against its gradient."""
        for matrix, momentum in zip(self.matrices, self.momenta, strict=True):
            if matrix.grad is None:
                continue
            momentum.lerp_(matrix.grad, 0.05)
            move = orthogonal(matrix.grad.lerp(momentum, 0.95))
            tall = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
            matrix.mul_(1 - 0.01 * rate).add_(move, alpha=-rate * tall)


def guidance(attention: Tensor, links: Tensor) -> tuple[Tensor, int]:
    """Sum the surprise of a head over the target pieces that have links; return how many they are."""
    rows, places = torch.unique(links // attention.shape[-1], return_inverse=True)
    mass = torch.zeros(len(rows)).index_add(0, places, attention.reshape(-1)[links])
    return -(mass + 1e-6).log().sum(), len(rows)


class Run:
    """A network with its optimisers, and how far it is."""

    def __init__(self, shape: Shape, plan: Plan, words: vocabulary.Vocabulary) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.words, self.network = plan, words, Network(shape)
        named = list(self.network.named_parameters())
        matrices = [p for name, p in named if p.dim() == 2 and not name.startswith(("src", "tgt"))]
        others = [p for name, p in named if p.dim() != 2 or name.startswith(("src", "tgt"))]
        self.muon = Muon(matrices)
        self.adam = torch.optim.AdamW(
            others, lr=plan.other_rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0
        )
        self.others = others
        self.network.aligner.keep = plan.head
        self.steps = 0
        self.seconds = 0.0

    def step(self, batch: Batch, rate: float) -> tuple[float, int]:
        """Learn from a batch; return its summed loss and its target pieces."""
        labels = batch.target[:, 1:]
        real = labels != PAD
        count = int(real.sum())
        out = self.network(batch.source, batch.target[:, :-1])
        loss = cross_entropy(
            out[real],
            self.network.tgt.weight,
            labels[real],
            smooth=self.plan.smooth,
            sample=self.plan.sample if progress(self) < _WHOLE else 0,
        )
        total = loss
        if len(batch.links):
            total = loss + self.plan.guide * guidance(self.network.aligner.kept, batch.links)[0]
        (total / count).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.others, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = self.plan.other_rate * rate
        self.muon.step(self.plan.matrix_rate * rate)
        self.adam.step()
        self.network.zero_grad(set_to_none=True)
        self.steps += 1
        return float(loss.detach()), count

    def save(self, path: Path) -> None:
        """Write a checkpoint that `training.pack` and a later run can read."""
        state: dict[str, Any] = {
            "shape": asdict(self.network.shape),
            "model": self.network.state_dict(),
            "pieces": self.words.model,
            "head": self.plan.head,
            "muon": self.muon.momenta,
            "adam": self.adam.state_dict(),
            "steps": self.steps,
            "seconds": self.seconds,
        }
        torch.save(state, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").replace(path)

    def resume(self, path: Path, *, weights_only: bool = False) -> None:
        """Take over a checkpoint: its weights, and the state of its optimisers unless asked not to."""
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(
            {name: value.float() for name, value in state["model"].items()}
        )
        if not weights_only:
            self.muon.momenta = state["muon"]
            self.adam.load_state_dict(state["adam"])
            self.steps, self.seconds = state["steps"], state["seconds"]


def progress(run: Run) -> float:
    """Return how much of the plan is done, from 0 to 1."""
    by_time = run.seconds / 60 / run.plan.minutes
    by_steps = run.steps / run.plan.steps if run.plan.steps else 0.0
    return min(1.0, max(by_time, by_steps))


def train(
    run: Run,
    decks: Sequence[tuple[Deck, float]],
    *,
    last: Path,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Train until the plan is done; save now and then, and at the end."""
    plan, chance = run.plan, np.random.default_rng(run.plan.seed + run.steps)
    saved = run.seconds
    while progress(run) < 1 and not stop():
        for batch in arrays.batches(
            decks, places=plan.places, pieces=plan.round_pieces, chance=chance
        ):
            began = time.monotonic()
            loss, count = run.step(
                batch, min(1.0, (run.steps + 1) / plan.rise) * (1 - progress(run))
            )
            run.seconds += time.monotonic() - began
            if run.steps % 10 == 0:
                print(
                    f"step {run.steps}, {run.seconds / 60:.1f} min, loss {loss / count:.3f}",
                    flush=True,
                )
            if run.seconds - saved > SAVE_EVERY:
                run.save(last)
                saved = run.seconds
            if progress(run) >= 1 or stop():
                break
    run.save(last)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, go on from the last checkpoint or from given weights, and train."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument(
        "arrays", nargs="+", help="FILE.npz=SHARE: the share of target pieces drawn from a file"
    )
    parser.add_argument("--minutes", type=float, default=Plan().minutes)
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights to start from")
    options = parser.parse_args(arguments)
    options.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    plan, words = Plan(minutes=options.minutes), vocabulary.read(options.vocabulary)
    run = Run(Shape(pieces=len(words.pieces), outputs=words.outputs), plan, words)
    last = options.run / "last.pt"
    if last.exists():
        run.resume(last)
    elif options.start:
        run.resume(options.start, weights_only=True)
    chance = np.random.default_rng(plan.seed)
    decks = [
        (Deck(arrays.read(Path(path)), chance), float(share))
        for path, share in (given.rsplit("=", 1) for given in options.arrays)
    ]
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    compile_kernels()
    train(run, decks, last=last, stop=lambda: bool(asked))


if __name__ == "__main__":
    main()
