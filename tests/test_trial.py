from pathlib import Path

import pytest
from fakes import FakeEngine

from toolkit.engines import kept, pace
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


def test_the_best_number_of_threads_is_found_once_for_so_many_cores(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert 4 == kept.threads("abc", 8, lambda: 4)
    assert 4 == kept.threads("abc", 8, lambda: 7)
    assert 2 == kept.threads("abc", 2, lambda: 2)


@pytest.mark.parametrize(
    ("cores", "half", "all_", "best"),
    [
        pytest.param(8, 1.0, 1.5, 8, id="all cores are real"),
        pytest.param(8, 1.0, 1.01, 4, id="two threads on a core bring next to nothing"),
        pytest.param(8, 1.0, 0.8, 4, id="they stand in each other's way"),
    ],
)
def test_the_fewest_threads_that_are_fastest_are_taken(
    cores: int, half: float, all_: float, best: int
) -> None:
    assert best == pace.fastest(cores, lambda threads: half if threads < cores else all_)


@pytest.mark.parametrize("cores", [1, 2])
def test_so_few_cores_need_no_trial(cores: int) -> None:
    assert cores == pace.fastest(cores, lambda _: pytest.fail("was tried"))


def test_a_trial_that_was_disturbed_once_is_judged_by_its_better_round() -> None:
    rates = iter([1.0, 0.5, 1.0, 1.6])
    assert 4 == pace.fastest(4, lambda _: next(rates))
