"""What an archive put around an article is left out and reported, and nothing else is."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tree import para

from toolkit.boilerplate import BUILT_IN, LONGEST, Boilerplate, leave_out
from toolkit.model import Blocks, Node

RULE: Node = {"t": "HorizontalRule"}
APPEAL = para("請加入成為眾新聞的月費訂戶，長期支持我們的工作。")
ADDRESS = para("月費訂戶 網址：hkcnews.com/aboutus/#subscribe")
STORY = para("特朗普說，會談很好。")
OWN = Boilerplate(pattern="^編按")


def kept(*blocks: Node, rules: tuple[Boilerplate, ...] = BUILT_IN) -> Blocks:
    return leave_out([*blocks], rules, "a.md", lambda _: 7)[0]


def messages(*blocks: Node, rules: tuple[Boilerplate, ...] = BUILT_IN) -> list[str]:
    return [one.message for one in leave_out([*blocks], rules, "a.md", lambda _: 7)[1]]


def test_an_appeal_at_the_end_goes_with_the_rule_above_it() -> None:
    assert [STORY] == kept(STORY, RULE, APPEAL, ADDRESS)


def test_what_is_left_out_is_reported_with_its_place() -> None:
    (finding,) = leave_out([STORY, APPEAL], BUILT_IN, "a.md", lambda _: 7)[1]
    assert ("boilerplate", "note", "a.md:7") == (finding.rule, finding.severity, str(finding.at))
    assert "left out: “請加入成為眾新聞的月費訂戶，長期支持我們的工作。”" == finding.message


@pytest.mark.parametrize(
    "line",
    [
        "原文鏈接：https://example.org/",
        "【原文連結】 https://example.org/",
        "原文网址: https://example.org/",
        "網址：https://example.org/",
        "請訂閱成為本報會員",
        "付費訂戶 https://example.org/",
        "請訂閱本報電子報，支持獨立新聞。",
        "訂閱電子報",
        "订阅我们的YouTube频道",
        "加入會員",
        "歡迎加入我們的付費會員！",
        "支持我們",
        "捐款支持本站的報導：https://example.org/",
        "追蹤我們的粉絲專頁",
        "請追蹤我們的臉書專頁、訂閱每日電子報，支持優質媒體！",
        "立即訂閱本報，成為會員",
    ],
)
def test_the_lines_that_archives_add_are_known(line: str) -> None:
    assert [STORY] == kept(STORY, para(line))


@pytest.mark.parametrize(
    "line",
    [
        "他呼籲市民：請加入成為會員。",  # the appeal is quoted
        "原文鏈接了兩件事。",
        "月費訂戶增加了三成。",
        "文章說，網址已被封鎖。",
        "加入會員國的談判明年開始。",
        "支持我們的人越來越多。",
        "支持獨立新聞。",
        "訂閱電子報的讀者增加了三成。",
        "「支持我們！」他說。",
        "追蹤帳號的警員已被停職。",
        "成為會員要繳月費，本報去年提高了收費。",
        "請訂閱本報電子報，他對記者說。",
        "本報電子報的訂閱人數，十年來從未下跌。",
    ],
)
def test_news_that_resembles_it_stays(line: str) -> None:
    assert [STORY, para(line)] == kept(STORY, para(line))


def test_an_appeal_with_news_below_it_stays() -> None:
    assert [APPEAL, STORY] == kept(APPEAL, STORY)


def test_a_rule_of_the_article_itself_stays() -> None:
    assert [STORY, RULE, STORY] == kept(STORY, RULE, STORY, RULE, APPEAL)


def test_a_banner_at_the_start_goes() -> None:
    banner = para("The Wayback Machine - https://web.archive.org/web/2021/https://x.org/")
    assert [STORY] == kept(banner, STORY)


def test_a_rule_of_the_book_goes_first_and_may_keep() -> None:
    keep = Boilerplate(pattern="月費訂戶", keep=True)
    assert [STORY, APPEAL] == kept(STORY, APPEAL, rules=(keep, *BUILT_IN))
    assert [] == messages(STORY, APPEAL, rules=(keep, *BUILT_IN))


NOTE = para("編按：原刊於一報。")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("start", [STORY, NOTE, STORY, NOTE]),
        ("end", [NOTE, STORY, NOTE, STORY]),
        ("anywhere", [STORY, STORY]),
    ],
)
def test_a_rule_says_where(where: str, expected: Blocks) -> None:
    rule = Boilerplate(pattern="^編按", where=where)  # type: ignore[arg-type]
    assert expected == kept(NOTE, STORY, NOTE, STORY, NOTE, rules=(rule,))


def test_a_rule_holds_for_the_articles_that_it_names() -> None:
    assert [STORY, NOTE] == kept(STORY, NOTE, rules=(msgspec.structs.replace(OWN, path="b*"),))
    assert [STORY] == kept(STORY, NOTE, rules=(msgspec.structs.replace(OWN, path="a*"),))


def test_a_long_passage_is_never_boilerplate() -> None:
    long = para("請訂閱成為本報會員" + "字" * LONGEST)
    assert [STORY, long] == kept(STORY, long)


@pytest.mark.parametrize("pattern", ["", "("])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="pattern"):
        msgspec.convert({"pattern": pattern}, Boilerplate)


@settings(deadline=None)
@given(st.lists(st.sampled_from([STORY, APPEAL, ADDRESS, RULE]), max_size=8))
def test_nothing_is_lost_in_silence(blocks: Blocks) -> None:
    left, findings = leave_out(blocks, BUILT_IN, "a.md", lambda _: 0)
    with_words = [block for block in blocks if block is not RULE]
    assert len(with_words) == len([b for b in left if b is not RULE]) + len(findings)
    assert blocks.count(STORY) == left.count(STORY)
    assert left == leave_out(left, BUILT_IN, "a.md", lambda _: 0)[0]
