"""`toolkit publish` and `toolkit book`: from PO files to a book, and all the way."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

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
)
from toolkit.cli.session import Session, session
from toolkit.errors import UsageError
from toolkit.model import Format, Layout, Mode
from toolkit.project import Project


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
    translated = stage.collect(project, articles)
    stage.require(translated, least)
    how = Layout(
        mode=layout or settings.layout, first="target" if first == "target" else settings.first
    )
    book = stage.assemble(project, translated, how)
    files = stage.build(book, project, _formats(formats) or settings.formats)
    for path in files:
        here.say(f"wrote {path} ({path.stat().st_size:,} bytes)")
    return files


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
    articles, bad = read_articles(here, project, ())
    files = _publish(
        here, project, articles, formats=formats, layout=layout, first=first, coverage=min_coverage
    )
    if as_json:
        here.data({"files": [str(path) for path in files]})
    fail(bad)


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
    articles, bad, _ = translate.run(
        here, project, (), model=model, beam=beam, tables=glossary or ()
    )
    _publish(
        here, project, articles, formats=formats, layout=layout, first="", coverage=min_coverage
    )
    fail(bad)
