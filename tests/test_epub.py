"""The EPUB holds both texts, tells their languages, and can be made again byte for byte."""

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import books
import pytest
from books import PICTURE, book, chapter, pictures, row
from PIL import Image

from toolkit import epub, images
from toolkit.errors import GlyphError, OutputError, ToolError
from toolkit.images import Album
from toolkit.model import Bilingual

TAG = re.compile(r"<[^>]+>")


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {
            name: packed.read(name).decode("utf-8")
            for name in packed.namelist()
            if not name.endswith((".png", ".jpg"))
        }


def picture(folder: Path, url: str = PICTURE, suffix: str = "png") -> Path:
    path = folder / f"{images.key(url)}.{suffix}"
    Image.new("RGB", (40, 30), "navy").save(path)
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("epub")
    made = book(
        chapter(*books.ROWS), chapter(*books.ROWS, title="另一篇", english="Another & more")
    )
    return parts(epub.build(made, pictures={}, out=folder / "book.epub"))


def test_each_article_is_a_chapter_between_title_page_and_colophon(built: dict[str, str]) -> None:
    spine = re.findall(r'<itemref idref="(\w+)"', built["EPUB/content.opf"])
    expected = ["cover_xhtml", "ch001_xhtml", "nav", "ch002_xhtml", "ch003_xhtml"]
    expected += ["ch004_xhtml", "ch005_xhtml"]
    assert expected == spine


def test_every_document_has_the_title_of_its_content(built: dict[str, str]) -> None:
    titles = {
        name.removeprefix("EPUB/"): re.findall("<title>(.*?)</title>", text)[0]
        for name, text in built.items()
        if name.endswith(".xhtml")
    }
    assert {
        "text/cover.xhtml": "雙語選輯 / A Bilingual Selection",
        "text/ch001.xhtml": "雙語選輯 / A Bilingual Selection",
        "nav.xhtml": "目錄 / Contents",
        "text/ch002.xhtml": "文章 / An article",
        "text/ch003.xhtml": "另一篇 / Another &amp; more",
        "text/ch004.xhtml": "文章來源 / Sources",
        "text/ch005.xhtml": "出版說明 / Colophon",
    } == titles


def test_the_package_names_both_languages(built: dict[str, str]) -> None:
    found = re.findall("<dc:language>(.*?)</dc:language>", built["EPUB/content.opf"])
    assert ["zh-Hant-HK", "en-GB"] == found


def test_the_contents_have_two_levels_in_two_languages(built: dict[str, str]) -> None:
    nav = built["EPUB/nav.xhtml"]
    assert re.search(
        r'<span class="source" lang="zh-Hant-HK">小標題</span>.*?lang="en-GB">A heading', nav
    )
    assert "ch002.xhtml#c1-p2" in nav


def test_ids_are_unique_in_every_document(built: dict[str, str]) -> None:
    for text in built.values():
        found = re.findall(r'\sid="([^"]+)"', text)
        assert sorted(set(found)) == sorted(found)


def test_every_paragraph_is_inside_a_block_that_tells_its_language(built: dict[str, str]) -> None:
    body = built["EPUB/text/ch002.xhtml"]
    for block in re.findall(r'<div class="(?:source|target)[^>]*>', body):
        assert re.search(r'lang="(zh-Hant-HK|en-GB)"', block)
    assert 'class="source" lang="zh-Hant-HK"' in body
    assert 'class="target" lang="en-GB"' in body


def test_both_texts_stand_once_in_order(built: dict[str, str]) -> None:
    said = re.sub(r"\s+", " ", TAG.sub(" ", built["EPUB/text/ch002.xhtml"].split("<body")[1]))
    wanted = (
        "第一段。",
        "The first paragraph.",
        "小標題",
        "A heading",
        "圖說。",
        "A caption.",
        "只有原文。",
    )
    assert [1] * len(wanted) == [said.count(words) for words in wanted]
    places = [said.index(words) for words in wanted]
    assert sorted(places) == places


