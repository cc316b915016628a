"""Scores are sacrebleu's, and terms are counted one occurrence at a time."""

import builtins
from pathlib import Path

import pytest

from toolkit import score
from toolkit.cli import main
from toolkit.errors import UsageError
from toolkit.glossary import Glossary
from toolkit.model import Place
from toolkit.score import Line
from toolkit.table import parse

AT = Place(path="r.tsv", line=1)
GLOSSARY = Glossary(
    parse("source,target\n蓬佩奧,Pompeo|Mike Pompeo\n北韓,North Korea\n", path="t.csv")
)


def line(source: str, target: str, reference: str = "") -> Line:
    return Line(source=source, target=target, reference=reference, at=AT)


def test_a_text_equal_to_its_reference_scores_a_hundred_with_signatures() -> None:
    words = "Pompeo met the press in New York yesterday"
    found = score.quality([line("好", words, words)])
    assert (100, 100, 1) == (round(found.bleu, 6), round(found.chrf, 6), found.lines)
    assert found.bleu_signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert found.chrf_signature.startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:")


def test_nothing_to_compare_is_reported() -> None:
    with pytest.raises(UsageError, match="nothing to score"):
        score.quality([])


def test_a_missing_sacrebleu_is_reported_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "sacrebleu":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="sacrebleu is not installed") as caught:
        score.quality([line("好", "OK", "OK")])
    assert "toolkit[score]" in caught.value.hint


def test_each_occurrence_wants_a_form_of_its_own() -> None:
    found = score.terms(
        [
            line("蓬佩奧說蓬佩奧。", "Pompeo said so.", "Pompeo said Mike Pompeo."),
            line("北韓說。", "North Korea said.", "It said."),
        ],
        GLOSSARY,
    )
    assert (3, 2, 2) == (found.occurrences, found.right, found.reference)
    assert 2 / 3 == found.success


def test_consistency_is_the_share_of_the_form_that_is_used_most() -> None:
    found = score.terms(
        [
            line("蓬佩奧。", "Pompeo."),
            line("蓬佩奧。", "Mike Pompeo."),
            line("蓬佩奧。", "Pompeo."),
            line("蓬佩奧。", "He."),
            line("北韓。", "North Korea."),
        ],
        GLOSSARY,
    )
    assert (4, 2, 0.5) == (found.repeated, found.alike, found.consistency)


def test_the_form_of_a_first_mention_is_like_the_others() -> None:
    rows = "source,target,first\n蓬佩奧,Pompeo,Mike Pompeo\n"
    found = score.terms(
        [line("蓬佩奧。", "Mike Pompeo."), line("蓬佩奧。", "Pompeo.")],
        Glossary(parse(rows, path="t.csv")),
    )
    assert (2, 2) == (found.repeated, found.alike)


def test_no_terms_are_no_failure() -> None:
    found = score.terms([line("好。", "OK.")], GLOSSARY)
    assert (0, 1.0, 1.0) == (found.occurrences, found.success, found.consistency)


def control() -> list[Line]:
    pairs = [("經濟", "economy"), ("會議", "meeting"), ("政府", "government")]
    rest = ["甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑"]
    return [
        line(f"{rest[n]}，{z}，北韓。", "x", f"Alpha{n} {e}, North Korea.")
        for n in range(6)
        for z, e in pairs
    ]


def test_random_terms_are_words_with_the_english_that_people_give_them() -> None:
    found = score.random_terms(control(), GLOSSARY)
    assert {"經濟": "economy", "會議": "meeting", "政府": "government"} == {
        term.source: term.target for term in found
    }


def test_random_terms_are_the_same_ones_again_and_no_real_ones() -> None:
    first = score.random_terms(control(), GLOSSARY, most=2)
    assert first == score.random_terms(list(reversed(control())), GLOSSARY, most=2)
    assert 2 == len(first)
    assert "北韓" not in {term.source for term in first}


