"""Finds names that an archive holds and its glossary lacks.

Rule: a guess says why it was made; nothing that a row covers already is offered.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from toolkit.article import Article
from toolkit.glossary import Glossary
from toolkit.lang import HAN, LATIN_NAME
from toolkit.model import Place, Segment
from toolkit.names import SURNAMES
from toolkit.projection import detach

_HAN = HAN.pattern
_TITLES = "|".join(
    """總統 主席 總理 首相 部長 外長 國務卿 局長 署長 處長 司長 院長 市長 州長 省長 校長 議員 發言人 教授 博士 學者
    研究員 分析師 策略師 工程師 法官 檢察官 律師 醫生 記者 書記 委員長 主任 大使 特使 總裁 經理 店主 商人 導演 會長 社長 秘書長 居民 丈夫 妻子
    总统 总理 部长 外长 国务卿 局长 署长 处长 司长 院长 市长 州长 省长 校长 议员 发言人 学者 研究员 分析师 策略师 工程师 检察官
    律师 医生 记者 书记 委员长 总裁 经理 导演""".split()
)
_AFTER = (
    "[，。、；：（）(「」]|表示|指出|認為|认为|稱|称|說|说|在|與|与|和|會見|会见|訪|访|於|于|對|对"
)
_NO_NAME = f"{_AFTER}|[向又昨今已將将就也都並并及等的是有被給给問问室]|去年|宣布|回應|回应|強調|强调|要求|拒絕|拒绝|沒有|没有"
_PAPERS = "雜誌|杂志|週刊|周刊|月刊|日報|日报|報|报|網|网|電視|电视"
_GLOSSED = re.compile(
    rf"(?P<name>《[^《》]+》(?:{_PAPERS})|(?<=《)(?P<title>[^《》]+)(?=》)|(?:{_HAN}|[·‧．])+)"
    rf"(?(title)》)[（(](?P<english>(?=[^)）]{{2}}){LATIN_NAME})[)）]"
)
_TITLED = re.compile(
    rf"(?:{_TITLES})(?!{_NO_NAME})((?:{_HAN}){{2,4}}?(?={_AFTER})|[{SURNAMES}](?:{_HAN}){{2}})"
)
_TITLE = re.compile(rf".*(?:{_TITLES})(?=(?:{_HAN}){{2}})")
_FULL_NAME = re.compile(rf"(?:{_HAN}){{1,5}}[·‧．](?:{_HAN}){{1,6}}")
_LONGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A name without a row, the English that an article itself gives for it if any, and why it is offered."""

    source: str
    english: str
    count: int
    why: str
    at: Place


def find(articles: Sequence[Article], glossary: Glossary, *, least: int = 3) -> tuple[Guess, ...]:
    """Return the guesses, the surest first; ``least`` is how often a name after a mere title must occur."""
    guesses: dict[str, tuple[str, str, Place]] = {}
    for segment in (segment for article in articles for segment in article.segments):
        for source, english, why in _guesses(segment):
            known = guesses.get(source)
            if not known or _ORDER.index(why) < _ORDER.index(known[1]):
                guesses[source] = (english, why, segment.at)
    texts = (detach(part.text)[0] for article in articles for part in article.segments)
    counts = _counts(guesses, texts)
    found = []
    for source, (english, why, at) in guesses.items():
        count = counts[source]
        if _covered(source, glossary) or (why == _ORDER[-1] and count < least):
            continue
        found.append(Guess(source=source, english=english, count=count, why=why, at=at))
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.why), -one.count, one.source)))


_ORDER = ("its English stands beside it", "is a tag", "is a name with a dot", "follows a title")


def _counts(sources: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    """Count how often each source stands in texts, never over itself; all are searched for at once."""
    names = list(sources)
    counts: Counter[str] = Counter()
    if not names:
        return counts
    search = ahocorasick_rs.AhoCorasick(names)
    for text in texts:
        ends: dict[int, int] = {}
        for number, start, end in search.find_matches_as_indexes(text, overlapping=True):
            if start >= ends.get(number, 0):
                counts[names[number]] += 1
                ends[number] = end
    return counts


def _guesses(segment: Segment) -> Iterable[tuple[str, str, str]]:
    plain = detach(segment.text)[0]
    if segment.field == "tags" and HAN.search(plain):
        yield plain, "", "is a tag"
    for match in _GLOSSED.finditer(plain):
        name = _TITLE.sub("", match["name"]) or match["name"]
        name = name if "》" in name or match["title"] else name[-_LONGEST:]
        yield name, match["english"].strip(), "its English stands beside it"
    for match in _FULL_NAME.finditer(plain):
        yield match.group(), "", "is a name with a dot"
    for match in _TITLED.finditer(plain):
        yield match.group(1), "", _ORDER[-1]


def _covered(source: str, glossary: Glossary) -> bool:
    """Return whether the end of a guess is a term: 白宮副幕僚長哈京 is covered by 哈京."""
    return any(hit.end == len(source) for hit in glossary.find(source))
