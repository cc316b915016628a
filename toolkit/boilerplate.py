"""Recognises what an archive put around its articles: appeals, notices, lines with addresses.

Rules: the first rule that fits a block decides, those of `book.toml` before the built-in ones; at the
ends of an article only an unbroken run of such blocks is left out; all that is left out is reported.
"""

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from toolkit.model import Blocks, Finding, Node, Place
from toolkit.tree import words

Where = Literal["start", "end", "anywhere"]

LONGEST = 400
"""A block of more characters is never boilerplate, whatever a rule says of it."""

_SHOWN = 60  # characters of a block in its finding


class Boilerplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule: what blocks that hold ``pattern`` are, in articles that match ``path``; empty: all."""

    pattern: str
    where: Where = "end"
    keep: bool = False
    path: str = ""

    def __post_init__(self) -> None:
        if not self.pattern:
            raise ValueError("a pattern is empty")
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"the pattern “{self.pattern}” is no expression: {error}") from error


def _end(pattern: str) -> Boilerplate:
    return Boilerplate(pattern=pattern, where="end")


_PLEASE = "(請|请|歡迎|欢迎|敬請|敬请|立即|馬上|马上|現在|现在|即刻|一起|免費|免费|登記|登记)*"
_OURS = "(我們|我们|本報|本报|本刊|本站|本台|本網|本网|本社)"
_FEED = (
    "((粉絲|粉丝|官方|每日|每週|每周|免費|免费|[和及的 ])*(電子報|电子报|電郵通訊|电邮通讯|通訊|通讯|頻道|频道|專頁|专页|"
    "粉絲團|粉丝团|臉書|脸书|帳號|账号|播客|Facebook|FB|Instagram|IG|YouTube|Telegram|LINE|Line|Twitter|Podcast))"
)
_WORK = "(的?(工作|報導|報道|报道|新聞|新闻|記者|记者|媒體|媒体))"
_APPEAL = (
    f"(訂閱|订阅|追蹤|追踪|關注|关注|按讚|按赞|讚好|赞好)({_OURS}的?{_FEED}*|{_FEED}+)"
    f"|(加入|成為|成为)({_OURS}的?)?(付費|付费|月費|月费|年費|年费|贊助|赞助)*(會員|会员|訂戶|订户|之友)"
    f"|(長期|长期|持續|持续|捐款)*(支持|贊助|赞助|捐助){_OURS}{_WORK}?"
)
_CAUSE = f"(以|來|来)?(支持|捍衛|捍卫|守護|守护)(獨立|独立|優質|优质|調查|调查|深度|專業|专业|公共|本地){_WORK}"
_THEN = "[，,、；;！!。.：:|｜/／\\s]+"
_ADDRESS = "((https?://|www[.])[!-~]+)?"
_ASKING = f"^{_PLEASE}({_APPEAL})(({_THEN})({_PLEASE}({_APPEAL})|{_CAUSE}))*({_THEN})?{_ADDRESS}$"
"""A block that asks readers for something, clause by clause, and says nothing else."""

BUILT_IN: tuple[Boilerplate, ...] = (
    _end("^(請|请)(加入|訂閱|订阅|支持|登記|登记).{0,20}(訂戶|订户|會員|会员|月費|月费)"),
    _end(_ASKING),
    _end("(月費|月费|付費|付费)(訂戶|订户|會員|会员).{0,12}(網址|网址|https?:|www[.])"),
    _end("^[【（(《]?(原文|文章|新聞|新闻)(鏈接|链接|連結|连结|網址|网址|地址)[】）)》]?[:：\\s]"),
    _end("^(本文)?(網址|网址|鏈接|链接)[:：]\\s*https?:"),
    Boilerplate(pattern="^The Wayback Machine - https?:", where="start"),
    Boilerplate(pattern="^(原文|文章)(鏈接|链接|連結|连结|網址|网址)[:：\\s]", where="start"),
)
"""What the archives that we know put around their articles."""


def leave_out(
    blocks: Blocks, rules: Sequence[Boilerplate], path: str, line: Callable[[str], int]
) -> tuple[Blocks, tuple[Finding, ...]]:
    """Return the blocks of an article without boilerplate, and a note for each one left out.

    A rule (``---``) that set it apart goes with it. ``line`` finds the line of a text.
    """
    mine = [rule for rule in rules if not rule.path or fnmatchcase(path, rule.path)]
    start = _run(blocks, mine, "start")
    end = len(blocks) - _run(blocks[start:][::-1], mine, "end")
    gone = {*range(start), *range(end, len(blocks))}
    gone |= {place for place in range(start, end) if _fits(blocks[place], mine, "anywhere")}
    kept = [block for place, block in enumerate(blocks) if place not in gone]
    left = [said for place in sorted(gone) if (said := words(blocks[place]))]
    return kept, tuple(_finding(said, Place(path=path, line=line(said))) for said in left)


def _run(blocks: Sequence[Node], rules: Sequence[Boilerplate], where: Where) -> int:
    """Return how many blocks from the first on are boilerplate, with the rules among and after them."""
    length = 0
    for place, block in enumerate(blocks, start=1):
        if _fits(block, rules, where):
            length = place
        elif block["t"] != "HorizontalRule":
            break
    while 0 < length < len(blocks) and blocks[length]["t"] == "HorizontalRule":
        length += 1
    return length


def _fits(block: Node, rules: Sequence[Boilerplate], where: Where) -> bool:
    """Return whether the first rule that knows a block says that it goes."""
    if block["t"] not in ("Para", "Plain", "Header", "BlockQuote", "BulletList"):
        return False
    said = words(block)
    if not said or len(said) > LONGEST:
        return False
    return next(
        (
            not rule.keep
            for rule in rules
            if (rule.keep or rule.where in (where, "anywhere")) and re.search(rule.pattern, said)
        ),
        False,
    )


def _finding(said: str, at: Place) -> Finding:
    said = " ".join(said.split())
    shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
    return Finding(
        rule="boilerplate",
        severity="note",
        at=at,
        message=f"left out: “{shown}”",
        hint="to keep it, write a [[boilerplate]] with its pattern and `keep = true` in book.toml",
    )
