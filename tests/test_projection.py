import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.markup import plain, tags
from toolkit.projection import attach, detach, project, rewritten

WORDS = st.text("好人 ab，。<&", min_size=0, max_size=5)


@st.composite
def tagged(draw: st.DrawFn) -> str:
    """A well-formed tagged text, up to three levels deep."""
    from toolkit.markup import escape

    number = 0

    def level(depth: int) -> str:
        nonlocal number
        out = ""
        for _ in range(draw(st.integers(0, 3))):
            out += escape(draw(WORDS))
            kind = draw(st.sampled_from(["none", "point", "pair"]))
            if kind == "point":
                number += 1
                out += f"<{number}/>"
            elif kind == "pair" and depth < 3:
                number += 1
                mine = number
                out += f"<{mine}>{level(depth + 1)}</{mine}>"
        return out

    return level(0)


@given(tagged())
def test_attach_undoes_detach(text: str) -> None:
    words, elements = detach(text)
    assert (text, plain(text)) == (attach(words, elements), words)


@given(tagged(), st.text("ab cd.", max_size=20), st.data())
def test_a_projection_has_the_same_tags_and_words_whatever_the_evidence(
    text: str, target: str, data: st.DataObject
) -> None:
    words, elements = detach(text)

    def locate(start: int, end: int) -> tuple[int, int] | None:
        return data.draw(st.none() | st.tuples(st.integers(-3, 30), st.integers(-3, 30)))

    placed, _ = project(elements, words, target, locate)
    done = attach(target, placed)
    assert sorted(tags(text)) == sorted(tags(done))
    assert target == plain(done)
    assert done == attach(*detach(done))


@given(tagged(), WORDS, st.data())
def test_what_is_rewritten_keeps_its_tags_and_its_other_words(
    text: str, new: str, data: st.DataObject
) -> None:
    words = plain(text)
    ends = st.integers(0, len(words))
    start, end = sorted((data.draw(ends), data.draw(ends)))
    done = rewritten(text, [(start, end, new)])
    assert words[:start] + new + words[end:] == plain(done)
    assert sorted(tags(text)) == sorted(tags(done))
    assert text == rewritten(text, [])


def test_a_known_place_is_taken_to_the_bounds_of_words() -> None:
    words, elements = detach("在<1>紐約</1>會談")
    placed, guessed = project(elements, words, "Talks in New York", lambda start, end: (10, 14))
    assert (attach("Talks in New York", placed), guessed) == ("Talks in <1>New York</1>", False)


def test_an_unknown_place_is_estimated_and_said_to_be() -> None:
    words, elements = detach("一二三四<1>五六</1>七八")
    _, guessed = project(elements, words, "one two three four five", lambda start, end: None)
    assert guessed


@pytest.mark.parametrize("text", ["<1>開", "開</1>", "<1>開<2>關</1></2>"])
def test_a_tag_without_a_partner_is_dropped_and_its_words_stay(text: str) -> None:
    words, _ = detach(text)
    assert plain(text) == words
