"""Takes the tags off a sentence before it is translated, and puts them on its translation.

Laws: `attach` undoes `detach`; whatever the evidence, a projected sentence has exactly the tags of its
source, nested as they were there, and not one word more or less.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.markup import TAG, escape, unescape

Locate = Callable[[int, int], tuple[int, int] | None]
"""Says where the stretch ``[start, end)`` of a plain source went in the target, None where it does not know."""

Edit = tuple[int, int, str]
"""A stretch ``[start, end)`` of a text, and what stands there instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An inline element over ``[start, end)`` of a plain text; a point holds no words."""

    number: str
    start: int
    end: int
    point: bool = False
    inner: "tuple[Element, ...]" = ()


def detach(text: str) -> tuple[str, tuple[Element, ...]]:
    """Return the text without its tags, and its elements; a tag without a partner is dropped."""
    plain, at = "", 0
    levels: list[tuple[str, int, list[Element]]] = [("", 0, [])]
    for match in TAG.finditer(text):
        plain += unescape(text[at : match.start()])
        at = match.end()
        closing, number, single = match.groups()
        if single:
            levels[-1][2].append(
                Element(number=number, start=len(plain), end=len(plain), point=True)
            )
        elif not closing:
            levels.append((number, len(plain), []))
        elif len(levels) > 1 and levels[-1][0] == number:
            _, start, inner = levels.pop()
            levels[-1][2].append(
                Element(number=number, start=start, end=len(plain), inner=tuple(inner))
            )
    for _, _, inner in levels[1:]:
        levels[0][2].extend(inner)
    return plain + unescape(text[at:]), tuple(levels[0][2])


def attach(text: str, elements: Iterable[Element]) -> str:
    """Put elements on a text; they must nest."""
    out, at = "", 0

    def write(some: Iterable[Element]) -> None:
        nonlocal out, at
        for element in some:
            out += escape(text[at : element.start])
            at = element.start
            if element.point:
                out += f"<{element.number}/>"
                continue
            out += f"<{element.number}>"
            write(element.inner)
            out += escape(text[at : element.end]) + f"</{element.number}>"
            at = element.end

    write(elements)
    return out + escape(text[at:])


def project(
    elements: tuple[Element, ...], source: str, target: str, locate: Locate
) -> tuple[tuple[Element, ...], bool]:
    """Return the elements over a target, and whether a place among them had to be estimated.

    Where ``locate`` does not know, the place is estimated in proportion; ends move out to whole words.
    """
    guessed = False

    def place(element: Element) -> Element:
        nonlocal guessed
        inner = tuple(map(place, element.inner))
        start, end = (
            (element.start - 1, element.start) if element.point else (element.start, element.end)
        )
        span = locate(max(0, start), end) if end else (0, 0)
        if span is None:
            guessed = True
            scale = len(target) / max(1, len(source))
            span = round(start * scale), round(end * scale)
        start, end = words(target, *span)
        if element.point:
            return replace(element, start=end, end=end)
        start = min([start, *(one.start for one in inner)])
        end = max([end, *(one.end for one in inner)])
        return replace(element, start=start, end=end, inner=inner)

    return _apart(map(place, elements), 0, len(target)), guessed


def moved(element: Element, edits: Sequence[Edit]) -> Element:
    """Return an element moved to where its words are after stretches of the text are rewritten."""

    def shift(position: int) -> int:
        grown = 0
        for start, end, new in edits:
            if end <= position:
                grown += len(new) - (end - start)
            elif start < position:
                grown += min(0, len(new) - (position - start))
        return position + grown

    return replace(
        element,
        start=shift(element.start),
        end=shift(element.end),
        inner=tuple(moved(one, edits) for one in element.inner),
    )


def rewritten(target: str, edits: Sequence[Edit]) -> str:
    """Return a tagged text with stretches of its words rewritten; they never overlap."""
    plain, elements = detach(target)
    order = sorted(edits)
    return attach(edited(plain, order), [moved(element, order) for element in elements])


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with stretches rewritten; they are given in order and never overlap."""
    out, at = "", 0
    for start, end, new in edits:
        out += text[at:start] + new
        at = end
    return out + text[at:]


def words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to whole words, and leave the spaces at its ends out."""
    start, end = min(max(0, start), len(text)), min(max(start, end), len(text))
    while 0 < start < len(text) and _inside(text, start):
        start -= 1
    while 0 < end < len(text) and _inside(text, end):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _inside(text: str, at: int) -> bool:
    """Return whether a place is inside a word; a hyphen between letters is a part of one."""
    left, right = text[at - 1], text[at]
    if left == "-":
        return right.isalnum() and at > 1 and text[at - 2].isalnum()
    if right == "-":
        return left.isalnum() and text[at + 1 : at + 2].isalnum()
    return left.isalnum() and right.isalnum()


def _apart(elements: Iterable[Element], low: int, high: int) -> tuple[Element, ...]:
    """Cut elements so that they follow one another within ``[low, high]``."""
    out = []
    for element in sorted(elements, key=lambda one: (one.start, one.end)):
        start = min(max(element.start, low), high)
        end = min(max(element.end, start), high)
        out.append(replace(element, start=start, end=end, inner=_apart(element.inner, start, end)))
        low = end
    return tuple(out)
