r"""Tables of terms: reads them from CSV, writes them sorted, and reports all their bad rows at once.

source     the Chinese; between slashes a regular expression
target     the accepted English forms between ``|``, the preferred one first; ``\1`` in the
           target of an expression is its first group
variants   other Chinese forms, between ``|``
kind       person, place, organisation, term
policy     use, keep, forbid, ignore
first      optional: the form at the first mention in an article
context    optional: an expression; the row counts only inside a stretch that it matches
note       for editors
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from toolkit.errors import GlossaryError
from toolkit.lang import HAN
from toolkit.model import Place

Kind = Literal["person", "place", "organisation", "term"]
Policy = Literal["use", "keep", "forbid", "ignore"]

HEADER = ("source", "target", "variants", "kind", "policy", "note")
OPTIONAL = ("first", "context")
KINDS: tuple[str, ...] = get_args(Kind)
POLICIES: tuple[str, ...] = get_args(Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A row of a table: the Chinese, and the accepted English forms, the preferred one first.

    With the policy ``forbid`` the forms are those that must never occur; with ``keep`` the Chinese
    stays; with ``ignore`` the row only stops shorter ones from matching inside it.
    """

    source: str
    targets: tuple[str, ...]
    variants: tuple[str, ...] = ()
    kind: Kind = "term"
    policy: Policy = "use"
    note: str = ""
    first: str = ""
    context: str = ""
    at: Place = field(default=Place(path=""))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every Chinese form, the row's own first."""
        return (self.source, *self.variants)

    @property
    def pattern(self) -> str:
        """The regular expression that the source is, empty where it is plain text."""
        return _expression(self.source)

    @property
    def target(self) -> str:
        """The English that is written; the Chinese itself when it is kept."""
        return self.targets[0] if self.targets and self.policy != "keep" else self.source

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every English form that counts: the row's own, and that of the first mention."""
        return (*self.targets, self.first) if self.first else self.targets

    @property
    def digest(self) -> str:
        """A short hash of all that enforcing the term depends on; the place of the row does not count."""
        parts = (*self.sources, "", *self.accepted, self.kind, self.policy, self.context)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def row(self) -> dict[str, str]:
        """Return the term as a row of a table."""
        return {
            "source": self.source,
            "target": "|".join(self.targets),
            "variants": "|".join(self.variants),
            "kind": self.kind,
            "policy": self.policy,
            "note": self.note,
            "first": self.first,
            "context": self.context,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A term found at ``[start, end)`` of a text, in code points.

    A ``row`` comes from a table; a ``number`` and a run of ``latin`` text are terms of their own making.
    """

    start: int
    end: int
    term: Term
    origin: Literal["row", "number", "sign", "latin"] = "row"


def _expression(source: str) -> str:
    """Return what stands between the slashes of a source, nothing where it has none."""
    return source[1:-1] if len(source) > 2 and source[0] == "/" == source[-1] else ""


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a row, and what to do about it."""
    if not row["source"]:
        yield "the source is empty", "write the Chinese form"
    if not row["target"] and row["policy"] in {"use", "forbid"}:
        yield f"“{row['source']}” has no target", "write the English, or set the policy to keep"
    if row["kind"] not in KINDS:
        yield f"kind “{row['kind']}” is unknown", f"use one of {', '.join(KINDS)}"
    if row["policy"] not in POLICIES:
        yield f"policy “{row['policy']}” is unknown", f"use one of {', '.join(POLICIES)}"
    if row["policy"] != "keep" and HAN.search(row["target"]):
        yield f"the target “{row['target']}” holds Han", "is the row turned round?"
    for name, text in (("source", _expression(row["source"])), ("context", row["context"])):
        try:
            re.compile(text)
        except re.error as error:
            yield f"the {name} is no regular expression: {error}", "escape its special characters"
    for name in ("source", "target", "variants", "first"):
        if any(ord(char) < 32 for char in row[name]):
            yield f"the {name} holds a control character", "remove it"


def parse(text: str, *, path: str) -> tuple[Term, ...]:
    """Read a table; raise an ExceptionGroup with a GlossaryError for every bad row."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    terms: list[Term] = []
    bad: list[GlossaryError] = []
    try:
        header = tuple(name.strip() for name in reader.fieldnames or ())
        if missing := [name for name in ("source", "target") if name not in header]:
            raise GlossaryError(
                f"the header lacks {' and '.join(missing)}",
                at=f"{path}:1",
                hint=f"the first line is {','.join(HEADER)}",
            )
        known = (*HEADER, *OPTIONAL)
        if unknown := [name for name in header if name not in known]:
            raise GlossaryError(
                f"unknown column “{unknown[0]}”", at=f"{path}:1", hint=f"known: {', '.join(known)}"
            )
        for cells in reader:
            at = Place(path=path, line=reader.line_num)
            term = _term(cells, at, bad)
            if term:
                terms.append(term)
    except csv.Error as error:
        bad.append(GlossaryError(f"is not CSV: {error}", at=f"{path}:{reader.line_num}"))
    except GlossaryError as error:
        bad.append(error)
    if bad:
        raise ExceptionGroup(f"{path}: {len(bad)} bad rows", bad)
    return tuple(terms)


def _term(cells: dict[str, str], at: Place, bad: list[GlossaryError]) -> Term | None:
    if None in cells:
        bad.append(
            GlossaryError(
                "has more cells than the header",
                at=str(at),
                hint='quote a cell with a comma: "a, b"',
            )
        )
        return None
    row = {name: (cells.get(name) or "").strip() for name in (*HEADER, *OPTIONAL)}
    if not any(row.values()):
        return None
    row["kind"] = row["kind"] or "term"
    row["policy"] = row["policy"] or "use"
    faults = [GlossaryError(what, at=str(at), hint=hint) for what, hint in _faults(row)]
    if faults:
        bad.extend(faults)
        return None
    return Term(
        source=row["source"],
        targets=_split(row["target"]),
        variants=_split(row["variants"]),
        kind=cast("Kind", row["kind"]),
        policy=cast("Policy", row["policy"]),
        note=row["note"],
        first=row["first"],
        context=row["context"],
        at=at,
    )


def render(terms: Iterable[Term]) -> str:
    """Write a table, sorted by source: the inverse of `parse` but for order and white space.

    The optional columns are written where a row uses one.
    """
    rows = [
        term.row()
        for term in sorted(terms, key=lambda term: (term.source, term.policy, term.targets))
    ]
    used = [name for name in OPTIONAL if any(row[name] for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(
        out, [*HEADER[:-1], *used, HEADER[-1]], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
