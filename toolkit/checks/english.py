"""Reads the numbers of English: 1.2 million, twenty-five, two-thirds, the 1990s, a dozen, XVI.

Rule: a number has every value that its words may stand for; ``sure`` are those in digits of their own.
"""

import functools
import re
from collections.abc import Iterator

from toolkit import wording
from toolkit.checks.chinese import Number

_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
    "thousandth": 1000,
}  # fmt: skip
SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12, "score": 20, "crore": 10**7, "lakh": 10**5,
    "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12,
}  # fmt: skip
_SMALL = {**_ONES, **_TENS}
_ALIKE: dict[str, tuple[float, ...]] = {
    "once": (1,), "twice": (2,), "thrice": (3,), "both": (2,), "either": (2,), "pair": (2,), "couple": (2,),
    "double": (2, 100), "doubled": (2, 100, 1), "doubles": (2,), "doubling": (2, 100, 1), "twin": (2,), "dual": (2,),
    "duo": (2,), "two-way": (2,), "bilateral": (2,), "trilateral": (3,), "tripled": (3, 2), "triple": (3,),
    "trio": (3,), "quadruple": (4,), "quadrupled": (4, 3), "biennial": (2,), "bicentennial": (200,),
    "decade": (10,), "century": (100,), "centuries": (100,), "millennium": (1000,),
    "millennia": (1000,), "centenary": (100,), "fortnight": (14, 2), "half": (0.5, 50), "halves": (0.5, 50, 2),
    "quarter": (0.25, 25), "quarters": (0.25, 25), "halved": (0.5, 50), "halfway": (0.5, 50),
    "noon": (12,), "midday": (12,), "midnight": (12, 24, 0), "semi": (0.5,), "tenfold": (10,), "twofold": (2,),
    "teens": (10,), "twenties": (20,), "thirties": (30,), "forties": (40,), "fifties": (50,), "sixties": (60,),
    "seventies": (70,), "eighties": (80,), "nineties": (90,), "hundreds": (100,), "thousands": (1000,),
    "triathlon": (3,), "pentagon": (5,), "hat-trick": (3,), "brace": (2,), "two-thirds": (2 / 3, 66, 67),
    "eve": (30, 24), "primary": (1,), "another": (1,), "couples": (2,), "binary": (2,),
    "quartet": (4,), "quintet": (5,), "biannual": (2,), "semifinals": (4,), "semifinal": (4,), "quarterfinal": (8,),
}  # fmt: skip
MONTHS = {
    **{name.lower(): number for number, name in enumerate(wording.MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(wording.MONTHS, 1)},
    "sept": 9,
}
"""The number of each month by its name and its usual abbreviation, in small letters."""
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|crore|lakh)s?"
_WORD = (
    rf"(?:{'|'.join((*_SMALL, 'hundred', 'thousand', 'million', 'billion', 'trillion', 'dozen'))})"
)
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
_PATTERN = re.compile(
    rf"(?P<digits>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+)"
    rf"(?:(?P<over>/[0-9]+)|(?P<half>\s?½)|\s?-?(?P<scale>{_SCALE}(?:[\s-]{_SCALE})*|(?:bn|mn|tn|k|m|b)(?![A-Za-z])))?"
    rf"|(?<![A-Za-z])(?:(?P<part>{_WORD}|a|an)[\s-](?P<share>half|third|quarter|{_ORDINAL})s?(?![A-Za-z])"
    rf"|(?P<words>(?:(?:an?|half an?|quarter of a)[\s-](?={_SCALE}))?{_WORD}(?:(?:[\s-]+|\s+and\s+){_WORD})*"
    rf"(?:-{_ORDINAL})?)(?P<plus>\s+and\s+a\s+half(?:\s+(?P<large>hundred|thousand|million|billion|trillion))?)?(?:fold)?(?![A-Za-z])"
    rf"|(?P<ordinal>{_ORDINAL})s?(?![A-Za-z])"
    rf"|(?P<month>{'|'.join((*wording.MONTHS, *(name[:3] for name in wording.MONTHS), 'Sept'))})(?![A-Za-z])"
    rf"|(?P<alike>{'|'.join(sorted(_ALIKE, key=len, reverse=True))})(?![A-Za-z]))",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![0-9])([0-9]{1,2})\.([0-5][0-9])\s?[ap]\.?m")
_FEW = re.compile(
    rf"(?<![A-Za-z0-9])({_WORD}|[0-9]+)(?:\s|-)(?:in|out\sof)(?:\severy)?(?:\s|-)({_WORD}|[0-9]+)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HALF_HOUR = re.compile(
    r"\b(?:(half)[\s-](?:an\s)?|(quarter)[\s-](?:of\san\s)?)hour|\bhalf past", re.IGNORECASE
)
_ROMAN = re.compile(r"(?<![A-Za-z])(?:[IVX]{2,}|[VX])(?![A-Za-z])")
_ROMANS = {"I": 1, "V": 5, "X": 10}


