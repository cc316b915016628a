"""`toolkit models`: the Argos packages that translate."""

from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit import packages
from toolkit.cli.inputs import Json
from toolkit.cli.session import session
from toolkit.cli.usage import Commands, examples
from toolkit.errors import EngineError, UsageError
from toolkit.packages import Package
from toolkit.report import table

app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="List, inspect, install and remove translation models."
)


def _tree(package: Package) -> dict[str, Any]:
    return {
        "name": package.name,
        "from": package.from_code,
        "to": package.to_code,
        "version": package.version,
        "bundled": package.bundled,
        "path": str(package.path),
        "normalise": list(package.steps),
        "traits": {k: v for k, v in package.traits.items() if k != "normalise"},
    }


@app.command("list", epilog=examples("toolkit models list --json | jq '.[].name'"))
def list_(
    context: typer.Context,
    as_json: Json = False,
) -> None:
    """List the bundled model and the installed ones."""
    here = session(context)
    found = [packages.bundled(), *packages.installed()]
    good = [package for package in found if isinstance(package, Package)]
    for error in found:
        if isinstance(error, EngineError):
            here.log.print(f"[yellow]warning:[/] {error}")
    if as_json:
        here.data([_tree(package) for package in good])
        return
    shown = table("name", "from", "to", "version", "where")
    for package in good:
        where = "bundled" if package.bundled else str(package.path)
        shown.add_row(package.name, package.from_code, package.to_code, package.version, where)
    here.out.print(shown)


@app.command(epilog=examples("toolkit models info"))
def info(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name of the list, or a package file.")] = "bundled",
    as_json: Json = False,
) -> None:
    """Tell what a model is, what it was made of, and under which licence."""
    here = session(context)
    package = packages.bundled() if name == "bundled" else packages.choose("zh", "en", name)
    if as_json:
        here.data({**_tree(package), "readme": package.readme()})
        return
    shown = table("", "")
    for key, value in _tree(package).items():
        shown.add_row(key, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
    here.out.print(shown)
    if readme := package.readme():
        typer.echo(f"\n{readme.strip()}")


@app.command(
    epilog=examples(
        "toolkit models install translate-zt_en-1_9.argosmodel", "toolkit models install zh en"
    )
)
def install(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(help="A package file, or two language codes.")],
) -> None:
    """Install a model from a file, or by its languages from the Argos index.

    This is the only command that may use the network, and only for two language codes.
    """
    here = session(context)
    if len(what) == 1:
        path = Path(what[0])
        if not path.is_file():
            raise UsageError(
                "no such file",
                at=what[0],
                hint="name a .argosmodel file, or two codes such as `zh en`",
            )
        package = packages.install(path)
    elif len(what) == 2:
        package = packages.fetch(what[0], what[1])
    else:
        raise UsageError(
            "takes a file, or two language codes", hint="`toolkit models install zh en`"
        )
    here.say(f"installed {package.name} {package.version} in {package.path}")


@app.command(epilog=examples("toolkit models remove translate-zt_en"))
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name of the list.")],
) -> None:
    """Remove an installed model; the bundled one stays."""
    here = session(context)
    named = [
        package
        for package in packages.installed()
        if isinstance(package, Package) and name in (package.name, package.path.name)
    ]
    if not named:
        raise UsageError(f"no installed model is called “{name}”", hint="`toolkit models list`")
    for package in named:
        packages.remove(package)
        here.say(f"removed {package.path}")
