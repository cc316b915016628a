"""`toolkit check`: what it prints, what it mends, what it leaves alone."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import checks, po
from toolkit.checks import Bitext, page, sarif
from toolkit.checks.rule import edited
from toolkit.cli import main
from toolkit.glossary import Glossary
from toolkit.model import Origin, Pair, Place, Segment
from toolkit.projection import detach

ARTICLE = """---
title: 峰會結束
---
公司收入3億元。

好，走吧。

他在家。
"""
ENGLISH = {
    ("title", "峰會結束"): "The summit ends",
    ("", "公司收入3億元。"): "The company earned 3 million yuan.",
    ("", "好，走吧。"): "Good，let us go.",
    ("", "他在家。"): "He is at at home.",
}
HEAD = po.Head(
    project="A Book", source="articles/a.md", source_lang="zh-Hant-HK", target_lang="en-GB",
    date="2018-06-01", engine="e 1",
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    assert 0 == main(["-q", "init", str(tmp_path), "--no-tables"])
    (tmp_path / "articles" / "a.md").write_text(ARTICLE, encoding="utf-8")
    write(tmp_path)
    return tmp_path


def again(book: Path, said: dict[tuple[str, str], str] | None = None) -> None:
    """Write the PO file a second time, over what is there."""
    write(book, over=True, said=said)


def write(
    book: Path,
    *,
    human: str = "",
    over: bool = False,
    said: dict[tuple[str, str], str] | None = None,
) -> None:
    at = Place(path="articles/a.md", line=1)
    pairs = [
        Pair(
            source=Segment(text=source, field=field, at=at),
            target=target,
            origin=Origin.HUMAN if source == human else Origin.ENGINE,
        )
        for (field, source), target in (ENGLISH | (said or {})).items()
    ]
    path = book / "translations" / "articles" / "a.md.po"
    po.write(path, HEAD, pairs, po.read(path) if over else {})


def english(book: Path) -> dict[str, str]:
    entries = po.read(book / "translations" / "articles" / "a.md.po")
    return {source: entry.target for (_, source), entry in entries.items()}


def run(book: Path, *arguments: str) -> int:
    return main(["-C", str(book), "check", *arguments])


def test_a_fix_stands_while_the_machine_says_the_same(book: Path) -> None:
    run(book, "--fix")
    fixed = english(book)
    assert "He is at home." == fixed["他在家。"]
    again(book)
    assert fixed == english(book)
    again(book)
    assert fixed == english(book)


def test_a_fix_is_gone_once_the_machine_says_something_else(book: Path) -> None:
    run(book, "--fix")
    again(book, {("", "他在家。"): "He is home."})
    assert "He is home." == english(book)["他在家。"]
    again(book)
    assert "He is at at home." == english(book)["他在家。"]


def test_a_fix_does_not_stand_in_for_an_edit(book: Path) -> None:
    path = book / "translations" / "articles" / "a.md.po"
    run(book, "--fix")
    po.edit(path, {("", "他在家。"): po.Edit(target="He stays in.")})
    assert po.read(path)["", "他在家。"].human
    assert "" == po.read(path)["", "他在家。"].mended


def test_an_error_is_the_exit_code(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == run(book, "--format", "json")
    findings = json.loads(capsys.readouterr().out)
    assert {
        ("number-missing", 4, "target", (19, 28)),
        ("full-width-mark", 6, "target", (4, 5)),
        ("doubled-word", 8, "target", (8, 11)),
    } == {(f["rule"], f["line"], f["side"], tuple(f["span"])) for f in findings}


def test_certain_fixes_are_written_as_a_machine_s(book: Path) -> None:
    assert 0 == run(book, "--fix")
    assert {
        "公司收入3億元。": "The company earned 300 million yuan.",
        "好，走吧。": "Good, let us go.",
        "他在家。": "He is at home.",
        "峰會結束": "The summit ends",
    } == english(book)
    entries = po.read(book / "translations" / "articles" / "a.md.po")
    assert not any(entry.human for entry in entries.values())


def test_a_sentence_by_hand_is_left_unless_told(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(book, human="他在家。")
    run(book, "--fix")
    assert "He is at at home." == english(book)["他在家。"]
    assert "1 sentence by hand has a certain fix" in capsys.readouterr().err
    run(book, "--fix", "--by-hand")
    assert "He is at home." == english(book)["他在家。"]
    assert po.read(book / "translations" / "articles" / "a.md.po")[("", "他在家。")].human


def test_a_sentence_without_english_is_an_error(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "translations" / "articles" / "a.md.po").unlink()
    assert 1 == run(book, "--format", "json")
    assert {"untranslated"} == {f["rule"] for f in json.loads(capsys.readouterr().out)}


def ignore(book: Path, text: str) -> None:
    with (book / "book.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[checks.ignore]]\n{text}\n")


def test_what_is_ignored_with_a_reason_is_no_error(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ignore(book, 'rule = "number-missing"\nsource = "3億"\nreason = "as the firm said"')
    ignore(book, 'rule = "full-width-mark"\npath = "articles/*"\nreason = "on purpose"')
    assert 0 == run(book, "--format", "sarif")
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    reasons = {r["ruleId"]: r.get("suppressions", [{}])[0].get("justification") for r in results}
    assert {
        "number-missing": "as the firm said",
        "full-width-mark": "on purpose",
        "doubled-word": None,
    } == reasons


def test_a_reason_must_be_given(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ignore(book, 'rule = "number-missing"')
    assert 10 == run(book)
    assert "reason" in capsys.readouterr().err


def test_a_rule_that_is_ignored_must_exist(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ignore(book, 'rule = "nubmer-missing"\nreason = "a slip"')
    assert 10 == run(book)
    assert "nubmer-missing" in capsys.readouterr().err


def test_sarif_has_what_its_schema_requires(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(book, "--format", "sarif")
    log = json.loads(capsys.readouterr().out)
    assert "2.1.0" == log["version"]
    (once,) = log["runs"]
    driver = once["tool"]["driver"]
    assert [rule.id for rule in checks.RULES] == [rule["id"] for rule in driver["rules"]]
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in once["results"]:
        assert {"ruleId", "ruleIndex", "level", "message", "locations"} <= set(result)
        assert result["ruleId"] == driver["rules"][result["ruleIndex"]]["id"]
        assert result["level"] in {"error", "warning", "note", "none"}
        place = result["locations"][0]["physicalLocation"]
        assert "articles/a.md" == place["artifactLocation"]["uri"]
        assert 1 <= place["region"]["startLine"]


def test_an_address_in_sarif_is_a_uri() -> None:
    text = Bitext.of("他", "", at=Place(path="文章/a b.md"), glossary=Glossary(()))
    (result,) = sarif.log(checks.check([[text]]), version="1")["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert "%E6%96%87%E7%AB%A0/a%20b.md" == place["artifactLocation"]["uri"]
    assert "region" not in place


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def test_the_page_stands_alone_and_says_its_languages(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(book, "--format", "html")
    html = capsys.readouterr().out
    parser = Elements()
    parser.feed(html)
    assert [] == parser.open
    assert not re.search(r"https?://|<script|<link|url\(", html)
    languages = [
        attributes["lang"] for tag, attributes in parser.seen if tag == "p" and "lang" in attributes
    ]
    assert {"zh-Hant-HK", "en-GB"} == set(languages)
    assert "<mark>3 million</mark>" in html
    assert "<mark>at</mark>" not in html  # the range is the space and the second word
    assert {"main", "header", "h1", "h2"} <= {tag for tag, _ in parser.seen}


def test_the_page_escapes_what_it_shows() -> None:
    text = Bitext.of("他<b>", '<b>&"', at=Place(path="<a>.md"), glossary=Glossary(()))
    html = page.render(
        checks.check([[text]]), title="<t>", source_lang="zh", target_lang="en", sentences=1
    )
    assert "<b>" not in html
    assert "<t>" not in html
    assert "<a>" not in html


@given(st.text("ab<&1/>", max_size=12), st.data())
def test_an_edit_changes_its_stretch_and_no_tag(words: str, data: st.DataObject) -> None:
    plain, _ = detach(words)
    start = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(start, len(plain)))
    after = edited(words, start, end, "X")
    if after is not None:
        assert plain[:start] + "X" + plain[end:] == detach(after)[0]


def test_an_edit_across_a_tag_is_not_certain() -> None:
    assert edited("a <1>b</1> c", 0, 3, "X") is None
    assert "a <1>X</1> c" == edited("a <1>b</1> c", 2, 3, "X")


def assert_in_place(text: Bitext) -> None:
    """What the rules find stands inside the text that it is about."""
    for one in checks.check([[text]]):
        start, end = one.finding.span or (0, 0)
        about = text.english if one.finding.side == "target" else text.chinese
        assert 0 <= start <= end <= len(about)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_rule_stumbles_over_any_text(chinese: str, english: str) -> None:
    text = Bitext.of(chinese, english, at=Place(path="a.md"), glossary=Glossary(()))
    assert_in_place(text)
    fixed = checks.mend(text)
    assert fixed == checks.mend(fixed)


@given(
    st.text("3五億萬百千十点分之成折年.,半 第", max_size=12),
    st.text("5 milbonhuadtwy-.,/%", max_size=20),
)
def test_no_number_is_too_odd_to_be_read(chinese: str, english: str) -> None:
    text = Bitext.of(chinese, english, at=Place(path="a.md"), glossary=Glossary(()))
    assert_in_place(text)


def test_a_damaged_po_file_costs_its_own_article(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "articles" / "b.md").write_text(ARTICLE, encoding="utf-8")
    damaged = book / "translations" / "articles" / "b.md.po"
    damaged.write_text('msgid "x\nmsgstr', encoding="utf-8")
    assert 13 == main(["-C", str(book), "check", "--fix"])
    reported = capsys.readouterr().err
    assert "b.md.po: is not a PO file" in reported
    assert "3 sentences fixed\n4 sentences: 0 errors" in reported
    assert 'msgid "x\nmsgstr' == damaged.read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        (["glossary", "report"], "occurrences, 0 missing"),
        (["glossary", "suggest"], "0 proposals"),
        (["export", "-o", "out.csv"], "4 sentences of 1 article"),
        (["score", "REFERENCE"], "4 sentences compared"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_a_damaged_po_file_does_not_keep_a_command_from_the_others(
    book: Path,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    reported: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(book)
    (book / "articles" / "b.md").write_text(ARTICLE, encoding="utf-8")
    store = book / "translations" / "articles"
    reference = book / "people.po"
    reference.write_bytes((store / "a.md.po").read_bytes())
    (store / "b.md.po").write_text('msgid "x\nmsgstr', encoding="utf-8")
    given = [str(reference) if word == "REFERENCE" else word for word in command]
    assert 13 == main(["-C", str(book), *given])
    said = capsys.readouterr().err
    assert "b.md.po" in said
    assert 1 == said.count("is not a PO file")
    assert "hint: " in said
    assert reported in said


def test_where_every_po_file_is_damaged_each_is_reported_once(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "translations" / "articles" / "a.md.po").write_text('msgid "x', encoding="utf-8")
    assert 13 == main(["-C", str(book), "check"])
    assert 1 == capsys.readouterr().err.count("is not a PO file")
