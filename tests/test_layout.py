"""What a book shows, and as what."""

import json
from dataclasses import replace
from itertools import product
from typing import Any, get_args

import books
import pytest
from books import GB, HK, PICTURE, book, chapter, figure, header, node, para, row
from hypothesis import given
from hypothesis import strategies as st

from toolkit import pages, reflow
from toolkit.errors import UsageError
from toolkit.inert import blocks, href, inlines, plain, printable, readable, shorten, width
from toolkit.layout import FORMATS, addresses, identifier, passages, require
from toolkit.model import Format, Layout, Mode
from toolkit.notes import annotate, notes_in, settle
from toolkit.opf import access
from toolkit.wording import language_of, written

FONTS = {"source": ("Han", "Latin"), "target": ("Latin", "Han")}
LAYOUTS = tuple(product(("columns", "interleaved", "reveal"), ("source", "target")))
ONLY = ("source-only", "target-only")


def data(made: Any) -> dict[str, Any]:
    return pages.document(made, {}, fonts=FONTS, latin="Latin", mono="Mono")


def shapes(*rows: Any) -> list[str]:
    return [passage.shape for passage in passages(book(chapter(*rows)), 1)]


def every(tree: object, kind: str) -> list[Any]:
    if isinstance(tree, list):
        return [found for part in tree for found in every(part, kind)]
    if isinstance(tree, dict):
        here = [tree] if tree.get("t") == kind else []
        return here + [found for part in tree.values() for found in every(part, kind)]
    return []


def ids(tree: object) -> list[str]:
    found = [n["c"][0][0] for k in ("Div", "Span", "Figure") for n in every(tree, k)]
    found += [n["c"][1][0] for n in every(tree, "Header")]
    return [one for one in found if one]


# --- rows ---


def test_each_row_has_the_shape_that_its_block_asks_for() -> None:
    expected = ["pair", "heading", "pair", "figure", "pair", "wide", "alone", "alone"]
    assert expected == shapes(*books.ROWS)


def test_a_rule_is_a_rule() -> None:
    assert ["rule"] == shapes(row({"t": "HorizontalRule"}, None))


def test_a_paragraph_that_is_a_picture_is_a_figure() -> None:
    one = node("Para", [books.image(PICTURE, "圖")])
    assert ["figure"] == shapes(row(one, one))


def test_a_list_that_holds_code_takes_the_full_width() -> None:
    one = node("BulletList", [[books.code("x")]])
    assert ["wide"] == shapes(row(one, one))


def test_a_row_that_shows_nothing_is_left_out() -> None:
    assert [] == shapes(row(node("Para", []), node("Para", [])))


def test_headings_start_at_two_and_skip_no_level() -> None:
    rows = [row(header(n, "題"), header(n, "H")) for n in (3, 5, 4, 3, 2, 6)]
    found = [passage.level for passage in passages(book(chapter(*rows)), 1)]
    assert [2, 3, 3, 2, 2, 3] == found


def test_a_note_in_a_heading_is_said_in_brackets() -> None:
    one = node("Header", 2, books.ATTR, [*books.inline("題"), books.note("注")])
    two = node("Header", 2, books.ATTR, [*books.inline("Head"), books.note("note")])
    (passage,) = passages(book(chapter(row(one, two))), 1)
    assert ["題（注）", "Head (note)"] == [plain(nodes) for nodes in passage.sides.values()]


def test_a_note_inside_a_link_of_a_heading_is_said_in_brackets() -> None:
    linked = node(
        "Link", books.ATTR, [books.inline("題")[0], books.note("注")], ["https://a.b", ""]
    )
    one = node("Header", 2, books.ATTR, [linked])
    (passage,) = passages(book(chapter(row(one, one))), 1)
    assert ["題（注）", "題 (注)"] == [plain(nodes) for nodes in passage.sides.values()]


