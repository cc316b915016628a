"""Knows how names of Chinese people are made, and romanises them: 陳○明 is *Chen ○-ming*.

Rules: romanised is pinyin, as models trained on Mandarin write it; what masks a part of a name stays as it is.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit.normalise import fold
from toolkit.signs import MASKS
from toolkit.table import Hit, Term

SURNAMES = (
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯翁魏孫戴范方宋鄧杜"
    "傅侯曹薛丁卓馬董唐藍馮姚石麥譚歐伍湯霍甘黎韋岑關區龐溫金尹崔朴白梅阮鄺駱凌翟殷喬俞祝鄔紀涂巫鄒童程任袁夏田"
    "陈黄张吴刘杨许郑谢赖叶苏庄吕萧罗简钟赵卢颜孙邓马冯麦谭欧汤韦关区庞温邝骆乔邬纪邹"
)
"""Characters that begin the name of a person far more often than another word."""

_READ = {
    "曾": "zeng", "任": "ren", "區": "ou", "区": "ou", "翟": "zhai", "朴": "piao", "尹": "yin", "葉": "ye", "叶": "ye",
}  # fmt: skip
"""How a character is read as a surname where it is read otherwise elsewhere."""

_MASK = f"[{MASKS}XＸ×]"
_HAN = "[\u4e00-\u9fff]"
_NO_NAME = "[說说稱称表指認认今昨前在和與与及等的是有被將将已向對对於于也都並并男女先涉遭光射]"
_MASKED = re.compile(
    rf"(?P<family>[{SURNAMES}])"
    rf"(?:(?P<masks>{_MASK}{{2}})|(?P<first>{_MASK})(?!{_NO_NAME})(?P<given>{_HAN})|(?P<last>{_HAN})(?P<end>[{MASKS}])|(?P<only>[{MASKS}]))"
    rf"(?!{_MASK})"
)


def masked(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the names with a masked part outside the hits, as terms of their own: 陳○明, 李○○, 王大○."""
    for match in _MASKED.finditer(text):
        start, end = match.span()
        if all(hit.end <= start or end <= hit.start for hit in hits):
            given = match["masks"] or match["only"] or _given(match)
            term = Term(
                source=match[0], targets=(f"{_family(match['family'])} {given}",), kind="person"
            )
            yield Hit(start=start, end=end, term=term, origin="sign")


def _given(match: re.Match[str]) -> str:
    if match["first"]:
        return f"{match['first']}-{romanised(match['given'], tones=False)}"
    return f"{romanised(match['last'], tones=False).capitalize()}-{match['end']}"


def _family(char: str) -> str:
    return (_READ.get(char) or romanised(char, tones=False)).capitalize()


def romanised(words: str, *, tones: bool = True) -> str:
    """Return the pinyin of a word, as one word."""
    import pypinyin  # noqa: PLC0415 - its tables take a third of a second, which few books need

    style = pypinyin.Style.TONE if tones else pypinyin.Style.NORMAL
    return "".join(pypinyin.lazy_pinyin(fold(words), style=style))
