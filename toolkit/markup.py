"""Writes inline elements as numbered tags in a line of text, and reads them back.

    Emph, Strong, Link, Strikeout, …    <1>words</1>
    Code, Image, Note, Math, bare URLs  <2/>
    LineBreak                           a newline
    Quoted, Span, Cite                  their words, with quote marks; the wrapper is gone

Numbers count from 1 in the order of the text. Words that look like a tag are escaped: ``<1>`` in
an article stands as ``&lt;1>``, and ``&lt;1>`` as ``&amp;lt;1>``; nothing else is escaped.

Laws: ``restore`` after ``flatten`` gives back the inlines, in normal form. ``restore`` never raises
and never loses a word, an image or a note, whatever an engine or a person did to the tags:

    a tag without its partner, unknown, doubled or crossed     dropped; its words stay
    a standalone element whose tag is missing                  put at the end
    a wrapper with nothing left inside                         dropped
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.lang import CJK_MARKS, HAN
from toolkit.model import Inlines, Node

TAG = re.compile(r"<(?P<close>/?)(?P<number>[0-9]{1,6})(?P<alone>/?)>")
"""One tag; group ``number`` names the element."""

WRAPPERS = frozenset(
    ("Emph", "Strong", "Link", "Strikeout", "Superscript", "Subscript", "Underline", "SmallCaps")
)
"""Elements with words inside."""

_STANDALONE = frozenset(("Code", "Image", "Note", "Math"))
_URL = re.compile(r"(?:https?://|www\.)[!-~]+")

_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
_LITERAL = re.compile(r"<(?=/?[0-9]{1,6}/?>)|&(?=(?:amp;)*lt;/?[0-9]{1,6}/?>)")
_ESCAPED = re.compile(r"&(?:amp;)*lt;(?=/?[0-9]{1,6}/?>)")
_SPACES = re.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v\n]*|[ \t\r\f\v]+")
_TAGS = r"(?:</?[0-9]{1,6}/?>)*"
_SOFT = "\v"  # stands for a soft break while a passage is being written
_SOFT_BREAK = re.compile(rf"(?P<wide>(?:{HAN.pattern}|{CJK_MARKS.pattern}){_TAGS})?{_SOFT}+")
_WIDE_NEXT = re.compile(rf"{_TAGS}(?:{HAN.pattern}|{CJK_MARKS.pattern})")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A passage as text; ``codes[n - 1]`` is the element of tag ``n``, a wrapper without words."""

    text: str
    codes: tuple[Node, ...] = ()


def stands_alone(node: Node) -> bool:
    """Return whether words stand around an element and not in it, as with an image or a bare URL."""
    if node["t"] != "Link":
        return node["t"] in _STANDALONE
    inside = node["c"][1]
    return len(inside) == 1 and inside[0]["t"] == "Str" and bool(_URL.fullmatch(inside[0]["c"]))


def contents(node: Node) -> Inlines:
    """Return the inlines inside a wrapper."""
    inside: Inlines = node["c"][1] if node["t"] == "Link" else node["c"]
    return inside


def filled(node: Node, inside: Inlines) -> Node:
    """Return a wrapper with other inlines inside."""
    if node["t"] == "Link":
        attributes, _, target = node["c"]
        return {"t": "Link", "c": [attributes, inside, target]}
    return {"t": node["t"], "c": inside}


def escape(words: str) -> str:
    """Return words as they stand in tagged text."""
    return _LITERAL.sub(lambda hit: "&lt;" if hit[0] == "<" else "&amp;", words)


def unescape(text: str) -> str:
    """Return the words that escaped text stands for."""
    return _ESCAPED.sub(lambda hit: "&" + hit[0][5:] if "amp;" in hit[0] else "<", text)


def plain(text: str) -> str:
    """Return the words of tagged text alone."""
    return unescape(TAG.sub("\0", text)).replace("\0", "")


def tags(text: str) -> tuple[str, ...]:
    """Return the tags of a text in order; a faithful translation has the same ones, perhaps in another order."""
    return tuple(hit[0] for hit in TAG.finditer(text))


