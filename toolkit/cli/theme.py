"""`toolkit theme`: a look of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit import themes
from toolkit.cli.session import session
from toolkit.cli.usage import Commands, examples
from toolkit.errors import UsageError

app = typer.Typer(cls=Commands, no_args_is_help=True, help="Give the book a look of your own.")


@app.callback()
def theme() -> None:
    """Hold the commands below apart from all others."""


@app.command("new", epilog=examples("toolkit theme new plain", "toolkit theme new looks/plain"))
def new(
    context: typer.Context,
    name: Annotated[
        Path, typer.Argument(help="A name, for a folder in `themes/`, or a folder of the project.")
    ],
) -> None:
    """Begin a theme: a Typst file for paper and a style sheet for screens, both to be changed."""
    here = session(context)
    project = here.project()
    inside = name if len(name.parts) > 1 else Path(themes.FOLDER) / name
    if inside.is_absolute() or ".." in inside.parts:
        raise UsageError("a theme lies inside the project", at=str(inside), hint="give a name")
    for path in themes.create(project.root / inside):
        here.say(f"wrote {path}")
    here.say(f'now set theme = "{inside.as_posix()}" under \\[publishing] in book.toml')
