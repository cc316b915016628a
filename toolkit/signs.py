"""Knows the signs of Chinese texts that models were never taught, and what stands for each.

    → ←         written into a source as a dash, like a term, and looked for in the English
    ≠ ○         written into it as = and X: 增長≠幸福, and the ○○ of a company; masked names are in `names`
    ① ㈡ ❸ 1️⃣    written into it as (1), (2), (3), as English writes them
    ㎜ ㎏ Ⅱ      spelt for the model: 毫米, 公斤, II; so are years, 二○一八年, and <時報>
    💪 ▲ ©      loose: kept from the model, and set beside the words that they stood beside

Numbers with a sign, €50, ≥80 and 3×4, are in `quantities`.

Rule: what a sign is does not depend on the model; ○ and □ between Han stand for a zero or a part of a name.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.table import Hit, Term

CURRENCIES = {
    "$": ("dollars", "dollar", "USD"),
    "€": ("euros", "euro", "EUR"),
    "£": ("pounds", "pound", "GBP"),
    "¥": ("yuan", "yen", "RMB", "CNY", "JPY"),
    "₩": ("won", "KRW"),
    "₹": ("rupees", "INR"),
    "฿": ("baht", "THB"),
    "₫": ("dong", "VND"),
    "₱": ("pesos", "PHP"),
    "₽": ("roubles", "rubles", "RUB"),
    "₺": ("lira", "TRY"),
    "₴": ("hryvnia", "UAH"),
    "₪": ("shekels", "ILS"),
}
"""Signs of currencies, and what English writes behind or before an amount instead."""

DOLLARS = {
    "HK": ("Hong Kong dollars", "HKD"),
    "NT": ("New Taiwan dollars", "Taiwan dollars", "TWD"),
    "US": ("US dollars", "dollars", "USD"),
}
"""What English writes for the dollars of a country, HK$; for those of any other, *dollars*."""

ARROWS = "→←↔⇒⇐⇔➔➜➡⬅⟶⟵"
_AT_LEAST = ("at least", "no less than", "not less than", "a minimum of")
_AT_MOST = ("at most", "no more than", "not more than", "up to", "a maximum of")
_ABOUT = ("about", "around", "approximately", "roughly", "nearly")
_OVER = ("more than", "over", "above", "greater than", "exceeding")
_UNDER = ("less than", "under", "below", "fewer than")
RELATIONS = {
    **dict.fromkeys("≥≧⩾", _AT_LEAST),
    **dict.fromkeys("≤≦⩽", _AT_MOST),
    **dict.fromkeys("≈≒", _ABOUT),
    "±": ("plus or minus", "give or take"),
    **dict.fromkeys(">＞", _OVER),
    **dict.fromkeys("<＜", _UNDER),
}
"""Signs before a number that say how it is meant, and what English writes before it instead."""

UNEQUAL = "≠"
MASKS = "○◯"
"""What stands for a part of a name that is left out."""

STAND_INS = {
    **dict.fromkeys(CURRENCIES, "$"),
    **dict.fromkeys(ARROWS, "-"),
    **dict.fromkeys(RELATIONS, "#"),
    **dict.fromkeys(MASKS, "X"),
    UNEQUAL: "=",
    "×": "x",
}
"""What a model is given, and gives back, for a sign; both have one character."""

_CIRCLED = (
    "\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
)
NUMBERED = re.compile(f"[{_CIRCLED}]|[0-9]\ufe0f?\u20e3")
"""A number in a circle, in brackets or on a key."""

_FACES = (
    "\u231a-\u23ff\u2600-\u2604\u2607-\u260f\u2613-\u2617\u261a-\u26ff\u2700-\u2712\u2715\u2719-\u2757\u2760-\u2767"
    "\u2794-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
)
_EMOJI = f"(?![{ARROWS}])[{_FACES}](?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[{_FACES}])*+"
EMOJI = re.compile(_EMOJI)
"""A face, a hand, a flag, with its colour; ticks and stars that mark a line are none."""

_HUGGING = "®™℠"
_LOOSE = rf"(?>{_EMOJI}|[{_HUGGING}©℗↑↓↕↗↘↖↙▲▼■●◆◉★☆※☐☑☒✓✔✗✘♦◤◢◣◥▶►◀◄\ufe0e\ufe0f])"
_BLANKS = f"{MASKS}□△▽◇◎"  # stand for a sign at the beginning, for a name elsewhere
_RUN = re.compile(
    rf"\A\s*(?P<lead>(?:{_LOOSE}|[{_BLANKS}{ARROWS}])+)(?=\s*\w|\s*[「『“‘《〈（【])"
    rf"|(?P<run>{_LOOSE}(?:\s*{_LOOSE})*|[{ARROWS}]+\ufe0f?(?=\W*\Z))"
)
_TAIL = re.compile(rf"(?:\s*(?:{_LOOSE}|[{ARROWS}]))++\s*")
_ARROW = re.compile(rf"([{ARROWS}{UNEQUAL}]+)\ufe0f?")
_WORD = re.compile(r"\w")

_UNITS = {
    "㎜": "毫米", "㎝": "厘米", "㎞": "公里", "㎡": "平方米", "㎥": "立方米", "㎢": "平方公里", "㎎": "毫克",
    "㎏": "公斤", "㏄": "毫升", "㎖": "毫升", "ℓ": "升", "㎾": "千瓦", "㏈": "分贝", "㎐": "赫兹", "㎒": "兆赫",
    "㎠": "平方厘米", "㎧": "米/秒", "㏗": "pH", "℉": "°F", "№": "No. ", "‼": "!!", "⁉": "!?", "℡": "电话",
}  # fmt: skip
_MONEY = {
    "€": "欧元",
    "£": "英镑",
    "₩": "韩元",
    "₹": "卢比",
    "฿": "泰铢",
    "₫": "越南盾",
    "₽": "卢布",
}
_BRACKETS = {"<": "《", ">": "》"}
_DIGITS = "零一二三四五六七八九"
_SPELT = re.compile(
    rf"[{''.join((*_UNITS, *_MONEY))}]|[Ⅰ-Ⅻⅰ-ⅻ]|(?<=第)[{_CIRCLED}]"
    rf"|(?P<year>(?<![{_DIGITS}〇○百千])[{_DIGITS}〇○]{{3,4}}(?=年))|(?P<zero>(?<=[{_DIGITS}百千])[○〇]+)"
    rf"|(?P<mask>(?<=[\u4e00-\u9fff])[{MASKS}]+|[{MASKS}]+(?=[\u4e00-\u9fff]))"
    r"|<(?![\s\d=<>《》-])|(?<![\s\d=<>《》-])>"  # round a name, as in 據<自由時報>報導
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A sign, or several side by side, at ``[start, end)`` of a text."""

    start: int
    end: int
    text: str

    @property
    def hugs(self) -> bool:
        """Whether no space stands between it and its word, as with ™."""
        return all(char in _HUGGING for char in self.text)


