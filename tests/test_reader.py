"""Files become articles, one pandoc for all, and a bad one harms no other."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, ROOT

from toolkit import markup, parser, reader, tree
from toolkit.article import Article, chapter
from toolkit.errors import ArticleError
from toolkit.hygiene import address

ATTACKS = HERE / "attacks"
ALLOWED = set(tree._BLOCKS) | {
    "HorizontalRule",
    "CodeBlock",
    "Str",
    "Space",
    "LineBreak",
    "Code",
    "Note",
}
ALLOWED |= markup.WRAPPERS | {"Image", "AlignDefault", "AlignCenter", "AlignLeft", "AlignRight"}
ALLOWED |= {"ColWidthDefault", "ColWidth", "Decimal", "Period", "DefaultStyle", "DefaultDelim"}


def parts(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for part in node:
            yield from parts(part)
    elif isinstance(node, dict):
        yield node
        yield from parts(node.get("c"))


def one(folder: Path, body: str, *, name: str = "a.md", limit: float = parser.LIMIT) -> Article:
    path = folder / name
    path.write_text(body, encoding="utf-8")
    (found,) = reader.read([path], root=folder, limit=limit)
    assert isinstance(found, Article), found
    return found


def broken(folder: Path, body: str | bytes, *, limit: float = parser.LIMIT) -> ArticleError:
    path = folder / "a.md"
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    (found,) = reader.read([path], root=folder, limit=limit)
    assert isinstance(found, ArticleError), found
    return found


def told(found: Article | ArticleError) -> str:
    """Return what an article or an error is, as lines for a golden file."""
    if isinstance(found, ArticleError):
        return f"error {found.at}: {found.message}\n      → {found.hint}\n"
    lines = [f"{found.path}: {found.title}", *(f"  {block['t']}" for block in found.blocks)]
    lines += [f"  {s.at.line} {s.field or '·'} {s.text}" for s in found.segments]
    lines += [f"  {f.rule} {f.at}: {f.message}" for f in found.findings]
    return "\n".join(lines).replace("\n  ", "\n      ") + "\n"


@pytest.fixture(scope="module")
def attacked() -> list[Article | ArticleError]:
    return list(reader.read([ATTACKS], root=ATTACKS))


def test_the_seeds_are_read() -> None:
    found = list(reader.read([ROOT / "seeds"], root=ROOT))
    assert [28, 34] == [len(each.segments) for each in found if isinstance(each, Article)]
    left_out = [str(f.at) for each in found if isinstance(each, Article) for f in each.findings]
    assert [45, 47, 48, 50] == [int(at.rpartition(":")[2]) for at in left_out]


@pytest.mark.parametrize(
    "body",
    [
        "據<自由時報>報導。",
        "<聯合報 記者>報導。",
        "<div>\n<p>據<自由>報導。</p>\n</div>",
        "`<甲>`與</乙>。",
        "據<TIME>說，<Reuters>、<New York Times>和<AFP 法新社>報導。",
        "據<Time>說，見<mark>此</mark>與`<Main>`。",
    ],
)
def test_a_name_in_pointed_brackets_is_no_element(tmp_path: Path, body: str) -> None:
    found = one(tmp_path, body)
    words = body if "div" not in body else "據<自由>報導。"
    words = words.replace("<mark>", "").replace("</mark>", "")
    assert words.replace("`", "") == tree.words(found.blocks)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("甲<BR>乙<Br>丙", "甲乙丙"),
        ("<B>甲</B>乙<Time>丙</Time>", "甲乙丙"),
        ("<TABLE BORDER><TR NOWRAP><TD>甲<TD>乙</TABLE>", "甲乙"),
        ("甲<Script>x()</Script>乙<Http://example.org>", "甲乙Http://example.org"),
        ("甲<Foo>乙</foo>丙", "甲乙丙"),
    ],
)
def test_a_tag_in_capitals_is_an_element(tmp_path: Path, body: str, words: str) -> None:
    assert words == tree.words(one(tmp_path, body).blocks).replace("\n", "").replace(" ", "")


def test_a_bracket_before_a_very_long_word_is_read_in_bounded_time(tmp_path: Path) -> None:
    words = tree.words(one(tmp_path, "據<" + "A" * 100_000).blocks)
    assert "據<" + "A" * 100_000 == words


def test_the_attacks_end_as_expected(attacked: list[Article | ArticleError], golden) -> None:
    golden("\n".join(told(found) for found in attacked), HERE / "cases" / "attacks.golden")


def test_no_attack_leaves_a_trace_in_a_chapter(attacked: list[Article | ArticleError]) -> None:
    check_traces(attacked)


def test_no_attack_does_where_markdown_goes_on_behind_tags(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parser, "_MARKDOWN", parser._MIXED)
    check_traces([*reader.read([ATTACKS], root=ATTACKS)])


def check_traces(attacked: list[Article | ArticleError]) -> None:
    """Fail for a node, an attribute or an address that no chapter may hold."""
    for found in attacked:
        if not isinstance(found, Article):
            continue
        shown = chapter(found, lambda _, text: text)
        for row in shown.rows:
            for node in parts([row.source, row.target]):
                assert node["t"] in ALLOWED, found.path
                if node["t"] in ("Link", "Image"):
                    attributes, _, (url, title) = node["c"]
                    assert ["", [], []] == attributes
                    assert ("", url) == (title, address(url) or (node["t"] == "Image" and url))
                    assert ".." not in url.split("/") or url == address(url)
        for url in (shown.source_url, shown.archive_url):
            assert url == address(url)


def test_an_attack_on_the_reader_shows_no_file(attacked: list[Article | ArticleError]) -> None:
    assert "root:" not in str(attacked)


def test_an_article_is_the_same_alone_and_after_an_attack(
    attacked: list[Article | ArticleError],
) -> None:
    for found in attacked:
        if isinstance(found, Article):
            (alone,) = reader.read([ATTACKS / found.path], root=ATTACKS)
            assert found == alone


def test_folders_are_read_in_order_and_hidden_files_are_not(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.markdown", "a/y.txt", ".hidden.md", ".git/x.md", "a/n.png", "A.MD"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("文。", encoding="utf-8")
    found = list(reader.read([tmp_path], root=tmp_path))
    assert ["A.MD", "a/y.txt", "a/z.markdown", "b.md"] == [
        each.path for each in found if isinstance(each, Article)
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("draft: true", True),
        ("draft: 'Yes'", True),
        ("draft: false", False),
        ("draft:", False),
        ("draft: [true]", False),
        ("published: false", True),
        ("published: 2019-08-01", False),
        ("status: draft", True),
        ("status: publish", False),
        ("title: 草稿\n# draft: true", False),
        ("title: |\n  draft: true", False),
    ],
)
def test_drafts_are_distinguished_from_articles(tmp_path: Path, head: str, expected: bool) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{head}\n---\n\n文。\n", encoding="utf-8")
    assert (((), (path,)) if expected else ((path,), ())) == reader.parted([path])
    assert (not expected) == bool(list(reader.read([path], root=tmp_path)))


def test_a_draft_of_hugo_is_one(tmp_path: Path) -> None:
    for name, said in ("a", "true"), ("b", "false"):
        (tmp_path / f"{name}.md").write_text(f"+++\ndraft = {said}\n+++\n文\n", encoding="utf-8")
    assert ["b", "a"] == [
        file.stem for part in reader.parted(reader.find([tmp_path])) for file in part
    ]


@pytest.mark.parametrize("raw", [b"draft: true", b"---\ndraft: true\n", b"\xff\xff\ndraft: x", b""])
def test_what_is_no_front_matter_makes_no_draft(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(raw)
    assert ((path,), ()) == reader.parted([path])


def test_a_path_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("文。", encoding="utf-8")
    assert 1 == len(list(reader.read([tmp_path / "a.md", tmp_path], root=tmp_path)))


def test_a_link_to_its_own_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("文。", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert 1 == len(list(reader.read([tmp_path], root=tmp_path)))


def test_what_cannot_be_read_is_an_error_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("文。", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere")
    found = list(reader.read([tmp_path, tmp_path / "missing.md"], root=tmp_path))
    expected = ["dangling.md", "good.md", "pipe.md", "missing.md"]
    assert expected == [each.path if isinstance(each, Article) else each.at for each in found]
    assert 3 == sum(isinstance(each, ArticleError) for each in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("文。", encoding="utf-8")
    path.chmod(0)
    (found,) = reader.read([path], root=tmp_path)
    assert isinstance(found, ArticleError)


def test_a_path_outside_the_root_stays_whole(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "a.md").write_text("文。", encoding="utf-8")
    (found,) = reader.read([tmp_path / "root" / ".." / "a.md"], root=tmp_path / "root")
    assert isinstance(found, Article)
    assert (tmp_path / "a.md").as_posix() == found.path


def test_a_raw_figure_is_a_figure(tmp_path: Path) -> None:
    body = '<figure><img src="https://example.org/i.png"><figcaption>圖\n說</figcaption></figure>'
    found = one(tmp_path, body)
    assert ["Figure"] == [block["t"] for block in found.blocks]
    assert "圖說" == found.segments[-1].text


def test_the_indents_of_verse_are_kept(tmp_path: Path) -> None:
    body = "|     昨夜西風，\n| 獨上高樓。\n|\n| 　　望盡\n"
    said = [node.get("c", "\n") for node in one(tmp_path, body).blocks[0]["c"]]
    assert "\u00a0\u00a0\u00a0\u00a0昨夜西風，\n獨上高樓。\n\n　　望盡" == "".join(said)


@pytest.mark.parametrize(
    "name", ["a.php", "a.html?b=c.jpg", "a.pdf", "a.jpg", "a.php#b", "a.jpg!large"]
)
def test_an_address_is_a_picture_whatever_it_ends_in(tmp_path: Path, name: str) -> None:
    found = one(tmp_path, f"![圖](https://example.org/{name})\n")
    assert ["Figure"] == [block["t"] for block in found.blocks]
    assert [f"https://example.org/{name}"] == [*found.pictures]


def test_the_words_of_such_a_picture_are_text(tmp_path: Path) -> None:
    found = one(tmp_path, '![甲"><b>&*乙*](a.php "x")\n')
    assert (["a.php"], '甲">&乙') == ([*found.pictures], tree.words(found.blocks))


def test_a_film_is_a_link(tmp_path: Path) -> None:
    found = one(tmp_path, "![影片](https://example.org/a.mp4)\n")
    assert ("Link", "影片") == (found.blocks[0]["c"][0]["t"], tree.words(found.blocks))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<iframe width="560" src="https://x.org/e?a=1&amp;b=2"></iframe>', "https://x.org/e?a=1&b=2"),
        ("文<iframe\n src='//x.org/e'></iframe>字", "文https://x.org/e字"),
        ('<iframe loading="lazy" data-src="https://x.org/e"></iframe>', "https://x.org/e"),
        ('<figure><video controls src="https://x.org/a.mp4"></video></figure>', "https://x.org/a.mp4"),
        ('<video controls><source src="https://x.org/a.mp4" type="video/mp4"></video>', "https://x.org/a.mp4"),
        ("<div>\n<audio src=https://x.org/a.mp3></audio>\n</div>", "https://x.org/a.mp3"),
    ],
)  # fmt: skip
def test_what_would_play_is_a_link(tmp_path: Path, html: str, expected: str) -> None:
    found = one(tmp_path, f"{html}\n\n這一段是說明影片內容的文字。\n")
    assert expected == tree.words(found.blocks[0])
    assert [] == [*found.findings]


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="a.html"></iframe>',
        '<audio src="file:///a.mp3"></audio>',
        '<iframe src="https://x.org/gtm" height="0" width="0"></iframe>',
        '<iframe src="https://x.org/gtm" style="display: none"></iframe>',
    ],
)
def test_what_could_play_nothing_is_left_out_and_reported(tmp_path: Path, html: str) -> None:
    found = one(tmp_path, f"{html}\n\n這一段是說明影片內容的文字。\n")
    assert ["這一段是說明影片內容的文字。"] == [tree.words(block) for block in found.blocks]
    assert ["raw-html"] == [finding.rule for finding in found.findings]


def test_the_script_of_a_page_and_its_comments_play_nothing(tmp_path: Path) -> None:
    tag = '<iframe src="https://x.org/e"></iframe>'
    found = one(tmp_path, f"<script>'{tag}'</script>\n\n<!-- {tag} -->\n\n說明文字。\n")
    assert ["說明文字。"] == [tree.words(block) for block in found.blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p><img data-src="https://x.org/640?fmt=jpeg" src="data:image/gif;base64,AA"></p>', ["https://x.org/640?fmt=jpeg"]),
        ("<img class='lazy' src='blank.gif' data-original='//x.org/a.jpg' alt='屋'>", ["https://x.org/a.jpg"]),
        ('<img data-lazy-src="a/b.jpg" data-srcset="c.jpg 2x">', ["a/b.jpg"]),
        ('<img src="b.jpg" data-srcset="c.jpg 2x">', ["b.jpg"]),
        ('<img data-src="a.jpg" src="data:,"><noscript><img src="a.jpg"></noscript>', ["a.jpg"]),
    ],
)  # fmt: skip
def test_a_picture_that_a_script_would_load_later_is_shown(
    tmp_path: Path, html: str, expected: list[str]
) -> None:
    assert expected == [*one(tmp_path, f"{html}\n\n文字。\n").pictures]


def test_the_picture_of_an_emoji_is_the_emoji(tmp_path: Path) -> None:
    found = one(tmp_path, '好<img class="emoji" alt="😀" src="https://s.w.org/1f600.svg">！\n')
    assert ("好😀！", {}) == (tree.words(found.blocks), found.pictures)


def test_a_table_of_a_picture_and_its_caption_is_a_figure(tmp_path: Path) -> None:
    body = (
        '<table class="tr-caption-container"><tbody><tr><td><a href="b.jpg"><img src="b.jpg"></a></td></tr>'
        '<tr><td class="tr-caption">說<b>明</b></td></tr></tbody></table>\n\n'
        '<table><tr><td><img src="c.jpg"></td><td>另一欄</td></tr></table>\n\n'
        "<table><tr><td>一</td></tr><tr><td>二</td></tr></table>\n"
    )
    found = one(tmp_path, body)
    assert ["Figure", "Table", "Figure", "Table"] == [block["t"] for block in found.blocks]
    assert ("說明", ["b.jpg", "c.jpg"]) == (tree.words(found.blocks[0]), [*found.pictures])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<details><summary>問</summary>\n\n答**案**\n\n</details>", "問 答案"),
        ("文==重點==字 a == b", "文重點字 a == b"),
        ("# 題目 {#a .unnumbered}", "題目"),
        ('![說明](a.png){width="5.7in" height="2.4in"}', "說明"),
        ("[底線]{.underline}與[標示]{.mark}", "底線與標示"),
        ('::: {custom-style="Body Text"}\n內文\n:::', "內文"),
        ("::: warning\n內文\n:::", "內文"),
        ("[甲]{乙}與註{丙}", "[甲]{乙}與註{丙}"),
        (":::\n\n主要內容區", "::: 主要內容區"),
    ],
)
def test_attributes_as_pandoc_writes_them_are_left_out(
    tmp_path: Path, body: str, expected: str
) -> None:
    assert expected == " ".join(tree.words(one(tmp_path, f"前\n\n{body}\n").blocks[1:]).split())


def test_a_gallery_shows_all_its_pictures_below_each_other(tmp_path: Path) -> None:
    items = "".join(
        f'<li><figure><img src="{url}" alt=""/><figcaption>{name}</figcaption></figure></li>'
        for url, name in (
            ("https://x.org/a.jpg", "甲"),
            ("b.jpg", "乙"),
            ("https://x.org/c.jpg", "丙"),
        )
    )
    found = one(
        tmp_path,
        f"<figure><ul>{items}</ul><figcaption>三張圖</figcaption></figure>\n\n- ![丁](https://x.org/d.jpg)\n",
    )
    assert ["三張圖", "甲", "乙", "丙", "丁"] == [tree.words(block) for block in found.blocks]
    assert ["Para", *4 * ["Figure"]] == [block["t"] for block in found.blocks]


def test_markdown_goes_on_behind_a_tag_and_an_empty_line(tmp_path: Path) -> None:
    body = "<figure>\n\n[![屋](a.jpg)](b)\n\n<figcaption>\n\n說*明*\n\n</figcaption>\n\n</figure>\n\n後。\n"
    found = one(tmp_path, body)
    assert ["Figure", "Para"] == [block["t"] for block in found.blocks]
    assert (["a.jpg"], "說明屋後。") == (
        [*found.pictures],
        tree.words(found.blocks).replace(" ", ""),
    )


def test_html_without_empty_lines_stays_html(tmp_path: Path) -> None:
    body = "<div>\n    縮進*的*字\n    <ul>\n        <li>甲</li>\n    </ul>\n</div>\n"
    assert "縮進*的*字 甲" == " ".join(tree.words(one(tmp_path, body).blocks).split())


def test_a_line_end_between_han_is_no_space(tmp_path: Path) -> None:
    assert (
        "第一行，“第二行”和 third line"
        == one(tmp_path, "第一行，\n“第二行”和\nthird line").segments[-1].text
    )


def test_bold_next_to_chinese_marks_is_bold(tmp_path: Path) -> None:
    assert "<1>標題：</1>內容" == one(tmp_path, "**標題：**內容").segments[-1].text


def test_a_list_needs_no_empty_line_before_it(tmp_path: Path) -> None:
    found = one(tmp_path, "段：\n- 甲\n- 乙\n")
    assert ["Para", "BulletList"] == [block["t"] for block in found.blocks]


def test_typed_quotes_and_dashes_stay_as_typed(tmp_path: Path) -> None:
    text = "\"國\" 'x' -- ... 「家」"
    assert text == tree.words(one(tmp_path, text).blocks)


def test_ten_thousand_quotes_are_flattened_and_reported(tmp_path: Path) -> None:
    found = one(tmp_path, "> " * 10_000 + "深。\n")
    assert ("深。", ["too-deep"]) == (found.segments[-1].text, [f.rule for f in found.findings])


def test_tags_nested_by_the_thousand_are_an_error(tmp_path: Path) -> None:
    assert "is nested too deeply" == broken(tmp_path, "<b>" * 4000 + "深" + "</b>" * 4000).message


def test_a_line_without_end_is_an_error_with_its_place(tmp_path: Path) -> None:
    assert "a.md:3" == broken(tmp_path, "文。\n\n" + "國" * 300_000).at


def test_a_body_that_takes_too_long_costs_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("[a](" * 3000, encoding="utf-8")
    (tmp_path / "b.md").write_text("文。", encoding="utf-8")
    start = time.monotonic()
    slow, good = reader.read([tmp_path], root=tmp_path, limit=2.0)
    assert time.monotonic() - start < 60
    assert isinstance(slow, ArticleError)
    assert isinstance(good, Article)
    assert "too intricate" in slow.message


def test_a_pandoc_that_dies_costs_one_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.md").write_text(f"文{name}。", encoding="utf-8")
    script = parser._SCRIPT.replace(
        "local function tree(text, markdown)",
        "local function tree(text, markdown)\n  if text:find('文b') then os.exit(3) end",
    )
    monkeypatch.setattr(parser, "_SCRIPT", script)
    first, second, third = reader.read([tmp_path], root=tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, ArticleError)
    assert isinstance(third, Article)


def test_no_file_is_read_for_an_article(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>秘密</p>", encoding="utf-8")
    body = f'文。<iframe src="{secret}"></iframe><iframe src="file://{secret}"></iframe>\n\n<iframe src="secret.html"></iframe>'
    found = one(tmp_path, body)
    assert "秘密" not in str(found)


def test_a_large_article_is_read_in_bounded_time(tmp_path: Path) -> None:
    body = "\n\n".join(f"第{n}段，國家利益，蓬佩奧稱北韓。" * 4 for n in range(1_500))
    start = time.monotonic()
    found = one(tmp_path, body)
    assert 1_501 >= len(found.segments) > 1_490
    assert time.monotonic() - start < 20


def test_a_file_too_large_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGEST", 1000)
    assert "is larger" in broken(tmp_path, "國" * 1000).message
