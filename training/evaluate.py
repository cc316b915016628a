"""Measures a packed model: ``python -m training.evaluate PACKAGE... --sets FOLDER --glossaries FOLDER``.

Prints Markdown: how good it is beside others, whether it carries terms over and aligns them, whether
it is sane, how fast it is, and where it fails.

Rules: the package is decoded as it is shipped; a set that is not used whole says how many lines were.
"""

import argparse
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from statistics import fmean

import sacrebleu

from training import carry, normalise, rows
from training.carry import Case
from training.decoding import Model
from training.spans import aligned

PUBLISHED = {"flores_dev": "23.3", "wmt20_zhen": "21.3", "iwslt17": "22.9"}
"""BLEU of Argos 1.9, whole sets, from its published outputs."""
NOISE = (
    "。", "？？？", "……", "哈哈哈哈哈哈哈哈哈哈哈哈", "A", "1", "2018-06-01", "【】", "％＃＠", "的的的的的的的的",
    "http://example.org/a_b", "🙂🙂", "ㄅㄆㄇㄈ", "あいうえお", "한국어", "Привет", "（（（（", "丶丿丨", "3.14159265358979",
    "中" * 400, "我" * 120 + "。", "a" * 300, "１２３４５６７８９０" * 20, "新闻，" * 100,
)  # fmt: skip


def pairs(path: Path, limit: int) -> list[tuple[str, str]]:
    """Read the first lines of an evaluation set, prepared."""
    first = islice(rows.pairs(path), limit)
    return [(normalise.source(source), normalise.target(target)) for source, target in first]


def sets(folder: Path, limit: int) -> dict[str, list[tuple[str, str]]]:
    """Read the first lines of every evaluation set of a folder."""
    return {path.name.split(".")[0]: pairs(path, limit) for path in sorted(folder.glob("*.tsv.gz"))}


