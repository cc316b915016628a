"""Reads one list of inlines as sentences, and builds the same list in English.

Rule: `sentences` and `render` cut with the same function, so they can never disagree on what a
sentence is. Each sentence counts its tags from 1; what wraps the whole of it, and an image or a
note at its edge, stays outside its text, so that equal words are equal sentences.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from toolkit import markup, segment
from toolkit.lang import HAN
from toolkit.model import Inlines, Node

UNTRANSLATED = "[not translated]"
"""What the English shows where there is none."""

Layer: TypeAlias = tuple[Literal["around", "before", "after"], Node]
"""An element outside a sentence's text."""

_EDGES = ("Image", "Note")
_LAST = re.compile(rf"{markup.TAG.pattern}$")
_WORD = re.compile(r"[^\W_]")
_IN_NUMBER = re.compile(r"(?<=[0-9０-９])[，．：](?=[0-9０-９])")
_INDENT = re.compile("[\u00a0\u3000]+")
_DOTS = re.compile("[…⋯]+")
_STRAY_SPACE = re.compile(r" +(?=[ ,.:;!?)\]”’]|$)|(?<=[(\[“‘]) +")
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MARKS = str.maketrans(
    {
        **{chr(code): mark for code, mark in _FULL_WIDTH.items()},
        "\u3000": " ",
        "，": ", ",
        "、": ", ",
        "：": ": ",
        "；": "; ",
        "。": ". ",
        "！": "! ",
        "？": "? ",
        "（": " (",
        "）": ") ",
        "「": "“",
        "」": "”",
        "『": "‘",
        "』": "’",
        "《": "“",
        "》": "”",
        "〈": "‘",
        "〉": "’",
        "【": "[",
        "】": "] ",
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a passage; ``layers`` stand outside its text, the outermost first."""

    text: str
    codes: tuple[Node, ...] = ()
    layers: tuple[Layer, ...] = ()
    broken: bool = False  # a line break stands before it
    indent: str = ""  # of the line that it begins


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentences of a passage; ``layers`` stand around the whole of it."""

    pieces: tuple[Piece, ...]
    layers: tuple[Layer, ...] = ()


def needs_translation(text: str) -> bool:
    """Return whether a text holds Han; without any, it is copied."""
    return HAN.search(text) is not None


def ascii_marks(text: str) -> str:
    """Return a text without Han with ASCII digits and English marks for the Chinese ones."""
    words = _IN_NUMBER.sub(lambda hit: chr(ord(hit[0]) - 0xFEE0), text).translate(_MARKS)
    words = _DOTS.sub("…", words)
    return text if words == text else _STRAY_SPACE.sub("", words).strip(" ")


def sentences(inlines: Inlines) -> tuple[str, ...]:
    """Return the sentences of a passage that need translation, as tagged text, in order."""
    return tuple(piece.text for piece in cut(inlines).pieces if needs_translation(piece.text))


def render(inlines: Inlines, look: Callable[[str], str | None]) -> Inlines:
    """Return the English of a passage; where ``look`` has none, a mark that says so."""
    passage = cut(inlines)
    result: Inlines = []
    missing = False
    for piece in passage.pieces:
        target = look(piece.text) if needs_translation(piece.text) else ascii_marks(piece.text)
        if target is not None:
            inside = markup.restore(target.strip(), piece.codes)
        else:
            inside = [] if missing and not piece.layers else [_mark()]
            inside += [code for code in piece.codes if markup.stands_alone(code)]
        missing = target is None
        inside = _indented(_dressed(inside, piece.layers), piece)
        if result and inside:
            result.append({"t": "LineBreak" if piece.broken else "Space"})
        result += inside
    return _dressed(result, passage.layers)


def separate(inlines: Inlines) -> list[Inlines]:
    """Return the sentences of a passage as passages of their own.

    A passage that would not be cut into the same sentences again is returned whole.
    """
    whole = cut(inlines)
    last = len(whole.pieces) - 1
    parts: list[Inlines] = []
    for place, piece in enumerate(whole.pieces):
        around = [
            layer
            for layer in whole.layers
            if layer[0] == "around" or place == {"before": 0, "after": last}[layer[0]]
        ]
        inside = _dressed(markup.restore(piece.text, piece.codes), piece.layers)
        parts.append(_indented(_dressed(inside, around), piece))
    again = [[piece.text for piece in cut(part).pieces] for part in parts]
    same = again == [[piece.text] for piece in whole.pieces]
    return parts if parts and same else [inlines]


def cut(inlines: Inlines) -> Passage:
    """Cut a passage into sentences, each with the elements inside and outside its text."""
    tagged = markup.flatten(inlines)
    indent = _indent(tagged.text)
    text, layers = _peel(tagged.text, tagged.codes)
    pieces: list[Piece] = []
    broken = False
    for part in _balanced(_worded(segment.split(text))):
        words, inner = _peel(part, tagged.codes)
        piece = _numbered(words, tagged.codes, inner, broken=broken)
        pieces.append(replace(piece, indent=indent))
        broken, indent = _behind(part)
    return Passage(tuple(pieces), layers)


def _indent(text: str) -> str:
    """Return the wide spaces that a line of verse begins with."""
    found = _INDENT.match(text)
    return found[0] if found else ""


def _behind(part: str) -> tuple[bool, str]:
    """Return whether a line ends after a part, and the wide spaces that the next line begins with."""
    _, line_end, spaces = part[len(part.rstrip()) :].rpartition("\n")
    return bool(line_end), spaces if line_end else ""


def _indented(inside: Inlines, piece: Piece) -> Inlines:
    """Return the inlines of a piece with its indent before them."""
    return [{"t": "Str", "c": piece.indent}, *inside] if piece.indent else inside


def _worded(parts: Sequence[str]) -> list[str]:
    """Return the parts, each one without a word joined to the part before it."""
    result: list[str] = []
    for part in parts:
        if result and not _WORD.search(markup.TAG.sub("", part)) and not _behind(result[-1])[0]:
            result[-1] += part
        else:
            result.append(part)
    return result


def _balanced(parts: Sequence[str]) -> Iterator[str]:
    """Yield the parts, closing at the end of each the tags that are open, and opening them anew."""
    opened: list[str] = []
    for part in parts:
        before = "".join(f"<{number}>" for number in opened)
        for hit in markup.TAG.finditer(part):
            if hit["close"] and hit["number"] in opened:
                opened.remove(hit["number"])
            elif not hit["close"] and not hit["alone"]:
                opened.append(hit["number"])
        words = part.rstrip()
        after = "".join(f"</{number}>" for number in reversed(opened))
        yield before + words + after + part[len(words) :]


def _peel(text: str, codes: Sequence[Node]) -> tuple[str, tuple[Layer, ...]]:
    """Return a text without the elements around it and at its edges, and these elements."""
    layers: list[Layer] = []
    text = text.strip()
    while text:
        first, last = markup.TAG.match(text), _LAST.search(text, max(0, len(text) - 9))
        if first and last and _is_pair(first, last, text):
            layers.append(("around", codes[int(first["number"]) - 1]))
            text = text[first.end() : last.start()].strip()
        elif first and first["alone"] and (code := codes[int(first["number"]) - 1])["t"] == "Image":
            layers.append(("before", code))
            text = text[first.end() :].strip()
        elif last and last["alone"] and (code := codes[int(last["number"]) - 1])["t"] in _EDGES:
            layers.append(("after", code))
            text = text[: last.start()].strip()
        else:
            break
    return text, tuple(layers)


def _is_pair(first: re.Match[str], last: re.Match[str], text: str) -> bool:
    return first["number"] == last["number"] and not first["alone"] and first.end() < len(text)


def _numbered(
    text: str, codes: Sequence[Node], layers: tuple[Layer, ...], *, broken: bool
) -> Piece:
    """Return a piece whose tags count from 1."""
    order: dict[str, int] = {}
    for hit in markup.TAG.finditer(text):
        order.setdefault(hit["number"], len(order) + 1)
    words = markup.TAG.sub(
        lambda hit: f"<{hit['close']}{order[hit['number']]}{hit['alone']}>", text
    )
    return Piece(words, tuple(codes[int(number) - 1] for number in order), layers, broken)


def _dressed(inside: Inlines, layers: Sequence[Layer]) -> Inlines:
    """Return inlines with the layers put back around them."""
    for where, node in reversed(layers):
        space: Inlines = [{"t": "Space"}] if inside and node["t"] == "Image" else []
        if where == "around":
            inside = [markup.filled(node, inside)]
        elif where == "before":
            inside = [node, *space, *inside]
        else:
            inside = [*inside, *space, node]
    return inside


def _mark() -> Node:
    words = UNTRANSLATED.split(" ")
    inside: Inlines = [{"t": "Str", "c": words[0]}]
    for word in words[1:]:
        inside += [{"t": "Space"}, {"t": "Str", "c": word}]
    return {"t": "Emph", "c": inside}
