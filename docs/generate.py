"""Writes docs/reference.md from the commands themselves: ``python docs/generate.py [--check]``."""

import subprocess
import sys
from pathlib import Path

from toolkit import errors

HERE = Path(__file__).parent
PAGE = HERE / "reference.md"


def commands() -> str:
    """Return the help of every command as Markdown, as Typer writes it."""
    done = subprocess.run(
        [sys.executable, "-m", "typer", "toolkit.cli", "utils", "docs", "--name", "toolkit"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.replace("# `toolkit`", "# Commands", 1).strip()


def exit_codes() -> str:
    """Return the table of exit codes."""
    rows = "\n".join(f"| {code} | {meaning} |" for code, meaning in errors.table())
    return f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}"


def page() -> str:
    """Return the whole page."""
    note = "<!-- Written by docs/generate.py; edit the commands instead. -->"
    return f"{note}\n\n{commands()}\n\n{exit_codes()}\n"


def main() -> int:
    """Write the page, or with ``--check`` tell whether it is as it would be written."""
    text = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
