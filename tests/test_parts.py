"""Chapters come in the order of the book, and parts hold each of them once."""

from typing import Any, get_args

import pytest
from books import GB, HK, chapter
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model import Bilingual, Chapter, Order, Part, PartsBy
from toolkit.parts import arranged, parts

NEWS = Bilingual(source="新聞", target="News")
VIEWS = Bilingual(source="評論", target="Comment")


def one(path: str, date: str = "", *categories: Bilingual, role: Any = "") -> Chapter:
    return chapter(path=path, date=date, categories=categories, role=role)


A = one("a", "2019-02-01", NEWS)
B = one("b", "2018-05-01", VIEWS)
C = one("c", "2018-07-01", NEWS)
UNDATED = one("d")


def paths(chapters: tuple[Chapter, ...]) -> str:
    return "".join(chapter.path for chapter in chapters)


def made(chapters: tuple[Chapter, ...], by: PartsBy) -> tuple[Part, ...]:
    return parts(chapters, by=by, source_lang=HK, target_lang=GB)


@pytest.mark.parametrize(
    ("order", "by", "expected"),
    [
        ("listed", "", "dabc"),
        ("date", "", "bcad"),
        ("path", "", "abcd"),
        ("date", "category", "bcad"),
        ("listed", "category", "acbd"),
        ("path", "year", "abcd"),
        ("listed", "year", "abcd"),
    ],
)
def test_the_chapters_are_in_order(order: Order, by: PartsBy, expected: str) -> None:
    assert expected == paths(arranged((UNDATED, A, B, C), order=order, by=by))


def test_a_foreword_is_first_and_an_afterword_last() -> None:
    given_chapters = (one("z", role="afterword"), A, one("y", role="foreword"), B)
    assert "ybaz" == paths(arranged(given_chapters, order="date"))


def test_parts_by_category_are_named_in_both_languages() -> None:
    chapters = arranged((A, B, C, UNDATED), by="category")
    others = Bilingual(source="其他", target="Others")
    assert (
        Part(title=NEWS, first=1, last=2),
        Part(title=VIEWS, first=3, last=3),
        Part(title=others, first=4, last=4),
    ) == made(chapters, "category")


def test_parts_by_year_follow_the_foreword() -> None:
    chapters = arranged((one("y", role="foreword"), A, B, C), order="date", by="year")
    assert (
        Part(title=Bilingual(source="2018年", target="2018"), first=2, last=3),
        Part(title=Bilingual(source="2019年", target="2019"), first=4, last=4),
    ) == made(chapters, "year")


def test_the_first_of_several_categories_decides() -> None:
    both = one("e", "2019-03-01", VIEWS, NEWS)
    chapters = arranged((A, both, B), by="category")
    assert "aeb" == paths(chapters)
    assert (
        Part(title=NEWS, first=1, last=1),
        Part(title=VIEWS, first=2, last=3),
    ) == made(chapters, "category")


def test_one_part_is_none() -> None:
    assert () == made((A, C), "category")


@given(
    st.lists(st.sampled_from([A, B, C, UNDATED, one("f", role="foreword")]), max_size=9),
    st.sampled_from(get_args(Order)),
    st.sampled_from(get_args(PartsBy)),
)
def test_every_chapter_is_kept_and_lies_in_one_part(
    chapters: list[Chapter], order: Order, by: PartsBy
) -> None:
    kept = arranged(chapters, order=order, by=by)
    assert sorted(chapters, key=repr) == sorted(kept, key=repr)
    numbers = [n for part in made(kept, by) for n in range(part.first, part.last + 1)]
    body = [number for number, one in enumerate(kept, 1) if not one.role]
    assert numbers in ([], body)
