import io
from pathlib import Path

import archives
from fakes import FakeEngine
from rich.console import Console

from toolkit.cli.progress import Tally, watched
from toolkit.cli.session import Session


def test_a_terminal_shows_how_far_a_run_is(tmp_path: Path) -> None:
    book = archives.make(tmp_path / "book")
    screen = io.StringIO()
    log = Console(file=screen, force_terminal=True, width=150)
    here = Session(folder=book, verbose=False, quiet=False, log=log, out=log)
    tally = Tally()
    for _ in watched(here, tally, archives.events(book, FakeEngine()), lines=False):
        log.print("a remark", end="\n")  # each remark draws the line anew
    shown = screen.getvalue()
    assert "reading what there is" in shown
    assert "translating" in shown
    assert "3 articles · 9 sentences · 0% from memory" in shown
    assert "100 %" in shown
    assert "100.0% of terms" in shown
    assert (9, 7, 3) == (tally.counts["segments"], tally.decoded, tally.written)


def test_a_run_that_is_not_watched_by_a_person_shows_nothing(tmp_path: Path) -> None:
    book = archives.make(tmp_path / "book", 1)
    screen = io.StringIO()
    log = Console(file=screen)
    here = Session(folder=book, verbose=False, quiet=False, log=log, out=log)
    list(watched(here, Tally(), archives.events(book, FakeEngine()), lines=False))
    assert "" == screen.getvalue().strip()