def find(text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the numbers in circles, the masks, and the arrows and ≠ between words outside the hits, as terms of their own."""
    found = []
    for match in NUMBERED.finditer(text):
        if text[max(0, match.start() - 1) : match.start()] != "第":
            forms = (f"({number(match[0])})", match[0])
            found.append(_hit(match.start(), match.end(), match[0], forms))
    found += _between(text)
    found += [_hit(start, end, text[start:end], (text[start:end],)) for start, end in masks(text)]
    return tuple(
        hit
        for hit in sorted(found, key=lambda hit: hit.start)
        if all(other.end <= hit.start or hit.end <= other.start for other in hits)
    )


def _between(text: str) -> Iterator[Hit]:
    """Yield the arrows and ≠ that have a word on both sides; of several without a word between, the first."""
    words = [match.start() for match in _WORD.finditer(text)]
    at = 0
    for match in _ARROW.finditer(text):
        if _WORD.search(text, at, match.start()) and match.end() <= words[-1]:
            yield _hit(*match.span(), match[0], (match[0][0],))
        at = match.end()


def _hit(start: int, end: int, source: str, targets: tuple[str, ...]) -> Hit:
    term = Term(source=source, targets=targets, kind="person")
    return Hit(start=start, end=end, term=term, origin="sign")


def number(sign: str) -> int:
    """Return the number that stands in a circle."""
    return int(unicodedata.numeric(sign[0]))


def loose(text: str, hits: Sequence[Hit] = ()) -> Iterator[Loose]:
    """Yield the signs outside the hits that a model is not shown."""
    for match in _RUN.finditer(text):
        start, end = match.span("lead" if match["lead"] else "run")
        if all(hit.end <= start or end <= hit.start for hit in hits):
            yield Loose(start=start, end=end, text=text[start:end])


def without(text: str, hits: Sequence[Hit] = ()) -> str:
    """Return a text with spaces for its loose signs; the length stays."""
    for sign in loose(text, hits):
        text = text[: sign.start] + " " * (sign.end - sign.start) + text[sign.end :]
    return text


def tail(text: str) -> str:
    """Return the loose signs that a text ends with, with the spaces round them; empty where there are none."""
    ends = [match.start() for match in _TAIL.finditer(text) if match.end() == len(text)]
    return text[ends[0] :] if ends else ""


def spelt(text: str) -> str:
    """Return Chinese with words and plain figures for signs that say nothing but these: 50毫米 for 50㎜."""
    return _SPELT.sub(_spelling, text)


def masks(text: str) -> tuple[tuple[int, int], ...]:
    """Return where circles stand for names or parts of them, 王○明 and ○○公司; one that opens a text marks its line."""
    found = (match for match in _SPELT.finditer(text) if match["mask"])
    return tuple(match.span() for match in found if match.end() > 1)


def _spelling(match: re.Match[str]) -> str:
    sign = match[0]
    if match["year"]:
        return "".join("0" if char in "〇○" else str(_DIGITS.index(char)) for char in sign)
    if match["zero"] or match["mask"]:
        return ("零" if match["zero"] else "O") * len(sign)
    if plain := _UNITS.get(sign) or _MONEY.get(sign) or _BRACKETS.get(sign):
        return plain
    return str(number(sign)) if NUMBERED.match(sign) else unicodedata.normalize("NFKC", sign)
