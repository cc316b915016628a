"""The data card: what a model was trained on, whose it is, and how often each source is drawn.

Rule: `sources.tsv` is the only place where a source, its licence and its weight are written down.
"""

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("sources.tsv")
_HEAD = """\
# Chinese → English

A Transformer for news: {shape}.
Text goes in as `metadata.json` says under `toolkit.normalise`, and comes out in plain English.
English that stands in the Chinese, between spaces, is meant to come out unchanged; the program checks whether it did.
One head of the last layer's cross-attention is trained to align, and is what `return_attention` returns.

## Licence

The weights were trained on the sources below.
Some of these are free for research only, or carry no licence; others ask for attribution or for the same
licence in return.
Weigh this before you pass the model on.
Whoever needs a model without such sources has to leave them out and train again, by the recipe in `training/`.

## Data

`draw` says how many times a round over the data takes a pair of the source, on average.
The first stage of training, general and long, drew the sources more evenly.
Rows that share a side with an evaluation set are left out, and so are pairs whose lengths, scripts or
marks do not fit.

"""
_SHAPE = (
    "{width} wide, {heads} heads, {inner} inner, {encoder} encoder and {decoder} decoder layers"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A corpus: ``draw`` is how often a round takes each of its pairs, ``part`` is news or general."""

    source: str
    draw: float
    part: str
    pairs: int
    script: str
    domain: str
    licence: str
    origin: str
    note: str


@functools.cache
def sources() -> dict[str, Source]:
    """Read the table."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["source"]: Source(
                source=row["source"],
                draw=float(row["draw"]),
                part=row["part"],
                pairs=int(row["pairs"]),
                script=row["script"],
                domain=row["domain"],
                licence=row["licence"],
                origin=row["origin"],
                note=row["note"] or "",
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


def _table(found: Iterable[Source]) -> str:
    lines = [
        "| source | draw | pairs | script | domain | licence | origin | note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in sorted(found, key=lambda source: (-source.draw, source.source)):
        cells = (
            one.source,
            f"{one.draw:g}",
            str(one.pairs),
            one.script,
            one.domain,
            one.licence,
            one.origin,
            one.note,
        )
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def text(**shape: int) -> str:
    """Return the card as Markdown; ``shape`` holds the sizes of the network."""
    return _HEAD.format(shape=_SHAPE.format(**shape)) + _table(sources().values())
