"""Brings pairs into one form: ``python -m training.prepare PAIRS.tsv OUT --held FOLDER``.

A line of PAIRS is the name of a source, Chinese and English, with tabs between. What is left goes to
``OUT/news.tsv.gz`` and ``OUT/general.tsv.gz``; a vocabulary is learnt unless ``OUT`` has one.

Rules: nothing that shares a side with an evaluation set stays; a pair stays once; sources that the card does
not know are refused.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from training import card, normalise, rows, vocabulary
from training.rows import Row

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CODE = re.compile(r"https?://|[{}<>\\]|%[sd]|\$\(|&[a-z]+;")
_LONGEST = 400
_FORMS = 4
"""At most so many translations of one Chinese text stay."""
_TELLING = 6
"""A held-out text this short may stand in training: it is a common phrase."""


def fits(source: str, target: str) -> bool:
    """Whether a prepared pair looks like a text and its translation."""
    han = len(_HAN.findall(source))
    letters = sum(c.isascii() and c.isalpha() for c in target)
    if (
        not han
        or not target
        or len(source) > _LONGEST
        or _HAN.search(target)
        or _CODE.search(source + target)
    ):
        return False
    if letters < 0.5 * len(target):
        return False
    return len(source) <= 8 or (han >= 0.3 * len(source) and 0.9 <= len(target) / len(source) <= 8)


def key(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    return re.sub(r"\W", "", text).lower()


def held(folder: Path) -> frozenset[str]:
    """Return the keys of both sides of every evaluation set."""
    found = set()
    for path in sorted(folder.glob("*.tsv.gz")):
        for source, target in rows.pairs(path):
            found |= {key(normalise.source(source)), key(normalise.target(target))}
    return frozenset(one for one in found if len(one) > _TELLING)


def clean(pairs: Iterable[tuple[str, str, str]], *, out: frozenset[str]) -> Iterator[Row]:
    """Yield the rows that stay; ``out`` are keys that must not come in."""
    seen: set[tuple[str, str]] = set()
    forms = Counter[str]()
    for origin, chinese, english in pairs:
        source, target = normalise.source(chinese), normalise.target(english)
        keys = key(source), key(target)
        if (
            not fits(source, target)
            or out.intersection(keys)
            or keys in seen
            or forms[keys[0]] >= _FORMS
        ):
            continue
        seen.add(keys)
        forms[keys[0]] += 1
        yield Row(weight=card.sources()[origin].draw, origin=origin, source=source, target=target)


def _read(path: Path) -> Iterator[tuple[str, str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            origin, source, target = line.rstrip("\n").split("\t")[:3]
            yield origin, source, target


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line; write the rows and the vocabulary."""
    parser = argparse.ArgumentParser(prog="python -m training.prepare", description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", type=Path, required=True, help="the folder of evaluation sets")
    parser.add_argument("--size", type=int, default=20000, help="pieces of a new vocabulary")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    kept = list(clean(_read(options.pairs), out=held(options.held)))
    for part in ("news", "general"):
        found = (row for row in kept if card.sources()[row.origin].part == part)
        print(f"{part}: {rows.write(found, options.out / f'{part}.tsv.gz')} rows")
    model = options.out / "sentencepiece.model"
    if not model.exists():
        sample = Random(1).choices(
            kept, weights=[row.weight for row in kept], k=min(len(kept), 500_000)
        )
        texts = (text for row in sample for text in (row.source, row.target))
        model.write_bytes(vocabulary.learn(texts, size=options.size).model)


if __name__ == "__main__":
    main()
