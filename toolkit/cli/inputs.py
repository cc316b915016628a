"""What several commands share: their options, and the reading of articles."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar, get_args

import typer
from rich.markup import escape
from rich.text import Text

from toolkit import engines, packages, publish, reader
from toolkit.article import Article
from toolkit.cli.session import Session
from toolkit.errors import ArticleError, StoreError, ToolkitError
from toolkit.model import Engine, Mode
from toolkit.project import Project
from toolkit.publish import Translated

_File = TypeVar("_File")
_Found = TypeVar("_Found")

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
        help="Translations weighed at a time: fewer are faster, more are better; `book.toml` has the default.",
        show_default=False,
    ),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option("--glossary", "-g", help="A further table; may be repeated.", show_default=False),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="Translate on the workers of this Dask scheduler.",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        min=0,
        help="Translate in so many processes of this machine, by Dask.",
        show_default=False,
    ),
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
    str,
    typer.Option(
        "--format",
        "-f",
        help="epub, pdf, html, docx, md; several with commas.",
        show_default=False,
    ),
]
LayoutName = Annotated[
    Mode | None,
    typer.Option(
        "--layout",
        "-l",
        metavar="LAYOUT",
        help=f"How the two languages share a page: {', '.join(get_args(Mode))}.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def chosen(project: Project, model: str) -> packages.Package:
    """Return the model that is asked for by name or file; an empty one is that of `book.toml`."""
    wanted = model or project.config.translation.model
    return packages.choose(project.source_lang, project.target_lang, wanted)


def load_engine(project: Project, model: str) -> Engine:
    """Return the engine for a model as `chosen`, with the beam of `book.toml`."""
    return engines.load(chosen(project, model), beam=project.config.translation.beam)


def read_articles(
    here: Session, project: Project, paths: Sequence[Path]
) -> tuple[list[Article], list[ToolkitError]]:
    """Read the articles; report drafts and those that cannot be read, and return the errors of these."""
    good: list[Article] = []
    bad: list[ToolkitError] = []
    files, drafts = reader.required(paths or project.articles, project.root)
    report_drafts(here, [reader.name(file, project.root) for file in drafts])
    for found in reader.read_files(
        files, root=project.root, fields=project.fields, choices=project.choices
    ):
        if isinstance(found, ArticleError):
            bad.append(found)
            report_error(here, found)
        else:
            good.append(found)
    return good, bad


def read_translated(
    here: Session, project: Project, articles: Sequence[Article]
) -> tuple[list[Translated], list[ToolkitError]]:
    """Read the PO files; an article whose file is damaged is reported and left out."""
    return sound(here, articles, lambda article: publish.collect(project, [article])[0])


def sound(
    here: Session, files: Iterable[_File], read: Callable[[_File], _Found]
) -> tuple[list[_Found], list[ToolkitError]]:
    """Read PO files one by one; one that is damaged is reported and left out, unless no other is left."""
    good: list[_Found] = []
    bad: list[ToolkitError] = []
    for file in files:
        try:
            good.append(read(file))
        except StoreError as error:
            report_error(here, error)
            bad.append(error)
    if not good:
        fail(bad)
    return good, bad


def readable(project: Project) -> list[Article]:
    """Read the articles of the project again, without those that were reported as unreadable."""
    everything = reader.read(
        project.articles, root=project.root, fields=project.fields, choices=project.choices
    )
    return [found for found in everything if isinstance(found, Article)]


def report_error(here: Session, error: ToolkitError) -> None:
    """Print the error of one article, and what to do about it."""
    here.log.print(Text.assemble(("error: ", "bold red"), str(error)), soft_wrap=True)
    if error.hint:
        here.log.print(Text.assemble(("hint: ", "bold"), error.hint), soft_wrap=True)


def report_drafts(here: Session, names: Sequence[str]) -> None:
    """Report in one line which articles are drafts, a few of them by name."""
    if not names:
        return
    shown = names if here.verbose else names[:3]
    more = f", and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    many = "1 draft is" if len(names) == 1 else f"{len(names)} drafts are"
    here.say(escape(f"{many} left out: {', '.join(shown)}{more}"))


def report_left_out(here: Session, articles: Sequence[Article]) -> None:
    """Report how many passages of boilerplate are left out of the articles, and on demand which."""
    left_out = [one for a in articles for one in a.findings if one.rule == "boilerplate"]
    if left_out:
        more = "" if here.verbose else "; -v before the command shows them"
        many = (
            "1 passage of boilerplate is"
            if len(left_out) == 1
            else f"{len(left_out)} passages of boilerplate are"
        )
        here.say(f"{many} left out{more}")
    if here.verbose:
        for one in left_out:
            here.say(escape(f"{one.at}: {one.message}"))


def fail(bad: Sequence[ToolkitError]) -> None:
    """Leave with the exit code of the first error, when there is one."""
    if bad:
        raise typer.Exit(code=bad[0].exit_code)
