"""Engines: what turns prepared sentences into sentences, offline."""

from toolkit import packages
from toolkit.model import Engine


def load(package: packages.Package, *, beam: int, threads: int = 0) -> Engine:
    """Return the engine for a package; nothing heavy is imported before this."""
    from toolkit.engines.ct2 import Ct2Engine  # noqa: PLC0415

    return Ct2Engine(package, beam=beam, threads=threads)
