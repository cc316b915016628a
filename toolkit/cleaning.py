"""Cleans a document tree down to what a book may hold.

Rules: what is not on the allow-list does not come through. Words are never lost: a wrapper that is
not allowed leaves its words, and what is nested too deeply is flattened to its words. All that is
taken away is reported. A picture of the project that stands in a line, a list, a quote or a table is
set below that: only there can it be shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from toolkit import figures
from toolkit.boilerplate import BUILT_IN, Boilerplate, leave_out
from toolkit.headings import level, untitled
from toolkit.hygiene import address, is_web, original, picture, unseen, visible
from toolkit.inert import NO_ATTR
from toolkit.lines import Lines
from toolkit.markup import WRAPPERS
from toolkit.model import Blocks, Finding, Inlines, Node, Place
from toolkit.removals import DEPTH, Removals
from toolkit.shortcodes import Resolver
from toolkit.tree import BREAKS, settled, words

Content: TypeAlias = Any
"""What stands in a node; pandoc says of what shape."""

Clean: TypeAlias = Callable[[list[Node], int], list[Node]]

_EMOJI = frozenset(("emoji", "wp-smiley"))  # classes of pictures that stand for a character
_URL = re.compile(r"(https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]*[A-Za-z0-9/#=&_~-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a book chooses for the reading of its articles.

    ``originals``: links to copies lead to the originals; ``line_breaks``: lines of a paragraph stay lines.
    """

    boilerplate: tuple[Boilerplate, ...] = BUILT_IN
    originals: bool = False
    line_breaks: bool = False


def clean(
    blocks: Blocks,
    at: Place,
    *,
    title: str = "",
    choices: Choices = Choices(),
    lines: Lines = Lines("", 1),  # noqa: B008 -- it has nothing to remember
) -> tuple[Blocks, tuple[Finding, ...]]:
    """Return the tree of an article without what a book must not hold, and what was taken away.

    A first heading that repeats the title goes, and the others count from 2 without a gap.
    ``lines`` are its own, for what is taken away.
    """
    cleaner = _Cleaner(at, choices)
    kept, left_out = leave_out(cleaner.blocks(blocks, 1), choices.boilerplate, at.path, lines.find)
    result = [_loose(block) for block in untitled(kept, title)]
    level(result)
    return result, (*cleaner.removals.findings(at, lines), *left_out)


