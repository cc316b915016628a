"""Remembers what an engine answered, by content, in one SQLite file.

Laws: a value is never replaced, only added; what was put is there after a crash; two processes may
use one file. The key holds all that an answer depends on, so there is nothing to invalidate.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from toolkit.errors import StoreError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_ASK = 500  # keys a query; SQLite's own limit of parameters is 999 in old builds
BUSY_SECONDS = 60.0


def key(signature: str, text: str, terms: Iterable[str]) -> bytes:
    """Return the key of a sentence: engine, tagged text, and the digests of the terms found in it."""
    whole = "\x00".join((signature, text, *sorted(terms)))
    return hashlib.sha256(whole.encode()).digest()[:20]


class Memory:
    """The memory of a project; raises StoreError, with the remedy, when its file is no good."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise self._broken(error) from error

    def _prepare(self) -> None:
        """Set the file up; SQLite itself does not wait for another process that is doing the same."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._base.execute("PRAGMA journal_mode=WAL")
                self._base.execute("PRAGMA synchronous=NORMAL")
                self._base.executescript(_SCHEMA)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return

    def _broken(self, error: Exception) -> StoreError:
        return StoreError(
            f"the memory cannot be used: {error}",
            at=str(self._path),
            hint="make it writable, or delete it: nothing is lost but the time to translate again",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def __len__(self) -> int:
        with closing(self._base.execute("SELECT count(*) FROM answer")) as rows:
            return int(rows.fetchone()[0])

    def get(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return the remembered values among the keys."""
        found: dict[bytes, str] = {}
        try:
            for start in range(0, len(keys), _ASK):
                some = keys[start : start + _ASK]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, value FROM answer WHERE key IN ({marks})"  # noqa: S608
                found.update(self._base.execute(query, some))
        except sqlite3.Error as error:
            raise self._broken(error) from error
        return found

    def put(self, values: Mapping[bytes, str]) -> None:
        """Remember new values, all of them or none; a key that is there keeps its value."""
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("INSERT OR IGNORE INTO answer VALUES (?, ?)", values.items())
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._broken(error) from error
