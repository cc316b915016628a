"""A cluster answers as one machine does, whatever becomes of its workers.

What needs processes of a cluster runs with the slow tests.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import ROOT

pytest.importorskip("distributed")

from distributed import Client

from toolkit import cluster, engines, ladder, packages
from toolkit.engines import ahead
from toolkit.errors import EngineError, UsageError
from toolkit.glossary import Glossary
from toolkit.model import Answer
from toolkit.sentence import Sentence
from toolkit.table import Term

NONE = Glossary([Term(source="北京", targets=("Beijing",), kind="place")])
TEXTS = (
    "他今天在北京。",
    "謝謝。",
    "經濟增長百分之三。",
    "記者會已經結束。",
    "他們昨日抵達。",
    "北京回應。",
)
BATCHES = [[Sentence.of(text, NONE)] for text in TEXTS] + [[]]


@pytest.fixture(scope="module")
def alone() -> list[list[Answer]]:
    engine = engines.load(packages.bundled(), beam=1, threads=1)
    return list(ladder.here(engine)(iter(BATCHES)))


def test_batches_taken_ahead_are_answered_as_one_by_one(alone: list[list[Answer]]) -> None:
    engine = engines.load(packages.bundled(), beam=1, threads=2)
    assert alone == list(ahead.climb(engine, flying=3)(iter(BATCHES)))


def test_only_so_many_batches_are_taken_ahead() -> None:
    taken = 0

    def batches() -> Iterator[Sequence[Sentence]]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield []

    engine = engines.load(packages.bundled(), beam=1, threads=1)
    answers = ahead.climb(engine, flying=3)(batches())
    assert [] == next(answers)
    assert 4 == taken
    answers.close()


class Machines:
    """A scheduler and its workers, each a process of its own, on loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []
        log = self._start("scheduler", "distributed.cli.dask_scheduler", "--no-show")
        self.address = self._said(log, r"tcp://127\.0\.0\.1:\d+")

    def _start(self, name: str, module: str, *arguments: str) -> Path:
        log = self.folder / f"{name}.log"
        with log.open("w") as file:
            command = [sys.executable, "-m", module, "--host", "127.0.0.1", "--no-dashboard"]
            self.processes.append(
                subprocess.Popen([*command, *arguments], stderr=file, cwd=self.folder, text=True,
                                 env={"PYTHONPATH": str(ROOT), "HOME": str(self.folder), "PATH": ""})
            )  # fmt: skip
        return log

    def _said(self, log: Path, what: str) -> str:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if found := re.search(what, log.read_text()):
                return found.group()
            time.sleep(0.1)
        raise AssertionError(log.read_text())

    def worker(self, name: str) -> subprocess.Popen[str]:
        options = ("--no-nanny", "--nthreads", "1", "--name", name)
        self._start(name, "distributed.cli.dask_worker", self.address, *options)
        return self.processes[-1]

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    running = Machines(tmp_path)
    yield running
    running.stop()


@pytest.mark.book
def test_a_worker_that_is_killed_half_way_changes_no_answer(
    machines: Machines, alone: list[list[Answer]]
) -> None:
    first = machines.worker("first")
    with cluster.connected(machines.address) as client:
        answers = cluster.climb(client, packages.bundled(), beam=1)(iter(BATCHES))
        got = [next(answers)]
        first.kill()
        machines.worker("second")
        got += answers
    assert alone == got


def test_a_scheduler_that_is_not_there_is_an_error_with_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        pytest.raises(EngineError, match="cannot be reached") as caught,
        cluster.connected("tcp://127.0.0.1:1"),
    ):
        pass
    assert "tcp://127.0.0.1:1" == caught.value.at


@pytest.mark.parametrize("address", ["nonsense", "10.0.0.1:8786", "tcp://10.0.0.1", "file:///etc"])
def test_an_address_of_another_form_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no address"), cluster.connected(address):
        pass


@pytest.mark.book
def test_a_scheduler_without_workers_is_an_error(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 3)
    with (
        pytest.raises(EngineError, match="has no workers"),
        cluster.connected(machines.address),
    ):
        pass


@pytest.mark.parametrize("other", [{"ladder": "0"}, {"ctranslate2": "1.0"}])
def test_a_worker_with_other_versions_is_refused(other: dict[str, str]) -> None:
    here = cluster.versions()
    with pytest.raises(EngineError, match=f"{next(iter(other))} is") as caught:
        cluster._same(here | other, "tcp://worker", here)
    assert "tcp://worker" == caught.value.at


@pytest.mark.book
def test_a_model_damaged_on_its_way_is_refused(machines: Machines) -> None:
    machines.worker("only")
    package = packages.bundled()
    with cluster.connected(machines.address) as client, pytest.MonkeyPatch.context() as patch:
        patch.setattr(packages, "digest", lambda _: "0" * 12)
        answers = cluster.climb(client, package, beam=1)(iter(BATCHES[:1]))
        with pytest.raises(EngineError, match="damaged on its way"):
            next(answers)


@pytest.mark.book
def test_a_client_is_closed_again(machines: Machines) -> None:
    machines.worker("only")
    with cluster.connected(machines.address) as client:
        assert isinstance(client, Client)
    assert "closed" == client.status