class _Cleaner:
    """Walks a tree, depth counted, and remembers what it left behind."""

    def __init__(self, at: Place, choices: Choices) -> None:
        self.at = at
        self.choices = choices
        self.removals = Removals()
        self.shortcodes = Resolver(partial(self.removals.note, "shortcode"))
        self.within: set[str] = set()  # Link, Note: what must not stand inside its like; Figure
        self.hoisted: Inlines = []  # notes that must leave a link
        self.below: Blocks = []  # figures that must leave a block

    def text(self, text: str) -> str:
        for name in unseen(text):
            self.removals.note("control-character", name)
        return visible(text)

    def blocks(self, blocks: Blocks, depth: int) -> Blocks:
        """Return the allowed blocks; ``depth`` is theirs."""
        if depth > DEPTH:
            return _kept("Plain", self.flat(blocks))
        cleaned: Blocks = []
        for block in self.shortcodes.blocks(blocks):
            cleaned += self.block(block, depth)
            if depth == 1:
                cleaned += self.below
                self.below = []
        return cleaned

    def flat(self, tree: object) -> Inlines:
        """Return what is too deep as its words."""
        parts = self.text(words(tree)).split()
        if parts:
            self.removals.note("too-deep", "")
        spaced = [node for part in parts for node in ({"t": "Space"}, {"t": "Str", "c": part})]
        return spaced[1:]

    def block(self, block: Node, depth: int) -> Blocks:
        """Return what becomes of one block."""
        clean_one = _BLOCKS.get(block["t"])
        return clean_one(self, block["t"], block.get("c", []), depth) if clean_one else []

    def paragraph(self, kind: str, inside: Inlines, depth: int) -> Blocks:
        """Return a paragraph, and the lines of it that hold pictures alone as figures."""
        if "Figure" in self.within:
            return _kept(kind, self.passage(inside, depth))
        blocks: Blocks = []
        for are_pictures, run in figures.lines(inside):
            if are_pictures:
                blocks += self.shown(figures.row(self.in_figure(self.passage, run, depth)), depth)
            else:
                blocks += _kept(kind, self.passage(run, depth))
        return blocks

    def in_figure(self, clean_some: Clean, nodes: list[Node], depth: int) -> list[Node]:
        """Return what is cleaned as a part of a figure, where pictures stay."""
        outer, self.within = self.within, {*self.within, "Figure"}
        cleaned = clean_some(nodes, depth)
        self.within = outer
        return cleaned

    def shown(self, blocks: Blocks, depth: int) -> Blocks:
        """Return blocks with pictures, which leave what they stand in."""
        if depth == 1:
            return blocks
        self.below += blocks
        return []

    def heading(self, kind: str, inside: Content, depth: int) -> Blocks:
        """Return a heading; one inside a quote or a list is a line in bold."""
        level, _, words_of_it = inside
        inlines = self.passage(words_of_it, depth)
        if depth > 1:
            return _kept("Para", _kept("Strong", inlines))
        return [{"t": kind, "c": [level, NO_ATTR, inlines]}] if inlines else []

    def quote(self, kind: str, inside: Blocks, depth: int) -> Blocks:
        return _kept(kind, [_loose(block) for block in self.blocks(inside, depth + 1)])

    def bullets(self, kind: str, inside: list[Blocks], depth: int) -> Blocks:
        return _kept(kind, self.items(inside, depth))

    def numbers(self, kind: str, inside: Content, depth: int) -> Blocks:
        items = self.items(inside[1], depth)
        return [{"t": kind, "c": [inside[0], items]}] if items else []

    def division(self, _: str, inside: Content, depth: int) -> Blocks:
        return self.blocks(inside[1], depth + 1)

    def code_block(self, kind: str, inside: Content, _: int) -> Blocks:
        code = self.text(inside[1])
        return [{"t": kind, "c": [NO_ATTR, code]}] if code.strip() else []

    def rule(self, kind: str, _: Content, __: int) -> Blocks:
        return [{"t": kind}]

    def lines(self, _: str, inside: list[Inlines], depth: int) -> Blocks:
        """Return verse as a paragraph with line breaks; an indent is wide spaces."""
        lines = [settled([*_indent(line), *self.passage(line, depth)]) for line in inside]
        broken = [node for line in lines for node in ({"t": "LineBreak"}, *line)]
        return _kept("Para", broken[1:])

    def definitions(self, kind: str, inside: Content, depth: int) -> Blocks:
        pairs = [[self.passage(term, depth), self.items(all_, depth)] for term, all_ in inside]
        return _kept(kind, pairs)

    def raw(self, _: str, inside: Content, __: int) -> list[Node]:
        self.removals.note("raw-html", str(inside[0]))
        return []

    def items(self, items: list[Blocks], depth: int) -> list[Blocks]:
        cleaned = [self.blocks(item, depth + 1) for item in items]
        return [item for item in cleaned if item]

    def figure(self, _: str, inside: Content, depth: int) -> Blocks:
        """Return a figure, or its caption as paragraphs where no single image is left."""
        caption = self.blocks(inside[1][1], depth + 1)
        content = self.in_figure(self.blocks, inside[2], depth + 1)
        found = [node for block in content for node in figures.images(block)]
        if len(found) == len(content) == 1:
            return self.shown([figures.figure(found[0], caption)], depth)
        return [*self.shown(content, depth), *(_loose(block) for block in caption)]

    def table(self, kind: str, parts: Content, depth: int) -> Blocks:
        if figure := figures.of_table(parts):
            return self.figure("Figure", figure["c"], depth)
        _, caption, columns, head, bodies, foot = parts
        inside = [
            NO_ATTR,
            [None, self.blocks(caption[1], depth + 1)],
            columns,
            [NO_ATTR, self.rows(head[1], depth)],
            [
                [NO_ATTR, count, self.rows(heads, depth), self.rows(rows, depth)]
                for _, count, heads, rows in bodies
            ],
            [NO_ATTR, self.rows(foot[1], depth)],
        ]
        return [{"t": kind, "c": inside}]

    def rows(self, rows: Content, depth: int) -> list[Content]:
        return [
            [
                NO_ATTR,
                [
                    [NO_ATTR, align, down, across, self.blocks(blocks, depth + 1)]
                    for _, align, down, across, blocks in cells
                ],
            ]
            for _, cells in rows
        ]

    def passage(self, inlines: Inlines, depth: int) -> Inlines:
        """Return the allowed inlines without breaks or wide spaces at either end."""
        result = self.inlines(inlines, depth)
        while result and _is_blank(result[-1]):
            result.pop()
        start = next((n for n, node in enumerate(result) if not _is_blank(node)), 0)
        if result and result[start]["t"] == "Str":
            result[start] = {"t": "Str", "c": result[start]["c"].lstrip()}
        if result and result[-1]["t"] == "Str":
            result[-1] = {"t": "Str", "c": result[-1]["c"].rstrip()}
        return result[start:]

    def inlines(self, inlines: Inlines, depth: int) -> Inlines:
        """Return the allowed inlines; ``depth`` is that of what they stand in."""
        if depth > DEPTH:
            return self.flat(inlines)
        return settled([new for node in inlines for new in self.inline(node, depth)])

    def inline(self, node: Node, depth: int) -> Inlines:
        """Return what becomes of one inline."""
        clean_one = _INLINES.get(node["t"])
        return clean_one(self, node["t"], node.get("c", []), depth) if clean_one else []

    def word(self, _: str, inside: str, __: int) -> Inlines:
        """Return words; a bare URL among them becomes a link."""
        parts = _URL.split(self.text(inside))
        nodes: Inlines = []
        for place, part in enumerate(parts):
            word = {"t": "Str", "c": part}
            url = address(part) if place % 2 and "Link" not in self.within else ""
            if part:
                nodes.append({"t": "Link", "c": [NO_ATTR, [word], [url, ""]]} if url else word)
        return nodes

    def space(self, kind: str, _: Content, __: int) -> Inlines:
        kept = kind == "SoftBreak" and self.choices.line_breaks
        return [{"t": "LineBreak" if kept else kind}]

    def wrapper(self, kind: str, inside: Inlines, depth: int) -> Inlines:
        return _kept(kind, self.inlines(inside, depth + 1))

    def unwrapped(self, _: str, inside: Content, depth: int) -> Inlines:
        return self.inlines(inside[1], depth + 1)

    def quoted(self, kind: str, inside: Content, depth: int) -> Inlines:
        return [{"t": kind, "c": [inside[0], self.inlines(inside[1], depth + 1)]}]

    def code(self, kind: str, inside: Content, _: int) -> Inlines:
        return [{"t": kind, "c": [NO_ATTR, self.text(inside[1])]}]

    def formula(self, kind: str, inside: Content, _: int) -> Inlines:
        return [{"t": kind, "c": [inside[0], self.text(inside[1])]}]

    def link(self, _: str, inside: Content, depth: int) -> Inlines:
        """Return a link, or its words where it leads nowhere or stands in another."""
        url = address(inside[2][0])
        url = (original(url) if self.choices.originals else "") or url
        if not url and not figures.are_pictures(inside[1]):  # a picture may lead to its file
            self.removals.note("unsafe-link", inside[2][0])
        if not url or "Link" in self.within:
            return self.inlines(inside[1], depth + 1)
        self.within.add("Link")
        content = self.inlines(inside[1], depth + 1)
        self.within.discard("Link")
        notes, self.hoisted = self.hoisted, []
        link = {"t": "Link", "c": [NO_ATTR, content, [url, ""]]}
        return [link, *notes] if content else notes

    def image(self, _: str, inside: Content, depth: int) -> Inlines:
        """Return an image, or the words that stand for it."""
        url = picture(inside[2][0], self.at.path)
        alt = self.passage(inside[1], depth + 1)
        if alt and _EMOJI & {name.lower() for name in inside[0][1]}:
            return alt
        if not url:
            self.removals.note("unsafe-image", inside[2][0])
            return alt
        image = {"t": "Image", "c": [NO_ATTR, alt, [url, ""]]}
        if is_web(url) or "Figure" in self.within:
            return [image]
        self.below.append(figures.captioned(image))
        return []

    def note(self, _: str, inside: Blocks, depth: int) -> Inlines:
        """Return a footnote; one in a link follows it, one in a footnote becomes words."""
        if "Note" in self.within:
            return self.flat(inside)
        outer, self.within = self.within, {"Note"}
        content = [_loose(block) for block in self.blocks(inside, depth + 1)]
        self.within = outer
        note = _kept("Note", content)
        if "Link" in outer:
            self.hoisted += note
            return []
        return note


