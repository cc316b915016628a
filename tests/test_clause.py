import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.clause import build, cut, join
from toolkit.glossary import Glossary
from toolkit.table import parse

GLOSSARY = Glossary(
    parse(
        "source,target\n蓬佩奧,Pompeo\n北韓，南韓,the two Koreas\n金正恩,Kim Jong-un\n",
        path="t.csv",
    )
)


@given(st.text("蓬佩奧北韓南，。；「」說ab", max_size=40))
def test_the_clauses_are_the_sentence_and_keep_their_terms(text: str) -> None:
    hits = GLOSSARY.find(text)
    clauses = cut(text, hits)
    assert text == "".join(clause.text for clause in clauses)
    assert [hit.term for hit in hits] == [hit.term for clause in clauses for hit in clause.hits]
    assert all(
        clause.text[hit.start : hit.end] in hit.term.sources
        for clause in clauses
        for hit in clause.hits
    )


@given(st.text("蓬佩奧北韓南，。；「」說ab", max_size=60), st.integers(0, 20))
def test_groups_of_clauses_are_the_sentence_and_none_is_shorter_than_asked(
    text: str, least: int
) -> None:
    parts = [part.text for part in cut(text, GLOSSARY.find(text), least=least)]
    assert text == "".join(parts)
    assert len(parts) < 2 or all(len(part) >= least for part in parts)


def test_no_clause_ends_within_a_figure() -> None:
    found = [clause.text for clause in cut("該區有299,200人，3:30開始，1950—1953年,", ())]
    assert ["該區有299,200人，", "3:30開始，", "1950—1953年,"] == found


def test_a_dash_ends_a_clause_and_stays_in_the_english() -> None:
    clauses = cut("他脫貧——這是成就。", ())
    assert ["他脫貧——", "這是成就。"] == [clause.text for clause in clauses]
    assert "He is out of poverty — this is a feat." == join(
        clauses, ["He is out of poverty.", "This is a feat."]
    )


def test_a_closing_quote_stays_with_its_clause() -> None:
    assert [clause.text for clause in cut("「好。」他說。", ())] == ["「好。」", "他說。"]


def test_joined_clauses_have_one_capital_and_one_stop() -> None:
    text = "昨日，蓬佩奧說，要談；他走了。"
    clauses = cut(text, GLOSSARY.find(text))
    english = ["Yesterday.", "Pompeo said.", "To talk.", "He left."]
    assert join(clauses, english) == "Yesterday, Pompeo said, to talk; he left."


def test_a_clause_is_built_round_its_terms() -> None:
    text = "蓬佩奧與金正恩會談。"
    (clause,) = cut(text, GLOSSARY.find(text))
    assert clause.stretches == ("", "與", "會談")
    assert build(clause, ["", "and.", "hold talks."]) == "Pompeo and Kim Jong-un hold talks"


@pytest.mark.parametrize(
    ("english", "joined"),
    [
        (["He came.", "Starting at noon."], "He came, starting at noon."),
        (["He came.", "Officials left."], "He came, officials left."),
        (["He came.", "Brown left."], "He came, Brown left."),
        (["He came.", "The U.S. left."], "He came, the U.S. left."),
        (["He came.", "U.S. officials left."], "He came, U.S. officials left."),
        (["He came.", "Sunday was cold."], "He came, Sunday was cold."),
        (["He came.", "I left."], "He came, I left."),
    ],
)
def test_a_word_that_opens_sentences_loses_its_capital_inside_one(
    english: list[str], joined: str
) -> None:
    assert joined == join(cut("他來，人走。", ()), english)
