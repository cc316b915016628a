"""The lexicon: laws of cutting Chinese and English into words, and that the one that comes with us is whole."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit import lexicon

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40), max_size=12)


@given(HAN, st.sets(HAN.filter(bool), max_size=8))
def test_words_stand_where_they_are_said_to_and_never_overlap(text: str, known: set[str]) -> None:
    found = list(lexicon.cut(text, known))
    assert all(text[at : at + len(word)] == word for at, word in found)
    assert all(at + len(word) <= after for (at, word), (after, _) in pairwise(found))


def test_the_longest_word_is_cut_first() -> None:
    known = {"中", "中國", "國人", "人"}
    assert [(0, "中國"), (2, "人"), (4, "人"), (5, "中")] == list(
        lexicon.cut("中國人，人中", known)
    )


def test_marks_part_the_words_of_english_and_figures_stay_whole() -> None:
    found = lexicon.runs(
        "Police – in Zürich, he said (on Monday) – found 1,200 well-known paintings."
    )
    assert [
        ["police"],
        ["in", "zurich"],
        ["he", "said"],
        ["on", "monday"],
        ["found", "1", "200", "well", "known", "painti"],
    ] == found


def test_the_lexicon_that_comes_with_the_toolkit_is_whole() -> None:
    known = lexicon.bundled()
    assert len(known.entries) > 35_000
    assert all(0 < share <= 1 for share in known.common.values())
    for word in known.entries:
        assert [(0, word)] == list(lexicon.cut(word, known.entries))
        assert all(
            english in known.common and 0 < share < 1 for english, share in known.renderings(word)
        )