def test_a_note_is_called_from_both_languages(built: dict[str, str]) -> None:
    body = built["EPUB/text/ch002.xhtml"]
    assert 2 == len(re.findall(r'<a href="#fn1"[^>]*role="doc-noteref"', body))
    assert 1 == body.count("注的內容。")
    assert 1 == body.count("What the note says.")


def test_a_note_leads_back_to_where_it_was_called(built: dict[str, str]) -> None:
    body = built["EPUB/text/ch002.xhtml"]
    assert '<a href="#fnref1" class="footnote-back" role="doc-backlink">1</a>' in body
    assert 1 == body.count('id="fnref1"')


def test_what_is_folded_opens_without_a_script_and_tells_its_language(tmp_path: Path) -> None:
    made = book(chapter(row("甲句。", "Sentence.")), mode="reveal")
    files = parts(epub.build(made, pictures={}, out=tmp_path / "b.epub"))
    folded = re.search(
        r'甲句。.*<details>\s*<summary lang="en-GB">English</summary>\s*'
        r'<div class="target" lang="en-GB">\s*<p>Sentence.</p>\s*</div>\s*</details>',
        files["EPUB/text/ch002.xhtml"],
        re.DOTALL,
    )
    assert folded
    assert "<script" not in "".join(files.values())


def test_the_other_language_is_a_note_that_leads_back(tmp_path: Path) -> None:
    made = book(chapter(books.ROWS[2], row("甲句。", "Sentence.")), mode="notes")
    body = parts(epub.build(made, pictures={}, out=tmp_path / "b.epub"))["EPUB/text/ch002.xhtml"]
    text, notes = body.split('<section id="footnotes"')
    assert "Sentence." not in text
    assert [["fn1", "fn2", "fn3"]] * 2 == [
        re.findall(r'<a href="#(fn\d+)"[^>]*epub:type="noteref"', text),
        re.findall(r'<aside epub:type="footnote"[^>]* id="(\w+)"', notes),
    ]
    assert ["#fnref1", "#fnref2", "#fnref3"] == re.findall(r'href="(#fnref\d+)"', notes)
    assert 'href="#fn1"' in notes  # the English of the sentence calls its note again


def test_the_class_of_a_body_is_not_that_of_its_passages(built: dict[str, str]) -> None:
    body = built["EPUB/text/ch002.xhtml"]
    assert ["layout-columns"] == re.findall('<body class="([^"]+)"', body)
    assert 'class="passage columns"' in body
    assert "body.layout-columns {" in built["EPUB/styles/stylesheet1.css"]


def test_origin_and_tags_are_reported(built: dict[str, str]) -> None:
    body = built["EPUB/text/ch002.xhtml"]
    for wanted in (
        "記者",
        "2018年6月1日",
        "1 June 2018",
        "Voices",
        "summit",
        "https://archive.example/web/1",
    ):
        assert wanted in body


def test_the_colophon_tells_the_facts_and_the_sources_the_addresses(built: dict[str, str]) -> None:
    for wanted in ("Translation model", "zh_en 1.0", "© 2018"):
        assert wanted in built["EPUB/text/ch005.xhtml"]
    assert "https://example.org/article/1" in built["EPUB/text/ch004.xhtml"]


def test_only_true_things_are_said_of_access(built: dict[str, str]) -> None:
    package = built["EPUB/content.opf"]
    assert '"schema:accessMode">textual<' in package
    assert '"schema:accessMode">visual<' not in package
    assert "conformsTo" not in package


def test_the_cover_has_a_text(built: dict[str, str]) -> None:
    assert 'alt="雙語選輯 / A Bilingual Selection"' in built["EPUB/text/cover.xhtml"]


def test_the_second_language_can_come_first(tmp_path: Path) -> None:
    made = book(chapter(row("甲句。", "Sentence.")), first="target")
    body = parts(epub.build(made, pictures={}, out=tmp_path / "b.epub"))["EPUB/text/ch002.xhtml"]
    assert body.index("Sentence.") < body.index("甲句。")


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    files = parts(epub.build(books.hostile(), pictures={}, out=tmp_path / "b.epub"))
    everything = "".join(files.values())
    for never in ("<script", "javascript:", "<b>bold", "<i>raw", "root:x:0"):
        assert never not in everything
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in files["EPUB/text/ch002.xhtml"]
    assert "--- ... -?" in files["EPUB/text/ch002.xhtml"]


