"""Reads the numbers of Chinese: 3.5萬, 三千二百, 百分之五, 三分之二, 八成, 第三, 民國107年.

Rules: it reads text that `Bitext.folded` brought into one written form; a number has every value that a
translator may write for it; what may be part of a word is distinguished from what is surely a number.
"""

import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit import signs
from toolkit.numerals import SCALES, UNITS, value

_NUMERAL = "[零〇一二两三四五六七八九十百千万亿兆]"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_METRIC = "(?!千[米克瓦伏卡赫帕焦字巴]|百帕)"
_MIXED = rf"{_ARABIC}(?:\s?(?:{_METRIC}[百千万亿兆])+(?:{_ARABIC}(?:{_METRIC}[百千万亿兆])+)*(?:{_ARABIC})?)?"
_ANY = rf"(?:{_MIXED}|{_NUMERAL}+(?:点[零〇一二三四五六七八九]+(?!十?分))?{_NUMERAL}*)"
_PATTERN = re.compile(
    rf"(?P<whole>{_ANY})\s?(?P<share>个?分之)\s?(?P<part>{_ANY})"
    rf"|(?P<century>{_ANY})\s?世纪\s?(?P<decade>[0-9]0|[一二三四五六七八九]十)\s?年代"
    rf"|(?P<ordinal>第\s?)?(?P<number>{_ANY})"
)
_MASKED = re.compile(
    "十分|万一|百姓|百货|百度|百科|百慕|百老汇|百事|百胜|千方百计|成千上万|千万不|千万别|千千万万|"
    "[一二三四五六七八九十]?四川|三星|三峡|三亚|三藩|三明治|三文鱼|三角|五角|九龙|八卦|五四|六四|四处|四周|"
    "四面八方|四季|三轮|二手|二战|一战|两岸|两会|十字|万圣|千禧|万事|万物|百万富翁|亿万|七喜|九一八|"
    "三军|三农|五星|四肢|两性|两极|两难|两侧|两旁|两边|万里|千里|百里|统一|唯一|一一|一带一路|一国两制|"
    "(?:周|星期|礼拜)[一二三四五六日天]|三番五次|四球|四人赛|六本木|三元[^人]|三三两两|七嘴八舌|乱七八糟|五花八门|九牛|一五一十|不三不四|"
    r"[土木]卫[一二三四五六七八九十]+|大[一二三四](?![十百千万个名位人家国])|[“‘「『]十一[”’」』]|十一(?=长假|期间|假期|黄金周)|"
    rf"(?<!{_NUMERAL})(?:二者|二级|一穷二白|独一无二|数一数二|唯二|五颜六色|十指|三一(?=[集重智])|二话|三思|八方|百感|略知一二|"
    "三心二意|接二连三|四通八达|五脏六腑|六神无主|七上八下|九霄|十全十美|三国演义|二元(?=论|化|结构)|[二三]维|二胡|九州|"
    "[二三四]氧化|四氢|四面)|第[一二三]产业"
)
_IMPLIED = re.compile(
    r"两\s?(?:省|地|市|县|岸|厅|院|校|部分|下|边|方面|旁|侧)|第二[天日年]|[三四]度|一[两二]|[三四五六七八九]五[年天]"
)
"""Numbers that English leaves to its “both”, its plural or its context."""
_SHARE_OF_TEN = re.compile(r"\s?成(?![为立功员长果本熟都就效交绩分份语婚])(?P<half>半)?")
_DISCOUNT = re.compile(r"\s?折(?![磨叠腾断损射])")
_HALF = re.compile(r"\s?(?:个|年|天|小时|倍|岁|载|点)?半(?![岛导球])")
_ERAS = {"民国": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_SCORED = re.compile("[:：比第]1|1[:：比日月号]")
"""A one that English has to write: of a score, of a date."""
_WIDER = re.compile(
    rf"\s?(?:[-–—至到~～、或]\s?{_ARABIC}\s?([百千万亿兆]+)|[多余几来]\s?([万亿兆]+))"
)
"""What makes a number greater than it looks: 3至5萬, 20多萬."""
_VAGUE = "数几好多"


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``[start, end)`` and its values; ``sure`` where it can be nothing but a number."""

    start: int
    end: int
    values: tuple[float, ...]
    sure: bool
    arabic: bool = False
    after: str = ""  # the character that follows


@functools.lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a folded text, in order."""
    masked = _MASKED.sub(lambda match: "\0" * len(match.group()), text)
    found = [number for match in _PATTERN.finditer(masked) for number in _read(match)]
    found += [
        Number(match.start(), match.end(), (float(signs.number(match[0])),), sure=False)
        for match in signs.NUMBERED.finditer(text)
    ]
    return tuple(sorted(found, key=lambda number: number.start))


def _read(match: re.Match[str]) -> Iterator[Number]:
    start, end = match.span()
    text = match.string
    if match["share"]:
        yield from _fraction(match)
    elif match["decade"]:
        century, decade = value(match["century"]), value(match["decade"])
        if century and decade:
            year = (century - 1) * 100 + decade
            yield Number(start, end, (year, decade), sure=True, arabic=match["century"].isdigit())
    else:
        words = match["number"]
        number = value(words)
        if number is None:
            return
        arabic = words[0].isascii()
        grown, sure = (
            end,
            bool(number != 1 or _SCORED.search(text[max(0, start - 1) : end + 1]))
            if arabic
            else _surely(match, words, number),
        )
        values = {number}
        if share := _SHARE_OF_TEN.match(text, end):
            tenths = number * 10 + (5 if share["half"] else 0)
            values, grown, sure = {tenths, tenths / 100, number}, share.end(), number <= 10
        elif number < 100 and (discount := _DISCOUNT.match(text, end)):
            percent = number if number >= 10 else number * 10
            values, grown = {percent, 100 - percent, number}, discount.end()
        else:
            values |= set(_also(text, start, end, number))
        yield Number(start, grown, tuple(sorted(values)), sure, arabic, text[end : end + 1])


def _fraction(match: re.Match[str]) -> Iterator[Number]:
    whole, part = value(match["whole"]), value(match["part"])
    if not whole or part is None:
        return
    values = {part / whole, 100 * part / whole}
    if whole in (100, 1000):
        values.add(part)
    yield Number(
        match.start(), match.end(), tuple(sorted(values)), sure=True, arabic=part != 1 or whole > 9
    )


def _surely(match: re.Match[str], words: str, number: float) -> bool:
    """Return whether Chinese numerals are a number and not a part of a word."""
    text, start = match.string, match.start()
    return not (
        number < 2
        or _IMPLIED.match(text, start)
        or words[0] in "百千万亿兆"
        or text[start - 1 : start] in tuple(_VAGUE)
    )


def _also(text: str, start: int, end: int, number: float) -> Iterator[float]:
    """Yield the other values that a translator may write for a number, by what stands round it."""
    after = text[end : end + 3].lstrip()
    before = text[max(0, start - 3) : start].rstrip()
    if _HALF.match(text, end):
        yield number + 0.5
    if after[:1] in ("时", "点", ":", "：") and number <= 24:
        yield from (number + 12, abs(number - 12))
    if number < 100 and (
        after[:1] in ("年", "后") or re.search(r"[0-9]{4}\s?[-–—/至]$", text[:start])
    ):
        yield from (1900 + number, 2000 + number)
    for era, first in _ERAS.items():
        if before.endswith(era):
            yield first + number
    if after.startswith("倍"):
        yield from (number + 1, number - 1, number * 100, (number - 1) * 100)
    if number % 10 == 0 and number < 100 and re.match(r"\s?[多余几来]", text[end:]):
        yield from range(int(number) + 1, int(number) + 10)
    if wider := _WIDER.match(text, end):
        yield number * math.prod({**UNITS, **SCALES}[char] for char in wider[1] or wider[2])
