"""A book is made of what is there, in the order that is asked for, and what is not there is told."""

import base64
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pypdf
import pytest
from PIL import Image

from toolkit.cli import main

CAPTURE = pytest.CaptureFixture[str]
APPEAL = "請訂閱成為本報會員。"


def article(title: str, *lines: str, date: str = "2018-06-01", category: str = "") -> str:
    head = f"---\ntitle: {title}\ndate: {date}\n" + (f"category: {category}\n" if category else "")
    return head + "---\n\n" + "\n\n".join(lines or ("今日新聞。",)) + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    main(["-q", "init", str(folder), "--no-tables", "--title", "Book"])
    (folder / "articles" / "a.md").write_text(article("甲", date="2019-02-03", category="評論"))
    (folder / "articles" / "b.md").write_text(article("乙", "特朗普說。", APPEAL, category="新聞"))
    (folder / "articles" / "c.md").write_text(article("丙", date="2017-01-01", category="評論"))
    table = "source,target,variants,kind,policy,note\n特朗普,Trump,,person,use,\n"
    (folder / "glossaries" / "names.csv").write_text(table, encoding="utf-8")
    return folder


def settle(project: Path, text: str, table: str = "[publishing]\n") -> None:
    file = project / "book.toml"
    file.write_text(file.read_text("utf-8").replace(table, f"{table}{text}\n"), encoding="utf-8")


def cover(project: Path, name: str) -> None:
    settle(project, f'file = "{name}"', "[cover]\n")


def publish(project: Path, *, form: str = "md") -> int:
    return main(["-v", "-C", str(project), "publish", "-f", form, "--min-coverage", "0"])


def epub_text(project: Path) -> str:
    with zipfile.ZipFile(project / "dist" / "book.epub") as packed:
        return "".join(packed.read(n).decode() for n in packed.namelist() if n.endswith(".xhtml"))


def headings(project: Path) -> list[str]:
    text = (project / "dist" / "book.md").read_text("utf-8")
    found = re.findall(r"^(#+) ([^/\n]+)", text, re.MULTILINE)
    return [f"{marks} {words.strip()}" for marks, words in found]


BACK = ["# 文章來源", "# 名稱索引", "# 出版說明"]


def test_the_chapters_are_listed_in_the_order_of_their_paths(project: Path) -> None:
    assert 0 == publish(project)
    assert ["# 甲", "# 乙", "# 丙", *BACK] == headings(project)


def test_the_order_and_the_parts_are_those_of_the_settings(project: Path) -> None:
    settle(project, 'order = "date"\nparts = "category"\nindex = false')
    assert 0 == publish(project)
    expected = ["# 評論", "## 丙", "## 甲", "# 新聞", "## 乙", "# 文章來源", "# 出版說明"]
    assert expected == headings(project)


def test_a_draft_is_left_out_and_reported(project: Path, capsys: CAPTURE) -> None:
    text = article("草").replace("---\n", "---\ndraft: true\n", 1)
    (project / "articles" / "d.md").write_text(text, encoding="utf-8")
    assert 0 == publish(project)
    assert "1 draft is left out: articles/d.md" in capsys.readouterr().err
    assert ["# 甲", "# 乙", "# 丙", *BACK] == headings(project)
    assert 0 == main(["-C", str(project), "translate", "--dry-run"])
    assert "1 draft is left out: articles/d.md" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["publish", "book"])
def test_an_archive_of_drafts_alone_makes_no_book(
    project: Path, capsys: CAPTURE, command: str
) -> None:
    for name in ("a", "b", "c"):
        path = project / "articles" / f"{name}.md"
        path.write_text(path.read_text("utf-8").replace("---\n", "---\ndraft: true\n", 1), "utf-8")
    assert 2 == main(["-C", str(project), command, "-f", "md"])
    said = capsys.readouterr().err
    assert "all articles are drafts" in said
    assert "take `draft: true` out of one" in said
    assert not (project / "dist").exists()


def with_pictures(project: Path, *lines: str) -> None:
    """Put an article with lines into a folder of its own, and a picture beside and above it."""
    folder = project / "articles" / "2019"
    (folder / "images").mkdir(parents=True)
    (folder / "p.md").write_text(article("圖", "今日新聞。", *lines), encoding="utf-8")
    Image.new("RGB", (40, 30), "navy").save(folder / "images" / "圖 一.jpg")
    Image.new("RGB", (50, 20), "red").save(project / "articles" / "b.png")
    (project / "articles" / "t.jpg").write_text("no picture")


