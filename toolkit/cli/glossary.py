"""`toolkit glossary`: the tables of terms."""

import csv
import io
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from toolkit import account, disk, extraction, memory, reading
from toolkit import publish as publishing
from toolkit import report as tables
from toolkit.checks import Bitext
from toolkit.cli.inputs import Json, Model, fail, load_engine, read_articles, read_translated
from toolkit.cli.session import Session, session
from toolkit.cli.usage import Commands, examples
from toolkit.errors import GlossaryError, expected
from toolkit.glossary import Glossary, joined, lint
from toolkit.lang import HAN
from toolkit.memory import Memory
from toolkit.model import Key, Occurrence, Place
from toolkit.normalise import fold
from toolkit.project import Project, read_table
from toolkit.report import finding_json, finding_table, table
from toolkit.table import KINDS, POLICIES, Term, parse, render
from toolkit.wording import counted

app = typer.Typer(cls=Commands, no_args_is_help=True, help="List, add, check and find terms.")
_NEW = Place(path="the new row")
BATCH = 32  # sentences that are measured together


@app.command("list", epilog=examples("toolkit glossary list --used"))
def list_(
    context: typer.Context,
    used: Annotated[
        bool, typer.Option("--used", help="Only terms that occur in the articles.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the terms, with how often each occurs in the articles."""
    here = session(context)
    project = here.project()
    glossary = project.glossary()
    articles, bad = read_articles(here, project, ()) if _any_article(project) else ([], [])
    own = project.own((article.path for article in articles), glossary)
    counts: Counter[str] = Counter()
    for article in articles:
        mine = own.get(article.path, glossary)
        for segment in article.segments:
            counts.update(hit.term.source for hit in mine.find(segment.text))
    rows = {term for one in (glossary, *own.values()) for term in one.terms}
    order = sorted(rows, key=lambda term: (term.source, term.at.path, term.at.line))
    terms = [term for term in order if counts[term.source] or not used]
    if as_json:
        here.data(
            [{**term.row(), "count": counts[term.source], "at": str(term.at)} for term in terms]
        )
        fail(bad)
        return
    shown = table("n", "source", "English", "variants", "kind", "policy", "table")
    for term in terms:
        row = term.row()
        shown.add_row(
            str(counts[term.source]),
            row["source"],
            row["target"],
            row["variants"],
            row["kind"],
            row["policy"],
            term.at.path,
        )
    here.out.print(shown)
    here.say(f"{counted(len(terms), 'term')}, {counted(sum(counts.values()), 'occurrence')}")
    fail(bad)


def _any_article(project: Project) -> bool:
    return any(path.is_file() or any(path.rglob("*.md")) for path in project.articles)


@app.command(
    epilog=examples(
        "toolkit glossary add 蓬佩奧 'Pompeo|Mike Pompeo' --kind person --variants 龐培歐",
        "toolkit glossary add 談判 'talks|negotiations'",
    )
)
def add(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The Chinese, in either script.")],
    target: Annotated[
        str,
        typer.Argument(
            help="The English; further accepted forms behind |. None where the Chinese is to `keep`.",
            show_default=False,
        ),
    ] = "",
    kind: Annotated[
        str, typer.Option(help=f"One of {', '.join(KINDS)}.", show_default="term")
    ] = "",
    policy: Annotated[str, typer.Option(help=f"One of {', '.join(POLICIES)}.")] = "use",
    variants: Annotated[str, typer.Option(help="Other Chinese forms, between |.")] = "",
    note: Annotated[str, typer.Option(help="A remark for editors.")] = "",
    first: Annotated[str, typer.Option(help="The form of the first mention in an article.")] = "",
    within: Annotated[
        str,
        typer.Option(
            "--context", help="An expression; the row counts only inside Chinese that it matches."
        ),
    ] = "",
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help="The table; by default the one that has the row, or one named by the kind."
        ),
    ] = None,
) -> None:
    """Add a row to a table, sorted and checked; where a row has the same Chinese and English, add the rest to it."""
    here = session(context)
    project = here.project()
    cells = {"source": source, "target": target, "variants": variants, "kind": kind or "term"}
    new = _parsed(cells | {"policy": policy, "note": note, "first": first, "context": within})
    old = next((term for term in project.terms() if _alike(term, new)), None)
    path = to or (project.root / old.at.path if old else table_for(project, new.kind))
    table = read_table(path, project.root) if path.exists() else ()
    mine = [term for term in table if _alike(term, new)]
    for term in mine:
        new = joined(term, new if kind else replace(new, kind=term.kind))
    rows = [*(term for term in table if term not in mine), new]
    others = [term for term in project.terms() if term not in mine]
    Glossary([*others, new])  # raises for a contradiction, before anything is written
    disk.write(path, render(rows))
    done = "added" if not mine else "changed" if mine[0].row() != new.row() else "there already:"
    to_or_in = "to" if done == "added" else "in"
    said = f"{new.source} → {'|'.join(new.targets)}" if new.targets else new.source
    policy = "" if new.policy == "use" else f" ({new.policy})"
    here.say(f"{done} {said}{policy} {to_or_in} {project.shown(path)}")
    if not HAN.search(source):
        here.say(
            f"“{source}” is no Chinese: the row serves only where an article has it so; the Chinese goes first"
        )


def _parsed(cells: Mapping[str, str]) -> Term:
    """Return a row as a table would have it; its place is that it is new."""
    lines = io.StringIO()
    csv.writer(lines).writerows((cells.keys(), cells.values()))
    try:
        (row,) = parse(lines.getvalue(), path="")
    except ExceptionGroup as errors:
        bad = [
            GlossaryError(error.message, at=str(_NEW), hint=error.hint)
            for error in expected(errors)
        ]
        raise ExceptionGroup("bad cells", bad) from errors
    return replace(row, at=_NEW)


def _alike(row: Term, new: Term) -> bool:
    """Return whether a row has the Chinese, the context and the preferred English of a new one."""
    alike = (row.policy, row.context) == (new.policy, new.context)
    english = row.target == new.target or new.policy == "forbid" or not new.targets
    return fold(new.source) in map(fold, row.sources) and alike and english


def add_line(source: str, english: str) -> str:
    """Return the command that adds a row, to be shown; where the English is not known, its place."""
    return f"`toolkit glossary add {shlex.quote(source)} {shlex.quote(english) if english else 'ENGLISH'}`"


def table_for(project: Project, kind: str) -> Path:
    """Return the table for a kind: the one that is named so, else the first, else a new one."""
    names = {
        "person": "people",
        "place": "places",
        "organisation": "organisations",
        "term": "terms",
    }
    tables = project.tables()
    wanted = names.get(kind, "terms")
    for path in tables:
        if path.stem == wanted:
            return path
    return tables[0] if tables else project.root / "glossaries" / "names.csv"


@app.command(epilog=examples("toolkit glossary check && toolkit book"))
def check(context: typer.Context, as_json: Json = False) -> None:
    """Check the tables: doubled and contradicting rows, terms inside others. Exit 1 on errors."""
    here = session(context)
    findings = lint(here.project().terms())
    if as_json:
        here.data([finding_json(finding) for finding in findings])
    elif shown := [f for f in findings if here.verbose or f.severity != "note"]:
        here.out.print(finding_table(shown))
    errors = sum(finding.severity == "error" for finding in findings)
    notes = sum(finding.severity == "note" for finding in findings)
    more = "" if here.verbose or not notes else "; -v before `glossary` shows the notes"
    counts = (("error", errors), ("warning", len(findings) - errors - notes), ("note", notes))
    here.say(", ".join(counted(number, grave) for grave, number in counts) + more)
    raise typer.Exit(code=int(errors > 0))


@app.command(epilog=examples("toolkit glossary find --json | jq -r '.[].source'"))
def find(
    context: typer.Context,
    least: Annotated[
        int, typer.Option("--least", min=1, help="How often an unmarked name must occur.")
    ] = 3,
    as_json: Json = False,
) -> None:
    """Find names that occur in the articles and have no row yet: tags, 「name（English）」, frequent names."""
    here = session(context)
    project = here.project()
    glossary = project.glossary()
    articles, bad = read_articles(here, project, ())
    found = extraction.find(articles, glossary, least=least)
    if as_json:
        trees: list[dict[str, Any]] = [
            {
                "source": one.source,
                "english": one.english,
                "count": one.count,
                "why": one.why,
                "at": str(one.at),
            }
            for one in found
        ]
        here.data(trees)
        fail(bad)
        return
    shown = table("n", "source", "English", "why", "first")
    for one in found:
        shown.add_row(str(one.count), Text(one.source), one.english, one.why, str(one.at))
    if found:
        here.out.print(shown)
    here.say(
        counted(len(found), "candidate")
        + (f"; {add_line(found[0].source, found[0].english)} adds the first" if found else "")
    )
    fail(bad)


@app.command(
    epilog=examples("toolkit glossary report", "toolkit glossary report --html > terms.html")
)
def report(
    context: typer.Context,
    as_json: Json = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page for a browser.")] = False,
    cost: Annotated[
        bool, typer.Option("--cost", help="Measure what the terms cost each sentence.")
    ] = False,
    model: Model = "",
) -> None:
    """Account for every occurrence of every term in the PO files as they are now.

    Exit 1 when the English of one is missing. The cost of a sentence is by how much less likely the model
    finds a piece of it than of its own translation without any terms; it is measured once and remembered.
    """
    here = session(context)
    project = here.project()
    articles, bad = read_articles(here, project, ())
    translated, damaged = read_translated(here, project, articles)
    glossaries = publishing.glossaries(project, translated)
    costs: dict[str, dict[Key, float]] = {}
    if cost:
        texts = {
            one.article.path: publishing.bitexts(one, glossaries[one.article.path])
            for one in translated
        }
        costs = _costs(here, project, texts, model)
    found: list[tuple[Occurrence, Place]] = []
    for one in translated:
        path = one.article.path
        found += account.occurrences(one.article, one.entries, glossaries[path], costs.get(path))
    lost = tables.missing(found)
    if as_json:
        here.data([tables.occurrence_json(term, at) for term, at in found])
    elif as_html:
        typer.echo(tables.term_page(found))
    elif found:
        counts = Counter(term for term, _ in found)
        here.out.print(tables.term_table(counts))
        here.out.print("")
        here.out.print(tables.term_summary(counts))
        for term, at in lost:
            here.out.print(f"[bold red]missing[/] {term.source} at {at}")
    here.say(f"{counted(len(found), 'occurrence')}, {len(lost)} missing")
    if measured := [each for some in costs.values() for each in some.values()]:
        mean = sum(measured) / len(measured)
        here.say(
            f"terms cost {len(measured)} sentences {mean:.2f} of a piece's log-probability each"
        )
    fail([*bad, *damaged])
    raise typer.Exit(code=int(bool(lost)))


def _costs(
    here: Session, project: Project, texts: Mapping[str, Sequence[Bitext]], model: str
) -> dict[str, dict[Key, float]]:
    """Return what terms cost the sentences that have any, article by article; what is known is not measured again."""
    engine = load_engine(project, model)
    wanted = {
        memory.key(f"{engine.signature}/cost", text.chinese, [text.english]): text
        for some in texts.values()
        for text in some
        if text.english and text.hits
    }
    with Memory(project.memory) as store:
        known = {key: float(value) for key, value in store.get(list(wanted)).items()}
        waiting = sorted(set(wanted) - set(known), key=lambda key: (len(wanted[key].target), key))
        for batch in here.batches(waiting, BATCH, doing="measuring"):
            found = reading.costs([wanted[key] for key in batch], engine)
            new = dict(zip(batch, found, strict=True))
            store.put({key: str(value) for key, value in new.items()})
            known |= new
    by_words = {(text.chinese, text.english): known[key] for key, text in wanted.items()}
    return {
        path: {
            (text.field, text.source): by_words[text.chinese, text.english]
            for text in some
            if (text.chinese, text.english) in by_words
        }
        for path, some in texts.items()
    }
