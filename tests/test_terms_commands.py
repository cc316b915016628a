"""`toolkit glossary`: what it reads, and what it says of articles that cannot be read."""

import json
from pathlib import Path

import pytest

from toolkit.cli import main

ROWS = "source,target,kind\n蓬佩奧,Pompeo,person\n北韓,North Korea,place\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    assert 0 == main(["-q", "init", str(tmp_path), "--no-tables"])
    (tmp_path / "glossaries" / "names.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "articles" / "a.md").write_text("蓬佩奧離開北韓。蓬佩奧抵達。\n", encoding="utf-8")
    return tmp_path


def listed(book: Path, capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], int]:
    main(["-C", str(book), "glossary", "list", "--json"])
    return {(row["source"], row["at"]): row["count"] for row in json.loads(capsys.readouterr().out)}


def test_every_row_is_listed_with_how_often_it_occurs(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {("北韓", "glossaries/names.csv:3"): 1, ("蓬佩奧", "glossaries/names.csv:2"): 2}
    assert expected == listed(book, capsys)


def test_the_table_of_an_article_is_listed_too(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "articles" / "a.csv").write_text("source,target\n抵達,arrives\n", encoding="utf-8")
    assert listed(book, capsys)["抵達", "articles/a.csv:2"] == 1


def test_rows_are_listed_before_there_is_an_article(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "articles" / "a.md").unlink()
    assert {0} == set(listed(book, capsys).values())


@pytest.mark.parametrize("command", ["list", "find", "report"])
def test_an_article_that_cannot_be_read_is_reported(
    command: str, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "articles" / "b.md").write_bytes("標題".encode("big5") * 20)
    assert 0 != main(["-C", str(book), "glossary", command])
    assert "b.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [("GDP", "gross domestic product", True), ("抵達", "arrives", False)],
)
def test_a_row_whose_source_is_no_chinese_is_remarked_on(
    source: str, target: str, told: bool, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["-C", str(book), "glossary", "add", source, target])
    said = capsys.readouterr()
    assert told is ("is no Chinese" in " ".join((said.out + said.err).split()))


def test_what_terms_cost_is_measured_once_and_told_with_each_occurrence(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 == main(["-C", str(book), "-q", "translate"])
    capsys.readouterr()

    def costs() -> list[float]:
        main(["-C", str(book), "glossary", "report", "--json", "--cost"])
        return [one["cost"] for one in json.loads(capsys.readouterr().out)]

    first = costs()
    assert len(first) == 3
    assert all(isinstance(cost, float) for cost in first)
    monkeypatch.setattr("toolkit.reading.costs", lambda *_: pytest.fail("measured again"))
    assert first == costs()
