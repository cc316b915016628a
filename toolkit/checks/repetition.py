"""Repetition: loops, phrases said twice, doubled words.

Rule: what the Chinese repeats, the English may repeat.
"""

import re
from collections.abc import Iterator

from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.lang import HAN

_LOOP = re.compile(
    r"\b(\w[^.!?]{2,60}?)(?:[\s,;]+(?:(?:and|of|the|in|to)\s+){0,2}\1\b){2,}"
    r"|([^\s.-]{2,30}?)\2{5,}",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?<![\w’'])((?:[\w’'-]+[\s,;]+){2,9}?[\w’'-]+)[\s,;–-]+(\1)(?![\w’'])", re.IGNORECASE
)
_LONG_LOOP = re.compile(rf"{_PHRASE.pattern}[\s,;–-]+\1(?![\w’'])", re.IGNORECASE)
_DOUBLED = re.compile(r"(?<![\w’'])([A-Za-z]+)(\s+\1)(?!\w)", re.IGNORECASE)
_MAY_DOUBLE = frozenset(
    ("had", "that", "very", "no", "so", "bye", "ha", "blah", "knock", "ho", "la", "yes")
)
_SAID_TWICE = re.compile(
    rf"((?:{HAN.pattern}){{2,}}?)[，、！？…\s]*\1|({HAN.pattern})[，、！？…\s]*\2[，、！？…\s]*\2"
)


def loops(text: str) -> bool:
    """Return whether a text says the same words three times in a row."""
    return bool(_LOOP.search(text))


@sentence_rule("repetition", "error", fixes=True)
def repetition(text: Bitext) -> Iterator[Fault]:
    """The English says the same words three times in a row, or a phrase of three words twice."""
    twice = None
    if _SAID_TWICE.search(text.chinese):
        found = _LONG_LOOP.search(text.english)
    else:
        twice = _PHRASE.search(text.english)
        found = _LOOP.search(text.english) or twice
    if found and found is twice:
        message = f"“{found.group(1)}” is said twice"
        yield Fault(message=message, span=(found.end(1), found.end()), put="")
    elif found:
        words = found.group(1) or found.group(2)
        yield Fault(message=f"“{words}” is said over and over", span=found.span())


@sentence_rule("doubled-word", "warning", fixes=True)
def doubled_word(text: Bitext) -> Iterator[Fault]:
    """A word of the English stands twice in a row."""
    for match in _DOUBLED.finditer(text.english):
        word = match.group(1)
        name = word[0].isupper() and match.group(2).lstrip()[0].isupper()
        if word.lower() not in _MAY_DOUBLE and not name:
            yield Fault(message=f"“{word}” stands twice", span=match.span(2), put="")
