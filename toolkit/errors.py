"""Every failure that we expect, and the exit code it earns.

    ToolkitError
    ├── UsageError          2   the command was asked for something it does not do
    ├── ProjectError       10   book.toml is missing or wrong
    ├── ArticleError       11   an article cannot be read
    ├── GlossaryError      12   a glossary has bad rows
    ├── StoreError         13   a PO file or the memory cannot be read
    ├── CoverageError      14   too little is translated to publish
    ├── GlyphError         15   no font has a character that the book needs
    ├── BusyError          16   another run is at work in the project
    ├── EngineError        20   a model cannot be loaded, or gives no sane answer
    ├── ToolError          30   pandoc, typst or a validator failed
    ├── OutputError        31   the output cannot be written
    ├── FetchError         32   an address could not be fetched
    └── Interrupted       130   Ctrl-C; what was finished is kept

Findings are not errors: they are values with a place and a severity; a command that lists them
exits with 1 when one of them is an error.
"""

from collections.abc import Iterator
from typing import ClassVar


class ToolkitError(Exception):
    """A failure that says where, what, and what to do."""

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, *, at: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.at}: {self.message}" if self.at else self.message


class UsageError(ToolkitError):
    """The command was asked for something it does not do."""

    exit_code = 2


class ProjectError(ToolkitError):
    """``book.toml`` is missing or wrong."""

    exit_code = 10


class ArticleError(ToolkitError):
    """An article cannot be read."""

    exit_code = 11


class GlossaryError(ToolkitError):
    """A glossary has bad rows."""

    exit_code = 12


class StoreError(ToolkitError):
    """A PO file or the memory cannot be read."""

    exit_code = 13


class CoverageError(ToolkitError):
    """Too little is translated to publish."""

    exit_code = 14


class GlyphError(ToolkitError):
    """No font has a character that the book needs."""

    exit_code = 15


class BusyError(ToolkitError):
    """Another run is at work in the project."""

    exit_code = 16


class EngineError(ToolkitError):
    """A model cannot be loaded, or gives no sane answer."""

    exit_code = 20


class ToolError(ToolkitError):
    """pandoc, typst or a validator failed."""

    exit_code = 30


class OutputError(ToolkitError):
    """The output cannot be written."""

    exit_code = 31


class FetchError(ToolkitError):
    """An address could not be fetched."""

    exit_code = 32


class Interrupted(ToolkitError):  # noqa: N818 - it is no error of anybody
    """Ctrl-C was pressed; what was finished is kept."""

    exit_code = 130


def expected(error: BaseException) -> Iterator[ToolkitError]:
    """Yield the errors of a group, flattened; re-raise what nobody expected."""
    if isinstance(error, ToolkitError):
        yield error
    elif isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from expected(inner)
    else:
        raise error


def table() -> tuple[tuple[int, str], ...]:
    """Return every exit code with its meaning, in order."""
    rows = [
        (kind.exit_code, (kind.__doc__ or "").strip()) for kind in ToolkitError.__subclasses__()
    ]
    return (
        (0, "All went well."),
        (1, "A command that lists findings found an error among them."),
        *sorted(rows),
    )
