"""Brings both sides of a pair into the form that the model sees.

Rule: the Chinese is prepared by the very steps that the package names, in the program's own code.
"""

import re
import unicodedata

from toolkit.normalise import prepare

STEPS = ("nfc", "marks", "width", "simplify", "space")
_MARKS = str.maketrans(
    {
        "“": '"', "”": '"', "‘": "'", "’": "'", "´": "'", "`": "'", "–": "-", "—": "-", "―": "-",
        "…": "...", "\u00a0": " ", "\u3000": " ", "\u200b": None, "\ufeff": None, "\u00ad": None,
    }
)  # fmt: skip
_ENTITIES = {"&#39;": "'", "&quot;": '"', "&amp;": "&"}


def source(text: str) -> str:
    """Prepare Chinese."""
    return prepare(text, STEPS)


def target(text: str) -> str:
    """Prepare English: straight quotes, plain dashes, single spaces."""
    text = unicodedata.normalize("NFC", text).translate(_MARKS)
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return re.sub(r"\s+", " ", text).strip()