@functools.lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of an English text, in order."""
    found = [one for match in _PATTERN.finditer(text) for one in _read(match)]
    for match in _FEW.finditer(text):
        few, many = (_SMALL.get(word.lower()) or _number(word) for word in match.groups())
        if few and many and few < many:
            values = (few / many, 100 * few / many)
            found.append(Number(match.start(), match.end(), values, sure=False))
    for match in _HALF_HOUR.finditer(text):
        minutes = 15.0 if match[2] else 30.0
        found.append(Number(match.start(), match.end(), (minutes,), sure=False))
    for match in _CLOCK.finditer(text):
        found.extend(
            Number(match.start(), match.end(), (float(part),), sure=False)
            for part in match.groups()
        )
    found.extend(
        Number(match.start(), match.end(), (_roman(match.group()),), sure=False)
        for match in _ROMAN.finditer(text)
    )
    return tuple(sorted(found, key=lambda number: number.start))


def _number(word: str) -> float:
    return float(word) if word.isdigit() else 0.0


def _read(match: re.Match[str]) -> Iterator[Number]:
    start, end = match.span()
    if match["digits"]:
        yield _digits(match)
    elif match["share"]:
        yield from _share(match)
    elif match["words"]:
        yield from _spelt(match)
    elif match["ordinal"]:
        number = _ORDINALS[match["ordinal"].lower()]
        values = {float(number), *((1 / number, 100 / number) if number > 2 else ())}
        yield Number(start, end, tuple(sorted(values)), sure=False)
    elif match["month"]:
        if match["month"][0].isupper():
            yield Number(start, end, (MONTHS[match["month"].lower()],), sure=False)
    else:
        yield Number(start, end, _ALIKE[match["alike"].lower()], sure=False)


def _digits(match: re.Match[str]) -> Number:
    start, end = match.span()
    text = match.string
    number = float(match["digits"].replace(",", ""))
    values = {number}
    scale = (match["scale"] or "").lower()
    if match["over"]:
        below = float(match["over"][1:])
        values |= {below, number / below if below else 0}
    if match["half"] or re.match(r"\s?(?:and\s(?:a|one)\shalf|-and-a-half)", text[end:]):
        values.add(number + 0.5)
    if scale:
        scaled = number
        for word in re.split(r"[\s-]", scale):
            scaled *= SCALES[word.removesuffix("s") if word not in SCALES else word]
        values = {scaled} if scale.isalpha() and len(scale) > 2 else {scaled, number}
    elif wider := re.match(
        rf"\s?(?:-|–|—|to|and|or)\s?\$?[0-9.,]+\s?({_SCALE}|bn|m)(?![A-Za-z])", text[end:]
    ):
        values.add(number * SCALES[wider[1].lower().removesuffix("s")])
    if number < 100 and re.search(r"[0-9]{4}[-–/]$", text[:start]):
        values |= {2000 + number, 1900 + number}
    if 1000 <= number < 2100 and text[end : end + 1] in ("s", "-", "–"):
        values.add(number % 100)
    if number < 100 and text[start - 1 : start] in ("'", "’"):
        values |= {1900 + number, 2000 + number}
    values |= set(_times(number, text, end))
    own = not re.search(r"[A-Za-z][-–.]?$", text[:start]) and not re.match(
        r"(?!(?:st|nd|rd|th|s|m|bn|k|km|kg|g|cm|mm|pm|am|p|a)\b)[A-Za-z]", text[end:]
    )
    return Number(start, end, tuple(sorted(values)), sure=own, arabic=True)


def _share(match: re.Match[str]) -> Iterator[Number]:
    """Read two-thirds, a quarter, one half; an ordinal after a number may as well be one by itself."""
    part = _SMALL.get(match["part"].lower(), 1)
    share = match["share"].lower()
    below = {"half": 2, "quarter": 4}.get(share) or _ORDINALS[share]
    yield Number(match.start(), match.end(), (part / below, 100 * part / below), sure=False)
    if share in _ORDINALS:
        yield Number(match.start(), match.end(), (float(below),), sure=False)
    if part > 1:
        yield Number(match.start(), match.end(), (float(part),), sure=False)


def _spelt(match: re.Match[str]) -> Iterator[Number]:
    """Read numbers in words; “nine and ten” are two, “a hundred and ten” is one."""
    plus = 0.5 if match["plus"] else 0
    large = SCALES.get((match["large"] or "").lower(), 1)
    runs: list[_Run] = []
    for word in re.split(r"[\s-]+", match["words"].lower()):
        if word and word not in ("and", "a", "an", "of") and not (runs and runs[-1].take(word)):
            runs.append(_Run(word))
    for run in runs:
        values = {
            large * (run.value + plus),
            run.value,
            *_times(run.value, match.string, match.end()),
        }
        yield Number(match.start(), match.end(), tuple(sorted(values)), sure=False)


def _times(number: float, text: str, end: int) -> tuple[float, ...]:
    """Return what a number of decades or centuries is in years."""
    unit = re.match(r"(?:\s|-)(decade|centur)", text[end:])
    return (number * (10 if unit[1] == "decade" else 100),) if unit else ()


class _Run:
    """A number in words, as it grows: what is settled, what still may be multiplied, and the last part."""

    def __init__(self, word: str) -> None:
        self.settled = self.open = self.last = 0.0
        if word in ("half", "quarter"):
            self.open = 0.5 if word == "half" else 0.25
            self.last = -1
        elif not self.take(word):
            self.open = self.last = float(_SMALL.get(word) or _ORDINALS.get(word) or 0)

    @property
    def value(self) -> float:
        return self.settled + self.open

    def take(self, word: str) -> bool:
        """Take a word up; return False where it begins another number."""
        if scale := SCALES.get(word):
            self.open = (self.open or 1) * scale
            if scale >= 1000:
                self.settled, self.open = self.settled + self.open, 0.0
            self.last = scale
            return True
        number = float(_SMALL.get(word) or _ORDINALS.get(word) or 0)
        if self.last >= 100 or (20 <= self.last < 100 and 0 < number < 10):
            self.open += number
            self.last = number
            return True
        return False


def _roman(text: str) -> float:
    total = 0
    for char, after in zip(text, (*text[1:], ""), strict=True):
        worth = _ROMANS[char]
        total += -worth if after and _ROMANS[after] > worth else worth
    return float(total)
