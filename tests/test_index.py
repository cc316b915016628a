"""The index names every place of every name, once, in the order in which a reader looks."""

import pytest
from books import chapter, header, noted, row
from hypothesis import given
from hypothesis import strategies as st

from toolkit.glossary import Glossary
from toolkit.index import entries, in_chinese, lettered, names, runs
from toolkit.model import Entry
from toolkit.table import parse

TABLE = """\
source,target,variants,kind,policy,note
特朗普,Trump|Donald Trump,川普,person,use,president
北韓,North Korea|North Korean,北朝鮮,place,use,
去核化,denuclearisation,,term,use,
埃爾多安,Erdoğan,,person,use,
七國集團,G7,,organisation,use,
核武,nuclear weapons,,term,ignore,
十一,11,,organisation,use,
"""
GLOSSARY = Glossary(parse(TABLE, path="t.csv"))


def found(*sides: str, title: str = "題") -> dict[str, tuple[tuple[int, int], ...]]:
    made = chapter(*(row(side, "…") for side in sides), title=title)
    return {entry.target: entry.places for entry in entries([made], lambda _: GLOSSARY)}


def test_a_name_is_found_in_title_and_rows() -> None:
    assert {"Trump": ((1, 0), (1, 2))} == found("沒有。", "特朗普說。", title="特朗普")


def test_a_row_under_several_forms_is_one_entry_and_a_place_stands_once() -> None:
    assert {"Trump": ((1, 1),)} == found("特朗普，川普，特朗普。")


def test_a_guard_row_is_no_entry() -> None:
    assert {} == found("核武。")


def test_a_heading_and_a_footnote_count() -> None:
    made = chapter(row(header(2, "北韓"), header(2, "…")), row(noted("無", "北韓"), "…"))
    assert [((1, 1), (1, 2))] == [entry.places for entry in entries([made], lambda _: GLOSSARY)]


def test_an_article_is_read_with_its_own_glossary() -> None:
    own = Glossary(
        parse("source,target,variants,kind,policy,note\n特朗普,DJT,,person,use,\n", path="o")
    )
    two = [chapter(row("特朗普", "…"), path=path) for path in ("a.md", "b.md")]
    made = entries(two, lambda path: own if path == "b.md" else GLOSSARY)
    assert [("DJT", ((2, 1),)), ("Trump", ((1, 1),))] == [(e.target, e.places) for e in made]


def test_the_order_is_that_of_the_letters_and_what_has_none_is_first() -> None:
    made = entries([chapter(row("北韓特朗普埃爾多安七國集團去核化十一", "…"))], lambda _: GLOSSARY)
    assert ["11", "denuclearisation", "Erdoğan", "G7", "North Korea", "Trump"] == [
        entry.target for entry in made
    ]
    assert ["#", "D", "E", "G", "N", "T"] == [letter for letter, _ in lettered(made)]
    assert ["七國集團", "北韓", "十一"] == [entry.source for entry in sorted(made, key=in_chinese)][
        :3
    ]


def test_an_index_of_names_holds_no_terms() -> None:
    made = entries([chapter(row("去核化北韓", "…"))], lambda _: GLOSSARY)
    assert ["North Korea"] == [entry.target for entry in names(made)]


@pytest.mark.parametrize(
    ("target", "kind", "expected"),
    [
        ("Joe Hagin|Hagin", "person", "Hagin, Joe"),
        ("George W. Bush|George W Bush|Bush", "person", "Bush, George W."),
        ("Joe Hagin", "person", "Joe Hagin"),
        ("Xi Jinping|Xi", "person", "Xi Jinping"),
        ("Hagin|Joe Hagin", "person", "Hagin"),
        ("New York|York", "place", "New York"),
    ],
)
def test_a_person_stands_under_the_family_name_that_the_row_gives(
    target: str, kind: str, expected: str
) -> None:
    table = Glossary(parse(f"source,target,kind\n哈京,{target},{kind}\n", path="t"))
    found = entries([chapter(row("哈京", "…"))], lambda _: table)
    assert [expected] == [entry.target for entry in names(found)]
    assert [target.partition("|")[0]] == [entry.target for entry in found]


def test_an_entry_brings_the_note_of_its_row() -> None:
    (entry,) = entries([chapter(row("川普", "…"))], lambda _: GLOSSARY)
    expected = Entry(
        source="特朗普", target="Trump", kind="person", note="president", places=((1, 1),)
    )
    assert expected == entry


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((), ()),
        (((1, 3),), (((1, 3), (1, 3)),)),
        (((1, 3), (1, 4), (1, 7), (2, 8)), (((1, 3), (1, 4)), ((1, 7), (1, 7)), ((2, 8), (2, 8)))),
    ],
)
def test_neighbours_are_joined(places: tuple, expected: tuple) -> None:
    assert expected == runs(places)


@given(st.sets(st.tuples(st.integers(1, 3), st.integers(0, 9))).map(sorted))
def test_runs_hold_every_place_once(places: list[tuple[int, int]]) -> None:
    held = [(one[0], n) for one, two in runs(tuple(places)) for n in range(one[1], two[1] + 1)]
    assert places == held
