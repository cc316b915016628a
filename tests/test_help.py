"""What `--help` says: words of users, and examples that run as they stand."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import transcript
import typer
from PIL import Image

from toolkit.cli import app, main

ROOT = typer.main.get_command(app)

LONG = {"translate", "book", "publish", "validate", "score"}
"""Commands that take seconds; what they print stands in the transcripts."""
NEEDY = {("images", "fetch"), ("models", "install"), ("models", "remove")}
"""Commands that need the network, or a model that is not here."""


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command, and every group."""
    yield ()
    for name, command in getattr(ROOT, "commands", {}).items():
        yield (name,)
        yield from ((name, inner) for inner in getattr(command, "commands", ()))


def examples() -> Iterator[str]:
    """Yield the examples of all commands, in the order in which they are listed."""
    for command in getattr(ROOT, "commands", {}).values():
        for one in (command, *getattr(command, "commands", {}).values()):
            yield from re.findall("`([^`]*)`", one.epilog or "")


def called(example: str) -> tuple[str, ...]:
    """Return the command of an example, and what stands behind it."""
    words = example.replace("-C my-book ", "").split()
    return tuple(words[1:3])


@pytest.mark.parametrize("command", [*commands()], ids=" ".join)
def test_no_type_of_python_is_shown(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert 0 == main([*command, "--help"])
    shown = capsys.readouterr().out
    assert [] == re.findall(r"<\w[^>]*>|\bbool\b|\blist\[", shown)


@pytest.mark.parametrize("command", [*commands()], ids=" ".join)
def test_every_command_has_an_example_of_its_own(command: tuple[str, ...]) -> None:
    assert [one for one in examples() if called(one)[: len(command)] == command]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a translated project with the files that the examples name."""
    root = tmp_path_factory.mktemp("help") / "my-book"
    assert 0 == main(["-q", "init", str(root)])
    article = root / "articles" / "2018" / "a.md"
    article.parent.mkdir()
    article.write_text(
        "---\ntitle: 峰會結束\n---\n\n![峰會](https://example.org/a/summit.jpg)\n", encoding="utf-8"
    )
    Image.new("RGB", (4, 3)).save(root / "summit.jpg")
    (root / "names.csv").write_text("source,target\n陳方安生女士,Anson Chan\n", encoding="utf-8")
    assert 0 == main(["-q", "-C", str(root), "translate"])
    assert 0 == main(["-q", "-C", str(root), "glossary", "export", "-o", str(root / "theirs.tbx")])
    shutil.copytree(root / "translations", root / "their-po")
    return root


@pytest.mark.parametrize(
    "example",
    [one for one in examples() if called(one)[0] not in LONG and called(one) not in NEEDY],
)
def test_an_example_runs_as_it_stands(
    example: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    if example.startswith("toolkit import"):
        assert 0 == main(["-q", "export", "-o", "book.xlf"])
    if example.startswith("toolkit init"):
        shutil.rmtree("my-book", ignore_errors=True)
    command = re.split(r" (?:\||>|&&) ", example)[0]
    output = transcript.run(command, project)
    assert not re.search(r"^\[\d+\]\n\Z", output, re.MULTILINE), output
