"""Sentences as a page for reading: both languages side by side, in one file, without scripts."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from toolkit.exchange import Languages, Unit
from toolkit.exchange.inline import Part, parse
from toolkit.wording import counted

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --quiet: #595959; --line: #c9c9c9;
  --doubt: #fff3d1; --hand: #e3f2e4; --lack: #fde2e0; --code: #1a4f9c; }
@media (prefers-color-scheme: dark) { :root { --paper: #161616; --ink: #ececec; --quiet: #b0b0b0;
  --line: #4a4a4a; --doubt: #41350f; --hand: #17341b; --lack: #4b1b18; --code: #9cc3ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 90rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, sans-serif; }
table { width: 100%; border-collapse: collapse; margin-bottom: 2rem; }
caption { text-align: start; font-weight: bold; padding: .5rem 0; overflow-wrap: anywhere; }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; text-align: start; vertical-align: top; }
thead th { position: sticky; top: 0; background: var(--paper); }
.words { width: 34%; white-space: pre-wrap; overflow-wrap: anywhere; }
.fuzzy { background: var(--doubt); } .hand { background: var(--hand); } .none { background: var(--lack); }
.code { color: var(--code); font: .75em ui-monospace, monospace; }
.notes { color: var(--quiet); font-size: .85rem; margin: 0; padding-inline-start: 1rem; }
@media (max-width: 45rem) { thead { position: absolute; clip-path: inset(50%); }
  tr, td, td.words, tbody th { display: block; width: auto; } tr { margin-bottom: 1rem; } }
@media print { thead th { position: static; } tr { break-inside: avoid; } }
"""
_STATES = {
    "fuzzy": "to review",
    "hand": "by hand",
    "none": "not translated",
    "done": "by the engine",
}


def write(units: Sequence[Unit], languages: Languages, *, title: str) -> str:
    """Return the sentences as a page with a table for each article."""
    counts = {name: sum(_state(unit) == name for unit in units) for name in _STATES}
    summary = ", ".join(
        f"{counts[name]} {words}" for name, words in _STATES.items() if counts[name]
    )
    tables = "".join(
        _table(article or "", list(some), languages)
        for article, some in groupby(units, key=lambda unit: unit.article)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(languages.target)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{counted(len(units), 'sentence')}: {summary or 'none'}.</p>\n"
        f"{tables}</main>\n</body>\n</html>\n"
    )


def _state(unit: Unit) -> str:
    if not unit.target:
        return "none"
    if unit.fuzzy:
        return "fuzzy"
    return "hand" if unit.human else "done"


def _table(article: str, units: Sequence[Unit], languages: Languages) -> str:
    rows = "".join(_row(unit, languages) for unit in units)
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Line", "Chinese", "English", "State")
    )
    return (
        f"<table>\n<caption>{escape(article)}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _row(unit: Unit, languages: Languages) -> str:
    state = _state(unit)
    notes = "".join(
        f"<li>{escape(note)}</li>" for note in (*unit.remark.split("\n"), *unit.notes) if note
    )
    where = str(unit.line or "") + (f" ({escape(unit.field)})" if unit.field else "")
    return (
        f'<tr id="s-{unit.name}" class="{state}"><th scope="row">{where}</th>'
        f'<td class="words" lang="{escape(languages.source)}">{_words(unit.source)}</td>'
        f'<td class="words" lang="{escape(languages.target)}">{_words(unit.target)}</td>'
        f"<td>{_STATES[state]}{f'<ul class=notes>{notes}</ul>' if notes else ''}</td></tr>\n"
    )


def _words(text: str) -> str:
    return "".join(_html(parse(text)))


def _html(parts: Sequence[Part]) -> Iterator[str]:
    """Yield words, and tags as small marks."""
    for part in parts:
        if isinstance(part, str):
            yield escape(part)
            continue
        yield _mark(part.raw if part.kind != "char" else part.id)
        if part.kind == "pair":
            yield from _html(part.inside)
            yield _mark(f"</{part.id}>")


def _mark(raw: str) -> str:
    return f'<bdi class="code">{escape(raw)}</bdi>'