def loops(text: str) -> bool:
    """Whether one to eight words come four times running."""
    return bool(re.search(r"(\b\S+(?: \S+){0,7}?)(?:[ ,]+\1){3}", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a model does on one set."""

    lines: int
    bleu: float
    chrf: float
    pieces_a_second: float
    loops: int
    empties: int
    quarters: tuple[float, ...]
    """Mean chrF of a sentence, from the quarter that the model trusts least to the one it trusts most."""


def score(model: Model, found: Sequence[tuple[str, str]]) -> Score:
    """Translate a set and compare."""
    began = time.monotonic()
    outputs = model.translate(source for source, _ in found)
    seconds = time.monotonic() - began
    texts, references = [output.text for output in outputs], [target for _, target in found]
    order = sorted(range(len(outputs)), key=lambda index: outputs[index].score)
    each = [
        sacrebleu.sentence_chrf(text, [reference]).score
        for text, reference in zip(texts, references, strict=True)
    ]
    cuts = [len(order) * quarter // 4 for quarter in range(5)]
    return Score(
        lines=len(found),
        bleu=sacrebleu.corpus_bleu(texts, [references]).score,
        chrf=sacrebleu.corpus_chrf(texts, [references]).score,
        pieces_a_second=sum(len(output.pieces) for output in outputs) / seconds,
        loops=sum(map(loops, texts)),
        empties=sum(not text.strip() for text in texts),
        quarters=tuple(fmean(each[index] for index in order[a:b]) for a, b in pairwise(cuts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """Shares over terms: carried by group, and found by attention among the carried; and what failed.

    ``weighed`` are those that one of all translations carries which the search weighs at the same cost.
    """

    groups: Mapping[str, tuple[int, int]]
    weighed: tuple[int, int]
    spans: tuple[int, int]
    pieces: tuple[float, int]
    failures: Sequence[tuple[Case, str]]


def carry_over(model: Model, cases: Sequence[Case]) -> Carry:
    """Translate cases and see what became of their terms."""
    outputs = model.translate((case.text for case in cases), attention=True, hypotheses=model.beam)
    groups: dict[str, tuple[int, int]] = {}
    right = [
        found
        for case, output in zip(cases, outputs, strict=True)
        for found in aligned(model, case, output)
    ]
    failures, weighed = [], 0
    for case, output in zip(cases, outputs, strict=True):
        tries = [list(carry.carried(case, text)) for text in output.texts]
        weighed += sum(map(any, zip(*tries, strict=True)))
        done = tries[0]
        if not all(done):
            failures.append((case, output.text))
        for group in (
            "all",
            "unseen names" if case.unseen else "names of the glossary",
            f"{len(case.terms)} a sentence",
        ):
            hits, total = groups.get(group, (0, 0))
            groups[group] = hits + sum(done), total + len(done)
    return Carry(
        groups=groups,
        weighed=(weighed, groups["all"][1]),
        spans=(sum(exact for exact, _ in right), len(right)),
        pieces=(sum(share for _, share in right), len(right)),
        failures=failures,
    )


def _share(part: tuple[float, int]) -> str:
    return f"{100 * part[0] / max(part[1], 1):.1f} % of {part[1]}"


def _quality(
    models: Sequence[Model], held: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[str]:
    names = " | ".join(f"{model.name}: BLEU | chrF" for model in models)
    yield f"| set | lines | {names} | Argos 1.9: BLEU |"
    yield "|---|---|" + "---|---|" * len(models) + "---|"
    kept: dict[str, list[Score]] = {}
    for name, found in held.items():
        kept[name] = [score(model, found) for model in models]
        cells = " | ".join(f"{one.bleu:.1f} | {one.chrf:.1f}" for one in kept[name])
        yield f"| {name} | {len(found)} | {cells} | {PUBLISHED.get(name, '–')} |"
    yield ""
    yield "| model | pieces a second | loops per 10,000 lines | empty per 10,000 | chrF by trust, lowest quarter to highest |"
    yield "|---|---|---|---|---|"
    for index, model in enumerate(models):
        scores = [found[index] for found in kept.values()]
        lines = sum(one.lines for one in scores) / 1e4
        trust = ", ".join(
            f"{fmean(one.quarters[quarter] for one in scores):.1f}" for quarter in range(4)
        )
        yield (
            f"| {model.name} | {fmean(one.pieces_a_second for one in scores):.0f} | {sum(one.loops for one in scores) / lines:.1f}"
            f" | {sum(one.empties for one in scores) / lines:.1f} | {trust} |"
        )


def _terms(models: Sequence[Model], cases: Sequence[Case]) -> Iterator[str]:
    results = [carry_over(model, cases) for model in models]
    yield (
        f"| terms carried over, {len(cases)} sentences | "
        + " | ".join(model.name for model in models)
        + " |"
    )
    yield "|---|" + "---|" * len(models)
    for group in sorted(results[0].groups):
        yield (
            f"| {group} | " + " | ".join(_share(result.groups[group]) for result in results) + " |"
        )
    shares = " | ".join(_share(result.weighed) for result in results)
    yield f"| all, in one of the {models[0].beam} translations that the search weighs | {shares} |"
    for label, part in (("pieces of the term", "pieces"), ("exact span of the term", "spans")):
        shares = " | ".join(_share(getattr(result, part)) for result in results)
        yield f"| {label} found by attention, of those carried | {shares} |"
    yield ""
    yield f"Some that {models[0].name} lost:"
    yield ""
    for case, text in results[0].failures[:12]:
        yield f"* `{case.text}`\\\n  {', '.join(case.terms)}\\\n  → {text}"


def _sanity(models: Sequence[Model]) -> Iterator[str]:
    yield f"| {len(NOISE)} inputs of noise | longest output, characters | loops | empty |"
    yield "|---|---|---|---|"
    for model in models:
        texts = [output.text for output in model.translate(map(normalise.source, NOISE))]
        longest = max(map(len, texts))
        yield f"| {model.name} | {longest} | {sum(map(loops, texts))} | {sum(not text.strip() for text in texts)} |"


def report(
    models: Sequence[Model], found: Mapping[str, Sequence[tuple[str, str]]], cases: Sequence[Case]
) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from _quality(models, found)
    yield ""
    yield from _terms(models, cases)
    yield ""
    yield from _sanity(models)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and print the report."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("packages", type=Path, nargs="+")
    parser.add_argument(
        "--sets", type=Path, required=True, help="the folder of evaluation sets, NAME.tsv.gz"
    )
    parser.add_argument("--glossaries", type=Path, default=Path("glossaries"))
    parser.add_argument("--limit", type=int, default=10**9, help="lines of each set")
    parser.add_argument("--cases", type=int, default=2000, help="sentences with terms")
    parser.add_argument("--beam", type=int, default=4)
    options = parser.parse_args(arguments)
    every = [source for found in sets(options.sets, 10**9).values() for source, _ in found]
    cases = carry.cases(
        every, carry.glossary(options.glossaries.glob("*.csv")), count=options.cases
    )
    models = [Model(path, beam=options.beam) for path in options.packages]
    for line in report(models, sets(options.sets, options.limit), cases):
        print(line, flush=True)


if __name__ == "__main__":
    main()