class _Writer:
    """Collects words and tags; what becomes of a soft break is decided when both its neighbours are known."""

    def __init__(self) -> None:
        self.codes: list[Node] = []
        self.parts: list[str] = []  # words are escaped when a run of them ends
        self.run: list[str] = []

    def words(self, text: str) -> None:
        self.run.append(text)

    def mark(self, tag: str) -> None:
        self.flush()
        self.parts.append(tag)

    def flush(self) -> None:
        if self.run:
            self.parts.append(escape("".join(self.run)))
            self.run.clear()

    def add(self, inlines: Inlines) -> None:
        for node in inlines:
            self.add_one(node)

    def add_one(self, node: Node) -> None:
        kind = node["t"]
        if kind == "Str":
            self.words(node["c"])
        elif kind == "Space":
            self.words(" ")
        elif kind == "SoftBreak":
            self.words(_SOFT)
        elif kind == "LineBreak":
            self.words("\n")
        elif kind == "Quoted":
            before, after = _QUOTES[node["c"][0]["t"]]
            self.words(before)
            self.add(node["c"][1])
            self.words(after)
        elif kind in ("Span", "Cite"):
            self.add(node["c"][1])
        elif stands_alone(node):
            self.codes.append(node)
            self.mark(f"<{len(self.codes)}/>")
        elif kind in WRAPPERS:
            self.codes.append(filled(node, []))
            number = len(self.codes)
            self.mark(f"<{number}>")
            self.add(contents(node))
            self.mark(f"</{number}>")


def flatten(inlines: Inlines) -> Tagged:
    """Return a passage as tagged text; a soft break between Han is nothing, else one space."""
    writer = _Writer()
    writer.add(inlines)
    writer.flush()
    text = "".join(writer.parts)
    text = _SOFT_BREAK.sub(_settle, text)
    return Tagged(_SPACES.sub(_one_space, text), tuple(writer.codes))


def _settle(hit: re.Match[str]) -> str:
    """Return what a soft break becomes."""
    wide = hit["wide"] or ""
    joined = wide and _WIDE_NEXT.match(hit.string, hit.end())
    return wide if joined else f"{wide} "


def _one_space(hit: re.Match[str]) -> str:
    return "\n" * hit[0].count("\n") or " "


def restore(text: str, codes: Sequence[Node]) -> Inlines:
    """Return tagged text as inlines; see the head of the module for tags that are damaged."""
    sound = _sound(text, codes)
    stack: list[Inlines] = [[]]
    last = 0
    for hit in TAG.finditer(text):
        stack[-1].extend(_words(text[last : hit.start()]))
        last = hit.end()
        if hit.start() not in sound:
            continue
        code = codes[int(hit["number"]) - 1]
        if stands_alone(code):
            stack[-1].append(code)
        elif hit["close"]:
            inside = stack.pop()
            if inside:
                stack[-1].append(filled(code, _merged(inside)))
        else:
            stack.append([])
    result = stack[0]
    result.extend(_words(text[last:]))
    placed = {int(hit["number"]) for hit in TAG.finditer(text) if hit.start() in sound}
    result.extend(code for n, code in enumerate(codes, 1) if n not in placed and stands_alone(code))
    return _merged(result)


def _sound(text: str, codes: Sequence[Node]) -> set[int]:
    """Return where the tags stand that can be honoured: known, once, and properly nested."""
    sound: set[int] = set()
    seen: set[int] = set()
    stack: list[tuple[int, int]] = []  # number and place of the wrappers that are open
    for hit in TAG.finditer(text):
        number = int(hit["number"])
        if not 1 <= number <= len(codes):
            continue
        if hit["close"]:
            if any(number == other for other, _ in stack):
                while stack[-1][0] != number:
                    stack.pop()
                sound |= {stack.pop()[1], hit.start()}
        elif number not in seen and stands_alone(codes[number - 1]):
            seen.add(number)
            sound.add(hit.start())
        elif number not in seen and not hit["alone"]:
            seen.add(number)
            stack.append((number, hit.start()))
    return sound


def _words(text: str) -> Iterator[Node]:
    """Yield words, spaces and line breaks."""
    for part in re.split(r"([ \t\r\f\v]+|[ \t\r\f\v]*\n[ \t\r\f\v]*)", unescape(text)):
        if part and not part.strip(" \t\r\f\v\n"):
            yield {"t": "LineBreak"} if "\n" in part else {"t": "Space"}
        elif part:
            yield {"t": "Str", "c": part}


def _merged(inlines: Inlines) -> Inlines:
    """Return inlines with neighbouring words joined and doubled spaces made one, at this level."""
    result: Inlines = []
    for node in inlines:
        before = result[-1]["t"] if result else ""
        if node["t"] == "Str" and before == "Str":
            result[-1] = {"t": "Str", "c": result[-1]["c"] + node["c"]}
        elif node["t"] == "Space" and before in ("Space", "LineBreak"):
            continue
        else:
            result.append(node)
    return result
