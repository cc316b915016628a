"""Measures the checks: false alarms on good translations, and the share of defects that are found.

    python benchmarks/checks.py [--eval DIR] [--half tune|report|all] [--limit N] [--show RULE]

DIR holds ``*.tsv.gz`` or ``*.tsv`` of good translations, Chinese and English with a tab between; by
default the good translations among the tests of the rules. The rules were tuned on the lines of odd
number, so the lines of even number are what to report.
"""

import argparse
import gzip
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from mutations import MUTATIONS, Mutation, Others

from toolkit.checks import RULES, SEVERITY, Bitext
from toolkit.glossary import Glossary, Term, parse
from toolkit.model import Place

ROOT = Path(__file__).resolve().parent.parent
PER_SENTENCE = {rule.id: rule for rule in RULES if rule.scope == "sentence"}


def terms() -> tuple[Term, ...]:
    """Return the terms of the tables that come with the toolkit."""
    tables = sorted((ROOT / "glossaries").glob("*.csv"))
    return tuple(
        term for path in tables for term in parse(path.read_text(encoding="utf-8"), path=path.name)
    )


def lines(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a file, with a tab between the two languages."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    return [(row[0], row[1]) for row in rows if len(row) == 2 and row[0] and row[1]]


def own() -> list[tuple[str, str]]:
    """Return the good translations among the tests of the rules."""
    pairs = []
    for path in sorted((ROOT / "tests" / "rules").glob("*/pass.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            rows = [row for row in block.splitlines() if row and not row.startswith("#")]
            if len(rows) == 2:
                pairs.append((rows[0], rows[1]))
    return pairs


def sets(folder: Path | None, half: str, limit: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each set by name, cut to one half and to a number of lines drawn by chance."""
    if folder is None:
        yield "tests/rules", own()
        return
    for path in sorted([*folder.glob("*.tsv.gz"), *folder.glob("*.tsv")]):
        pairs = lines(path)
        pairs = pairs if half == "all" else pairs[half == "report" :: 2]
        random.Random(path.name).shuffle(pairs)  # noqa: S311 - a fair draw is enough
        yield path.name.split(".")[0], pairs[:limit]


def alarms(texts: Sequence[Bitext], show: str) -> Counter[str]:
    """Count the sentences in which each rule finds something."""
    counts: Counter[str] = Counter()
    for rule in PER_SENTENCE.values():
        for text in texts:
            found = [finding for _, finding in rule.find([text])]
            counts[rule.id] += bool(found)
            if found and rule.id == show:
                print(f"{found[0].message}\n  {text.source}\n  {text.target}")
    return counts


def found(mutation: Mutation, before: Bitext, after: Bitext) -> bool:
    """Tell whether a rule that should says something of a defect that it did not say before."""
    for name in mutation.rules:
        rule = PER_SENTENCE.get(name)
        if rule is None or rule.severity == "note":
            continue
        old = Counter(finding.message for _, finding in rule.find([before]))
        if Counter(finding.message for _, finding in rule.find([after])) - old:
            return True
    return False


def power(
    texts: Sequence[Bitext],
    others: Others,
    counts: dict[str, Counter[bool]],
    *,
    most: int,
    show: str,
) -> None:
    """Make each defect in as many sentences as have a place for it, and count those found."""
    for mutation in MUTATIONS:
        rng = random.Random(mutation.name)  # noqa: S311
        made = 0
        for text in texts:
            after = mutation.make(text, rng, others) if made < most else None
            if after is None or after == text:
                continue
            made += 1
            hit = found(mutation, text, after)
            counts[mutation.name][hit] += 1
            if not hit and mutation.name == show:
                print(f"missed\n  {text.source}\n  {text.target}\n  {after.target}")


def main() -> int:
    """Print both tables as Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--eval", type=Path, help="a folder of good translations")
    options.add_argument("--half", choices=("tune", "report", "all"), default="report")
    options.add_argument("--limit", type=int, default=1000, help="lines of each set")
    options.add_argument("--most", type=int, default=300, help="defects of a kind in each set")
    options.add_argument(
        "--show", default="", help="print the alarms of a rule, or the misses of a defect"
    )
    wanted = options.parse_args()
    table = terms()
    glossary = Glossary(table)
    kinds: dict[str, list[str]] = defaultdict(list)
    for term in table:
        kinds[term.kind].append(term.target)
    names = {kind: tuple(forms) for kind, forms in kinds.items()}
    rates: dict[str, dict[str, float]] = {}
    totals: Counter[str] = Counter()
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    sizes: dict[str, int] = {}
    for name, pairs in sets(wanted.eval, wanted.half, wanted.limit):
        texts = tuple(
            Bitext.of(zh, en, at=Place(path=name, line=n), glossary=glossary)
            for n, (zh, en) in enumerate(pairs, 1)
        )
        some = alarms(texts, wanted.show)
        totals += some
        sizes[name] = len(texts)
        rates[name] = {rule: some[rule] / len(texts) for rule in PER_SENTENCE}
        power(texts, Others(texts, names), counts, most=wanted.most, show=wanted.show)
    report(rates, totals, sizes, counts)
    return 0


def report(
    rates: dict[str, dict[str, float]],
    totals: Counter[str],
    sizes: dict[str, int],
    counts: dict[str, Counter[bool]],
) -> None:
    """Print the tables."""
    print(f"| rule | severity | {' | '.join(sizes)} | all |")
    print(f"|---|---|{'---:|' * (len(sizes) + 1)}")
    everything = sum(sizes.values())
    for rule in PER_SENTENCE:
        cells = " | ".join(f"{100 * rates[name][rule]:.1f} %" for name in sizes)
        share = 100 * totals[rule] / everything
        print(f"| `{rule}` | {SEVERITY[rule]} | {cells} | {share:.1f} % |")
    print("\n| defect | made | found |\n|---|---:|---:|")
    for mutation in MUTATIONS:
        made = counts[mutation.name]
        if total := made.total():
            print(f"| {mutation.name} | {total} | {100 * made[True] / total:.1f} % |")


if __name__ == "__main__":
    sys.exit(main())
