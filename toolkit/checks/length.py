"""Length: English that is missing, much too short or much too long for its Chinese.

Rule: lengths are compared by their logarithms; how far they may be apart depends on how long the sentence is.
"""

import math
import re
import statistics
from collections.abc import Iterator, Sequence

from toolkit.checks.rule import Bitext, Fault, Placed, group_rule, sentence_rule
from toolkit.lang import HAN, LATIN_NAME

USUAL = math.log(3.1)
"""English letters for one Han character, as a logarithm: the median of good translations."""
BELIEF = 30
"""How many sentences a book must have before its own ratio counts as much as that median."""
SPREAD, NOISE = 0.18, 0.82
SHORT, LONG = 1.8, 1.6
TINY = 4  # characters; English for so few may be an abbreviation, and says too little to judge
BRIEF = 12  # characters; English for less varies too much to say that it is a little too long
SENTENCE = 2.5  # what it is worth that the English has more sentences than the Chinese, in spreads
_END = re.compile(r"[.!?][”’\"')]*(?=\s+[“‘\"'(]?[A-Z])|[。！？][”’」』\"]?(?=.)")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|U\.S|U\.N|St|Sen|Rep|Gov|Gen|No|vs|Jr|[A-Z])\.")
_WORD = re.compile(r"\w")
_GLOSS = re.compile(rf"(?<=[\u3400-\u9fff》」])\s?[（(]\s?{LATIN_NAME}[)）]")
"""A name in Latin letters behind its Chinese form, which will stand in the English once."""


def weight(text: str) -> float:
    """Return the length of Chinese in Han characters, Latin letters and digits counted as they will stand."""
    text = _GLOSS.sub("", text)
    han = len(HAN.findall(text))
    return han + (len(_WORD.findall(text)) - han) / math.exp(USUAL)


def ratio(text: Bitext) -> float:
    """Return the number of English letters to one Han character, as a logarithm."""
    return math.log(max(len(_WORD.findall(text.english)), 0.3) / max(weight(text.chinese), 0.3))


def usual(texts: Sequence[Bitext]) -> float:
    """Return the ratio of a book: the median of its sentences, drawn towards the usual one where they are few."""
    ratios = [ratio(text) for text in texts if weight(text.chinese) >= 12]
    if not ratios:
        return USUAL
    return (len(ratios) * statistics.median(ratios) + BELIEF * USUAL) / (len(ratios) + BELIEF)


def distance(text: Bitext, centre: float) -> float:
    """Return by how many spreads a target is longer than usual; below 0 where it is shorter."""
    expected = weight(text.chinese)
    if not expected:
        return 0.0
    return (ratio(text) - centre) / math.sqrt(SPREAD**2 + NOISE**2 / expected)


@sentence_rule("untranslated", "error")
def untranslated(text: Bitext) -> Iterator[Fault]:
    """There is no English, or it is the Chinese itself."""
    if not text.english.strip() and text.chinese.strip():
        yield Fault(message="there is no English")
    elif text.english.strip() == text.chinese.strip() and HAN.search(text.chinese):
        kept = sum(hit.end - hit.start for hit in text.hits if hit.term.policy == "keep")
        if kept < len(HAN.findall(text.chinese)):
            yield Fault(message="the English is the Chinese itself", span=(0, len(text.english)))


@group_rule("text-omitted", "warning", "book")
def text_omitted(texts: Sequence[Bitext]) -> Iterator[Placed]:
    """The English is much shorter than is usual in this book for as much Chinese: a part may be missing.

    How many letters a Han character takes is learnt from the book itself; one clause among many can go unnoticed.
    Four characters or fewer, such as a tag, are not judged: their English may be an abbreviation.
    """
    centre = usual(texts)
    for text in texts:
        if weight(text.chinese) > TINY and distance(text, centre) < -SHORT:
            yield text, Fault(message=f"{_counts(text)}: a part may be missing")


@group_rule("text-added", "warning", "book")
def text_added(texts: Sequence[Bitext]) -> Iterator[Placed]:
    """The English is much longer than is usual in this book for as much Chinese: it may say too much.

    One sentence more than the Chinese has makes that likelier, unless all of it is short.
    """
    centre = usual(texts)
    for text in texts:
        more = _ends(_ABBREVIATION.sub("", text.english)) > _ends(text.chinese)
        limit = LONG if weight(text.chinese) >= BRIEF else LONG + 1
        if distance(text, centre) + SENTENCE * more > limit:
            yield text, Fault(message=f"{_counts(text)}: it may say too much")


def _ends(words: str) -> int:
    """Return how many sentences end in a text and are followed by another."""
    return len(_END.findall(words))


def _counts(text: Bitext) -> str:
    words, characters = len(text.english.split()), round(weight(text.chinese))
    return (
        f"{words} {'word' if words == 1 else 'words'} for "
        f"{characters} {'character' if characters == 1 else 'characters'}"
    )
