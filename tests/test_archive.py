import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import archives
import polib
import pytest
from archives import english, events, names, run
from fakes import FakeEngine, latin_only

from toolkit import archive, disk, parser, po
from toolkit.archive import Begun, Finished, Waiting
from toolkit.cli import main
from toolkit.errors import OutputError, StoreError, ToolkitError


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return archives.make(tmp_path / "book")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = archives.make(tmp_path_factory.mktemp("once") / "book")
    run(folder)
    return folder


@pytest.fixture
def finished(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "finished"))


def test_every_article_gets_a_po_file_in_order(book: Path) -> None:
    assert names(0, 1, 2) == run(book)
    assert ["000.md.po", "001.md.po", "002.md.po"] == list(english(book))


def test_an_unchanged_archive_is_neither_read_nor_decoded(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "_start", lambda: pytest.fail("pandoc was started"))
    monkeypatch.setattr(polib, "pofile", lambda *_, **__: pytest.fail("a PO file was parsed"))
    engine = FakeEngine()
    assert [] == run(finished, engine)
    assert [] == engine.asked


def test_what_is_left_alone_is_reported_as_before(book: Path) -> None:
    first = [one.outcome for one in events(book, FakeEngine()) if isinstance(one, Finished)]
    again = [one.outcome for one in events(book, FakeEngine()) if isinstance(one, Finished)]
    assert [one.settled for one in first] == again
    assert [(2, 0), (2, 0), (2, 0)] == [(len(one.occurrences), one.missing) for one in again]


def test_a_run_says_what_there_is_before_it_begins(finished: Path) -> None:
    (finished / "articles" / "001.md").write_text("新聞。\n", encoding="utf-8")
    told = list(events(finished, FakeEngine()))
    assert Begun(articles=3) == told[0]
    assert Waiting(articles=1, size=10) in told


def _replace(name: str, before: str, after: str) -> Callable[[Path], None]:
    def change(book: Path) -> None:
        path = book / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    return change


def _write(name: str, text: str) -> Callable[[Path], None]:
    return lambda book: disk.write(book / name, text)


ALL = (0, 1, 2)


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (_replace("articles/001.md", "金正恩", "蓬佩奧"), (1,)),
        (_replace("translations/articles/001.md.po", 'msgstr "Kim', 'msgstr "Mr Kim'), ALL),
        (_replace("glossaries/names.csv", "Pompeo", "Mike Pompeo"), ALL),
        (_write("glossaries/more.csv", "source,target,note\n零零一,001,the second has it\n"), (1,)),
        (_write("glossaries/more.csv", "source,target\n陳方安生,Anson Chan\n"), ()),
        (_write("articles/002.csv", "source,target\n記者,reporters\n"), (2,)),
        (_replace("book.toml", '"A Book"', '"Another Book"'), ALL),
        (lambda book: (book / "translations/articles/000.md.po").unlink(), (0,)),
        (lambda book: os.utime(book / "articles/001.md", (0, 0)), ()),
        (lambda book: os.utime(book / "translations/articles/001.md.po", (2**31, 2**31)), ()),
    ],
    ids="article edit row row-of-one row-of-none own-table title lost-po old-date future".split(),
)
def test_what_changed_is_done_again_and_nothing_else(
    finished: Path, change: Callable[[Path], None], touched: tuple[int, ...]
) -> None:
    change(finished)
    assert names(*touched) == run(finished)
    assert [] == run(finished)


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("source,target\n記者,\n", "has no target"),
        ("source,target\n記者,reporters\n記者,press\n", "“記者” is “"),
        ("記者\n", "the header lacks"),
    ],
)
def test_a_bad_table_of_an_article_costs_that_article_alone(
    book: Path, table: str, what: str
) -> None:
    (book / "articles" / "001.csv").write_text(table, encoding="utf-8")
    told = list(events(book, FakeEngine()))
    (error,) = [one for one in told if isinstance(one, ToolkitError)]
    assert (True, True) == (error.at.startswith("articles/001.csv:"), what in error.message)
    assert names(0, 2) == [one.article for one in told if isinstance(one, Finished)]


def test_an_edit_on_a_clock_that_jumped_is_seen(finished: Path) -> None:
    path = finished / "translations" / "articles" / "001.md.po"
    before = path.stat()
    _replace("translations/articles/001.md.po", " word", " w0rd")(finished)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert before.st_size == path.stat().st_size
    assert "articles/001.md" in run(finished)
    assert " w0rd" in path.read_text(encoding="utf-8")


