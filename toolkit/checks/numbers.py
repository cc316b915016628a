"""Numbers and quantities: each number of the Chinese wants one of the same value in the English.

Rules: a number is what it is worth, however it is written; a date is the business of `dates`.
"""

import functools
import math
import re
from collections.abc import Iterator, Sequence

from toolkit.checks import chinese, dates, english
from toolkit.checks.chinese import Figure
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.signs import NUMBERED

_ROUNDED = 0.05  # how far a number may be rounded at most


@functools.lru_cache(maxsize=256)
def match(source: str, target: str) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the numbers of a folded source and those of a target that have no partner."""
    wanted = list(chinese.figures(source))
    offered = [figure for figure in english.figures(target) if not _idle(figure, source, target)]
    partners = _paired(wanted, offered)
    lost = tuple(figure for number, figure in enumerate(wanted) if number not in partners)
    taken = set(partners.values())
    added = tuple(figure for number, figure in enumerate(offered) if number not in taken)
    return lost, added


_TWOSOMES = {
    "couple": re.compile("夫妇|夫妻|情侣|恋人|伉俪|爱侣|新人"),
    "bilateral": re.compile("双边"),
}
"""English words that may stand for two, and the Chinese that has them without a number."""
_BOTH = re.compile(r"both\b[^,.;:!?]*?\band\b|either\b[^.;:!?]*?\bor\b", re.IGNORECASE)


def _idle(figure: Figure, source: str, target: str) -> bool:
    """Return whether a word that may stand for two is something else: both … and, either … or, a married couple, bilateral for 双边, 8:00."""
    word = target[figure.start : figure.end].lower()
    if word == "00" and target[figure.start - 1 : figure.start] == ":":
        return not re.search("[:：]00", source)  # 8:00 for 8時
    if other := _TWOSOMES.get(word):
        return other.search(source) is not None
    return word in ("both", "either") and bool(_BOTH.match(target, figure.start))


def _paired(wanted: Sequence[Figure], offered: Sequence[Figure]) -> dict[int, int]:
    """Pair as many numbers as can be, those of the target at most once."""
    options = [
        [number for number, other in enumerate(offered) if same(figure, other)] for figure in wanted
    ]
    owner: dict[int, int] = {}

    def place(number: int, tried: set[int]) -> bool:
        for option in options[number]:
            if option not in tried:
                tried.add(option)
                if option not in owner or place(owner[option], tried):
                    owner[option] = number
                    return True
        return False

    for number in sorted(range(len(wanted)), key=lambda n: (not wanted[n].sure, len(options[n]))):
        place(number, set())
    return {number: option for option, number in owner.items()}


def same(one: Figure, other: Figure) -> bool:
    """Return whether a number of the English has a value of one of the Chinese, or rounds it."""
    return any(
        math.isclose(a, b, rel_tol=1e-9) or _rounds(a, b) or (b % 1 != 0 and _rounds(b, a))
        for a in one.values
        for b in other.values
    )


def _rounds(exact: float, short: float) -> bool:
    """Return whether a number is another one rounded: a fraction to two digits at least, thousands to two as well."""
    if abs(exact - short) > _ROUNDED * abs(exact) or (exact % 1 == 0 and exact < 10_000):
        return False
    digits = len(f"{short:.12g}".replace(".", "").strip("0"))
    return digits < len(f"{exact:.12g}".replace(".", "").strip("0")) and math.isclose(
        short, float(f"{exact:.{max(digits, 2)}g}"), rel_tol=1e-9
    )


@sentence_rule("number-missing", "error")
def number_missing(text: Bitext) -> Iterator[Fault]:
    """A number that the Chinese has in digits, or as a share, is not in the English.

    3.5億 is 350 million, 三成 is 30 per cent, 民國107年 is 2018; how the English writes it is free.
    The fix sets the right scale where only million, billion or their like is wrong.
    """
    lost, added = match(text.folded, text.english)
    for figure in lost:
        if figure.arabic and figure.sure and not _is_reported_elsewhere(text, figure):
            yield _fault(text, figure, [other for other in added if other.sure])


@sentence_rule("numeral-missing", "warning")
def numeral_missing(text: Bitext) -> Iterator[Fault]:
    """A number that the Chinese has in Chinese numerals is not in the English.

    Numerals within words (一些, 四川, 十分) and those that English leaves to its grammar (兩國, 第二天) do not count.
    """
    lost, added = match(text.folded, text.english)
    for figure in lost:
        if not figure.arabic and figure.sure and not _is_reported_elsewhere(text, figure):
            yield _fault(text, figure, [other for other in added if other.sure])


@sentence_rule("number-added", "warning")
def number_added(text: Bitext) -> Iterator[Fault]:
    """The English has a number in digits that the Chinese does not have, or has less often."""
    lost, added = match(text.folded, text.english)
    strays = [figure for figure in added if figure.sure]
    there = list(chinese.figures(text.folded))
    if sum(figure.sure for figure in lost) < len(strays):
        for figure in strays:
            words = text.english[figure.start : figure.end]
            once = any(same(other, figure) for other in there)
            often = "stands here more often than" if once else "is not"
            yield Fault(message=f"{words} {often} in the Chinese", span=(figure.start, figure.end))


def _is_reported_elsewhere(text: Bitext, figure: Figure) -> bool:
    """Return whether a number is the business of another rule: part of a date, of a name in the glossary, or a ①."""
    names = ((hit.start, hit.end) for hit in text.hits if hit.origin == "row")
    circled = (match.span() for match in NUMBERED.finditer(text.chinese))
    spans = (*dates.owned(text), *names, *circled)
    return any(start <= figure.start < end for start, end in spans)


def _fault(text: Bitext, figure: Figure, strays: Sequence[Figure]) -> Fault:
    """Say which number is missing; where one stray differs from it by a scale alone, correct it."""
    source = text.chinese[figure.start : figure.end]
    for stray in strays:
        words = text.english[stray.start : stray.end]
        if right := _rescaled(words, stray, figure.values[-1]):
            return Fault(
                message=f"“{source}” is {right}, not {words}",
                span=(stray.start, stray.end),
                put=right if len(strays) == 1 else None,
            )
    worth = f"{figure.values[0]:,.10g}"
    plain = len(figure.values) > 1 or worth.replace(",", "") == source
    return Fault(
        message=f"“{source}” is not in the English"
        if plain
        else f"“{source}” ({worth}) is not in the English",
        span=(figure.start, figure.end),
        side="source",
    )


def _rescaled(words: str, stray: Figure, right: float) -> str:
    """Return the English of a value in the words of a stray number, where a power of ten is all that is wrong."""
    worth = stray.values[-1]
    scale = next((name for name in _SCALES if words.lower().endswith(name)), "")
    if not scale or not worth or right < 10_000:
        return ""
    ratio = right / worth
    power = round(math.log10(ratio))
    if not power or abs(ratio / 10**power - 1) > 1e-9:
        return ""
    for name in ("trillion", "billion", "million", "thousand"):
        number = right / english.SCALES[name]
        if 1 <= number < 1000:
            return f"{number:g} {name}"
    return ""


_SCALES = ("thousand", "million", "billion", "trillion")
