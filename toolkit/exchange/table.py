"""Sentences as CSV for a spreadsheet, in the columns that translate-toolkit and Weblate know.

Rule: a cell that a spreadsheet would take for a formula stands behind an apostrophe, and comes back
without it; the separator may be a comma, a semicolon or a tab, as spreadsheets save it.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from toolkit.errors import StoreError
from toolkit.exchange import Unit

HEADER = (
    "location",
    "context",
    "source",
    "target",
    "fuzzy",
    "translator_comments",
    "developer_comments",
    "id",
    "base",
)
BOM = "\ufeff"
_TEXT = "m-"  # before what a spreadsheet might take for a number: 12345678, 1234e567
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_TRUE = frozenset(("1", "x", "true", "yes", "fuzzy", "wahr", "vrai"))


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """Return a guarded cell as it was: the inverse of `guard`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def write(units: Sequence[Unit], *, bom: bool = True) -> str:
    """Return the sentences as a table."""
    rows = (
        (
            f"{unit.article or ''}:{unit.line}",
            unit.field or "",
            unit.source,
            unit.target,
            "yes" if unit.fuzzy else "no",
            unit.remark,
            "\n".join(unit.notes),
            f"{_TEXT}{unit.name}",
            f"{_TEXT}{unit.base}",
        )
        for unit in units
    )
    return (BOM if bom else "") + lay(HEADER, rows)


def lay(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return guarded rows below a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue()


def plain(header: Sequence[str], some: Iterable[Mapping[str, str]]) -> str:
    """Return rows below a header as they are."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(some)
    return out.getvalue()


def cells(text: str) -> list[list[str]]:
    """Return the cells of a table of ours."""
    return list(csv.reader(io.StringIO(text, newline="")))


def rows(text: str, *, at: str) -> list[dict[str, str]]:
    """Return the rows of a table by column, bare; raise StoreError for what is no CSV."""
    text = text.removeprefix(BOM)
    line = text.split("\n", 1)[0]
    separator = max(",;\t", key=line.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        header = [name.strip().lower() for name in next(reader, [])]
        return [dict(zip(header, map(bare, row), strict=False)) for row in reader if any(row)]
    except csv.Error as error:
        raise StoreError(
            f"is not CSV: {error}", at=at, hint="save it as “CSV UTF-8” once more"
        ) from error


def read(text: str, *, at: str) -> tuple[Unit, ...]:
    """Return the sentences of a table; raise StoreError when a column is missing."""
    found = rows(text, at=at)
    if found and not {"source", "target"} <= found[0].keys():
        raise StoreError(
            "has no columns “source” and “target”",
            at=at,
            hint="keep the first line as `toolkit export --format csv` writes it",
        )
    return tuple(_unit(row) for row in found if row.get("source"))


def _unit(row: dict[str, str]) -> Unit:
    article, _, line = row.get("location", "").rpartition(":")
    return Unit(
        source=row["source"],
        target=row.get("target", ""),
        article=article or None,
        field=row.get("context", "") if article else row.get("context"),
        line=int(line) if line.isdecimal() else 0,
        fuzzy=row.get("fuzzy", "").strip().lower() in _TRUE,
        remark=row.get("translator_comments", ""),
        notes=tuple(one for one in row.get("developer_comments", "").split("\n") if one),
        base=row.get("base", "").removeprefix(_TEXT),
    )