def test_a_caption_stands_in_for_a_missing_description() -> None:
    (passage,) = passages(book(chapter(row(figure(PICTURE, "圖說"), figure(PICTURE, "Said")))), 1)
    ((url, alt),) = passage.pictures
    assert (PICTURE, "圖說", "Said") == (url, alt.source, alt.target)


def test_a_description_stands_in_for_a_missing_caption() -> None:
    one = node("Para", [books.image(PICTURE, "描述")])
    (passage,) = passages(book(chapter(row(one, None))), 1)
    assert "描述" == plain(passage.sides["source"])


def test_a_wide_space_in_a_heading_stays_wide() -> None:
    (passage,) = passages(book(chapter(row(header(2, "甲　乙 "), header(2, "A  B")))), 1)
    assert ["甲　乙", "A B"] == [plain(nodes) for nodes in passage.sides.values()]


def test_the_addresses_of_a_book_come_once_each() -> None:
    twice = chapter(*books.ROWS)
    assert (PICTURE,) == addresses(book(twice, twice))


def test_equal_books_share_an_identifier_and_others_do_not() -> None:
    assert identifier(book()) == identifier(book())
    assert identifier(book()) == identifier(replace(book(), colophon=()))
    assert identifier(book()) != identifier(replace(book(), publisher="Other"))


# --- sentences ---


def test_a_sentence_is_a_passage_where_the_layout_wants_it() -> None:
    made = book(chapter(books.SENTENCES, row("丙。", "Three.")), unit="sentence")
    found = passages(made, 1)
    assert ["甲。", "乙。", "丙。"] == [plain(one.sides["source"]) for one in found]
    assert ["c1-p1", "c1-p1-s2", "c1-p2"] == [one.id for one in found]
    assert [False, True, False] == [one.more for one in found]


def test_facing_pages_know_the_sentences_of_a_paragraph() -> None:
    (found,) = passages(book(chapter(books.SENTENCES), mode="facing"), 1)
    assert "甲。乙。" == plain(found.sides["source"])
    assert ["One.", "Two."] == [plain(one.sides["target"]) for one in found.parts]


def test_a_note_hangs_on_each_sentence_where_that_is_the_unit() -> None:
    tree = reflow.document(book(chapter(books.SENTENCES), mode="notes", unit="sentence"), {})
    assert ["One.", "Two."] == [plain(note) for note in every(tree, "Note")]
    assert ["甲。乙。"] == [
        "".join(part.get("c", "") for part in one["c"] if part["t"] == "Str")
        for one in every(tree, "Para")
        if every(one, "Note")
    ]


@pytest.mark.parametrize("mode", ONLY)
def test_an_edition_of_one_language_keeps_its_paragraphs(mode: Mode) -> None:
    assert 1 == len(passages(book(chapter(books.SENTENCES), mode=mode, unit="sentence"), 1))


# --- inert nodes ---


def test_markup_of_another_language_is_shown_as_code() -> None:
    raw = node("RawInline", "html", "<script>")
    assert [node("Code", books.ATTR, "<script>")] == inlines([raw], HK)
    assert ["CodeBlock"] == [b["t"] for b in blocks([node("RawBlock", "typst", "#x")], HK)]


def test_attributes_of_an_article_do_not_survive() -> None:
    marked = node("Span", ["id", ["class"], [["onclick", "x"]]], books.inline("字"))
    assert books.inline("字") == inlines([marked], HK)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "http://[", ""],
)
def test_an_address_that_is_no_web_address_is_no_link(url: str) -> None:
    link = node("Link", books.ATTR, books.inline("字"), [url, ""])
    assert books.inline("字") == inlines([link], HK)


def test_a_web_address_is_percent_encoded_once() -> None:
    assert "https://example.org/%E5%9C%96%20a?q=%22" == href('https://example.org/圖 a?q="')
    assert "https://example.org/%E5%9C%96" == href("https://example.org/%E5%9C%96")
    assert "mailto:a@example.org" == href("mailto:a@example.org")
    assert "https://example.org/100%25" == href("https://user:secret@EXAMPLE.org/100%")
    assert "https://xn--j6w193g.hk/" == href("https://香港.hk/")


