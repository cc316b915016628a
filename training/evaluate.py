"""Measures a packed model: ``python -m training.evaluate PACKAGE... --sets FOLDER --glossaries FOLDER``.

Prints Markdown: how good it is beside others, whether it carries terms over and aligns them, whether
it is sane, how fast it is, and where it fails.

Rules: the package is decoded as it is shipped; a set that is not used whole says how many lines were.
"""

import argparse
import gzip
import json
import re
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import ctranslate2
import sacrebleu
import sentencepiece

from training import carry, normalise
from training.carry import Case

PUBLISHED = {"flores_dev": "23.3", "wmt20_zhen": "21.3", "iwslt17": "22.9"}
"""BLEU of Argos 1.9, whole sets, from its published outputs."""
NOISE = (
    "。", "？？？", "……", "哈哈哈哈哈哈哈哈哈哈哈哈", "A", "1", "2018-06-01", "【】", "％＃＠", "的的的的的的的的",
    "http://example.org/a_b", "🙂🙂", "ㄅㄆㄇㄈ", "あいうえお", "한국어", "Привет", "（（（（", "丶丿丨", "3.14159265358979",
    "中" * 400, "我" * 120 + "。", "a" * 300, "１２３４５６７８９０" * 20, "新闻，" * 100,
)  # fmt: skip
_SPACE = "\u2581"
_ALIGNED = 0.5
_SMALL = frozenset(
    ("the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "by", "with", "from")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A translation: its pieces, its text, its mean log-probability, and its attention if asked for."""

    pieces: Sequence[str]
    text: str
    score: float
    attention: Sequence[Sequence[float]] = ()


class Model:
    """A package, decoded straight."""

    def __init__(self, package: Path, *, beam: int) -> None:
        self.name, self.beam = package.stem, beam
        with zipfile.ZipFile(package) as archive:
            files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
        self.metadata = json.loads(files["metadata.json"])
        self.pieces = sentencepiece.SentencePieceProcessor(model_proto=files["sentencepiece.model"])
        weights = {
            name.removeprefix("model/"): files[name] for name in files if name.startswith("model/")
        }
        self._translator = ctranslate2.Translator(
            package.stem,
            device="cpu",
            compute_type="int8",
            inter_threads=2,
            intra_threads=1,
            files=weights,
        )

    def translate(self, texts: Iterable[str], *, attention: bool = False) -> list[Output]:
        """Translate prepared texts."""
        results = self._translator.translate_batch(
            self.pieces.encode(list(texts), out_type=str),
            beam_size=self.beam,
            max_batch_size=1024,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=512,
            return_scores=True,
            return_attention=attention,
        )
        return [
            Output(
                pieces=result.hypotheses[0],
                text=self.pieces.decode(result.hypotheses[0]),
                score=result.scores[0],
                attention=result.attention[0] if attention else (),
            )
            for result in results
        ]


def pairs(path: Path, limit: int) -> list[tuple[str, str]]:
    """Read the first lines of an evaluation set, prepared."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[:2] for line in file]
    return [(normalise.source(row[0]), normalise.target(row[1])) for row in rows[:limit]]


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


def aligned(model: Model, case: Case, output: Output) -> Iterator[tuple[bool, float]]:
    """Say of each carried term whether attention finds just its words in the output, and of what share of its pieces.

    Found is the heaviest run of pieces that look at the term with more than half their weight, widened to
    whole words, without the small words at its edges.
    """
    columns, rows = _places(model.pieces.encode(case.text, out_type=str)), _places(output.pieces)
    for term, (start, end), done in zip(
        case.terms, case.spans, carry.carried(case, output.text), strict=True
    ):
        if not done or case.terms.count(term) > 1:
            continue
        inside = [index for index, (a, b) in enumerate(columns) if a < end and b > start]
        weights = [sum(row[index] for index in inside) for row in output.attention]
        heaviest = max(
            _runs(weights), key=lambda run: sum(weights[index] for index in run), default=None
        )
        found = _words(output.text, rows[heaviest[0]][0], rows[heaviest[-1]][1]) if heaviest else ""
        at = output.text.find(term)
        own = [
            weight
            for (a, b), weight in zip(rows, weights, strict=False)
            if a < at + len(term) and b > at
        ]
        yield _bare(found) == _bare(term), sum(weight > _ALIGNED for weight in own) / len(own)


def _runs(weights: Sequence[float]) -> list[range]:
    """Return the runs of pieces that look at a term."""
    runs: list[range] = []
    for index, weight in enumerate(weights):
        if weight > _ALIGNED and runs and runs[-1].stop == index:
            runs[-1] = range(runs[-1].start, index + 1)
        elif weight > _ALIGNED:
            runs.append(range(index, index + 1))
    return runs


def _bare(text: str) -> str:
    """Drop small words at the edges, and the mark of a genitive."""
    words = text.removesuffix("'s").split()
    while words and words[0].lower() in _SMALL:
        words.pop(0)
    while words and words[-1].lower() in _SMALL:
        words.pop()
    return " ".join(words)


def _places(pieces: Iterable[str]) -> list[tuple[int, int]]:
    """Return where the text of each piece stands, in code points; byte pieces make it inexact."""
    places, at = [], -1
    for piece in pieces:
        lead = piece.startswith(_SPACE)
        places.append((at + lead, at + len(piece)))
        at += len(piece)
    return places


def _words(text: str, start: int, end: int) -> str:
    """Widen a span to whole words and drop the marks at its edges."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end].strip(" ,.;:\"'()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """Shares over terms: carried by group, and found by attention among the carried; and what failed."""

    groups: Mapping[str, tuple[int, int]]
    spans: tuple[int, int]
    pieces: tuple[float, int]
    failures: Sequence[tuple[Case, str]]


def carry_over(model: Model, cases: Sequence[Case]) -> Carry:
    """Translate cases and see what became of their terms."""
    outputs = model.translate((case.text for case in cases), attention=True)
    groups: dict[str, tuple[int, int]] = {}
    right = [
        found
        for case, output in zip(cases, outputs, strict=True)
        for found in aligned(model, case, output)
    ]
    failures = []
    for case, output in zip(cases, outputs, strict=True):
        done = list(carry.carried(case, output.text))
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
        spans=(sum(exact for exact, _ in right), len(right)),
        pieces=(sum(share for _, share in right), len(right)),
        failures=failures,
    )


def _share(part: tuple[float, int]) -> str:
    return f"{100 * part[0] / max(part[1], 1):.1f} % of {part[1]}"


def _quality(
    models: Sequence[Model], sets: Mapping[str, Sequence[tuple[str, str]]]
) -> Iterator[str]:
    names = " | ".join(f"{model.name}: BLEU | chrF" for model in models)
    yield f"| set | lines | {names} | Argos 1.9: BLEU |"
    yield "|---|---|" + "---|---|" * len(models) + "---|"
    kept: dict[str, list[Score]] = {}
    for name, found in sets.items():
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
    models: Sequence[Model], sets: Mapping[str, Sequence[tuple[str, str]]], cases: Sequence[Case]
) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from _quality(models, sets)
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
    sets = {
        path.name.split(".")[0]: pairs(path, options.limit)
        for path in sorted(options.sets.glob("*.tsv.gz"))
    }
    every = [
        source for path in sorted(options.sets.glob("*.tsv.gz")) for source, _ in pairs(path, 10**9)
    ]
    cases = carry.cases(
        every, carry.glossary(options.glossaries.glob("*.csv")), count=options.cases
    )
    for line in report([Model(path, beam=options.beam) for path in options.packages], sets, cases):
        print(line, flush=True)


if __name__ == "__main__":
    main()