@pytest.mark.parametrize("form", ["epub", "pdf", "html", "docx", "md"])
def test_pictures_that_are_named_by_a_path_are_in_the_book(project: Path, form: str) -> None:
    with_pictures(project, "![](<images/圖 一.jpg>)", "![紅](../b.png?w=9)", "![再](/b.png)")
    assert 0 == publish(project, form=form)
    made = project / "dist" / f"book.{form}"
    if form == "pdf":
        sizes = [one.image.size for page in pypdf.PdfReader(made).pages for one in page.images if one.image]  # fmt: skip
    elif form == "html":
        data = re.findall(r'src="data:image/\w+;base64,([^"]+)"', made.read_text("utf-8"))
        sizes = [Image.open(io.BytesIO(base64.b64decode(one))).size for one in data]
    elif form == "md":
        paths = re.findall(r"!\[[^]]*\]\(([^) ]+)\)", made.read_text("utf-8"))
        sizes = [Image.open(made.parent / unquote(path)).size for path in paths]
    else:
        with zipfile.ZipFile(made) as packed:
            media = sorted(name for name in packed.namelist() if "/media/" in name)
            sizes = [Image.open(io.BytesIO(packed.read(name))).size for name in media]
    assert {(40, 30), (50, 20)} == {size for size in sizes if max(size) < 99}


def test_pictures_that_cannot_be_shown_are_reported_with_their_line_and_counted(
    project: Path, capsys: CAPTURE
) -> None:
    shown = "![](../b.png)", "![](images/no.jpg)", "![](/t.jpg)", "![](https://x.org/)"
    with_pictures(project, *shown, "![](../../../b%20c.png)")
    assert 0 == publish(project)
    said = capsys.readouterr().err
    assert "articles/2019/p.md:10: the picture “articles/2019/images/no.jpg” is not there" in said
    assert "articles/2019/p.md:12: the picture “/t.jpg” is no picture that a book can show" in said
    assert "articles/2019/p.md:16: the image “../../../b%20c.png” was left out" in said
    assert "2 of 4 pictures are named by a path and cannot be shown" in said
    assert "1 of 4 pictures are not in images/" in said


def test_a_picture_is_reported_at_its_own_line(project: Path, capsys: CAPTURE) -> None:
    with_pictures(project, "![](11.jpg)", "![甲](1.jpg)", "![乙](a&amp;b.jpg)", "![丙](c\\_d.jpg)")
    assert 0 == publish(project)
    said = capsys.readouterr().err
    for place, name in (":8", "11.jpg"), (":10", "1.jpg"), (":12", "a&b.jpg"), ("", "c_d.jpg"):
        assert (
            f" articles/2019/p.md{place}: the picture “articles/2019/{name}” is not there" in said
        )
    assert "put the files there, or `toolkit images add FILE --for PATH`" in said


def test_the_picture_of_a_front_matter_is_in_the_book_and_reported_where_it_is_missing(
    project: Path, capsys: CAPTURE
) -> None:
    with_pictures(project)
    lead = project / "articles" / "a.md"
    for name, missing in ("b.png", ""), ("none.png", "articles/a.md:2: the picture “/none.png” is not there"):  # fmt: skip
        lead.write_text(f"---\ncover: {name}\ntitle: 甲\n---\n\n今日新聞。\n", encoding="utf-8")
        assert 0 == publish(project)
        assert missing in capsys.readouterr().err
        text = (project / "dist" / "book.md").read_text("utf-8")
        shown = text.partition("# 甲")[2].partition("今日新聞")[0]
        assert bool(missing) == ("圖片未收錄" in shown)
        assert bool(missing) != ("![" in shown)


def test_a_picture_that_comes_later_is_in_the_next_book(project: Path) -> None:
    with_pictures(project, "![](later.png)")
    publish(project)
    assert "圖片未收錄" in (project / "dist" / "book.md").read_text("utf-8")
    Image.new("RGB", (4, 3)).save(project / "articles" / "2019" / "later.png")
    publish(project)
    assert "圖片未收錄" not in (project / "dist" / "book.md").read_text("utf-8")


def test_a_foreword_and_an_afterword_stand_outside_the_parts(project: Path) -> None:
    (project / "fore.md").write_text(article("前言"), encoding="utf-8")
    (project / "articles" / "z.md").write_text(article("後記"), encoding="utf-8")
    settle(project, 'parts = "year"\nforeword = "./fore.md"\nafterword = "articles/z.md"')
    assert 0 == publish(project)
    found = headings(project)
    assert ("# 前言", "# 2019年") == tuple(found[:2])
    assert ["# 後記", *BACK] == found[-4:]


def test_what_an_archive_added_is_not_in_the_book_and_is_reported(
    project: Path, capsys: CAPTURE
) -> None:
    publish(project)
    assert APPEAL not in (project / "dist" / "book.md").read_text("utf-8")
    said = capsys.readouterr().err
    assert f"articles/b.md:9: left out: “{APPEAL}”" in said


