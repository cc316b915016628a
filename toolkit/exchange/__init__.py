"""Takes sentences to other tools and their edits back, in XLIFF, TMX, CSV and HTML.

Rules: a unit carries a mark of what it said when it left, so that only what a person changed comes back;
what XML cannot hold travels as an inline code; nothing is read or written here but bytes and text.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.po import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """BCP 47 tags of the two texts."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A sentence on its way to another tool or back; what a format or a tool drops is empty.

    ``article`` and ``field`` are None where the file does not say; ``base`` is the `mark` of what
    the sentence said when it left.
    """

    source: str
    target: str
    article: str | None = None
    field: str | None = None
    line: int = 0
    fuzzy: bool = False
    human: bool = False
    remark: str = ""
    notes: tuple[str, ...] = ()
    base: str = ""

    @property
    def name(self) -> str:
        """A short name that no other sentence of a project has."""
        whole = "\x00".join((self.article or "", self.field or "", self.source))
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def mark(target: str, *, fuzzy: bool) -> str:
    """Return a short hash of an English sentence and its flag."""
    whole = f"{target}\x00{int(fuzzy)}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def units(article: str, records: Iterable[Record]) -> tuple[Unit, ...]:
    """Return the sentences of an article that are in it today, as they leave."""
    return tuple(
        Unit(
            source=record.source,
            target=record.target,
            article=article,
            field=record.field,
            line=record.line,
            fuzzy=record.fuzzy,
            human=record.human,
            remark=record.remark,
            notes=record.notes,
            base=mark(record.target, fuzzy=record.fuzzy),
        )
        for record in records
        if not record.obsolete
    )
