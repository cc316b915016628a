"""What commands print: every transcript, and the tutorial, is run as it stands."""

import shutil
from pathlib import Path

import pytest
import transcript
from conftest import HERE, ROOT

FILES = [*sorted((HERE / "transcripts").glob("*.md")), ROOT / "docs" / "tutorial.md"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_commands_print_what_the_transcript_shows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    monkeypatch.chdir(folder)
    for name in ("COLUMNS", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    text = path.read_text(encoding="utf-8")
    outputs = []
    for step in transcript.steps(text):
        output = transcript.run(step.command, folder)
        outputs.append(output)
        if not request.config.getoption("--accept"):
            assert transcript.agrees(step.expected, output), (
                f"{path.name}:{step.line}: $ {step.command}\n"
                f"--- expected\n{step.expected}--- printed\n{output}"
            )
    if request.config.getoption("--accept"):
        path.write_text(transcript.accepted(text, outputs), encoding="utf-8")
