"""The DOCX has real headings, a table of two columns, a style and a language for each text."""

import json
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import books
import pytest
from books import book, chapter, pictures, row
from PIL import Image
from test_epub import PICTURE, build_elsewhere, picture
from test_markdown import cells, of

from toolkit import docx, images, pandoc, tree
from toolkit.errors import OutputError, ToolError
from toolkit.lang import LangCode
from toolkit.model import Bilingual

RUN = re.compile(r"<w:r>(.*?)</w:r>", re.DOTALL)


def built(folder: Path, given: Any = None) -> Path:
    made = given or book()
    return docx.build(made, pictures=pictures(made, folder), out=folder / "book.docx")


def part(path: Path, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(path) as packed:
        return packed.read(name).decode("utf-8")


def read(path: Path, reader: str = "docx") -> dict[str, Any]:
    """Return what pandoc makes of a DOCX."""
    done = subprocess.run(
        [pandoc.executable(), "-f", reader, "-t", "json", path], capture_output=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("docx"))


def test_headings_are_headings(path: Path) -> None:
    expected = [
        (1, "文章 An article"),
        (2, "小標題 A heading"),
        (1, "文章來源 Sources"),
        (1, "出版說明 Colophon"),
    ]
    found = of("Header", read(path)["blocks"])
    assert expected == [(head["c"][0], tree.words(head["c"][2])) for head in found]


def test_pairs_are_rows_of_a_table_between_headings(path: Path) -> None:
    said = cells(read(path))
    assert ["第一段。", "The first paragraph."] == said[:2]
    assert ["甲 乙", "One Two"] == said[4:6]


def test_the_table_names_its_columns_on_every_page(path: Path) -> None:
    first, *_ = re.findall("<w:tr>.*?</w:tr>", part(path), re.DOTALL)
    assert "<w:tblHeader" in first
    assert ["中文", "English"] == re.findall("<w:t [^>]*>(.*?)</w:t>", first)


def test_each_language_has_a_style_of_its_own(path: Path) -> None:
    styles = {
        re.sub("<[^>]+>", "", found).strip(): found
        for found in re.findall(r"<w:p>.*?</w:p>", part(path), re.DOTALL)
    }
    assert 'w:val="SourceText"' in styles["第一段。"]
    assert 'w:val="TargetText"' in styles["The first paragraph."]
    assert 'w:name w:val="Source Text"' in part(path, "word/styles.xml")


def test_every_run_says_its_language_to_the_spelling_checker(path: Path) -> None:
    langs = {
        re.sub("<[^>]+>", "", run).strip(): re.findall("<w:lang.*?/>", run)
        for run in RUN.findall(part(path) + part(path, "word/footnotes.xml"))
    }
    chinese, english = '<w:lang w:val="zh-HK" w:eastAsia="zh-HK" />', '<w:lang w:val="en-GB" />'
    for words, lang in (
        *(("第一段。", chinese), ("小標題", chinese), ("圖說。", chinese), ("注的內容。", chinese)),
        *(
            ("The first paragraph.", english),
            ("A caption.", english),
            ("What the note says.", english),
        ),
    ):
        assert [lang] == langs[words], words
    assert 'w:eastAsia="zh-HK"' in part(path, "word/styles.xml")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *(
            ("zh-Hant-HK", "zh-HK"),
            ("zh-Hant", "zh-TW"),
            ("zh-Hans", "zh-CN"),
            ("zh-Hans-SG", "zh-SG"),
        ),
        *(("en-GB", "en-GB"), ("en", "en"), ("es-419", "es")),
    ],
)
def test_languages_are_named_as_word_processors_name_them(tag: str, code: str) -> None:
    assert code == docx._code(LangCode(tag))


def test_a_note_is_a_footnote_of_its_text(path: Path) -> None:
    (note,) = of("Note", read(path)["blocks"])
    assert "注的內容。 What the note says." == tree.words(note)


def test_the_number_of_a_note_stands_on_its_first_line_in_the_style_of_notes(path: Path) -> None:
    said = re.findall(r"<w:p>.*?</w:p>", part(path, "word/footnotes.xml"), re.DOTALL)
    first = next(one for one in said if "注的內容。" in one)
    assert "<w:footnoteRef />" in first
    assert all('w:val="FootnoteText"' in one for one in said[said.index(first) :])


@pytest.mark.parametrize(
    ("size", "expected"), [((3000, 600), 170), ((1000, 2000), 60), ((96, 48), 25.4)]
)
def test_a_picture_leaves_room_for_its_caption(
    tmp_path: Path, size: tuple[int, int], expected: float
) -> None:
    Image.new("RGB", size).save(tmp_path / f"{images.key(PICTURE)}.png")
    wide = re.findall(r'<wp:extent cx="([0-9]+)"', part(built(tmp_path)))
    assert [pytest.approx(expected, abs=0.5)] == [int(one) / 36_000 for one in wide]


def test_the_file_says_what_it_is(path: Path) -> None:
    core = part(path, "docProps/core.xml")
    assert "<dc:title>雙語選輯 / A Bilingual Selection</dc:title>" in core
    assert "<dc:creator>記者</dc:creator>" in core
    assert ">2018-06-02T00:00:00Z</dcterms:created>" in core


def test_a_cached_picture_is_shown_with_its_text(tmp_path: Path) -> None:
    kept = picture(tmp_path)
    out = built(tmp_path)
    with zipfile.ZipFile(out) as packed:
        media = [packed.read(name) for name in packed.namelist() if "/media/" in name]
    assert [kept.read_bytes()] == media
    assert 'descr="圖說。"' in part(out)


def test_interleaved_passages_need_no_table(tmp_path: Path) -> None:
    out = built(tmp_path, book(chapter(row("甲句。", "Sentence.")), mode="interleaved"))
    assert [] == cells(read(out))
    assert "Parallel" not in part(out)


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    out = built(tmp_path, books.hostile())
    everything = " ".join(books.ATTACKS)
    assert everything in cells(read(out))
    with zipfile.ZipFile(out) as packed:
        whole = "".join(packed.read(name).decode() for name in packed.namelist())
    for never in ("<script", "javascript:", "<w:instrText>DDE", "root:x:0"):
        assert never not in whole


def test_a_title_with_marks_is_well_formed(tmp_path: Path) -> None:
    odd = replace(book(), title=Bilingual(source="甲 & <乙>", target="A & <b>\x00"))
    assert "甲 &amp; &lt;乙&gt; / A &amp; &lt;b&gt;<" in part(
        built(tmp_path, odd), "docProps/core.xml"
    )


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    picture(tmp_path)
    assert built(tmp_path).read_bytes() == build_elsewhere(tmp_path, "docx")


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="“soon” is not a date"):
        built(tmp_path, replace(book(), date="soon"))


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        docx.build(book(), pictures={}, out=tmp_path / "file" / "b.docx")


def test_a_translation_can_be_a_footnote(tmp_path: Path) -> None:
    made = book(chapter(row("甲句。", "Sentence.")), mode="notes", first="target")
    out = built(tmp_path, made)
    assert "甲句。" in part(out, "word/footnotes.xml")
    assert "Sentence." in part(out)
    assert "甲句。" not in part(out)
