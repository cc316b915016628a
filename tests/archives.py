"""Small archives, and runs over them with an engine whose answers a test knows."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from conftest import HERE, ROOT
from fakes import FakeEngine

from toolkit import archive, ladder, project
from toolkit.archive import Event, Finished
from toolkit.ledger import Ledger
from toolkit.memory import Memory

TABLE = "source,target\n蓬佩奧,Pompeo\n金正恩,Kim Jong-un\n"
DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in f"{number:03d}")


def make(folder: Path, articles: int = 3) -> Path:
    """Lay out a project with articles of three sentences, one of which they share."""
    project.create(folder, source="書", target="A Book", tables=False)
    (folder / "glossaries" / "names.csv").write_text(TABLE, encoding="utf-8")
    (folder / "articles" / ".gitkeep").unlink()
    for number in range(articles):
        text = f"---\ntitle: 蓬佩奧到訪{numeral(number)}\n---\n\n金正恩沒有出席{numeral(number)}。他會見記者。\n"
        (folder / "articles" / f"{number:03d}.md").write_text(text, encoding="utf-8")
    return folder


def events(folder: Path, engine: FakeEngine) -> Iterator[Event]:
    """Translate what is to be, as the command does."""
    book = project.open_project(folder)
    with Memory(book.memory, tell=print) as memory, Ledger(book.ledger, tell=print) as ledger:
        there = archive.opened(
            book, tables=(), signature=engine.signature, memory=memory, ledger=ledger
        )
        yield from archive.Run(there, ()).translate(ladder.here(engine))


def run(folder: Path, engine: FakeEngine | None = None) -> list[str]:
    """Translate, and return the articles that were not left alone, in order."""
    found = events(folder, engine or FakeEngine())
    return [one.article for one in found if isinstance(one, Finished) and not one.unchanged]


def names(*numbers: int) -> list[str]:
    return [f"articles/{number:03d}.md" for number in numbers]


def english(folder: Path) -> dict[str, bytes]:
    """Return the PO files as they stand there."""
    store = folder / "translations"
    return {path.name: path.read_bytes() for path in sorted(store.rglob("*.po"))}


COMMAND = """
import sys, time
from pathlib import Path
from fakes import FakeEngine, latin_only
from toolkit import engines, translate
from toolkit.cli import main

left = int(sys.argv[1])

def say(source):
    global left
    left -= 1
    while left < 0 and not Path(sys.argv[3], "go").exists():
        time.sleep(0.01)
    return latin_only(source)

translate.BATCH, translate.WINDOW = 2, 4
engines.load = lambda package, **_: FakeEngine(say)
sys.exit(main(sys.argv[2:]))
"""


def command(folder: Path, *arguments: str, hang: int = 1_000_000) -> Sequence[str]:
    """Return the words that run `toolkit` on a project.

    After so many answers, the engine waits for a file ``go`` in the project.
    """
    return [sys.executable, "-c", COMMAND, str(hang), "-C", str(folder), *arguments]


def started(words: Sequence[str], **options: object) -> "subprocess.Popen[str]":
    """Start a command in a process of its own."""
    path = os.pathsep.join([str(ROOT), str(HERE), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        **options,  # type: ignore[call-overload]
    )
