"""Measures the checks: false alarms on good translations, and the share of defects that are found.

    python benchmarks/checks.py [--eval DIR] [--half tune|report|all] [--limit N] [--read] [--show RULE]

DIR holds ``*.tsv.gz`` or ``*.tsv`` of good translations, Chinese and English with a tab between; by
default the good translations among the tests of the rules. The rules were tuned on the lines of odd
number, so the lines of even number are what to report. With ``--read`` the model reads the sentences, and
the rules that need it are measured, too. Twelve lines at a time stand for an article.

The translators of the sets did not have our glossary. So the two rules of terms are measured on the rows that those
of a set follow in nine of ten occurrences on its lines of odd number; one line tells of `term-missing` with all rows.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import tsv
from mutations import GROUPS, MUTATIONS, GroupMutation, Mutation, Others

from toolkit import engines, packages, reading
from toolkit.checks import RULES, SEVERITY, Bitext, Rule
from toolkit.glossary import Glossary
from toolkit.model import Engine, Place
from toolkit.table import Term, parse
from toolkit.terms import assign

ROOT = Path(__file__).resolve().parent.parent
RULE = {rule.id: rule for rule in RULES if rule.severity != "note" and rule.id != "low-confidence"}
READ = ("clause-omitted", "names-swapped")
"""The rules that need the model."""
FOLLOWED = 0.9
ARTICLE = 12  # lines that stand for an article
BATCH = 64
TERMS = ("term-missing", "term-fewer")
"""The rules that are measured on rows that the translators follow."""
ALL_ROWS = "`term-missing`, all rows"


def terms() -> tuple[Term, ...]:
    """Return the terms of the tables that come with the toolkit."""
    tables = sorted((ROOT / "glossaries").glob("*.csv"))
    return tuple(
        term for path in tables for term in parse(path.read_text(encoding="utf-8"), path=path.name)
    )


def followed(pairs: Sequence[tuple[str, str]], table: Sequence[Term]) -> tuple[Term, ...]:
    """Return the rows that translators followed wherever they could, but for one time in ten."""
    glossary = Glossary(table)
    met: Counter[Term] = Counter()
    kept: Counter[Term] = Counter()
    for zh, en in pairs:
        hits = glossary.find(zh)
        for hit, found in zip(hits, assign(en, hits), strict=True):
            met[hit.term] += 1
            kept[hit.term] += bool(found)
    strays = {term.source for term in met if kept[term] < FOLLOWED * met[term]}
    return tuple(term for term in table if term.source not in strays)


def own() -> list[tuple[str, str]]:
    """Return the good translations among the tests of the rules."""
    pairs = []
    for path in sorted((ROOT / "tests" / "rules").glob("*/pass.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            rows = [row for row in block.splitlines() if row and row[0] not in "#@"]
            if len(rows) == 2:
                pairs.append((rows[0], rows[1]))
    return pairs


def sets(folder: Path | None, half: str, limit: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each set by name, cut to one half and to a number of lines drawn by chance."""
    if folder is None:
        yield "tests/rules", own()
        return
    for path in sorted([*folder.glob("*.tsv.gz"), *folder.glob("*.tsv")]):
        pairs = tsv.pairs(path)
        pairs = pairs if half == "all" else pairs[half == "report" :: 2]
        random.Random(path.name).shuffle(pairs)  # noqa: S311 - a fair draw is enough
        yield path.name.split(".")[0], pairs[:limit]


def bitexts(name: str, pairs: Sequence[tuple[str, str]], glossary: Glossary) -> tuple[Bitext, ...]:
    """Return the pairs of a set, looked up in a glossary."""
    return tuple(
        Bitext.of(zh, en, at=Place(path=name, line=number), glossary=glossary)
        for number, (zh, en) in enumerate(pairs, 1)
    )


def articles(texts: Sequence[Bitext]) -> list[Sequence[Bitext]]:
    """Return sentences as articles."""
    return [texts[start : start + ARTICLE] for start in range(0, len(texts), ARTICLE)]


def read(texts: Sequence[Bitext], engine: Engine | None) -> tuple[Bitext, ...]:
    """Return the sentences with what the model reads in them, if there is a model."""
    order = sorted(texts, key=lambda text: len(text.target)) if engine else []
    made: dict[int, Bitext] = {}
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        print(f"\rread {start}/{len(order)} ", end="", file=sys.stderr)
        for text, one in zip(some, reading.read_people(some, engine), strict=True):
            made[id(text)] = replace(text, reading=one)
    return tuple(made.get(id(text), text) for text in texts)


def alarms(texts: Sequence[Bitext], show: str) -> Counter[str]:
    """Count the sentences in which each rule finds something."""
    counts: Counter[str] = Counter()
    for rule in RULE.values():
        groups = articles(texts) if rule.scope == "article" else [texts]
        heard = {
            id(text): (text, finding) for group in groups for text, finding in rule.find(group)
        }
        counts[rule.id] = len(heard)
        for text, finding in heard.values():
            if rule.id == show:
                print(f"{finding.message}\n  {text.source}\n  {text.target}")
    return counts


