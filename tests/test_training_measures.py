"""What the measurements of a model count; none of it needs torch."""

import pytest

from toolkit.engines.pieces import offsets
from training import calibration
from training.carry import Case
from training.decoding import Output
from training.spans import aligned, bare, find


class Cutter:
    """A model that cuts one text."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces

    def cut(self, text: str) -> list[str]:
        assert text == "".join(self.pieces).replace("\u2581", " ").strip()
        return self.pieces


SOURCE = ["\u2581", "据", "\u2581Ki", "m", "\u2581Park", "说"]
TARGET = ["\u2581If", "\u2581Ki", "m", "\u2581Park", "\u2581said", "\u2581so"]
LOOK = [
    [0, 0, 0.9, 0, 0, 0],  # "If" looks at the name before it comes
    [0, 0, 0.9, 0, 0, 0],
    [0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0.2, 0.8],
    [0, 1, 0, 0, 0, 0],
]


def test_a_term_is_found_where_attention_runs_along_it() -> None:
    output = Output(pieces=TARGET, text="If Kim Park said so", score=0, attention=LOOK)
    assert find(output, offsets(TARGET), [2, 3, 4]) == "Kim Park"


def test_small_words_alone_are_no_term() -> None:
    pieces = ["\u2581the", "\u2581UK"]
    output = Output(pieces=pieces, text="the UK", score=0, attention=[[0, 0.9], [0, 0.4]])
    assert find(output, offsets(pieces), [1]) == "UK"


def test_only_a_carried_term_is_looked_for() -> None:
    case = Case(text="据 Kim Park说", terms=("Kim Park",), spans=((2, 10),), unseen=True)
    right = Output(pieces=TARGET, text="If Kim Park said so", score=0, attention=LOOK)
    lost = Output(pieces=TARGET[:1], text="If", score=0, attention=LOOK[:1])
    assert list(aligned(Cutter(SOURCE), case, right)) == [(True, 1.0)]
    assert list(aligned(Cutter(SOURCE), case, lost)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the US of", "US"),
        ("Russia's", "Russia"),
        ("The", ""),
        ("Times of India", "Times of India"),
    ],
)
def test_small_words_at_the_edges_are_dropped(text: str, expected: str) -> None:
    assert bare(text) == expected


def test_ranks_agree_with_themselves_and_contradict_their_reverse() -> None:
    values = [0.1, 0.5, 0.2, 0.9, 0.5]
    assert calibration.agreement(values, [value**3 for value in values]) == pytest.approx(1)
    assert calibration.agreement(values, [-value for value in values]) == pytest.approx(-1)


def test_a_threshold_says_how_many_it_catches() -> None:
    trust = [float(number) for number in range(10)]
    chrf = [5.0, 90.0, 10.0, *([60.0] * 7)]
    (found,) = calibration.thresholds(trust, chrf, shares=(0.3,))
    assert (found.value, found.flagged) == (3.0, 0.3)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == 1.0
