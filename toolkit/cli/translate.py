"""`toolkit translate`, `toolkit publish` and `toolkit book`: from articles to a book."""

from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from toolkit import engines, packages, po, reader, report
from toolkit import publish as publishing
from toolkit import translate as stage
from toolkit.article import Article
from toolkit.cli.session import Session, session
from toolkit.errors import ArticleError, ToolkitError, UsageError
from toolkit.glossary import Glossary
from toolkit.memory import Memory
from toolkit.model import Engine, Finding, Format, Layout, Mode, Pair
from toolkit.project import Project


class EngineName(StrEnum):
    """What can decode a model."""

    CT2 = "ct2"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Articles or folders; those of `book.toml` by default.", show_default=False
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model", "-m", help="A package file, a name of `toolkit models list`, or `bundled`."
    ),
]
Beam = Annotated[
    int | None,
    typer.Option(
        "--beam",
        min=1,
        max=16,
        help="Translations weighed at a time; `book.toml` has the default.",
        show_default=False,
    ),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option("--glossary", "-g", help="A further table; may be repeated.", show_default=False),
]
Coverage = Annotated[
    float | None,
    typer.Option(
        "--min-coverage",
        min=0.0,
        max=1.0,
        help="The share of sentences that must have English.",
        show_default=False,
    ),
]
Formats = Annotated[
    str, typer.Option("--format", "-f", help="epub, pdf, or both with a comma.", show_default=False)
]
LayoutName = Annotated[
    Mode | None,
    typer.Option("--layout", "-l", help="How the two languages share a page.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def _articles(
    here: Session, project: Project, paths: Sequence[Path]
) -> tuple[list[Article], list[ToolkitError]]:
    """Read the articles; tell those that cannot be read, and return their errors."""
    good: list[Article] = []
    bad: list[ToolkitError] = []
    for found in reader.read(paths or project.articles, root=project.root, fields=project.fields):
        if isinstance(found, ArticleError):
            bad.append(found)
            here.log.print(f"[bold red]error:[/] {found}")
            if found.hint:
                here.log.print(f"[bold]hint:[/] {found.hint}")
        else:
            good.append(found)
    if not good and not bad:
        raise UsageError(
            "there are no articles",
            at=str(project.root),
            hint="put .md files into `articles/`, or name some",
        )
    return good, bad


def _jobs(project: Project, articles: Sequence[Article]) -> list[stage.Job]:
    return [stage.Job(article=a, old=po.read(project.po_path(a.path))) for a in articles]


def _edits(project: Project) -> dict[str, str]:
    """Return the sentences by hand of the whole project, by source."""
    edits: dict[str, str] = {}
    for path in sorted(project.store.rglob("*.po")):
        for (_, source), entry in po.read(path).items():
            if entry.human and not entry.fuzzy:
                edits.setdefault(source, entry.target)
    return edits


def _progress(here: Session) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=here.log,
        disable=here.quiet or not here.log.is_terminal,
        transient=True,
    )


def _translated(
    here: Session,
    project: Project,
    articles: Sequence[Article],
    engine: Engine,
    glossary: Glossary,
    *,
    dry: bool,
) -> tuple[dict[str, int], list[Pair], int]:
    """Translate articles into their PO files; return what was done, the pairs, and the files that changed."""
    with closing(Memory(project.memory)) as memory:
        todo = stage.plan(
            _jobs(project, articles),
            signature=engine.signature,
            glossary=glossary,
            store=memory,
            edits=_edits(project),
        )
        counts = todo.counts
        here.say(report.count_table(counts))
        pairs: list[Pair] = []
        changed = 0
        if dry:
            return counts, pairs, changed
        with _progress(here) as progress:
            task = progress.add_task("translating", total=counts["sentences"])
            for job, some in stage.run(
                todo, engine=engine, store=memory, tick=lambda n: progress.advance(task, n)
            ):
                changed += po.write(
                    project.po_path(job.article.path), _head(project, job, engine), some, job.old
                )
                pairs += some
                if here.verbose:
                    here.say(f"{job.article.path}: {len(some)} sentences")
    return counts, pairs, changed


def _head(project: Project, job: stage.Job, engine: Engine) -> po.Head:
    return po.Head(
        project=project.config.title.target,
        source=job.article.path,
        source_lang=project.source_lang,
        target_lang=project.target_lang,
        date=str(job.article.meta.get("date") or "")[:10],
        engine=engine.signature,
    )


def _report(here: Session, articles: Sequence[Article], pairs: Sequence[Pair]) -> None:
    """Print the account of the terms, and what a person should look at."""
    found = report.occurrences(pairs)
    findings = [f for article in articles for f in article.findings]
    findings += [f for pair in pairs for f in pair.findings]
    if found:
        here.say("")
        here.say(report.term_table(found))
        here.say("")
        here.say(report.term_summary(found))
    shown = [f for f in findings if f.severity != "note" or here.verbose]
    if shown:
        here.say("")
        here.say(report.finding_table(shown, most=0 if here.verbose else 3))
    review = sum(any(f.severity != "note" for f in pair.findings) for pair in pairs)
    if review:
        here.say(f"{review} sentences are marked fuzzy: look at them in the PO files")


