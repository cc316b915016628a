"""What a lexicon says of clauses: laws of cutting and weighing, and that the one that comes with us is whole."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit import lexicon
from toolkit.glossary import Glossary
from toolkit.table import Term

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40), max_size=12)
ENGLISH = st.text("abcde ,.é’XY12", max_size=40)


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


@given(st.text("他說會議昨天結束警方，。A1 ", max_size=20), ENGLISH)
def test_what_is_found_speaks_for_a_clause_and_what_is_lacking_against_it(
    chinese: str, english: str
) -> None:
    for one in lexicon.weigh(chinese, (), (0, len(chinese)), english):
        assert one.found >= 0 >= one.lacking
        assert math.isfinite(one.found + one.lacking)


@given(st.integers(1, 9))
def test_edges_move_no_word_that_is_lacking(edge: int) -> None:
    chinese, english = "警方昨天逮捕了兩名男子", "The weather was fine."
    (whole,) = lexicon.weigh(chinese, (), (0, len(chinese)), english)
    both = lexicon.weigh(chinese, (), (0, edge, len(chinese)), english)
    assert math.isclose(whole.lacking, sum(one.lacking for one in both))


def test_the_clause_whose_words_are_there_is_found_and_the_other_lacks_them() -> None:
    chinese = "警方逮捕了兩名男子，法院判處他們死刑。"
    covered, missing = lexicon.weigh(chinese, (), (0, 10, len(chinese)), "Police arrested two men.")
    assert covered.found > 5
    assert missing.found < 1
    assert missing.lacking < -3 < covered.lacking


def test_a_word_that_two_clauses_may_bring_speaks_for_neither() -> None:
    twice = "警方表示，警方拒絕。"
    once = "警方表示，他們拒絕。"
    edges = (0, 5, len(twice))
    shared = lexicon.weigh(twice, (), edges, "Police.")[0].found
    own = lexicon.weigh(once, (), edges, "Police.")[0].found
    assert shared < own / 2


def test_a_term_is_rendered_by_the_form_that_stands_there() -> None:
    table = Glossary([Term(source="特首", targets=("Chief Executive", "CE"), kind="term")])
    chinese = "特首昨日出席。"
    hits = table.find(chinese)
    (found,) = lexicon.weigh(chinese, hits, (0, len(chinese)), "The CE was there.")
    (lost,) = lexicon.weigh(chinese, hits, (0, len(chinese)), "She was there.")
    assert found.lacking > lost.lacking
    assert found.found > lost.found


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_weighed(chinese: str, english: str) -> None:
    assert 1 == len(lexicon.weigh(chinese, (), (0, len(chinese)), english))


def test_a_name_with_accents_in_the_chinese_is_found() -> None:
    chinese, english = "市長İmamoğlu及Zoë Müller", "Mayor İmamoğlu and Zoë Müller"
    (one,) = lexicon.weigh(chinese, (), (0, len(chinese)), english)
    (other,) = lexicon.weigh(chinese, (), (0, len(chinese)), english.replace("Müller", "Smith"))
    assert one.lacking > other.lacking


def test_both_scripts_weigh_the_same() -> None:
    english = "Police arrested two men."
    for chinese in ("警方逮捕了兩名男子。", "警方逮捕了两名男子。"):
        (one,) = lexicon.weigh(chinese, (), (0, len(chinese)), english)
        assert one.found > 8


def test_the_lexicon_that_comes_with_the_toolkit_is_whole() -> None:
    known = lexicon.bundled()
    assert len(known.renderings) > 9_000
    assert all(0 < share <= 1 for share in known.common.values())
    for word, renderings in known.renderings.items():
        assert list(lexicon.cut(word, known.renderings)) or len(word) > lexicon.LONGEST
        assert all(english in known.common and without < 0 for english, without in renderings)
