"""Applies the house style of English to what a model wrote.

Rules: idempotent; changes no letter and no digit; looks at one sentence at a time.
"""

import re

from toolkit.signs import ARROWS, CURRENCIES

_MARKS = str.maketrans(
    {
        "。": ".", "，": ",", "、": ",", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")",
        "【": "[", "】": "]", "「": "“", "」": "”", "『": "‘", "』": "’", "《": "“", "》": "”", "〈": "‘",
        "〉": "’", "．": ".", "％": "%", "～": "~", "\u3000": " ", "\u00a0": " ", "·": "·", "\ufffd": None,
    }
)  # fmt: skip
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\s+", " "),
        (r"(?<=\S)\s*(?:—|-{2,})(?:\s*[—–-])*\s*(?=\S)", " – "),
        (r"(?<=\w)'(?=\w)", "’"),  # don't
        (r"(?<=s)'(?=\s|$)", "’"),  # the workers' party
        (r"'(?=\d0s)", "’"),  # the '90s
        (r"(^|[\s(\[“‘–])\"(?=\S)", r"\1“"),
        (r"\"", "”"),
        (r"(^|[\s(\[“–])'(?=\S)", r"\1‘"),
        (r"'", "’"),
        (r"\s+([,;:?!)\]”’…]|\.(?!\w))", r"\1"),  # but .5 and .com
        (r"(?:\.{3,}|…)+", "…"),
        (r"([(\[“‘])\s+", r"\1"),
        (r"([,;])(?=[A-Za-z“‘])", r"\1 "),
        (r"(?<=\d) %", "%"),
        (rf"(?<=\S)\s*([{ARROWS}]+)\s*(?=[\w“‘(\[$€£¥])", r" \1 "),
        (rf"(?<=[{''.join(CURRENCIES)}]) (?=\d)", ""),
    )
)


def tidy(text: str) -> str:
    """Return English with curly quotes, dashes and single spaces, and no mark of Chinese typesetting."""
    text = _quoted(text.translate(_MARKS).strip())
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text.strip()


def _quoted(text: str) -> str:
    """Make straight double quotes curly in pairs, with spaces outside them; an odd number is left alone."""
    if text.count('"') % 2:
        return text
    parts = text.split('"')
    for number in range(1, len(parts), 2):
        before, inside, after = parts[number - 1 : number + 2]
        gap = " " if before and (before[-1].isalnum() or before[-1] in ",;:") else ""
        parts[number - 1] = before.rstrip() + (" " if before[-1:].isspace() else gap) + "“"
        parts[number] = inside.strip() + "”"
        parts[number + 1] = (" " if after[:1].isalnum() else "") + after
    return "".join(parts)
