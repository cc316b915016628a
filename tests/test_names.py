"""Names of people are romanised, those that are masked in part with their mask."""

import pytest

from toolkit.names import masked, romanised


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("王○明、李○○和曾◯", ["Wang ○-ming", "Li ○○", "Zeng ◯"]),
        ("王大○說，陳X明", ["Wang Da-○", "Chen X-ming"]),
        ("陳○今年45歲，林○涉詐騙", ["Chen ○", "Lin ○"]),
        ("○○公司，一○一大樓，二○一八年，高X光機", []),
    ],
)
def test_a_masked_name_is_a_term_of_its_own(text: str, english: list[str]) -> None:
    assert english == [hit.term.target for hit in masked(text, ())]


def test_a_row_goes_before_a_masked_name() -> None:
    (hit,) = masked("王○明", ())
    assert [] == list(masked("王○明", [hit]))


def test_a_word_is_romanised_as_a_word() -> None:
    assert romanised("銀行") == "yínháng"  # and not yínxíng
    assert romanised("銀行", tones=False) == "yinhang"
