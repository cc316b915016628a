"""Proposes glossary rows from what people edited: a name that they wrote the same way at least twice.

Rules: proposals are never written into a table; each says what the machine had written and where people
wrote otherwise; a name that the machine wrote too, or that a row has already, is not proposed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from toolkit.glossary import Glossary
from toolkit.lang import HAN
from toolkit.model import Place
from toolkit.table import Hit
from toolkit.terms import Found, assign, latin

LEAST = 2
"""Sentences in which people must have written a name."""

_SHORTEST, _LONGEST = 2, 8
_FAR = 0.35  # of a sentence, between where a name stands and where it is expected
_WORD = re.compile(r"[\w’'.-]+")
_NAME = re.compile(
    r"[A-ZÀ-Þ][\w’'-]*(?:\.(?=\s[A-Z]))?(?:\s(?:(?:of|de|al|bin|van|von|the)\s){0,2}[A-ZÀ-Þ][\w’'-]*)*"
)
_OPENERS = frozenset(
    "A After All Also Although An And As At Before Both But By Despite During For From He Her His How However"
    " I If In It Its Last Meanwhile More No Not On One Or Our She So Some Such That The Their Then There These"
    " They This Those Though Thus To Today Under Until We What When Where Which While Who With Yesterday You"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July"
    " August September October November December Mr Mrs Ms Dr".split()
)
_STRETCH = re.compile(rf"(?:{HAN.pattern}|[·‧．])+")
_TAIL = re.compile(
    r"(?:表示|指出|認為|认为|宣布|強調|强调|會見|会见|抵達|抵达|沒有|没有|[稱称說说在與与和訪访於于對对的是了將将也都昨今曾被向已])+$"
)
_HEAD = re.compile(r"^(?:[在與与和對对的是了也都由被向及而但])+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A sentence that a person translated, without tags, and what the machine had written; empty if not remembered."""

    source: str
    target: str
    machine: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A row that people's edits suggest; ``row`` is the English that a table has for the name today, if any."""

    source: str
    english: str
    machine: str
    row: str
    places: tuple[Place, ...]

    @property
    def count(self) -> int:
        """In how many sentences people wrote it so."""
        return len(self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A name at ``start`` of an edited sentence, and the term that it stands for if one is known."""

    edited: Edited
    start: int
    term: str
    hits: tuple[Hit, ...]
    found: tuple[Found | None, ...]


def propose(
    edits: Sequence[Edited], glossary: Glossary, own: Mapping[str, Glossary] | None = None
) -> tuple[Proposal, ...]:
    """Return the rows that edits suggest, those with the most sentences first.

    ``own`` are the glossaries of articles that have terms of their own, by path: what stands there is known there.
    """
    uses: dict[str, list[_Use]] = defaultdict(list)
    for edited in {(one.source, one.target): one for one in edits}.values():
        for name, use in _new_names(edited, (own or {}).get(edited.at.path, glossary)):
            uses[name].append(use)
    rows = {term.source: term.target for term in glossary.terms if term.policy == "use"}
    proposals = []
    for name, some in uses.items():
        if len(some) >= LEAST and (source := _chinese(name, some, edits)):
            proposals.append(
                Proposal(
                    source=source,
                    english=name,
                    machine=_said(name, some),
                    row=rows.get(source, ""),
                    places=tuple(use.edited.at for use in some),
                )
            )
    return tuple(sorted(proposals, key=lambda one: (-one.count, one.source, one.english)))


def _new_names(edited: Edited, glossary: Glossary) -> Iterator[tuple[str, _Use]]:
    """Yield the names of an edited sentence, once each, that neither the machine nor a row has."""
    hits = glossary.find(edited.source)
    found = assign(edited.target, hits)
    said = latin(edited.machine).casefold()
    seen = set()
    for name, start in _names(edited.target):
        inside = [
            hit
            for hit, one in zip(hits, found, strict=True)
            if one and one.start < start + len(name) and start < one.end
        ]
        same = any(one and (one.start, one.end) == (start, start + len(name)) for one in found)
        if name in seen or same or len(inside) > 1 or latin(name).casefold() in said:
            continue
        seen.add(name)
        lost = [hit for hit, one in zip(hits, found, strict=True) if one is None]
        owner = inside or (lost if len(lost) == 1 else [])
        term = owner[0].term.source if owner else ""
        yield name, _Use(edited=edited, start=start, term=term, hits=hits, found=found)


def _names(text: str) -> Iterator[tuple[str, int]]:
    """Yield the capitalised words of a text that stand together, without those that only begin a sentence."""
    for match in _NAME.finditer(text):
        words, start = match.group(), match.start()
        while (first := words.split(" ")[0]) in _OPENERS or first.islower():
            rest = words[len(first) :].lstrip()
            start += len(words) - len(rest)
            words = rest
            if not words:
                break
        words = re.sub(r"[’']s$", "", words)
        if len(words) > 2 and not words.isdigit():
            yield words, start


def _chinese(name: str, uses: Sequence[_Use], edits: Iterable[Edited]) -> str:
    """Return the Chinese that a name most likely stands for, empty where the edits leave that open."""
    terms = Counter(use.term for use in uses if use.term)
    if terms and (best := terms.most_common(1)[0])[1] == len(uses):
        return best[0]
    common = set.intersection(*(set(_stretches(use)) for use in uses))
    others = [one.source for one in edits if name not in one.target]
    telling = [words for words in common if not any(words in source for source in others)]
    trimmed = {short for words in telling if len(short := _trimmed(words)) >= _SHORTEST}
    whole = [
        words
        for words in trimmed
        if not any(words != other and words in other for other in trimmed)
    ]
    near = {words: _distance(words, name, uses) for words in whole}
    best_words = min(near, key=lambda words: (near[words], -len(words), words), default="")
    return best_words if best_words and (len(near) == 1 or near[best_words] <= _FAR) else ""


def _trimmed(words: str) -> str:
    return _HEAD.sub("", _TAIL.sub("", words)).strip("·‧．")


def _stretches(use: _Use) -> Iterator[str]:
    """Yield every short run of Han of a source that no term covers."""
    source = use.edited.source
    covered = "".join(
        "\n" if any(hit.start <= n < hit.end for hit in use.hits) else char
        for n, char in enumerate(source)
    )
    for match in _STRETCH.finditer(covered):
        run = match.group()
        for start in range(len(run)):
            for end in range(start + _SHORTEST, min(start + _LONGEST, len(run)) + 1):
                yield run[start:end]


def _distance(words: str, name: str, uses: Sequence[_Use]) -> float:
    """Return how far Chinese words stand, on average, from where a name lets us expect them, as a share of the sentence."""
    total = 0.0
    for use in uses:
        source, target = use.edited.source, use.edited.target
        expected = _carried((use.start + len(name) / 2) / len(target), use)
        centres = [
            (match.start() + len(words) / 2) / len(source)
            for match in re.finditer(re.escape(words), source)
        ]
        total += min(abs(centre - expected) for centre in centres)
    return total / len(uses)


def _carried(place: float, use: _Use) -> float:
    """Map a place in the English to one in the Chinese, in proportion between the terms on either side of it."""
    source, target = len(use.edited.source), len(use.edited.target)
    anchors = [(0.0, 0.0), (1.0, 1.0)]
    anchors += [
        ((one.start + one.end) / 2 / target, (hit.start + hit.end) / 2 / source)
        for hit, one in zip(use.hits, use.found, strict=True)
        if one
    ]
    for (left, low), (right, high) in pairwise(sorted(anchors)):
        if left <= place <= right and right > left:
            return low + (high - low) * (place - left) / (right - left)
    return place


def _said(name: str, uses: Sequence[_Use]) -> str:
    """Return the name that the machine said most often where people wrote another."""
    said: Counter[str] = Counter()
    for use in uses:
        theirs = _WORD.findall(use.edited.target)
        ours = _WORD.findall(use.edited.machine)
        wanted = set(name.split(" "))
        for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            if tag == "replace" and wanted & set(theirs[c:d]):
                words = " ".join(ours[a:b])
                said.update({other for other, _ in _names(words)})
    return said.most_common(1)[0][0] if said else ""


def tree(one: Proposal) -> Mapping[str, object]:
    """Return a proposal as a tree for JSON."""
    return {
        "source": one.source,
        "english": one.english,
        "machine": one.machine,
        "row": one.row,
        "count": one.count,
        "places": [str(place) for place in one.places],
    }
