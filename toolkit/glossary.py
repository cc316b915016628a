"""Terms: parses their tables, finds them in a text, and rejects contradictions.

Rules: matching is leftmost-longest over all tables at once; one row covers every script variant of
its source; the order of rows and of tables changes nothing; all bad rows of a table are told at once.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

import ahocorasick_rs

from toolkit.errors import GlossaryError
from toolkit.lang import HAN
from toolkit.model import Finding, Place
from toolkit.normalise import fold

Kind = Literal["person", "place", "organisation", "term"]
Policy = Literal["use", "keep", "forbid", "ignore"]

HEADER = ("source", "target", "variants", "kind", "policy", "note")
KINDS: tuple[str, ...] = get_args(Kind)
POLICIES: tuple[str, ...] = get_args(Policy)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A row: what is written in Chinese, and the accepted English forms, the preferred one first.

    With the policy ``forbid`` the forms are those that must never occur; with ``keep`` the Chinese
    stays; with ``ignore`` the row only stops shorter ones from matching inside it.
    """

    source: str
    targets: tuple[str, ...]
    variants: tuple[str, ...] = ()
    kind: Kind = "term"
    policy: Policy = "use"
    note: str = ""
    at: Place = field(default=Place(path=""))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every Chinese form, the row's own first."""
        return (self.source, *self.variants)

    @property
    def target(self) -> str:
        """The English that is written; the Chinese itself when it is kept."""
        return self.targets[0] if self.targets and self.policy != "keep" else self.source

    @property
    def digest(self) -> str:
        """A short hash of all that enforcing the term depends on; where it stands is no part of it."""
        parts = (*self.sources, "", *self.targets, self.kind, self.policy)
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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A term found at ``[start, end)`` of a text, in code points."""

    start: int
    end: int
    term: Term


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
    for name in ("source", "target", "variants"):
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
        if unknown := [name for name in header if name not in HEADER]:
            raise GlossaryError(
                f"unknown column “{unknown[0]}”", at=f"{path}:1", hint=f"known: {', '.join(HEADER)}"
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
    row = {name: (cells.get(name) or "").strip() for name in HEADER}
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
        at=at,
    )


def render(terms: Iterable[Term]) -> str:
    """Write a table, sorted by source: the inverse of `parse` but for order and white space."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        term.row() for term in sorted(terms, key=lambda term: (term.source, term.targets))
    )
    return out.getvalue()


class Glossary:
    """All tables as one, ready to be searched; raises an ExceptionGroup when two rows contradict."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(sorted(terms, key=lambda term: (term.source, term.policy, term.targets)))
        self._forbidden = {
            fold(source): term
            for term in self.terms
            if term.policy == "forbid"
            for source in term.sources
        }
        self._active = _index(self.terms)
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(self._active), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        self._patterns = list(self._active)

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def digest(self) -> str:
        """A short hash of all terms, for the colophon."""
        joined = "\n".join(sorted(term.digest for term in self.terms))
        return hashlib.sha256(joined.encode()).hexdigest()[:12]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return the terms of a text: leftmost, longest, never overlapping."""
        if not self._patterns:
            return ()
        folded = fold(text)
        return tuple(
            Hit(start=start, end=end, term=term)
            for number, start, end in self._automaton.find_matches_as_indexes(folded)
            if (term := self._active[self._patterns[number]]).policy != "ignore"
            and _whole(folded, start, end)
        )

    def forbidden(self, text: str) -> tuple[Term, ...]:
        """Return the rows that forbid an English form wherever their Chinese stands in the text."""
        if not self._forbidden:
            return ()
        folded = fold(text)
        return tuple(term for source, term in self._forbidden.items() if source in folded)


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether a match does not begin or end inside a word of Latin letters."""
    left = start > 0 and _ASCII_WORD.match(text[start]) and _ASCII_WORD.match(text[start - 1])
    right = end < len(text) and _ASCII_WORD.match(text[end - 1]) and _ASCII_WORD.match(text[end])
    return not left and not right


def _index(terms: Sequence[Term]) -> dict[str, Term]:
    """Map every folded source to its term; raise for two rows that want different English."""
    index: dict[str, Term] = {}
    bad: list[GlossaryError] = []
    for term in terms:
        if term.policy == "forbid":
            continue
        for source in term.sources:
            other = index.setdefault(fold(source), term)
            if other is not term and other.digest != term.digest:
                bad.append(
                    GlossaryError(
                        f"“{source}” is “{term.target}” here and “{other.target}” in {other.at}",
                        at=str(term.at),
                        hint="keep one row; put a second accepted form behind | in its target",
                    )
                )
    if bad:
        raise ExceptionGroup(f"{len(bad)} contradictions", bad)
    return index


def lint(terms: Sequence[Term]) -> tuple[Finding, ...]:
    """Return what an editor should look at: doubled rows, stray scripts, words inside other words."""
    findings: list[Finding] = []
    seen: dict[str, Term] = {}
    for term in sorted(terms, key=lambda term: (term.at.path, term.at.line)):
        if term.policy == "forbid":
            continue
        for source in term.sources:
            other = seen.setdefault(fold(source), term)
            if other is not term:
                findings.append(_doubled(term, source, other))
    findings.extend(_inside(seen))
    findings.extend(
        Finding(
            rule="term-too-short",
            severity="warning",
            at=term.at,
            message=f"“{source}” is one character and will match inside other words",
            hint="write the longer words that you mean",
        )
        for term in terms
        for source in term.sources
        if len(source) == 1
    )
    return tuple(findings)


def _doubled(term: Term, source: str, other: Term) -> Finding:
    same = other.targets == term.targets
    return Finding(
        rule="term-doubled" if same else "term-conflict",
        severity="warning" if same else "error",
        at=term.at,
        message=f"“{source}” stands in {other.at} too"
        + ("" if same else f", as “{other.target}” instead of “{term.target}”"),
        hint="keep one row",
    )


def _inside(index: dict[str, Term]) -> Iterator[Finding]:
    """Yield the terms that stand inside a longer one with other English: the longer one wins there."""
    for source, term in index.items():
        for start in range(len(source)):
            for end in range(start + 2, len(source) + 1):
                inner = index.get(source[start:end])
                if inner is None or inner is term or term.policy in {"keep", "ignore"}:
                    continue
                if not any(form.lower() in term.target.lower() for form in inner.targets):
                    yield Finding(
                        rule="term-inside",
                        severity="note",
                        at=term.at,
                        message=f"“{inner.source}” ({inner.target}) stands inside “{term.source}” "
                        f"({term.target}); the longer row wins there",
                    )
