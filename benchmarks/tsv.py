"""Reads sets of good translations: a Chinese and an English sentence a line, with a tab between, gzipped or not."""

import gzip
from pathlib import Path


def pairs(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a file in order; a line that has not both is left out."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    return [(row[0], row[1]) for row in rows if len(row) > 1 and row[0] and row[1]]
