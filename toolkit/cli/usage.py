"""Shows options in `--help` as their users know them: PATH, and no `<list[Path]>`; nothing behind a flag.

Rule: a word that a command gives an option itself stays; versions of Typer that show no Python types are left alone.
"""

from collections.abc import Iterable
from typing import Any

from typer.core import TyperGroup

_WORDS = {"bool": "", "str": "TEXT", "path": "PATH", "Path": "PATH", "file": "FILE"}
_NUMBERS = ("int", "float")


class Commands(TyperGroup):
    """A group whose options and commands show no types of Python."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - each version of Typer has its own class
        """Return the options of the group itself."""
        return _worded(super().get_params(ctx), ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Return a command of the group."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _worded(command.get_params(ctx), ctx)
        return command


def examples(*commands: str) -> str:
    """Return what stands below the help of a command: command lines to be pasted, each on its own line."""
    return "\n".join(
        ("Example:" if len(commands) == 1 else "Examples:", "", *(f"- `{one}`" for one in commands))
    )


def _worded(params: Iterable[Any], ctx: Any) -> list[Any]:  # noqa: ANN401
    params = list(params)
    for param in params:
        if param.metavar is not None or not hasattr(param, "display_type_rich"):
            continue
        if param.param_type_name == "argument":
            param.display_type_rich = lambda ctx: ""  # noqa: ARG005 - its name says it
        else:
            param.metavar = _word(param.display_type(ctx))
    return params


def _word(shown: str) -> str:
    """Return the word for a type as Typer shows it: `<list[Path]>`, `<int range>`, `<epub|pdf>`."""
    plain = shown.strip("<>").removeprefix("list[").removesuffix("]")
    return "N" if plain.startswith(_NUMBERS) else _WORDS.get(plain, plain)
