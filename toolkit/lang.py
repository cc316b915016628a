"""What a language code is, and which characters are Han, punctuation or full width."""

import re
from typing import NewType

LangCode = NewType("LangCode", str)

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")

IDEOGRAPHIC_SPACE = "\u3000"

HAN = re.compile(
    "["
    "\u2e80-\u2fdf"  # radicals
    "\u3005\u3007\u3021-\u3029"  # 々 〇 and the Suzhou numerals
    "\u3400-\u4dbf\u4e00-\u9fff"  # extension A, the unified block
    "\uf900-\ufaff"  # compatibility
    "\U00020000-\U0003ffff"  # extensions B and later
    "]"
)
"""One Han character."""

LATIN = "A-Za-zÀ-ÖØ-öø-ɏ\u1e00-\u1eff"
"""Latin letters, those with accents too, as the inside of a class of a regular expression."""

LATIN_NAME = rf"[{LATIN}][{LATIN} .,'’&–-]*"
"""A name in Latin letters, of one word or several, as a regular expression: Fox News, Marks & Spencer."""

CJK_MARKS = re.compile("[\u3000-\u3003\u3008-\u3020\u3030\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]")
"""One punctuation mark of Chinese typesetting: wide, full-width or half-width."""


def tag(text: str) -> LangCode:
    """Return a BCP 47 tag as a code; raise ValueError for what is not one."""
    if not _TAG.fullmatch(text):
        raise ValueError(f"“{text}” is not a language tag such as zh-Hant-HK or en-GB")
    return LangCode(text)


def primary(code: str) -> str:
    """Return the language alone: ``zh`` of ``zh-Hant-HK``."""
    return code.split("-", 1)[0]


def is_cjk(code: str) -> bool:
    """Return whether a language is written in Han, or with it."""
    return primary(code) in ("zh", "ja", "ko")


def han_share(text: str) -> float:
    """Return the share of Han among the characters that are not spaces, 0 for nothing."""
    dense = "".join(text.split())
    return len(HAN.findall(dense)) / len(dense) if dense else 0.0
