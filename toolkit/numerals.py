"""Reads Chinese numerals in one written form, and ends English ordinals: 三千二百, 一〇七, 3.5万; 21st.

Rule: what may be two numbers (三四十) is none.
"""

import re

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_ENDINGS = {"1": "st", "2": "nd", "3": "rd"}


def numeral(text: str) -> float | None:
    """Return the value of Chinese numerals, digit by digit or with units; None where it is a guess (三四十)."""
    whole, point, decimals = text.partition("点")
    if point:
        value = numeral(whole)
        scales = decimals.lstrip("".join(DIGITS))
        digits = "".join(str(DIGITS[char]) for char in decimals[: len(decimals) - len(scales)])
        if "十" in scales or any(char in DIGITS for char in scales):
            return None  # 三点四十五 is a time
        scale = 1.0
        for char in scales:
            scale *= {**UNITS, **SCALES}[char]
        return None if value is None else float(f"{int(value)}.{digits}") * scale
    if all(char in DIGITS for char in text):
        run = [DIGITS[char] for char in text]
        guess = len(run) == 2 and 0 < run[0] < run[1]
        return None if guess else float("".join(map(str, run)))
    return _with_units(text)


def _with_units(text: str) -> float | None:
    total = section = 0.0
    current: int | None = None
    last, unit = 10**16, 1
    for char in text:
        if char in DIGITS:
            if current and DIGITS[char]:
                return None
            current = DIGITS[char]
            unit = 1 if char in "零〇" else unit
        elif char in UNITS:
            unit = UNITS[char]
            section += (1 if current is None else current) * unit
            current = None
        else:
            unit = SCALES[char]
            value = section + (current or 0)
            total = (total + value or 1) * unit if unit > last else total + (value or 1) * unit
            if unit > last and not value:
                total = total or unit
            section, current, last = 0.0, None, min(last, unit)
    tail = (current or 0) * (unit // 10 if unit >= 100 else 1)
    return total + section + tail


def value(text: str) -> float | None:
    """Return the value of a number in digits, in Chinese numerals, or in both."""
    text = text.replace(",", "").replace(" ", "")
    if not text or not text[0].isdigit() or text[0] in DIGITS:
        return numeral(text)
    total = 0.0
    for match in re.finditer(r"([0-9.]+)([百千万亿兆]*)", text):
        part = float(match[1])
        for char in match[2]:
            part *= {**UNITS, **SCALES}[char]
        total += part
    return total


def ending(digits: str) -> str:
    """Return the ending of an English ordinal in digits: ``st`` for 21, ``th`` for 11."""
    return "th" if digits[-2:-1] == "1" else _ENDINGS.get(digits[-1], "th")
