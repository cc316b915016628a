from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.glossary import Glossary
from toolkit.table import parse
from toolkit.terms import (
    assign,
    forms,
    glossed,
    inject,
    latin,
    literals,
    settled,
    spell,
    trespasses,
)

TABLE = """source,target,variants,kind,policy,note
美國,United States|US,,place,use,
國務院,State Department|US State Department,,organisation,use,
蓬佩奧,Pompeo|Mike Pompeo,,person,use,
埃爾多安,Erdoğan,,person,use,
金正恩,Kim Jong-un,,person,use,
峰會,summit,,term,use,
美朝,US–North Korea,,term,use,
韓國,South Korea,,place,use,
"""
GLOSSARY = Glossary(parse(TABLE, path="t.csv"))


def render(source: str, target: str) -> list[str | None]:
    found = assign(target, GLOSSARY.find(source))
    return [item and target[item.start : item.end] for item in found]


def test_each_occurrence_wants_one_of_its_own() -> None:
    assert render("蓬佩奧說，蓬佩奧", "Pompeo said he") == ["Pompeo", None]


def test_a_short_form_does_not_take_the_place_of_a_longer_one() -> None:
    assert render("美國的國務院", "the US State Department") == ["US", "State Department"]


def test_the_form_of_the_first_mention_counts_where_it_does_not_hold_the_other() -> None:
    rows = "source,target,first\n顧問波頓,Adviser Bolton,US Adviser John Bolton\n"
    target = "Adviser Bolton met us adviser John Bolton"
    found = assign(target, Glossary(parse(rows, path="t.csv")).find("顧問波頓和顧問波頓"))
    assert spell(target, found) == "Adviser Bolton met US Adviser John Bolton"


def test_chinese_that_stays_is_given_as_pinyin_and_set_back() -> None:
    glossary = Glossary(parse("source,target,policy\n氣功,,keep\n阿義,,keep\n", path="t.csv"))
    text = "他練氣功，阿義也是。"
    hits = glossary.find(text)
    assert "他練Qigong，阿義也是。" == inject(text, hits, prepare=str).text, "Ayi is too short"
    target = "He practises Qigong; so does 阿義"
    assert "He practises 氣功; so does 阿義" == spell(target, assign(target, hits))
    assert [None, "阿義"] == [found and found.form for found in settled(target, hits)]


def test_an_abbreviation_is_not_the_pronoun() -> None:
    assert render("美國幫助我們", "It helps us") == [None]


def test_a_common_noun_may_stand_in_the_plural_and_with_a_capital() -> None:
    assert render("峰會", "Summits are hard") == ["Summits"]


def test_a_name_inside_another_word_does_not_count() -> None:
    assert render("美國", "The USS Enterprise") == [None]


def test_hyphens_spaces_and_accents_are_forgiven_and_then_spelled_right() -> None:
    source, target = "金正恩與埃爾多安", "kim jong un met Erdogan"
    assert spell(target, assign(target, GLOSSARY.find(source))) == "Kim Jong-un met Erdoğan"


def test_spelling_keeps_a_capital_and_a_plural_of_a_common_noun() -> None:
    target = "Summits and summit"
    assert target == spell(target, assign(target, GLOSSARY.find("峰會峰會")))


def test_the_english_is_written_into_the_prepared_source() -> None:
    text = "美國國務院、蓬佩奧說"
    done = inject(text, GLOSSARY.find(text), prepare=lambda s: s.replace("說", "说"))
    assert done.text == "United States State Department、Pompeo说"


def test_marks_move_with_the_text() -> None:
    text = "在美朝峰會上"
    done = inject(text, GLOSSARY.find(text), prepare=str, marks=(1, 5))
    assert done.text == "在US-North Korea summit上"
    assert [done.text[done.marks[0] : done.marks[1]]] == ["US-North Korea summit"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("與蓬佩奧會談", "與 Pompeo 會談"),
        ("蓬佩奧，美國：蓬佩奧", "Pompeo， United States： Pompeo"),
        ("美國國務院", "United States State Department"),
        ("“蓬佩奧” 在 美國", "“ Pompeo” 在 United States"),
    ],
)
def test_a_spaced_model_gets_its_terms_between_spaces(text: str, given: str) -> None:
    assert given == inject(text, GLOSSARY.find(text), prepare=str.strip, spaced=True).text


def test_latin_text_of_the_article_itself_stays_as_it_stands() -> None:
    text = "哈京（Joe Hagin）與蓬佩奧"
    named = GLOSSARY.find(text)
    hits = sorted((*named, *literals(text, named)), key=lambda hit: hit.start)
    assert "哈京（Joe Hagin）與 Pompeo" == inject(text, hits, prepare=str, spaced=True).text


@given(st.text("蓬佩奧美國 ，ab", max_size=20), st.booleans(), st.data())
def test_marks_stay_in_order(text: str, spaced: bool, data: st.DataObject) -> None:
    marks = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    done = inject(text, GLOSSARY.find(text), prepare=str.strip, marks=marks, spaced=spaced)
    assert list(done.marks) == sorted(done.marks)
    assert all(0 <= mark <= len(done.text) for mark in done.marks)


