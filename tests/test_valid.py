"""Every layout in every format with every option is valid by every validator that is here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import books
import pytest
from books import book, chapter
from conftest import validator
from test_epub import picture

from toolkit.layout import FORMATS
from toolkit.model import Format, Layout
from toolkit.publish import BUILDERS
from toolkit.validate import VALIDATORS

pytestmark = pytest.mark.book

NOTES = ("notes", "ORD-001")
"""A footnote is read at its call and painted at the foot of the page, out of order to outloud."""

Made = Callable[[Format, Layout], Path]


def layouts() -> Iterator[tuple[Layout, Format]]:
    """Yield every layout with each of its formats, its options in turn."""
    for mode, formats in FORMATS.items():
        for fmt in formats:
            yield Layout(mode=mode), fmt
            yield Layout(mode=mode, first="target", unit="sentence"), fmt
        if "pdf" in formats:
            yield Layout(mode=mode, paper="a4"), "pdf"
            yield Layout(mode=mode, first="target", paper="a5"), "pdf"
            yield Layout(mode=mode, unit="sentence", paper="b5"), "pdf"


CASES = [
    pytest.param(layout, fmt, one.name, id="-".join((
        *(layout.mode, layout.first, layout.unit, layout.paper or "paper", fmt, one.name),
    )))
    for layout, fmt in layouts()
    for one in VALIDATORS
    if one.suffix == f".{fmt}"
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Build a book once for all validators; it has a picture, lacks another, and holds attacks."""
    folder = tmp_path_factory.mktemp("valid")
    picture(folder)
    there: dict[tuple[Format, Layout], Path] = {}

    def build(fmt: Format, layout: Layout) -> Path:
        if (fmt, layout) not in there:
            lacking = books.figure("https://example.org/none.png", "沒有的圖。")
            chapters = [chapter(*books.ROWS, books.SENTENCES, books.row(lacking, lacking))]
            if fmt != "pdf":  # outloud judges the style of headings, too
                chapters += books.hostile().chapters
            given = book(
                *chapters,
                **{name: getattr(layout, name) for name in ("mode", "first", "unit", "paper")},
            )
            out = folder / f"{len(there)}.{fmt}"
            there[fmt, layout] = BUILDERS[fmt](
                given, pictures=books.pictures(given, folder), out=out
            )
        return there[fmt, layout]

    return build


@pytest.mark.parametrize(("layout", "fmt", "name"), CASES)
def test_a_validator_has_nothing_to_say(made: Made, layout: Layout, fmt: Format, name: str) -> None:
    found = validator(name).run(made(fmt, layout))
    assert [] == [
        f"{one.at}: {one.message} [{one.rule}]" for one in found if (layout.mode, one.rule) != NOTES
    ]
