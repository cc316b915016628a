"""The terms of a project: finds them in a text, layers tables, rejects contradictions.

Rules: matching is leftmost-longest over all tables at once; one row covers every script variant of
its source; the order of rows, and of tables in a layer, changes nothing; a later layer wins.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import ahocorasick_rs

from toolkit import numerals
from toolkit.errors import GlossaryError
from toolkit.model import Finding
from toolkit.normalise import fold
from toolkit.table import Hit, Term

_NUMERAL = re.compile(f"[{''.join((*numerals.DIGITS, *numerals.UNITS, *numerals.SCALES))}]+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]")


class Glossary:
    """All tables as one, ready to be searched; raises an ExceptionGroup when two rows contradict."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(sorted(terms, key=lambda term: (term.source, term.policy, term.targets)))
        self._forbidden = [
            (fold(source), term)
            for term in self.terms
            if term.policy == "forbid"
            for source in term.sources
        ]
        self._active = _index(self.terms)
        self._sources = list(self._active)
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._sources, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        self._expressions = [
            (re.compile(fold(term.pattern)), term)
            for term in self.terms
            if term.pattern and term.policy != "forbid"
        ]
        self._contexts = {
            term.context: re.compile(fold(term.context)) for term in self.terms if term.context
        }

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def digest(self) -> str:
        """A short hash of all terms, for the colophon."""
        joined = "\n".join(sorted(term.digest for term in self.terms))
        return hashlib.sha256(joined.encode()).hexdigest()[:12]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return the terms of a text: leftmost, longest, never overlapping."""
        folded = fold(text)
        found = [*self._plain(folded), *self._matched(text, folded)]
        hits: list[Hit] = []
        for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
            if not hits or hits[-1].end <= hit.start:
                hits.append(hit)
        return tuple(hit for hit in hits if hit.term.policy != "ignore")

    def _plain(self, folded: str) -> Iterator[Hit]:
        if not self._sources:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(folded):
            if _whole(folded, start, end):
                for term in self._active[self._sources[number]]:
                    if self._fits(term, folded, start, end):
                        yield Hit(start=start, end=end, term=term)
                        break

    def _matched(self, text: str, folded: str) -> Iterator[Hit]:
        """Yield the hits of expressions, each with a term of what it matched."""
        for expression, term in self._expressions:
            for match in expression.finditer(folded):
                start, end = match.span()
                if start < end and self._fits(term, folded, start, end):
                    groups = [text[a:b] for a, b in match.regs]
                    made = replace(
                        term,
                        source=text[start:end],
                        targets=tuple(_filled(form, groups) for form in term.targets),
                        first=_filled(term.first, groups),
                    )
                    yield Hit(start=start, end=end, term=made)

    def _fits(self, term: Term, folded: str, start: int, end: int) -> bool:
        """Return whether the context that a row asks for is there."""
        return not term.context or any(
            match.start() <= start and end <= match.end()
            for match in self._contexts[term.context].finditer(folded)
        )

    def forbidden(self, text: str) -> tuple[Term, ...]:
        """Return the rows that forbid an English form wherever their Chinese stands in the text."""
        if not self._forbidden:
            return ()
        folded = fold(text)
        return tuple(dict.fromkeys(term for source, term in self._forbidden if source in folded))


def _filled(form: str, groups: Sequence[str]) -> str:
    r"""Put the groups of a match where a form says ``\1``; Chinese numerals in digits, and ordinals with their ending."""

    def put(match: re.Match[str]) -> str:
        group = groups[int(match[1])] if int(match[1]) < len(groups) else ""
        number = numerals.numeral(fold(group)) if _NUMERAL.fullmatch(fold(group)) else None
        words = group if number is None else f"{number:.0f}"
        after = match[2] or ""
        return words + (numerals.ending(words) if after and words[-1:].isdigit() else after)

    return re.sub(r"\\(\d)((?:st|nd|rd|th)(?!\w))?", put, form)


def _whole(text: str, start: int, end: int) -> bool:
    """Return whether a match does not begin or end inside a word of Latin letters."""
    left = start > 0 and _ASCII_WORD.match(text[start]) and _ASCII_WORD.match(text[start - 1])
    right = end < len(text) and _ASCII_WORD.match(text[end - 1]) and _ASCII_WORD.match(text[end])
    return not left and not right


def _index(terms: Sequence[Term]) -> dict[str, tuple[Term, ...]]:
    """Map every folded source to its rows, those with a context first; raise for contradictions."""
    index: dict[str, list[Term]] = {}
    bad: dict[
        tuple[Term, Term], GlossaryError
    ] = {}  # one for two rows, however many forms they share
    for term in terms:
        if term.policy == "forbid" or term.pattern:
            continue
        for source in term.sources:
            rows = index.setdefault(fold(source), [])
            for other in rows:
                if other.context == term.context and other.digest != term.digest:
                    bad.setdefault((term, other), _contradiction(source, term, other))
            rows.append(term)
    if bad:
        raise ExceptionGroup(f"{len(bad)} contradictions", [*bad.values()])
    return {
        source: tuple(sorted(rows, key=lambda term: (not term.context, term.context)))
        for source, rows in index.items()
    }


def _contradiction(source: str, term: Term, other: Term) -> GlossaryError:
    here, there = _differing(term, other)
    return GlossaryError(
        f"“{source}” is “{here}” here and “{there}” in {other.at}", at=str(term.at), hint=_ONE_ROW
    )


_ONE_ROW = (
    "keep one row, a second accepted form behind | in its target; or let one table overrule the other: "
    "name it later in `glossaries` of book.toml"
)


def _differing(one: Term, other: Term) -> tuple[str, str]:
    """Return what two rows say differently, each in words: their English, or else all of what differs first."""
    if one.target != other.target:
        return one.target, other.target
    rows = one.row(), other.row()
    name = next(
        (
            name
            for name in ("target", "policy", "first", "variants", "kind")
            if rows[0][name] != rows[1][name]
        ),
        "target",
    )
    said = (
        row["target"] if name == "target" else f"{row['target']}, {name} {row[name] or '–'}"
        for row in rows
    )
    return next(said), next(said)


def joined(row: Term, more: Term) -> Term:
    """Return a row with the forms, variants and other cells of another one of its source, those of ``more`` before its own."""
    return replace(
        more,
        source=row.source,
        targets=tuple(dict.fromkeys((*more.targets, *row.targets))),
        variants=tuple(
            dict.fromkeys((*row.variants, *more.variants, *({more.source} - {row.source})))
        ),
        note=more.note or row.note,
        first=more.first or row.first,
        at=row.at,
    )


def layered(layers: Iterable[Sequence[Term]]) -> tuple[Term, ...]:
    """Lay tables over one another: a row of a later layer replaces earlier rows of its source."""
    terms: tuple[Term, ...] = ()
    for layer in layers:
        mine = {
            (fold(source), term.policy == "forbid") for term in layer for source in term.sources
        }
        kept = (
            term
            for term in terms
            if not any((fold(source), term.policy == "forbid") in mine for source in term.sources)
        )
        terms = (*kept, *layer)
    return terms


def lint(terms: Sequence[Term]) -> tuple[Finding, ...]:
    """Return what an editor should look at: doubled rows, stray scripts, words inside other words."""
    doubled: dict[tuple[Term, Term], Finding] = {}
    seen: dict[tuple[str, str], Term] = {}
    for term in sorted(terms, key=lambda term: (term.at.path, term.at.line)):
        if term.policy == "forbid":
            continue
        for source in term.sources:
            other = seen.setdefault((fold(source), term.context), term)
            if other is not term:
                doubled.setdefault((term, other), _doubled(term, source, other))
    findings = [*doubled.values()]
    findings.extend(_inside({source: term for (source, _), term in seen.items()}))
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
    same = other.digest == term.digest
    here, there = _differing(term, other)
    return Finding(
        rule="term-doubled" if same else "term-conflict",
        severity="warning" if same else "error",
        at=term.at,
        message=f"“{source}” stands in {other.at} too"
        + ("" if same else f", as “{there}” instead of “{here}”"),
        hint="keep one row" if same else _ONE_ROW,
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
