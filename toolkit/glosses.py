"""Adds the Chinese in brackets where an article first mentions a name, and the pinyin behind Chinese that is kept.

    Pompeo (蓬佩奧)        道 (dào)

Rules: the first mention is the first in the body, title and tags apart; what stands there already is not
added again; nothing else in a sentence changes.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from toolkit.checks import Bitext
from toolkit.model import Key
from toolkit.names import romanised
from toolkit.projection import rewritten
from toolkit.table import Hit, Kind
from toolkit.terms import assign

_TAIL = re.compile(r"[’']s?(?![A-Za-z])")


def glossed(
    texts: Sequence[Bitext], *, originals: Collection[Kind], pinyin: bool
) -> Mapping[Key, str]:
    """Return the new English of the sentences of an article that change.

    ``originals`` are the kinds of rows whose Chinese is added; with ``pinyin`` it is added behind kept Chinese.
    """
    seen: set[str] = set()
    changed: dict[Key, str] = {}
    for text in texts:
        if text.field or not text.english:
            continue
        edits = []
        for hit, found in zip(text.hits, assign(text.english, text.hits), strict=True):
            said = _said(text, hit, originals=originals, pinyin=pinyin)
            if not said or found is None or hit.term.source in seen:
                continue
            seen.add(hit.term.source)
            tail = _TAIL.match(text.english, found.end)
            end = tail.end() if tail else found.end
            if said not in text.english:
                edits.append((end, end, f" ({said})"))
        if edits:
            changed[text.field, text.source] = rewritten(text.target, edits)
    return changed


def _said(text: Bitext, hit: Hit, *, originals: Collection[Kind], pinyin: bool) -> str:
    """Return what to add in brackets behind a term, nothing where it gets none."""
    words = text.chinese[hit.start : hit.end]
    if hit.origin != "row":
        return ""
    if hit.term.policy == "keep":
        return romanised(words) if pinyin else ""
    return words if hit.term.kind in originals else ""
