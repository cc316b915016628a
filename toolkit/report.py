"""Renders what commands found, as tables for people and JSON for programs.

Rule: pure values in, rich renderables or plain trees out; nothing is printed here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from rich.table import Table
from rich.text import Text

from toolkit.model import BY_HAND, MISSING, Finding, Occurrence, Place, Severity
from toolkit.wording import counted

MEANING: Mapping[str, str] = {
    "whole": "the sentence is the term",
    "source": "written into the source and carried over",
    "plain": "found by the model itself",
    "nbest": "in another of its translations",
    "span": "replaced where attention showed it",
    "clause": "clause by clause",
    "stretch": "set between the stretches: review",
    BY_HAND: "in a sentence by hand",
    MISSING: "MISSING",
}
"""The rungs of the ladder, and what else may have become of a term, as tables explain them."""
_STYLE = {"error": "bold red", "warning": "yellow", "note": "dim"}
_GRAVE = {"error": 0, "warning": 1, "note": 2}


def table(*columns: str, title: str = "") -> Table:
    """Return an empty table in the style of all others; columns of numbers are set to the right."""
    shown = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold"
    )
    for name in columns:
        shown.add_column(
            name, justify="right" if name in {"n", "line"} else "left", overflow="fold"
        )
    return shown


def missing(found: Iterable[tuple[Occurrence, Place]]) -> list[tuple[Occurrence, Place]]:
    """Return the occurrences whose English is not there."""
    return [(term, at) for term, at in found if not term.form]


def term_summary(found: Mapping[Occurrence, int]) -> Table:
    """Show how many occurrences each rung of the ladder served."""
    counts = Counter[str]()
    for term, n in found.items():
        counts[term.rung if term.form else MISSING] += n
    shown = table("rung", "n", "how")
    for rung, meaning in MEANING.items():
        if counts[rung]:
            style = "bold red" if rung == MISSING else ""
            shown.add_row(Text(rung, style), str(counts[rung]), meaning)
    total = str(sum(found.values()))
    shown.add_row("all", total, "every occurrence of a glossary term in the Chinese")
    return shown


def term_table(found: Mapping[Occurrence, int]) -> Table:
    """Show each row with its English and how often it occurs, the missing first; in brackets what stands for it."""
    shown = table("term", "n", "English", "rungs")
    rows: dict[str, list[tuple[Occurrence, int]]] = {}
    for term, n in found.items():
        rows.setdefault(term.row or term.source, []).append((term, n))
    order = sorted(
        rows.items(),
        key=lambda row: (all(t.form for t, _ in row[1]), -sum(n for _, n in row[1]), row[0]),
    )
    for source, terms in order:
        forms, rungs = Counter[str](), Counter[str]()
        for term, n in terms:
            forms[term.form or "—"] += n
            rungs[term.rung if term.form else MISSING] += n
        others = sorted({term.source for term, _ in terms} - {source})
        name = f"{source} ({', '.join(others)})" if others else source
        shown.add_row(Text(name), str(sum(n for _, n in terms)), _counted(forms), _counted(rungs))
    return shown


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ×{n}" if n > 1 else name for name, n in counts.most_common())


def term_page(found: Sequence[tuple[Occurrence, Place]]) -> str:
    """Return the account of the terms as a page of HTML: a row a term, its places below it."""
    rows: dict[str, list[tuple[Occurrence, Place]]] = {}
    for term, at in found:
        rows.setdefault(term.row or term.source, []).append((term, at))
    body = "".join(
        f'<tr><th scope="row" lang="zh">{escape(source)}</th><td>{len(some)}</td><td><ul>'
        + "".join(
            f"<li>{escape(term.form) or '<strong>missing</strong>'}"
            f" <small>{_as_written(term)}{escape(term.rung)}, {escape(str(at))}</small></li>"
            for term, at in some
        )
        + "</ul></td></tr>"
        for source, some in sorted(rows.items(), key=lambda row: -len(row[1]))
    )
    return _PAGE.format(
        title="Terms",
        count=f"{counted(len(found), 'occurrence')}, {len(missing(found))} missing",
        body=body,
    )


def _as_written(term: Occurrence) -> str:
    """Return the Chinese of an occurrence where its row is another form of it."""
    other = term.row and term.source != term.row
    return f'<span lang="zh">{escape(term.source)}</span>, ' if other else ""


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>:root{{color-scheme:light dark}}body{{font:1rem/1.5 sans-serif;margin:2rem;max-width:60rem}}
table{{border-collapse:collapse}}td,th{{text-align:left;vertical-align:top;padding:.3rem .8rem}}
tr{{border-top:1px solid}}ul{{margin:0;padding:0;list-style:none}}strong{{color:#c00}}</style></head>
<body><h1>{title}</h1><p>{count}</p>
<table><thead><tr><th scope="col">Term</th><th scope="col">Occurrences</th>
<th scope="col">English, means and place</th></tr></thead><tbody>{body}</tbody></table></body></html>"""


