"""The few words that the book itself says, dates as each language writes them, and numbers with their nouns.

Rule: a language that has no words here gets the English ones, tagged as English.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from toolkit.lang import LangCode, han_share, primary
from toolkit.model import Side

ENGLISH: Final = LangCode("en")

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-Hant": {
        "archive": "存檔",
        "colophon": "出版說明",
        "contents": "目錄",
        "cover": "封面",
        "glossary": "詞彙表",
        "in-source": "中文",
        "in-target": "英文",
        "index": "名稱索引",
        "missing": "圖片未收錄",
        "note": "備註",
        "online": "網上原圖",
        "original": "原文",
        "others": "其他",
        "passim": "等處",
        "picture": "圖片",
        "places": "數字是文章和段落的次序：3:5 是第三篇文章的第五段，3 是它的題目。",
        "rights": "版權",
        "skip": "跳到正文",
        "sources": "文章來源",
        "tags": "標籤",
    },
    "zh-Hans": {
        "archive": "存档",
        "colophon": "出版说明",
        "contents": "目录",
        "cover": "封面",
        "glossary": "词汇表",
        "in-source": "中文",
        "in-target": "英文",
        "index": "名称索引",
        "missing": "图片未收录",
        "note": "备注",
        "online": "网上原图",
        "original": "原文",
        "others": "其他",
        "passim": "等处",
        "picture": "图片",
        "places": "数字是文章和段落的次序：3:5 是第三篇文章的第五段，3 是它的题目。",
        "rights": "版权",
        "skip": "跳到正文",
        "sources": "文章来源",
        "tags": "标签",
    },
    "en": {
        "archive": "Archived copy",
        "colophon": "Colophon",
        "contents": "Contents",
        "cover": "Cover",
        "glossary": "Glossary",
        "in-source": "Chinese",
        "in-target": "English",
        "index": "Index of names",
        "missing": "Picture not included",
        "note": "Note",
        "online": "see it online",
        "original": "Original article",
        "others": "Others",
        "passim": "passim",
        "picture": "picture",
        "places": "The numbers are those of article and passage: 3:5 is the fifth passage of the third article, 3 its title.",
        "rights": "Rights",
        "skip": "Skip to the text",
        "sources": "Sources",
        "tags": "Tags",
    },
}

_NAMES: Final[Mapping[str, str]] = {
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "pt": "Português",
    "ru": "Русский",
    "zh": "中文",
}

_SIMPLIFIED: Final = ("zh-Hans", "zh-CN", "zh-SG")


def _table(lang: str) -> str:
    if primary(lang) != "zh":
        return "en"
    return "zh-Hans" if lang.startswith(_SIMPLIFIED) else "zh-Hant"


def word(key: str, lang: str) -> str:
    """Return one of the book's own words."""
    return _WORDS[_table(lang)][key]


def named(lang: str) -> str:
    """Return the name of a language in that language, or its tag."""
    return _NAMES.get(primary(lang), lang)


def spoken(lang: LangCode) -> LangCode:
    """Return the language in which `word` and `written` answer for a language."""
    return lang if primary(lang) in ("zh", "en") else ENGLISH


def written(iso: str, lang: str) -> str:
    """Return a date as the language writes it; anything but an ISO date comes back unchanged."""
    try:
        day = datetime.fromisoformat(iso).date()
    except ValueError:
        return iso
    if primary(lang) == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def language_of(text: str, source: LangCode, target: LangCode) -> LangCode:
    """Return which of a book's two languages a short value is in, judged by whether it holds Han."""
    chinese = [lang for lang in (source, target) if primary(lang) == "zh"]
    others = [lang for lang in (target, source) if primary(lang) != "zh"]
    return ((chinese if han_share(text) else others) or [source])[0]


def side_of(remark: str) -> Side:
    """Return the side of a book that an editor's remark belongs to, by the language that most of it is in."""
    return "source" if han_share(remark) > 0.5 else "target"


def brackets(lang: str) -> tuple[str, str]:
    """Return the brackets that set a remark apart, with the space they need."""
    return ("（", "）") if primary(lang) == "zh" else (" (", ")")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 sentence, 1,200 sentences."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