def test_an_address_can_be_read_by_a_person() -> None:
    assert "https://example.org/圖%20a" == readable("https://example.org/%E5%9C%96%20a")


def test_a_picture_in_a_line_becomes_a_link_to_it() -> None:
    (link,) = inlines([books.image(PICTURE, "圖")], HK)
    assert ("Link", "[圖]", PICTURE) == (link["t"], plain(link), link["c"][2][0])


def test_two_meanings_of_a_word_are_two_paragraphs() -> None:
    said = [[{"t": "Plain", "c": books.inline(text)}] for text in ("一。", "二。")]
    (found,) = blocks([node("DefinitionList", [[books.inline("詞"), said]])], HK)
    assert [["Para", "Para", "Para"]] == [[one["t"] for one in item] for item in found["c"]]


def test_a_heading_inside_a_quotation_is_a_strong_paragraph() -> None:
    (quote,) = blocks([node("BlockQuote", [header(1, "題"), para("文")])], HK)
    assert ["Strong"] == [n["t"] for n in quote["c"][0]["c"]]


def test_an_unknown_node_is_shown_as_its_text() -> None:
    assert "新字" == plain(inlines([node("Novelty", [books.inline("新字")])], HK))


def test_a_table_loses_its_widths_and_keeps_its_words() -> None:
    (table,) = blocks([books.table(("年", "事"), ("2018", "峯會"))], HK)
    assert ["ColWidthDefault"] * 2 == [width["t"] for _, width in table["c"][2]]
    assert "年事2018峯會" == plain(table)


@given(st.text())
def test_a_printable_text_fits_into_xml_and_json(text: str) -> None:
    shown = printable(text)
    assert shown == printable(shown)
    assert shown == json.loads(json.dumps(shown).encode("utf-8"))
    assert not set(shown) & {"\x00", "\x0b", "\ufeff", "\ufffe", "\uffff"}


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_a_shortened_text_fits(text: str, room: int) -> None:
    assert width(shorten(text, room)) <= room + 1


def test_a_text_is_shortened_between_words() -> None:
    assert "One two" == shorten("One two", 7)
    assert "One…" == shorten("One two", 6)
    assert "眾新…" == shorten("眾新聞雙語", 6)


# --- words ---


def test_a_date_is_written_as_each_language_writes_it() -> None:
    assert "2018年6月1日" == written("2018-06-01", HK)
    assert "1 June 2018" == written("2018-06-01", GB)
    assert "soon" == written("soon", GB)


def test_a_short_value_is_in_the_language_of_its_letters() -> None:
    assert HK == language_of("眾新聞", HK, GB)
    assert GB == language_of("zh_en 1.0", HK, GB)


# --- notes ---


def test_both_languages_share_a_note_and_its_number() -> None:
    sides: Any = {"source": [books.noted("甲", "注")], "target": [books.noted("A", "note")]}
    settled, last = settle(
        *(sides, 4),
        lambda number, said: node("Made", number, sorted(said)),
        lambda number: node("Again", number),
    )
    assert 5 == last
    assert [node("Made", 5, ["source", "target"])] == every(settled["source"], "Made")
    assert [node("Again", 5)] == every(settled["target"], "Again")


def test_a_side_with_other_notes_keeps_its_own() -> None:
    sides: Any = {"source": [books.noted("甲", "注")], "target": [para("A")]}
    settled, last = settle(
        *(sides, 0),
        lambda number, said: node("Made", number, sorted(said)),
        lambda number: node("Again", number),
    )
    assert 1 == last
    assert [node("Made", 1, ["source"])] == every(settled["source"], "Made")
    assert [para("A")] == settled["target"]


