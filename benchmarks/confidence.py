"""Fits what `toolkit.reading` makes of a model: ``python benchmarks/confidence.py --eval DIR [--model M]``.

Prints the weights of the traits of a missing clause, fitted to clauses cut out of good translations, for what its
words say and for what the model makes of it; a sentence has the traits of its likeliest clause. And for
bounds of the mean and of the worst log-probability, how many sentences of our own English they mark, and
how much worse these are than the rest. Both on the lines of odd number, as the rules are tuned.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sacrebleu
from checks import bitexts, sets, terms
from mutations import Others, cut_clause, cut_stretch

from toolkit import engines, ladder, packages, reading
from toolkit.checks import Bitext, omission
from toolkit.glossary import Glossary
from toolkit.markup import escape
from toolkit.model import Engine
from toolkit.projection import detach
from toolkit.sentence import Sentence

BATCH = 64
FALSE_ALARMS = {"words": 0.02, "model": 0.02}
"""The share of good sentences that may lie above 0, of the lines that the weights are fitted to."""
ROUNDS = 6

Clauses = Sequence[tuple[float, ...]]
"""The traits of each clause of a sentence; none where it is not judged."""


def by_words(texts: Sequence[Bitext]) -> list[Clauses]:
    """Return what the words say of the clauses of translations."""
    return [[one.values for one in omission.weighed(text)] for text in texts]


def by_model(texts: Sequence[Bitext], engine: Engine) -> list[Clauses]:
    """Return what the model makes of the clauses of translations."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place].target))
    found: list[Clauses] = [()] * len(texts)
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        made = reading.traits([texts[place] for place in some], engine)
        for place, traits in zip(some, made, strict=True):
            found[place] = [one.values for one in traits]
    return found


def regression(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression."""
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        odds = 1 / (1 + np.exp(-rows @ weights))
        curve = rows.T @ (rows * (odds * (1 - odds))[:, None]) + 1e-2 * np.eye(len(weights))
        weights += np.linalg.solve(curve, rows.T @ (wanted - odds))
    return weights


def fitted(
    good: Sequence[Clauses], bad: Sequence[Clauses], start: Sequence[float], alarms: float
) -> np.ndarray:
    """Return the weights, that of the constant last, with which such a share of good sentences lies above 0."""
    sentences = [np.array([(*one, 1.0) for one in some]) for some in (*good, *bad) if some]
    wanted = np.r_[np.zeros(sum(map(bool, good))), np.ones(sum(map(bool, bad)))]
    weights = np.array(start)
    for _ in range(ROUNDS):
        likeliest = np.array([some[np.argmax(some @ weights)] for some in sentences])
        weights = regression(likeliest, wanted)
    weights[-1] -= np.quantile(highest(good, weights), 1 - alarms)
    return weights


def highest(sentences: Sequence[Clauses], weights: np.ndarray) -> np.ndarray:
    """Return the log-odds of the likeliest clause of each sentence."""
    return np.array(
        [
            max((float(np.dot((*one, 1.0), weights)) for one in some), default=-np.inf)
            for some in sentences
        ]
    )


def omissions(texts: Sequence[Bitext], engine: Engine) -> None:
    """Print the weights with which good sentences lie below 0, and how many lie above it with a clause cut."""
    rng = random.Random("omissions")  # noqa: S311 - a fair draw is enough
    others = Others(tuple(texts), {})
    cuts = [
        [one for text in texts if (one := make(text, rng, others))]
        for make in (cut_clause, cut_stretch)
    ]
    every = [text for some in cuts for text in some]
    for name, start, (good, bad) in (
        ("words", omission.WEIGHTS, (by_words(texts), by_words(every))),
        ("model", reading.WEIGHTS, (by_model(texts, engine), by_model(every, engine))),
    ):
        weights = fitted(good, bad, start, FALSE_ALARMS[name])
        found = highest(bad, weights) > 0
        parts = found[: len(cuts[0])], found[len(cuts[0]) :]
        print(f"{name}: weights " + ", ".join(f"{weight:.2f}" for weight in weights))
        print(
            f"  above 0: {np.mean(highest(good, weights) > 0):.1%} of good ones,"
            f" {parts[0].mean():.1%} with a clause cut, {parts[1].mean():.1%} with the words between two marks cut"
        )


def confidence(pairs: list[tuple[str, str]], glossary: Glossary, engine: Engine) -> None:
    """Print how good the sentences are that a bound of the log-probabilities marks."""
    rows = []
    for start in range(0, len(pairs), BATCH):
        some = pairs[start : start + BATCH]
        answers = ladder.climb([Sentence.of(escape(zh), glossary) for zh, _ in some], engine)
        for (_, person), answer in zip(some, answers, strict=True):
            if answer.reading:
                chrf = sacrebleu.sentence_chrf(detach(answer.target)[0], [person]).score
                worst = answer.reading.worst or 0.0  # it is not asked for where nothing was edited
                rows.append((answer.reading.mean, worst, chrf))
    table = np.array(rows)
    print(f"all: {len(table)} sentences, chrF {table[:, 2].mean():.1f}")
    for column, name in enumerate(("mean", "worst")):
        print(
            f"{name}: correlation with chrF {np.corrcoef(table[:, column], table[:, 2])[0, 1]:.2f}"
        )
        for share in (0.02, 0.05, 0.1, 0.2):
            bound = np.quantile(table[:, column], share)
            low = table[:, column] <= bound
            print(
                f"  below {bound:.2f}: {share:.0%}, chrF {table[low, 2].mean():.1f}"
                f" against {table[~low, 2].mean():.1f}"
            )


def main() -> None:
    """Run both on the sets of a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--eval", type=Path, required=True, help="a folder of good translations")
    options.add_argument("--limit", type=int, default=sys.maxsize, help="lines of each set")
    options.add_argument("--model", default="")
    wanted = options.parse_args()
    engine = engines.load(packages.choose("zh", "en", wanted.model), beam=4)
    glossary = Glossary(terms())
    texts: list[Bitext] = []
    pairs: list[tuple[str, str]] = []
    for name, some in sets(wanted.eval, "tune", wanted.limit):
        texts += bitexts(name, some, glossary)
        pairs += some[:50]
    print(engine.signature)
    omissions(texts, engine)
    confidence(pairs, glossary, engine)


if __name__ == "__main__":
    main()
