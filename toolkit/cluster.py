"""Has batches of sentences answered by the workers of a Dask cluster, each of which loads the model once.

Rules: the answers are those of one machine, in the same order, because batches are made before they are
sent; no more batches are on their way than keep the workers busy; a batch whose worker is lost goes to
another; a worker with other versions is refused, because its answers might differ.
"""

import functools
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import toolkit
from toolkit import engines, ladder, packages
from toolkit.errors import EngineError, UsageError
from toolkit.model import Answer, Engine
from toolkit.sentence import Sentence

if TYPE_CHECKING:
    from distributed import Client, Future, WorkerPlugin

PATIENCE = 15.0
"""Seconds that the scheduler has to answer, and to have a worker."""

AHEAD = 2
"""Batches on their way for each thread of a worker: one that is answered, and one that waits there."""

_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://[^/\s]+:\d+")
_SWAYS = ("ctranslate2", "sentencepiece", "opencc")
_INSTALL = "pip install 'toolkit[cluster]', here and where the workers run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(packages.Package):
    """A package that came over the network."""

    content: Mapping[str, bytes]

    def files(self) -> dict[str, bytes]:
        """Return the files that were sent."""
        return dict(self.content)


@dataclass(frozen=True, kw_only=True)
class Model:
    """What a worker is given once: a package, and how to decode it; equal ones have one name."""

    package: Sent
    beam: int
    digest: str

    @property
    def name(self) -> str:
        """The name by which a worker knows it."""
        return f"toolkit-{self.digest}-beam{self.beam}"

    @functools.cached_property
    def engine(self) -> Engine:
        """The engine, with one decoding thread for each thread of the worker."""
        from distributed import get_worker  # noqa: PLC0415

        if packages.digest(self.package.files()) != self.digest:
            raise EngineError(
                "the model was damaged on its way", hint="run again; what is done is kept"
            )
        return engines.load(self.package, beam=self.beam, threads=get_worker().state.nthreads)


def versions() -> dict[str, str]:
    """Return the versions, in this process, of all that an answer depends on."""
    found = {name: metadata.version(name) for name in _SWAYS}
    return {"toolkit": toolkit.__version__, "ladder": str(ladder.VERSION), **found}


@contextmanager
def connected(address: str, *, workers: int = 0) -> Iterator["Client"]:
    """Connect to a scheduler, or start one here with that many workers of one thread each.

    Raise UsageError where Dask is missing, EngineError where there is no scheduler, no worker, or one of
    other versions.
    """
    try:
        import distributed  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("a cluster needs Dask", hint=_INSTALL) from error
    if not workers and not _ADDRESS.fullmatch(address):
        raise UsageError(
            f"“{address}” is no address of a scheduler", hint="it looks like tcp://10.0.0.1:8786"
        )
    here = None
    if workers:
        here = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        )
        address = here.scheduler_address
    client = None
    try:
        client = _client(address)
        _agree(client, address)
        yield client
    finally:
        if client:
            client.close()
        if here:
            here.close()


def _client(address: str) -> "Client":
    from distributed import Client  # noqa: PLC0415

    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(
            "the scheduler cannot be reached",
            at=address,
            hint="start it with `dask scheduler`, and give the address that it prints: tcp://HOST:PORT",
        ) from error


def _agree(client: "Client", address: str) -> None:
    """Raise EngineError unless every worker has the versions that are here."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise EngineError(
            "the scheduler has no workers", at=address, hint=f"start some: `dask worker {address}`"
        ) from error
    try:
        found = client.run(versions)
    except Exception as error:
        raise EngineError(
            f"a worker cannot run the toolkit: {error}", at=address, hint=_INSTALL
        ) from error
    for worker, there in found.items():
        _same(there, str(worker), versions())


def _same(there: Mapping[str, str], worker: str, wanted: Mapping[str, str]) -> None:
    for name, version in wanted.items():
        if there.get(name) != version:
            raise EngineError(
                f"{name} is {there.get(name, 'missing')} there and {version} here",
                at=worker,
                hint="install the same versions everywhere, or the answers differ",
            )


def climb(client: "Client", package: packages.Package, *, beam: int) -> ladder.Climb:
    """Return the climb of a cluster: batches are answered by its workers."""
    content = package.files()
    sent = Sent(path=package.path, metadata=package.metadata, content=content)
    model = Model(package=sent, beam=beam, digest=packages.digest(content))
    client.register_plugin(_plugin(model))
    wanted = versions()

    def begin(batch: Sequence[Sentence]) -> "Future | None":
        if not batch:
            return None
        return client.submit(_answer, model.name, list(batch), wanted, pure=False, priority=0)

    def answers(batches: Iterator[Sequence[Sentence]]) -> Iterator[list[Answer]]:
        begun: deque[Future | None] = deque()
        for batch in batches:
            begun.append(begin(batch))
            while len(begun) > _most(client):
                yield _result(begun.popleft())
        while begun:
            yield _result(begun.popleft())

    return answers


def _plugin(model: Model) -> "WorkerPlugin":
    """Return a model as a plugin, which Dask gives every worker once, also those that join later."""
    from distributed import WorkerPlugin  # noqa: PLC0415

    plugin = WorkerPlugin()
    plugin.name, plugin.idempotent, plugin.model = model.name, True, model
    return plugin


def _most(client: "Client") -> int:
    threads: int = sum(client.nthreads().values())
    return AHEAD * max(threads, 1)


def _answer(name: str, batch: Sequence[Sentence], wanted: Mapping[str, str]) -> list[Answer]:
    """Answer a batch, on a worker."""
    from distributed import get_worker  # noqa: PLC0415

    worker = get_worker()
    _same(versions(), worker.address, wanted)
    return ladder.climb(batch, worker.plugins[name].model.engine)


def _result(one: "Future | None") -> list[Answer]:
    from distributed import KilledWorker  # noqa: PLC0415
    from distributed.comm import CommClosedError  # noqa: PLC0415

    if one is None:
        return []
    try:
        return list(one.result())
    except KilledWorker as error:
        raise EngineError(
            f"{error.allowed_failures + 1} workers were lost on one batch",
            hint="look at their memory; what is done is kept, so run again",
        ) from error
    except (CancelledError, CommClosedError, TimeoutError) as error:
        raise EngineError(
            "the scheduler went away", hint="run again when it is back: what is done is kept"
        ) from error
