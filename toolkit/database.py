"""Opens SQLite files so that a damaged one costs time and nothing else.

Rules: what is written is there after a crash of the process, whole or not at all; several processes may
use one file; a damaged file is set aside, never deleted.
"""

import shutil
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, TypeVar

from toolkit.errors import StoreError

BUSY_SECONDS = 60.0
_DAMAGED = {11, 26}  # SQLITE_CORRUPT, SQLITE_NOTADB
_CLOSED = {8, 14}  # SQLITE_READONLY, SQLITE_CANTOPEN

Tell = Callable[[str], None]
_T = TypeVar("_T")


class Database:
    """One SQLite file; raises StoreError, with the remedy, when it is no good.

    With ``tell``, a damaged file is made anew, and `tell` is called with what was done. What is precious is on
    the disk when `write` returns, and is taken over from a damaged file as far as it can be read. With
    ``borrow``, nothing is made anew; a file that cannot be written is read all the same, and what is written
    is kept in memory until the end.
    """

    def __init__(
        self,
        path: Path,
        schema: str,
        *,
        tell: Tell | None = None,
        precious: bool = True,
        borrow: bool = False,
    ) -> None:
        self.path = path
        self._schema = schema
        self._tell = tell
        self._precious = precious
        self._borrow = borrow
        self._base: sqlite3.Connection | None = None
        self._guarded(lambda: None)

    def close(self) -> None:
        """Let go of the file."""
        if self._base:
            self._base.close()
            self._base = None

    def query(self, command: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a command finds."""
        return self._guarded(lambda: self._opened().execute(command, values).fetchall())

    def write(self, *commands: tuple[str, Iterable[Sequence[object]]]) -> None:
        """Run commands, each for each of its rows, all of them or none."""
        kept = [(command, list(rows)) for command, rows in commands]
        self._guarded(lambda: self._write(kept))

    def _write(self, commands: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> None:
        base = self._opened()
        try:
            base.execute("BEGIN IMMEDIATE")
            for command, rows in commands:
                base.executemany(command, rows)
            base.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                base.rollback()
            raise

    def _guarded(self, act: Callable[[], _T]) -> _T:
        """Do something with the file; where that is damaged, make a new one and do it again."""
        try:
            try:
                self._opened()
                return act()
            except sqlite3.DatabaseError as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if self._tell is None or code not in _DAMAGED:
                    raise
                self._tell(self._made_anew() if not self._borrow else self._passed_over())
                return act()
        except (sqlite3.Error, OSError) as error:
            self.close()
            words = error.strerror if isinstance(error, OSError) else error
            raise StoreError(
                f"cannot be used: {words}",
                at=str(self.path),
                hint="free some space and make it writable; if it is damaged, delete it: "
                "nothing is lost but the time to translate again",
            ) from error

    def _opened(self) -> sqlite3.Connection:
        if self._base is None:
            self._base = self._lent() if self._borrow else self._connected()
        return self._base

    def _lent(self) -> sqlite3.Connection:
        """Connect to the file that is there or, where it cannot be written, to a copy of it in memory."""
        if not self.path.exists():
            return self._empty()
        try:
            return self._connected()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _CLOSED:
                raise
            return self._copied()

    def _copied(self) -> sqlite3.Connection:
        """Return a copy in memory, with what was written and is not yet folded into the file."""
        with TemporaryDirectory() as folder:
            copy = Path(folder) / self.path.name
            for tail in ("", "-wal"):
                old = self.path.with_name(self.path.name + tail)
                if old.is_file():
                    shutil.copyfile(old, copy.with_name(copy.name + tail))
            base = self._empty()
            with closing(sqlite3.connect(copy)) as file:
                file.backup(base)
        self._lay_out(base)
        return base

    def _empty(self) -> sqlite3.Connection:
        base = sqlite3.connect(":memory:", isolation_level=None)
        self._lay_out(base)
        return base

    def _passed_over(self) -> str:
        """Go on with nothing in place of a damaged file, and say so."""
        self.close()
        self._base = self._empty()
        return f"{self.path}: is damaged, and nothing of it was read; the next translation makes it anew"

    def _connected(self) -> sqlite3.Connection:
        """Connect to the file; SQLite itself does not wait for another process that makes it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                base.execute("PRAGMA journal_mode=WAL")
                base.execute(f"PRAGMA synchronous={'FULL' if self._precious else 'NORMAL'}")
                self._lay_out(base)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    base.close()
                    raise
                time.sleep(0.02)
            except sqlite3.Error:
                base.close()
                raise
            else:
                return base

    def _lay_out(self, base: sqlite3.Connection) -> None:
        """Make the tables; those of another version of the schema are dropped first, unless they are precious."""
        version = zlib.crc32(self._schema.encode()) >> 1
        if not self._precious and base.execute("PRAGMA user_version").fetchone()[0] != version:
            drops = [f"DROP TABLE {name};" for name in _tables(base)]
            base.executescript(
                f"BEGIN IMMEDIATE;{''.join(drops)}PRAGMA user_version={version};COMMIT;"
            )
        base.executescript(self._schema)

    def _made_anew(self) -> str:
        """Set the file aside, make a new one with what can be read of the old, and say so."""
        self.close()
        aside = self.path.with_name(f"{self.path.name}.damaged")
        for tail in ("-wal", "-shm", ""):
            old = self.path.with_name(self.path.name + tail)
            if old.exists():
                old.replace(aside.with_name(aside.name + tail))
        saved = self._take_over(aside) if self._precious else 0
        return (
            f"{self.path}: was damaged and has been made anew; {saved} rows of it were read and kept, "
            f"the rest is made again; the old file is {aside.name}"
        )

    def _take_over(self, old: Path) -> int:
        """Copy the rows that can be read of a damaged file; the first column of a table is its key."""
        base = self._opened()
        names = _tables(base)
        source = sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro", uri=True)
        base.execute("BEGIN IMMEDIATE")
        for name, order in product(names, ("ASC", "DESC")):  # up to the damage, from either side
            with suppress(sqlite3.Error):
                for row in source.execute(f"SELECT * FROM {name} ORDER BY 1 {order}"):  # noqa: S608
                    marks = ",".join("?" * len(row))
                    base.execute(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", row)  # noqa: S608
        base.execute("COMMIT")
        source.close()
        counts = (base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names)  # noqa: S608
        return sum(counts)


class Store:
    """What is kept in one such file; it is closed at the end of a ``with``."""

    def __init__(self, base: Database) -> None:
        self._base = base

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


def _tables(base: sqlite3.Connection) -> list[str]:
    return [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")]
