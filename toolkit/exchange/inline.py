"""Tagged text as a tree of words and codes, as formats with inline codes need it.

Law: `render` undoes `parse`, whatever the text: tags that are crossed, doubled or alone, words that look
like tags, and characters that XML cannot hold are all codes or words of the tree.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.markup import TAG, escape, tags, unescape

Kind = Literal["pair", "alone", "open", "close", "odd", "char"]

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that no XML document can hold."""

_CHAR = re.compile(r"u([0-9a-f]{4,6})")


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code; ``id`` is the number of its element, or of a character as ``u000c``."""

    kind: Kind
    id: str
    inside: "tuple[Part, ...]" = ()

    @property
    def raw(self) -> str:
        """How the code stands in tagged text; of a pair, its opening tag."""
        forms = {"alone": f"<{self.id}/>", "close": f"</{self.id}>", "odd": f"</{self.id}/>"}
        return forms.get(self.kind, f"<{self.id}>")


Part: TypeAlias = str | Code


def parse(text: str) -> tuple[Part, ...]:
    """Return tagged text as a tree."""
    partners = _partners(text)
    levels: list[list[Part]] = [[]]
    last = 0
    for hit in TAG.finditer(text):
        levels[-1].extend(_words(text[last : hit.start()]))
        last = hit.end()
        number = hit["number"]
        if hit["alone"]:
            levels[-1].append(Code("odd" if hit["close"] else "alone", number))
        elif hit.start() not in partners:
            levels[-1].append(Code("close" if hit["close"] else "open", number))
        elif hit["close"]:
            inside = levels.pop()
            levels[-1].append(Code("pair", number, tuple(inside)))
        else:
            levels.append([])
    levels[0].extend(_words(text[last:]))
    return tuple(levels[0])


def _partners(text: str) -> set[int]:
    """Return where the tags stand that have a partner, properly nested."""
    found: set[int] = set()
    stack: list[tuple[str, int]] = []
    for hit in TAG.finditer(text):
        if hit["alone"]:
            continue
        if not hit["close"]:
            stack.append((hit["number"], hit.start()))
        elif any(number == hit["number"] for number, _ in stack):
            while stack[-1][0] != hit["number"]:
                stack.pop()
            found |= {stack.pop()[1], hit.start()}
    return found


def _words(text: str) -> Iterator[Part]:
    """Yield words, and the characters among them that XML cannot hold, as codes."""
    words = unescape(text)
    last = 0
    for hit in ILLEGAL.finditer(words):
        if hit.start() > last:
            yield words[last : hit.start()]
        yield Code("char", f"u{ord(hit[0]):04x}")
        last = hit.end()
    if last < len(words):
        yield words[last:]


def render(parts: Iterable[Part]) -> str:
    """Return a tree as tagged text."""
    out: list[str] = []
    run: list[str] = []

    def write(some: Iterable[Part]) -> None:
        for part in some:
            if isinstance(part, str):
                run.append(part)
            elif part.kind == "char":
                run.append(_character(part.id))
            else:
                tag(part.raw)
                if part.kind == "pair":
                    write(part.inside)
                    tag(f"</{part.id}>")

    def tag(raw: str) -> None:
        out.append(escape("".join(run)))
        run.clear()
        out.append(raw)

    write(parts)
    return "".join(out) + escape("".join(run))


def _character(name: str) -> str:
    return chr(int(name[1:], 16))


def named(name: str) -> Part | None:
    """Return the code of a standalone element: a number, or a character; None for neither."""
    if re.fullmatch(r"[0-9]{1,6}", name):
        return Code("alone", name)
    hit = _CHAR.fullmatch(name)
    return Code("char", name) if hit and int(hit[1], 16) <= 0x10FFFF else None


def native(raw: str) -> Part | None:
    """Return the code for a tag that is written out as text; None for text that is no tag."""
    hit = TAG.fullmatch(raw.strip())
    if not hit:
        return named(raw.strip()) if _CHAR.fullmatch(raw.strip()) else None
    kind: Kind = "close" if hit["close"] else "open"
    if hit["alone"]:
        kind = "odd" if hit["close"] else "alone"
    return Code(kind, hit["number"])


def flat(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield a tree as a line of parts, each pair as its opening, its inside and its closing."""
    for part in parts:
        if isinstance(part, Code) and part.kind == "pair":
            yield Code("open", part.id)
            yield from flat(part.inside)
            yield Code("close", part.id)
        else:
            yield part


def legal(text: str) -> str:
    """Return a remark without what XML cannot hold."""
    return ILLEGAL.sub("\ufffd", text)


def damage(source: str, target: str) -> str:
    """Return in words what is wrong with the tags of a translation; empty if they are those of its source."""
    want, have = list(tags(source)), list(tags(target))
    lost = [tag for tag in dict.fromkeys(want) if have.count(tag) < want.count(tag)]
    more = [tag for tag in dict.fromkeys(have) if have.count(tag) > want.count(tag)]
    says = [f"lacks {' '.join(lost)}"] if lost else []
    says += [f"has {' '.join(more)} too many"] if more else []
    if not says and _odd(target) and not _odd(source):
        says = ["has tags that cross each other"]
    return " and ".join(says)


def _odd(text: str) -> bool:
    """Return whether a tag stands without a partner."""
    return any(
        isinstance(part, Code) and part.kind in {"open", "close", "odd"}
        for part in _deep(parse(text))
    )


def _deep(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Code):
            yield from _deep(part.inside)
