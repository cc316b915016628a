"""Writes docs/reference.md and docs/rules.md from the code: ``python docs/generate.py [--check]``."""

import subprocess
import sys
from pathlib import Path

from toolkit import errors
from toolkit.checks import RULES, Rule

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "rules"
SCOPES = {
    "sentence": "each sentence by itself",
    "article": "the sentences of an article together",
    "book": "all sentences of the book together",
}


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


def reference() -> str:
    """Return the page of the commands."""
    note = "<!-- Written by docs/generate.py; edit the commands instead. -->"
    return f"{note}\n\n{commands()}\n\n{exit_codes()}\n"


def rules() -> str:
    """Return the page of the rules that `toolkit check` applies."""
    table = "\n".join(
        f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.meaning.partition(chr(10))[0]} |"
        for rule in RULES
    )
    sections = "\n\n".join(section(rule) for rule in RULES)
    return f"""<!-- Written by docs/generate.py from toolkit/checks; edit the rules instead. -->

# Rules

What `toolkit check` looks for; [checks.md](checks.md) says how often it is right.

| rule | severity | what is wrong |
|---|---|---|
{table}

{sections}
"""


def section(rule: Rule) -> str:
    """Return what a rule means, with cases of both kinds from its tests."""
    first, _, rest = rule.meaning.partition("\n\n")
    words = [first, *(" ".join(part.split()) for part in rest.split("\n\n") if part.strip())]
    meaning = "\n\n".join(words)
    cases = "\n\n".join(
        f"{label}\n\n```text\n{(CASES / rule.id / f'{kind}.txt').read_text(encoding='utf-8').strip()}\n```"
        for label, kind in (("Found:", "fail"), ("Left alone:", "pass"))
    )
    return (
        f"## {rule.id}\n\n{meaning}\n\n"
        f"Severity: {rule.severity}. It sees {SCOPES[rule.scope]}."
        f"{' `--fix` corrects what is certain.' if rule.fixes else ''}\n\n{cases}"
    )


PAGES = {"reference.md": reference, "rules.md": rules}


def main() -> int:
    """Write the pages, or with ``--check`` tell whether they are as they would be written."""
    stale = 0
    for name, write in PAGES.items():
        path, text = HERE / name, write()
        if "--check" in sys.argv[1:]:
            stale += not path.exists() or path.read_text(encoding="utf-8") != text
        else:
            path.write_text(text, encoding="utf-8")
    return int(stale > 0)


if __name__ == "__main__":
    sys.exit(main())
