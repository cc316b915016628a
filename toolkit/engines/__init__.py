"""Engines: what turns prepared sentences into sentences, offline."""

import os

from toolkit import ladder, packages
from toolkit.engines import ahead
from toolkit.model import Engine


def load(package: packages.Package, *, beam: int, threads: int = 0) -> Engine:
    """Return the engine for a package; nothing heavy is imported before this."""
    from toolkit.engines.ct2 import Ct2Engine  # noqa: PLC0415

    return Ct2Engine(package, beam=beam, threads=threads)


def climb(engine: Engine) -> ladder.Climb:
    """Return the climb of this machine: a batch for each core and one more at a time."""
    return ahead.climb(engine, flying=len(os.sched_getaffinity(0)) + 1)
