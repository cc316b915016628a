"""How the English of a sentence covers the stretches of its Chinese."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import coverage
from toolkit.glossary import Glossary
from toolkit.table import Term

ENGLISH = st.text("abcde ,.é’XY12", max_size=40)
CHANCES = st.integers(1, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.floats(1e-6, 1), min_size=wide, max_size=wide), min_size=1, max_size=9
    )
)


@given(CHANCES, st.data())
def test_each_word_is_shared_out_among_the_stretches(
    chances: list[list[float]], data: st.DataObject
) -> None:
    stays = data.draw(st.lists(st.floats(0.3, 0.99), min_size=len(chances), max_size=len(chances)))
    found = coverage.rendered(chances, stays)
    assert [len(row) for row in chances] == [len(row) for row in found]
    assert all(math.isclose(1, sum(row)) for row in found)
    backwards = coverage.rendered(chances[::-1], (stays[0], *stays[:0:-1]))
    assert all(
        pytest.approx(row) == other for row, other in zip(found, backwards[::-1], strict=True)
    )


def test_a_word_that_two_stretches_may_render_goes_with_its_neighbours() -> None:
    sure, open_ = [0.9, 0.01], [0.5, 0.5]
    first, middle, last = coverage.rendered([sure, open_, sure], [0.9, 0.9, 0.9])
    assert middle[0] > 0.9
    apart = coverage.rendered([sure, open_, sure[::-1]], [0.9, 0.9, 0.5])
    assert apart[1][0] > 0.7 > first[1] + last[1]


@given(st.text("他說會議昨天結束警方，。A1 ", max_size=20), st.integers(0, 20), ENGLISH)
def test_edges_move_no_word_but_share_them_out(chinese: str, edge: int, english: str) -> None:
    edge = min(edge, len(chinese))
    (whole,) = coverage.weigh(chinese, (), (0, len(chinese)), english)
    parts = coverage.weigh(chinese, (), (0, edge, len(chinese)), english)
    assert whole.words >= 0 >= whole.lacking
    assert math.isclose(whole.words, sum(one.words for one in parts), abs_tol=1e-9)


@given(st.integers(1, 9))
def test_edges_move_no_word_that_is_lacking(edge: int) -> None:
    chinese, english = "警方昨天逮捕了兩名男子", "The weather was fine."
    (whole,) = coverage.weigh(chinese, (), (0, len(chinese)), english)
    both = coverage.weigh(chinese, (), (0, edge, len(chinese)), english)
    assert math.isclose(whole.lacking, sum(one.lacking for one in both))


def test_the_clause_whose_words_are_there_is_covered_and_the_other_lacks_them() -> None:
    chinese = "警方逮捕了兩名男子，法院判處他們死刑。"
    covered, missing = coverage.weigh(
        chinese, (), (0, 10, len(chinese)), "Police arrested two men."
    )
    assert covered.words > 3 > 10 * missing.words
    assert missing.lacking < -3 < covered.lacking


def test_words_of_one_clause_do_not_speak_for_another_that_has_them_too() -> None:
    chinese = "我們希望中國成功，我們希望中國總理帶領人民實現夢想。"
    english = "We hope that the premier of China can lead the people to realise their dreams."
    missing, covered = coverage.weigh(chinese, (), (0, 9, len(chinese)), english)
    assert missing.words < covered.words / 5


def test_a_term_is_rendered_by_the_form_that_stands_there() -> None:
    table = Glossary([Term(source="特首", targets=("Chief Executive", "CE"), kind="term")])
    chinese = "特首昨日出席。"
    hits = table.find(chinese)
    (found,) = coverage.weigh(chinese, hits, (0, len(chinese)), "The CE was there.")
    (lost,) = coverage.weigh(chinese, hits, (0, len(chinese)), "She was there.")
    assert found.lacking > lost.lacking


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_weighed(chinese: str, english: str) -> None:
    assert 1 == len(coverage.weigh(chinese, (), (0, len(chinese)), english))


def test_a_name_with_accents_in_the_chinese_is_found() -> None:
    chinese, english = "市長İmamoğlu及Zoë Müller", "Mayor İmamoğlu and Zoë Müller"
    (one,) = coverage.weigh(chinese, (), (0, len(chinese)), english)
    (other,) = coverage.weigh(chinese, (), (0, len(chinese)), english.replace("Müller", "Smith"))
    assert one.lacking > other.lacking


def test_both_scripts_weigh_the_same() -> None:
    old, new = (
        coverage.weigh(chinese, (), (0, 5, len(chinese)), "Police arrested two men.")
        for chinese in ("警方逮捕，了兩名男子。", "警方逮捕，了两名男子。")
    )
    assert old == new
