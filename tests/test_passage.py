"""A passage is cut into sentences and comes back in English with all that stood in it."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from test_markup import BREAK, CODE, IMAGE, INLINES, NOTE, SPACE, emph, link, strong, word

from toolkit import markup, tree
from toolkit.model import Inlines
from toolkit.passage import UNTRANSLATED, ascii_marks, cut, render, sentences, separate


def answers(**targets: str) -> Callable[[str], str | None]:
    """Return a look-up in which 甲 stands for the sentence 甲。"""
    return lambda text: targets.get(markup.plain(text).rstrip("。"))


def echo(text: str) -> str:
    return text


def test_sentences_count_their_tags_from_one() -> None:
    inlines = [emph(word("甲")), word("在。"), strong(word("乙")), word("不在。")]
    assert ("<1>甲</1>在。", "<1>乙</1>不在。") == sentences(inlines)


def test_what_wraps_a_whole_passage_stays_outside() -> None:
    inlines = [strong(link(word("甲。乙。")))]
    assert ("甲。", "乙。") == sentences(inlines)
    expected = [strong(link(word("A."), SPACE, word("B.")))]
    assert expected == render(inlines, answers(甲="A.", 乙="B."))


def test_what_wraps_a_whole_sentence_stays_outside() -> None:
    inlines = [strong(word("甲。")), word("乙。")]
    assert ("甲。", "乙。") == sentences(inlines)
    assert [strong(word("A.")), SPACE, word("B.")] == render(inlines, answers(甲="A.", 乙="B."))


def test_verse_keeps_its_lines_and_their_indents_in_both_languages() -> None:
    lines = ("\u00a0\u00a0甲，", "乙。", "\u3000\u3000丙，", "丁")
    inlines = [node for line in lines for node in (BREAK, word(line))][1:]
    assert ("甲，", "乙。", "丙，", "丁") == sentences(inlines)
    english = render(inlines, lambda text: f"{text[0]}!")
    assert "\u00a0\u00a0甲!\n乙!\n\u3000\u3000丙!\n丁!" == markup.flatten(english).text
    assert [*lines] == [markup.flatten(part).text for part in separate(inlines)]


def test_a_note_at_the_end_stays_outside() -> None:
    inlines = [word("甲。"), NOTE, word("乙。")]
    assert ("甲。", "乙。") == sentences(inlines)
    assert [word("A."), NOTE, SPACE, word("B.")] == render(inlines, answers(甲="A.", 乙="B."))


def test_code_at_the_start_is_a_part_of_the_sentence() -> None:
    assert ("<1/>是程式。",) == sentences([CODE, word("是程式。")])


def test_a_long_wrapper_is_closed_and_opened_at_each_sentence() -> None:
    part = "一二三四五六七八九十" * 5
    inlines = [word("前："), emph(word(f"{part}。{part}。")), word("後。")]
    assert (f"前：<1>{part}。</1>", f"{part}。", "後。") == sentences(inlines)


def test_a_sentence_without_han_is_copied() -> None:
    inlines = [word("甲。"), word("Source:"), SPACE, word("AFP.")]
    expected = [word("A."), SPACE, word("Source:"), SPACE, word("AFP.")]
    assert ("甲。",) == sentences([word("甲。"), SPACE, *inlines[1:]])
    assert expected == render([word("甲。"), SPACE, *inlines[1:]], answers(甲="A."))


def test_a_sentence_without_english_is_marked() -> None:
    mark = emph(word("[not"), SPACE, word("translated]"))
    assert [word("A."), SPACE, mark] == render([word("甲。乙。")], answers(甲="A."))


def test_neighbours_without_english_share_a_mark() -> None:
    assert UNTRANSLATED == tree.words(render([word("甲。乙。丙。")], answers()))


def test_what_stood_in_a_sentence_without_english_is_kept() -> None:
    assert CODE in render([word("用"), CODE, word("做。")], answers())


def test_a_line_break_parts_the_english_too() -> None:
    assert [word("A"), BREAK, word("B")] == render(
        [word("甲"), BREAK, word("乙")], answers(甲="A", 乙="B")
    )


def test_an_image_before_words_stays_before_them() -> None:
    assert [IMAGE, SPACE, word("A.")] == render([IMAGE, word("甲。")], answers(甲="A."))


@settings(max_examples=50, deadline=None)
@given(INLINES)
def test_what_the_rendering_looks_up_are_the_sentences(inlines: Inlines) -> None:
    asked: list[str] = []

    def look(text: str) -> str:
        asked.append(text)
        return "x"

    render(inlines, look)
    assert list(sentences(inlines)) == asked


@settings(max_examples=50, deadline=None)
@given(INLINES)
def test_no_image_no_note_and_no_code_is_lost(inlines: Inlines) -> None:
    def kept(nodes: Inlines) -> list[str]:
        codes = markup.flatten(nodes).codes
        return sorted(str(code) for code in codes if markup.stands_alone(code))

    assert kept(inlines) == kept(render(inlines, echo)) == kept(render(inlines, lambda _: None))


@settings(max_examples=50, deadline=None)
@given(INLINES)
def test_no_word_is_lost(inlines: Inlines) -> None:
    def dense(nodes: Inlines) -> str:
        return re.sub(r"[\s“”]", "", ascii_marks("".join(tree.words(nodes).split())))

    assert dense(inlines) == dense(render(inlines, echo))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０１８", "2018"),
        ("１２：３０，Reuters", "12:30, Reuters"),
        ("Reuters（AFP）", "Reuters (AFP)"),
        ("「Yes」、《No》", "“Yes”, “No”"),
        ("３．５％", "3.5%"),
        ("a  b", "a  b"),
        ("OK！", "OK!"),
        ("Ｆｏｘ　Ｎｅｗｓ", "Fox News"),
        ("「……」", "“…”"),
        ("「！？」", "“!?”"),
        ("⋯⋯OK⋯⋯", "…OK…"),
    ],
)
def test_copied_text_gets_english_marks(text: str, expected: str) -> None:
    assert expected == ascii_marks(text)


# --- sentences of their own ---


def dense_words(inlines: Inlines) -> str:
    """Return the words of a passage in normal form, without spaces."""
    tagged = markup.flatten(inlines)
    return re.sub(r"\s", "", tree.words(markup.restore(tagged.text, tagged.codes)))


def test_each_sentence_can_stand_alone_with_what_is_in_it() -> None:
    inlines = [strong(word("甲。"), emph(word("乙。"))), NOTE]
    assert [[strong(word("甲。"))], [strong(emph(word("乙。"))), NOTE]] == separate(inlines)


def test_an_image_and_a_note_at_the_edges_stand_once() -> None:
    inlines = [IMAGE, SPACE, word("甲。乙。"), NOTE]
    assert [[IMAGE, SPACE, word("甲。")], [word("乙。"), NOTE]] == separate(inlines)


def test_a_passage_of_one_sentence_stays_as_it_is() -> None:
    inlines = [word("甲。")]
    assert [inlines] == separate(inlines)


@settings(max_examples=80)
@given(INLINES)
def test_sentences_apart_are_the_sentences_together(inlines: Inlines) -> None:
    whole, parts = cut(inlines), separate(inlines)
    apart = [piece for part in parts for piece in cut(part).pieces]
    assert [piece.text for piece in whole.pieces] == [piece.text for piece in apart]
    assert dense_words(inlines) == "".join(dense_words(part) for part in parts)
