"""`toolkit publish` and `toolkit book`: from PO files to a book, and all the way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from toolkit import images, reader
from toolkit import layout as pages
from toolkit import publish as stage
from toolkit.article import Article
from toolkit.cli import translate
from toolkit.cli.inputs import (
    Beam,
    Coverage,
    Formats,
    Json,
    LayoutName,
    Model,
    Tables,
    fail,
    read_articles,
    read_translated,
    readable,
    report_left_out,
)
from toolkit.cli.session import Session, session
from toolkit.errors import ToolkitError, UsageError
from toolkit.hygiene import is_web
from toolkit.model import Format, Layout, Paper, Place, Side, Unit
from toolkit.project import Project

NAMED = 20
"""How many pictures are reported one by one without ``--verbose``."""


def _publish(
    here: Session,
    project: Project,
    articles: Sequence[Article],
    *,
    formats: str,
    how: Layout,
    coverage: float | None,
) -> tuple[list[Path], list[ToolkitError]]:
    """Make the book of the articles that can be read; return its files, and what keeps others out."""
    settings = project.config.publishing
    least = settings.min_coverage if coverage is None else coverage
    wanted = _formats(formats) or settings.formats
    pages.require(how, wanted)
    if not articles:
        _require_one(project)
        return [], []  # each was reported
    translated, bad = read_translated(here, project, articles)
    stage.require(translated, least)
    book = stage.assemble(project, translated, how)
    shown = pages.addresses(book)
    there, lacking = project.album.find_all(shown)
    files = stage.build(book, project, wanted, there)
    report_left_out(here, articles)
    _lacking(here, project, [url for url in lacking if is_web(url)], len(shown))
    unfound = {url: why for url, why in lacking.items() if not is_web(url)}
    _unfound(here, project, unfound, len(shown), articles)
    for path in files:
        here.say(f"wrote {path} ({path.stat().st_size:,} bytes)")
    return files, bad


def _require_one(project: Project) -> None:
    """Raise UsageError when every article is a draft."""
    if not reader.parted(reader.find(project.articles))[0]:
        raise UsageError(
            "all articles are drafts",
            at=str(project.root),
            hint="take `draft: true` out of one, or what else says so in its front matter",
        )


def _layout(project: Project, **asked: str | None) -> Layout:
    """Return the layout of `book.toml` with what the command line asks for instead."""
    settings = project.config.publishing
    set_down = Layout(
        mode=settings.layout, first=settings.first, unit=settings.unit, paper=settings.paper
    )
    given: dict[str, Any] = {key: value for key, value in asked.items() if value is not None}
    return replace(set_down, **given)


def _lacking(here: Session, project: Project, lacking: Sequence[str], wanted: int) -> None:
    """Tell how many pictures of the web the project lacks, and on demand under which names they are looked for."""
    if not lacking:
        return
    folder = project.shown(project.images)
    here.say(
        f"{len(lacking)} of {wanted} pictures are not in {folder}/: boxes with links stand for them"
        + ("" if here.verbose else "; -v before the command names them")
    )
    if here.verbose:
        for url in lacking:
            here.say(f"{folder}/{images.key(url)}.jpg  {url}")


def _unfound(
    here: Session,
    project: Project,
    lacking: Mapping[str, str],
    wanted: int,
    articles: Sequence[Article],
) -> None:
    """Tell where pictures are named that are left out, and those for which boxes stand, and why."""
    refused = [one for a in articles for one in a.findings if one.rule == "unsafe-image"]
    for one in refused if here.verbose else refused[:NAMED]:
        here.log.print(f"[yellow]warning:[/] {escape(f'{one.at}: {one.message}')}", soft_wrap=True)
    if not lacking:
        return
    shown = [*lacking.items()][: None if here.verbose else NAMED]
    for url, why in shown:
        lines = (Place(path=a.path, line=a.pictures[url]) for a in articles if url in a.pictures)
        place = next(lines, Place(path=str(project.root)))
        said = f"{place}: the picture “{images.readable(url)}” {why}"
        here.log.print(f"[yellow]warning:[/] {escape(said)}", soft_wrap=True)
    here.say(
        f"{len(lacking)} of {wanted} pictures are named by a path and cannot be shown: boxes stand for them; "
        "put the files there, or `toolkit images add FILE --for PATH`"
        + ("; -v before the command names them all" if len(shown) < len(lacking) else "")
    )


def _formats(text: str) -> tuple[Format, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    known = tuple(name for name in stage.BUILDERS if name in names)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            f"“{unknown[0]}” is no format", hint=f"choose from {', '.join(stage.BUILDERS)}"
        )
    return known


def publish(
    context: typer.Context,
    formats: Formats = "",
    layout: LayoutName = None,
    first: Annotated[
        Side | None,
        typer.Option("--first", help="The language that stands first.", show_default=False),
    ] = None,
    unit: Annotated[
        Unit | None,
        typer.Option("--unit", help="What stands beside its translation.", show_default=False),
    ] = None,
    paper: Annotated[
        Paper | None, typer.Option("--paper", help="The paper of the PDF.", show_default=False)
    ] = None,
    min_coverage: Coverage = None,
    as_json: Json = False,
) -> None:
    """Make the book from the PO files, in each format and in the layout that are asked for.

    An article or a PO file that cannot be read is reported and left out; the book is made of the rest, and
    the exit code is that of the error.
    """
    here = session(context)
    project = here.project()
    how = _layout(project, mode=layout, first=first, unit=unit, paper=paper)
    articles, bad = read_articles(here, project, ())
    files, damaged = _publish(
        here, project, articles, formats=formats, how=how, coverage=min_coverage
    )
    if as_json:
        here.data({"files": [str(path) for path in files]})
    fail([*bad, *damaged])


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
    how = _layout(project, mode=layout)
    wanted = translate.Wanted(model=model, beam=beam, tables=glossary or ())
    done = translate.run(here, project, wanted)
    articles = readable(project)
    _, damaged = _publish(here, project, articles, formats=formats, how=how, coverage=min_coverage)
    fail([*done.errors, *damaged])
