"""`toolkit translate`: from articles to PO files."""

from collections.abc import Mapping, Sequence
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

from toolkit import engines, ladder, packages, po, publish, report, similar
from toolkit import translate as stage
from toolkit.article import Article
from toolkit.cli.inputs import Beam, Coverage, Json, Model, Paths, Tables, fail, read_articles
from toolkit.cli.session import Session, session
from toolkit.errors import ToolkitError
from toolkit.glossary import Glossary
from toolkit.memory import Memory
from toolkit.model import Engine, Finding, Pair
from toolkit.project import Project


class EngineName(StrEnum):
    """What can decode a model."""

    CT2 = "ct2"


Stored = Mapping[Path, Mapping[tuple[str, str], po.Entry]]


def _stored(project: Project) -> Stored:
    """Read every PO file of the project, in order of path."""
    return {path: po.read(path) for path in sorted(project.store.rglob("*.po"))}


def _jobs(project: Project, articles: Sequence[Article], stored: Stored) -> list[stage.Job]:
    """Return the articles with their PO files; one that lies outside the project is read now."""
    paths = [project.po_path(article.path) for article in articles]
    return [
        stage.Job(article=article, old=stored[path] if path in stored else po.read(path))
        for article, path in zip(articles, paths, strict=True)
    ]


def _edits(stored: Stored) -> dict[str, str]:
    """Return the sentences by hand of the whole project, by source."""
    edits: dict[str, str] = {}
    for entries in stored.values():
        for (_, source), entry in entries.items():
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
    own: Mapping[str, Glossary],
    dry: bool,
) -> tuple[dict[str, int], list[Pair], int]:
    """Translate articles into their PO files; return what was done, the pairs, and the files that changed."""
    stored = _stored(project)
    edits = _edits(stored)
    shelf = similar.Shelf(edits)
    with closing(Memory(project.memory)) as memory:
        todo = stage.plan(
            _jobs(project, articles, stored),
            signature=engine.signature,
            glossary=glossary,
            store=memory,
            edits=edits,
            own=own,
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
                todo,
                climb=ladder.here(engine),
                store=memory,
                tick=lambda n: progress.advance(task, n),
            ):
                path, head = project.po_path(job.article.path), _head(project, job, engine)
                changed += po.write(path, head, some, job.old, shelf=shelf)
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


def _findings(articles: Sequence[Article], pairs: Sequence[Pair]) -> list[Finding]:
    """Return what was found in the articles, and then in their English."""
    findings = [f for article in articles for f in article.findings]
    return findings + [f for pair in pairs for f in pair.findings]


def _report(
    here: Session, articles: Sequence[Article], pairs: Sequence[Pair], *, asked: int
) -> None:
    """Print the account of the terms, and what a person should look at."""
    found = report.occurrences(pairs)
    findings = _findings(articles, pairs)
    if found:
        here.say("")
        if asked or here.verbose:
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
    return {
        "dry_run": dry,
        **counts,
        "unreadable": [{"message": str(error), "hint": error.hint} for error in bad],
        "occurrences": [report.occurrence_json(term, at) for term, at in found],
        "findings": [report.finding_json(f) for f in _findings(articles, pairs)],
    }


def run(
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
    glossary = project.glossary(*tables)
    package = packages.choose(project.source_lang, project.target_lang, model or config.model)
    engine = engines.load(package, beam=beam or config.beam)
    articles, bad = read_articles(here, project, paths)
    own = project.own((article.path for article in articles), *tables)
    counts, pairs, changed = _translated(
        here, project, articles, engine, glossary, own=own, dry=dry
    )
    if as_json:
        here.data(_tree(counts, articles, pairs, bad, dry=dry))
    elif not dry:
        _report(here, articles, pairs, asked=counts["to_engine"])
    if not dry:
        here.say(f"{changed} of {len(articles)} PO files changed in {project.store}")
    return articles, bad, pairs


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
    articles, bad, _ = run(
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
        publish.require(publish.collect(project, articles), min_coverage)
    fail(bad)
