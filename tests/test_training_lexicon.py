"""The lexicon that the recipe counts out of a corpus."""

from itertools import product
from pathlib import Path

import pytest

from toolkit import lexicon, packages
from training import lexicon as recipe
from training import rows
from training.rows import Row

WHO = {"警方": "police", "政府": "government", "学生": "students", "公司": "company"}
DOES = {"发现": "found", "认为": "believe", "离开": "left", "需要": "need"}
WHAT = {"问题": "problem", "城市": "city", "经济": "economy", "医院": "hospital"}
PAIRS = [
    (f"{a}{b}{c}。", f"The {WHO[a]} {DOES[b]} the {WHAT[c]}.")
    for a, b, c in product(WHO, DOES, WHAT)
]
"""In which each word stands sixteen times, beside every other equally often."""


@pytest.fixture(scope="module")
def pieces() -> bytes:
    return packages.bundled().files()["sentencepiece.model"]


def test_a_word_is_rendered_by_what_stands_there_whenever_it_does(pieces: bytes) -> None:
    found = lexicon.parse(recipe.write(pieces, PAIRS))
    for chinese, english in (WHO | DOES | WHAT).items():
        best = min(found.renderings[chinese], key=lambda one: one[1])[0]
        assert english[: lexicon.LETTERS] == best
    assert 1.0 == found.common["the"]
    assert 0.25 == found.common["police"]


def test_a_word_that_is_rare_is_left_out(pieces: bytes) -> None:
    found = lexicon.parse(recipe.write(pieces, [*PAIRS, ("日本。", "Japan.")]))
    assert "日本" not in found.renderings


def test_a_sentence_counts_once_and_a_list_of_words_not_at_all(tmp_path: Path) -> None:
    def row(origin: str, source: str) -> Row:
        return Row(weight=1, origin=origin, source=source, target="He left the city.")

    path = tmp_path / "pairs.tsv.gz"
    rows.write(
        [row("a", "他离开城市。"), row("b", "他离开城市。"), row("cedict", "离开城市")], path
    )
    assert [("他离开城市。", "He left the city.")] == list(recipe.pairs([path]))
