"""Signs: of currencies, numbers in circles, arrows and emoji, the same in both languages.

Rule: what a sign says may stand in words (50 euros) and in figures ((1) for ①); an emoji has no words.
"""

import re
from collections.abc import Iterator

from toolkit import signs
from toolkit.checks import english
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.signs import ARROWS, CURRENCIES, DOLLARS, EMOJI, MASKS, NUMBERED, RELATIONS, UNEQUAL

_MONEY = re.compile(f"[{''.join(CURRENCIES)}]")
_PRICED = re.compile(
    rf"(?:(?<![A-Za-z])(?P<country>[A-Z]{{1,3}})(?=\$(?![A-Za-z])))?{_MONEY.pattern}"
)
_CHINESE = {
    "$": "(?<![欧日韩])[元圆]|[美现]金|[块刀]|[加澳港台]币",
    "€": "欧(?![洲盟])",
    "£": "镑|便士",
    "¥": "(?<![美欧港澳加台韩])[元圆]|人民币|[块円]",
    "₩": "韩|朝",
    "₹": "卢比",
    "฿": "[泰铢]",
    "₫": "盾",
    "₱": "披索|比索",
    "₽": "卢布",
    "₺": "里拉",
    "₴": "格里夫",
    "₪": "谢克尔|新锡克",
}
"""What the Chinese says where it does not have the sign itself."""
_MASKED = re.compile(rf"[{MASKS}]|\bX+\b")
_RELATED = re.compile(rf"(?<![-=<>])[{''.join(RELATIONS)}](?=\s?[0-9])|{UNEQUAL}")
_IN_WORDS = {
    "≥≧⩾": r"minimum|or (?:more|above|over|higher|older|longer|later)|and (?:above|over)|least|>=",
    "≤≦⩽": r"maximum|or (?:less|below|under|lower|younger|shorter|fewer|earlier)|and (?:below|under)|most|within|<=",
    "≈≒": r"some|or so|close to|almost|equals?|equivalent|[~≃≅]",
    "±": r"\+/-|either way|margin|or minus",
    ">＞": r"exceeds?|exceeded|higher|beyond|past|or more|>",
    "<＜": r"lower|short of|fewer|<",
    UNEQUAL: r"not|no|un\w+|n[’']t|differs?|different|!=|cannot|never",
}
"""What English has at another place than before the number, for signs that say how one is meant."""
_POINTED = re.compile(f"[{ARROWS}]|[-=]>|>|(?<= )[-–—](?= )")


@sentence_rule("sign-missing", "warning")
def sign_missing(text: Bitext) -> Iterator[Fault]:
    """The sign of a currency or a relation, a number in a circle, an arrow, an emoji or a masked name of the Chinese is not in the English.

    A currency may be in words (50 euros, RMB), a number in a circle in figures, and an arrow may be a dash with spaces.
    So may ≥, ≤, ±, ≈, > and < before a number, and ≠ (at least 50, 50 or more).
    Dollars with a country keep it (HK$, Hong Kong dollars).
    A circle that masks a part of a name (王○明) may be an X as well.
    """
    for lacking in _LACKING:
        for start, end in lacking(text):
            yield Fault(
                message=f"“{text.chinese[start:end]}” is not in the English",
                span=(start, end),
                side="source",
            )


def _amounts(text: Bitext) -> Iterator[tuple[int, int]]:
    for match in _PRICED.finditer(text.folded):
        if not _named(match["country"] or "", match[0][-1], text.english):
            yield match.span()


def _relations(text: Bitext) -> Iterator[tuple[int, int]]:
    for match in _RELATED.finditer(text.chinese):
        if not _meant(match[0], text.english):
            yield match.span()


def _circled(text: Bitext) -> Iterator[tuple[int, int]]:
    values = {value for number in english.numbers(text.english) for value in number.values}
    for match in NUMBERED.finditer(text.chinese):
        if signs.number(match[0]) not in values and match[0] not in text.english:
            yield match.span()


def _arrows(text: Bitext) -> Iterator[tuple[int, int]]:
    arrows = [hit for hit in signs.find(text.chinese, ()) if hit.term.target in ARROWS]
    for hit in arrows[len(_POINTED.findall(text.english)) :]:
        yield hit.start, hit.end


def _emoji(text: Bitext) -> Iterator[tuple[int, int]]:
    there = {match[0][0] for match in EMOJI.finditer(text.english)}
    for match in EMOJI.finditer(text.chinese):
        if match[0][0] not in there:
            yield match.span()


def _masks(text: Bitext) -> Iterator[tuple[int, int]]:
    if not _MASKED.search(text.english):
        yield from signs.masks(text.chinese)


_LACKING = (_amounts, _relations, _circled, _arrows, _emoji, _masks)
"""Each yields where signs of the Chinese stand that the English lacks."""


@sentence_rule("sign-added", "warning")
def sign_added(text: Bitext) -> Iterator[Fault]:
    """The English has the sign of a currency, an arrow or an emoji that the Chinese neither has nor says in words."""
    for match in _MONEY.finditer(text.english):
        if match[0] not in text.folded and not re.search(_CHINESE[match[0]], text.folded):
            yield _more(match)
    for match in re.finditer(f"[{ARROWS}]", text.english):
        if not re.search(f"[{ARROWS}]", text.chinese):
            yield _more(match)
    there = {match[0][0] for match in EMOJI.finditer(text.chinese)}
    for match in EMOJI.finditer(text.english):
        if match[0][0] not in there:
            yield _more(match)


def _named(country: str, mark: str, words: str) -> bool:
    """Return whether English has a currency, of a country perhaps, as its sign or in words."""
    if re.search(rf"(?<![A-Z]){country}{re.escape(mark)}" if country else re.escape(mark), words):
        return True
    names = DOLLARS.get(country, ("dollars", country)) if country else CURRENCIES[mark]
    plain = words.replace("U.S.", "US")
    return any(
        name != "won" or _counted(plain, match.start())
        for name in names
        for match in re.finditer(rf"(?i)(?<![a-z]){name.removesuffix('s')}s?(?![a-z])", plain)
    )


def _meant(sign: str, words: str) -> bool:
    """Return whether English has ≥ or its like, or says it in words."""
    other = next(worded for signs_, worded in _IN_WORDS.items() if sign in signs_)
    names = "|".join((*RELATIONS.get(sign, ()), other))
    return sign in words or bool(re.search(rf"(?i)(?<![a-z])(?:{names})(?![a-z])", words))


def _counted(words: str, place: int) -> bool:
    """Return whether a number stands before a place: “He won 50” is no money."""
    before = words[:place].rstrip(" -").removesuffix("South Korean").removesuffix("Korean").rstrip()
    return any(number.end == len(before) for number in english.numbers(before))


def _more(match: re.Match[str]) -> Fault:
    return Fault(message=f"“{match[0]}” is not in the Chinese", span=match.span())
