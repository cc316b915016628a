"""Measures what books cost, in processor time and memory: ``python benchmarks/books.py [--write]``.

Books of 2, 20, 200 and 2,000 articles are built from the seeds, each copy with words of its own, each
book in a process of its own. With ``--write`` the table in docs/formats.md is replaced.
"""

import argparse
import json
import math
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from toolkit import reader
from toolkit.article import Article, chapter
from toolkit.model import Bilingual, Book, Format
from toolkit.publish import BUILDERS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "formats.md"
SIZES = (2, 20, 200, 2000)
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
LIMIT = 1800  # seconds for a book
_TABLE = re.compile(r"(<!-- books -->\n).*?(<!-- /books -->)", re.DOTALL)


def book(size: int) -> Book:
    """Return a book of that many articles; its English is as long as a translation would be."""
    found = reader.read([ROOT / "seeds"], root=ROOT)
    seeds = [one for one in found if isinstance(one, Article)]

    def english(number: int, text: str) -> str:
        words = max(1, len(text) * 2 // 5)
        return f"Sentence {number} " + " ".join(f"word{n % 97}" for n in range(words)) + "."

    chapters = [
        replace(
            chapter(seeds[number % len(seeds)], lambda _, text, n=number: english(n, text)),
            title=Bilingual(source=f"第{number}篇", target=f"Article {number}"),
        )
        for number in range(1, size + 1)
    ]
    return Book(
        title=Bilingual(source="量度", target="A Measure"),
        authors=(),
        publisher="",
        rights="",
        date="2018-06-01",
        source_lang=seeds[0].lang,
        target_lang="en-GB",  # type: ignore[arg-type]
        chapters=tuple(chapters),
    )


def _spent() -> float:
    """Return the seconds of processor time that this process and its ended children used."""
    used = [resource.getrusage(who) for who in WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(size: int, kind: Format) -> None:
    """Print the seconds of processor time that building took, and the size of the largest process."""
    given = book(size)
    with tempfile.TemporaryDirectory() as folder:
        before = _spent()
        out = BUILDERS[kind](given, pictures={}, out=Path(folder) / f"book.{kind}")
        figures = {
            "seconds": _spent() - before,
            "megabytes": max(resource.getrusage(who).ru_maxrss for who in WHO) / 1024,
            "size": out.stat().st_size / 1e6,
        }
    print(json.dumps(figures))


def measured(size: int, kind: str) -> dict[str, float] | None:
    """Return what `measure` prints in a process of its own; None where it fails or takes too long."""
    command = [sys.executable, __file__, "--one", str(size), kind]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"{kind}, {size}: {error}", file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(sizes: tuple[int, ...], formats: tuple[str, ...]) -> str:
    """Return a row for each format: each size, and the exponent of growth over the last tenfold."""
    head = " | ".join(f"{size:,}" for size in sizes)
    lines = [f"| format | {head} | growth |", "|---|" + "---|" * (len(sizes) + 1)]
    for kind in formats:
        found = [measured(size, kind) for size in sizes]
        cells = [
            f"{one['seconds']:.1f} s, {one['megabytes']:,.0f} MB" if one else "–" for one in found
        ]
        last = [one["seconds"] for one in found if one][-2:]
        growth = f"n^{math.log10(last[1] / last[0]):.1f}" if len(last) > 1 else "–"
        lines.append(f"| {kind} | {' | '.join(cells)} | {growth} |")
        print(lines[-1], file=sys.stderr)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure one book, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("SIZE", "FORMAT"), help="measure one book")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest size")
    parser.add_argument("--formats", default=",".join(BUILDERS), help="several with commas")
    parser.add_argument("--write", action="store_true", help="replace the table in docs/formats.md")
    given = parser.parse_args()
    if given.one:
        measure(int(given.one[0]), given.one[1])
        return
    sizes = tuple(size for size in SIZES if size <= given.most)
    text = table(sizes, tuple(given.formats.split(",")))
    print(text)
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_TABLE.sub(rf"\g<1>\n{text}\n\g<2>", page), encoding="utf-8")


if __name__ == "__main__":
    main()
