"""The PDF is PDF/UA-1, holds both texts, and can be made again byte for byte."""

import io
import re
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import books
import pypdf
import pytest
from books import book, chapter, row
from test_epub import build_elsewhere, picture

from toolkit import pdf, press
from toolkit.errors import GlyphError, OutputError, ToolError
from toolkit.fonts import Faces


def text(path: Path) -> str:
    """Return the words of a PDF without spaces, which line breaks move."""
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def bookmarks(path: Path) -> list[Any]:
    def titles(outline: list[Any]) -> list[Any]:
        return [titles(one) if isinstance(one, list) else one.title for one in outline]

    return titles(pypdf.PdfReader(io.BytesIO(path.read_bytes())).outline)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    return pdf.build(book(), images=folder, out=folder / "book.pdf")


def test_the_pdf_says_that_it_is_accessible(built: Path) -> None:
    reader = pypdf.PdfReader(built)
    assert b"pdfuaid:part" in built.read_bytes() or "pdfuaid" in str(reader.xmp_metadata)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "zh-HK" == root["/Lang"]
    assert "雙語選輯 / A Bilingual Selection" == (reader.metadata or {}).get("/Title")


def test_both_texts_are_there(built: Path) -> None:
    said = text(built)
    for wanted in (
        "第一段。",
        "Thefirstparagraph.",
        "只有原文。",
        "print(1)",
        "圖片未收錄",
        "Whatthenotesays.",
    ):
        assert 1 == said.count(wanted), wanted


def test_chapters_and_sections_are_bookmarks_in_both_languages(built: Path) -> None:
    expected = [
        *("文章 / An article", ["小標題 / A heading"]),
        *("文章來源 / Sources", "出版說明 / Colophon"),
    ]
    assert expected == bookmarks(built)


def test_front_and_back_are_there(built: Path) -> None:
    said = text(built)
    for wanted in ("目錄Contents", "zh_en1.0", "https://archive.example/web/1", "urn:uuid:"):
        assert wanted in said


@pytest.mark.parametrize(
    ("mode", "first"), tuple(product(("columns", "interleaved"), ("source", "target")))
)
def test_every_layout_can_be_set(tmp_path: Path, mode: Any, first: str) -> None:
    made = book(chapter(row("甲句。", "Sentence.")), mode=mode, first=first)
    said = text(pdf.build(made, images=tmp_path, out=tmp_path / "b.pdf"))
    assert (said.index("甲句。") < said.index("Sentence.")) == (first == "source")


def test_a_long_row_goes_over_pages_in_both_columns(tmp_path: Path) -> None:
    made = book(chapter(row("長段落。" * 500, "A long paragraph. " * 400)))
    out = pdf.build(made, images=tmp_path, out=tmp_path / "b.pdf")
    said = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    assert 2 <= sum("長段落" in page and "long paragraph" in page for page in said)


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    said = text(pdf.build(books.hostile(), images=tmp_path, out=tmp_path / "b.pdf"))
    assert "root:x:0" not in said
    for wanted in (
        '#read("/etc/passwd")',
        "---...-?",
        "$x$",
        "<script>alert(1)</script>",
        "*star*_under_",
    ):
        assert wanted in said


def test_a_cached_picture_is_shown(tmp_path: Path) -> None:
    picture(tmp_path)
    out = pdf.build(book(), images=tmp_path, out=tmp_path / "b.pdf")
    assert 1 == sum(len(page.images) for page in pypdf.PdfReader(out).pages)
    assert "圖片未收錄" not in text(out)


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    out = pdf.build(book(), images=tmp_path, out=tmp_path / "here.pdf")
    assert out.read_bytes() == build_elsewhere(tmp_path, "pdf")


def test_a_missing_glyph_stops_the_book_before_it_is_built(tmp_path: Path) -> None:
    odd = chapter(row("壞字\U00020005", "odd"), path="articles/odd.md")
    with pytest.raises(GlyphError, match=r"U\+20005") as caught:
        pdf.build(book(odd), images=tmp_path, out=tmp_path / "b.pdf")
    assert "articles/odd.md" == caught.value.at
    assert not (tmp_path / "b.pdf").exists()


def test_a_book_can_be_checked_before_anything_is_written() -> None:
    pdf.check(book())
    with pytest.raises(GlyphError, match=r"U\+20005"):
        pdf.check(book(chapter(row("壞字\U00020005", "odd"))))


@pytest.mark.parametrize("date", ["2018-06-02", "20180602", "2018-06-02T10:00:00+08:00"])
def test_any_iso_date_will_do(tmp_path: Path, date: str) -> None:
    out = pdf.build(replace(book(), date=date), images=tmp_path, out=tmp_path / "b.pdf")
    assert "2018年6月2日" in text(out)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="“soon” is not a date"):
        pdf.build(replace(book(), date="soon"), images=tmp_path, out=tmp_path / "b.pdf")


def test_a_missing_family_stops_the_book(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="No Such Face"):
        pdf.build(
            book(), images=tmp_path, out=tmp_path / "b.pdf", faces=Faces(latin="No Such Face")
        )


def test_another_face_can_be_asked_for(tmp_path: Path) -> None:
    out = pdf.build(
        book(), images=tmp_path, out=tmp_path / "b.pdf", faces=Faces(latin="Libertinus Serif")
    )
    assert b"Libertinus" in out.read_bytes()


def test_what_typst_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="typst failed"):
        press.run({}, fonts=(tmp_path,), pictures={}, when=0)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        pdf.build(book(), images=tmp_path, out=tmp_path / "file" / "b.pdf")


def test_a_book_without_a_translation_of_its_title_can_be_set(tmp_path: Path) -> None:
    same = replace(book().title, target="雙語選輯")
    out = pdf.build(replace(book(), title=same), images=tmp_path, out=tmp_path / "b.pdf")
    assert "雙語選輯" == (pypdf.PdfReader(out).metadata or {}).get("/Title")


@pytest.mark.book
def test_a_second_opinion_finds_no_error(tmp_path: Path) -> None:
    import outloud

    picture(tmp_path)
    out = pdf.build(book(chapter(*books.ROWS)), images=tmp_path, out=tmp_path / "b.pdf")
    assert 0 == outloud.check(out).errors