def annotated(*pairs: Any) -> tuple[list[Any], int]:
    return annotate(
        *([{"source": one, "target": two} for one, two in pairs], {"source": HK, "target": GB}, 3),
        lambda number, said: node("Made", number, plain([*said.values()])),
        lambda number: node("Again", number),
    )


def test_the_second_language_is_a_note_to_the_first() -> None:
    shown, last = annotated(([para("甲。")], [para("One.")]))
    assert 4 == last
    assert [node("Para", [*books.inline("甲。"), node("Made", 4, "One.")])] == shown


def test_a_note_stands_at_the_end_of_a_list_or_a_quote() -> None:
    quote = node("BlockQuote", [para("乙。")])
    for block in (books.bullets("甲", "乙。"), quote):
        shown, _ = annotated(([block], [para("One.")]))
        ends = [one["c"] for kind in ("Para", "Plain") for one in every(shown, kind)]
        assert [*books.inline("乙。"), node("Made", 4, "One.")] == ends[-1]


def test_notes_of_sentences_stand_in_one_paragraph() -> None:
    shown, last = annotated(([para("甲。")], [para("One.")]), ([para("乙。")], [para("Two.")]))
    assert 5 == last
    assert ["Str", "Made", "Str", "Made"] == [one["t"] for one in shown[0]["c"]]


def test_a_note_of_the_article_is_called_again_from_the_translation() -> None:
    shown, last = annotated(([books.noted("甲", "注")], [books.noted("A", "note")]))
    assert [4, 5] == [one["c"][0] for one in every(shown, "Made")]
    assert 5 == last


def test_a_note_that_only_the_translation_has_is_said_in_brackets() -> None:
    shown, last = annotated(([para("甲")], [books.noted("A", "note")]))
    assert ["A (note)"] == [one["c"][1] for one in every(shown, "Made")]
    assert 4 == last


def test_every_note_of_a_passage_is_found() -> None:
    assert ["一", "二"] == [
        plain(n) for n in notes_in([books.noted("甲", "一"), books.noted("乙", "二")])
    ]


# --- both outputs ---


@pytest.mark.parametrize(("mode", "first"), LAYOUTS)
def test_both_texts_are_there_once_and_in_order(mode: Any, first: str) -> None:
    rows = row("甲句。", "Sentence one."), row("乙句。", "Sentence two.")
    tree = reflow.document(book(chapter(*rows), mode=mode, first=first), {})["blocks"]
    wanted = ["甲句。", "Sentence one.", "乙句。", "Sentence two."]
    if first == "target":
        wanted = [wanted[1], wanted[0], wanted[3], wanted[2]]
    assert wanted == [words for words in map(plain, every(tree, "Para")) if words in wanted]


def test_the_layout_says_which_side_comes_first() -> None:
    assert ("source", "target") == Layout().sides
    assert ("target", "source") == Layout(first="target").sides
    assert [("source",), ("target",)] == [Layout(mode=mode).sides for mode in ONLY]


@pytest.mark.parametrize("mode", get_args(Mode))
def test_a_layout_is_made_in_the_formats_of_the_table_and_in_no_other(mode: Mode) -> None:
    for name in get_args(Format):
        if name in FORMATS.get(mode, ()):
            require(Layout(mode=mode), [name])
        else:
            with pytest.raises(UsageError, match=f"“{mode}” cannot be made as {name}"):
                require(Layout(mode=mode), [name])


