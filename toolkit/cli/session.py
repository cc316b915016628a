"""What every command is given: where the project is, and where to print."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console, RenderableType
from rich.progress import track

from toolkit.project import Project, open_project

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Session:
    """The choices that stand before the command: ``toolkit -C DIR --quiet …``."""

    folder: Path
    verbose: bool
    quiet: bool
    log: Console  # standard error: progress, summaries, remarks
    out: Console  # standard output: what was asked for

    def project(self) -> Project:
        """Open the project around the folder."""
        return open_project(self.folder)

    def say(self, message: RenderableType) -> None:
        """Print a remark on standard error, unless the user wants quiet."""
        if not self.quiet:
            self.log.print(message, soft_wrap=isinstance(message, str))

    def data(self, tree: object) -> None:
        """Print JSON on standard output."""
        typer.echo(json.dumps(tree, ensure_ascii=False, indent=2))

    def batches(self, items: Sequence[_T], size: int, *, doing: str) -> Iterator[Sequence[_T]]:
        """Yield the items, so many at a time; a terminal shows how far it is."""
        for start in track(
            range(0, len(items), size),
            description=doing,
            console=self.log,
            disable=self.quiet or not self.log.is_terminal,
            transient=True,
        ):
            yield items[start : start + size]


def session(context: typer.Context) -> Session:
    """Return the session of a running command."""
    found = context.find_object(Session)
    assert found is not None  # noqa: S101 - the callback of the application makes it
    return found
