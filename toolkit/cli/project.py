"""`toolkit init` and `toolkit doctor`: a new project, and whether all is there to work on it."""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from toolkit import __version__, fonts, packages, pandoc, press
from toolkit.cli.inputs import Json
from toolkit.cli.session import session
from toolkit.errors import ProjectError, ToolkitError
from toolkit.project import create, open_project
from toolkit.report import table
from toolkit.settings import TEMPLATE


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="The folder to make; it may exist.", show_default=False)
    ] = None,
    title: Annotated[
        str, typer.Option("--title", help="The title in English.")
    ] = "A Bilingual Book",
    source_title: Annotated[
        str, typer.Option("--source-title", help="The title in Chinese.")
    ] = "雙語書",
    tables: Annotated[
        bool,
        typer.Option(
            "--tables/--no-tables", help="Copy the glossary tables that come with the toolkit."
        ),
    ] = True,
    show: Annotated[
        bool, typer.Option("--show", help="Print a book.toml with every key, and make nothing.")
    ] = False,
) -> None:
    """Make a new book project: `book.toml`, `articles/`, `glossaries/`, `translations/`."""
    here = session(context)
    if show:
        typer.echo(TEMPLATE.format(source='"雙語書"', target='"A Bilingual Book"'), nl=False)
        return
    if folder is None:
        raise typer.BadParameter("name the folder of the new project", param_hint="FOLDER")
    for path in create(folder, source=source_title, target=title, tables=tables):
        here.say(f"wrote {path}")
    here.say(f"now put articles into {folder / 'articles'}, and run: toolkit -C {folder} book")


def doctor(
    context: typer.Context,
    as_json: Json = False,
) -> None:
    """Tell which tools, models and fonts are there, and what a missing one costs. Exit 1 when one is."""
    here = session(context)
    rows = [_row(name, probe, cost) for name, probe, cost in _probes(here.folder)]
    if as_json:
        here.data(
            [
                {"name": name, "found": found, "value": value, "cost": cost}
                for name, found, value, cost in rows
            ]
        )
    else:
        shown = table("", "what", "found", "without it")
        for name, found, value, cost in rows:
            mark = Text("ok", "green") if found else Text("missing", "bold red")
            shown.add_row(mark, name, value, "" if found else cost)
        here.out.print(shown)
    raise typer.Exit(code=int(not all(found for _, found, _, _ in rows)))


def _row(name: str, probe: Callable[[], str], cost: str) -> tuple[str, bool, str, str]:
    try:
        return name, True, probe(), cost
    except (ToolkitError, ImportError, OSError) as error:
        return name, False, str(error), cost


def _probes(folder: Path) -> list[tuple[str, Callable[[], str], str]]:
    return [
        ("toolkit", lambda: __version__, ""),
        ("python", platform.python_version, ""),
        (
            "pandoc",
            lambda: f"{pandoc.version()} at {pandoc.executable()}",
            "no article is read, no EPUB made",
        ),
        ("typst", press.version, "no PDF is made"),
        ("ctranslate2", lambda: version("ctranslate2"), "nothing is translated"),
        (
            "bundled model",
            lambda: f"{packages.bundled().name} {packages.bundled().version}",
            "install another: `toolkit models install`",
        ),
        ("installed models", _installed, "only the bundled model translates"),
        ("fonts", _fonts, "no PDF and no cover is made"),
        ("folder of models", lambda: _writable(packages.folder()), "no model can be installed"),
        *_project_probes(folder),
    ]


def _project_probes(folder: Path) -> list[tuple[str, Callable[[], str], str]]:
    """Return what is asked of a project, when there is one."""
    try:
        project = open_project(folder)
    except ProjectError as error:
        message = str(error)
        return [("project", lambda: f"none: {message}", "")]
    return [
        ("project", lambda: str(project.root), ""),
        ("its memory", lambda: _writable(project.memory.parent), "nothing can be translated"),
        ("its PO files", lambda: _writable(project.store), "nothing can be translated"),
        ("its output", lambda: _writable(project.output), "no book can be written"),
    ]


def _fonts() -> str:
    return ", ".join(str(folder) for folder in fonts.bundled())


def _installed() -> str:
    names = [str(p.name if isinstance(p, packages.Package) else p) for p in packages.installed()]
    return ", ".join(names) or "none"


def _writable(folder: Path) -> str:
    """Return a folder that can be written, or that can be made; raise ProjectError for another."""
    there = folder
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK):
        raise ProjectError("not writable", at=str(folder))
    return str(folder)
