"""Puts the chapters of a book in order, and into parts.

Rules: a foreword stands first and an afterword last, outside all parts; chapters with the same date, path
or part keep the order in which they came; those without a date or a category come last. Of several
categories the first decides.
"""

import re
from collections.abc import Sequence

from toolkit.lang import LangCode
from toolkit.model import Bilingual, Chapter, Order, Part, PartsBy
from toolkit.wording import word

_YEAR = re.compile(r"\d{4}(?!\d)")
_LAST = "\U0010ffff"  # sorts after every text


def arranged(
    chapters: Sequence[Chapter], *, order: Order = "listed", by: PartsBy = ""
) -> tuple[Chapter, ...]:
    """Return the chapters in the order of the book, those of one part together."""
    keys = {
        "listed": lambda _: "",
        "date": lambda chapter: chapter.date or _LAST,
        "path": lambda chapter: chapter.path,
    }
    body = sorted((one for one in chapters if not one.role), key=keys[order])
    place: dict[str, int] = {}
    for chapter in body:
        place.setdefault(_group(chapter, by), len(place))
    body.sort(key=lambda chapter: (not _group(chapter, by), place[_group(chapter, by)]))
    first = [one for one in chapters if one.role == "foreword"]
    last = [one for one in chapters if one.role == "afterword"]
    return (*first, *body, *last)


def parts(
    chapters: Sequence[Chapter], *, by: PartsBy, source_lang: LangCode, target_lang: LangCode
) -> tuple[Part, ...]:
    """Return the parts of chapters that were `arranged`; none where all would be in one."""
    runs: list[list[int]] = []
    groups: list[str] = []
    for number, chapter in enumerate(chapters, start=1):
        if chapter.role or not by:
            continue
        group = _group(chapter, by)
        if not groups or groups[-1] != group:
            groups.append(group)
            runs.append([])
        runs[-1].append(number)
    if len(runs) < 2:
        return ()

    def title(group: str, chapter: Chapter) -> Bilingual:
        if group and by == "category":
            return chapter.categories[0]
        if group:
            chinese = f"{group}年"
            return Bilingual(source=chinese, target=group)
        return Bilingual(source=word("others", source_lang), target=word("others", target_lang))

    return tuple(
        Part(title=title(group, chapters[run[0] - 1]), first=run[0], last=run[-1])
        for group, run in zip(groups, runs, strict=True)
    )


def _group(chapter: Chapter, by: PartsBy) -> str:
    """Return the category or year that puts a chapter into its part; empty where it has none."""
    if by == "category":
        return chapter.categories[0].source if chapter.categories else ""
    if by == "year":
        year = _YEAR.match(chapter.date)
        return year[0] if year else ""
    return ""


def numbers(chapters: Sequence[Chapter]) -> dict[int, int]:
    """Return the number that a reader knows each article by; a foreword and an afterword have none."""
    articles = (place for place, chapter in enumerate(chapters, start=1) if not chapter.role)
    return {place: number for number, place in enumerate(articles, start=1)}
