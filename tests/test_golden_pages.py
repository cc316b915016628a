"""The pages of every layout of the PDF stand as they stood: lines by place and words, not by pixels.

`pytest --accept` rewrites `tests/golden/*.txt`; look at the pages (`python docs/pictures.py`) before.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import books
import pypdfium2
import pytest
from books import book, chapter, header, para, pictures, row
from conftest import HERE
from test_epub import picture

from toolkit import pdf
from toolkit.model import Row

LONG = Row(
    source=para("長句一，說明一件事情。" * 12),
    target=para("A long sentence that tells one thing. " * 12),
    parts=tuple(
        row("長句一，說明一件事情。" * 3, "A long sentence that tells one thing. " * 3)
        for _ in range(4)
    ),
)
BOOK = (
    *books.ROWS[:3],
    LONG,
    row(header(4, "深一層的小標題"), header(4, "A deeper heading")),
    books.SENTENCES,
    *books.ROWS[3:],
    LONG,
)
LAYOUTS: dict[str, dict[str, Any]] = {
    "columns": {"mode": "columns"},
    "columns-a4": {"mode": "columns", "paper": "a4", "first": "target"},
    "columns-a5-sentence": {"mode": "columns", "paper": "a5", "unit": "sentence"},
    "interleaved": {"mode": "interleaved"},
    "facing": {"mode": "facing"},
    "notes": {"mode": "notes", "first": "target"},
    "source-only": {"mode": "source-only"},
    "target-only": {"mode": "target-only", "paper": "b5"},
}
SHOWN = 14  # letters of a line: enough to know it by


def lines(path: Path) -> str:
    """Return the lines of the chapter: page, left and top in points, the first words."""
    document = pypdfium2.PdfDocument(path)
    first, last = [item.get_dest().get_index() for item in document.get_toc() if item.level == 0][
        :2
    ]
    told = []
    for number in range(first, last):
        page = document[number]
        words, height = page.get_textpage(), page.get_height()
        told.append(f"--- page {number + 1}: {page.get_width():.0f} × {height:.0f}")
        boxes = {}
        for place in range(words.count_rects()):
            left, bottom, right, top = words.get_rect(place)
            said = words.get_text_bounded(left, bottom, right, top).strip()
            boxes.setdefault((round((height - bottom) / 4), round(left)), said)
        told += [
            f"{y * 4:4} {x:4}  {said[:SHOWN]}" for (y, x), said in sorted(boxes.items()) if said
        ]
        told += [
            f"     {left:4.0f}  picture {right - left:.0f} × {top - bottom:.0f}"
            for thing in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
            for left, bottom, right, top in [thing.get_bounds()]
        ]
    return "\n".join(told) + "\n"


@pytest.mark.parametrize("name", LAYOUTS)
def test_pages_stand_as_they_stood(
    name: str, tmp_path: Path, golden: Callable[[str, Path], None]
) -> None:
    picture(tmp_path)
    made = book(chapter(*BOOK), **LAYOUTS[name])
    out = pdf.build(made, pictures=pictures(made, tmp_path), out=tmp_path / "b.pdf")
    golden(lines(out), HERE / "golden" / f"{name}.txt")
