import pytest

from toolkit.engines.pieces import links, offsets, seen, words


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["\u2581The", "\u2581cat", "s", "."], "The cats."),
        (["\u2581", "我", "们"], "我们"),
        (["\u2581Q", "<0xE7>", "<0x82>", "<0xB3>", "\u2581is"], "Q炳 is"),
    ],
)
def test_the_places_of_pieces_cover_the_text(pieces: list[str], text: str) -> None:
    spans = offsets(pieces)
    assert spans[-1][1] == len(text)
    assert all(0 <= a <= b + 1 for a, b in spans[1:])
    words = [text[a:b] for (a, b), piece in zip(spans, pieces, strict=True) if "0x" not in piece]
    assert words == [piece.lstrip("\u2581") for piece in pieces if "0x" not in piece]


def test_a_character_of_three_bytes_is_one_place() -> None:
    """Bytes once counted as six characters each, and every later span was off."""
    assert offsets(["\u2581", "<0xE7>", "<0x82>", "<0xB3>", "\u2581US"])[-1] == (2, 4)


def test_pieces_are_found_in_the_text_that_they_decode_to() -> None:
    pieces = ["▁Kim", "▁Jong", "-", "un", "<0xE2>", "<0x82>", "<0xAC>", "。"]
    text = "Kim Jong-un€。"
    spans = offsets(pieces)
    assert [text[start:end] for start, end in spans[:4]] == ["Kim", "Jong", "-", "un"]
    assert [text[start:end] for start, end in spans[-2:]] == ["€", "。"]


def test_a_translation_may_begin_inside_a_word() -> None:
    assert [(0, 2), (3, 6)] == offsets(["ed", "\u2581and"])


def test_a_word_has_the_score_of_its_least_likely_piece() -> None:
    pieces = ["\u2581Kim", "\u2581Jong", "-", "un"]
    expected = (("Kim", -0.1), ("Jong-un", -3.0))
    assert expected == words(pieces, [-0.1, -0.2, -3.0, -0.3])


def test_the_bytes_of_a_rare_character_are_that_character_in_a_word() -> None:
    pieces = ["\u2581and", "<0x3C>", "TIME", "<0xE2>", "<0x82>", "<0xAC>"]
    assert (("and<TIME€", -0.2),) == words(pieces, [-0.1, -0.2, -0.1, -0.1, -0.1, -0.1])


ATTENTION = [[0.8, 0.1, 0.0], [0.1, 0.2, 0.3]]  # the rest goes to the end of the source


def test_a_piece_is_linked_to_what_it_attends_to_most_unless_that_is_the_end() -> None:
    source, target = ["\u2581金", "正", "恩"], ["\u2581Kim", "\u2581left"]
    assert ((0, 3, 0, 1),) == links(offsets(source), target, ATTENTION)


def test_the_most_attention_that_a_piece_gets_is_seen() -> None:
    assert ((0, 1, 0.8), (1, 2, 0.2), (2, 3, 0.3)) == seen(
        offsets(["\u2581金", "正", "恩"]), ATTENTION
    )
