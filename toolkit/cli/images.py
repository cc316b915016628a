"""`toolkit images`: which pictures a book lacks, and getting them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer
from rich.markup import escape

from toolkit import images, publish
from toolkit.cli.inputs import Json, fail, read_articles
from toolkit.cli.session import Session, session
from toolkit.cli.usage import Commands, examples
from toolkit.errors import FetchError, ToolkitError, UsageError
from toolkit.fetching import Fetcher, Manners
from toolkit.hygiene import is_web
from toolkit.images import Picture
from toolkit.model import Place
from toolkit.project import Project
from toolkit.report import table
from toolkit.wording import counted

app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="List, fetch and add the pictures of the book."
)


def _wanted(here: Session, project: Project) -> tuple[dict[str, list[Place]], list[ToolkitError]]:
    """Return the addresses of pictures with their places, and bad articles."""
    articles, bad = read_articles(here, project, ())
    return publish.pictures(project, articles), bad


def _measure(picture: Picture) -> str:
    return f"{picture.size[0]} × {picture.size[1]}"


@app.command("list", epilog=examples("toolkit images list --missing"))
def list_(
    context: typer.Context,
    missing: Annotated[
        bool, typer.Option("--missing", help="Those that the project lacks, only.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the pictures of the articles, with the file that has each one, or what is wrong with it."""
    here = session(context)
    project = here.project()
    wanted, bad = _wanted(here, project)
    there, lacking = project.album.find_all(wanted)
    shown = {url: where for url, where in wanted.items() if not (missing and url in there)}
    if as_json:
        here.data(
            [
                {
                    "url": url,
                    "file": project.shown(there[url].path) if url in there else "",
                    "lacks": lacking.get(url, ""),
                    "size": there[url].size if url in there else None,
                    "name": images.key(url),
                    "articles": [place.path for place in where],
                    "lines": [place.line for place in where],
                }
                for url, where in shown.items()
            ]
        )
    elif shown:
        rows = table("file", "pixels", "article", "address")
        for url, where in shown.items():
            picture = there.get(url)
            rows.add_row(
                escape(project.shown(picture.path)) if picture else f"[red]{lacking[url]}[/]",
                _measure(picture) if picture else "",
                escape(", ".join(map(str, where))),
                escape(images.readable(url)),
            )
        here.out.print(rows)
    here.say(f"{counted(len(wanted), 'picture')}, {len(lacking)} missing")
    fail(bad)


@app.command(epilog=examples("toolkit images fetch --pause 5"))
def fetch(
    context: typer.Context,
    pause: Annotated[
        float, typer.Option("--pause", min=0, help="Seconds between two requests to one site.")
    ] = 2.0,
    most: Annotated[
        int, typer.Option("--most", min=1, help="Megabytes that a picture may have.")
    ] = 30,
    robots: Annotated[
        bool,
        typer.Option(
            "--robots/--no-robots", help="Ask for nothing that a site's robots.txt forbids."
        ),
    ] = True,
    local: Annotated[
        bool, typer.Option("--local", help="Also from machines of this network.")
    ] = False,
) -> None:
    """Fetch the pictures that the project lacks. This goes online, one request at a time.

    Each is kept as soon as it is there: running again goes on with the rest. Exit 32 when one
    could not be had.
    """
    here = session(context)
    project = here.project()
    wanted, bad = _wanted(here, project)
    lacking = [url for url in project.album.find_all(wanted)[1] if is_web(url)]
    manners = Manners(pause=pause, most=most * 1_000_000, robots=robots, local=local)
    fetcher = Fetcher(manners)
    failed: list[ToolkitError] = []
    for number, url in enumerate(lacking, start=1):
        here.say(f"{number} of {len(lacking)}: {escape(unquote(url))}")
        try:
            picture = _fetch(fetcher, url, project.images)
        except FetchError as error:
            failed.append(error)
            hint = f" ({error.hint})" if error.hint else ""
            here.log.print(f"[yellow]warning:[/] {escape(error.message + hint)}", soft_wrap=True)
        else:
            here.say(f"  {picture.path.name}, {_measure(picture)}")
    here.say(f"{len(lacking) - len(failed)} fetched, {len(failed)} could not be had")
    fail([*bad, *failed])


def _fetch(fetcher: Fetcher, url: str, folder: Path) -> Picture:
    """Fetch a picture into the folder; raise FetchError when it is none."""
    picture = images.keep(fetcher.fetch(url), url, folder)
    if picture is None:
        raise FetchError("is no picture that a book can show", at=url)
    return picture


@app.command(
    epilog=examples("toolkit images add summit.jpg --for https://example.org/a/summit.jpg")
)
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A JPEG, PNG, GIF or WebP file.")],
    url: Annotated[
        str,
        typer.Option(
            "--for",
            help="The address that it stands for; without it, the one that ends in the file's name.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Put a picture that you have into the project, under the address that an article has for it."""
    here = session(context)
    project = here.project()
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}", at=str(file), hint="check the path"
        ) from error
    wanted, bad = _wanted(here, project)
    address = _address(url, wanted) if url else _named(file.name, wanted)
    picture = images.keep(content, address, project.images)
    if picture is None:
        raise UsageError(
            "is no picture that a book can show",
            at=str(file),
            hint="save it as JPEG or PNG",
        )
    where = ", ".join(map(str, wanted[address]))
    here.say(f"added {project.shown(picture.path)}, {_measure(picture)}, for {where}")
    fail(bad)


def _address(url: str, wanted: Iterable[str]) -> str:
    """Return the address among those of the articles that a person means."""
    found = [
        one for one in wanted if url in (one, images.readable(one)) or unquote(url) == unquote(one)
    ]
    if not found:
        raise UsageError(
            "no article shows a picture of this address",
            at=url,
            hint="`toolkit images list` prints them all",
        )
    return found[0]


def _named(name: str, wanted: Iterable[str]) -> str:
    """Return the one address that ends in the name of a file."""
    paths = {url: unquote(urlsplit(url).path) if is_web(url) else url for url in wanted}
    found = [url for url, path in paths.items() if path.rpartition("/")[2] == name]
    if len(found) != 1:
        raise UsageError(
            f"{len(found) or 'no'} addresses end in “{name}”",
            hint="say which one you mean with `--for ADDRESS`"
            if found
            else "`toolkit images list` prints them all; choose one with `--for ADDRESS`",
        )
    return found[0]
