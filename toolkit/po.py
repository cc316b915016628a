"""The bilingual store: one gettext PO file an article, which people edit.

Rules: an English sentence that a person touched is theirs and is never overwritten; whether they did is
read from the file alone: every entry that a machine wrote carries a seal over its English and its flag.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from toolkit import disk, reading
from toolkit.errors import StoreError
from toolkit.model import Finding, Key, Origin, Pair, Place, Reading
from toolkit.similar import EMPTY, Match, Shelf

_SEAL = "seal: "
_BY_HAND = "by hand"
_MENDED = "mended: "
_SYNTAX = re.compile(r"Syntax error in po file .*? \((line \d+)\)", re.DOTALL)
_UNCLOSED = re.compile(r'^(?:#~ ?)?[ \t]*(?:msg\S+[ \t]+)?"(?:[^"\\\n]|\\.)*\\?$', re.MULTILINE)
"""A line whose string has no closing mark; polib would take its last character for that mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands in the header of a file besides what gettext requires."""

    project: str
    source: str
    source_lang: str
    target_lang: str
    date: str
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a PO file says about a segment.

    ``human`` is whether a person wrote the English, ``fuzzy`` whether it awaits a person's eye; ``obsolete``
    is an entry whose source is gone from the article.
    """

    field: str
    source: str
    target: str
    human: bool
    fuzzy: bool
    obsolete: bool = False
    remark: str = ""  # the translator's own comment
    notes: tuple[str, ...] = ()  # the machine's remarks, without its seal
    places: tuple[Place, ...] = ()
    reading: Reading | None = None  # what the model made of its own English
    mended: str = ""  # the seal of the machine's English before a fix was written into it

    @property
    def key(self) -> Key:
        """What it is looked up by."""
        return (self.field, self.source)

    @property
    def line(self) -> int:
        """The first line that it stands on; a path with a space is read as several places, one of them with a line."""
        return next((place.line for place in self.places if place.line), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person wrote for an entry in another tool; without a target, a comment alone."""

    target: str | None
    fuzzy: bool = False
    remark: str = ""


def _seal(target: str, *, fuzzy: bool) -> str:
    return hashlib.sha256(f"{target}\x00{int(fuzzy)}".encode()).hexdigest()[:12]


def _by_hand(entry: polib.POEntry) -> bool:
    """Return whether a person wrote the entry's English, or took its flag away."""
    lines = entry.comment.splitlines()
    sealed = [line.removeprefix(_SEAL) for line in lines if line.startswith(_SEAL)]
    return _BY_HAND in lines or sealed != [_seal(entry.msgstr, fuzzy="fuzzy" in entry.flags)]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A PO file as it was read: its records, what its header says, and the digest of its bytes."""

    digest: bytes
    engine: str = ""
    article: str = ""
    records: tuple[Record, ...] = ()

    @property
    def entries(self) -> dict[Key, Record]:
        """The entries with English, those whose source is gone among them."""
        return {record.key: record for record in self.records if record.target}


def load(path: Path) -> File:
    """Read a file; one that is not there is empty."""
    mark = stamp(path)
    file = _load(path)
    while mark != (now := stamp(path)):  # it was saved meanwhile: digest and records shall agree
        mark, file = now, _load(path)
    return _file(mark, file)


def _file(mark: bytes, file: polib.POFile) -> File:
    engine = str(file.metadata.get("Last-Translator", ""))
    return File(
        digest=mark,
        engine="" if engine == "none" else engine,
        article=str(file.metadata.get("X-Article", "")),
        records=tuple(map(_record, file)),
    )


def stamp(path: Path) -> bytes:
    """Return the digest of a file's bytes as `load` has it; that of an empty file where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return digest(b"")
    except OSError as error:
        raise StoreError(
            f"cannot be read: {error.strerror}", at=str(path), hint="check its permissions"
        ) from error


def digest(raw: bytes) -> bytes:
    """Return a hash that identifies the contents of a file."""
    return hashlib.sha256(raw).digest()[:20]


def read(path: Path) -> dict[Key, Record]:
    """Return the entries of a file that have English; a file that is not there has none."""
    return load(path).entries


def records(path: Path) -> tuple[Record, ...]:
    """Return all entries of a file as they stand there, the untranslated and the obsolete ones too."""
    return load(path).records


def _record(entry: polib.POEntry) -> Record:
    return Record(
        field=entry.msgctxt or "",
        source=entry.msgid,
        target=entry.msgstr,
        human=bool(entry.msgstr) and _by_hand(entry),
        fuzzy="fuzzy" in entry.flags,
        obsolete=entry.obsolete,
        remark=entry.tcomment,
        notes=tuple(line for line in entry.comment.split("\n") if line and not _is_mark(line)),
        places=tuple(
            Place(path=name, line=int(line) if line.isdecimal() else 0)
            for name, line in entry.occurrences
        ),
        reading=None if _by_hand(entry) else reading.noted(_mark(entry, reading.NOTE)),
        mended=_mark(entry, _MENDED).removeprefix(_MENDED),
    )


def _mark(entry: polib.POEntry, name: str) -> str:
    """Return the line of an entry's comment that begins with a name, empty where there is none."""
    return next((line for line in entry.comment.split("\n") if line.startswith(name)), "")


def _is_mark(line: str) -> bool:
    return line == _BY_HAND or line.startswith((_SEAL, _MENDED, reading.NOTE))


def edit(path: Path, edits: Mapping[Key, Edit]) -> bool:
    """Write edits into a file as by hand; return whether it changed.

    One whose field and source are not in the file is appended as an obsolete entry.
    """
    file = _load(path)
    file.wrapwidth = 0
    there = {(entry.msgctxt or "", entry.msgid): entry for entry in file}
    for (field, source), new in edits.items():
        entry = there.get((field, source))
        if entry is None:
            file.append(
                _obsolete(field, source, new.target or "", fuzzy=new.fuzzy, remark=new.remark)
            )
            continue
        entry.tcomment = new.remark or entry.tcomment
        if new.target is None:
            continue
        kept = [line for line in entry.comment.split("\n") if line and not _is_mark(line)]
        entry.comment = "\n".join([*kept, _BY_HAND])
        entry.msgstr = new.target
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"] + ["fuzzy"] * new.fuzzy
    return disk.write_if_changed(path, f"{file}\n")


def mend(path: Path, targets: Mapping[Key, str]) -> bool:
    """Write certain fixes into entries that a machine wrote; return whether the file changed.

    The entries stay the machine's; a fix lasts as long as the machine gives the English that it was made for.
    """
    file = _load(path)
    file.wrapwidth = 0
    for entry in file:
        target = targets.get((entry.msgctxt or "", entry.msgid))
        if target is None or _by_hand(entry):
            continue
        kept = [line for line in entry.comment.split("\n") if line and not _is_mark(line)]
        marks = [
            *filter(None, [_mark(entry, reading.NOTE)]),
            _mark(entry, _MENDED) or _MENDED + _seal(entry.msgstr, fuzzy=False),
            _SEAL + _seal(target, fuzzy="fuzzy" in entry.flags),
        ]
        entry.msgstr = target
        entry.comment = "\n".join([*kept, *marks])
    return disk.write_if_changed(path, f"{file}\n")


def _load(path: Path) -> polib.POFile:
    if not path.exists():
        return polib.POFile()
    try:
        text = path.read_text(encoding="utf-8")
        if unclosed := _UNCLOSED.search(text):
            line = text.count("\n", 0, unclosed.start()) + 1
            raise ValueError(f"line {line} has no closing quotation mark")
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=0)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        said = _SYNTAX.sub(r"\1", str(error))
        raise StoreError(
            f"is not a PO file: {said}",
            at=str(path),
            hint="repair the line that is named, or restore the file; `msgfmt -c` checks one",
        ) from error