# --- pictures ---


def test_a_cached_picture_is_shown(tmp_path: Path) -> None:
    kept = picture(tmp_path)
    out = epub.build(book(), pictures=pictures(book(), tmp_path), out=tmp_path / "b.epub")
    with zipfile.ZipFile(out) as packed:
        found = [packed.read(name) for name in packed.namelist() if name.endswith(".png")]
    assert kept.read_bytes() in found
    assert 'alt="圖說。"' in parts(out)["EPUB/text/ch002.xhtml"]
    assert '"schema:accessMode">visual<' in parts(out)["EPUB/content.opf"]


def test_a_picture_is_found_by_the_hash_of_its_address(tmp_path: Path) -> None:
    assert hashlib.sha256(PICTURE.encode()).hexdigest()[:16] == images.key(PICTURE)
    assert Album(folder=tmp_path).find(PICTURE) is None
    picture(tmp_path)
    found = Album(folder=tmp_path).find(PICTURE)
    assert found is not None
    assert f"{images.key(PICTURE)}.png" == found.name


def test_the_name_of_a_picture_follows_what_it_is(tmp_path: Path) -> None:
    picture(tmp_path).rename(tmp_path / f"{images.key(PICTURE)}.jpeg")
    found = Album(folder=tmp_path).find(PICTURE)
    assert found is not None
    assert f"{images.key(PICTURE)}.png" == found.name


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_picture_is_a_missing_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{images.key(PICTURE)}.png").write_bytes(content)
    assert Album(folder=tmp_path).find(PICTURE) is None


def test_a_picture_cut_short_is_a_missing_one(tmp_path: Path) -> None:
    path = picture(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    assert Album(folder=tmp_path).find(PICTURE) is None


def test_a_folder_that_is_not_there_holds_no_picture(tmp_path: Path) -> None:
    assert ({}, {PICTURE: "is not there"}) == Album(folder=tmp_path / "none").find_all([PICTURE])


# --- the same bytes, and errors ---

_AGAIN = """
import sys; from pathlib import Path
import books; from toolkit.publish import BUILDERS
out = Path(sys.argv[1]); kind = sys.argv[2]
made = books.book()
BUILDERS[kind](made, pictures=books.pictures(made, out), out=out / f"again.{kind}")
"""


def build_elsewhere(folder: Path, kind: str) -> bytes:
    """Build the same book in another process, folder, time zone, locale and hash seed."""
    root = Path(__file__).parent.parent
    places = f"{root}{os.pathsep}{root / 'tests'}"
    subprocess.run(
        [sys.executable, "-c", _AGAIN, str(folder), kind],
        cwd="/",
        env={"PYTHONPATH": places, "TZ": "Asia/Hong_Kong", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
        check=True,
    )
    return (folder / f"again.{kind}").read_bytes()


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    out = epub.build(book(), pictures={}, out=tmp_path / "here.epub")
    assert out.read_bytes() == build_elsewhere(tmp_path, "epub")


def test_another_book_has_another_identifier(tmp_path: Path) -> None:
    other = replace(book(), rights="© 2019")
    found: list[Any] = [
        re.findall(
            "urn:uuid:[0-9a-f-]{36}",
            parts(epub.build(one, pictures={}, out=tmp_path / "b"))["EPUB/content.opf"],
        )[0]
        for one in (book(), other)
    ]
    assert found[0] != found[1]


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="“soon” is not a date"):
        epub.build(replace(book(), date="soon"), pictures={}, out=tmp_path / "b.epub")


def test_a_cover_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    odd = replace(book(), title=Bilingual(source="字\ue000", target="Odd"))
    with pytest.raises(GlyphError, match=r"U\+E000"):
        epub.build(odd, pictures={}, out=tmp_path / "b.epub")


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        epub.build(book(), pictures={}, out=tmp_path / "file" / "b.epub")
