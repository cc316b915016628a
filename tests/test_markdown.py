"""What pandoc reads from the Markdown is the book again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import books
import pytest
from books import PICTURE, book, chapter, pictures, row
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from test_epub import build_elsewhere, picture

from toolkit import markdown, pandoc, tree
from toolkit.errors import OutputError, ToolError
from toolkit.model import Bilingual, Layout

TEXTS = (
    st.text("ab1. -#>|*_`~^$@&;[](){}<>\\/'\"+=:!%國，「」“”’–—…", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


def written(folder: Path, given: Any = None) -> str:
    whole = given or book()
    out = markdown.build(whole, pictures=pictures(whole, folder), out=folder / "book.md")
    return out.read_text(encoding="utf-8")


def read(text: str) -> dict[str, Any]:
    """Return what pandoc makes of a Markdown file by itself."""
    return json.loads(pandoc.run(text, reader="markdown", writer="json"))


def of(kind: str, node: object) -> list[dict[str, Any]]:
    """Return every node of a kind, in order."""
    if isinstance(node, list):
        return [found for part in node for found in of(kind, part)]
    if isinstance(node, dict):
        return [node] if node.get("t") == kind else of(kind, node.get("c"))
    return []


def cells(document: dict[str, Any]) -> list[str]:
    """Return the words of every cell of the parallel tables, row by row, heads left out."""
    return [
        tree.words(cell[4])
        for table in of("Table", document["blocks"])
        for body in table["c"][4]
        for _, row_cells in body[3]
        for cell in row_cells
    ]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return read(written(tmp_path_factory.mktemp("md")))


def test_headings_are_headings(document: dict[str, Any]) -> None:
    expected = [
        (1, "文章 / An article"),
        (2, "小標題 / A heading"),
        (1, "文章來源 / Sources"),
        (1, "出版說明 / Colophon"),
    ]
    found = of("Header", document["blocks"])
    assert expected == [(head["c"][0], tree.words(head)) for head in found]


def test_the_head_of_the_file_says_what_the_book_is(document: dict[str, Any]) -> None:
    said = {key: tree.words(value) for key, value in document["meta"].items()}
    assert {
        "author": "記者",
        "date": "2018-06-02",
        "lang": "zh-Hant-HK",
        "publisher": "Press",
        "rights": "© 2018",
        "title": "雙語選輯 / A Bilingual Selection",
    } == said


def test_a_pair_is_a_row(document: dict[str, Any]) -> None:
    assert ["第一段。", "The first paragraph."] == cells(document)[:2]


def test_a_note_is_called_from_both_columns(document: dict[str, Any]) -> None:
    first, second = of("Note", document["blocks"])
    assert first == second
    assert "注的內容。 What the note says." == tree.words(first)


def test_what_a_cell_cannot_hold_stands_by_itself(document: dict[str, Any]) -> None:
    lists = [tree.words(one) for one in of("BulletList", document["blocks"])]
    assert ["甲 乙", "One Two"] == lists[:2]


def test_a_picture_is_named_by_its_path_and_its_captions_stand_below(tmp_path: Path) -> None:
    kept = picture(tmp_path)
    blocks = read(written(tmp_path))["blocks"]
    (image,) = of("Image", blocks)
    assert kept.name == image["c"][2][0]
    assert "圖說。 圖說。 A caption." in [tree.words(block) for block in blocks]


def test_a_missing_picture_is_a_quotation_with_a_link(document: dict[str, Any]) -> None:
    (quote,) = of("BlockQuote", document["blocks"])
    assert [PICTURE] * 2 == [link["c"][2][0] for link in of("Link", quote)]


def test_interleaved_passages_are_paragraphs(tmp_path: Path) -> None:
    made = book(chapter(row("甲句。", "Sentence.")), mode="interleaved")
    text = written(tmp_path, made)
    assert "\n甲句。\n\nSentence.\n" in text
    assert [] == of("Table", read(text)["blocks"])


def test_hostile_text_is_read_as_it_is(tmp_path: Path) -> None:
    hostile = read(written(tmp_path, books.hostile()))
    everything = " ".join(books.ATTACKS)
    assert everything in cells(hostile)
    for kind in ("Math", "Cite", "RawBlock", "RawInline", "Quoted"):
        assert [] == of(kind, hostile["blocks"]), kind


@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
@given(texts=st.lists(TEXTS, min_size=40, max_size=40))
@example(texts=["C#", ": a", "a -- b", "...", "~1~", "&amp;", "@at", "<-@1", "1. a", "it's"])
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    rows = [row(text, text) for text in texts]
    words = [Bilingual(source=text, target=text) for text in texts]
    heads = [replace(chapter(), title=title) for title in words]
    doubled = [text for text in texts for _ in range(2)]
    given = book(chapter(*rows, tags=()), *heads)
    found = read(written(tmp_path, given))
    assert doubled == cells(found)
    assert texts == [tree.words(head) for head in of("Header", found["blocks"])][1:-2]
    loose = read(written(tmp_path, replace(given, layout=Layout(mode="interleaved"))))
    said = [tree.words(block) for block in loose["blocks"]]
    assert doubled == said[4 : 4 + len(doubled)]


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    picture(tmp_path)
    assert written(tmp_path).encode() == build_elsewhere(tmp_path, "md")


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="“soon” is not a date"):
        written(tmp_path, replace(book(), date="soon"))


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        markdown.build(book(), pictures={}, out=tmp_path / "file" / "b.md")


def test_code_followed_by_braces_stays_code(tmp_path: Path) -> None:
    """Else the text of an article could become code of Typst, or of a web page."""
    code = books.node("Code", books.ATTR, "#read()")
    trap = books.node("Para", [code, books.node("Str", "{=typst}")])
    blocks = read(written(tmp_path, book(chapter(row(trap, trap)))))["blocks"]
    assert [] == of("RawInline", blocks)
    assert "#read(){=typst}" in [tree.words(cell) for cell in of("Plain", blocks)]


def test_a_translation_can_be_a_note(tmp_path: Path) -> None:
    made = book(chapter(row("甲句。", "Sentence.")), mode="notes", first="target")
    blocks = read(written(tmp_path, made))["blocks"]
    (note,) = of("Note", blocks)
    assert "甲句。" == tree.words(note)
    assert "Sentence." in [
        tree.words([part for part in block["c"] if part["t"] != "Note"])
        for block in of("Para", blocks)
    ]


def test_an_edition_of_one_language_has_its_title(tmp_path: Path) -> None:
    given = book(mode="target-only")
    assert "title: A Bilingual Selection\n" in written(tmp_path, given)