def test_the_header_has_the_day_that_the_book_has(book: Path) -> None:
    _replace("articles/001.md", "\n---\n", "\ndate: 2018/6/1\n---\n")(book)
    run(book)
    head = polib.pofile(str(book / "translations" / "articles" / "001.md.po")).metadata
    assert "2018-06-01 00:00+0000" == head["PO-Revision-Date"]


def test_a_sentence_by_hand_serves_in_the_other_articles(finished: Path) -> None:
    path = finished / "translations" / "articles" / "002.md.po"
    file = polib.pofile(str(path))
    entry = file.find("他會見記者。")
    entry.msgstr = "He met the press."
    entry.flags = []  # the words of the fake engine are in doubt
    file.save()
    run(finished)
    assert all(b"He met the press." in content for content in english(finished).values())


def test_what_a_person_saves_while_the_run_goes_on_is_kept(book: Path) -> None:
    path = book / "translations" / "articles" / "001.md.po"
    edit = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "他會見記者。"\nmsgstr "Mine."\n'

    def meanwhile(source: str) -> list[str]:
        if not path.exists():
            disk.write(path, edit)
        return list(latin_only(source))

    assert names(0, 2, 1) == run(book, FakeEngine(meanwhile))
    assert "Mine." == po.read(path)["", "他會見記者。"].target
    assert po.read(path)["", "他會見記者。"].human


def test_a_table_that_is_saved_while_its_article_is_translated_counts_the_next_time(
    finished: Path,
) -> None:
    table = "articles/002.csv"
    _write(table, "source,target\n記者,reporters\n")(finished)

    def meanwhile(source: str) -> list[str]:
        _write(table, "source,target\n記者,journalists\n")(finished)
        return list(latin_only(source))

    assert names(2) == run(finished, FakeEngine(meanwhile))
    assert names(2) == run(finished)
    assert b"journalists" in english(finished)["002.md.po"]
    assert [] == run(finished)


def test_a_po_file_that_is_broken_costs_its_article_alone(finished: Path) -> None:
    path = finished / "translations" / "articles" / "001.md.po"
    broken = path.read_text(encoding="utf-8").replace('msgid "他會見記者。"', "<<<<<<< HEAD")
    path.write_text(broken, encoding="utf-8")
    (finished / "articles" / "002.md").write_text("新聞。\n", encoding="utf-8")
    told = list(events(finished, FakeEngine()))
    (error,) = [one for one in told if isinstance(one, ToolkitError)]
    assert (StoreError, str(path)) == (type(error), error.at)
    assert "articles/002.md" in [one.article for one in told if isinstance(one, Finished)]
    assert broken == path.read_text(encoding="utf-8")


def _failing(monkeypatch: pytest.MonkeyPatch, name: str, code: int) -> None:
    """Let the writing of one file fail."""
    write = disk.write_if_changed

    def fail(path: Path, content: bytes | str) -> bool:
        if path.name != name:
            return write(path, content)
        error = OutputError(f"cannot be written: {os.strerror(code)}", at=str(path))
        raise error from OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, "write_if_changed", fail)


def test_a_file_that_may_not_be_written_costs_its_article_alone(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, "001.md.po", errno.EACCES)
    told = list(events(book, FakeEngine()))
    assert ["001.md.po"] == [Path(e.at).name for e in told if isinstance(e, ToolkitError)]
    assert ["000.md.po", "002.md.po"] == list(english(book))
    monkeypatch.undo()
    engine = FakeEngine()
    assert names(1) == run(book, engine)
    assert [] == engine.asked


def test_a_full_disk_stops_the_run_and_what_is_finished_stays(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, "001.md.po", errno.ENOSPC)
    with pytest.raises(OutputError, match="No space left"):
        run(book)
    assert ["000.md.po"] == list(english(book))
    monkeypatch.undo()
    engine = FakeEngine()
    assert names(1, 2) == run(book, engine)
    assert [] == engine.asked


def test_a_disk_that_fills_while_a_file_is_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.write(tmp_path / "a.po", "old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        disk.write(tmp_path / "a.po", "new")
    assert [("a.po", "old")] == [(p.name, p.read_text()) for p in tmp_path.iterdir()]


def test_two_runs_at_once_are_one_too_many(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with disk.locked(book / ".toolkit" / "lock"):
        assert 16 == main(["-C", str(book), "translate"])
    said = capsys.readouterr().err
    assert f"another run is at work here: process {os.getpid()}" in said


def test_a_dry_run_does_nothing_and_needs_no_lock(book: Path) -> None:
    with disk.locked(book / ".toolkit" / "lock"):
        assert 0 == main(["-q", "-C", str(book), "translate", "--dry-run"])
    assert {} == english(book)


def test_another_toolkit_does_everything_again(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_code", lambda: "another")
    assert names(0, 1, 2) == run(finished)
