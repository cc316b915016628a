"""The PDF is PDF/UA-1, holds both texts, and can be made again byte for byte."""

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import books
import pypdf
import pypdfium2
import pytest
from books import book, chapter, header, para, pictures, row
from test_epub import build_elsewhere, picture

from toolkit import pages, pdf, press
from toolkit.errors import GlyphError, OutputError, ToolError
from toolkit.fonts import Faces
from toolkit.inert import plain
from toolkit.layout import FORMATS
from toolkit.model import Layout, Row


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
    return pdf.build(book(), pictures={}, out=folder / "book.pdf")


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


LAYOUTS = [layout for mode, layout in books.LAYOUTS if "pdf" in FORMATS[mode]]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: "-".join(one.values()))
def test_every_layout_shows_its_texts_once_and_in_order(tmp_path: Path, layout: Any) -> None:
    made = book(chapter(books.SENTENCES), **layout)
    said = text(pdf.build(made, pictures={}, out=tmp_path / "b.pdf"))
    wanted = {"source": ("甲。", "乙。"), "target": ("One.", "Two.")}
    places = [said.find(words) for side in made.layout.sides for words in wanted[side]]
    assert -1 not in places
    assert [1] * len(places) == [
        said.count(words) for side in made.layout.sides for words in wanted[side]
    ]
    if layout["unit"] == "paragraph" or len(made.layout.sides) == 1:
        assert sorted(places) == places


# --- facing pages ---


def marks(path: Path) -> dict[str, tuple[int, float]]:
    """Return the page, counted from 1, and the top of each mark like 甲07 or A07."""
    found: dict[str, tuple[int, float]] = {}
    for number, page in enumerate(pypdfium2.PdfDocument(path), start=1):
        words = page.get_textpage()
        for hit in re.finditer("(甲|A) ?[0-9]{2}", words.get_text_range()):
            found.setdefault(hit[0].replace(" ", ""), (number, words.get_charbox(hit.start())[3]))
    return found


