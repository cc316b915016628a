import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.typography import tidy


@pytest.mark.parametrize(
    ("written", "house"),
    [
        ('He said "yes" .', "He said “yes”."),
        ("It's the workers' party", "It’s the workers’ party"),
        ("He said，“好”。", "He said, “好”."),
        ("wait ... now", "wait… now"),
        ("wait...… now", "wait… now"),
        ("wait.. 。", "wait…"),
        ("a -- b", "a – b"),
        ("( yes )", "(yes)"),
        ("a rise of .5 points .", "a rise of .5 points."),
        ("20 %", "20%"),
        ("Taipei→Tokyo →Osaka→", "Taipei → Tokyo → Osaka→"),
        ("it costs € 50 and HK$ 20", "it costs €50 and HK$20"),
        ("so good \ufffd\ufffd.", "so good."),
        ('at the" Peace House" of', "at the “Peace House” of"),
        ('he said:"yes"and left', "he said: “yes” and left"),
        ("「Really？」", "“Really?”"),
    ],
)
def test_house_style(written: str, house: str) -> None:
    assert house == tidy(written)


@given(st.text("abc '\"“”.,;()（）。「」-—…%09 ", max_size=30))
def test_tidying_is_idempotent(text: str) -> None:
    assert tidy(text) == tidy(tidy(text))


@given(st.text(max_size=40))
def test_tidying_changes_no_letter_and_no_digit(text: str) -> None:
    def core(some: str) -> str:
        return "".join(char for char in some if char.isalnum())

    assert core(text) == core(tidy(text))
