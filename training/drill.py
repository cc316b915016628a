"""Makes drills: short sentences that are mostly terms, ``python -m training.drill VOCABULARY OUT.tsv.gz``.

In rows from a corpus few words are terms, and the same ones come again and again. In a drill
nearly every piece is to be carried over, and words are drawn evenly from the whole vocabulary.

Rule: what `names` holds out for the test never comes in.
"""

import argparse
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from training import names, rows, vocabulary
from training.augment import join
from training.injection import SPACINGS, Part, compose
from training.rows import Link, Row

_SLOT = re.compile(r"(\{\d\})")
_SPACING_SHARES = (70, 18, 12)
_JOINTS = (" of ", " for ", " of the ", " for the ", " and ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Pieces that are whole words with a capital, whole small words, and ends of words."""

    capital: Sequence[str]
    small: Sequence[str]
    ends: Sequence[str]


def words(known: vocabulary.Vocabulary) -> Words:
    """Sort the English pieces of a vocabulary."""
    pieces = known.pieces[: known.outputs]

    def matching(pattern: str) -> list[str]:
        return [piece.lstrip("\u2581") for piece in pieces if re.fullmatch(pattern, piece)]

    return Words(
        capital=matching("\u2581[A-Z][A-Za-z'-]+"),
        small=matching("\u2581[a-z][a-z-]{2,}"),
        ends=matching("[a-z]{2,}"),
    )


@functools.cache
def _sentences() -> tuple[tuple[str, str], ...]:
    lines = Path(__file__).with_name("drills.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("|") for line in lines if line and not line.startswith("#"))
    return tuple((chinese, english) for chinese, english in pairs)


def term(known: Words, chance: Random) -> str:
    """Make a term: words by chance, a word that is none, or an invented name."""
    while True:
        kind = chance.choices(
            ["words", "joined", "made", "small", "name"], weights=[34, 8, 10, 8, 40]
        )[0]
        if kind == "words":
            made = " ".join(chance.choices(known.capital, k=chance.choice([1, 2, 2, 3, 4])))
        elif kind == "joined":
            made = chance.choice(_JOINTS).join(chance.choices(known.capital, k=2))
        elif kind == "made":
            made = chance.choice(known.capital) + "".join(
                chance.choices(known.ends, k=chance.choice([1, 2]))
            )
        elif kind == "small":
            made = " ".join(chance.choices(known.small, k=chance.choice([1, 2, 2, 3])))
        else:
            made = names.name(chance)
        if not names.held(made):
            return made


def drill(known: Words, chance: Random) -> Row:
    """Fill a sentence with terms."""
    chinese, english = chance.choice(_sentences())
    terms = [term(known, chance) for _ in range(chinese.count("{"))]
    parts = [
        Part(terms[int(text[1])], latin=True) if _SLOT.fullmatch(text) else Part(text, latin=False)
        for text in _SLOT.split(chinese)
    ]
    source, starts = compose(parts, spacing=chance.choices(SPACINGS, weights=_SPACING_SHARES)[0])
    places = [start for part, start in zip(parts, starts, strict=True) if part.latin]
    order = [int(text[1]) for text in _SLOT.findall(chinese)]
    at = dict(zip(order, places, strict=True))
    target, links = "", []
    for text in _SLOT.split(english):
        if _SLOT.fullmatch(text):
            number = int(text[1])
            size = len(terms[number])
            links.append(Link(at[number], at[number] + size, len(target), len(target) + size))
        target += terms[int(text[1])] if _SLOT.fullmatch(text) else text
    return Row(weight=1, origin="drill", source=source, target=target, links=tuple(sorted(links)))


def drills(known: Words, *, seed: int = 1) -> Iterator[Row]:
    """Yield drills without end; one in three that end in a stop is followed by another."""
    chance = Random(seed)
    while True:
        row = drill(known, chance)
        if row.source[-1] in "。？”" and chance.random() < 0.35:
            row = join(row, drill(known, chance))
        yield row


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the drills."""
    parser = argparse.ArgumentParser(prog="python -m training.drill", description=__doc__)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=26_000)
    options = parser.parse_args(arguments)
    made = drills(words(vocabulary.read(options.vocabulary)))
    print(f"{options.out}: {rows.write(islice(made, options.count), options.out)} rows")


if __name__ == "__main__":
    main()
