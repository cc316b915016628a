"""`toolkit validate`: what validators say of finished books."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from toolkit import validate as stage
from toolkit.cli.inputs import Json
from toolkit.cli.session import Session, session
from toolkit.errors import UsageError
from toolkit.validate import VALIDATORS, Verdict

_STYLES = {"passed": "green", "failed": "bold red", "missing": "yellow"}

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Books; those of the project by default.", show_default=False),
]


def validate(
    context: typer.Context,
    files: Files = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail when a validator is missing, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Have books judged by the validators that are installed: epubcheck, Ace, outloud, Nu, axe."""
    here = session(context)
    verdicts: list[Verdict] = []
    for path in files or _books(here):
        with here.log.status(f"{path.name} …"):
            verdicts += stage.validate(path)
    if as_json:
        here.data({"verdicts": [_record(one) for one in verdicts]})
    else:
        _show(here, verdicts)
    bad = {"failed", "missing"} if strict else {"failed"}
    if any(one.state in bad for one in verdicts):
        raise typer.Exit(code=1)


def _books(here: Session) -> list[Path]:
    """Return the books of the project that some validator knows."""
    folder = here.project().output
    known = {one.suffix for one in VALIDATORS}
    found = sorted(path for path in folder.glob("*") if path.suffix in known)
    if not found:
        raise UsageError("there is no book", at=str(folder), hint="run `toolkit publish` first")
    return found


def _show(here: Session, verdicts: list[Verdict]) -> None:
    table = Table("file", "validator", "judges", "verdict")
    for one in verdicts:
        state = Text(one.state, style=_STYLES[one.state])
        table.add_row(one.path.name, one.validator.name, one.validator.judges, state)
    here.out.print(table)
    for one in verdicts:
        for finding in one.findings:
            here.out.print(
                f"{one.path.name}: {finding.at}: {finding.severity}: {finding.message} [{finding.rule}]",
                markup=False,
                soft_wrap=True,
            )
    for name, ways in {one.validator.name: one.lacks for one in verdicts if one.lacks}.items():
        here.say(Text(f"{name} is missing; to get it: {'; '.join(ways)}"))


def _record(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict for `--json`."""
    return {
        "file": str(verdict.path),
        "validator": verdict.validator.name,
        "judges": verdict.validator.judges,
        "verdict": verdict.state,
        "get": list(verdict.lacks),
        "findings": [
            {
                "rule": one.rule,
                "severity": one.severity,
                "at": str(one.at),
                "message": one.message,
                "hint": one.hint,
            }
            for one in verdict.findings
        ],
    }
