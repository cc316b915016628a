"""Cuts a sentence into clauses and stretches, for the last rungs of the ladder, and joins their English.

Law: the clauses of a sentence are the sentence, and no clause ends inside a term.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.glossary import Hit
from toolkit.signs import ARROWS
from toolkit.terms import gaps

_ENDS = f"，；：、。！？,;:!?{ARROWS}"
_CLAUSE = re.compile(rf"[^{_ENDS}]*(?:[{_ENDS}]+[」』”’）)]*|$)")
_MARKS = "，；：、。！？,;:!?「」『』“”‘’ "
CONNECTIVES = {
    **dict.fromkeys("與和及跟同暨并並", "and"),
    **dict.fromkeys(("以及", "并且", "並且"), "and"),
    **dict.fromkeys(("或", "或者"), "or"),
    **dict.fromkeys(("稱", "說", "曰", "表示", "又稱", "說道"), "said"),
    **dict.fromkeys(("在", "於"), "in"),
    **dict.fromkeys(("向", "對", "往", "到"), "to"),
    **dict.fromkeys(("若", "如果", "假如"), "if"),
    **dict.fromkeys(("將", "將會"), "will"),
    **dict.fromkeys(("由", "被"), "by"),
    **dict.fromkeys(("的", "之"), "of"),
    "從": "from",
    "為": "for",
    "是": "is",
    "但": "but",
}
"""The English of stretches so short that a model, which wants a sentence, makes one up."""

_OPENERS = frozenset(
    """A According After All Also Although Among An And Are As At Because Before Between Both But By
    Can Could During For From Had Has Have He Her His How However If In Is It It’s It's Its Many May
    More Most Not Of On Or Our She Should Since So Some Such That The Their Then There These They
    This Those To Under Until Was We Were What When Where Which While Who Will With Would You
    Your""".split()
)

_STOPS = (
    ("；", ";"),
    ("：", ":"),
    ("。", "."),
    ("？", "?"),
    ("！", "!"),
    *((one, "") for one in ARROWS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause and the terms in it, at their places in its own text."""

    text: str
    hits: tuple[Hit, ...] = ()

    @property
    def stretches(self) -> tuple[str, ...]:
        """The texts before, between and after the terms, without marks: one more than there are terms."""
        return tuple(self.text[a:b].strip(_MARKS) for a, b in gaps(self.text, self.hits))


def cut(text: str, hits: Sequence[Hit], *, least: int = 0) -> tuple[Clause, ...]:
    """Cut a plain text into its clauses, or into groups of them with at least so many characters."""
    ends = [
        match.end()
        for match in _CLAUSE.finditer(text)
        if match.end() > match.start()
        and not any(hit.start < match.end() < hit.end for hit in hits)
    ]
    edges = [0]
    for end in ends:
        worded = any(map(str.isalnum, text[edges[-1] : end]))
        if worded and end - edges[-1] >= least and (len(text) - end >= least or end == len(text)):
            edges.append(end)
    if edges[-1] < len(text):
        alone = len(edges) == 1 or any(map(str.isalnum, text[edges[-1] :]))
        edges = [*edges, len(text)] if alone else [*edges[:-1], len(text)]
    return tuple(
        Clause(
            text=text[start:end],
            hits=tuple(
                replace(hit, start=hit.start - start, end=hit.end - start)
                for hit in hits
                if start <= hit.start and hit.end <= end
            ),
        )
        for start, end in pairwise(edges)
    )


def join(clauses: Sequence[Clause], english: Sequence[str]) -> str:
    """Put the English of clauses together as one sentence: one capital, one stop."""
    names = {hit.term.target.split()[0] for clause in clauses for hit in clause.hits}
    out = ""
    for number, (clause, words) in enumerate(zip(clauses, english, strict=True)):
        text = words.strip()
        if number < len(clauses) - 1 and text:
            source = clause.text.rstrip("」』”’）)")
            stop = next((mark for han, mark in _STOPS if source.endswith(han)), ",")
            text = text.rstrip(" .,;:?!") + stop
        named = text.split(" ", 1)[0].strip(",.'’") in names
        if out and out[-1] not in ".?!" and not named:
            text = _inside(text)
        out += (" " if out and text else "") + text
    return out[:1].upper() + out[1:]


def build(clause: Clause, english: Sequence[str]) -> str:
    """Set the terms of a clause between the English of its stretches."""
    pieces: list[str] = []
    for number, (source, words) in enumerate(zip(clause.stretches, english, strict=True)):
        if number:
            pieces.append(clause.hits[number - 1].term.target)
        text = CONNECTIVES.get(source, words).strip(" .,;:!?")
        if text:
            pieces.append(_inside(text) if pieces else text)
    return " ".join(pieces)


def _inside(text: str) -> str:
    """Take the capital from a word that opens sentences, now that it stands inside one."""
    first = text.split(" ", 1)[0].rstrip(",’")
    return text[:1].lower() + text[1:] if first in _OPENERS else text
