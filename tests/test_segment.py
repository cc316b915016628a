"""A passage is cut into sentences, and nothing of it is lost."""

import time

import pytest
from conftest import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import segment
from toolkit.markup import TAG

MARKS = '。！？!?….，、；：「」『』“”（）《》【】\u3000\n 的說國核他3.aB"<>/12'
TAGGED = st.lists(
    st.sampled_from([*MARKS, "<1>", "</1>", "<2/>", "<3>", "</3>", "國家利益，", "他說。"]),
    max_size=80,
).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, expected, id=title) for title, text, expected in cases("segment")],
)
def test_case(text: str, expected: str) -> None:
    assert expected == "\n".join(piece.strip() for piece in segment.split(text))


@settings(deadline=None)
@given(TAGGED)
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert text == "".join(segment.split(text))


@settings(deadline=None)
@given(TAGGED, st.integers(min_value=20, max_value=60))
def test_no_piece_is_longer_than_the_limit(text: str, limit: int) -> None:
    assert [] == [piece for piece in segment.split(text, limit=limit) if len(piece) > limit]


@settings(deadline=None)
@given(TAGGED, st.integers(min_value=20, max_value=60))
def test_no_tag_is_cut(text: str, limit: int) -> None:
    pieces = segment.split(text, limit=limit)
    assert TAG.findall(text) == [tag for piece in pieces for tag in TAG.findall(piece)]


@settings(deadline=None)
@given(st.text(alphabet=MARKS, max_size=60))
def test_no_piece_is_white_space_alone(text: str) -> None:
    pieces = segment.split(text)
    assert [] == [piece for piece in pieces[1:] if piece.isspace()]


def test_a_sentence_without_end_is_cut_at_its_commas() -> None:
    pieces = segment.split("國家利益，" * 100)
    assert 200 >= max(map(len, pieces))
    assert all(piece.endswith("，") for piece in pieces)


def test_a_character_keeps_its_variation_selector() -> None:
    text = "國\U000e0100" * 150
    assert all(piece.startswith("國") for piece in segment.split(text, limit=99))


@pytest.mark.parametrize(
    "text",
    [
        "。" * 100_000,
        "（" * 100_000,
        "（" * 50_000 + "」" * 50_000,
        "\u3000" * 100_000,
        "國" * 100_000,
        "<1>" * 30_000,
        "</1>" * 30_000,
        "「國。" * 40_000,
        "a. " * 40_000,
        "\n" * 100_000,
        '"國？' * 40_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_a_hostile_passage_is_cut_in_bounded_time(text: str) -> None:
    start = time.process_time()
    segment.split(text)
    assert time.process_time() - start < 4


def test_english_sentences_stand_a_space_apart() -> None:
    assert "He left. She came." == segment.join(["He left.", "She came. "])


def test_no_space_stands_at_a_line_break() -> None:
    assert "One\nTwo. Three." == segment.join(["One\n", "Two.", "Three."])


def test_an_empty_translation_leaves_no_space() -> None:
    assert "One. Two." == segment.join(["One.", "", "Two."])
