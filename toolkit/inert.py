"""Makes any document tree inert: what comes out can be shown, and can do nothing else.

Rules: a node that is not in the tables is shown as its text; markup of another language is shown
as code. No attribute, id or class of an article survives, so every id in a book is ours. Only
http, https and mailto links stay links, and a picture in a line of text becomes a link to it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from toolkit.lang import HAN
from toolkit.model import Blocks, Inlines, Node
from toolkit.wording import word

NO_ATTR: Final[list[Any]] = ["", [], []]
STYLES: Final = frozenset(
    ("Emph", "Strong", "Strikeout", "Underline", "Superscript", "Subscript", "SmallCaps")
)
_SPACES: Final = ("Space", "SoftBreak", "LineBreak")
_SCHEMES: Final = frozenset(("http", "https"))
_URL_SAFE: Final = "%/:=&?~+!$,;'@()*-._"
_SCHEME: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_BLANKS: Final = re.compile(r"[ \t\n\r]+")
_HOST: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HAN_RUN: Final = re.compile(rf"{HAN.pattern}+(?:[·‧・]{HAN.pattern}+)*")
_QUOTES: Final = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff9-\uffff\ud800-\udfff]"
    "|[\U0001fffe\U0001ffff\U000e0000-\U000e0fff]"
)
"""What neither XML nor a font has a place for."""


# --- text ---------------------------------------------------------------------------------------


def printable(text: str) -> str:
    """Return a text without characters that no page can show."""
    return _UNPRINTABLE.sub("", text)


def words_of(node: object) -> Iterator[str]:
    """Yield the pieces of text under a node, in order; a break or a space yields one space."""
    if isinstance(node, list):
        for part in node:
            yield from words_of(part)
    elif isinstance(node, dict):
        kind, content = node.get("t"), node.get("c")
        if kind in _SPACES:
            yield " "
        elif kind == "Str":
            yield str(content)
        elif kind in ("Code", "CodeBlock"):
            yield str(content[1]) if isinstance(content, list) else ""
        elif kind in ("Link", "Image"):
            yield from words_of(content[1] if isinstance(content, list) else None)
        else:
            yield from words_of(content)


def plain(nodes: object) -> str:
    """Return the text under a node, on one line; a wide space stays wide."""
    return _BLANKS.sub(" ", "".join(words_of(nodes))).strip()


def width(content: str) -> int:
    """Return how much room a text takes, in Latin letters; a Han character counts as two."""
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in content)


def shorten(content: str, room: int) -> str:
    """Cut a text to the room there is, counted as `width` does, between words where it has any."""
    if width(content) <= room:
        return content
    end = len(content)
    while width(content[:end]) > room - 1:
        end -= 1
    kept = content[:end]
    if kept[-1:].isascii() and content[end] != " " and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(" ,;:–-") + "…"


def href(url: str) -> str:
    """Return an address that may stand in a book, percent-encoded, or an empty string."""
    try:
        parts = urlsplit(printable(url).strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    path, query, fragment = (_encoded(part) for part in parts[2:])
    if parts.scheme == "mailto" and "@" in path:
        return f"mailto:{path}"
    if parts.scheme not in _SCHEMES or not _HOST.fullmatch(host):
        return ""
    return urlunsplit((parts.scheme, f"{host}{port}", path, query, fragment))


def picture(url: str) -> str:
    """Return the address of a picture: as `href`, or a path; empty for any other thing."""
    return href(url) or ("" if _SCHEME.match(url) else printable(url))


def _encoded(part: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", part), safe=_URL_SAFE)


def readable(url: str) -> str:
    """Return an address as a person would read it."""
    return printable(unquote(url)).replace(" ", "%20")


def host(url: str) -> str:
    """Return the name of the site that an address leads to."""
    return urlsplit(url).netloc.removeprefix("www.")


# --- nodes --------------------------------------------------------------------------------------


def text(content: str) -> Node:
    """Return a text as an inline; spaces need no node of their own."""
    return {"t": "Str", "c": printable(content)}


def link(content: Inlines, url: str) -> Node:
    """Return a link; the address must have come from `href`."""
    return {"t": "Link", "c": [NO_ATTR, content, [url, ""]]}


def marked(nodes: Sequence[Node], lang: str) -> list[Node]:
    """Return nodes of another language in which every run of Han says its own."""
    shown: list[Node] = []
    for node in nodes:
        if node["t"] == "Str":
            shown += _runs(node["c"], lang)
        else:
            shown.append({key: _marked(part, lang) for key, part in node.items()})
    return shown


def _marked(part: Any, lang: str) -> Any:  # noqa: ANN401 -- pandoc's tree
    if not isinstance(part, list):
        return part
    if part and all(isinstance(one, dict) and "t" in one for one in part):
        return marked(part, lang)
    return [_marked(one, lang) for one in part]


def _runs(content: str, lang: str) -> Inlines:
    shown: Inlines = []
    at = 0
    for match in _HAN_RUN.finditer(content):
        shown += [text(content[at : match.start()])] if match.start() > at else []
        attr = ["", [], [["lang", lang]]]
        shown.append({"t": "Span", "c": [attr, [text(match.group())]]})
        at = match.end()
    return [*shown, text(content[at:])] if at < len(content) else shown


def para(content: Inlines) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": content}


def _picture(node: Node, lang: str) -> Inlines:
    label = plain(node["c"][1]) or word("picture", lang)
    shown = text(f"[{label}]")
    url = href(node["c"][2][0])
    return [link([shown], url)] if url else [shown]


def inlines(nodes: Sequence[Node], lang: str) -> Inlines:
    """Return inlines that are safe to show; a picture in a line becomes a link to it."""
    return [safe for node in nodes for safe in _inline(node, lang)]


def _inline(node: Node, lang: str) -> Inlines:
    kind, content = node["t"], node.get("c")
    if kind in _SPACES:
        return [{"t": "LineBreak" if kind == "LineBreak" else "Space"}]
    if content is None:
        return []
    if kind in STYLES:
        return [{"t": kind, "c": inlines(content, lang)}]
    return _INLINES.get(kind, _unknown_inline)(content, lang)


def _unknown_inline(content: Any, lang: str) -> Inlines:  # noqa: ANN401 -- pandoc's tree
    del lang
    return [text(plain(content))]


def _code(content: Any, lang: str) -> Inlines:  # noqa: ANN401
    del lang
    return [{"t": "Code", "c": [NO_ATTR, printable(content[1])]}]


def _quoted(content: Any, lang: str) -> Inlines:  # noqa: ANN401
    opening, closing = _QUOTES[content[0]["t"]]
    return [text(opening), *inlines(content[1], lang), text(closing)]


def _link(content: Any, lang: str) -> Inlines:  # noqa: ANN401
    shown, url = inlines(content[1], lang), href(content[2][0])
    if not url:
        return shown
    if any(node["t"] == "Link" for node in shown):
        shown = [text(plain(shown))]  # a link inside a link, from a picture
    return [link(shown or [text(url)], url)]


_INLINES: Final[dict[str, Callable[[Any, str], Inlines]]] = {
    "Str": lambda content, _lang: [text(content)] if printable(content) else [],
    "Code": _code,
    "Math": _code,
    "RawInline": _code,
    "Quoted": _quoted,
    "Cite": lambda content, lang: inlines(content[1], lang),
    "Span": lambda content, lang: inlines(content[1], lang),
    "Link": _link,
    "Image": lambda content, lang: _picture({"t": "Image", "c": content}, lang),
    "Note": lambda content, lang: [{"t": "Note", "c": blocks(content, lang)}],
}


def blocks(nodes: Sequence[Node], lang: str) -> Blocks:
    """Return blocks that are safe to show inside one passage: no headings, no figures."""
    return [safe for node in nodes for safe in _block(node, lang)]


def _block(node: Node, lang: str) -> Blocks:
    kind, content = node["t"], node.get("c")
    if kind == "HorizontalRule":
        return [{"t": kind}]
    shown: Blocks = _BLOCKS.get(kind, _unknown_block)(content, lang)
    return [block for block in shown if block["t"] == "HorizontalRule" or block.get("c")]


def _unknown_block(content: Any, lang: str) -> Blocks:  # noqa: ANN401
    del lang
    return [para([text(plain(content))])] if plain(content) else []


def _code_block(content: Any, lang: str) -> Blocks:  # noqa: ANN401
    del lang
    return [{"t": "CodeBlock", "c": [NO_ATTR, printable(content[1])]}]


def _lines(content: Any, lang: str) -> Blocks:  # noqa: ANN401
    joined: Inlines = []
    for line in content:
        joined += [{"t": "LineBreak"}] if joined else []
        joined += inlines(line, lang)
    return [para(joined)]


def _definitions(content: Any, lang: str) -> Blocks:  # noqa: ANN401
    def said(block: Node) -> Node:  # a paragraph, so that two meanings are not one
        return para(block["c"]) if block["t"] == "Plain" else block

    items = [
        [_strong(term, lang), *(said(b) for meaning in meanings for b in blocks(meaning, lang))]
        for term, meanings in content
    ]
    return [{"t": "BulletList", "c": items}]


def _strong(content: Inlines, lang: str) -> Node:
    return para([{"t": "Strong", "c": inlines(content, lang)}])


def _figure_inside(content: Any, lang: str) -> Blocks:  # noqa: ANN401
    return [*blocks(content[2], lang), *blocks(content[1][1] or [], lang)]


def _table(content: Any, lang: str) -> Blocks:  # noqa: ANN401
    _, caption, columns, head, bodies, foot = content

    def rows(given: Any) -> list[Any]:  # noqa: ANN401
        return [
            [
                NO_ATTR,
                [[NO_ATTR, a, down, across, blocks(b, lang)] for _, a, down, across, b in c],
            ]
            for _, c in given
        ]

    said = blocks(caption[1] or [], lang)
    columns = [[align, {"t": "ColWidthDefault"}] for align, _ in columns]
    safe_bodies = [[NO_ATTR, heads, rows(above), rows(below)] for _, heads, above, below in bodies]
    ends = [NO_ATTR, rows(head[1])], [NO_ATTR, rows(foot[1])]
    return [{"t": "Table", "c": [NO_ATTR, [None, said], columns, ends[0], safe_bodies, ends[1]]}]


def _items(content: Any, lang: str) -> list[Blocks]:  # noqa: ANN401
    return [blocks(item, lang) for item in content]


_BLOCKS: Final[dict[str, Callable[[Any, str], Blocks]]] = {
    "Para": lambda content, lang: [para(inlines(content, lang))],
    "Plain": lambda content, lang: [{"t": "Plain", "c": inlines(content, lang)}],
    "LineBlock": _lines,
    "CodeBlock": _code_block,
    "RawBlock": _code_block,
    "BlockQuote": lambda content, lang: [{"t": "BlockQuote", "c": blocks(content, lang)}],
    "BulletList": lambda content, lang: [{"t": "BulletList", "c": _items(content, lang)}],
    "OrderedList": lambda content, lang: [
        {"t": "OrderedList", "c": [content[0], _items(content[1], lang)]}
    ],
    "DefinitionList": _definitions,
    "Header": lambda content, lang: [_strong(content[2], lang)],
    "Div": lambda content, lang: blocks(content[1], lang),
    "Figure": _figure_inside,
    "Table": _table,
}
