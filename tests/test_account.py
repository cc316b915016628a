from pathlib import Path

import pytest

from toolkit import account, po, reader
from toolkit.article import Article
from toolkit.glossary import Glossary
from toolkit.model import Occurrence, Pair
from toolkit.table import parse

GLOSSARY = Glossary(parse("source,target\n蓬佩奧,Pompeo\n北韓,North Korea\n", path="t.csv"))


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "a.md").write_text(
        "---\ntitle: 題\n---\n\n蓬佩奧到北韓。他說蓬佩奧好。\n", encoding="utf-8"
    )
    (found,) = reader.read([tmp_path / "a.md"], root=tmp_path, fields=("title",))
    assert isinstance(found, Article)
    return found


def accounted(article: Article, path: Path) -> list[tuple[str, str, str]]:
    records = {record.key: record for record in po.records(path)}
    return [(o.source, o.form, o.rung) for o, _ in account.occurrences(article, records, GLOSSARY)]


def write(article: Article, path: Path) -> None:
    head = po.Head(
        project="", source="a.md", source_lang="zh", target_lang="en", date="", engine="e"
    )
    english = ["Title", "Pompeo went to North Korea.", "He said Pompeo was good."]
    terms = [
        (),
        tuple(
            Occurrence(source=s, form=f, rung="span")
            for s, f in (("蓬佩奧", "Pompeo"), ("北韓", "North Korea"))
        ),
        (Occurrence(source="蓬佩奧", form="Pompeo", rung="source"),),
    ]
    pairs = [
        Pair(source=segment, target=target, terms=some)
        for segment, target, some in zip(article.segments, english, terms, strict=True)
    ]
    po.write(path, head, pairs, {})


def test_every_occurrence_is_reported_with_its_rung(article: Article, tmp_path: Path) -> None:
    write(article, tmp_path / "a.po")
    expected = [
        ("蓬佩奧", "Pompeo", "span"),
        ("北韓", "North Korea", "span"),
        ("蓬佩奧", "Pompeo", "source"),
    ]
    assert expected == accounted(article, tmp_path / "a.po")


def test_an_edit_that_loses_a_name_is_seen(article: Article, tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    write(article, path)
    text = path.read_text(encoding="utf-8").replace("Pompeo went", "He went")
    path.write_text(text, encoding="utf-8")
    assert ("蓬佩奧", "", "missing") == accounted(article, path)[0]
    assert ("北韓", "North Korea", "by hand") == accounted(article, path)[1]


def test_without_a_po_file_every_occurrence_is_missing(article: Article, tmp_path: Path) -> None:
    assert ["missing"] * 3 == [rung for _, _, rung in accounted(article, tmp_path / "none.po")]


def test_a_variant_is_accounted_for_under_its_row(article: Article, tmp_path: Path) -> None:
    rows = "source,target,variants\n龐培歐,Pompeo,蓬佩奧\n北韓,North Korea,\n"
    write(article, tmp_path / "a.po")
    records = {record.key: record for record in po.records(tmp_path / "a.po")}
    found = account.occurrences(article, records, Glossary(parse(rows, path="t.csv")))
    assert [("龐培歐", "蓬佩奧"), ("北韓", "北韓"), ("龐培歐", "蓬佩奧")] == [
        (one.row, one.source) for one, _ in found
    ]
