"""Decides which rows of another glossary are new here, and which contradict what is here.

Rule: a row that says no more than one of ours is no news; one that says something else is a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Finding
from toolkit.normalise import fold
from toolkit.table import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The rows to add, how many are here already, and the conflicts as findings."""

    fresh: tuple[Term, ...]
    same: int
    conflicts: tuple[Finding, ...]


def compare(new: Sequence[Term], old: Sequence[Term]) -> News:
    """Compare rows with those that are here; a later row of the same file meets the earlier ones too."""
    owners: dict[tuple[str, str], list[Term]] = {}
    for term in old:
        _own(term, owners)
    fresh: list[Term] = []
    conflicts: list[Finding] = []
    same = 0
    for term in new:
        others = [
            other
            for source in term.sources
            for other in owners.get((fold(source), term.context), [])
            if (other.policy == "forbid") == (term.policy == "forbid")
        ]
        if any(_covers(other, term) for other in others):
            same += 1
        elif others and term.policy != "forbid":
            conflicts.append(_conflict(term, others[0]))
        else:
            fresh.append(term)
            _own(term, owners)
    return News(fresh=tuple(fresh), same=same, conflicts=tuple(conflicts))


def _own(term: Term, owners: dict[tuple[str, str], list[Term]]) -> None:
    for source in term.sources:
        owners.setdefault((fold(source), term.context), []).append(term)


def _covers(mine: Term, theirs: Term) -> bool:
    """Return whether one row says everything that another says."""
    return (
        mine.policy == theirs.policy
        and set(theirs.targets) <= set(mine.targets)
        and {fold(source) for source in theirs.sources} <= {fold(source) for source in mine.sources}
        and theirs.first in {"", mine.first}
    )


def _conflict(theirs: Term, mine: Term) -> Finding:
    return Finding(
        rule="term-conflict",
        severity="error",
        at=theirs.at,
        message=f"“{theirs.source}” is “{_says(theirs)}” there and “{_says(mine)}” in {mine.at}",
        hint="edit one of them, or import the others with --skip-conflicts",
    )


def _says(term: Term) -> str:
    variants = f" ({', '.join(term.variants)})" if term.variants else ""
    policy = "" if term.policy == "use" else f"{term.policy}: "
    return f"{policy}{'|'.join(term.targets) or term.source}{variants}"
