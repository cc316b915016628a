from pathlib import Path

import pytest
from fakes import FakeEngine

from toolkit.engines import kept
from toolkit.trial import Trial, carry


def test_a_model_that_carries_latin_text_over_passes() -> None:
    trial = carry(FakeEngine())
    assert (True, trial.given) == (trial.carries, trial.carried)
    assert trial.given > 50


def test_a_model_that_does_not_fails() -> None:
    assert not carry(FakeEngine(lambda _: ["They met."])).carries


def test_a_trial_is_held_once_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    held = []

    def hold() -> Trial:
        held.append(1)
        return Trial(given=4, carried=3)

    assert kept.trial("abc", hold) == kept.trial("abc", hold)
    assert [1] == held


def test_a_folder_that_cannot_be_written_costs_a_trial_a_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert Trial(given=1, carried=1) == kept.trial("abc", lambda: Trial(given=1, carried=1))
