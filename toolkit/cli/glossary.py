"""`toolkit glossary`: the tables of terms."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from toolkit import account, disk, extraction, memory, po, reading
from toolkit import publish as publishing
from toolkit import report as tables
from toolkit.checks import Bitext
from toolkit.cli.inputs import Json, Model, fail, load_engine, read_articles, sound
from toolkit.cli.session import Session, session
from toolkit.errors import GlossaryError, UsageError, expected
from toolkit.glossary import Glossary, lint
from toolkit.lang import HAN
from toolkit.memory import Memory
from toolkit.model import Key, Occurrence, Place
from toolkit.project import Project, read_table
from toolkit.report import finding_json, finding_table, table
from toolkit.table import KINDS, POLICIES, Term, parse, render

app = typer.Typer(no_args_is_help=True, help="List, add, check and find terms.")
_NEW = Place(path="the new row")
BATCH = 32  # sentences that are measured together


@app.command("list", epilog="Example: `toolkit glossary list --used`")
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
    own = project.own(article.path for article in articles)
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
    here.say(
        f"{tables.counted(len(terms), 'term')}, {tables.counted(sum(counts.values()), 'occurrence')}"
    )
    fail(bad)


def _any_article(project: Project) -> bool:
    return any(path.is_file() or any(path.rglob("*.md")) for path in project.articles)


@app.command(
    epilog="Examples: `toolkit glossary add 蓬佩奧 'Pompeo|Mike Pompeo' --kind person --variants 龐培歐`; "
    "`toolkit glossary add 談判 'talks|negotiations'`"
)
def add(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The Chinese, in either script.")],
    target: Annotated[str, typer.Argument(help="The English; further accepted forms behind |.")],
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "term",
    policy: Annotated[str, typer.Option(help=f"One of {', '.join(POLICIES)}.")] = "use",
    variants: Annotated[str, typer.Option(help="Other Chinese forms, between |.")] = "",
    note: Annotated[str, typer.Option(help="A remark for editors.")] = "",
    to: Annotated[
        Path | None, typer.Option("--to", help="The table; by default one named by the kind.")
    ] = None,
) -> None:
    """Add a row to a table, sorted and checked; a row with the same source is replaced when its English is the same."""
    here = session(context)
    project = here.project()
    path = to or table_for(project, kind)
    row = Term(source=source, targets=(target,), note=note, at=_NEW)
    new = _parsed({**row.row(), "variants": variants, "kind": kind, "policy": policy})
    if not new:
        raise UsageError("the row is empty", hint="give the Chinese and the English")
    old = read_table(path, project.root) if path.exists() else ()
    others = [term for term in project.terms() if project.root / term.at.path != path]
    merged = {(term.source, term.policy, term.targets): term for term in (*old, *new)}
    Glossary([*others, *merged.values()])  # raises for a contradiction, before anything is written
    disk.write(path, render(merged.values()))
    here.say(f"added {source} → {target} to {path}")
    if not HAN.search(source):
        here.say(
            f"“{source}” is no Chinese: the row serves only where an article has it so; the Chinese goes first"
        )


def _parsed(cells: Mapping[str, str]) -> list[Term]:
    """Return a row as a table would have it; its place is that it is new."""
    header = render([]).strip()
    line = ",".join(_quoted(cells[name]) for name in header.split(","))
    try:
        return [replace(term, at=_NEW) for term in parse(f"{header}\n{line}\n", path="")]
    except ExceptionGroup as errors:
        bad = [
            GlossaryError(error.message, at=str(_NEW), hint=error.hint)
            for error in expected(errors)
        ]
        raise ExceptionGroup("bad cells", bad) from errors


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


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


@app.command(epilog="Example: `toolkit glossary check && toolkit book`")
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
    here.say(", ".join(tables.counted(number, grave) for grave, number in counts) + more)
    raise typer.Exit(code=int(errors > 0))


@app.command(epilog="Example: `toolkit glossary find --json | jq -r '.[].source'`")
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
    here.out.print(shown)
    here.say(
        f"{tables.counted(len(found), 'candidate')}; add one with `toolkit glossary add SOURCE TARGET`"
    )
    fail(bad)


@app.command(
    epilog="Examples: `toolkit glossary report`; `toolkit glossary report --html > terms.html`"
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
    shared = project.glossary()
    articles, bad = read_articles(here, project, ())
    own = project.own(article.path for article in articles)
    entries, damaged = sound(
        here, articles, lambda article: (article, po.records(project.po_path(article.path)))
    )
    found: list[tuple[Occurrence, Place]] = []
    texts: dict[str, tuple[Bitext, ...]] = {}
    for one in publishing.collect(project, [article for article, _ in entries] if cost else ()):
        texts[one.article.path] = publishing.bitexts(one, own.get(one.article.path, shared))
    costs = _costs(here, project, texts, model) if cost else {}
    for article, some in entries:
        records = {record.key: record for record in some}
        glossary = own.get(article.path, shared)
        found += account.occurrences(article, records, glossary, costs.get(article.path))
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
    here.say(f"{tables.counted(len(found), 'occurrence')}, {len(lost)} missing")
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
