"""What a book must not hold is taken out and reported, and no word is lost."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tree import EVERYTHING, figure, image, inlines, note, para, plain

from toolkit import cleaning, tree
from toolkit.model import Blocks, Finding, Inlines, Node, Place

AT = Place(path="a.md")
NONE: list[Any] = ["", [], []]
DIRTY: list[Any] = ["id", ["class"], [["onclick", "alert(1)"]]]


def clean(*blocks: Node, title: str = "") -> Blocks:
    return cleaning.clean([*blocks], AT, title=title)[0]


def findings(*blocks: Node) -> list[tuple[str, str]]:
    return [(f.rule, f.message) for f in cleaning.clean([*blocks], AT)[1]]


def rules(*blocks: Node) -> list[str]:
    return [rule for rule, _ in findings(*blocks)]


def link(url: str, *inside: Node) -> Node:
    return {"t": "Link", "c": [NONE, [*inside], [url, ""]]}


def heading(level: int, text: str) -> Node:
    return {"t": "Header", "c": [level, NONE, inlines(text)]}


def test_a_clean_tree_stays_as_it_is() -> None:
    cleaned = clean(*EVERYTHING)
    assert cleaned == clean(*cleaned)
    assert [] == rules(*cleaned)


def test_attributes_are_dropped() -> None:
    dirty = [
        {"t": "Header", "c": [2, DIRTY, inlines("標題")]},
        {"t": "CodeBlock", "c": [DIRTY, "x"]},
        {"t": "Para", "c": [{"t": "Code", "c": [DIRTY, "x"]}]},
        {"t": "Div", "c": [DIRTY, [para("段")]]},
        {"t": "Para", "c": [{"t": "Span", "c": [DIRTY, inlines("字")]}]},
        {
            "t": "Para",
            "c": [{"t": "Link", "c": [DIRTY, inlines("字"), ["https://example.org/", "t"]]}],
        },
    ]
    assert "onclick" not in str(clean(*dirty))


def test_raw_html_is_dropped_and_reported() -> None:
    raw = {"t": "RawBlock", "c": ["html", "<script>alert(1)</script>"]}
    inline = {"t": "RawInline", "c": ["html", "<b>"]}
    assert [para("段")] == clean(raw, para("段", inline))
    assert ["raw-html"] == rules(raw, para("段", inline))


def test_an_unknown_element_is_dropped() -> None:
    assert [para("段")] == clean({"t": "Novelty", "c": [1, 2]}, para("段"))


def test_an_unsafe_link_leaves_its_words() -> None:
    block = {"t": "Para", "c": [link("javascript:alert(1)", *inlines("字"))]}
    assert [para("字")] == clean(block)
    expected = "a link to “javascript:alert(1)” was taken off; its words stay"
    assert [("unsafe-link", expected)] == findings(block)


def test_an_image_without_a_web_address_leaves_its_words() -> None:
    bad = {"t": "Image", "c": [NONE, inlines("圖"), ["file:///etc/passwd", ""]]}
    assert [para("見圖")] == clean(para("見", bad))
    assert ["unsafe-image"] == rules(para("見", bad))


def test_a_link_in_a_link_is_words() -> None:
    inner = link("https://example.org/2", *inlines("內"))
    expected = {"t": "Para", "c": [link("https://example.org/1", *inlines("外內"))]}
    block = {"t": "Para", "c": [link("https://example.org/1", *inlines("外"), inner)]}
    assert [expected] == clean(block)


def test_a_note_in_a_link_follows_it() -> None:
    block = {"t": "Para", "c": [link("https://example.org/", *inlines("鏈"), note(para("註")))]}
    expected = {"t": "Para", "c": [link("https://example.org/", *inlines("鏈")), note(para("註"))]}
    assert [expected] == clean(block)


def test_a_note_in_a_note_is_words() -> None:
    assert "Note" not in str(
        clean(para("段", note(para("註", note(para("再註"))))))[0]["c"][1]["c"]
    )
    assert "再註" in tree.words(clean(para("段", note(para("註", note(para("再註")))))))


def test_a_bare_url_becomes_a_link() -> None:
    url = "https://example.org/a?b=c"
    expected = {"t": "Para", "c": [*inlines("見"), link(url, *inlines(url)), *inlines("。好")]}
    assert [expected] == clean(para(f"見{url}。好"))


def test_unseen_characters_are_removed_and_named() -> None:
    assert [para("國家")] == clean(para("國\u202e家\u200b"))
    assert ["control-character", "control-character"] == rules(para("國\u202e家\u200b"))


def test_a_title_repeated_as_first_heading_goes() -> None:
    assert [para("段")] == clean(heading(1, "標題　一"), para("段"), title="標題 一")


def test_a_title_repeated_below_the_picture_goes() -> None:
    cleaned = clean(figure("", "說"), heading(1, "標題"), para("段"), title="標題")
    assert ["Figure", "Para"] == [block["t"] for block in cleaned]


def test_another_first_heading_stays() -> None:
    assert [heading(2, "另題"), para("段")] == clean(heading(1, "另題"), para("段"), title="標題")


@settings(deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=6), min_size=1, max_size=12))
def test_headings_start_at_two_and_skip_no_level(levels: list[int]) -> None:
    cleaned = clean(*(heading(level, "題") for level in levels))
    found = [1, *(block["c"][0] for block in cleaned)]
    assert 2 == found[1]
    assert all(2 <= level <= 6 and level - before <= 1 for before, level in pairwise(found))


def test_a_heading_in_a_quote_is_a_line_in_bold() -> None:
    quote = {"t": "BlockQuote", "c": [heading(1, "題")]}
    bold = {"t": "Para", "c": [{"t": "Strong", "c": inlines("題")}]}
    assert [{"t": "BlockQuote", "c": [bold]}] == clean(quote)


def test_an_image_alone_in_a_paragraph_is_a_figure() -> None:
    assert [figure("", "圖說")] == clean({"t": "Para", "c": [image("圖說")]})


def test_a_figure_without_its_image_leaves_the_caption() -> None:
    block = figure("", "圖說")
    block["c"][2][0]["c"][0]["c"][2][0] = "file:///etc/passwd"
    assert [para("圖說")] == clean(block)


def shown(url: str, caption: str = "") -> Node:
    made = figure("", caption)
    made["c"][1][1] = made["c"][1][1] if caption else []
    made["c"][2][0]["c"][0]["c"][2][0] = url
    return made


def picture(url: str, alt: str = "") -> Node:
    return {"t": "Image", "c": [NONE, inlines(alt) if alt else [], [url, ""]]}


BREAK = {"t": "SoftBreak"}


@pytest.mark.parametrize("url", ["https://example.org/a.jpg", "a.jpg"])
def test_a_picture_on_a_line_of_its_own_is_no_part_of_the_paragraph(url: str) -> None:
    lines: Inlines = [picture(url), BREAK, *inlines("前"), BREAK, *inlines("中"), BREAK]
    block = {"t": "Para", "c": [*lines, picture(url, "圖"), BREAK, *inlines("後")]}
    assert [shown(url), para("前中"), shown(url, "圖"), para("後")] == clean(block)


def test_pictures_side_by_side_are_figures_each() -> None:
    block = {"t": "Para", "c": [picture("a.jpg"), {"t": "Space"}, picture("b.jpg", "乙")]}
    assert [shown("a.jpg"), shown("b.jpg", "乙")] == clean(block)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (para("見", picture("a.jpg", "圖")), [para("見"), shown("a.jpg", "圖")]),
        (
            {"t": "BulletList", "c": [[plain("項")], [{"t": "Plain", "c": [picture("a.jpg")]}]]},
            [{"t": "BulletList", "c": [[plain("項")]]}, shown("a.jpg")],
        ),
        (
            {"t": "BlockQuote", "c": [para("引"), {"t": "Para", "c": [picture("a.jpg", "圖")]}]},
            [{"t": "BlockQuote", "c": [para("引")]}, shown("a.jpg", "圖")],
        ),
        (
            {"t": "BlockQuote", "c": [para("引"), shown("a.jpg", "說")]},
            [{"t": "BlockQuote", "c": [para("引")]}, shown("a.jpg", "說")],
        ),
        (
            para("段", note(para("註", picture("a.jpg")))),
            [para("段", note(para("註"))), shown("a.jpg")],
        ),
    ],
)
def test_a_picture_of_the_project_leaves_what_it_stands_in(block: Node, expected: Blocks) -> None:
    assert expected == clean(block)


def test_a_picture_of_the_web_in_a_line_stays_there() -> None:
    block = para("見", picture("https://example.org/a.jpg", "圖"))
    assert [block] == clean(block)


def test_a_picture_that_leads_to_its_own_file_is_no_unsafe_link() -> None:
    block = {"t": "Para", "c": [link("a-large.jpg", picture("a.jpg"))]}
    assert ([shown("a.jpg")], []) == (clean(block), rules(block))


def test_words_that_repeat_the_caption_do_not_stand_for_the_image() -> None:
    assert [figure("", "圖說")] == clean(figure("圖說", "圖說"))


def test_empty_blocks_are_dropped() -> None:
    empty: Blocks = [
        {"t": "Para", "c": []},
        {"t": "Para", "c": [{"t": "Space"}, {"t": "LineBreak"}]},
        {"t": "BlockQuote", "c": []},
        {"t": "BulletList", "c": [[]]},
        {"t": "Header", "c": [1, NONE, [{"t": "Emph", "c": []}]]},
    ]
    assert [para("段")] == clean(*empty, para("段"))


def test_the_indent_of_a_paragraph_is_dropped() -> None:
    assert [para("段")] == clean(para("　　段"))


def test_bare_text_between_blocks_is_a_paragraph() -> None:
    assert [para("段")] == clean(plain("段"))


def nested(kind: str, times: int) -> Node:
    node: Any = para("深")
    if kind == "Emph":
        node = inlines("深")[0]
    for _ in range(times):
        if kind == "BlockQuote":
            node = {"t": kind, "c": [node]}
        elif kind == "BulletList":
            node = {"t": kind, "c": [[node]]}
        elif kind == "Div":
            node = {"t": kind, "c": [NONE, [node]]}
        else:
            node = {"t": kind, "c": [node]}
    return {"t": "Para", "c": [node]} if kind == "Emph" else node


@pytest.mark.parametrize("kind", ["BlockQuote", "BulletList", "Div", "Emph"])
def test_what_is_nested_too_deeply_is_flattened_to_its_words(kind: str) -> None:
    block = nested(kind, 10_000)
    cleaned, found = cleaning.clean([block], AT)
    assert "深" == tree.words(cleaned)
    assert ["too-deep"] == [one.rule for one in found]
    assert cleaning.DEPTH * 12 > str(cleaned).count("[")


@pytest.mark.parametrize("kind", ["BlockQuote", "BulletList", "Div", "Emph"])
def test_ordinary_nesting_stays(kind: str) -> None:
    assert [] == rules(nested(kind, 8))


def test_many_findings_of_one_kind_are_summed_up() -> None:
    links: Inlines = [link(f"javascript:{n}", *inlines("字")) for n in range(100)]
    found = findings({"t": "Para", "c": links})
    assert 21 == len(found)
    assert ("unsafe-link", "80 more of the same kind") == found[-1]


def test_a_finding_says_where_and_what_to_do() -> None:
    expected = Finding(
        rule="unsafe-image",
        severity="warning",
        at=AT,
        message="the image “../x.png” was left out",
        hint="name a file of the project by its path from the article, or give a full http or https address",
    )
    bad = {"t": "Image", "c": [NONE, inlines("圖"), ["../x.png", ""]]}
    assert (expected,) == cleaning.clean([para("段", bad)], AT)[1]
