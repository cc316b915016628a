"""Shortcodes become figures and links, and what is none stays text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import reader, tree
from toolkit.article import Article
from toolkit.model import Blocks, Inlines, Node
from toolkit.shortcodes import Resolver

IMAGE: Node = {"t": "Image", "c": [["", [], []], [], ["a.jpg", ""]]}
LINKED: Node = {"t": "Link", "c": [["", [], []], [IMAGE], ["a-large.jpg", ""]]}


def inlines(text: str) -> Inlines:
    """Return a text as pandoc reads it; ☐ is a picture, and ☑ one in a link."""
    special = {"☐": IMAGE, "☑": LINKED, " ": {"t": "Space"}, "\n": {"t": "SoftBreak"}}
    nodes: Inlines = []
    for mark in text:
        if mark in special:
            nodes.append(special[mark])
        elif nodes and nodes[-1]["t"] == "Str":
            nodes[-1] = {"t": "Str", "c": nodes[-1]["c"] + mark}
        else:
            nodes.append({"t": "Str", "c": mark})
    return nodes


def made(*paragraphs: str) -> tuple[Blocks, tuple[str, ...]]:
    left_out: list[str] = []
    resolver = Resolver(left_out.append)
    blocks = resolver.blocks([{"t": "Para", "c": inlines(text)} for text in paragraphs])
    return blocks, tuple(left_out)


def shown(blocks: Blocks) -> list[str]:
    """Return the words of each block, a figure as its pictures and its caption."""
    words = []
    for block in blocks:
        if block["t"] == "Figure":
            pictures = "+".join(one["c"][2][0] for one in tree.images(block["c"][2]))
            words.append(f"<{pictures}: {tree.words(block['c'][1][1])}>")
        else:
            words.append(tree.words(block))
    return words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[caption id="attachment_1" align="alignnone" width="300"]☐ 說明[/caption]', ["<a.jpg: 說明>"]),
        ('[caption id="attachment_1" width="300"]☑ 說 明[/caption]', ["<a.jpg: 說 明>"]),
        ("[caption id=“attachment_1” width=″300″]☐說明[/caption]", ["<a.jpg: 說明>"]),
        ('[caption width="300" caption="說明"]☐[/caption]', ["<a.jpg: 說明>"]),
        ('[wp_caption id="a"]☐[/wp_caption]', ["<a.jpg: >"]),
        ('前[caption id="a"]☐ 甲[/caption]中[caption id="b"]☐ 乙[/caption]後', ["前", "<a.jpg: 甲>", "中", "<a.jpg: 乙>", "後"]),
        ('[caption id="a"]\n☐\n說明\n[/caption]', ["<a.jpg: 說明>"]),
        ('[caption id="a"]沒有圖[/caption]', ["沒有圖"]),
        ("[embed]https://youtu.be/a_b[/embed]", ["https://youtu.be/a_b"]),
        ('見[embed width="600"] https://youtu.be/a [/embed]。', ["見https://youtu.be/a。"]),
        ('[video width="640" mp4="https://x.org/a.mp4"][/video]', ["https://x.org/a.mp4"]),
        ('[video src="https://x.org/a.mp4" /]', ["https://x.org/a.mp4"]),
        ('[audio mp3="https://x.org/a.mp3"]', ["https://x.org/a.mp3"]),
        ("[youtube https://www.youtube.com/watch?v=a&w=320]", ["https://www.youtube.com/watch?v=a&w=320"]),
        ("[youtube=http://www.youtube.com/watch?v=a]", ["http://www.youtube.com/watch?v=a"]),
        ('[soundcloud url="https://api.soundcloud.com/tracks/1" params=""]', ["https://api.soundcloud.com/tracks/1"]),
        ('{{< figure src="/a.jpg" title="題" caption="說明" alt="屋" >}}', ["</a.jpg: 題　說明>"]),
        ('{{% figure src="/a.jpg" %}}', ["</a.jpg: >"]),
        ("☐{: .center-image }", [""]),
        ('見此{:target="_blank"}文。', ["見此文。"]),
        ("{: .a #b title='c'}", []),
        ("{{< youtube w7Ft2ymGmfc >}}", ["https://www.youtube.com/watch?v=w7Ft2ymGmfc"]),
        ('{{< vimeo id="146022717" >}}', ["https://vimeo.com/146022717"]),
        ("{% youtube w7Ft2ymGmfc %}", ["https://www.youtube.com/watch?v=w7Ft2ymGmfc"]),
        ("{{< /rawhtml >}}文{% endraw %}{{% /notice %}}", ["文"]),
        ("[TOC]", []),
        ("[[toc]]", []),
        ("[!NOTE]\n文", ["文"]),
        ("[!quote]- 題 目", ["題 目"]),
        ("[vimeo 44633289]", ["https://vimeo.com/44633289"]),
        ('[youtube src="https://youtu.be/a" id="frame1"]', ["https://youtu.be/a"]),
        ('[vimeo 44633289 w="640"]', ["https://vimeo.com/44633289"]),
        ("[youtube dQw4w9WgXcQ]", ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]),
        ("[youtube=dQw4w9WgXcQ]", ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]),
    ],
)  # fmt: skip
def test_a_shortcode_becomes_what_it_shows(text: str, expected: list[str]) -> None:
    assert (expected, ()) == (shown(made(text)[0]), made(text)[1])


@pytest.mark.parametrize(
    "text",
    [
        '[gallery ids="1,2,3" columns="2"]',
        "[gallery]",
        '[playlist ids="1"]',
        '[video mp4="a.mp4"][/video]',
        '[googlemaps height="3"]',
        "[vimeo id=44]",
        "[tweet 123456789]",
        "[wpvideo kUJmAcSf]",
        "{{< rawhtml >}}",
        '{{% notice type="tip" %}}',
        '{{< ref "a.md" >}}',
        "{{< figure >}}",
        "{% include player.html id='3' %}",
        "{%- raw -%}",
    ],
)
def test_what_shows_things_that_are_not_in_the_article_is_left_out_and_reported(text: str) -> None:
    assert ([], (text,)) == made(text)


@pytest.mark.parametrize(
    "text",
    [
        "[video] 記者現場",
        "[video 記者現場直播]",
        "[video 重播]",
        "[video 20180601]",
        "[audio inaudible]",
        "[youtube documentary]",
        "[tweet 2018]",
        "[tweet 123456789 已刪]",
        "他說：「[audio] 不清」",
        "見[gallery]一節",
        "[gallery 第三展廳]",
        "[embed]不是網址[/embed]",
        "[embed]",
        "[caption]",
        "[/caption]",
        '[contact-form-7 id="1"]',
        "[sic] [編按：原文如此] [1] [註一]",
        '[[gallery ids="1"]]',
        '[captions id="a"]☐ 說[/captions]',
        "{{ figure }} {{ page.title }} {%} {% 甲 %}",
        "文[!NOTE] [!甲]",
        "見[toc]",
        "[caption",
        "{:} {: 甲} {:說}",
    ],
)  # fmt: skip
def test_any_other_bracket_is_text(text: str) -> None:
    assert ([{"t": "Para", "c": inlines(text)}], ()) == made(text)


def test_a_caption_over_several_paragraphs_loses_its_marks_alone() -> None:
    blocks, left_out = made('[caption id="a"]', "☐", "說明[/caption]", "後[/caption]")
    assert (["", "說明", "後[/caption]"], ()) == (shown(blocks), left_out)


@given(st.lists(st.sampled_from(["[", "]", "caption", "/", "embed", ' id="a"', "☐", "字", " ", "https://x.org", "{{<", ">}}", "figure"])))  # fmt: skip
def test_no_picture_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    assert text.count("☐") == sum(1 for _ in tree.images(made(text)[0]))


@pytest.mark.parametrize(
    "text", ["{{<figure" + "\u00a0" * 100_000, ("{{<x" + "\u00a0" * 3900) * 25, "{%a " * 25_000]
)
def test_a_shortcode_that_is_not_closed_takes_no_time(text: str) -> None:
    before = time.process_time()
    made(text)
    assert time.process_time() - before < 2


def test_an_article_of_wordpress_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "第一段。\n\n"
        '\\[caption id="attachment\\_1" align="alignnone"\\]![屋](i/a.jpg) 說**明**\\[/caption\\]\n\n'
        '<p>[caption id="b"]<a href="i/b.jpg"><img src="i/b.jpg" alt="" /></a> 第二張[/caption]</p>\n\n'
        "[embed]https://youtu.be/a_b_c[/embed]\n\n"
        '[gallery ids="1,2"]\n',
        encoding="utf-8",
    )
    (found,) = reader.read([path], root=tmp_path)
    assert isinstance(found, Article)
    assert ["第一段。", "說明屋", "第二張", "https://youtu.be/a_b_c"] == [
        tree.words(block).replace(" ", "") for block in found.blocks
    ]
    assert ["i/a.jpg", "i/b.jpg"] == [*found.pictures]
    assert [("shortcode", 9)] == [(one.rule, one.at.line) for one in found.findings]


def test_shortcodes_are_resolved_within_lists_quotations_tables_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        '- 這是一 [caption id="a"]![](https://x.org/a.jpg) 說明[/caption] 二\n'
        '    - [embed]https://x.org/b[/embed]\n\n> [gallery ids="1"]\n>\n> 引文說，這是另一段文字。{: .c}\n\n'
        '文。[^1] `[gallery ids="2"]`\n\n[^1]: [youtube dQw4w9WgXcQ]\n\n'
        "<table><tr><td>[vimeo 44633289]</td></tr></table>\n\n    [gallery]\n",
        encoding="utf-8",
    )
    (found,) = reader.read([path], root=tmp_path)
    assert isinstance(found, Article)
    expected = [
        "這是一 二 https://x.org/b",
        "說明",
        "引文說，這是另一段文字。",
        '文。 https://www.youtube.com/watch?v=dQw4w9WgXcQ [gallery ids="2"]',
        "https://vimeo.com/44633289",
        "[gallery]",
    ]
    read = [" ".join(tree.words(block).split()) for block in found.blocks]
    assert expected == read
    assert [("shortcode", 4)] == [(one.rule, one.at.line) for one in found.findings]
