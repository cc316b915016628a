"""Bytes become text, and front matter becomes text, lists and mappings, or an honest error."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import front
from toolkit.errors import ArticleError

CHINESE = (
    "美國國務卿蓬佩奧和國家安全事務顧問博爾頓在同一天內向北韓發出訊息，這是一個月之前的事。" * 3
)
SIMPLIFIED = (
    "美国国务卿蓬佩奥和国家安全事务顾问博尔顿在同一天内向朝鲜发出信息，这是一个月之前的事。" * 3
)


def meta(head: str) -> object:
    return front.split(f"---\n{head}\n---\n文\n", path="a.md").meta


def error(text: str) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        front.split(text, path="a.md")
    assert caught.value.hint
    return caught.value


def undecodable(raw: bytes) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        front.decode(raw, path="a b.md")
    assert caught.value.hint
    return caught.value


def failure(attempt: Callable[[], object]) -> ArticleError | None:
    """Return the error that an attempt ends in, if it is one that we expect."""
    try:
        attempt()
    except ArticleError as caught:
        return caught
    return None


@pytest.mark.parametrize(
    "raw",
    [
        "國\n家".encode(),
        "\ufeff國\n家".encode(),
        "國\r\n家".encode(),
        "國\r家".encode(),
        "\ufeff國\r\n家".encode("utf-16-le"),
        "\ufeff國\n家".encode("utf-16-be"),
        "\ufeff國\n家".encode("utf-32-le"),
    ],
)
def test_a_byte_order_mark_and_line_ends_are_read(raw: bytes) -> None:
    assert "國\n家" == front.decode(raw, path="a.md")


def test_an_empty_file_is_an_empty_text() -> None:
    assert "" == front.decode(b"", path="a.md")


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (CHINESE, "big5hkscs", "Big5"),
        (SIMPLIFIED, "gb18030", "GB18030"),
        (CHINESE, "gb18030", "GB18030"),
        (CHINESE, "utf-16-le", "UTF-16"),
        (SIMPLIFIED, "utf-16-be", "UTF-16"),
    ],
)
def test_another_encoding_is_named_with_the_command_that_converts_it(
    text: str, codec: str, name: str
) -> None:
    caught = undecodable(text.encode(codec))
    assert f"is not UTF-8; it looks like {name}" == caught.message
    assert "-t UTF-8 'a b.md' >" in caught.hint


def test_a_wrong_byte_in_utf_8_is_placed() -> None:
    raw = f"{CHINESE}\n{CHINESE}".encode() + b"\x93quoted\x94\n" + CHINESE.encode()
    assert "a b.md:2" == undecodable(raw).at


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x02\x00\x08\x06\x00\x00\x00"
        * 9,
        b"PK\x03\x04\x14\x00\x08\x08" * 50,
        b"\x00" * 1000,
        bytes(range(256)) * 8,
    ],
)
def test_a_binary_file_is_called_one(raw: bytes) -> None:
    assert "is not a text file" == undecodable(raw).message


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_an_error(raw: bytes) -> None:
    caught = failure(lambda: front.decode(raw, path="a.md"))
    assert caught is None or caught.hint


def test_values_stay_as_they_were_written() -> None:
    head = 'date: 2018-05-14\ntime: 12:30\nnumber: 007\nbig: 1_000\nyes: no\nquoted: "a: b"'
    expected = {
        "date": "2018-05-14",
        "time": "12:30",
        "number": "007",
        "big": "1_000",
        "yes": "no",
        "quoted": "a: b",
    }
    assert expected == meta(head)


def test_nothing_lists_and_nested_values_are_read() -> None:
    head = "a:\nb: ~\nc: [甲, 2, null, [丙]]\nd: {e: 2018-01-01}\n? [x, y]\n: 鍵"
    expected = {"a": None, "b": None, "c": ["甲", "2", None, ["丙"]], "d": {"e": "2018-01-01"}}
    found = meta(head.split("\n?", maxsplit=1)[0])
    assert expected == found


def test_the_body_is_untouched() -> None:
    assert (
        "\n文 \n\n---\n\n註\n"
        == front.split("---\ntitle: 題\n---\n\n文 \n\n---\n\n註\n", path="a").body[-14:]
    )


def test_an_article_without_front_matter_is_all_body() -> None:
    head = front.split("# 標題\n\n文\n", path="a.md")
    assert ({}, "# 標題\n\n文\n", 1) == (head.meta, head.body, head.start)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert {} == front.split("---\n\n文\n\n---\n\n文\n", path="a.md").meta


def test_empty_front_matter_is_empty() -> None:
    assert {} == front.split("---\n---\n文\n", path="a.md").meta


def test_lines_are_counted_for_keys_items_and_the_body() -> None:
    head = front.split("\n---\ntitle: 題\ntags:\n  - 甲\n  - 乙\n---\n文\n", path="a.md")
    assert {"title": (3,), "tags": (5, 6)} == head.lines
    assert "文" == head.body.strip()
    assert 8 == head.start + head.body[: head.body.index("文")].count("\n")


def test_front_matter_that_is_not_closed_is_an_error() -> None:
    caught = error("---\ntitle: 題\n\n文\n")
    assert ("a.md:1", "the front matter is not closed") == (caught.at, caught.message)


@pytest.mark.parametrize(
    ("head", "at", "part"),
    [
        ("title: 題\nauthor: 甲: 乙", "a.md:3:10", "mapping values"),
        ("title: 題\ntitle: 目", "a.md:3:1", "“title” stands twice"),
        ('title: "題\ndate: 2018-06-01', "a.md:2:8", "unexpected end"),
        ("a: {b: 1, b: 2}", "a.md:2:11", "“b” stands twice"),
        ("title: “題\n\tb: c", "a.md:3:1", "\\t"),
        ('title: "題', "a.md", "cannot be read"),
        ("a: &x [1]\nb: *x", "a.md:3:4", "alias"),
        ("a: !!python/object:os.system x", "a.md:2:4", "cannot be read"),
        ("a: !!int x", "a.md:2", "cannot be read"),
        ("只是一行字", "a.md:2", "holds no keys"),
        ("- 甲\n- 乙", "a.md:2", "holds no keys"),
        ("a: @b", "a.md:2:4", "cannot start any token"),
    ],
)
def test_broken_front_matter_is_an_error_with_its_place(head: str, at: str, part: str) -> None:
    caught = error(f"---\n{head}\n---\n文\n")
    assert caught.at.startswith(at)
    assert part in caught.message


@pytest.mark.parametrize(
    "head",
    [
        "a: " + "[" * 1200,
        "a: " + "{b: " * 1200,
        "\n".join(f"{' ' * n}k:" for n in range(440)),
        "a: " + "x" * 200_000,
        "a: &a [*a, *a]",
    ],
    ids=lambda head: head[:12],
)
def test_hostile_front_matter_is_an_error(head: str) -> None:
    assert error(f"---\n{head}\n---\n文\n").message


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab:-[]{}'\"#&*!|>%@`,? \n\t國\x00\u202e012~"), max_size=60)
)
def test_any_front_matter_is_read_or_an_error(head: str) -> None:
    caught = failure(lambda: front.split(f"---\n{head}\n---\n文\n", path="a.md"))
    assert caught is None or (caught.at.startswith("a.md") and caught.hint)


# --- TOML, as Hugo writes it ---

TOML = """+++
title = "題: 目"
date = 2020-02-29T09:00:00+08:00
draft = false
weight = 1.50
tags = [
  "甲",
  "乙",
]
categories = ["丙"]