class Findings:
    """Findings by what they say; of each kind the first places, so that an archive's findings fit.

    ``most`` is how many places are kept of a message, ``kinds`` how many messages of a severity; 0 is all.
    """

    def __init__(self, *, most: int = 0, kinds: int = 0) -> None:
        self._most = most
        self._kinds = kinds
        self._first: dict[tuple[Severity, str, str], list[Finding]] = {}
        self._counts = Counter[tuple[Severity, str, str]]()
        self._different = Counter[Severity]()
        self._others = Counter[Severity]()

    def add(self, finding: Finding) -> None:
        """Take a finding in."""
        kind = (finding.severity, finding.rule, finding.message)
        if kind not in self._first:
            if self._kinds and self._different[finding.severity] >= self._kinds:
                self._others[finding.severity] += 1
                return
            self._different[finding.severity] += 1
        self._counts[kind] += 1
        places = self._first.setdefault(kind, [])
        if not self._most or len(places) < self._most:
            places.append(finding)

    def __bool__(self) -> bool:
        return bool(self._first)

    def table(self) -> Table:
        """Show them, the grave ones first."""
        shown = table("", "rule", "what and where")
        for (severity, rule, message), count in sorted(self._counts.items(), key=_gravity):
            some = self._first[severity, rule, message]
            words = Text(message)
            if some[0].hint:
                words.append(f"\n{some[0].hint}", "dim")
            places = [str(one.at) for one in sorted(some, key=lambda f: (f.at.path, f.at.line))]
            more = f"\n… and {count - len(places)} more" if len(places) < count else ""
            words.append("\n" + "\n".join(places) + more, "dim")
            times = f" ×{count}" if count > 1 else ""
            shown.add_row(Text(severity, _STYLE[severity]), rule + times, words)
        for severity, count in self._others.items():
            shown.add_row(Text(severity, _STYLE[severity]), "", f"… and {count:,} more")
        return shown


def _gravity(row: tuple[tuple[Severity, str, str], int]) -> tuple[int, str]:
    (severity, rule, _), _ = row
    return (_GRAVE[severity], rule)


def finding_table(findings: Iterable[Finding], *, most: int = 0) -> Table:
    """Show findings, the grave ones first; of a message at most so many places, and how many more."""
    found = Findings(most=most)
    for one in sorted(findings, key=lambda f: (f.at.path, f.at.line)):
        found.add(one)
    return found.table()


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as a tree for JSON."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "path": finding.at.path,
        "line": finding.at.line,
        "message": finding.message,
        "hint": finding.hint,
    }


def occurrence_json(term: Occurrence, at: Place) -> dict[str, Any]:
    """Return an occurrence as a tree for JSON."""
    return {
        "term": term.row or term.source,
        "source": term.source,
        "form": term.form,
        "rung": term.rung if term.form else MISSING,
        "cost": term.cost,
        "path": at.path,
        "line": at.line,
    }


def count_table(counts: Mapping[str, int]) -> Table:
    """Show what a plan is going to do."""
    words = {
        "articles": "articles",
        "segments": "sentences in them",
        "by_hand": "by hand, kept as they are",
        "from_memory": "from memory",
        "to_engine": "to the engine",
        "changed": "of these, translated before: their source, a term or the model changed, or the memory is gone",
        "terms": "occurrences of glossary terms",
    }
    shown = table("n", "")
    for name, meaning in words.items():
        if counts[name] or name in {"articles", "segments", "to_engine"}:
            shown.add_row(str(counts[name]), meaning)
    return shown
