"""Writes Latin terms into Chinese, with the spaces that the model is trained on.

The convention, ``spaced``: one space before a term unless it begins the text, and one after it unless the
text ends there or punctuation follows. Two neighbours of it are met in training too: ``framed`` sets
the space before punctuation as well, ``tight`` only where two Latin words would meet.
"""

from collections.abc import Sequence
from typing import NamedTuple

SPACINGS = ("spaced", "framed", "tight")
_PUNCTUATION = frozenset("，。！？；：、“”‘’（）《》〈〉【】…—·,.!?;:()\"'")


class Part(NamedTuple):
    """A stretch of a text, and whether it is a Latin term."""

    text: str
    latin: bool


def compose(parts: Sequence[Part], *, spacing: str = "spaced") -> tuple[str, list[int]]:
    """Join parts; return the text and where each part starts in it."""
    out, starts, after_latin = "", [], False
    for part in parts:
        if part.text:
            out += _gap(
                out[-1:], part.text[:1], spacing=spacing, before=part.latin, after=after_latin
            )
            after_latin = part.latin
        starts.append(len(out))
        out += part.text
    return out, starts


def _gap(left: str, right: str, *, spacing: str, before: bool, after: bool) -> str:
    """Return what stands between two neighbours, ``before`` or ``after`` a term."""
    if not (before or after) or not left or left == " " or right == " ":
        return ""
    if spacing == "tight":
        return " " if (left + right).isascii() and left.isalnum() and right.isalnum() else ""
    return "" if spacing == "spaced" and not before and right in _PUNCTUATION else " "
