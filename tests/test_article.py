"""An article is cut into segments, and its chapter is built from what they became."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tree import EVERYTHING, figure, inlines, note, para, plain

from toolkit import article, reader, removals, tree
from toolkit.article import Article, assemble, chapter, slug
from toolkit.cleaning import Choices
from toolkit.errors import ArticleError
from toolkit.lines import Lines
from toolkit.model import Bilingual, Blocks, Node, Row

NONE: list[Any] = ["", [], []]
HEADING: Node = {"t": "Header", "c": [1, NONE, inlines("天文台發出警告")]}
HEAD = "---\ntitle: 題目\n---\n\n"


def made(
    body: str, *blocks: Node, head: str = HEAD, fields: tuple[str, ...] = article.FIELDS
) -> Article:
    return assemble("a.md", head + body, [*blocks], fields)


def texts(one: Article) -> list[tuple[str, str]]:
    return [segment.key for segment in one.segments]


def echo(field: str, text: str) -> str:
    return f"{field}:{text}" if field else f"EN {text}"


def nothing(_field: str, _text: str) -> None:
    return None


def test_fields_come_first_then_the_body_in_order() -> None:
    head = "---\ntitle: 題目\ncategory: 眾聞\ntags: [甲, latin, 乙]\nauthor: 丙\n---\n"
    expected = [
        ("title", "題目"),
        ("category", "眾聞"),
        ("tags", "甲"),
        ("tags", "乙"),
        ("", "段。"),
    ]
    assert expected == texts(made("段。", para("段。"), head=head))


def test_equal_segments_stand_once() -> None:
    one = made("段。\n\n段。\n\n又。", para("段。段。"), para("段。又。"))
    assert [("title", "題目"), ("", "段。"), ("", "又。")] == texts(one)


def test_the_same_words_in_a_field_and_in_the_body_are_two_segments() -> None:
    assert [("title", "題目"), ("", "題目")] == texts(made("題目", para("題目")))


def test_only_the_fields_that_are_asked_for_are_segments() -> None:
    head = "---\ntitle: 題目\nsummary: 撮要\ntags: [甲]\n---\n"
    one = made("段", para("段"), head=head, fields=("summary",))
    assert [("title", "題目"), ("summary", "撮要"), ("", "段")] == texts(one)
    assert () == chapter(one, echo).tags


def test_a_long_field_is_cut_into_sentences() -> None:
    head = f"---\ntitle: 題目\nsummary: {'很長的撮要。' * 40}\n---\n"
    one = made("段", para("段"), head=head, fields=("title", "summary"))
    assert ("summary", "很長的撮要。") in texts(one)


def test_without_a_title_the_first_heading_is_the_title() -> None:
    heading = {"t": "Header", "c": [1, NONE, inlines("頭條")]}
    one = made("# 頭條\n\n段。", heading, para("段。"), head="")
    assert ("頭條", [para("段。")]) == (one.title, one.blocks)


def test_without_title_and_heading_the_file_gives_the_title() -> None:
    assert "a" == made("段。", para("段。"), head="").title


@pytest.mark.parametrize("value", ["", "~", "[]", "{a: b}", '""', "' '"])
def test_a_title_that_is_none_falls_back(value: str) -> None:
    assert "a" == made("段。", para("段。"), head=f"---\ntitle: {value}\n---\n").title


def test_an_article_without_headline_and_text_is_an_error() -> None:
    with pytest.raises(ArticleError, match="there is no article in it") as caught:
        made("", head="---\ndate: 2018-06-01\n---\n")
    assert ("a.md", 11) == (caught.value.at, caught.value.exit_code)
    assert caught.value.hint


def test_segments_know_their_lines() -> None:
    body = "第一段。第二句。\n\n**粗**體段。\n\n- 項\n\n第一段。結尾[鏈](https://example.org/)。\n"
    bold = {"t": "Para", "c": [{"t": "Strong", "c": inlines("粗")}, *inlines("體段。")]}
    end = para(
        "第一段。結尾", {"t": "Link", "c": [NONE, inlines("鏈"), ["https://example.org/", ""]]}
    )
    items = {"t": "BulletList", "c": [[plain("項")]]}
    one = made(body, para("第一段。第二句。"), bold, items, end)
    expected = [("題目", 2), ("第一段。", 5), ("第二句。", 5), ("<1>粗</1>體段。", 7), ("項", 9)]
    assert [*expected, ("結尾<1>鏈</1>", 11)] == [(s.text, s.at.line) for s in one.segments]


def test_a_note_far_below_does_not_mislead_what_follows() -> None:
    body = "甲段文字很多。[^1]\n\n乙段文字很多。\n\n[^1]: 註腳文字很多。\n"
    one = made(body, para("甲段文字很多。", note(para("註腳文字很多。"))), para("乙段文字很多。"))
    assert [2, 5, 9, 7] == [segment.at.line for segment in one.segments]


QUESTIONS = "問：甲\n答：乙。\n\n問：丙？\n答：丁。\n\n問：戊\n答：己。\n"
WRAPPED = "一二三四五\n六七八九十\n一二三。\n四五六七\n八九十\n"


@pytest.mark.parametrize(
    ("body", "keep", "line"),
    [
        (QUESTIONS, False, 7),
        (QUESTIONS, True, 0),
        ("甲。\n乙。\n丙。\n丁。\n", False, 7),
        ("甲。\n乙。\n\n丙。\n丁。\n", False, 0),
        (QUESTIONS + "\n" + WRAPPED, False, 0),
        ("甲。\n\n乙。\n\n丙。\n\n丁。\n", False, 0),
    ],
)
def test_lines_that_look_apart_are_reported_where_they_are_joined(
    tmp_path: Path, body: str, keep: bool, line: int
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: 題\n---\n\n開頭。\n\n{body}", encoding="utf-8")
    (found,) = reader.read([path], root=tmp_path, choices=Choices(line_breaks=keep))
    assert isinstance(found, Article)
    lines = [one.at.line for one in found.findings if one.rule == "lines-joined"]
    assert ([line] if line else []) == lines


def test_lines_are_kept_where_the_book_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("問：**甲**\n答：乙\n\n> 引\n> 文\n", encoding="utf-8")
    said = []
    for keep in (False, True):
        (found,) = reader.read([path], root=tmp_path, choices=Choices(line_breaks=keep))
        assert isinstance(found, Article)
        said.append([segment.text for segment in found.segments if not segment.field])
    assert [["問：<1>甲</1>答：乙", "引文"], ["問：<1>甲</1>", "答：乙", "引", "文"]] == said


def test_pictures_know_their_lines(tmp_path: Path) -> None:
    lines = ["段。%0A", "![](../i/a%20b.jpg)", "![](a\\_b.jpg)", "![](https://x.org/圖.jpg)"]
    path = tmp_path / "p" / "a.md"
    path.parent.mkdir()
    path.write_text(HEAD + "\n\n".join(lines), encoding="utf-8")
    (found,) = reader.read([path], root=tmp_path)
    assert isinstance(found, Article)
    web = "https://x.org/%E5%9C%96.jpg"
    assert {"i/a b.jpg": 7, "p/a_b.jpg": 0, web: 11} == found.pictures


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        ("![](11.jpg)\n![](1.jpg)", "p/1.jpg", 2),
        ("![](1.jpgs)\n![](1.jpg?w=3)", "p/1.jpg", 2),
        ("![](a/b.jpg)\n![](/b.jpg)", "p//b.jpg", 2),
        ("甲\n[乙](foo:barbaz)", "foo:bar…", 2),
        ("甲\n[乙](foo:bar(1))丙", "foo:bar(1)", 2),
        ("&#10;&#x0A;\n![](a&amp;b.jpg)", "p/a&b.jpg", 2),
        ("甲\n![](https://x.org/a?b=1&copy=2)", "https://x.org/a?b=1&copy=2", 2),
        ("11.jpg " * 999 + "\n![](1.jpg)", "p/1.jpg", 0),
    ],
)
def test_an_address_stands_where_it_is_no_part_of_another(
    body: str, url: str, expected: int
) -> None:
    assert expected == Lines(body, 1).of(url)


def test_tags_of_a_list_know_their_lines() -> None:
    head = "---\ntitle: 題目\ntags:\n  - 甲\n  - 乙\n---\n"
    one = made("段", para("段"), head=head)
    assert [2, 4, 5] == [segment.at.line for segment in one.segments if segment.field]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("這個國家說過的話對我們來說還是會實現。", "zh-Hant"),
        ("这个国家说过的话对我们来说还是会实现。", "zh-Hans"),
        ("一二三四五", "zh"),
        ("All in English", "en"),
    ],
)
def test_the_script_is_known_by_its_characters(words: str, expected: str) -> None:
    assert expected == made(words, para(words)).lang


def test_the_language_of_the_front_matter_goes_first() -> None:
    head = "---\ntitle: 題目\nlang: zh-Hant-HK\n---\n"
    assert "zh-Hant-HK" == made("段", para("段"), head=head).lang


def test_an_article_in_english_has_a_finding_and_no_segments() -> None:
    one = assemble("a.md", "All of it is English.", [para("All of it is English.")])
    assert ([], ["not-chinese"]) == (texts(one), [finding.rule for finding in one.findings])


@pytest.mark.parametrize(
    ("text", "blocks"),
    [("---\ntitle: 天文台發出警告\n---\n", []), ("# 天文台發出警告\n", [HEADING])],
)
def test_an_article_of_a_headline_alone_is_one_and_reported(text: str, blocks: Blocks) -> None:
    one = assemble("a.md", text, blocks)
    assert ([("title", "天文台發出警告")], "zh-Hant") == (texts(one), one.lang)
    assert ["no-body"] == [finding.rule for finding in one.findings]
    shown = chapter(one, echo)
    assert ("天文台發出警告", ()) == (shown.title.source, shown.rows)


def test_a_chapter_has_both_languages() -> None:
    head = (
        "---\ntitle: 題目\nauthor: [甲, 乙]\ndate: 2018-05-14 19:35:09\ncategory: 眾聞\n"
        "tags: [丙, kim jong un]\nurl: https://web.archive.org/web/2021/https://example.org/題\n"
        "original_url: https://example.org/題\n---\n"
    )
    shown = chapter(made("段。", para("段。"), head=head), echo)
    assert Bilingual(source="題目", target="title:題目") == shown.title
    assert Bilingual(source="眾聞", target="category:眾聞") == shown.category
    assert ["tags:丙", "kim jong un"] == [tag.target for tag in shown.tags]
    assert ("甲、乙", "2018-05-14") == (shown.author, shown.date)
    assert "https://example.org/%E9%A1%8C" == shown.source_url
    assert "https://web.archive.org/web/2021/https://example.org/%E9%A1%8C" == shown.archive_url
    assert (
        Row(
            source=para("段。"),
            target={"t": "Para", "c": [*inlines("EN"), {"t": "Space"}, *inlines("段。")]},
        ),
    ) == shown.rows


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2018-06-02", "2018-06-02"),
        ("2018-06-02T10:00:00+08:00", "2018-06-02"),
        ("20180602", "2018-06-02"),
        ("2018/6/2", "2018-06-02"),
        ("2018.6.2", "2018-06-02"),
        ("2018年6月2日 星期六", "2018-06-02"),
        ("中華民國107年6月2日", "2018-06-02"),
        ("民國 38.6.2", "1949-06-02"),
        ("107/6/2", "2018-06-02"),
        ("民國１０７年６月２日", "2018-06-02"),
        ("二〇一八年六月二日", "2018-06-02"),
        ("西元二○一八年十二月三十一日 星期一", "2018-12-31"),
        ("民國一〇七年六月廿三日", "2018-06-23"),
        ("中華民國一百零七年十月卅一日", "2018-10-31"),
        ("中华民国一百一十二年十月十日", "2023-10-10"),
        ("民國元年一月一日", "1912-01-01"),
        ("112年10月10日", "2023-10-10"),
        ("2018年 6月 2日下午三時", "2018-06-02"),
        ("2 June 2018", "2018-06-02"),
        ("Jun 2, 2018", "2018-06-02"),
        ("Sat, 02 Jun 2018 23:30:00 +0000", "2018-06-02"),
        ("一一二年十月十日", ""),
        ("二〇一八年十三月一日", ""),
        ("民國一百一十二年十月三十二日", ""),
        ("32 May 2018", ""),
        ("June 2018", ""),
        ("99/6/2", ""),
        ("民國2018年6月2日", ""),
        ("208-06-02", ""),
        ("2018/02/31", ""),
        ("2018-06-021", ""),
        ("昨日", ""),
        ("2018-06", ""),
    ],
)
def test_a_date_is_read_as_people_write_it_and_reported_where_it_is_none(
    given: str, expected: str
) -> None:
    one = made("段。", para("段。"), head=f"---\ntitle: 題\ndate: {given}\n---\n")
    assert expected == chapter(one, echo).date
    found = [(finding.rule, finding.at.line) for finding in one.findings]
    assert found == ([] if expected else [("no-date", 3)])


def test_the_keys_of_other_programs_are_read() -> None:
    head = (
        "---\ntitle: 題\nauthors: [甲, 乙]\ncategories:\n- 政治\n- 環境\n"
        "tags: 詩, 文學，副刊、書\n---\n"
    )
    one = made("段。", para("段。"), head=head)
    shown = chapter(one, echo)
    assert ("甲、乙", "政治、環境") == (shown.author, shown.category and shown.category.source)
    assert ["詩", "文學", "副刊", "書"] == [tag.source for tag in shown.tags]
    places = {segment.text: segment.at.line for segment in one.segments if segment.field}
    assert {"題": 2, "政治": 5, "環境": 6, "詩": 7, "文學": 7, "副刊": 7, "書": 7} == places


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("政治, 環境", ["政治", "環境"]),
        ("政治 環境", ["政治", "環境"]),
        ("Hong Kong", ["Hong Kong"]),
        ("香港 Lite", ["香港 Lite"]),
    ],
)
def test_categories_in_one_text_are_several(words: str, expected: list[str]) -> None:
    one = made("段。", para("段。"), head=f"---\ntitle: 題\ncategories: {words}\n---\n")
    assert expected == [each.source for each in chapter(one, echo).categories]


def test_our_own_key_goes_before_that_of_another_program() -> None:
    one = made("段。", para("段。"), head="---\ntitle: 題\ncategories: 甲\ncategory: 乙\n---\n")
    assert Bilingual(source="乙", target="category:乙") == chapter(one, echo).category


def test_a_key_that_is_written_large_is_reported() -> None:
    one = made("段。", para("段。"), head="---\nTitle: 題\ndate: 2018-06-01\nKicker: 甲\n---\n")
    (finding,) = one.findings
    assert ("no-key", 2, "write it as `title`") == (finding.rule, finding.at.line, finding.hint)


def test_unsafe_addresses_in_the_front_matter_are_empty() -> None:
    head = "---\ntitle: 題目\nurl: javascript:alert(1)\noriginal_url: file:///etc/passwd\n---\n"
    shown = chapter(made("段。", para("段。"), head=head), echo)
    assert ("", "") == (shown.source_url, shown.archive_url)


def test_what_has_no_english_is_marked_and_never_chinese() -> None:
    head = "---\ntitle: 題目\ntags: [甲]\ncategory: 眾聞\n---\n"
    shown = chapter(made("段。", *EVERYTHING, head=head), nothing)
    english = [shown.title.target, *(tag.target for tag in shown.tags)]
    assert ["[not translated]"] * 2 == english
    targets = str([row.target for row in shown.rows if row.target and row.target["t"] != "Para"])
    assert "引文" not in targets
    assert "圖說" not in targets


def test_every_block_is_in_a_row_and_code_and_rules_have_no_twin() -> None:
    shown = chapter(made("段", *EVERYTHING), echo)
    assert [row.source for row in shown.rows] == made("段", *EVERYTHING).blocks
    alone = [row.source["t"] for row in shown.rows if row.target is None]
    assert ["HorizontalRule", "CodeBlock", "Para"] == alone


@pytest.mark.parametrize(
    ("words", "english"), [("「……」", "“…”"), ("「！？」", "“!?”"), ("……", "…")]
)
def test_marks_that_speak_for_words_have_a_twin(words: str, english: str) -> None:
    (row,) = chapter(made("段", para(words)), echo).rows
    assert english == tree.words(row.target)


def test_stars_that_part_an_article_have_no_twin() -> None:
    (row,) = chapter(made("段", para("＊＊＊")), echo).rows
    assert row.target is None


def test_a_figure_without_words_has_no_twin() -> None:
    bare = figure("", "")
    bare["c"][1] = [None, []]
    assert [None] == [row.target for row in chapter(made("段", bare), echo).rows]


def test_a_short_list_is_one_row_and_a_long_one_a_row_for_each_item() -> None:
    def rows(length: int) -> tuple[Row, ...]:
        items: list[Blocks] = [[plain("項" * length)] for _ in range(3)]
        style = [4, {"t": "Decimal"}, {"t": "Period"}]
        return chapter(made("段", {"t": "OrderedList", "c": [style, items]}), echo).rows

    assert 1 == len(rows(10))
    assert [4, 5, 6] == [row.source["c"][0][0] for row in rows(150)]


def test_a_long_quote_is_a_row_for_each_paragraph() -> None:
    quote = {"t": "BlockQuote", "c": [para("引" * 300), para("文" * 300)]}
    assert ["BlockQuote"] * 2 == [row.source["t"] for row in chapter(made("段", quote), echo).rows]


def test_the_sentences_of_a_row_are_its_parts_when_they_are_asked_for() -> None:
    def parts(*blocks: Node) -> list[list[tuple[str, str]]]:
        rows = chapter(made("", *blocks), lambda _, text: f"({text})", apart=True).rows
        return [[(tree.words(p.source), tree.words(p.target)) for p in r.parts] for r in rows]

    both = [("甲。", "(甲。)"), ("乙。", "(乙。)")]
    assert [both] == parts(para("甲。乙。"))
    assert [both] == parts({"t": "BlockQuote", "c": [para("甲。乙。")]})
    assert [both] == parts({"t": "BulletList", "c": [[plain("甲。")], [plain("乙。")]]})
    assert [[], []] == parts(para("甲。"), {"t": "CodeBlock", "c": [["", [], []], "甲。乙。"]})


def test_sentences_apart_are_in_blocks_like_the_whole() -> None:
    quote = {"t": "BlockQuote", "c": [para("甲。乙。"), para("丙。")]}
    (row,) = chapter(made("", quote), echo, apart=True).rows
    assert ["BlockQuote"] * 3 == [part.source["t"] for part in row.parts]
    assert () == chapter(made("", quote), echo).rows[0].parts


def test_a_title_that_looks_like_a_tag_comes_through() -> None:
    one = made("段", para("段"), head='---\ntitle: "題<1>目"\n---\n')
    assert "題&lt;1>目" == one.segments[0].text
    assert "title:題<1>目" == chapter(one, echo).title.target


def test_a_chapter_looks_up_the_segments_of_its_article_and_no_other() -> None:
    asked: list[tuple[str, str]] = []

    def look(field: str, text: str) -> None:
        asked.append((field, text))

    head = "---\ntitle: 題目\ntags: [甲, 乙]\ncategory: 眾聞\n---\n"
    one = made("段", *EVERYTHING, head=head)
    chapter(one, look)
    assert set(texts(one)) == set(asked)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2018-05-14-news.md", "2018-05-14-news"),
        ("a.md", "a"),
    ],
)
def test_a_plain_name_is_the_slug(path: str, expected: str) -> None:
    assert expected == slug(path)


def test_different_paths_have_different_slugs() -> None:
    paths = [
        "a.md",
        "A.md",
        "a.txt",
        "b/a.md",
        "b-a.md",
        "國.md",
        "家.md",
        "a b.md",
        "a_b.md",
        "a-b.md",
    ]
    slugs = [slug(path) for path in paths]
    assert len(paths) == len(set(slugs))
    assert all(one and set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for one in slugs)


@settings(deadline=None)
@given(st.lists(st.sampled_from(EVERYTHING), min_size=1, max_size=5))
def test_each_passage_with_han_is_covered_by_segments(blocks: Blocks) -> None:
    one = made("段", *blocks)
    covered = {text for _, text in texts(one)}
    for passage in tree.passages(one.blocks):
        assert set(article.sentences(passage)) <= covered


def test_the_ids_of_what_is_reported_of_articles_are_known() -> None:
    folder = Path(article.__file__).parent
    names = ("article", "boilerplate", "reader")
    code = "".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in names)
    said = re.findall(r'rule="([a-z-]+)"', code)
    assert article.RULES == {*said, *removals._MESSAGES}