def write(
    path: Path,
    head: Head,
    pairs: Sequence[Pair],
    old: Mapping[Key, Record],
    *,
    shelf: Shelf = EMPTY,
) -> bool:
    """Write what `compose` makes of the pairs; return whether the file changed."""
    return disk.write_if_changed(path, compose(head, pairs, old, shelf=shelf)[0])


def compose(
    head: Head,
    pairs: Sequence[Pair],
    old: Mapping[Key, Record],
    *,
    shelf: Shelf = EMPTY,
) -> tuple[bytes, File]:
    """Return the PO file of an article, one entry for equal segments, and what `load` will read of it.

    Entries by hand whose source is gone stay as obsolete ones; a sentence that resembles one of them, or
    one of the ``shelf``, is offered its English in a comment.
    """
    file = polib.POFile(wrapwidth=0)
    file.metadata = _metadata(head)
    places: dict[Key, list[tuple[str, str]]] = {}
    firsts: dict[Key, Pair] = {}
    for pair in pairs:
        firsts.setdefault(pair.source.key, pair)
        places.setdefault(pair.source.key, []).append(
            (pair.source.at.path, str(pair.source.at.line))
        )
    gone = [record for key, record in old.items() if record.human and key not in places]
    stale = Shelf({record.source: record.target for record in gone})
    for key, pair in firsts.items():
        entry = _entry(pair, dict.fromkeys(places[key]), old.get(key))
        if pair.origin is Origin.ENGINE:
            _offer(entry, stale.nearest(pair.source.text), shelf.nearest(pair.source.text))
        file.append(entry)
    for one in gone:
        file.append(
            _obsolete(one.field, one.source, one.target, fuzzy=one.fuzzy, remark=one.remark)
        )
    raw = f"{file}\n".encode()
    return raw, _file(digest(raw), file)


