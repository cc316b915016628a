"""The passages of a tree are found in order, and its twin has the same skeleton."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import tree
from toolkit.model import Blocks, Inlines, Node

NONE: list[Any] = ["", [], []]


def inlines(text: str) -> Inlines:
    return [{"t": "Str", "c": text}]


def para(text: str, *more: Node) -> Node:
    return {"t": "Para", "c": [*inlines(text), *more]}


def plain(text: str) -> Node:
    return {"t": "Plain", "c": inlines(text)}


def note(*blocks: Node) -> Node:
    return {"t": "Note", "c": [*blocks]}


def image(alt: str) -> Node:
    return {"t": "Image", "c": [NONE, inlines(alt) if alt else [], ["https://example.org/i", ""]]}


def figure(alt: str, caption: str) -> Node:
    content = [{"t": "Plain", "c": [image(alt)]}]
    return {"t": "Figure", "c": [NONE, [None, [plain(caption)]], content]}


def table(*rows: list[str]) -> Node:
    made = [[NONE, [[NONE, {"t": "AlignDefault"}, 1, 1, [plain(c)]] for c in row]] for row in rows]
    head, body, foot = [NONE, made[:1]], [[NONE, 0, [], made[1:]]], [NONE, []]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in rows[0]]
    return {"t": "Table", "c": [NONE, [None, [plain("表題")]], columns, head, body, foot]}


EVERYTHING: Blocks = [
    {"t": "Header", "c": [2, NONE, inlines("標題")]},
    para("段落", note(para("註腳"), para("註二")), image("圖內")),
    {"t": "BlockQuote", "c": [para("引文")]},
    {"t": "BulletList", "c": [[plain("項一")], [plain("項二"), para("項三")]]},
    {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], [[plain("次序")]]]},
    {"t": "DefinitionList", "c": [[inlines("詞"), [[plain("義")]]]]},
    figure("替代", "圖說"),
    table(["頭甲", "頭乙"], ["格甲", "格乙"]),
    {"t": "HorizontalRule"},
    {"t": "CodeBlock", "c": [NONE, "print(1)"]},
    para("——"),
    {"t": "Para", "c": [{"t": "Link", "c": [NONE, inlines("鏈接"), ["https://example.org/", ""]]}]},
]


def test_passages_come_in_the_order_of_the_document() -> None:
    expected = "標題 段落 註腳 註二 圖內 引文 項一 項二 項三 次序 詞 義 圖說 替代 表題 頭甲 頭乙 格甲 格乙 鏈接"
    found = [
        tree.words([node for node in passage if node["t"] not in ("Note", "Image")])
        for passage in tree.passages(EVERYTHING)
    ]
    assert expected.split() == found


def test_a_twin_rendered_by_nothing_is_equal() -> None:
    assert EVERYTHING == tree.translate(EVERYTHING, lambda passage: passage)


def test_each_passage_is_rendered_once() -> None:
    twin = tree.translate([para("段"), figure("", "說")], lambda _: inlines("EN"))
    assert [para("EN"), figure("", "EN")] == twin


def test_a_note_kept_by_the_rendering_is_rendered_too() -> None:
    source = [para("段", note(para("註")))]
    twin = tree.translate(source, lambda passage: [*inlines("EN"), *passage[1:]])
    assert [para("EN", note(para("EN")))] == twin


def test_the_source_is_left_as_it_was() -> None:
    before = str(EVERYTHING)
    tree.translate(EVERYTHING, lambda _: inlines("EN"))
    assert before == str(EVERYTHING)


def test_images_and_paragraphs_are_found_however_deep_they_stand() -> None:
    deep = [image("a"), para("b")]
    for _ in range(5000):
        deep = [{"t": "BlockQuote", "c": deep}]
    assert ([image("a")], [inlines("b")]) == ([*tree.images(deep)], [*tree.paragraphs(deep)])


def test_words_are_gathered_however_deep_they_stand() -> None:
    deep: Node = para("深")
    for _ in range(10_000):
        deep = {"t": "BlockQuote", "c": [deep]}
    assert "深" == tree.words(deep)
    while deep["t"] == "BlockQuote":  # take it apart by hand, as it was built
        deep = deep["c"].pop()


@settings(deadline=None)
@given(st.lists(st.sampled_from(EVERYTHING), max_size=6))
def test_a_twin_has_as_many_passages(blocks: Blocks) -> None:
    twin = tree.translate(blocks, lambda passage: [{"t": "Str", "c": "EN"}, *passage])
    assert len(tree.passages(blocks)) == len(tree.passages(twin))
