import random
from itertools import pairwise

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import GlossaryError
from toolkit.glossary import Glossary, layered, lint
from toolkit.project import read_table
from toolkit.table import Term, parse, render

TABLE = """source,target,variants,kind,policy,note
蓬佩奧,Pompeo|Mike Pompeo,龐培歐,person,use,
美國,United States|US,,place,use,
美國國務卿,US Secretary of State,,term,use,
CNN,CNN,,organisation,use,
特金會,,,term,keep,
"""


def found(glossary: Glossary, text: str) -> list[str]:
    return [hit.term.source for hit in glossary.find(text)]


@pytest.fixture
def glossary() -> Glossary:
    return Glossary(parse(TABLE, path="names.csv"))


def test_the_longest_term_wins(glossary: Glossary) -> None:
    assert found(glossary, "美國國務卿蓬佩奧離開美國") == ["美國國務卿", "蓬佩奧", "美國"]


@pytest.mark.parametrize("text", ["蓬佩奧", "蓬佩奥", "龐培歐", "庞培欧"])
def test_one_row_covers_both_scripts_and_its_variants(glossary: Glossary, text: str) -> None:
    assert found(glossary, text) == ["蓬佩奧"]


def test_a_latin_term_is_a_whole_word(glossary: Glossary) -> None:
    assert found(glossary, "XCNN、CNNs，CNN報道") == ["CNN"]


def test_a_hit_says_where_it_stands(glossary: Glossary) -> None:
    text = "昨日，蓬佩奥說"
    assert [text[hit.start : hit.end] for hit in glossary.find(text)] == ["蓬佩奥"]


def test_a_row_that_keeps_the_chinese_needs_no_english(glossary: Glossary) -> None:
    assert [hit.term.target for hit in glossary.find("特金會日期")] == ["特金會"]


@given(st.randoms(use_true_random=False), st.text("蓬佩奧美國務卿特金會CN ", max_size=30))
def test_the_order_of_rows_changes_nothing(shuffle: random.Random, text: str) -> None:
    terms = list(parse(TABLE, path="names.csv"))
    expected = Glossary(terms).find(text)
    shuffle.shuffle(terms)
    assert expected == Glossary(terms).find(text)


@given(st.text("蓬佩奧美國務卿特金會CN ", max_size=30))
def test_hits_never_overlap(text: str) -> None:
    hits = Glossary(parse(TABLE, path="names.csv")).find(text)
    assert all(one.end <= next_.start for one, next_ in pairwise(hits))


def test_all_bad_rows_are_reported_at_once() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        parse("source,target,kind\n蓬佩奧,,person\n美國,美利堅,place\n英國,UK,land\n", path="t.csv")
    assert [error.at for error in caught.value.exceptions] == ["t.csv:2", "t.csv:3", "t.csv:4"]


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        parse("source,target,colour\n", path="t.csv")
    assert "colour" in str(caught.value.exceptions[0])


def test_two_rows_that_want_different_english_are_an_error() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        Glossary(parse("source,target\n普京,Putin\n普京,Poutine\n", path="t.csv"))
    (error,) = caught.value.exceptions
    assert isinstance(error, GlossaryError)
    assert "普京" in error.message


def test_two_rows_that_share_several_forms_are_reported_once() -> None:
    terms = parse("source,target,variants\n普京,Putin,普丁\n普丁,Poutine,普京\n", path="t.csv")
    with pytest.raises(ExceptionGroup) as caught:
        Glossary(terms)
    assert 1 == len(caught.value.exceptions)
    assert ["term-conflict"] == [finding.rule for finding in lint(terms)]


def test_a_variant_of_one_row_may_not_be_the_source_of_another() -> None:
    rows = "source,target,variants\n普京,Putin,蒲亭\n蒲亭,Poutine,\n"
    with pytest.raises(ExceptionGroup):
        Glossary(parse(rows, path="t.csv"))


def test_a_table_is_written_sorted_and_read_back() -> None:
    terms = parse(TABLE, path="names.csv")
    again = parse(render(reversed(terms)), path="names.csv")
    assert {term.digest for term in terms} == {term.digest for term in again}
    assert list(again) == sorted(again, key=lambda term: term.source)


