"""Marks and characters: Chinese ones that stayed in the English, quotes and brackets without a partner.

Rule: what the Chinese itself leaves open may stay open.
"""

import re
from collections import Counter
from collections.abc import Iterator

from toolkit import markup
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.lang import CJK_MARKS, HAN
from toolkit.typography import tidy

_RUN = re.compile(f"{HAN.pattern}+")
_WIDE = re.compile(f"{CJK_MARKS.pattern}|[。、]")
ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/]|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_QUOTES = {"“": "”"}
_BRACKETS = {"(": ")", "[": "]"}
_WIDE_BRACKETS = {"（": "）", "【": "】", **_BRACKETS}
_ALL_QUOTES = '「」『』“”"'
_ITEM = re.compile(r"^\W*\w{1,3}\)|(?<=\s)\w\)")
_SMILE = re.compile(r"[:;]-[()]")
_INCH = re.compile(r"(?<=[0-9])[\"”]")


@sentence_rule("residual-han", "error")
def residual_han(text: Bitext) -> Iterator[Fault]:
    """Chinese characters stand in the English, and no row of the glossary keeps them there."""
    words = text.english
    for hit in text.hits:
        written = {hit.term.source, text.chinese[hit.start : hit.end]}
        glossed = {f"({form})" for form in written}  # Pompeo (蓬佩奧)
        for form in written | glossed if hit.term.policy == "keep" else glossed:
            words = words.replace(form, "\0" * len(form))
    for match in _RUN.finditer(words):
        yield Fault(
            message=f"“{match.group()}” is left in Chinese",
            span=match.span(),
            hint="translate it, or give it a row with the policy keep",
        )


@sentence_rule("full-width-mark", "error", fixes=True)
def full_width_mark(text: Bitext) -> Iterator[Fault]:
    """A mark of Chinese typesetting, such as 。 or a full-width comma, stands in the English."""
    words = text.english
    for match in _WIDE.finditer(words):
        after = words[match.end() : match.end() + 1]
        plain = tidy(match.group()) or " "
        put = f"{plain} " if plain in ",;:.?!" and after.isalnum() else plain
        yield Fault(
            message=f"“{match.group()}” is a mark of Chinese typesetting",
            span=match.span(),
            put=put if not _WIDE.search(put) else None,
        )


@sentence_rule("quote-unbalanced", "warning")
def quote_unbalanced(text: Bitext) -> Iterator[Fault]:
    """A double quotation mark in the English has no partner, though those of the Chinese have one."""
    words = text.english
    if words.count('"') % 2:
        words = _INCH.sub("\0", words)
    if sum(text.chinese.count(mark) for mark in _ALL_QUOTES) % 2:
        return
    straight = [place for place, char in enumerate(words) if char == '"']
    lonely = _open(words, _QUOTES)
    if straight and lonely:  # two styles in one sentence close one another
        lonely = [] if (len(straight) + len(lonely)) % 2 == 0 else lonely
    elif len(straight) % 2:
        lonely = straight[-1:]
    for place in lonely[:1]:
        yield Fault(
            message=f"the quotation mark {words[place]} has no partner", span=(place, place + 1)
        )


@sentence_rule("bracket-unbalanced", "warning")
def bracket_unbalanced(text: Bitext) -> Iterator[Fault]:
    """A bracket in the English has no partner, though those of the Chinese have one."""
    words = _SMILE.sub("\0\0\0", text.english)
    if "(" not in words:
        words = _ITEM.sub(lambda match: "\0" * len(match.group()), words)
    if _open(text.chinese.replace("（", "(").replace("）", ")"), _WIDE_BRACKETS):
        return
    for place in _open(words, _BRACKETS)[:1]:
        yield Fault(message=f"the bracket {words[place]} has no partner", span=(place, place + 1))


def _open(words: str, pairs: dict[str, str]) -> list[int]:
    """Return the places of the marks without a partner."""
    closing = {close: opening for opening, close in pairs.items()}
    waiting: list[tuple[str, int]] = []
    lonely: list[int] = []
    for place, char in enumerate(words):
        if char in pairs:
            waiting.append((char, place))
        elif char in closing:
            if waiting and waiting[-1][0] == closing[char]:
                waiting.pop()
            else:
                lonely.append(place)
    return sorted([*lonely, *(place for _, place in waiting)])


@sentence_rule("url-missing", "error")
def url_missing(text: Bitext) -> Iterator[Fault]:
    """A web or mail address of the Chinese does not stand unchanged in the English."""
    for match in ADDRESS.finditer(text.chinese):
        if match.group() not in text.english:
            yield Fault(
                message=f"{match.group()} is not in the English", span=match.span(), side="source"
            )


@sentence_rule("question-missing", "warning")
def question_missing(text: Bitext) -> Iterator[Fault]:
    """The Chinese ends as a question and nothing in the English does."""
    end = text.chinese.rstrip("」』”’）)\"' ")
    if end.endswith(("？", "?")) and "?" not in text.english:
        place = len(end) - 1
        yield Fault(
            message="the question mark is not in the English",
            span=(place, place + 1),
            side="source",
        )


@sentence_rule("tag-lost", "error")
def tag_lost(text: Bitext) -> Iterator[Fault]:
    """A tag of the Chinese, which stands for a link, an emphasis, an image or a note, is not in the English."""
    lost = Counter(markup.tags(text.source)) - Counter(markup.tags(text.target))
    for tag in lost:
        yield Fault(message=f"the tag {tag} is not in the English")


@sentence_rule("tag-added", "error")
def tag_added(text: Bitext) -> Iterator[Fault]:
    """A tag stands in the English that the Chinese does not have, or has less often."""
    added = Counter(markup.tags(text.target)) - Counter(markup.tags(text.source))
    for tag in added:
        yield Fault(message=f"the tag {tag} is one too many in the English")


@sentence_rule("headline-stop", "warning", fixes=True)
def headline_stop(text: Bitext) -> Iterator[Fault]:
    """A title, a category or a tag ends with a full stop, which headlines do not have."""
    words = text.english
    abbreviated = re.search(
        r"(?:\b[A-Z]|\b(?:etc|Inc|Ltd|Co|Corp|Jr|Sr|St|No|a\.m|p\.m))\.$", words
    )
    if text.field and words.endswith(".") and not words.endswith("..") and not abbreviated:
        yield Fault(
            message="a headline has no full stop", span=(len(words) - 1, len(words)), put=""
        )