def said(rule: Rule, texts: Sequence[Bitext]) -> dict[int, Counter[str]]:
    """Return what a rule says of sentences, each by its place."""
    places = {id(text): place for place, text in enumerate(texts)}
    messages: dict[int, Counter[str]] = defaultdict(Counter)
    for text, finding in rule.find(texts):
        messages[places[id(text)]][finding.message] += 1
    return messages


def found(mutation: Mutation, texts: Sequence[Bitext], made: dict[int, Bitext]) -> set[int]:
    """Return the places whose defect makes a rule say what it did not say before.

    Of the sentences one in twenty at a time has a defect, so that a rule that learns from the book learns from good ones.
    """
    hits: set[int] = set()
    for name in mutation.rules:
        rule = RULE.get(name)
        if rule is None or rule.severity == "note":
            continue
        if rule.scope == "sentence":
            before = said(rule, [texts[place] for place in made])
            after = said(rule, list(made.values()))
            hits |= {place for n, place in enumerate(made) if after[n] - before[n]}
            continue
        old = said(rule, texts)
        for part in range(20):
            some = {place: text for place, text in made.items() if place % 20 == part}
            new = said(rule, [some.get(place, text) for place, text in enumerate(texts)])
            hits |= {place for place in some if new[place] and not old[place]}
    return hits


def power(
    both: tuple[Sequence[Bitext], Sequence[Bitext]],
    others: Others,
    counts: dict[str, Counter[bool]],
    *,
    most: int,
    show: str,
    engine: Engine | None,
) -> None:
    """Make each defect in as many sentences as have a place for it, and count those found.

    The sentences are given with the terms of all rows, and with those of rows that their translators follow.
    """
    for mutation in MUTATIONS:
        texts = both[set(mutation.rules) <= set(TERMS)]
        rng = random.Random(mutation.name)  # noqa: S311
        made: dict[int, Bitext] = {}
        for place, text in enumerate(texts):
            after = mutation.make(text, rng, others) if len(made) < most else None
            if after is not None and after != text:
                made[place] = after
        if set(mutation.rules) & set(READ):
            made = dict(zip(made, read(tuple(made.values()), engine), strict=True))
        hits = found(mutation, texts, made)
        counts[mutation.name] += Counter(place in hits for place in made)
        for place, after in made.items():
            if show in (mutation.name, "misses") and place not in hits:
                print(
                    f"missed: {mutation.name}\n  {after.source}\n  {texts[place].target}\n  {after.target}"
                )


def group_power(texts: Sequence[Bitext], counts: dict[str, Counter[bool]], *, show: str) -> None:
    """Make each defect of an article in every article that has a place for it, and count those found."""
    for mutation in GROUPS:
        rng = random.Random(mutation.name)  # noqa: S311
        for group in articles(texts):
            if both := mutation.make(group, rng):
                seen = _heard(mutation, both[1]) > _heard(mutation, both[0])
                counts[mutation.name][seen] += 1
                if show in (mutation.name, "misses") and not seen:
                    print(f"missed: {mutation.name} in {group[0].at}")


def _heard(mutation: GroupMutation, texts: Sequence[Bitext]) -> int:
    return sum(1 for name in mutation.rules for _ in RULE[name].find(texts))


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
    options.add_argument("--read", action="store_true", help="have the bundled model read them")
    wanted = options.parse_args()
    engine = engines.load(packages.bundled(), beam=1) if wanted.read else None
    if engine:
        print(f"read by {engine.signature}\n")
    table = terms()
    kinds: dict[str, list[str]] = defaultdict(list)
    for term in table:
        kinds[term.kind].append(term.target)
    names = {kind: tuple(forms) for kind, forms in kinds.items()}
    odd = dict(sets(wanted.eval, "tune", sys.maxsize)) if wanted.eval else {}
    rates: dict[str, dict[str, float]] = {}
    totals: Counter[str] = Counter()
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    sizes: dict[str, int] = {}
    for name, pairs in sets(wanted.eval, wanted.half, wanted.limit):
        texts = read(bitexts(name, pairs, Glossary(table)), engine)
        some = alarms(texts, wanted.show)
        some[ALL_ROWS] = some["term-missing"]
        termed = bitexts(name, pairs, Glossary(followed(odd.get(name, []), table)))
        for rule in TERMS:
            some[rule] = len({id(text) for text, _ in RULE[rule].find(termed)})
        totals += some
        sizes[name] = len(texts)
        rates[name] = {rule: some[rule] / len(texts) for rule in (*RULE, ALL_ROWS)}
        borrowed = Others(texts, names)
        power((texts, termed), borrowed, counts, most=wanted.most, show=wanted.show, engine=engine)
        group_power(texts, counts, show=wanted.show)
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
    for rule in (*RULE, ALL_ROWS):
        cells = " | ".join(f"{100 * rates[name][rule]:.1f} %" for name in sizes)
        share = 100 * totals[rule] / everything
        label = rule if rule == ALL_ROWS else f"`{rule}`"
        print(f"| {label} | {SEVERITY.get(rule, 'error')} | {cells} | {share:.1f} % |")
    print("\n| defect | made | found |\n|---|---:|---:|")
    for mutation in (*MUTATIONS, *GROUPS):
        made = counts[mutation.name]
        if total := made.total():
            print(f"| {mutation.name} | {total} | {100 * made[True] / total:.1f} % |")


if __name__ == "__main__":
    sys.exit(main())
