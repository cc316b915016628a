"""Decides what sentences that were edited in another tool change here.

Rules: only what a person changed there changes here; nothing by hand is overwritten unless asked for;
a sentence whose Chinese is gone is kept beside the article; what is not done is reported with its place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.exchange import Unit, mark
from toolkit.exchange.inline import damage, legal
from toolkit.model import Finding, Key, Place, Severity
from toolkit.po import Edit, Record

Here = Mapping[str, Mapping[Key, Record]]
"""The entries of each article, by its path."""


@dataclass(slots=True, kw_only=True)
class Merge:
    """What is to be written into which article, what stays, and what a person should know."""

    edits: dict[str, dict[Key, Edit]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changed: int = 0
    same: int = 0
    kept: int = 0  # as obsolete: their Chinese is gone
    conflicts: int = 0
    forced: int = 0
    strangers: int = 0  # of articles that are not here

    def report(
        self, rule: str, severity: Severity, at: Place, message: str, hint: str = ""
    ) -> None:
        """Add a finding."""
        self.findings.append(
            Finding(rule=rule, severity=severity, at=at, message=message, hint=hint)
        )

    def put(self, unit: Unit, article: str, edit: Edit) -> None:
        """Add an edit."""
        self.edits.setdefault(article, {})[unit.field or "", unit.source] = edit


def merge(
    units: Iterable[Unit], here: Here, *, force: bool = False, reviewed: bool = False
) -> Merge:
    """Compare sentences with what is here; ``reviewed`` takes the flag off those whose English changed."""
    result = Merge()
    for unit in units:
        owners = list(_owners(unit, here))
        if not owners:
            _stranger(unit, result)
        for article, record in owners:
            if record is None:
                _gone(unit, article, here[article], result, force=force)
            else:
                mine = replace(unit, field=record.field)
                _known(mine, article, record, result, force=force, reviewed=reviewed)
    return result


def _owners(unit: Unit, here: Here) -> Iterator[tuple[str, Record | None]]:
    """Yield the articles that a sentence belongs to, each with its entry, None where that is gone.

    One of no article, or of an article that is not here under its name, belongs to all that have its Chinese.
    """
    if unit.article is not None and (mine := here.get(unit.article)) is not None:
        record = mine.get((unit.field or "", unit.source))
        yield unit.article, None if record is None or record.obsolete else record
        return
    for article, records in here.items():
        for (name, source), record in records.items():
            if source == unit.source and unit.field in {None, name} and not record.obsolete:
                yield article, record


def _place(unit: Unit, article: str = "") -> Place:
    return Place(path=article or unit.article or "", line=unit.line)


def _stranger(unit: Unit, result: Merge) -> None:
    result.strangers += 1
    if unit.article is not None and _touched(unit):
        result.report(
            "import-unknown",
            "warning",
            _place(unit),
            "there is no such article here, and none that has this sentence: it was not taken",
            "translate the article first, or import where it is",
        )


def _touched(unit: Unit) -> bool:
    """Return whether somebody changed a sentence after it left; one without a base counts as changed."""
    return bool(unit.target) and unit.base != mark(unit.target, fuzzy=unit.fuzzy)


def _gone(
    unit: Unit, article: str, records: Mapping[Key, Record], result: Merge, *, force: bool
) -> None:
    """Keep an edit whose Chinese is no longer in the article."""
    old = records.get((unit.field or "", unit.source))
    if not _touched(unit) or (old and old.target == unit.target):
        result.same += 1
        return
    if old and old.human and not force:
        _conflict(unit, article, old, result)
        return
    result.kept += 1
    result.report(
        "import-stale",
        "warning",
        _place(unit, article),
        f"“{_short(unit.source)}” is no longer in the article; its English is kept as a suggestion",
    )
    edit = Edit(target=unit.target, fuzzy=unit.fuzzy, remark=unit.remark)
    result.put(unit, article, edit)


def _known(
    unit: Unit, article: str, record: Record, result: Merge, *, force: bool, reviewed: bool
) -> None:
    fuzzy = unit.fuzzy and not (reviewed and unit.target != record.target)
    says = unit.remark.strip() not in {"", record.remark.strip(), legal(record.remark).strip()}
    broken = damage(unit.source, unit.target) if _touched(unit) else ""
    if not _touched(unit) or _equal(unit, record, broken=bool(broken)):
        if says:
            result.changed += 1
            result.put(unit, article, Edit(target=None, remark=unit.remark))
        else:
            result.same += 1
        return
    moved = unit.base != mark(record.target, fuzzy=record.fuzzy)
    if record.human and moved:
        if not force:
            _conflict(unit, article, record, result)
            return
        result.forced += 1
    if broken:
        result.report(
            "import-markup",
            "warning",
            _place(unit, article),
            f"“{_short(unit.target)}” {broken}; it is taken as fuzzy",
            "set the tags as they stand in the Chinese",
        )
    result.changed += 1
    edit = Edit(target=unit.target, fuzzy=fuzzy or bool(broken), remark=unit.remark)
    result.put(unit, article, edit)


def _equal(unit: Unit, record: Record, *, broken: bool) -> bool:
    """Return whether a sentence says what stands here; a flag counts only where one left with it.

    One with broken tags was taken as fuzzy.
    """
    fuzzy = unit.fuzzy or broken
    return unit.target == record.target and (fuzzy == record.fuzzy or not unit.base)


def _conflict(unit: Unit, article: str, record: Record, result: Merge) -> None:
    result.conflicts += 1
    result.report(
        "import-conflict",
        "error",
        _place(unit, article),
        f"“{_short(unit.source)}” is “{record.target}” by hand here and “{unit.target}” there",
        "edit one of them, or take theirs with --force",
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def index(records: Sequence[Record]) -> dict[Key, Record]:
    """Return entries by what they are looked up by."""
    return {record.key: record for record in records}
