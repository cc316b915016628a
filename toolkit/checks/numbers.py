"""Numbers and quantities: each number of the Chinese wants one of the same value in the English.

Rules: a number counts by its value, however it is written; dates are the business of `dates`.
"""

import functools
import math
import re
from collections.abc import Iterator, Sequence

from toolkit.checks import chinese, dates, english
from toolkit.checks.chinese import Number
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.signs import NUMBERED

_ROUNDED = 0.05  # how far a number may be rounded at most


@functools.lru_cache(maxsize=256)
def match(source: str, target: str) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Return the numbers of a folded source and those of a target that have no partner."""
    wanted = list(chinese.numbers(source))
    offered = [number for number in english.numbers(target) if not _idle(number, source, target)]
    partners = _paired(wanted, offered)
    lost = tuple(one for place, one in enumerate(wanted) if place not in partners)
    taken = set(partners.values())
    added = tuple(one for place, one in enumerate(offered) if place not in taken)
    return lost, added


_TWOSOMES = {
    "couple": re.compile("夫妇|夫妻|情侣|恋人|伉俪|爱侣|新人"),
    "bilateral": re.compile("双边"),
}
"""English words that may stand for two, and the Chinese that has them without a number."""
_BOTH = re.compile(r"both\b[^,.;:!?]*?\band\b|either\b[^.;:!?]*?\bor\b", re.IGNORECASE)


def _idle(number: Number, source: str, target: str) -> bool:
    """Return whether a word for a number stands for none here: both … and, a married couple, bilateral for 双边, 8:00."""
    word = target[number.start : number.end].lower()
    if word == "00" and target[number.start - 1 : number.start] == ":":
        return not re.search("[:：]00", source)  # 8:00 for 8時
    if other := _TWOSOMES.get(word):
        return other.search(source) is not None
    return word in ("both", "either") and bool(_BOTH.match(target, number.start))


def _paired(wanted: Sequence[Number], offered: Sequence[Number]) -> dict[int, int]:
    """Pair as many numbers as can be, those of the target at most once."""
    options = [[place for place, other in enumerate(offered) if same(one, other)] for one in wanted]
    owner: dict[int, int] = {}

    def serve(place: int, tried: set[int]) -> bool:
        for option in options[place]:
            if option not in tried:
                tried.add(option)
                if option not in owner or serve(owner[option], tried):
                    owner[option] = place
                    return True
        return False

    for place in sorted(range(len(wanted)), key=lambda n: (not wanted[n].sure, len(options[n]))):
        serve(place, set())
    return {place: option for option, place in owner.items()}


def same(one: Number, other: Number) -> bool:
    """Return whether a number of the English has a value of one of the Chinese, or rounds it."""
    return any(
        math.isclose(a, b, rel_tol=1e-9) or _rounds(a, b) or (b % 1 != 0 and _rounds(b, a))
        for a in one.values
        for b in other.values
    )


def _rounds(exact: float, short: float) -> bool:
    """Return whether a number is another one rounded: fractions, and thousands, to at least two digits."""
    if abs(exact - short) > _ROUNDED * abs(exact) or (exact % 1 == 0 and exact < 10_000):
        return False
    digits = len(f"{short:.12g}".replace(".", "").strip("0"))
    return digits < len(f"{exact:.12g}".replace(".", "").strip("0")) and math.isclose(
        short, float(f"{exact:.{max(digits, 2)}g}"), rel_tol=1e-9
    )


@sentence_rule("number-missing", "error", fixes=True)
def number_missing(text: Bitext) -> Iterator[Fault]:
    """A number that the Chinese has in digits, or as a share, is not in the English.

    3.5億 is 350 million, 三成 is 30 per cent, 民國107年 is 2018; how the English writes it is free.
    The fix corrects the scale where nothing but the word million, billion or the like is wrong.
    """
    lost, added = match(text.folded, text.english)
    for number in lost:
        if number.arabic and number.sure and not _is_reported_elsewhere(text, number):
            yield _fault(text, number, [other for other in added if other.sure])


@sentence_rule("numeral-missing", "warning", fixes=True)
def numeral_missing(text: Bitext) -> Iterator[Fault]:
    """A number that the Chinese has in Chinese numerals is not in the English.

    Numerals within words (一些, 四川, 十分) do not count, nor do those that English expresses by grammar (兩國, 第二天).
    """
    lost, added = match(text.folded, text.english)
    for number in lost:
        if not number.arabic and number.sure and not _is_reported_elsewhere(text, number):
            yield _fault(text, number, [other for other in added if other.sure])


@sentence_rule("number-added", "warning")
def number_added(text: Bitext) -> Iterator[Fault]:
    """The English has a number in digits that the Chinese does not have, or has less often."""
    lost, added = match(text.folded, text.english)
    strays = [number for number in added if number.sure]
    there = list(chinese.numbers(text.folded))
    if sum(number.sure for number in lost) < len(strays):
        for number in strays:
            words = text.english[number.start : number.end]
            once = any(same(other, number) for other in there)
            often = "stands here more often than" if once else "is not"
            yield Fault(message=f"{words} {often} in the Chinese", span=(number.start, number.end))


def _is_reported_elsewhere(text: Bitext, number: Number) -> bool:
    """Return whether a number is the business of another rule: part of a date, of a name in the glossary, or a ①."""
    names = ((hit.start, hit.end) for hit in text.hits if hit.origin == "row")
    circled = (match.span() for match in NUMBERED.finditer(text.chinese))
    spans = (*dates.owned(text), *names, *circled)
    return any(start <= number.start < end for start, end in spans)


def _fault(text: Bitext, number: Number, strays: Sequence[Number]) -> Fault:
    """Return the fault of a missing number, with a fix where one stray number differs from it by its scale alone."""
    source = text.chinese[number.start : number.end]
    for stray in strays:
        words = text.english[stray.start : stray.end]
        if right := _rescaled(words, stray, number.values[-1]):
            return Fault(
                message=f"“{source}” is {right}, not {words}",
                span=(stray.start, stray.end),
                put=right if len(strays) == 1 else None,
            )
    worth = f"{number.values[0]:,.10g}"
    plain = len(number.values) > 1 or worth.replace(",", "") == source
    return Fault(
        message=f"“{source}” is not in the English"
        if plain
        else f"“{source}” ({worth}) is not in the English",
        span=(number.start, number.end),
        side="source",
    )


def _rescaled(words: str, stray: Number, right: float) -> str:
    """Return the right number in English, where a stray number is wrong by a power of ten alone; empty elsewhere."""
    worth = stray.values[-1]
    scale = next((name for name in _SCALES if words.lower().endswith(name)), "")
    if not scale or not worth or right < 10_000:
        return ""
    ratio = right / worth
    power = round(math.log10(ratio))
    if not power or abs(ratio / 10**power - 1) > 1e-9:
        return ""
    for name in ("trillion", "billion", "million", "thousand"):
        scaled = right / english.SCALES[name]
        if 1 <= scaled < 1000:
            return f"{scaled:g} {name}"
    return ""


_SCALES = ("thousand", "million", "billion", "trillion")