def test_lines_are_read_with_their_numbers() -> None:
    found = score.lines_of_tsv("\ufeff好。\tOK.\textra\r\n\n走。\tGo.\n", path="r.tsv")
    assert [("好。", "OK.", 1), ("走。", "Go.", 3)] == [
        (one.source, one.reference, one.at.line) for one in found
    ]


def test_a_line_without_a_tab_is_reported_with_its_place() -> None:
    with pytest.raises(UsageError, match="has no tab") as caught:
        score.lines_of_tsv("好。\tOK.\n走。\n", path="r.tsv")
    assert "r.tsv:2" == caught.value.at


PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Article: articles/a.md\\n"\n\n'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    assert 0 == main(["-q", "init", str(folder), "--no-tables"])
    (folder / "glossaries" / "names.csv").write_text(
        "source,target,kind\n蓬佩奧,Pompeo,person\n", encoding="utf-8"
    )
    (folder / "articles" / "a.md").write_text(
        '---\ntitle: "標題"\n---\n\n蓬佩奧會見了記者。\n', encoding="utf-8"
    )
    store = folder / "translations" / "articles"
    store.mkdir(parents=True)
    (store / "a.md.po").write_text(
        PO + 'msgctxt "title"\nmsgid "標題"\nmsgstr "Title"\n\n'
        'msgid "蓬佩奧會見了記者。"\nmsgstr "Pompeo met the press there."\n',
        encoding="utf-8",
    )
    return folder


def scored(book: Path, reference: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    import json

    capsys.readouterr()
    assert 0 == main(["-C", str(book), "score", str(reference), "--json"])
    tree: dict[str, object] = json.loads(capsys.readouterr().out)
    return tree


def test_po_files_of_people_are_compared_sentence_by_sentence(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = tmp_path / "r.po"
    reference.write_text(
        PO + 'msgid "蓬佩奧會見了記者。"\nmsgstr "Pompeo met the press there."\n\n'
        'msgid "別的。"\nmsgstr "Other."\n',
        encoding="utf-8",
    )
    tree = scored(book, reference, capsys)
    (row,) = tree["rows"]
    assert ("sentences", 1, 100.0) == (tree["unit"], tree["compared"], row["chrf"])
    assert (1, 1, 1.0) == tuple(
        row["terms"][name] for name in ("occurrences", "right", "in_reference")
    )


def test_english_articles_are_matched_by_name_and_compared_whole(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "english"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: T\n---\n\nPompeo met *the press* there.\n", encoding="utf-8"
    )
    (folder / "other.md").write_text("Something else.\n", encoding="utf-8")
    tree = scored(book, folder, capsys)
    (row,) = tree["rows"]
    assert ("articles", 1, 100.0) == (tree["unit"], tree["compared"], row["chrf"])
    assert (1, 1, None) == tuple(
        row["terms"][name] for name in ("occurrences", "right", "in_reference")
    )
    assert 2 == main(["-C", str(book), "score", str(folder), "--control"])
    assert tree == scored(book, folder / "a.md", capsys), "one article is compared, too"


def test_the_terms_of_an_article_are_those_of_its_own_table(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "source,target,kind\n蓬佩奧,Pompey,person\n"
    (book / "articles" / "a.csv").write_text(rows, encoding="utf-8")
    tree = scored(book, book / "translations", capsys)
    assert [(1, 0)] == [
        (row["terms"]["occurrences"], row["terms"]["right"]) for row in tree["rows"]
    ]


def test_lines_are_translated_with_the_terms_of_the_project(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = tmp_path / "r.tsv"
    reference.write_text("蓬佩奧\tPompeo\n蓬佩奧、蓬佩奧\tPompeo, Pompeo\n", encoding="utf-8")
    tree = scored(book, reference, capsys)
    (row,) = tree["rows"]
    assert ("lines", 2, 3, 3) == (
        tree["unit"], tree["compared"], row["terms"]["occurrences"], row["terms"]["right"],
    )  # fmt: skip
