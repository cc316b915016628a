"""Asks whether a model's trust in a sentence means anything: ``python -m training.calibration PACKAGE --sets SETS``.

Trust is the mean log-probability of the pieces of a translation, or that of its worst piece. A sentence is
poor where its chrF is in the lowest fifth of all.

Prints Markdown: how the ranks of trust and of chrF agree, and for thresholds how many sentences lie below,
how many of them are poor, and how many of the poor they are.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import correlation, fmean

import sacrebleu

from training import evaluate
from training.decoding import Model

_POOR = 0.2
_SHARES = (0.02, 0.05, 0.1, 0.2)
"""Thresholds are chosen so that these shares of all sentences lie below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A translated sentence: its chrF, and the trust in it."""

    chrf: float
    mean: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """What lies below a trust: the share of all, of it the share that is poor, of the poor the share that it is."""

    value: float
    flagged: float
    precision: float
    recall: float


def agreement(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation: 1 where both give the same order, 0 where neither predicts the other."""
    return correlation(_ranks(one), _ranks(other))


def _ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value; equal ones share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [fmean(places[value]) for value in values]


def thresholds(
    trust: Sequence[float], chrf: Sequence[float], shares: Sequence[float] = _SHARES
) -> Iterator[Threshold]:
    """Yield the thresholds below which these shares of the sentences lie."""
    cut = sorted(chrf)[int(_POOR * len(chrf))]
    poor = sum(value < cut for value in chrf)
    for share in shares:
        value = sorted(trust)[int(share * len(trust))]
        below = [quality for one, quality in zip(trust, chrf, strict=True) if one < value]
        caught = sum(quality < cut for quality in below)
        yield Threshold(
            value=value,
            flagged=len(below) / len(trust),
            precision=caught / max(1, len(below)),
            recall=caught / max(1, poor),
        )


def judge(model: Model, found: Sequence[tuple[str, str]]) -> Iterator[Judged]:
    """Translate a set and judge every sentence."""
    sources = [source for source, _ in found]
    outputs = model.translate(sources)
    for output, worst, (_, target) in zip(
        outputs, model.worst(sources, outputs), found, strict=True
    ):
        chrf = sacrebleu.sentence_chrf(output.text, [target]).score
        yield Judged(chrf=chrf, mean=output.score, worst=worst)


def report(model: Model, sets: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[str]:
    """Yield the lines of the report, over all sets together."""
    found = [one for pairs in sets.values() for one in judge(model, pairs)]
    chrf = [one.chrf for one in found]
    yield f"| {model.name}, {len(found)} sentences | log-probability below | sentences | poor among them | of all the poor |"
    yield "|---|---|---|---|---|"
    for name, trust in (
        ("mean", [one.mean for one in found]),
        ("worst piece", [one.worst for one in found]),
    ):
        label = f"{name}, rank correlation with chrF {agreement(trust, chrf):.2f}"
        for one in thresholds(trust, chrf):
            yield (
                f"| {label} | {one.value:.2f} | {100 * one.flagged:.0f} % "
                f"| {100 * one.precision:.0f} % | {100 * one.recall:.0f} % |"
            )
            label = ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and print the report."""
    parser = argparse.ArgumentParser(prog="python -m training.calibration", description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10**9, help="lines of each set")
    parser.add_argument("--beam", type=int, default=4)
    options = parser.parse_args(arguments)
    sets = evaluate.sets(options.sets, options.limit)
    for line in report(Model(options.package, beam=options.beam), sets):
        print(line, flush=True)


if __name__ == "__main__":
    main()
