"""Remembers which articles of an archive are finished, and what their PO files say, in one SQLite file.

Rules: whether something changed is judged by contents, never by a date; all of it can be made again from the
articles and the PO files, so deleting the file costs time and nothing else.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from toolkit.account import rungs
from toolkit.database import Database, Store, Tell
from toolkit.model import BY_HAND, Finding, Occurrence, Pair, Place
from toolkit.po import File

_SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
  path TEXT PRIMARY KEY, stamp BLOB NOT NULL, serial INTEGER NOT NULL, sources BLOB NOT NULL,
  outcome BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS po (
  path TEXT PRIMARY KEY, digest BLOB NOT NULL, summary BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cause (
  name TEXT, kind TEXT, value TEXT NOT NULL, serial INTEGER NOT NULL,
  PRIMARY KEY (name, kind)) WITHOUT ROWID;
"""
_GONE = ""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an article; ``review`` are the sentences that await a person's eye."""

    counts: Mapping[str, int] = field(default_factory=dict)
    missing: int = 0
    review: int = 0
    occurrences: tuple[tuple[Occurrence, Place], ...] = ()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls, counts: Mapping[str, int], findings: Iterable[Finding], pairs: Iterable[Pair]
    ) -> "Outcome":
        """Return the outcome of an article from what was found in it and its pairs."""
        pairs = tuple(pairs)
        return cls(
            counts=counts,
            missing=sum(pair.target is None for pair in pairs),
            review=sum(any(f.severity != "note" for f in pair.findings) for pair in pairs),
            occurrences=tuple((term, pair.source.at) for pair in pairs for term in pair.terms),
            findings=(*findings, *(found for pair in pairs for found in pair.findings)),
        )

    @property
    def settled(self) -> "Outcome":
        """The outcome of a run in which nothing changed: all that is not by hand comes from memory."""
        kept = {name: self.counts[name] for name in ("articles", "segments", "by_hand", "terms")}
        memory = self.counts["segments"] - self.counts["by_hand"]
        return replace(self, counts={**kept, "from_memory": memory})


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a PO file says, in numbers, and its sentences by hand by source."""

    article: str
    engine: str
    segments: int
    by_hand: int
    review: int
    missing: int
    rungs: Mapping[str, int]
    edits: Mapping[str, str]

    @classmethod
    def of(cls, file: File) -> "Summary":
        """Return the summary of a PO file; entries whose source is gone count as edits alone."""
        here = [record for record in file.records if not record.obsolete]
        edits: dict[str, str] = {}
        for record in file.records:
            if record.human and not record.fuzzy:
                edits.setdefault(record.source, record.target)
        return cls(
            article=file.article,
            engine=file.engine,
            segments=len(here),
            by_hand=sum(record.human for record in here),
            review=sum(record.fuzzy for record in here),
            missing=sum(not record.target for record in here),
            rungs=Counter(
                BY_HAND if record.human else rung for record in here for rung in rungs(record)
            ),
            edits=edits,
        )


@dataclass(kw_only=True)
class Totals:
    """What many PO files say, in numbers; ``engines`` counts files."""

    segments: int = 0
    by_hand: int = 0
    review: int = 0
    missing: int = 0
    rungs: Counter[str] = field(default_factory=Counter)
    engines: Counter[str] = field(default_factory=Counter)

    def add(self, summary: Summary) -> None:
        """Count a PO file."""
        self.segments += summary.segments
        self.by_hand += summary.by_hand
        self.review += summary.review
        self.missing += summary.missing
        self.rungs.update(summary.rungs)
        self.engines[summary.engine or "unknown"] += 1


class Ledger(Store):
    """The ledger of a project; raises StoreError, with the remedy, when its file is no good."""

    def __init__(self, path: Path, *, tell: Tell | None = None, borrow: bool = False) -> None:
        super().__init__(Database(path, _SCHEMA, tell=tell, precious=False, borrow=borrow))

    def observe(self, kind: str, causes: Mapping[str, str]) -> int:
        """Note the present causes of one kind, things that English depends on, by name; return the serial of this state.

        Where one came, went or changed since the last time, the state gets a new serial.
        """
        rows = self._base.query("SELECT name, value FROM cause WHERE kind = ?", (kind,))
        before = {name: value for name, value in rows if value != _GONE}
        gone = dict.fromkeys(before.keys() - causes.keys(), _GONE)
        new = dict(causes.items() - before.items()) | gone
        serial = int(self._base.query("SELECT max(serial) FROM cause")[0][0] or 0)
        if new:
            serial += 1
            rows = [(name, kind, value, serial) for name, value in sorted(new.items())]
            self._base.write(("INSERT OR REPLACE INTO cause VALUES (?, ?, ?, ?)", rows))
        return serial

    def changed(self, kind: str, since: int) -> list[str]:
        """Return the names of the causes that changed after a state."""
        query = "SELECT name FROM cause WHERE kind = ? AND serial > ?"
        return [name for (name,) in self._base.query(query, (kind, since))]

    def kept(self, article: str) -> tuple[bytes, int] | None:
        """Return the stamp and the serial under which an article was finished last, if it ever was."""
        query = "SELECT stamp, serial FROM article WHERE path = ?"
        return next(iter(self._base.query(query, (article,))), None)

    def sources(self, article: str) -> tuple[str, ...] | None:
        """Return the segments that an article had when it was finished last, if that can be read."""
        rows = self._base.query("SELECT sources FROM article WHERE path = ?", (article,))
        for (packed,) in rows:
            with suppress(zlib.error, UnicodeDecodeError):
                return tuple(zlib.decompress(packed).decode().split("\0"))
        return None

    def outcome(self, article: str) -> Outcome | None:
        """Return what became of an article when it was finished last."""
        return _decoded(
            self._base.query("SELECT outcome FROM article WHERE path = ?", (article,)), Outcome
        )

    def finish(
        self, article: str, stamp: bytes, serial: int, sources: Iterable[str], outcome: Outcome
    ) -> None:
        """Note that an article is finished."""
        packed = zlib.compress("\0".join(sources).encode(), 1)
        row = (article, stamp, serial, packed, msgspec.msgpack.encode(outcome))
        self._base.write(("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?)", [row]))

    def confirm(self, articles: Iterable[str], serial: int) -> None:
        """Note that articles are finished in a later state, too."""
        rows = ((serial, article) for article in articles)
        self._base.write(("UPDATE article SET serial = ? WHERE path = ?", rows))

    def summary(self, po: str, digest: bytes) -> Summary | None:
        """Return the summary of a PO file if it was made from the same bytes."""
        query = "SELECT summary FROM po WHERE path = ? AND digest = ?"
        return _decoded(self._base.query(query, (po, digest)), Summary)

    def note(self, po: str, digest: bytes, summary: Summary) -> None:
        """Keep the summary of a PO file."""
        row = (po, digest, msgspec.msgpack.encode(summary))
        self._base.write(("INSERT OR REPLACE INTO po VALUES (?, ?, ?)", [row]))


def _decoded(rows: Sequence[tuple[bytes]], kind: type[_T]) -> _T | None:
    """Return the value of the only row; None where there is no row, or it cannot be read."""
    for (value,) in rows:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(value, type=kind)
    return None
