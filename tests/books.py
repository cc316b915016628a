"""Small books that a test can read at a glance."""

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, get_args

from toolkit.images import Album, Picture
from toolkit.lang import LangCode
from toolkit.layout import addresses
from toolkit.model import Bilingual, Book, Chapter, Layout, Mode, Node, Row

HK = LangCode("zh-Hant-HK")
GB = LangCode("en-GB")
PICTURE = "https://example.org/a%20picture.png"
ATTACKS = (
    '#read("/etc/passwd")',
    "--- ... -?",
    "$x$",
    "<b>bold</b>",
    "] [",
    "<script>alert(1)</script>",
    "*star* _under_ `tick` @at ~ \\ \" '",
    "&amp; {{ }} #import #let",
)
ATTR: list[Any] = ["", [], []]


def inline(text: str) -> list[Node]:
    """Return a text as pandoc reads it: words and spaces."""
    parts: list[Node] = []
    for word in text.split(" "):
        parts += [{"t": "Space"}] if parts else []
        parts += [{"t": "Str", "c": word}]
    return parts


def node(kind: str, *content: object) -> Node:
    return {"t": kind, "c": list(content) if len(content) > 1 else content[0]}


def para(text: str) -> Node:
    return node("Para", inline(text))


def header(level: int, text: str) -> Node:
    return node("Header", level, ATTR, inline(text))


def image(url: str, alt: str = "") -> Node:
    return node("Image", ATTR, inline(alt) if alt else [], [url, ""])


def figure(url: str, caption: str, alt: str = "") -> Node:
    return node("Figure", ATTR, [None, [node("Plain", inline(caption))]], [
        node("Plain", [image(url, alt)])
    ])  # fmt: skip


def note(text: str) -> Node:
    return node("Note", [para(text)])


def noted(text: str, said: str) -> Node:
    return node("Para", [*inline(text), note(said)])


def bullets(*items: str) -> Node:
    return node("BulletList", [[node("Plain", inline(item))] for item in items])


def code(text: str) -> Node:
    return node("CodeBlock", ATTR, text)


def table(*rows: tuple[str, ...]) -> Node:
    def line(texts: tuple[str, ...]) -> list[Any]:
        cells = [[ATTR, {"t": "AlignDefault"}, 1, 1, [node("Plain", inline(t))]] for t in texts]
        return [ATTR, cells]

    column = [{"t": "AlignDefault"}, {"t": "ColWidth", "c": 0.3}]
    head, *body = [line(row) for row in rows]
    return node(
        *("Table", ATTR, [None, []], [column] * len(rows[0])),
        *([ATTR, [head]], [[ATTR, 0, [], body]], [ATTR, []]),
    )


def row(source: Node | str, target: Node | str | None) -> Row:
    made = [para(side) if isinstance(side, str) else side for side in (source, target)]
    return Row(source=made[0], target=made[1])


ROWS = (
    row("第一段。", "The first paragraph."),
    row(header(3, "小標題"), header(3, "A heading")),
    row(noted("有注。", "注的內容。"), noted("With a note.", "What the note says.")),
    row(figure(PICTURE, "圖說。"), figure(PICTURE, "A caption.")),
    row(bullets("甲", "乙"), bullets("One", "Two")),
    row(table(("年", "事"), ("2018", "峯會")), table(("Year", "Event"), ("2018", "Summit"))),
    row(code("print(1)"), None),
    row("只有原文。", None),
)

SENTENCES = replace(row("甲。乙。", "One. Two."), parts=(row("甲。", "One."), row("乙。", "Two.")))
LAYOUTS: tuple[tuple[Mode, dict[str, str]], ...] = tuple(
    (mode, {"mode": mode, "first": first, "unit": unit})
    for mode, first, unit in product(
        get_args(Mode), ("source", "target"), ("paragraph", "sentence")
    )
    if not mode.endswith("-only") or (first, unit) == ("source", "paragraph")
)
"""Every layout, first language and unit; in an edition of one language the last two say nothing."""


def chapter(*rows: Row, title: str = "文章", english: str = "An article", **more: Any) -> Chapter:
    told = {
        "slug": "article",
        "path": "articles/article.md",
        "author": "記者",
        "date": "2018-06-01",
        "categories": (Bilingual(source="眾聞", target="Voices"),),
        "tags": (Bilingual(source="峯會", target="summit"),),
        "source_url": "https://example.org/article/1",
        "archive_url": "https://archive.example/web/1",
    }
    words = Bilingual(source=title, target=english)
    return Chapter(title=words, rows=rows, **(told | more))


def book(*chapters: Chapter, **layout: Any) -> Book:
    return Book(
        title=Bilingual(source="雙語選輯", target="A Bilingual Selection"),
        authors=("記者",),
        publisher="Press",
        rights="© 2018",
        date="2018-06-02",
        source_lang=HK,
        target_lang=GB,
        chapters=chapters or (chapter(*ROWS),),
        layout=Layout(**layout),
        colophon=((Bilingual(source="翻譯模型", target="Translation model"), "zh_en 1.0"),),
    )


def hostile() -> Book:
    """Return a book that says every attack in every place where a text can stand."""
    everything = " ".join(ATTACKS)
    raw = node("Para", [node("RawInline", "html", "<i>raw</i>"), node("Link", ATTR, inline(
        "trap"), ["javascript:alert(1)", ""])])  # fmt: skip
    rows = (
        row(header(2, everything), header(2, everything)),
        row(everything, everything),
        row(noted("注", everything), noted("note", everything)),
        row(figure(PICTURE, everything), figure(PICTURE, everything)),
        row(table((everything, "乙"), ("丙", "丁")), table((everything, "b"), ("c", "d"))),
        row(code(everything + "\n```\n'''"), None),
        row(raw, raw),
        row(node("RawBlock", "typst", ATTACKS[0]), None),
    )
    words = Bilingual(source=everything, target=everything)
    one = chapter(
        *rows,
        title=everything,
        english=everything,
        author=everything,
        categories=(words,),
        tags=(words,),
    )
    return replace(
        book(one),
        title=words,
        authors=(everything,),
        publisher=everything,
        rights=everything,
        colophon=((words, everything),),
    )


def pictures(given: Book, folder: Path) -> dict[str, Picture]:
    """Return the pictures of a book that lie in a folder, by address."""
    return Album(folder=folder).find_all(addresses(given))[0]