def paragraph(name: int, *, han: int, latin: int, count: int = 4) -> Row:
    """Return a paragraph of so many sentences, each about so many letters long on each side."""
    sentence = row("一二三四五，" * (han // 6) + "完。", "Word and word, " * (latin // 15) + "end.")
    parts = (row(f"甲{name:02}。", f"A{name:02}."), *[sentence] * count)
    both = (
        " ".join(plain(one.target) for one in parts),
        "".join(plain(one.source) for one in parts),
    )
    return Row(source=para(both[1]), target=para(both[0]), parts=parts)


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_facing_passages_start_at_the_same_height(tmp_path: Path, paper: Any) -> None:
    lengths = [(9, 150), (150, 15), (20, 30), (180, 300), (0, 0), (30, 90), (100, 30), (300, 400)]
    rows = [paragraph(n, han=han, latin=latin) for n, (han, latin) in enumerate(lengths)]
    rows.insert(4, row(header(2, "小標題"), header(2, "A heading")))
    made = book(chapter(*rows), chapter(*rows[:2]), mode="facing", paper=paper)
    out = pdf.build(made, pictures={}, out=tmp_path / "b.pdf")
    found = marks(out)
    assert 2 * len(lengths) == len(found)
    for number in range(len(lengths)):
        verso, recto = found[f"甲{number:02}"], found[f"A{number:02}"]
        assert 0 == verso[0] % 2
        assert verso[0] + 1 == recto[0]
        assert 3 > abs(verso[1] - recto[1])


def test_a_passage_longer_than_a_page_is_divided_at_its_sentences(tmp_path: Path) -> None:
    long = paragraph(1, han=60, latin=90, count=40)
    out = pdf.build(book(chapter(long), mode="facing"), pictures={}, out=tmp_path / "b.pdf")
    pages = [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(out).pages]
    versos = [page for page in pages if "一二三四五" in page]
    rectos = [page for page in pages if "Wordandword" in page]
    assert 3 <= len(versos) == len(rectos)
    assert [page.count("完。") for page in versos] == [page.count("end.") for page in rectos]
    assert 40 == sum(page.count("完。") for page in versos)


def test_a_sentence_longer_than_a_page_loses_no_word(tmp_path: Path) -> None:
    one = "一" * 2500, "word " * 1500
    rows = row("前。", "Before."), row(*one), row("甲07後。", "A07 after.")
    out = pdf.build(book(chapter(*rows), mode="facing"), pictures={}, out=tmp_path / "b.pdf")
    said = text(out)
    assert [2500, 1500] == [said.count("一"), said.count("word")]
    found = marks(out)
    assert [0, 1] == [found["甲07"][0] % 2, found["A07"][0] % 2]
    assert 3 > abs(found["甲07"][1] - found["A07"][1])


def test_a_chapter_that_fills_its_pages_has_no_blank_ones_behind_it(tmp_path: Path) -> None:
    bare = {"tags": (), "source_url": "", "archive_url": ""}
    many = [chapter(*[row("段。", "It.")] * count, **bare) for count in range(10, 26)]
    out = pdf.build(book(*many, mode="facing"), pictures={}, out=tmp_path / "b.pdf")
    said = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    held = [number for number, words in enumerate(said) if "段" in words or "It." in words]
    assert list(range(held[0], held[-1] + 1)) == held


def test_footnotes_of_facing_pages_stand_at_the_end_of_the_chapter(tmp_path: Path) -> None:
    rows = (
        row(books.noted("有注。", "注的內容。"), books.noted("With.", "What it says.")),
        row("後。", "After."),
    )
    said = text(pdf.build(book(chapter(*rows), mode="facing"), pictures={}, out=tmp_path / "b"))
    assert (
        said.index("後。")
        < said.index("注的內容。")
        < said.index("After.")
        < said.index("Whatitsays.")
    )


def test_long_footnotes_stand_on_the_page_of_their_call(tmp_path: Path) -> None:
    def noted(call: str, said: str) -> Any:
        return books.node("Para", [*books.inline(call), books.node("Note", [para(said)] * 2)])

    chapters = []
    for number in range(1, 7):  # each call a line lower than the one before
        source = noted(f"呼叫甲{number}乙。" * 6, f"註解甲{number}乙。" * 3)
        target = noted(f"Call {number}. " * 6, f"Note {number}. " * 3)
        rows = [row("前。", "Before.")] * (number + 14)
        chapters.append(chapter(*rows, row(source, target), *[row("後。", "After.")] * 4))
    out = pdf.build(book(*chapters), pictures={}, out=tmp_path / "b.pdf")
    said = [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(out).pages]
    for number in range(1, 7):
        calls, notes = (
            {place for place, page in enumerate(said) if f"{kind}甲{number}乙。" in page}
            for kind in ("呼叫", "註解")
        )
        assert notes
        assert notes <= calls


def test_translations_in_notes_stand_on_the_page_of_their_call(tmp_path: Path) -> None:
    def named(number: int, place: int) -> Any:
        words = f"甲{number}乙{place}丙，這一段文字佔兩三行。" * 3
        return row(words, f"Note {number}.{place}: some lines at the foot of the page. " * 3)

    chapters = [
        chapter(*[row("前。", "Before.")] * number, *[named(number, place) for place in range(8)])
        for number in range(1, 7)
    ]
    out = pdf.build(book(*chapters, mode="notes"), pictures={}, out=tmp_path / "b.pdf")
    said = [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(out).pages]
    for number in range(1, 7):
        for place in range(8):
            calls, notes = (
                [page for page, text in enumerate(said) if words in text]
                for words in (f"甲{number}乙{place}丙", f"Note{number}.{place}:")
            )
            assert calls[-1] == notes[0]


def test_notes_of_several_paragraphs_part_the_languages_by_a_line(tmp_path: Path) -> None:
    def noted(call: str, *said: str) -> Any:
        return books.node("Para", [*books.inline(call), books.node("Note", [*map(para, said)])])

    rows = [
        row(noted("甲。", "一。", "二。"), noted("A.", "One.", "Two.")),
        row(noted("乙。", "三。"), noted("B.", "Three.")),
    ]
    out = pdf.build(book(chapter(*rows)), pictures={}, out=tmp_path / "b.pdf")
    pages = pypdf.PdfReader(out).pages
    lines = [line.strip() for page in pages for line in page.extract_text().split("\n")]
    assert "Two." in lines
    assert "One." in lines
    assert any("三。" in line and "Three." in line for line in lines)


def test_a_long_row_goes_over_pages_in_both_columns(tmp_path: Path) -> None:
    made = book(chapter(row("長段落。" * 500, "A long paragraph. " * 400)))
    out = pdf.build(made, pictures={}, out=tmp_path / "b.pdf")
    said = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    assert 2 <= sum("長段落" in page and "long paragraph" in page for page in said)


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    said = text(pdf.build(books.hostile(), pictures={}, out=tmp_path / "b.pdf"))
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
    out = pdf.build(book(), pictures=pictures(book(), tmp_path), out=tmp_path / "b.pdf")
    assert 1 == sum(len(page.images) for page in pypdf.PdfReader(out).pages)
    assert "圖片未收錄" not in text(out)


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    out = pdf.build(book(), pictures={}, out=tmp_path / "here.pdf")
    assert out.read_bytes() == build_elsewhere(tmp_path, "pdf")


def test_a_missing_glyph_stops_the_book_before_it_is_built(tmp_path: Path) -> None:
    odd = chapter(row("壞字\U00020005", "odd"), path="articles/odd.md")
    with pytest.raises(GlyphError, match=r"U\+20005") as caught:
        pdf.build(book(odd), pictures={}, out=tmp_path / "b.pdf")
    assert "articles/odd.md" == caught.value.at
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize("date", ["2018-06-02", "20180602", "2018-06-02T10:00:00+08:00"])
def test_any_iso_date_will_do(tmp_path: Path, date: str) -> None:
    out = pdf.build(replace(book(), date=date), pictures={}, out=tmp_path / "b.pdf")
    assert "2018年6月2日" in text(out)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="“soon” is not a date"):
        pdf.build(replace(book(), date="soon"), pictures={}, out=tmp_path / "b.pdf")


def test_a_missing_family_stops_the_book(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="No Such Face"):
        pdf.build(book(), pictures={}, out=tmp_path / "b.pdf", faces=Faces(latin="No Such Face"))


def test_another_face_can_be_asked_for(tmp_path: Path) -> None:
    out = pdf.build(
        book(), pictures={}, out=tmp_path / "b.pdf", faces=Faces(latin="Libertinus Serif")
    )
    assert b"Libertinus" in out.read_bytes()


def test_what_typst_refuses_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="typst failed"):
        press.run({}, fonts=(tmp_path,), pictures={}, when=0)


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        pdf.build(book(), pictures={}, out=tmp_path / "file" / "b.pdf")


