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


def test_more_of_a_row_is_added_to_it_and_nothing_of_it_is_lost(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = book / "glossaries" / "people.csv"
    head = "source,target,variants,kind,policy,first,note\n"
    table.write_text(f"{head}波頓,Bolton,博爾頓,person,use,,adviser\n", encoding="utf-8")
    row = ("波頓", "Bolton|Bolten", "--variants", "保頓", "--first", "John Bolton")
    assert 0 == main(["-C", str(book), "glossary", "add", *row])
    assert "changed 波頓 → Bolton|Bolten in glossaries/people.csv" in capsys.readouterr().err
    expected = f"{head}波頓,Bolton|Bolten,博爾頓|保頓,person,use,John Bolton,adviser\n"
    assert expected == table.read_text(encoding="utf-8")
    assert 0 == main(["-C", str(book), "glossary", "add", "博爾頓", "Bolton"])
    assert "there already: 波頓 → Bolton|Bolten" in capsys.readouterr().err
    assert expected == table.read_text(encoding="utf-8")


def test_a_row_of_a_context_stands_beside_the_one_without(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = ("北韓", "Pyongyang", "--context", "北韓說", "--kind", "place")
    assert 0 == main(["-C", str(book), "glossary", "add", *row])
    assert 0 == main(["-C", str(book), "glossary", "check"])
    assert "added 北韓 → Pyongyang" in capsys.readouterr().err
    table = (book / "glossaries" / "names.csv").read_text(encoding="utf-8")
    assert "北韓,North Korea,,place,use,,\n北韓,Pyongyang,,place,use,北韓說,\n" in table


def test_a_row_may_be_added_under_a_table_that_overrules_its_own(book: Path) -> None:
    (book / "own.csv").write_text("source,target,kind\n北韓,DPRK,place\n", encoding="utf-8")
    settings = (book / "book.toml").read_text(encoding="utf-8")
    (book / "book.toml").write_text(
        settings.replace("# glossaries =", 'glossaries = ["glossaries", "own.csv"] #'),
        encoding="utf-8",
    )
    assert 0 == main(["-C", str(book), "glossary", "add", "抵達", "arrives"])
    assert 12 == main(["-C", str(book), "glossary", "add", "北韓", "Pyongyang"])


def test_chinese_that_is_kept_wants_no_english(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["-C", str(book), "glossary", "add", "氣功", "--policy", "keep"])
    assert "added 氣功 (keep) to glossaries/names.csv" in capsys.readouterr().err
    assert 12 == main(["-C", str(book), "glossary", "add", "功夫"])
    assert "set the policy to keep" in capsys.readouterr().err


def test_what_is_forbidden_adds_up(book: Path) -> None:
    for english in ("Pang Pei'ao", "Peng Peiao"):
        row = ("蓬佩奧", english, "--policy", "forbid", "--kind", "person")
        assert 0 == main(["-C", str(book), "glossary", "add", *row])
    table = (book / "glossaries" / "names.csv").read_text(encoding="utf-8")
    assert "蓬佩奧,Peng Peiao|Pang Pei'ao,,person,forbid,\n蓬佩奧,Pompeo,,person,use,\n" in table


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("蓬佩奧,Pompey,,person", "“Pompey” here and “Pompeo”"),
        ("蓬佩奧,Pompeo|Mike,,person", "“Pompeo|Mike” here and “Pompeo”"),
        ("蓬佩奧,Pompeo,,place", "“Pompeo, kind place” here and “Pompeo, kind person”"),
        ("蓬佩奧,Pompeo,龐培歐,person", "“Pompeo, variants 龐培歐” here and “Pompeo, variants –”"),
    ],
)
def test_two_rows_that_contradict_are_reported_by_what_differs(
    row: str, told: str, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = book / "glossaries" / "own.csv"
    table.write_text(f"source,target,variants,kind\n{row}\n", encoding="utf-8")
    assert 12 == main(["-C", str(book), "glossary", "list"])
    said = capsys.readouterr().err
    assert told in said
    assert "`glossaries` of book.toml" in said
    assert 1 == main(["-C", str(book), "glossary", "check"])


def test_what_terms_cost_is_measured_once_and_reported_with_each_occurrence(
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
