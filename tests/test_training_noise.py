"""The bundled model as the program asks it again, for inputs that no model expects."""

import pytest

from toolkit import packages
from toolkit.checks.repetition import loops
from toolkit.engines.ct2 import Ct2Engine
from training.evaluate import NOISE


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    engine = Ct2Engine(packages.bundled())
    found = engine.decode([engine.prepare(text) for text in NOISE], careful=True)
    return {text: best.text for text, (best, *_) in zip(NOISE, found, strict=True)}


def test_noise_is_answered(answers: dict[str, str]) -> None:
    assert [text for text, answer in answers.items() if not answer.strip()] == []


def test_noise_is_answered_in_measure(answers: dict[str, str]) -> None:
    assert [text for text, answer in answers.items() if len(answer) > 3 * len(text) + 60] == []


def test_only_what_says_itself_over_and_over_loops(answers: dict[str, str]) -> None:
    looping = {text for text, answer in answers.items() if loops(answer)}
    assert looping <= {"中" * 400, "新闻，" * 100}
