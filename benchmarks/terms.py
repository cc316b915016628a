"""How many terms reach the English, and what that costs: ``python benchmarks/terms.py [TSV…]``.

Measured on articles of our own, which no model was trained on (``benchmarks/news``, with a table of all
their names), and on good translations by people, a Chinese and an English sentence a line. The rows for
these are those of the toolkit's tables, and the names whose pinyin the English has (徐樂江, Xu Lejiang);
a row counts where its English stands in the human translation, and never because ours has it.

Every text is translated without and with its terms. Printed are the share of terms in the English, the
misses that nothing flags, and chrF.
"""

import argparse
import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypinyin
import sacrebleu
import tsv

from toolkit import engines, ladder, packages, segment
from toolkit.front import split as front
from toolkit.glossary import Glossary
from toolkit.lang import HAN
from toolkit.markup import escape
from toolkit.model import Answer, Engine
from toolkit.normalise import fold
from toolkit.project import open_project
from toolkit.projection import detach
from toolkit.sentence import Sentence
from toolkit.table import Term, parse
from toolkit.terms import assign, latin

HERE = Path(__file__).resolve().parent
BATCH = 32
_NAMES = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)*")
_RUN = re.compile(rf"{HAN.pattern}+")


@dataclass(frozen=True, kw_only=True)
class Set:
    """Chinese texts with human translations, and the terms that hold in them."""

    name: str
    pairs: Sequence[tuple[str, str]]
    glossary: Glossary


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of the terms of a set."""

    english: Sequence[str]
    right: int
    total: int
    missed: int
    silent: int  # misses that nothing flags
    rungs: Counter[str]


def own() -> Set:
    """Return our own articles, a paragraph a pair."""
    pairs: list[tuple[str, str]] = []
    for path in sorted((HERE / "news" / "articles").glob("*.md")):
        pairs += zip(
            _paragraphs(path), _paragraphs(HERE / "news" / "english" / path.name), strict=True
        )
    table = HERE / "news" / "names.csv"
    rows = parse(table.read_text(encoding="utf-8"), path=table.name)
    return Set(name="articles of our own", pairs=pairs, glossary=Glossary(rows))


def _paragraphs(path: Path) -> list[str]:
    """Return the title and the paragraphs of an article."""
    page = front(path.read_text(encoding="utf-8"), path=path.name)
    return [str(page.meta["title"]), *(line for line in page.body.splitlines() if line.strip())]


def public(path: Path, rows: Sequence[Term], wanted: int) -> Set:
    """Return the sentences of a file in which people wrote every term, up to a number of occurrences."""
    lines = tsv.pairs(path)
    glossary = Glossary([*rows, *_spelt(lines, Glossary(rows))])
    pairs: list[tuple[str, str]] = []
    used: set[Term] = set()
    count = 0
    for source, target in lines:
        hits = glossary.find(source)
        if hits and count < wanted and all(assign(target, hits)):
            pairs.append((source, target))
            used |= {hit.term for hit in hits}
            count += len(hits)
    name = path.name.split(".")[0]
    return Set(name=name, pairs=pairs, glossary=Glossary(used))


def _spelt(lines: Iterable[tuple[str, str]], known: Glossary) -> Iterator[Term]:
    """Yield the names that both sides show: English capitals that are the pinyin of some Chinese beside them."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for source, target in lines:
        taken = {place for hit in known.find(source) for place in range(hit.start, hit.end)}
        sounds = dict(_sounds(source, taken))
        for chinese, name in _names(target, sounds):
            forms[chinese][name] += 1
    for chinese, said in forms.items():
        if not known.find(chinese):
            targets = tuple(form for form, _ in said.most_common())
            yield Term(source=chinese, targets=targets, kind="person")


