"""The HTML is one file that holds both texts, reads from top to bottom, and asks for nothing."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import books
import pytest
from books import PICTURE, book, chapter, pictures, row
from test_epub import TAG, build_elsewhere, picture

from toolkit import web
from toolkit.errors import OutputError, ToolError


def made(folder: Path, given=None) -> str:
    whole = given or book()
    out = web.build(whole, pictures=pictures(whole, folder), out=folder / "book.html")
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    two = chapter(*books.ROWS), chapter(*books.ROWS, title="另一篇", english="Another & more")
    return made(tmp_path_factory.mktemp("web"), book(*two))


class Elements(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [given[name] or "" for _, given in self.found if name in given]


def test_the_page_has_one_title_and_its_chapters_below_it(page: str) -> None:
    levels = [tag for tag, _ in Elements(page).found if re.fullmatch("h[1-6]", tag)]
    assert ["h1", "h2", "h2", "h3", "h2", "h3", "h2", "h2"] == levels


def test_the_title_names_both_languages(page: str) -> None:
    assert "<title>雙語選輯 / A Bilingual Selection</title>" in page


def test_the_reader_meets_title_contents_and_text_in_this_order(page: str) -> None:
    places = [page.index(tag) for tag in ('class="skip"', "<header", "<nav", "<main")]
    assert sorted(places) == places


def test_every_link_inside_the_page_leads_somewhere(page: str) -> None:
    found = Elements(page)
    ids = found.values("id")
    assert sorted(set(ids)) == sorted(ids)
    inside = [address[1:] for address in found.values("href") if address.startswith("#")]
    assert len(inside) > 10
    assert [] == [address for address in inside if address not in ids]


def test_the_notes_of_all_chapters_are_counted_through(page: str) -> None:
    calls = re.findall(r'href="#(fn\d+)" class="footnote-ref"', page)
    assert ["fn1", "fn1", "fn2", "fn2"] == calls


def test_every_chapter_is_named_in_the_contents_in_both_languages(page: str) -> None:
    contents = TAG.sub("", re.findall("<nav.*?</nav>", page, re.DOTALL)[0])
    for words in ("另一篇 / Another &amp; more", "小標題 / A heading", "出版說明 / Colophon"):
        assert words in contents


def test_the_page_holds_no_script_and_may_load_nothing(page: str) -> None:
    found = Elements(page).found
    assert set() == {"script", "link", "iframe", "object", "embed"} & {tag for tag, _ in found}
    assert "default-src 'none'; img-src data:" in page
    assert "url(" not in page
    assert "@import" not in page


def test_a_picture_is_inside_the_page(tmp_path: Path) -> None:
    picture(tmp_path)
    (image,) = [given for tag, given in Elements(made(tmp_path)).found if tag == "img"]
    assert (image["src"] or "").startswith("data:image/png;base64,iVBOR")
    assert "圖說。" == image["alt"]


def test_a_missing_picture_is_a_box_with_a_link(tmp_path: Path) -> None:
    page = made(tmp_path)
    assert "<img" not in page
    assert f'<a href="{PICTURE}">' in page


def test_the_second_language_can_come_first(tmp_path: Path) -> None:
    page = made(tmp_path, book(chapter(row("甲句。", "Sentence.")), first="target"))
    assert page.index("Sentence.") < page.index("甲句。")
    assert page.index("Skip to the text") < page.index("跳到正文")


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    page = made(tmp_path, books.hostile())
    for never in ("<script", "javascript:", "<b>bold", "<i>raw", "root:x:0"):
        assert never not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "--- ... -?" in page


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    picture(tmp_path)
    assert made(tmp_path).encode() == build_elsewhere(tmp_path, "html")


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="“soon” is not a date"):
        made(tmp_path, replace(book(), date="soon"))


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError):
        web.build(book(), pictures={}, out=tmp_path / "file" / "b.html")
