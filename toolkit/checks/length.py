"""Length: English that is missing, much too short or much too long for its Chinese.

Rule: lengths are compared by their logarithms; how far they may be apart depends on how long the sentence is.
"""

import math
import re
from collections.abc import Iterator

from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.lang import HAN

LETTERS = 3.3
"""English letters and digits for one Han character: the median of good translations."""
SPREAD, NOISE = 0.20, 1.1
SHORT, LONG = 2.6, 3.2
_WORD = re.compile(r"\w")


def weight(text: str) -> float:
    """Return the length of Chinese in Han characters, Latin letters and digits counted as they will stand."""
    han = len(HAN.findall(text))
    return han + (len(_WORD.findall(text)) - han) / LETTERS


def distance(source: str, target: str) -> float:
    """Return how many times the usual spread a target is longer than usual; below 0 where it is shorter."""
    expected = weight(source)
    if not expected:
        return 0.0
    have = len(_WORD.findall(target)) / LETTERS
    spread = math.sqrt(SPREAD**2 + NOISE**2 / expected)
    return math.log(max(have, 0.1) / expected) / spread


@sentence_rule("untranslated", "error")
def untranslated(text: Bitext) -> Iterator[Fault]:
    """There is no English, or it is the Chinese itself."""
    if not text.english.strip() and text.chinese.strip():
        yield Fault(message="there is no English")
    elif text.english.strip() == text.chinese.strip() and HAN.search(text.chinese):
        kept = sum(hit.end - hit.start for hit in text.hits if hit.term.policy == "keep")
        if kept < len(HAN.findall(text.chinese)):
            yield Fault(message="the English is the Chinese itself", span=(0, len(text.english)))


@sentence_rule("text-omitted", "warning")
def text_omitted(text: Bitext) -> Iterator[Fault]:
    """The English is much shorter than the English of such a sentence is: a part may be missing."""
    if text.english.strip() and distance(text.chinese, text.english) < -SHORT:
        yield Fault(
            message=f"{len(text.english.split())} words are few for {weight(text.chinese):.0f} characters"
        )


@sentence_rule("text-added", "warning")
def text_added(text: Bitext) -> Iterator[Fault]:
    """The English is much longer than the English of such a sentence is: it may say too much."""
    if distance(text.chinese, text.english) > LONG:
        yield Fault(
            message=f"{len(text.english.split())} words are many for {weight(text.chinese):.0f} characters"
        )