def _names(target: str, sounds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the Chinese and the English of capitalised words that sound like some Chinese, three at most."""
    for match in _NAMES.finditer(target):
        words = match.group().split(" ")
        taken: set[int] = set()
        for length, first in itertools.product((3, 2, 1), range(len(words))):
            places = set(range(first, first + length))
            name = " ".join(words[first : first + length])
            chinese = sounds.get(re.sub(r"[^a-z]", "", name.lower()))
            if chinese and max(places) < len(words) and not places & taken:
                taken |= places
                yield chinese, name


def _sounds(source: str, taken: set[int]) -> Iterator[tuple[str, str]]:
    """Yield the pinyin of every two to four characters of a text that no term covers."""
    for run in _RUN.finditer(source):
        free = [place for place in range(*run.span()) if place not in taken]
        for first, length in itertools.product(free, (2, 3, 4)):
            stretch = range(first, first + length)
            if all(place in free for place in stretch):
                words = source[first : first + length]
                yield "".join(pypinyin.lazy_pinyin(fold(words))), words


def translated(some: Set, glossary: Glossary, engine: Engine) -> list[list[Answer]]:
    """Translate texts with the terms of a glossary, sentence by sentence."""
    cut = [[one.strip() for one in segment.split(escape(text))] for text, _ in some.pairs]
    sentences = [Sentence.of(one, glossary) for parts in cut for one in parts]
    answers: list[Answer] = []
    for start in range(0, len(sentences), BATCH):
        answers += ladder.climb(sentences[start : start + BATCH], engine)
        print(f"\r{some.name}: {len(answers)}/{len(sentences)} ", end="", file=sys.stderr)
    print(file=sys.stderr)
    rest = iter(answers)
    return [list(itertools.islice(rest, len(parts))) for parts in cut]


def judged(some: Set, answers: Sequence[Sequence[Answer]]) -> Result:
    """Count the occurrences that have English of their own, and the misses without a flag."""
    right = total = missed = silent = 0
    english = []
    for (source, _), parts in zip(some.pairs, answers, strict=True):
        text = " ".join(detach(part.target)[0] for part in parts)
        hits = some.glossary.find(source)
        lost = sum(found is None for found in assign(text, hits))
        # a second count, which knows nothing of the first one's matching
        counts = Counter(hit.term for hit in hits)
        fewer = sum(_fewer(text, term, count) for term, count in counts.items())
        flags = sum(rule == "term-missing" for part in parts for rule, _ in part.remarks)
        right, total, missed = right + len(hits) - lost, total + len(hits), missed + lost
        silent += max(0, max(lost, fewer) - flags)
        english.append(text)
    rungs = Counter(one.rung for parts in answers for part in parts for one in part.occurrences)
    return Result(
        english=english, right=right, total=total, missed=missed, silent=silent, rungs=rungs
    )


def _fewer(text: str, term: Term, wanted: int) -> int:
    """Return how many occurrences of a row are lacking when its accepted forms are simply searched for."""
    plain = latin(text).casefold().replace("-", " ")
    forms = sorted({latin(form).casefold().replace("-", " ") for form in term.targets}, key=len)
    count = 0
    for form in reversed(forms):
        count += plain.count(form)
        plain = plain.replace(form, "\n")
    return max(0, wanted - count)


def main() -> None:
    """Run the benchmark and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tsv", type=Path, nargs="*")
    parser.add_argument("--occurrences", type=int, default=600, help="at most, of each file")
    parser.add_argument("--model", default="")
    parser.add_argument("--beam", type=int, default=4)
    wanted = parser.parse_args()
    rows = open_project(HERE.parent).terms()
    engine = engines.load(packages.choose("zh", "en", wanted.model), beam=wanted.beam)
    print(f"{engine.signature}, ladder {ladder.VERSION}\n")
    print(
        "| set | texts | rows | without terms | with terms | misses | unflagged | chrF without | with |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    rungs: Counter[str] = Counter()
    for some in (own(), *(public(path, rows, wanted.occurrences) for path in wanted.tsv)):
        plain = judged(some, translated(some, Glossary([]), engine))
        termed = judged(some, translated(some, some.glossary, engine))
        people = [[target for _, target in some.pairs]]
        chrf = [sacrebleu.corpus_chrf(list(one.english), people).score for one in (plain, termed)]
        cells = (
            some.name,
            len(some.pairs),
            len(some.glossary),
            f"{plain.right / plain.total:.1%}",
            f"{termed.right} of {termed.total} = {termed.right / termed.total:.1%}",
            termed.missed,
            termed.silent,
            *(f"{score:.1f}" for score in chrf),
        )
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
        rungs += termed.rungs
    print("\nrungs: " + ", ".join(f"{rung} {count}" for rung, count in rungs.most_common()))


if __name__ == "__main__":
    main()
