"""Maps commands to functions: reads, calls, prints. No rule is decided here.

This is the only place that turns an expected error into words and an exit code.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from toolkit import __version__
from toolkit.cli import (
    check,
    exchange,
    glossary,
    images,
    models,
    project,
    publish,
    score,
    stats,
    termbase,
    theme,
    translate,
    validate,
)
from toolkit.cli.session import Session
from toolkit.cli.usage import Commands, examples
from toolkit.errors import Interrupted, ToolkitError, expected

PIPED = 160
"""Columns of a table that is not printed on a terminal."""

app = typer.Typer(
    name="toolkit",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Translate Chinese articles into English, offline, with every name right, "
    "and publish them as a parallel Chinese–English book.",
    epilog="Start with `toolkit init my-book`, put articles into `my-book/articles`, "
    "and run `toolkit -C my-book book`.",
)
app.command("init", epilog=examples('toolkit init my-book --title "A Year" --source-title 一年'))(
    project.init
)
app.command(
    "translate",
    epilog=examples(
        "toolkit translate",
        "toolkit translate -n articles/2018",
        "toolkit translate --glossary sports.csv --json > report.json",
    ),
)(translate.translate)
app.command(
    "publish",
    epilog=examples(
        "toolkit publish", "toolkit publish --format epub --layout interleaved --first target"
    ),
)(publish.publish)
app.command("book", epilog=examples("toolkit -C my-book book --format pdf"))(publish.book)
app.command(
    "validate",
    epilog=examples("toolkit validate", "toolkit validate dist/*.epub --strict --json"),
)(validate.validate)
app.command(
    "export",
    epilog=examples("toolkit export -o book.xlf", "toolkit export articles/2018 -o 2018.csv"),
)(exchange.export)
app.command("import", epilog=examples("toolkit import book.xlf --reviewed"))(exchange.import_)
app.command(
    "check", epilog=examples("toolkit check", "toolkit check --format html > findings.html")
)(check.check)
app.command(
    "score",
    epilog=examples("toolkit score reference.tsv --control", "toolkit score their-po/ --json"),
)(score.run)
app.command("stats", epilog=examples("toolkit stats", "toolkit stats --json"))(stats.stats)
app.command("doctor", epilog=examples("toolkit doctor --json"))(project.doctor)
glossary.app.command("export", epilog=examples("toolkit glossary export -o book.tbx"))(
    termbase.export
)
glossary.app.command(
    "import",
    epilog=examples(
        "toolkit glossary import theirs.tbx",
        "toolkit glossary import names.csv --to glossaries/names.csv",
    ),
)(termbase.import_)
glossary.app.command("suggest", epilog=examples("toolkit glossary suggest"))(termbase.suggest)
app.add_typer(glossary.app, name="glossary")
app.add_typer(images.app, name="images")
app.add_typer(models.app, name="models")
app.add_typer(theme.app, name="theme")


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the flag
    if wanted:
        typer.echo(f"toolkit {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Option(
            "--project", "-C", help="The project, or a folder in it.", show_default="here"
        ),
    ] = Path(),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print errors and results only.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Set the stage for the command that follows."""
    del version
    context.obj = Session(
        folder=folder,
        verbose=verbose,
        quiet=quiet,
        log=Console(
            stderr=True, quiet=quiet, highlight=False, width=None if sys.stderr.isatty() else PIPED
        ),
        out=Console(highlight=False, width=None if sys.stdout.isatty() else PIPED),
    )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Interrupted("stopped; what was finished is kept", hint="run the same command to go on")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code."""
    before = signal.signal(signal.SIGINT, _interrupt)
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="toolkit")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except (ToolkitError, ExceptionGroup) as error:
        if os.environ.get("TOOLKIT_TRACEBACK"):
            raise
        return _tell(list(expected(error)))
    finally:
        signal.signal(signal.SIGINT, before)
    return 0


def _tell(errors: Sequence[ToolkitError]) -> int:
    """Print errors with their places and remedies; return the exit code of the first."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for error in errors:
        console.print(Text.assemble(("error: ", "bold red"), str(error)))
        if error.hint:
            console.print(Text.assemble(("hint: ", "bold"), error.hint))
    return errors[0].exit_code
