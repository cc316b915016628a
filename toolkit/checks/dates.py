"""Dates and weekdays: the same days in both languages.

Rule: a date is a month and a day, a decade, or a word such as 上月; years are numbers.
"""

import re
from collections.abc import Iterator

from toolkit import wording
from toolkit.checks.english import MONTHS
from toolkit.checks.rule import Bitext, Fault, sentence_rule
from toolkit.numerals import value

_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(rf"(?P<month>{_NUMBER})\s?月\s?(?P<day>{_NUMBER})\s?[日号]")
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = re.compile(rf"(?<![A-Za-z])({_NAMES})(?![A-Za-z])", re.IGNORECASE)
_DAY = r"(?:the\s+)?([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])"
_JOIN = r"(?:\s*(?:,|-|–|—|/|to|and|or|until|through)\s*)"
_AFTER = re.compile(rf"\.?,?\s*{_DAY}(?:{_JOIN}{_DAY})?(?:{_JOIN}{_DAY})?", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:(?<![0-9])([0-9]{{1,2}})(?:st|nd|rd|th)?{_JOIN})?(?:(?<![0-9])([0-9]{{1,2}})(?:st|nd|rd|th)?{_JOIN})?"
    r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?\s*$",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![0-9])([0-9]{1,2})[/.-]([0-9]{1,2})(?![0-9])")
_DAYS = dict(
    zip(
        "一二三四五六日",
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        strict=True,
    )
) | {"天": "Sunday"}
_WEEKDAY = re.compile(
    r"(?<![0-9一两三四五六七八九十每半几数])(?:(?<=[上下本这每])周|周|星期|礼拜)([一二三四五六日天])(?![年个]|天(?!气))"
)
_ENGLISH_DAY = re.compile(
    r"\b(?:(Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:days?\b|\b\.?))"
)
_SHORT = {"Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday",
          "Sat": "Saturday", "Sun": "Sunday"}  # fmt: skip
_DECADE = re.compile(r"(?<![0-9])(?P<century>[0-9]{2})?(?P<decade>[0-9]0)\s?年代")
_SEASONS = "spring|summer|autumn|fall|winter|season"
_PAST = r"(?:last|previous|past|preceding|prior|earlier)(?:\W+\w+)?\W+"
_COMING = r"(?:next|coming|following|new|upcoming)(?:\W+\w+)?\W+"
_ANY_DAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"\b(?:19|20)[0-9]{2}\b|['’][0-9]{2}\b"
_RELATIVE: tuple[tuple[re.Pattern[str], str, re.Pattern[str]], ...] = tuple(
    (re.compile(zh), shown, re.compile(en, re.IGNORECASE))
    for zh, shown, en in (
        (
            "去年",
            "last year",
            rf"{_PAST}(?:years?|{_SEASONS}|{_NAMES})|years?[\s-](?:ago|earlier|before)|[\s-]on[\s-]year|{_YEAR}",
        ),
        (
            "明年",
            "next year",
            rf"{_COMING}(?:year|{_SEASONS}|{_NAMES})|year (?:later|after)|{_YEAR}",
        ),
        (
            "上个?月(?![球亮])",
            "last month",
            rf"{_PAST}months?|month[\s-](?:ago|earlier|before)|[\s-]on[\s-]month|\b(?:{_NAMES})\b",
        ),
        ("下个?月", "next month", rf"{_COMING}month|month later|\b(?:{_NAMES})\b"),
        (
            "上周(?![一二三四五六日末])",
            "last week",
            rf"{_PAST}weeks?|week[\s-](?:ago|earlier|before)|{_ANY_DAY}",
        ),
        ("下周(?![一二三四五六日末])", "next week", rf"{_COMING}week|week later|{_ANY_DAY}"),
        (
            "昨[天日晚夜]",
            "yesterday",
            rf"yesterday|last (?:night|evening)|overnight|day before|{_PAST}(?:day|night)|{_ANY_DAY}|\bon the [0-9]",
        ),
        (
            "(?<!光)明[天晚]|明日",
            "tomorrow",
            rf"tomorrow|{_COMING}days?|day after|future|{_ANY_DAY}",
        ),
    )
)
"""The Chinese, what it means, and the English that says it, exactly or by a date."""


def _dates(text: str) -> set[tuple[int, int]]:
    """Return the days of an English text as pairs of month and day."""
    found: set[tuple[int, int]] = set()
    for name in _MONTH.finditer(text):
        month = MONTHS[name[1].lower()]
        for near in (_AFTER.match(text, name.end()), _BEFORE.search(text[: name.start()])):
            found |= {(month, int(day)) for day in (near.groups() if near else ()) if day}
    for pair in _SLASHED.finditer(text):
        one, other = int(pair[1]), int(pair[2])
        found |= {(one, other), (other, one)}
    return found


