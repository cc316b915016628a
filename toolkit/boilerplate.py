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


BUILT_IN: tuple[Boilerplate, ...] = (
    _end("^(請|请)(加入|訂閱|订阅|支持|登記|登记).{0,20}(訂戶|订户|會員|会员|月費|月费)"),
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
    return kept, tuple(_told(said, Place(path=path, line=line(said))) for said in left)


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
    """Tell whether the first rule that knows a block says that it goes."""
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


def _told(said: str, at: Place) -> Finding:
    said = " ".join(said.split())
    shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
    return Finding(
        rule="boilerplate",
        severity="note",
        at=at,
        message=f"left out: “{shown}”",
        hint="to keep it, write a [[boilerplate]] with its pattern and `keep = true` in book.toml",
    )