[cover]
image = "a.jpg"
+++

正文。
"""


def test_toml_is_read_as_yaml_is() -> None:
    found = front.split(TOML, path="a.md")
    assert {
        "title": "題: 目",
        "date": "2020-02-29 09:00:00+08:00",
        "draft": "false",
        "weight": "1.50",
        "tags": ["甲", "乙"],
        "categories": ["丙"],
        "category": ["丙"],
        "cover": {"image": "a.jpg"},
    } == found.meta
    assert ({"title": (2,), "tags": (6,), "cover": (12,)}) == {
        key: found.lines[key] for key in ("title", "tags", "cover")
    }
    assert ("正文。", 15, "2020-02-29") == (
        found.body.strip(),
        found.start,
        front.day("2020-02-29 09:00:00+08:00"),
    )
    assert not found.draft
    assert front.split(TOML.replace("false", "true"), path="a.md").draft


@pytest.mark.parametrize(
    ("head", "at", "part"),
    [
        ("title = 甲", "a.md:2:9", "Invalid value"),
        ("a = 1\na = 2", "a.md:3", "Cannot overwrite a value"),
        ('title = "甲', "a.md:2", "cannot be read"),
        (f"a = {5000 * '['}", "a.md:2", "cannot be read"),
    ],
)
def test_an_error_in_toml_is_placed(head: str, at: str, part: str) -> None:
    caught = error(f"+++\n{head}\n+++\n文\n")
    assert caught.at.startswith(at)
    assert part in caught.message


def test_toml_that_is_not_closed_is_reported() -> None:
    caught = error('+++\ntitle = "甲"\n')
    assert ("a.md:1", "the front matter is not closed") == (caught.at, caught.message)
    assert "`+++`" in caught.hint
