"""Makes an archive of varied articles: ``python benchmarks/archive.py FOLDER NUMBER [--eval DIR] [--distinct N]``.

The same arguments give the same bytes. Sentences are drawn from the first ``--distinct`` of the evaluation sets,
some of them again and again, as in the archive of a newspaper. Every article has front matter,
headings, paragraphs with links and emphasis, a quotation, a list, an image or a table in changing order.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import tsv

ROOT = Path(__file__).resolve().parent.parent
SETS = ("ntrex_hant.tsv.gz",)
DISTINCT = 2000
PLACES = ("北京", "首爾", "華盛頓", "倫敦", "台北", "東京", "莫斯科", "香港")


def sentences(folder: Path, distinct: int = DISTINCT) -> list[str]:
    """Return the first lines of Chinese of the sets."""
    lines = [chinese.replace("|", "｜") for name in SETS for chinese, _ in tsv.pairs(folder / name)]
    return lines[:distinct]


def article(number: int, pool: Sequence[str]) -> str:
    """Return an article as Markdown."""
    rng = random.Random(number)  # noqa: S311 - the same article for the same number

    def some(most: int) -> list[str]:
        return [pool[int(len(pool) * rng.random() ** 2)] for _ in range(rng.randint(1, most))]

    def one() -> str:
        return some(1)[0]

    def paragraph() -> str:
        texts = some(4)
        texts[0] = rng.choice(["{}", "**{}**", "[{}](https://example.org/a)"]).format(texts[0])
        return "".join(texts)

    kinds: list[Callable[[], str]] = [
        paragraph,
        paragraph,
        lambda: f"## {one()[:16]}",
        lambda: "\n".join(f"> {text}" for text in some(3)),
        lambda: "\n".join(f"- {text}" for text in some(4)),
        lambda: f"![{one()[:20]}](https://example.org/{number}.jpg)",
        lambda: f"| 地點 | 消息 |\n|---|---|\n| {rng.choice(PLACES)} | {one()} |",
    ]
    head = f'---\ntitle: "{number} {rng.choice(PLACES)}"\ndate: 2018-{1 + number % 12:02}-{1 + number % 28:02}\n---\n\n'
    return head + "\n\n".join(rng.choice(kinds)() for _ in range(rng.randint(4, 10))) + "\n"


def write(folder: Path, number: int, pool: Sequence[str]) -> None:
    """Write that many articles, a hundred to a folder."""
    for one in range(number):
        path = folder / f"{one // 100:03}" / f"{one:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(one, pool), encoding="utf-8")


def main() -> None:
    """Read the command line and write the archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--distinct", type=int, default=DISTINCT)
    options = parser.parse_args()
    write(options.folder, options.number, sentences(options.eval, options.distinct))


if __name__ == "__main__":
    main()