def test_where_a_row_stands_is_no_part_of_its_digest() -> None:
    (one,) = parse("source,target\n普京,Putin\n", path="a.csv")
    (other,) = parse("source,target\n\n\n普京,Putin\n", path="b.csv")
    assert one.digest == other.digest


def test_a_term_of_one_character_is_warned_of() -> None:
    findings = lint(parse("source,target\n美,US\n", path="t.csv"))
    assert [finding.rule for finding in findings] == ["term-too-short"]


def test_a_term_inside_a_longer_one_with_other_english_is_noted() -> None:
    findings = lint(parse("source,target\n華盛頓,Washington\n華盛頓郵報,The Post\n", path="t.csv"))
    assert [finding.rule for finding in findings] == ["term-inside"]


def test_a_forbidden_rendering_belongs_to_its_chinese() -> None:
    glossary = Glossary(parse("source,target,policy\n普京,Pujing,forbid\n", path="t.csv"))
    assert [term.source for term in glossary.forbidden("普京說")] == ["普京"]
    assert glossary.forbidden("他說") == ()


def test_two_rows_that_forbid_for_one_name_both_count() -> None:
    rows = "source,target,policy\n普京,Pujing,forbid\n普京,Poutine,forbid\n"
    found = Glossary(parse(rows, path="t.csv")).forbidden("普京說")
    assert ["Poutine", "Pujing"] == [term.target for term in found]


def test_the_shipped_tables_are_sorted_and_without_errors() -> None:
    terms: list[Term] = []
    for path in sorted((ROOT / "glossaries").glob("*.csv")):
        table = read_table(path, ROOT)
        assert render(table) == path.read_text(encoding="utf-8"), (
            f"{path.name}: not as `render` writes it"
        )
        terms += table
    assert len(terms) >= 400
    assert [str(f.at) for f in lint(terms) if f.severity != "note"] == []
    Glossary(terms)


def test_a_row_may_count_only_in_its_context() -> None:
    rows = "source,target,context\n領袖,leader,領袖金正恩\n"
    glossary = Glossary(parse(rows, path="t.csv"))
    assert [(2, 4)] == [(hit.start, hit.end) for hit in glossary.find("北韓領袖金正恩與其他領袖")]


def test_homographs_are_distinguished_by_their_contexts() -> None:
    rows = "source,target,context\n和平,Heping,和平區\n和平,peace,\n"
    glossary = Glossary(parse(rows, path="t.csv"))
    assert ["Heping", "peace"] == [hit.term.target for hit in glossary.find("和平區愛和平")]


def test_a_source_between_slashes_is_an_expression() -> None:
    rows = "source,target\n/第(\\d+)屆立法會/,Legislative Council No. \\1\n立法會,LegCo\n"
    glossary = Glossary(parse(rows, path="t.csv"))
    hits = glossary.find("第6届立法會，立法會")
    assert ["Legislative Council No. 6", "LegCo"] == [hit.term.target for hit in hits]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("第七屆立法會", "7th Legislative Council"),
        ("第一屆立法會", "1st Legislative Council"),
        ("第二十二屆立法會", "22nd Legislative Council"),
        ("第11屆立法會", "11th Legislative Council"),
        ("第某屆立法會", "某th Legislative Council"),
    ],
)
def test_a_group_of_chinese_numerals_is_in_digits_and_an_ordinal_has_its_ending(
    text: str, english: str
) -> None:
    rows = "source,target\n/第(.+)屆立法會/,\\1th Legislative Council\n"
    (hit,) = Glossary(parse(rows, path="t.csv")).find(text)
    assert english == hit.term.target


def test_an_expression_that_is_none_is_a_bad_row() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        parse("source,target,context\n/(/,x,\n領袖,leader,[\n", path="t.csv")
    assert ["t.csv:2", "t.csv:3"] == [error.at for error in caught.value.exceptions]


def test_a_later_layer_replaces_the_rows_of_its_sources() -> None:
    base = parse("source,target,variants\n普京,Putin,蒲亭\n美國,US,\n", path="a.csv")
    book = parse("source,target\n蒲亭,Vladimir Putin\n", path="b.csv")
    assert ["US", "Vladimir Putin"] == [term.target for term in layered([base, book])]


def test_optional_columns_are_written_where_they_are_used() -> None:
    text = "source,target,variants,kind,policy,first,note\n普京,Putin,,person,use,Vladimir Putin,\n"
    assert text == render(parse(text, path="t.csv"))