def test_a_book_without_a_translation_of_its_title_can_be_set(tmp_path: Path) -> None:
    same = replace(book().title, target="雙語選輯")
    out = pdf.build(replace(book(), title=same), pictures={}, out=tmp_path / "b.pdf")
    assert "雙語選輯" == (pypdf.PdfReader(out).metadata or {}).get("/Title")


@pytest.mark.book
@pytest.mark.parametrize("mode", [mode for mode in FORMATS if "pdf" in FORMATS[mode]])
def test_a_second_opinion_finds_no_error_in_a_hostile_book(tmp_path: Path, mode: str) -> None:
    import outloud

    hostile = replace(books.hostile(), layout=Layout(mode=mode))
    out = pdf.build(hostile, pictures={}, out=tmp_path / "b.pdf")
    assert 0 == outloud.check(out).errors


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry fares to the outlying islands to rise", "Ferry fares to the outlying islands to…"),
        ("A 3 per cent rise to be voted on in May", "A 3 per cent rise to be voted on…"),
        ("Trump and Kim to meet in Singapore", "Trump and Kim to meet in Singapore"),
        ("特朗普案押後宣判　法官梅爾尚：九月再議", "特朗普案押後宣判　法官梅爾尚：九月再議"),
    ],
)
def test_a_running_head_is_too_short_to_be_prose(title: str, expected: str) -> None:
    assert expected == pages._head(title)


# --- tables ---


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("年", "事"), ("2018", "峯會")), [9, 9]),
        (
            (("Route", "Now", "New", "Rise"), ("w" * 30, "w" * 20, "16.8 yuan", "9%")),
            [33, 23, 0, 0],
        ),
        ((("a", "b"), ("w" * 60, "w" * 60)), [39, 39]),
        ((("w" * 10,) * 5,), [0] * 5),
        ((("w" * 10, "w" * 10, "w" * 10, "w" * 30),), [0] * 4),
    ],
    ids=["all have room", "short ones go first", "two long ones", "many", "no third is left"],
)
def test_the_columns_of_a_table_share_the_width(rows: Any, expected: list[int]) -> None:
    assert expected == pages._widths(books.table(*rows))


@pytest.mark.parametrize("mode", ["columns", "notes", "facing"])
def test_neighbouring_cells_of_a_table_never_touch(tmp_path: Path, mode: Any) -> None:
    heads = ("Air routes", "Current ticket price", "New ticket price", "Rise")
    given = books.table(heads, ("Terminal Terminal-Tanzhou-Huanzhou", "7 yuan", "8 yuan", "12.9%"))
    for column in given["c"][2]:
        column[0] = {"t": "AlignRight"}
    made = book(chapter(row(given, None)), mode=mode)
    out = pdf.build(made, pictures={}, out=tmp_path / "b.pdf")
    words = [page.get_textpage() for page in pypdfium2.PdfDocument(out)]
    (page,) = [one for one in words if "12.9%" in one.get_text_range()]
    said = page.get_text_range()
    left = page.get_charbox(said.index("12.9%"))[0]
    assert page.get_charbox(said.index("8 yuan") + 5)[2] + 6 < left


def test_long_words_of_a_wide_table_stay_in_their_columns(tmp_path: Path) -> None:
    heads = ("County", "Mineground", "Output", "Employees", "Reviews", "Censorship", "Application")
    given = books.table((*heads, "Note", "End"), ("1",) * 9)
    for column in given["c"][2]:
        column[0] = {"t": "AlignRight"}
    out = pdf.build(book(chapter(row(given, None))), pictures={}, out=tmp_path / "b.pdf")
    words = [page.get_textpage() for page in pypdfium2.PdfDocument(out)]
    (page,) = [one for one in words if "Mine" in one.get_text_range()]
    said = page.get_text_range()
    starts = [said.index(head[:3]) for head in (*heads, "Note")]
    boxes = [
        [page.get_charbox(at) for at in range(first, after) if said[at].isalpha()]
        for first, after in pairwise(starts)
    ]
    for one, other in pairwise(boxes):
        assert max(box[2] for box in one) + 3 < min(box[0] for box in other)
