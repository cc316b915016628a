"""Finds names that an archive holds and its glossary lacks.

Rule: a guess says why it was made; nothing that a row covers already is offered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.article import Article
from toolkit.glossary import Glossary
from toolkit.lang import HAN
from toolkit.model import Place, Segment
from toolkit.projection import detach

_HAN = HAN.pattern
_GLOSSED = re.compile(rf"((?:{_HAN}|[·‧．])+)[（(]([A-Za-z][A-Za-z .,'’&-]+)[)）]")
_TITLED = re.compile(
    rf"(?:總統|主席|總理|首相|部長|外長|國務卿|局長|司長|議員|發言人|教授|記者|書記|委員長|大使|特使|醫生|律師|导演|導演|主任|校長)"
    rf"((?:{_HAN}){{2,4}}?)(?=[，。、；：（）(「」]|表示|指出|認為|認为|稱|说|說|在|與|和|會見|訪|於|對)"
)
_FULL_NAME = re.compile(rf"(?:{_HAN}){{1,5}}[·‧．](?:{_HAN}){{1,6}}")
_LONGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name without a row, the English that the article itself gives if any, and why it is offered."""

    source: str
    english: str
    count: int
    why: str
    at: Place


def find(
    articles: Sequence[Article], glossary: Glossary, *, least: int = 3
) -> tuple[Candidate, ...]:
    """Return the candidates, the surest first; ``least`` is how often a name in no pattern must occur."""
    guesses: dict[str, tuple[str, str, Place]] = {}
    text = "\n".join(detach(s.text)[0] for article in articles for s in article.segments)
    for segment in (segment for article in articles for segment in article.segments):
        for source, english, why in _guesses(segment):
            guesses.setdefault(source, (english, why, segment.at))
    found = []
    for source, (english, why, at) in guesses.items():
        count = text.count(source)
        if _covered(source, glossary) or (why == "follows a title" and count < least):
            continue
        found.append(Candidate(source=source, english=english, count=count, why=why, at=at))
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.why), -one.count, one.source)))


_ORDER = ("its English stands beside it", "is a tag", "is a name with a dot", "follows a title")


def _guesses(segment: Segment) -> Iterable[tuple[str, str, str]]:
    plain = detach(segment.text)[0]
    if segment.field == "tags" and HAN.search(plain):
        yield plain, "", "is a tag"
    for match in _GLOSSED.finditer(plain):
        yield match.group(1)[-_LONGEST:], match.group(2).strip(), "its English stands beside it"
    for match in _FULL_NAME.finditer(plain):
        yield match.group(), "", "is a name with a dot"
    for match in _TITLED.finditer(plain):
        yield match.group(1), "", "follows a title"


def _covered(source: str, glossary: Glossary) -> bool:
    """Tell whether the end of a guess is a term: 白宮副幕僚長哈京 is covered by 哈京."""
    return any(hit.end == len(source) for hit in glossary.find(source))
