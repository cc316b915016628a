"""`toolkit translate`: from articles to PO files."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit import archive, cluster, disk, engines, ladder, publish, report
from toolkit.cli.inputs import (
    Beam,
    Coverage,
    Json,
    Model,
    Paths,
    Scheduler,
    Tables,
    Workers,
    chosen,
    fail,
    report_drafts,
    report_error,
)
from toolkit.cli.progress import Tally, watched
from toolkit.cli.session import Session, session
from toolkit.errors import ToolkitError, UsageError
from toolkit.ledger import Ledger
from toolkit.memory import Memory
from toolkit.model import Engine
from toolkit.project import Project
from toolkit.wording import counted

MANY = 500  # sentences whose speed says something


class EngineName(StrEnum):
    """What can decode a model."""

    CT2 = "ct2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a run is asked for; what is empty is as `book.toml` has it."""

    paths: Sequence[Path] = ()
    model: str = ""
    beam: int | None = None
    tables: Sequence[Path] = ()
    dry: bool = False
    as_json: bool = False
    lines: bool = False
    scheduler: str = ""
    workers: int = 0


def _translated(
    here: Session,
    project: Project,
    wanted: Wanted,
    engine: Engine,
    climb: ladder.Climb,
    tally: Tally,
) -> None:
    """Translate articles into their PO files, and count what happens."""
    dry = wanted.dry
    with ExitStack() as open_files:
        if not dry:
            open_files.enter_context(disk.locked(project.lock))
        memory = open_files.enter_context(Memory(project.memory, tell=here.say, borrow=dry))
        ledger = open_files.enter_context(Ledger(project.ledger, tell=here.say, borrow=dry))
        there = archive.opened(
            project, tables=wanted.tables, signature=engine.signature, memory=memory, ledger=ledger
        )
        run = archive.Run(there, wanted.paths)
        events = run.survey() if dry else run.translate(climb)
        for event in watched(here, tally, events, lines=wanted.lines):
            if isinstance(event, ToolkitError):
                report_error(here, event)
            elif isinstance(event, archive.Begun):
                report_drafts(here, event.drafts)
            elif isinstance(event, archive.Finished) and here.verbose and not event.unchanged:
                here.say(
                    f"{event.article}: {counted(event.outcome.counts['segments'], 'sentence')}"
                )


def _report(here: Session, tally: Tally) -> None:
    """Print what was done, the account of the terms, and what a person should look at."""
    here.say(report.count_table(tally.counts))
    if tally.terms:
        here.say("")
        if tally.decoded or here.verbose:
            here.say(report.term_table(tally.terms))
            here.say("")
        here.say(report.term_summary(tally.terms))
    if tally.findings:
        here.say("")
        here.say(tally.findings.table())
    if tally.review:
        which = (
            "is marked fuzzy: look at it" if tally.review == 1 else "are marked fuzzy: look at them"
        )
        here.say(f"{counted(tally.review, 'sentence')} {which} in the PO files")
    if tally.decoded:
        rate = f", {tally.characters / tally.seconds:,.0f} Chinese characters a second"
        here.say(
            f"{counted(tally.decoded, 'sentence')} decoded in {tally.seconds:,.1f} seconds"
            + (rate if tally.decoded >= MANY else "")
        )


def _tree(tally: Tally, *, dry: bool) -> dict[str, Any]:
    return {
        "dry_run": dry,
        **tally.summary(),
        "unreadable": [{"message": str(error), "hint": error.hint} for error in tally.errors],
        "occurrences": [report.occurrence_json(term, at) for term, at in tally.occurrences],
        "findings": tally.found,
    }


def run(here: Session, project: Project, wanted: Wanted) -> Tally:
    """Do what `translate` does, and return what it came to."""
    package = chosen(project, wanted.model)
    beam = wanted.beam or project.config.translation.beam
    engine = engines.load(package, beam=beam)
    climb = engines.climb(engine)
    tally = Tally(most=0 if here.verbose else 3, whole=wanted.as_json)
    with ExitStack() as machines:
        if (wanted.scheduler or wanted.workers) and not wanted.dry:
            client = machines.enter_context(
                cluster.connected(wanted.scheduler, workers=wanted.workers)
            )
            climb = cluster.climb(client, package, beam=beam)
        _translated(here, project, wanted, engine, climb, tally)
    if wanted.as_json:
        here.data(_tree(tally, dry=wanted.dry))
    elif wanted.dry:
        here.say(report.count_table(tally.counts))
    else:
        _report(here, tally)
    if not wanted.dry:
        articles = tally.counts["articles"]
        here.say(f"{tally.written} of {articles} PO files changed in {project.store}")
    return tally


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
    scheduler: Scheduler = "",
    workers: Workers = 0,
    min_coverage: Coverage = None,
    as_json: Json = False,
    json_lines: Annotated[
        bool,
        typer.Option(
            "--json-lines", help="Print what happens as it happens, a JSON object a line."
        ),
    ] = False,
) -> None:
    """Translate articles into PO files, one an article, with every term accounted for.

    Running it again does nothing; an edited term translates just the sentences that hold it again;
    an English sentence that you edit in a PO file stays.
    """
    del engine
    if as_json and json_lines:
        raise UsageError("--json and --json-lines exclude each other", hint="choose one")
    if scheduler and workers:
        raise UsageError("--scheduler and --workers exclude each other", hint="choose one")
    here = session(context)
    project = here.project()
    wanted = Wanted(
        paths=paths or (),
        model=model,
        beam=beam,
        tables=glossary or (),
        dry=dry_run,
        as_json=as_json,
        lines=json_lines,
        scheduler=scheduler,
        workers=workers,
    )
    tally = run(here, project, wanted)
    if not dry_run and min_coverage is not None:
        publish.coverage(tally.counts["segments"], tally.missing, min_coverage, first=tally.lacking)
    fail(tally.errors)