def test_what_an_archive_added_stays_where_a_rule_keeps_it(project: Path) -> None:
    with (project / "book.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[boilerplate]]\npattern = "訂閱"\nkeep = true\n')
    publish(project)
    assert APPEAL in (project / "dist" / "book.md").read_text("utf-8")


def test_an_article_that_cannot_be_read_does_not_stop_the_book(
    project: Path, capsys: CAPTURE
) -> None:
    (project / "articles" / "b.md").write_bytes("---\ntitle: 乙\n---\n".encode("big5"))
    assert 11 == publish(project)
    assert ["# 甲", "# 丙", "# 文章來源", "# 出版說明"] == headings(project)
    assert "articles/b.md:2: is not UTF-8" in capsys.readouterr().err


def test_articles_of_which_none_can_be_read_make_no_book(project: Path, capsys: CAPTURE) -> None:
    for path in (project / "articles").glob("*.md"):
        path.write_text("", encoding="utf-8")
    for command in ("publish", "book"):
        assert 11 == main(["-C", str(project), command, "-f", "md"])
        said = capsys.readouterr().err
        assert (3, 0) == (said.count("there is no article in it"), said.count("there are no"))
    assert not (project / "dist").exists()


def test_a_damaged_po_file_does_not_stop_the_book(project: Path, capsys: CAPTURE) -> None:
    damaged = project / "translations" / "articles" / "b.md.po"
    damaged.parent.mkdir(parents=True)
    damaged.write_text('msgid "x\nmsgstr', encoding="utf-8")
    assert 13 == publish(project)
    assert ["# 甲", "# 丙", "# 文章來源", "# 出版說明"] == headings(project)
    assert "b.md.po" in capsys.readouterr().err
    assert 'msgid "x\nmsgstr' == damaged.read_text("utf-8")


def test_the_colophon_says_what_the_checks_found(project: Path) -> None:
    publish(project)
    text = (project / "dist" / "book.md").read_text("utf-8")
    assert re.search(r"\d+ rules: \d+ errors, \d+ warnings", text)


def test_nothing_is_written_where_the_pdf_cannot_be_set(project: Path) -> None:
    (project / "articles" / "b.md").write_text(article("壞字\U00020005"), encoding="utf-8")
    assert 15 == publish(project, form="epub,pdf,md")
    assert not (project / "dist").exists()


def test_the_colophon_says_what_made_each_format(project: Path) -> None:
    Image.new("RGB", (20, 30), "navy").save(project / "cover.png")
    assert 0 == publish(project, form="epub,pdf,md")
    drawn = epub_text(project)
    cover(project, "cover.png")
    assert 0 == publish(project, form="epub")
    pages = pypdf.PdfReader(project / "dist" / "book.pdf").pages
    told = (
        "".join(page.extract_text() for page in pages),
        (project / "dist" / "book.md").read_text("utf-8"),
        drawn,
        epub_text(project),
    )
    assert [True, False, True, False] == ["Typst 0." in text for text in told]
    assert all("pandoc 3." in text for text in told)


def test_a_cover_that_is_none_is_an_error(project: Path, capsys: CAPTURE) -> None:
    cover(project, "cover.svg")
    assert 10 == publish(project)
    assert "is not there" in capsys.readouterr().err
    (project / "cover.svg").write_text("<svg onload='x'/>")
    assert 10 == publish(project)
    assert "is no picture that can be shown" in capsys.readouterr().err


def test_pictures_may_lie_outside_the_project(
    project: Path, tmp_path: Path, capsys: CAPTURE
) -> None:
    urls = ["https://example.org/a.png", "https://example.org/b.png"]
    text = article("甲", *(f"![]({url})" for url in urls))
    (project / "articles" / "a.md").write_text(text, encoding="utf-8")
    settle(project, f'images = "{tmp_path / "shared"}"')
    Image.new("RGB", (20, 30), "navy").save(tmp_path / "a.png")
    assert 0 == main(["-C", str(project), "images", "add", str(tmp_path / "a.png")])
    assert 0 == main(["-C", str(project), "images", "list", "--json"])
    assert str(next((tmp_path / "shared").iterdir())) in capsys.readouterr().out
    assert 0 == publish(project)
    said = capsys.readouterr().err
    assert f"1 of 2 pictures are not in {tmp_path / 'shared'}/" in said


def test_a_large_cover_is_made_smaller(project: Path) -> None:
    cover(project, "cover.png")
    Image.new("RGB", (2000, 4000), "navy").save(project / "cover.png")
    assert 0 == publish(project, form="epub")
    with zipfile.ZipFile(project / "dist" / "book.epub") as packed:
        (name,) = [one for one in packed.namelist() if one.endswith(".png")]
        assert (1280, 2560) == Image.open(io.BytesIO(packed.read(name))).size
