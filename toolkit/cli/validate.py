"""`toolkit validate`: what validators say of finished books."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from toolkit import validate as stage
from toolkit.cli.inputs import Json
from toolkit.cli.session import Session, session
from toolkit.errors import UsageError
from toolkit.project import Project
from toolkit.report import table
from toolkit.validate import VALIDATORS, Verdict

MOST = 240
"""Characters of a message that are shown."""

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
    project = None if files else here.project()
    for path in _books(project) if project else files or ():
        with here.log.status(f"{path.name} …"):
            verdicts += stage.validate(path)
    if as_json:
        here.data({"verdicts": [_record(one) for one in verdicts]})
    else:
        _show(
            here, [(project.shown(one.path) if project else str(one.path), one) for one in verdicts]
        )
    bad = {"failed", "missing"} if strict else {"failed"}
    if any(one.state in bad for one in verdicts):
        raise typer.Exit(code=1)


def _books(project: Project) -> list[Path]:
    """Return the books of the project that some validator knows."""
    folder = project.output
    known = {one.suffix for one in VALIDATORS}
    found = sorted(path for path in folder.glob("*") if path.suffix in known)
    if not found:
        raise UsageError("there is no book", at=str(folder), hint="run `toolkit publish` first")
    return found


def _show(here: Session, verdicts: list[tuple[str, Verdict]]) -> None:
    """Print verdicts, each with its file, and what was found."""
    shown = table("file", "validator", "judges", "verdict")
    for file, one in verdicts:
        state = Text(one.state, style=_STYLES[one.state])
        shown.add_row(Text(file), one.validator.name, one.validator.judges, state)
    here.out.print(shown)
    for file, one in verdicts:
        for finding in one.findings:
            here.out.print(
                f"{file}: {finding.at}: {finding.severity}: {_short(finding.message)} [{finding.rule}]",
                markup=False,
                soft_wrap=True,
            )
    missing = {one.validator.name: one.lacks for _, one in verdicts if one.lacks}
    for name, ways in missing.items():
        here.say(Text(f"{name} is missing; to get it: {'; '.join(ways)}"))


def _short(message: str) -> str:
    """Return a message on one line; epubcheck lists every attribute that would be right."""
    line = " ".join(message.split())
    return line if len(line) <= MOST else f"{line[:MOST]}… (whole with --json)"


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
