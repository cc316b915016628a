"""Inline elements become tags, and come back whatever was done to the tags."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import markup
from toolkit.markup import Tagged, flatten, plain, restore, tags
from toolkit.model import Inlines, Node

PAIRED = ("Emph", "Strong", "Strikeout", "Superscript", "Subscript", "Underline", "SmallCaps")


def word(text: str) -> Node:
    return {"t": "Str", "c": text}


SPACE: Node = {"t": "Space"}
BREAK: Node = {"t": "LineBreak"}
SOFT: Node = {"t": "SoftBreak"}
CODE: Node = {"t": "Code", "c": [["", [], []], "git"]}
NOTE: Node = {"t": "Note", "c": [{"t": "Para", "c": [word("註")]}]}
IMAGE: Node = {"t": "Image", "c": [["", [], []], [word("圖")], ["https://example.org/i.png", ""]]}


def emph(*inside: Node) -> Node:
    return {"t": "Emph", "c": [*inside]}


def strong(*inside: Node) -> Node:
    return {"t": "Strong", "c": [*inside]}


def link(*inside: Node, url: str = "https://example.org/") -> Node:
    return {"t": "Link", "c": [["", [], []], [*inside], [url, ""]]}


WORDS = st.text(
    alphabet=st.sampled_from("國核abc。（「<>/&;amplt1239 \\"), min_size=1, max_size=8
).map(lambda text: word(text.replace(" ", "") or "國"))
LEAVES = WORDS | st.sampled_from([SPACE, BREAK, SOFT, CODE, NOTE, IMAGE])


def wrapped(inside: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    many = st.lists(inside, max_size=4)
    return st.one_of(
        st.tuples(st.sampled_from(PAIRED), many).map(lambda p: {"t": p[0], "c": p[1]}),
        many.map(lambda p: {"t": "Link", "c": [["", [], []], p, ["https://example.org/", ""]]}),
        many.map(lambda p: {"t": "Span", "c": [["", [], []], p]}),
        many.map(lambda p: {"t": "Quoted", "c": [{"t": "DoubleQuote"}, p]}),
    )


INLINES = st.lists(st.recursive(LEAVES, wrapped, max_leaves=8), max_size=6)


def unwrapped(inlines: Inlines) -> Iterator[Node]:
    """Yield inlines without spans and quotes, soft breaks as spaces."""
    for node in inlines:
        kind, inside = node["t"], node.get("c")
        if kind == "Span":
            yield from unwrapped(inside[1])
        elif kind == "Quoted":
            yield from ({"t": "Str", "c": "“"}, *unwrapped(inside[1]), {"t": "Str", "c": "”"})
        elif kind in PAIRED:
            yield {"t": kind, "c": normal(inside)}
        elif kind == "Link":
            yield {"t": kind, "c": [inside[0], normal(inside[1]), inside[2]]}
        else:
            yield node


def normal(inlines: Inlines) -> Inlines:
    """Return inlines in the form that has one tagged text."""
    result: Inlines = []
    for node in unwrapped(inlines):
        kind, last = node["t"], result[-1]["t"] if result else ""
        if kind == "LineBreak" and last == "Space":
            result.pop()
        if kind == "Str" and last == "Str":
            result[-1] = word(result[-1]["c"] + node["c"])
        elif kind == "Space" and last in ("Space", "LineBreak"):
            continue
        elif kind not in (*PAIRED, "Link") or markup.contents(node):
            result.append(node)
    return result


def without_soft_breaks(tree: Any) -> Any:
    if isinstance(tree, list):
        return [without_soft_breaks(part) for part in tree]
    if isinstance(tree, dict):
        if tree.get("t") == "SoftBreak":
            return SPACE
        return {key: without_soft_breaks(part) for key, part in tree.items()}
    return tree


@settings(max_examples=50, deadline=None)
@given(INLINES)
def test_what_is_flattened_comes_back_in_normal_form(inlines: Inlines) -> None:
    inlines = without_soft_breaks(inlines)
    tagged = flatten(inlines)
    assert normal(inlines) == restore(tagged.text, tagged.codes)


@settings(max_examples=50, deadline=None)
@given(INLINES)
def test_what_came_back_is_flattened_to_the_same(inlines: Inlines) -> None:
    first = flatten(inlines)
    again = flatten(restore(first.text, first.codes))
    assert again == flatten(restore(again.text, again.codes))


@settings(max_examples=50, deadline=None)
@given(
    INLINES,
    st.lists(
        st.sampled_from(
            ["<1>", "</1>", "<2>", "</2>", "<1/>", "<2/>", "<77>", "</0>", "word", " "]
        ),
        max_size=20,
    ).map("".join),
)
def test_damaged_tags_lose_no_word_no_image_and_no_note(inlines: Inlines, text: str) -> None:
    codes = flatten(inlines).codes
    result = restore(text, codes)
    again = flatten(result)
    assert plain(text).split() == plain(again.text).split()
    kept = [code for code in codes if markup.stands_alone(code)]
    assert sorted(map(str, kept)) == sorted(str(c) for c in again.codes if markup.stands_alone(c))


def test_elements_are_numbered_in_the_order_of_the_text() -> None:
    inlines = [word("見"), emph(word("甲"), strong(word("乙"))), CODE, link(word("丙"))]
    expected = "見<1>甲<2>乙</2></1><3/><4>丙</4>"
    assert expected == flatten(inlines).text


def test_a_bare_url_stands_alone() -> None:
    assert "見<1/>。" == flatten([word("見"), link(word("https://example.org/")), word("。")]).text


def test_a_line_break_is_a_newline() -> None:
    assert Tagged("甲\n乙") == flatten([word("甲"), SPACE, BREAK, word("乙")])


def test_a_soft_break_between_han_is_nothing() -> None:
    assert "甲乙" == flatten([word("甲"), SOFT, word("乙")]).text


def test_a_soft_break_between_han_is_nothing_even_across_tags() -> None:
    assert "<1>甲</1>乙" == flatten([emph(word("甲")), SOFT, word("乙")]).text


def test_a_soft_break_beside_latin_is_a_space() -> None:
    assert "甲 b c" == flatten([word("甲"), SOFT, word("b"), SOFT, word("c")]).text


def test_words_that_look_like_a_tag_are_escaped() -> None:
    inlines = [word("<1>&lt;2/>"), emph(word("甲"))]
    tagged = flatten(inlines)
    assert "&lt;1>&amp;lt;2/><1>甲</1>" == tagged.text
    assert inlines == restore(tagged.text, tagged.codes)
    assert "<1>&lt;2/>甲" == plain(tagged.text)


def test_the_tags_of_a_text_are_listed_in_order() -> None:
    assert ("<1>", "<2/>", "</1>") == tags("a<1>b<2/></1>&lt;3>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <1>b</1> <2/>", [word("a"), SPACE, emph(word("b")), SPACE, NOTE]),
        ("a b <2/>", [word("a"), SPACE, word("b"), SPACE, NOTE]),
        ("a <1>b", [word("a"), SPACE, word("b"), NOTE]),
        ("a b</1>", [word("a"), SPACE, word("b"), NOTE]),
        ("<1>a</1> <1>b</1>", [emph(word("a")), SPACE, word("b"), NOTE]),
        ("<2/>a<2/>", [NOTE, word("a")]),
        ("<2>a</2>", [NOTE, word("a")]),
        ("<1/>a", [word("a"), NOTE]),
        ("<9>a</9>", [word("a"), NOTE]),
        ("", [NOTE]),
    ],
)
def test_damage_is_mended(text: str, expected: Inlines) -> None:
    assert expected == restore(text, (emph(), NOTE))


def test_of_crossed_tags_the_inner_pair_is_dropped() -> None:
    expected = [emph(word("a"), word("b")), word("c")]
    result = restore("<1>a<2>b</1>c</2>", (emph(), strong()))
    assert normal(expected) == result