def _tree(
    counts: dict[str, int],
    articles: Sequence[Article],
    pairs: Sequence[Pair],
    bad: Sequence[ToolkitError],
    *,
    dry: bool,
) -> dict[str, Any]:
    found = report.occurrences(pairs)
    findings: list[Finding] = [f for article in articles for f in article.findings]
    findings += [f for pair in pairs for f in pair.findings]
    return {
        "dry_run": dry,
        **counts,
        "unreadable": [{"message": str(error), "hint": error.hint} for error in bad],
        "occurrences": [report.occurrence_json(term, at) for term, at in found],
        "findings": [report.finding_json(f) for f in findings],
    }


def _run(
    here: Session,
    project: Project,
    paths: Sequence[Path],
    *,
    model: str = "",
    beam: int | None = None,
    tables: Sequence[Path] = (),
    dry: bool = False,
    as_json: bool = False,
) -> tuple[list[Article], list[ToolkitError], list[Pair]]:
    """Do what `translate` does, and return the articles, the errors of those unread, and the pairs."""
    config = project.config.translation
    glossary = project.glossary(tuple(tables))
    package = packages.choose(project.source_lang, project.target_lang, model or config.model)
    engine = engines.load(package, beam=beam or config.beam)
    articles, bad = _articles(here, project, paths)
    counts, pairs, changed = _translated(here, project, articles, engine, glossary, dry=dry)
    if as_json:
        here.data(_tree(counts, articles, pairs, bad, dry=dry))
    elif not dry:
        _report(here, articles, pairs)
    if not dry:
        here.say(f"{changed} of {len(articles)} PO files changed in {project.store}")
    return articles, bad, pairs


def _fail(bad: Sequence[ToolkitError]) -> None:
    """Leave with the exit code of the first error, when there is one."""
    if bad:
        raise typer.Exit(code=bad[0].exit_code)


def translate(
    context: typer.Context,
    paths: Paths = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would be done, and do nothing.")
    ] = False,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="What decodes the model.")
    ] = EngineName.CT2,
    model: Model = "",
    beam: Beam = None,
    glossary: Tables = None,
    min_coverage: Coverage = None,
    as_json: Json = False,
) -> None:
    """Translate articles into PO files, one an article, with every term accounted for.

    Running it again does nothing; an edited term translates just the sentences that hold it again;
    an English sentence that you edit in a PO file stays.
    """
    del engine
    here = session(context)
    project = here.project()
    articles, bad, _ = _run(
        here,
        project,
        paths or (),
        model=model,
        beam=beam,
        tables=glossary or (),
        dry=dry_run,
        as_json=as_json,
    )
    if not dry_run and min_coverage is not None:
        publishing.require(publishing.collect(project, articles), min_coverage)
    _fail(bad)


def _publish(
    here: Session,
    project: Project,
    articles: Sequence[Article],
    *,
    formats: str,
    layout: Mode | None,
    first: str,
    coverage: float | None,
) -> list[Path]:
    settings = project.config.publishing
    least = settings.min_coverage if coverage is None else coverage
    translated = publishing.collect(project, articles)
    publishing.require(translated, least)
    how = Layout(
        mode=layout or settings.layout, first="target" if first == "target" else settings.first
    )
    book = publishing.assemble(project, translated, how)
    files = publishing.build(book, project, _formats(formats) or settings.formats)
    for path in files:
        here.say(f"wrote {path} ({path.stat().st_size:,} bytes)")
    return files


def _formats(text: str) -> tuple[Format, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    known = tuple(name for name in publishing.BUILDERS if name in names)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            f"“{unknown[0]}” is no format", hint=f"choose from {', '.join(publishing.BUILDERS)}"
        )
    return known


def publish(
    context: typer.Context,
    formats: Formats = "",
    layout: LayoutName = None,
    first: Annotated[
        str,
        typer.Option(
            "--first", help="The language that stands first: source or target.", show_default=False
        ),
    ] = "",
    min_coverage: Coverage = None,
    as_json: Json = False,
) -> None:
    """Make the book from the PO files: EPUB 3 and PDF, the two languages side by side."""
    here = session(context)
    project = here.project()
    articles, bad = _articles(here, project, ())
    files = _publish(
        here, project, articles, formats=formats, layout=layout, first=first, coverage=min_coverage
    )
    if as_json:
        here.data({"files": [str(path) for path in files]})
    _fail(bad)


def book(
    context: typer.Context,
    formats: Formats = "",
    layout: LayoutName = None,
    model: Model = "",
    beam: Beam = None,
    glossary: Tables = None,
    min_coverage: Coverage = None,
) -> None:
    """Translate the articles of the project and make the book: `translate`, then `publish`."""
    here = session(context)
    project = here.project()
    articles, bad, _ = _run(here, project, (), model=model, beam=beam, tables=glossary or ())
    _publish(
        here, project, articles, formats=formats, layout=layout, first="", coverage=min_coverage
    )
    _fail(bad)
