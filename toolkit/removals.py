"""Remembers what the cleaning of an article takes away, and reports it.

Rule: nothing goes unreported; of one kind, the first few are named one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from toolkit.hygiene import visible
from toolkit.lines import Lines
from toolkit.model import Finding, Place

DEPTH: Final = 16
"""How many elements may stand inside each other."""

_NAMED = 20  # findings of one rule that are named one by one
_MESSAGES: Final = {
    "unsafe-link": (
        "a link to “{}” was taken off; its words stay",
        "use a full http or https address",
    ),
    "unsafe-image": (
        "the image “{}” was left out",
        "name a file of the project by its path from the article, or give a full http or https address",
    ),
    "shortcode": (
        "“{}” was left out: what it shows is not in the article",
        "put it into the article as pictures or links",
    ),
    "raw-html": ("raw {} was left out", "write it in Markdown"),
    "control-character": ("the unseen character {} was removed", "remove it from the article"),
    "too-deep": (f"what is nested deeper than {DEPTH} levels was flattened", "nest it less"),
}


@dataclass(slots=True)
class Removals:
    """What was taken away, by rule: each thing, and how often."""

    found: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, rule: str, thing: str) -> None:
        """Remember a thing, of which a person sees the first 80 characters."""
        short = visible(thing if len(thing) <= 80 else f"{thing[:77]}…").replace("\n", " ")
        things = self.found.setdefault(rule, {})
        things[short] = things.get(short, 0) + 1

    def findings(self, at: Place, lines: Lines) -> tuple[Finding, ...]:
        """Return a finding for each thing, with its line where that can be found."""
        seek = {"shortcode": lines.find, "unsafe-image": lines.of, "unsafe-link": lines.of}
        return tuple(
            Finding(rule=rule, severity="warning", at=place, message=message, hint=hint)
            for rule, things in sorted(self.found.items())
            for thing, message, hint in _reported(rule, things)
            for place in [replace(at, line=seek[rule](thing)) if rule in seek else at]
        )


def _reported(rule: str, things: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """Yield each thing with its message and hint, and one for all beyond the first few."""
    message, hint = _MESSAGES[rule]
    for thing in list(things)[:_NAMED]:
        often = f" ({things[thing]} times)" if things[thing] > 1 else ""
        yield thing, message.format(thing) + often, hint
    if len(things) > _NAMED:
        yield "", f"{len(things) - _NAMED} more of the same kind", hint