def test_a_forbidden_form_is_found_whatever_its_case() -> None:
    terms = parse("source,target,policy\n韓國,Han Guo,forbid\n", path="t.csv")
    assert trespasses("The han guo team", terms) == ("Han Guo",)


@given(st.text(max_size=30))
def test_latin_keeps_the_length(text: str) -> None:
    assert len(text) == len(latin(text))


@given(
    st.text("US United States Pompeo summit ", max_size=60), st.text("美國蓬佩奧峰會", max_size=12)
)
def test_assigned_stretches_never_overlap_and_are_accepted_forms(target: str, source: str) -> None:
    hits = GLOSSARY.find(source)
    found = assign(target, hits)
    assert len(hits) == len(found)
    taken = sorted((item.start, item.end) for item in found if item)
    assert all(one[1] <= next_[0] for one, next_ in pairwise(taken))
    for hit, item in zip(hits, found, strict=True):
        assert item is None or item in forms(hit.term, target)


@pytest.mark.parametrize("count", [30])
def test_many_occurrences_are_assigned_in_bounded_time(count: int) -> None:
    found = assign("US and " * count, GLOSSARY.find("美國" * count))
    assert count == sum(item is not None for item in found)


@pytest.mark.parametrize(
    ("target", "spelled"),
    [
        ("The U.S. said", "The US said"),
        ("U.S. officials", "US officials"),
        ("in the U.S.", "in the US."),
        ("in the U.S., he said", "in the US, he said"),
        ("the U.S. State Department said", "the US State Department said"),
        ("U.S.-led", "US-led"),
    ],
)
def test_abbreviations_lose_their_dots_and_sentences_do_not(target: str, spelled: str) -> None:
    assert spelled == spell(target, assign(target, GLOSSARY.find("美國")))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Tomás Pereira", "Tomas Pereira"),
        ("Björn Höcke", "Bjorn Hocke"),
        ("Françoise Nyssen", "Francoise Nyssen"),
        ("Šefčovič", "Sefcovic"),
        ("Nguyễn Phú Trọng", "Nguyen Phu Trong"),
        ("O’Brien", "O'Brien"),
        ("O'Brien", "O'Brien"),
        ("Jean-Claude Juncker", "Jean-Claude Juncker"),
        ("Zoë", "Zoe"),
        ("Łukasz", "Lukasz"),
        ("Æthelred", "Athelred"),
        ("Peña Nieto", "Pena Nieto"),
        ("iPhone X", "iPhone X"),
        ("5G", "5G"),
        ("COVID-19", "COVID-19"),
        ("F-35", "F-35"),
    ],
)
def test_a_latin_name_is_one_run_and_gets_its_accents_back(name: str, plain: str) -> None:
    (hit, again) = literals(f"{name}和佩雷拉（{name}）說", ())
    assert (name, name) == (hit.term.target, again.term.target)
    said = f"Then {plain} spoke"
    assert f"Then {name} spoke" == spell(said, assign(said, [hit]))


def test_accents_that_stand_behind_their_letters_are_those_of_the_letters() -> None:
    (hit,) = literals("佩雷拉（Toma\u0301s）說", ())
    assert "Tom\u00e1s" == hit.term.target
    assert "(Tom\u00e1s)" == spell("(Tomas)", assign("(Tomas)", [hit]))


def test_a_model_is_given_letters_without_accents_and_other_scripts_as_they_are() -> None:
    text = "Tomás和한국、Łukasz：“й”"
    assert "Tomas和한국、Lukasz：“й”" == inject(text, literals(text, ()), prepare=str).text


def test_a_term_in_small_letters_keeps_its_accent() -> None:
    (term,) = parse("source,target,kind\n電擊棒,éclair,term\n", path="t.csv")
    assert ["éclairs", "Éclair"] == [one.form for one in forms(term, "eclairs and Eclair")]


def test_a_name_in_brackets_is_carried_without_them() -> None:
    text = "川普 (Donald Trump) 和微軟 (Microsoft (MSFT))"
    assert ["Donald Trump", "Microsoft (MSFT)"] == [hit.term.target for hit in literals(text, ())]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("國務院（State Department）說", ["State Department"]),
        ("蓬佩奧（Mike Pompeo）說", ["Mike Pompeo"]),
        ("蓬佩奧（Michael Richard Pompeo）說", ["Michael Richard Pompeo"]),
        ("蓬佩奧（CNN）說", ["Pompeo", "CNN"]),
        ("蓬佩奧和Pompeo", ["Pompeo", "Pompeo"]),
    ],
)
def test_a_gloss_in_brackets_belongs_to_its_term(text: str, english: list[str]) -> None:
    named = GLOSSARY.find(text)
    hits = sorted((*named, *literals(text, named)), key=lambda hit: hit.start)
    assert english == [hit.term.target for hit in glossed(text, hits)]
