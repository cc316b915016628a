"""Brings Chinese into the form that a model was trained on, by steps that its package names.

Rule: a step maps text to text, is idempotent, and knows nothing of the others; their order is the package's.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import opencc

from toolkit.errors import EngineError

_MARKS = str.maketrans(
    {
        "「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "〝": "“", "〞": "”",
        "｢": "“", "｣": "”", "\u3000": " ", "\u200b": None, "\ufeff": None,
    }
)  # fmt: skip
_WIDE_SIGNS = "％．＋－／＝＆＃＠"
_WIDTH = {
    wide: wide - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for wide in range(ord(first), ord(last) + 1)
} | {ord(sign): ord(sign) - 0xFEE0 for sign in _WIDE_SIGNS}
_HAN_SIDE = "[\u3400-\u9fff，。！？；：、“”（）《》]"
_HAN_GAP = re.compile(f"(?<={_HAN_SIDE}) (?={_HAN_SIDE})")


@functools.cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _marks(text: str) -> str:
    return text.translate(_MARKS)


def _width(text: str) -> str:
    return text.translate(_WIDTH)


def _simplify(text: str) -> str:
    return str(_converter("hk2s").convert(text))


def _traditionalise(text: str) -> str:
    return str(_converter("s2t").convert(text))


def _space(text: str) -> str:
    return _HAN_GAP.sub("", " ".join(text.split()))


STEPS: Mapping[str, Callable[[str], str]] = {
    "nfc": _nfc,  # Unicode's canonical composition
    "marks": _marks,  # corner brackets to curly quotes, wide spaces to spaces
    "width": _width,  # full-width digits and letters to ASCII
    "simplify": _simplify,  # Traditional of Hong Kong to Simplified
    "traditionalise": _traditionalise,  # Simplified to Traditional
    "space": _space,  # single spaces, none between Han
}


def prepare(text: str, steps: Sequence[str]) -> str:
    """Apply the named steps in order; raise EngineError for a step that we do not know."""
    for name in steps:
        if name not in STEPS:
            raise EngineError(
                f"the model wants the normalisation “{name}”, which this version does not know",
                hint=f"known steps: {', '.join(STEPS)}; a newer toolkit may have it",
            )
        text = STEPS[name](text)
    return text


@functools.cache
def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    simple = _converter("t2s").convert(_converter("hk2s").convert(plain))
    return simple if len(simple) == 1 else plain


def fold(text: str) -> str:
    """Map every character to one that all its written forms share: 峯 and 峰, 奧 and 奥, Ａ and A.

    Law: the length stays, so a position in the folded text is a position in the text.
    """
    return "".join(map(_folded, text))


_OWN = frozenset("，。：；！？（）")
_ZERO = re.compile("(?<=[一二三四五六七八九百千〇○])○(?=[一二三四五六七八九〇○年])")


def fold_words(text: str) -> str:
    """Fold a text but for the marks of Chinese, so that 50，200 stays two numbers, and read 二○一八 as one.

    Law: the length stays.
    """
    zeros = _ZERO.sub("〇", text)
    return "".join(char if char in _OWN else _folded(char) for char in zeros)