def _kept(kind: str, inside: Content) -> list[Node]:
    """Return a node in a list, which is empty where the node would be."""
    return [{"t": kind, "c": inside}] if inside else []


def _is_blank(node: Node) -> bool:
    return node["t"] in BREAKS or (node["t"] == "Str" and not node["c"].strip())


def _indent(line: Inlines) -> Inlines:
    """Return the spaces that a line of verse begins with."""
    words = line[0]["c"] if line and line[0]["t"] == "Str" else ""
    spaces = words[: len(words) - len(words.lstrip())]
    return [{"t": "Str", "c": spaces}] if spaces else []


def _loose(block: Node) -> Node:
    """Return a paragraph for what stands as bare text between blocks."""
    return {"t": "Para", "c": block["c"]} if block["t"] == "Plain" else block


_BLOCKS: dict[str, Callable[[_Cleaner, str, Content, int], Blocks]] = {
    "Plain": _Cleaner.paragraph,
    "Para": _Cleaner.paragraph,
    "Header": _Cleaner.heading,
    "BlockQuote": _Cleaner.quote,
    "BulletList": _Cleaner.bullets,
    "OrderedList": _Cleaner.numbers,
    "DefinitionList": _Cleaner.definitions,
    "Div": _Cleaner.division,
    "Figure": _Cleaner.figure,
    "Table": _Cleaner.table,
    "CodeBlock": _Cleaner.code_block,
    "HorizontalRule": _Cleaner.rule,
    "LineBlock": _Cleaner.lines,
    "RawBlock": _Cleaner.raw,
}
_INLINES: dict[str, Callable[[_Cleaner, str, Content, int], Inlines]] = {
    "Str": _Cleaner.word,
    **dict.fromkeys(BREAKS, _Cleaner.space),
    **dict.fromkeys(WRAPPERS - {"Link"}, _Cleaner.wrapper),
    "Span": _Cleaner.unwrapped,
    "Cite": _Cleaner.unwrapped,
    "Quoted": _Cleaner.quoted,
    "Code": _Cleaner.code,
    "Math": _Cleaner.formula,
    "Link": _Cleaner.link,
    "Image": _Cleaner.image,
    "Note": _Cleaner.note,
    "RawInline": _Cleaner.raw,
}
