"""What happens to an archive when a run is killed, interrupted, or has no room; real processes do it."""

import json
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import archives
import polib
import pytest
from archives import command, english, run, started
from fakes import FakeEngine

ARTICLES = 8


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The PO files of a run that nothing happened to."""
    folder = archives.make(tmp_path_factory.mktemp("whole") / "book", ARTICLES)
    run(folder)
    return english(folder)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return archives.make(tmp_path / "book", ARTICLES)


def wait_for(condition: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    """Wait until something is so, or a process has ended."""
    for _ in range(3000):
        if condition() or process.poll() is not None:
            return
        time.sleep(0.02)
    pytest.fail("it never was")


def assert_whole(book: Path, expected: dict[str, bytes]) -> None:
    """What is there is as it will be, and nothing else is there."""
    for name, content in english(book).items():
        assert expected[name] == content
    left = [path for path in (book / "translations").rglob("*") if path.suffix not in {"", ".po"}]
    assert all(path.suffix == ".tmp" for path in left), left  # a killed process cannot clean up


def assert_goes_on(book: Path, expected: dict[str, bytes]) -> None:
    """Running again does what is left, asks for nothing twice, and ends as if nothing had happened."""
    done = [archives.numeral(int(name[:3])) for name in english(book)]
    engine = FakeEngine()
    run(book, engine)
    assert expected == english(book)
    assert [] == [source for source in engine.asked if any(number in source for number in done)]
    assert [] == run(book)


def test_a_run_that_is_killed_loses_and_doubles_nothing(
    book: Path, expected: dict[str, bytes]
) -> None:
    process = started(command(book, "translate", hang=30))
    wait_for(lambda: len(english(book)) >= 2, process)
    process.kill()
    assert -signal.SIGKILL == process.wait(60)
    process.communicate()
    assert 2 <= len(english(book)) < ARTICLES
    assert_whole(book, expected)
    assert_goes_on(book, expected)


def test_a_run_that_is_interrupted_ends_cleanly_and_keeps_what_is_done(
    book: Path, expected: dict[str, bytes]
) -> None:
    process = started(command(book, "translate", "--json-lines", hang=30))
    wait_for(lambda: len(english(book)) >= 2, process)
    second = started(command(book, "translate"))
    assert 16 == second.wait(60)
    assert f"another run is at work here: process {process.pid}" in second.communicate()[1]
    process.send_signal(signal.SIGINT)
    (book / "go").touch()
    said, errors = process.communicate(timeout=60)
    assert 130 == process.returncode
    assert "error: stopped; what was finished is kept" in errors
    assert "Traceback" not in errors
    lines = [json.loads(line) for line in said.splitlines()]
    finished = [line for line in lines if line["event"] == "article"]
    assert ("end", True, len(finished)) == tuple(
        lines[-1][name] for name in ("event", "stopped", "articles")
    )
    assert len(english(book)) - len(finished) in {0, 1}
    assert_whole(book, expected)
    assert_goes_on(book, expected)


@pytest.mark.parametrize(
    "room", [40_000, *(pytest.param(room, marks=pytest.mark.book) for room in (55_000, 70_000))]
)
def test_a_run_without_room_says_so_and_goes_on_when_there_is(
    book: Path, expected: dict[str, bytes], room: int
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    process = started(command(book, "translate"), preexec_fn=limit)
    _, errors = process.communicate(timeout=60)
    assert process.returncode in {13, 31}, errors
    assert "hint: free some space" in errors
    assert "Traceback" not in errors
    assert_whole(book, expected)
    run(book)
    assert expected == english(book)


@pytest.mark.parametrize("name", ["memory.sqlite3", "ledger.sqlite3"])
def test_a_torn_database_costs_time_and_nothing_else(
    book: Path, expected: dict[str, bytes], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(book)
    path = book / ".toolkit" / name
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] + b"\xa5" * 500)
    (book / "translations" / "articles" / "003.md.po").unlink()
    run(book)
    assert expected == english(book)
    assert f"{name}: was damaged and has been made anew" in capsys.readouterr().out
    assert [] == run(book)


def test_what_a_killed_process_was_writing_is_in_nobodys_way(
    book: Path, expected: dict[str, bytes]
) -> None:
    run(book)
    torn = book / "translations" / "articles" / ".003.md.po.x.tmp"
    torn.write_text('msgid "', encoding="utf-8")
    assert [] == run(book)
    assert expected == english(book)


@pytest.mark.book
def test_a_run_that_is_killed_again_and_again_ends_as_if_it_never_was(
    book: Path, expected: dict[str, bytes]
) -> None:
    dice = random.Random(1)
    for done in range(1, ARTICLES):
        process = started(command(book, "translate"))
        wait_for(lambda at=done: len(english(book)) >= at, process)
        time.sleep(dice.uniform(0, 0.1))
        process.kill()
        process.communicate()
        assert_whole(book, expected)
        for path in (book / "translations").rglob("*.po"):
            polib.pofile(str(path))
    assert_goes_on(book, expected)


@pytest.mark.book
def test_a_disk_that_is_full_is_reported_and_nothing_is_half_written(
    book: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=280k", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copytree(book, small / "book")
        process = started(command(small / "book", "translate"))
        _, errors = process.communicate(timeout=60)
        assert process.returncode in {13, 31}, errors
        assert "Traceback" not in errors
        assert_whole(small / "book", expected)
        subprocess.run(["mount", "-o", "remount,size=8m", str(small)], check=True)
        run(small / "book")
        assert expected == english(small / "book")
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)
