"""Fits what `toolkit.reading` makes of a model: ``python benchmarks/confidence.py --eval DIR [--model M]``.

Prints the weights of the traits of a missing clause, fitted to clauses cut out of good translations; and for
bounds of the mean and of the worst log-probability, how many sentences of our own English they mark, and
how much worse these are than the rest. Both on the lines of odd number, as the rules are tuned.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import sacrebleu
from checks import bitexts, sets, terms
from mutations import Others, cut_half, cut_stretch

from toolkit import engines, ladder, packages, reading
from toolkit.candidate import Sentence
from toolkit.checks import Bitext
from toolkit.glossary import Glossary
from toolkit.markup import escape
from toolkit.model import Engine
from toolkit.projection import detach

BATCH = 64
FALSE_ALARMS = 0.03


def traits(texts: list[Bitext], engine: Engine) -> list[tuple[float, ...]]:
    """Return the traits of the translations that have any."""
    found = [
        one
        for start in range(0, len(texts), BATCH)
        for one in reading.traits(texts[start : start + BATCH], engine)
    ]
    return [one.values for one in found if one]


def fitted(good: list[tuple[float, ...]], bad: list[tuple[float, ...]]) -> np.ndarray:
    """Return the weights of a logistic regression, that of the constant last."""
    rows = np.array([(*one, 1.0) for one in (*good, *bad)])
    wanted = np.r_[np.zeros(len(good)), np.ones(len(bad))]
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        odds = 1 / (1 + np.exp(-rows @ weights))
        curve = rows.T @ (rows * (odds * (1 - odds))[:, None]) + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(curve, rows.T @ (wanted - odds))
    return weights


def omissions(texts: list[Bitext], engine: Engine) -> None:
    """Print the weights, and where to draw the line."""
    rng = random.Random("omissions")  # noqa: S311 - a fair draw is enough
    others = Others(tuple(texts), {})
    cuts = [
        one
        for text in texts
        for make in (cut_stretch, cut_half)
        if (one := make(text, rng, others))
    ]
    good, bad = traits(texts, engine), traits(cuts, engine)
    weights = fitted(good, bad)
    odds = [np.array([(*one, 1.0) for one in some]) @ weights for some in (good, bad)]
    line = np.quantile(odds[0], 1 - FALSE_ALARMS)
    print("weights " + ", ".join(f"{weight:.2f}" for weight in weights))
    print(
        f"line {line:.2f}: {np.mean(odds[1] > line):.1%} of cut ones lie above, {FALSE_ALARMS:.0%} of good ones"
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
                rows.append((answer.reading.mean, answer.reading.worst, chrf))
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
    options.add_argument("--limit", type=int, default=200, help="lines of each set")
    options.add_argument("--model", default="")
    wanted = options.parse_args()
    engine = engines.load(packages.choose("zh", "en", wanted.model), beam=4)
    glossary = Glossary(terms())
    texts: list[Bitext] = []
    pairs: list[tuple[str, str]] = []
    for name, some in sets(wanted.eval, "tune", wanted.limit):
        texts += bitexts(name, some, glossary)
        pairs += some[: wanted.limit // 4]
    print(engine.signature)
    omissions(texts, engine)
    confidence(pairs, glossary, engine)


if __name__ == "__main__":
    main()
