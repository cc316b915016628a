"""Writes great numbers, amounts of money and days of the week in English.

    558萬      5.58 million
    €3.5億     €350 million
    ≥80, 3×4   as they are
    周三       Wednesday

Rules: only numbers that the Chinese counts in 萬, 億 or 兆 or that stand beside a sign, and that can be nothing else; all are enforced and verified like terms, since a model that is wrong here is wrong
by a power of ten, by a currency, or by days.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from toolkit.checks import chinese, dates
from toolkit.checks.chinese import Number
from toolkit.normalise import fold_words
from toolkit.signs import CURRENCIES, DOLLARS, RELATIONS
from toolkit.table import Hit, Term

_SCALED = re.compile("[万亿兆]")
_GREAT = 10_000  # from which on a number counts as one
_MARK = f"(?P<mark>[{''.join(CURRENCIES)}])"
_BEFORE = re.compile(rf"(?:(?<![A-Za-z])(?P<country>[A-Z]{{1,3}}))?{_MARK}\s?\Z")
_BEHIND = re.compile(
    rf"\s?(?P<country>)(?P<mark>[{''.join(CURRENCIES).replace('$', '')}])(?!\s?[0-9])"
)
_DIGITS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_RANGE = re.compile(rf"\s?[-–—~]\s?({_DIGITS.pattern})(?![0-9百千万亿兆])")
_TIMES = re.compile(
    rf"(?<![0-9.,]){_DIGITS.pattern}(?:\s?×\s?{_DIGITS.pattern})+(?![0-9百千万亿兆])"
)
_RELATION = re.compile(rf"(?<![-=<>])([{''.join(RELATIONS)}])\s?\Z")
_YUAN = re.compile(r"\s?元[整正]?")  # which the sign says already: $399元
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NAMES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def find(text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the great numbers, the amounts and the days of a text outside the hits, as terms of their own making."""
    folded = fold_words(text)
    products = [
        _hit(text, *match.span(), _by(match[0]), origin="sign") for match in _TIMES.finditer(folded)
    ]
    found = [*products, *_numbers(text, folded, products), *_days(text, folded)]
    return tuple(
        hit
        for hit in found
        if all(other.end <= hit.start or hit.end <= other.start for other in hits)
    )


def _days(text: str, folded: str) -> Iterator[Hit]:
    for start, end, day in dates.weekdays(folded):
        term = Term(source=text[start:end], targets=(day, f"{day}s"), kind="place")
        yield Hit(start=start, end=end, term=term, origin="number")


def _by(words: str) -> Iterator[str]:
    """Yield how English writes a product, the way of the Chinese first: 3×4."""
    parts = [part.strip() for part in words.split("×")]
    yield from (words, *(sign.join(parts) for sign in ("×", " × ", " by ", " times ")))


def _numbers(text: str, folded: str, products: Sequence[Hit]) -> Iterator[Hit]:
    taken = 0
    for number in chinese.numbers(folded):
        if number.start < taken or not (number.sure or number.arabic):
            continue
        if any(one.start < number.end and number.start < one.end for one in products):
            continue
        hit = _amount(text, folded, number) or _great(text, folded, number)
        if hit := _related(text, folded, number, hit) or hit:
            taken = hit.end
            yield hit


def _related(text: str, folded: str, number: Number, amount: Hit | None) -> Hit | None:
    """Return a number, or an amount, with the sign before it that says how it is meant: ≥80."""
    start = amount.start if amount else number.start
    sign = _RELATION.search(folded, max(0, start - 3), start)
    digits = _DIGITS.match(folded, number.start)
    if not sign or not (amount or digits):
        return None
    end = amount.end if amount else digits.end() if digits else number.end
    forms = amount.term.targets if amount else (folded[number.start : end],)
    words = (sign[1], *(f"{word} " for word in RELATIONS[sign[1]]))
    related = [f"{word}{form}" for word in words for form in forms]
    return _hit(text, sign.start(), end, related, origin="sign")


def _great(text: str, folded: str, number: Number) -> Hit | None:
    scaled = _SCALED.search(folded, number.start, number.end)
    value = number.values[0]
    if not (number.sure and scaled and value >= _GREAT):
        return None
    return _hit(text, number.start, number.end, _forms(value), origin="number")


def _amount(text: str, folded: str, number: Number) -> Hit | None:
    """Return a number with the sign of the currency before or behind it, None where there is no sign."""
    before = _BEFORE.search(folded, max(0, number.start - 5), number.start)
    behind = None if before else _BEHIND.match(folded, number.end)
    sign = before or behind
    if not sign:
        return None
    start, end = before.start() if before else number.start, number.end
    words = folded[number.start : number.end]
    spoken = []
    if _DIGITS.fullmatch(words) and number.values[-1] == float(words.replace(",", "")):
        span = _RANGE.match(folded, end)
        end = span.end() if span else end
        forms = [f"{words}–{span[1]}"] if span else [words, *_whole(words)]
        spoken = _WORDS[int(words) : int(words) + 1] if words.isdigit() and not span else []
    else:
        forms = list(_forms(number.values[-1]))
    end = behind.end() if behind else end
    if yuan := _YUAN.match(folded, end) if sign["mark"] in "$¥" else None:
        end = yuan.end()
    country, mark = sign["country"] or "", sign["mark"]
    names = DOLLARS.get(country, ("dollars",)) if country else CURRENCIES[mark]
    forms = [
        *(f"{country}{mark}{form}" for form in forms),
        f"{country}{mark} {forms[0]}",
        *(f"{form} {name}" for form in (*forms, *spoken) for name in names),
        *(f"{name} {form}" for form in forms for name in names if name.isupper()),
    ]
    return _hit(text, start, end, forms, origin="sign")


def _whole(digits: str) -> tuple[str, ...]:
    """Return a whole number with commas and without."""
    plain = digits.replace(",", "")
    return (f"{int(plain):,}", plain) if plain.isdigit() else ()


def _hit(
    text: str, start: int, end: int, forms: Iterable[str], *, origin: Literal["number", "sign"]
) -> Hit:
    term = Term(source=text[start:end], targets=tuple(dict.fromkeys(forms)), kind="person")
    return Hit(start=start, end=end, term=term, origin=origin)


def _forms(value: float) -> Iterator[str]:
    """Yield how English writes a number, the best first."""
    digits = f"{round(value):,}"
    for scale, name in _NAMES:
        if value >= scale:
            yield f"{_short(value / scale)} {name}"
            break
    yield digits
    yield digits.replace(",", "")
    for scale, name in _NAMES:
        if value == scale / 2:
            yield f"half a {name}"


def _short(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