def _missing(text: Bitext) -> Iterator[tuple[int, int, str]]:
    english = text.english
    found = _dates(english)
    for match in _DATE.finditer(text.folded):
        month, day = value(match["month"]), value(match["day"])
        if not month or not day or month > 12 or day > 31 or (int(month), int(day)) in found:
            continue
        if re.search(r"[0-9一二三四五六七八九十]$", text.folded[: match.start()]):
            continue
        name = wording.MONTHS[int(month) - 1]
        yield match.start(), match.end(), f"{int(day)} {name}"


def owned(text: Bitext) -> tuple[tuple[int, int], ...]:
    """Return the stretches of the source whose numbers `date-missing` reports already."""
    return tuple((start, end) for start, end, _ in _missing(text))


@sentence_rule("date-missing", "error")
def date_missing(text: Bitext) -> Iterator[Fault]:
    """A day of the Chinese, such as 6月1日, is not in the English, as 1 June, June 1 or 6/1."""
    for start, end, shown in _missing(text):
        yield Fault(
            message=f"“{text.chinese[start:end]}” ({shown}) is not in the English",
            span=(start, end),
            side="source",
        )


@sentence_rule("decade-missing", "error")
def decade_missing(text: Bitext) -> Iterator[Fault]:
    """A decade of the Chinese, such as 1990年代, is not in the English, as the 1990s or the nineties."""
    english = text.english.lower()
    for match in _DECADE.finditer(text.folded):
        if re.search("世纪\\s?$", text.folded[: match.start()]):
            continue
        decade = match["decade"]
        words = {"20": "twenties", "30": "thirties", "40": "forties", "50": "fifties", "60": "sixties",
                 "70": "seventies", "80": "eighties", "90": "nineties"}  # fmt: skip
        century = match["century"] or "(?:[0-9]{2})?"
        if not re.search(rf"(?<![0-9]){century}{decade}\W?s|{words.get(decade, '-')}", english):
            yield Fault(
                message=f"“{match.group()}” is not in the English", span=match.span(), side="source"
            )


def weekdays(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a folded text names a day of the week, and the day in English."""
    for match in _WEEKDAY.finditer(folded):
        yield match.start(), match.end(), _DAYS[match[1]]


@sentence_rule("weekday-missing", "error")
def weekday_missing(text: Bitext) -> Iterator[Fault]:
    """A day of the week in the Chinese, such as 周三, is not in the English."""
    days = _english_days(text.english)
    for start, end, day in weekdays(text.folded):
        if day not in days and not _vague(day, text.english):
            yield Fault(
                message=f"“{text.chinese[start:end]}” ({day}) is not in the English",
                span=(start, end),
                side="source",
            )


def _vague(day: str, english: str) -> bool:
    """Return whether the English speaks of weekdays or weekends as a whole."""
    word = (
        "weekend" if day in ("Saturday", "Sunday") else "weekday|working day|working week|workday"
    )
    return re.search(word, english, re.IGNORECASE) is not None


def _english_days(text: str) -> dict[str, tuple[int, int]]:
    return {_SHORT[match[1][:3]]: match.span() for match in _ENGLISH_DAY.finditer(text)}


@sentence_rule("weekday-added", "warning")
def weekday_added(text: Bitext) -> Iterator[Fault]:
    """The English names a day of the week, and the Chinese names others only."""
    wanted = {day for _, _, day in weekdays(text.folded)}
    for day, span in _english_days(text.english).items():
        if wanted and day not in wanted:
            yield Fault(message=f"{day} is not in the Chinese", span=span)


@sentence_rule("relative-date-missing", "warning")
def relative_date_missing(text: Bitext) -> Iterator[Fault]:
    """A time relative to now in the Chinese, such as 去年12月 or 上月, is not in the English."""
    own = set(re.findall("[0-9]{4}", text.chinese))
    own |= {_DAYS[match[1]] for match in _WEEKDAY.finditer(text.folded)}
    words = re.sub(
        r"[0-9]{4}|[A-Z]\w+day", lambda one: "" if one.group() in own else one.group(), text.english
    )
    for pattern, shown, english in _RELATIVE:
        match = pattern.search(text.folded)
        if match and not english.search(words):
            yield Fault(
                message=f"“{text.chinese[match.start() : match.end()]}” ({shown}) is not in the English",
                span=match.span(),
                side="source",
            )
