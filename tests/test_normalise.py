import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import EngineError
from toolkit.normalise import STEPS, fold, fold_words, prepare

ZH_EN = ("nfc", "marks", "width", "simplify", "space")


def test_traditional_becomes_what_the_model_was_trained_on() -> None:
    assert "美国国务卿蓬佩奥说：“１” 20%".replace("１", "1") == prepare(
        "美國國務卿蓬佩奧說：「１」　２０％", ZH_EN
    )


def test_spaces_between_han_are_dropped_and_those_beside_latin_stay() -> None:
    assert prepare("他 說  yes 嗎", ZH_EN) == "他说 yes 吗"


def test_an_unknown_step_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(EngineError, match="shout") as caught:
        prepare("文", ["shout"])
    assert "simplify" in caught.value.hint


@given(st.text(max_size=40), st.sampled_from([name for name in STEPS if name != "traditionalise"]))
def test_a_step_is_idempotent(text: str, step: str) -> None:
    once = prepare(text, [step])
    assert once == prepare(once, [step])


@given(st.text(max_size=40))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(text) == len(fold(text))


@pytest.mark.parametrize(("one", "other"), ["峯峰", "奧奥", "臺台", "裏裡", "ＡA", "衞卫"])
def test_written_forms_of_a_character_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("二○一八年，王○明", "二〇一八年，王○明"), ("50，200人（Ａ）", "50，200人（A）")],
)
def test_words_are_folded_with_their_zeros_and_without_their_marks(text: str, folded: str) -> None:
    assert folded == fold_words(text)
