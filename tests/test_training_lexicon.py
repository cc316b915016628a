"""The lexicon that the recipe counts out of a corpus."""

from itertools import product
from pathlib import Path

from toolkit import lexicon
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
WORDS = frozenset(WHO | DOES | WHAT)


def test_a_word_is_rendered_by_what_stands_there_whenever_it_does() -> None:
    found = lexicon.parse(recipe.write(WORDS, PAIRS))
    for chinese, english in (WHO | DOES | WHAT).items():
        best = max(found.renderings(chinese), key=lambda one: one[1])[0]
        assert english[: lexicon.LETTERS] == best
    assert 1.0 == found.common["the"]
    assert 0.25 == found.common["police"]


def test_words_are_looked_for_in_the_chinese_and_stand_there() -> None:
    sentences = [source for source, _ in PAIRS]
    found = recipe.chinese(sentences)
    assert any(len(word) > 1 for word in found)
    assert all(any(word in one for one in sentences) for word in found)
    assert all([(0, word)] == list(lexicon.cut(word, found)) for word in found)


def test_a_word_that_is_rare_is_left_out() -> None:
    found = lexicon.parse(recipe.write(WORDS | {"日本"}, [*PAIRS, ("日本。", "Japan.")]))
    assert "日本" not in found.entries


def test_a_sentence_counts_once_and_a_list_of_words_not_at_all(tmp_path: Path) -> None:
    def row(origin: str, source: str) -> Row:
        return Row(weight=1, origin=origin, source=source, target="He left the city.")

    path = tmp_path / "pairs.tsv.gz"
    rows.write(
        [row("a", "他离开城市。"), row("b", "他离开城市。"), row("cedict", "离开城市")], path
    )
    assert [("他离开城市。", "He left the city.")] == list(recipe.pairs([path]))