def _metadata(head: Head) -> dict[str, str]:
    date = f"{head.date or '1970-01-01'} 00:00+0000"
    return {
        "Project-Id-Version": head.project,
        "POT-Creation-Date": date,
        "PO-Revision-Date": date,
        "Last-Translator": head.engine or "none",
        "Language-Team": head.target_lang,
        "Language": head.target_lang.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": head.source_lang.replace("-", "_"),
        "X-Article": head.source,
    }


def _entry(pair: Pair, places: Iterable[tuple[str, str]], old: Record | None) -> polib.POEntry:
    human = pair.origin is Origin.HUMAN
    fuzzy = bool(old and old.fuzzy) if human else _doubtful(pair.findings)
    target = pair.target or ""
    mended = ""
    if old and not human and old.mended == _seal(target, fuzzy=False):
        target, mended = old.target, old.mended
    notes = [f"term: {term.source} → {term.form or 'missing'} ({term.rung})" for term in pair.terms]
    notes += [
        f"{finding.severity}: {finding.message} [{finding.rule}]" for finding in pair.findings
    ]
    notes += [reading.note(pair.reading)] if pair.reading else []
    notes += [_MENDED + mended] if mended else []
    notes.append(_BY_HAND if human else _SEAL + _seal(target, fuzzy=fuzzy))
    return polib.POEntry(
        msgid=pair.source.text,
        msgctxt=pair.source.field or None,
        msgstr=target,
        occurrences=list(places),
        comment="\n".join(notes),
        tcomment=old.remark if old else "",
        flags=["fuzzy"] if fuzzy else [],
    )


def _offer(entry: polib.POEntry, stale: Match | None, other: Match | None) -> None:
    """Add similar sentences as comments; where the Chinese of one by hand has changed into this, it awaits a person's eye."""
    best = max((one for one in (stale, other) if one), key=lambda one: one.score, default=None)
    if stale:
        entry.previous_msgid = stale.source
        entry.flags = ["fuzzy"] if entry.msgstr else []
    offers = dict.fromkeys(str(one) for one in (stale, best) if one)
    notes = [line for line in entry.comment.split("\n") if not _is_mark(line)]
    marks = [*filter(None, [_mark(entry, reading.NOTE), _mark(entry, _MENDED)])]
    marks.append(_SEAL + _seal(entry.msgstr, fuzzy="fuzzy" in entry.flags))
    entry.comment = "\n".join([*notes, *offers, *marks])


def _doubtful(findings: Sequence[Finding]) -> bool:
    return any(finding.severity != "note" for finding in findings)


def _obsolete(field: str, source: str, target: str, *, fuzzy: bool, remark: str) -> polib.POEntry:
    return polib.POEntry(
        msgid=source,
        msgctxt=field or None,
        msgstr=target,
        comment=_BY_HAND,
        tcomment=remark,
        flags=["fuzzy"] if fuzzy else [],
        obsolete=True,
    )
