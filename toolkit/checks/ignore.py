"""What a book chooses to leave as it is: `[[checks.ignore]]` of `book.toml`.

Rule: nothing is ignored without a reason.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase

import msgspec

from toolkit.checks.rule import Bitext
from toolkit.model import Finding

_SHORTEST = 3  # characters of a reason


class Ignore(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule whose findings are ignored: in sentences whose Chinese holds ``source``, in articles that match ``path``."""

    rule: str
    reason: str
    source: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        if len(self.reason.strip()) < _SHORTEST:
            raise ValueError(
                f"“{self.reason}” is no reason: say in a few words why findings of {self.rule} are right as they are"
            )

    def covers(self, finding: Finding, source: str) -> bool:
        """Return whether a finding about a source is to be ignored."""
        return (
            self.rule == finding.rule
            and self.source in source
            and (not self.path or fnmatchcase(finding.at.path, self.path))
        )


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of the checks."""

    ignore: tuple[Ignore, ...] = ()


def reason(finding: Finding, text: Bitext, ignores: Sequence[Ignore]) -> str:
    """Return why a finding is ignored; empty where it is not."""
    return next((one.reason for one in ignores if one.covers(finding, text.chinese)), "")