@pytest.mark.parametrize(("mode", "shown"), [("source-only", HK), ("target-only", GB)])
def test_an_edition_of_one_language_holds_no_word_of_the_other(mode: Mode, shown: str) -> None:
    rows = (row("甲句。", "Sentence one."), row(header(2, "題"), header(2, "Head")))
    made = book(chapter(*rows, author="X", source_url="", archive_url=""), mode=mode)
    made = replace(made, authors=("X",), colophon=())
    tree = reflow.document(made, {})
    told = {value for n in every(tree, "Span") for key, value in n["c"][0][2] if key == "lang"}
    words = plain(tree["blocks"])
    assert (shown == HK) == ("甲句" in words)
    assert (shown == GB) == ("Sentence one" in words)
    assert shown in told
    assert not (told - {shown, GB})  # names without a Han letter are tagged as English
    assert [list(data(made)["title"])] == [["source"] if shown == HK else ["target"]]


def test_a_passage_names_the_layout() -> None:
    for mode in ("columns", "interleaved", "reveal", "notes"):
        tree = reflow.document(book(chapter(row("甲", "A")), mode=mode), {})
        assert [mode] == [
            c for d in every(tree, "Div") for c in d["c"][0][1] if c in get_args(Mode)
        ]


def test_every_id_is_made_once() -> None:
    found = ids(reflow.document(book(chapter(*books.ROWS), chapter(*books.ROWS)), {}))
    assert sorted(set(found)) == sorted(found)


@pytest.mark.parametrize("mode", get_args(Mode))
def test_no_raw_node_is_ever_written_but_the_ends_of_what_is_folded(mode: Mode) -> None:
    tree = reflow.document(replace(books.hostile(), layout=Layout(mode=mode)), {})
    ends = {'<details><summary lang="en-GB">English</summary>', "</details>"}
    assert {"reveal": ends}.get(mode, set()) == {n["c"][1] for n in every(tree, "RawBlock")}
    assert [] == every(tree, "RawInline")


def test_no_picture_is_named_but_those_that_are_there() -> None:
    assert [] == every(reflow.document(book(), {}), "Image")
    shown = every(reflow.document(book(), {PICTURE: "a.png"}), "Image")
    assert ["a.png"] == [image["c"][2][0] for image in shown]


def test_a_missing_picture_leaves_a_box_with_its_address() -> None:
    tree = reflow.document(book(), {})
    (box,) = [d for d in every(tree, "Div") if "missing" in d["c"][0][1]]
    assert "圖片未收錄 網上原圖 Picture not included see it online" == " ".join(
        plain(line) for line in box["c"][1]
    )
    assert [PICTURE] * 2 == [link["c"][2][0] for link in every(box, "Link")]


def test_every_block_says_its_language() -> None:
    tree = reflow.document(book(), {})
    for block in tree["blocks"]:
        assert every(block, "HorizontalRule") or {"lang"} <= {
            key for kind in ("Div", "Span") for n in every(block, kind) for key, _ in n["c"][0][2]
        }


def test_the_book_claims_a_description_only_where_there_is_one() -> None:
    described = book(
        chapter(row(figure(PICTURE, "圖說", "一人"), figure(PICTURE, "Said", "A man")))
    )
    features = [json.dumps(access(one, {PICTURE: "a.png"})) for one in (book(), described)]
    assert [False, True] == ["alternativeText" in text for text in features]


def test_the_theme_gets_every_text_as_data() -> None:
    said = json.dumps(data(books.hostile()), ensure_ascii=False)
    for attack in books.ATTACKS:
        assert json.dumps(attack, ensure_ascii=False)[1:-1] in said


def test_neighbouring_words_reach_the_theme_as_one_text() -> None:
    (one,) = data(book(chapter(row("甲", "Two words"))))["chapters"][0]["rows"]
    assert [node("Para", books.inline("Two_words"))] == [
        {
            "t": "Para",
            "c": [
                {"t": "Str", "c": n["c"].replace(" ", "_")} for n in one["sides"]["target"][0]["c"]
            ],
        }
    ]


def test_every_text_of_the_pdf_has_a_place() -> None:
    found = {text: place for place, text in pages.texts(data(book()), ("articles/article.md",))}
    assert "articles/article.md" == found["第一段。"]
    assert "book.toml" == found["雙語選輯"]
