"""Remembers what an engine answered, by content, in one SQLite file.

Laws: a value is never replaced, only added; what was put is there after a crash; two processes may
use one file. The key holds all that an answer depends on, so there is nothing to invalidate.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from toolkit.database import Database, Store, Tell

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_ASK = 500  # keys a query; SQLite's own limit of parameters is 999 in old builds


def key(signature: str, text: str, terms: Iterable[str]) -> bytes:
    """Return the key of a sentence: engine, tagged text, and the digests of the terms found in it."""
    whole = "\x00".join((signature, text, *sorted(terms)))
    return hashlib.sha256(whole.encode()).digest()[:20]


class Memory(Store):
    """The memory of a project; raises StoreError, with the remedy, when its file is no good.

    With ``tell``, a damaged file is made anew, and `tell` is called with what was done; with ``borrow``,
    a file that cannot be written is read all the same.
    """

    def __init__(self, path: Path, *, tell: Tell | None = None, borrow: bool = False) -> None:
        super().__init__(Database(path, _SCHEMA, tell=tell, borrow=borrow))

    def __len__(self) -> int:
        return int(self._base.query("SELECT count(*) FROM answer")[0][0])

    def get(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return the remembered values among the keys."""
        found: dict[bytes, str] = {}
        for start in range(0, len(keys), _ASK):
            some = keys[start : start + _ASK]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, value FROM answer WHERE key IN ({marks})"  # noqa: S608
            found.update(self._base.query(query, some))
        return found

    def put(self, values: Mapping[bytes, str]) -> None:
        """Remember new values, all of them or none; a key that is there keeps its value."""
        self._base.write(("INSERT OR IGNORE INTO answer VALUES (?, ?)", values.items()))
