"""The Chinese in brackets where a name is first mentioned, and what says that it is Chinese."""

import pytest
from books import book, chapter, para, row
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks import Bitext
from toolkit.glossary import Glossary
from toolkit.glosses import glossed
from toolkit.inert import marked, plain
from toolkit.lang import HAN
from toolkit.layout import passages
from toolkit.model import Place
from toolkit.table import Term

GLOSSARY = Glossary(
    [
        Term(source="蓬佩奧", targets=("Pompeo",), kind="person"),
        Term(source="北韓", targets=("North Korea",), kind="place"),
        Term(source="談判", targets=("talks",)),
        Term(source="陳茂波", targets=("Paul Chan",), first="Paul Chan Mo-po", kind="person"),
        Term(source="氣功", targets=(), policy="keep"),
    ]
)


def english(*pairs: tuple[str, str], field: str = "", pinyin: bool = False) -> list[str]:
    texts = [
        Bitext.of(
            source, target, at=Place(path="a.md", line=line), glossary=GLOSSARY,
            field=field if line == 1 else "",
        )
        for line, (source, target) in enumerate(pairs, 1)
    ]  # fmt: skip
    found = glossed(texts, originals=() if pinyin else ("person", "place"), pinyin=pinyin)
    return [found.get((text.field, text.source), text.target) for text in texts]


def test_the_first_mention_has_the_chinese_and_no_other() -> None:
    first, second = ("蓬佩奧抵達。", "Pompeo arrived."), ("蓬佩奧說。", "Pompeo spoke.")
    assert english(first, second) == ["Pompeo (蓬佩奧) arrived.", "Pompeo spoke."]


def test_the_form_of_the_first_mention_is_not_cut_in_two() -> None:
    pair = ("陳茂波抵達。", "Paul Chan Mo-po arrived.")
    assert english(pair) == ["Paul Chan Mo-po (陳茂波) arrived."]


def test_several_names_of_a_sentence_each_have_theirs() -> None:
    pair = ("蓬佩奧到訪北韓，談判結束。", "Pompeo visited North Korea; the talks ended.")
    assert english(pair) == ["Pompeo (蓬佩奧) visited North Korea (北韓); the talks ended."]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Pompeo’s plane.", "Pompeo’s (蓬佩奧) plane."),
        ("Pompeo's plane.", "Pompeo's (蓬佩奧) plane."),
        ("The plane of <1>Pompeo</1>.", "The plane of <1>Pompeo (蓬佩奧)</1>."),
        ("Pompeo (蓬佩奧) has a plane.", "Pompeo (蓬佩奧) has a plane."),
        ("His plane.", "His plane."),
    ],
)
def test_where_the_brackets_stand(target: str, expected: str) -> None:
    assert english(("<1>蓬佩奧</1>的飛機。", target)) == [expected]


def test_a_title_is_no_mention() -> None:
    both = english(("蓬佩奧到訪", "Pompeo visits"), ("蓬佩奧說。", "Pompeo spoke."), field="title")
    assert both == ["Pompeo visits", "Pompeo (蓬佩奧) spoke."]


def test_kept_chinese_has_its_pinyin() -> None:
    assert english(("他練氣功。", "He does 氣功."), pinyin=True) == ["He does 氣功 (qìgōng)."]


@given(st.lists(st.sampled_from(["a", "蓬", "佩奧", " ", "·", "，", "<"])).map("".join))
def test_a_marked_text_is_the_same_text(words: str) -> None:
    nodes = marked([para(words)], "zh-Hant-HK")
    assert plain([para(words)]) == plain(nodes)
    assert ("Span" in str(nodes)) is bool(HAN.search(words))


def test_chinese_in_the_english_says_that_it_is_chinese() -> None:
    (passage,) = passages(book(chapter(row("蓬佩奧說。", "Pompeo (蓬佩奧·一) spoke."))), 1)
    (paragraph,) = passage.sides["target"]
    spans = [node for node in paragraph["c"] if node["t"] == "Span"]
    assert [["", [], [["lang", "zh-Hant-HK"]]]] == [span["c"][0] for span in spans]
    assert ["蓬佩奧·一"] == [plain(span) for span in spans]
    assert "Span" not in str(passage.sides["source"])
