"""The program can be stopped from its first moment."""

import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT


def test_stopping_it_while_libraries_are_loaded_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--version"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (130, "", "") == (done.returncode, done.stdout, done.stderr)
