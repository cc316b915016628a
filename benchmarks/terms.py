"""How many terms reach the English, by which rung, and what it costs: ``python benchmarks/terms.py TSV…``.

A TSV has a Chinese sentence and its human translation a line. From the project's tables those rows
are taken whose accepted English stands in the human translation; sentences are taken until the
wanted number of occurrences is reached. They are translated without and with the terms; printed are
the share of terms in the English, the rungs, the misses and whether each is flagged, and chrF.
"""

import argparse
import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import sacrebleu

from toolkit import engines, ladder, packages
from toolkit.candidate import Sentence
from toolkit.glossary import Glossary
from toolkit.model import Answer, Engine
from toolkit.project import open_project
from toolkit.projection import detach
from toolkit.terms import assign


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a file with their human translations."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    for line in text.splitlines():
        source, target, *_ = line.split("\t")
        yield source, target


def chosen(
    paths: list[Path], glossary: Glossary, wanted: int
) -> tuple[list[tuple[str, str]], Glossary]:
    """Return sentences with as many occurrences as wanted, and the terms that are right in them."""
    rows: list[tuple[str, str]] = []
    right: dict[str, bool] = {}
    count = 0
    for path in paths:
        for source, target in pairs(path):
            hits = glossary.find(source)
            found = assign(target, hits)
            if not hits or count >= wanted:
                continue
            if all(found):
                rows.append((source, target))
                count += len(hits)
                right |= {hit.term.source: True for hit in hits}
    return rows, Glossary(term for term in glossary.terms if right.get(term.source))


def translated(rows: list[tuple[str, str]], glossary: Glossary, engine: Engine) -> list[Answer]:
    """Translate the sentences with the terms of a glossary."""
    sentences = [Sentence.of(source, glossary) for source, _ in rows]
    answers: list[Answer] = []
    for start in range(0, len(sentences), 32):
        answers += ladder.climb(sentences[start : start + 32], engine)
        print(f"\r{len(answers)}/{len(sentences)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return answers


def success(
    rows: list[tuple[str, str]], answers: list[Answer], glossary: Glossary
) -> tuple[int, int]:
    """Return how many occurrences have English of their own, and how many there are."""
    there = total = 0
    for (source, _), answer in zip(rows, answers, strict=True):
        hits = glossary.find(source)
        there += sum(found is not None for found in assign(detach(answer.target)[0], hits))
        total += len(hits)
    return there, total


def main() -> None:
    """Run the benchmark and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tsv", type=Path, nargs="+")
    parser.add_argument("--occurrences", type=int, default=300)
    parser.add_argument("--model", default="")
    parser.add_argument("--beam", type=int, default=4)
    wanted = parser.parse_args()
    project = open_project(Path.cwd())
    rows, glossary = chosen(wanted.tsv, project.glossary(), wanted.occurrences)
    engine = engines.load(packages.choose("zh", "en", wanted.model), beam=wanted.beam)
    references = [[target for _, target in rows]]
    print(f"{engine.signature}: {len(rows)} sentences, {len(glossary)} terms\n")
    print("| | terms in the English | chrF | unflagged misses |\n|---|---|---|---|")
    rungs: Counter[str] = Counter()
    for name, terms in (("without terms", Glossary([])), ("with terms", glossary)):
        answers = translated(rows, terms, engine)
        there, total = success(rows, answers, glossary)
        chrf = sacrebleu.corpus_chrf([answer.target for answer in answers], references).score
        silent = sum(
            sum(not one.form for one in answer.occurrences)
            > sum(rule == "term-missing" for rule, _ in answer.remarks)
            for answer in answers
        )
        print(f"| {name} | {there}/{total} = {there / total:.1%} | {chrf:.1f} | {silent} |")
        rungs.update(one.rung for answer in answers for one in answer.occurrences)
    print("\nrungs: " + ", ".join(f"{rung} {count}" for rung, count in rungs.most_common()))


if __name__ == "__main__":
    main()
