"""Resolves what programs write in an article for pictures, embeds, boxes and attributes: WordPress, Hugo, Jekyll.

Rules: in square brackets, only names that these programs come with, written as they write them; any other
bracket is text. A picture with its caption becomes a figure, and what is embedded a link to it; what shows things
that are not in the article is left out, and returned to be reported.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from toolkit import figures, tree
from toolkit.inert import NO_ATTR
from toolkit.model import Blocks, Inlines, Node

Atoms: TypeAlias = list[tuple[str, Node | None]]
"""A paragraph as characters; an element is one that no text has, and itself."""

_ELEMENT: Final = "\ufffc"
_MEDIA: Final = (
    *("audio", "dailymotion", "facebook", "gist", "googlemaps", "instagram", "slideshare"),
    *("soundcloud", "spotify", "ted", "tweet", "twitter", "video", "videopress", "vimeo"),
    *("wpvideo", "youtube"),
)
_FILES: Final = ("audio", "video")  # behind these a word is no ID: “[video 20180601]” is a remark
_SETS: Final = ("gallery", "playlist")  # of files that WordPress has, and the article has not
_CAPTIONS: Final = ("caption", "wp_caption")
_NAMES: Final = "|".join((*_MEDIA, *_SETS, *_CAPTIONS, "embed"))
_CALLOUTS: Final = (
    "note|abstract|summary|tldr|info|todo|tip|hint|important|success|check|done|question|help|faq|warning"
    "|caution|attention|failure|fail|missing|danger|error|bug|example|quote|cite"
)
"""What GitHub and Obsidian write at the head of a quotation for a box, as `[!NOTE]`."""
_CODE: Final = re.compile(
    rf"(?<!\[)\[(?P<name>{_NAMES})(?P<given>(?:[\s=][^\[\]]{{0,4000}})?)/?\](?!\])"
    r"(?:(?P<inside>(?:(?!\[/?(?P=name)\b).)*)\[/(?P=name)\])?"
    rf"|\[/(?P<end>{'|'.join(_CAPTIONS)})\]"
    r"|(?P<attributes>\{:(?:\s*(?:[.#][\w-]+|[\w-]+=(?:\"[^\"{}]*\"|'[^'{}]*')))+\s*\})"
    r"|(?:\{\{[<%]|\{%)\s*(?P<hugo>figure|youtube|vimeo)(?P<said>\s[^{}]{0,4000}?)/?(?:[>%]\}|%)\}"
    r"|(?:\{\{[<%]|\{%-?)\s*(?P<closes>/|end)?[A-Za-z][A-Za-z0-9_./-]*(?:\s[^{}]{0,4000}?)?/?(?:[>%]\}|%)\}"
    r"|\A(?P<contents>\[{1,2}(?i:toc)\]{1,2})\Z"
    rf"|\A(?P<callout>\[!(?i:{_CALLOUTS})\][+-]?)",
    re.DOTALL,
)
_PART: Final = re.compile(
    r"""(?P<url>https?://[^\s\]]+)
    |(?P<key>[A-Za-z][\w-]*)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|[“”″](?P<c>[^“”″]*)[“”″]|(?P<d>[^\s"']+))
    |(?P<word>[^\s="']+)""",
    re.VERBOSE,
)
_SIGN: Final = re.compile(r"\[|\{[{:%]")
_URL: Final = re.compile(r"https?://\S+")
_ID: Final = re.compile(r"(?=.*(?:\d|[a-z][A-Z]))[A-Za-z0-9_-]{5,64}")
_PLAYERS: Final = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What is written in a shortcode behind its name."""

    named: Mapping[str, str]
    urls: Sequence[str]
    words: Sequence[str]


@dataclass(slots=True)
class Resolver:
    """Goes through the blocks of one article, those inside others after those around them.

    ``report`` gets each shortcode that is left out.
    """

    report: Callable[[str], None]
    opened: bool = False  # a caption that began in an earlier paragraph

    def blocks(self, blocks: Blocks) -> Blocks:
        """Return blocks without shortcodes."""
        return [new for block in blocks for new in self.block(block)]

    def block(self, block: Node) -> Blocks:
        """Return what becomes of a block."""
        if block["t"] not in ("Para", "Plain") or not _may_hold(block["c"]):
            return [block]
        atoms = [*_atoms(block["c"])]
        text = "".join(mark for mark, _ in atoms)
        blocks: Blocks = []
        run: Atoms = []
        place = 0
        for hit in _CODE.finditer(text):
            made = self.made(hit, atoms)
            if made is None:
                continue
            run += atoms[place : hit.start()]
            place = hit.end()
            if made and made[0]["t"] == "Figure":
                blocks += [*_paragraph(block["t"], run), *made]
                run = []
            else:
                run += [(_ELEMENT, node) for node in made]
        return [*blocks, *_paragraph(block["t"], run + atoms[place:])] if place else [block]

    def made(self, hit: re.Match[str], atoms: Atoms) -> list[Node] | None:
        """Return what a shortcode becomes, a figure or inlines; None where it is none."""
        if hit["end"]:
            closes, self.opened = self.opened, False
            return [] if closes else None
        inside = _nodes(atoms[hit.start("inside") : hit.end("inside")]) if hit["inside"] else []
        given = _given(hit["given"] or hit["said"] or "")
        if not (name := hit["name"]):
            holds = any(tree.images(_nodes(atoms[hit.start() : hit.end()])))
            return None if holds else self.template(hit, given)
        if name in _CAPTIONS:
            self.opened = self.opened or (hit["inside"] is None and bool(given.named))
            known = hit["inside"] is not None or bool(given.named)
            return _captioned(inside, given) if known else None
        if name == "embed":
            return _link(hit["inside"] or "", inside)
        return self.media(name, hit, given, inside)

    def template(self, hit: re.Match[str], given: _Given) -> list[Node]:
        """Return what a mark of Hugo, Jekyll or Obsidian becomes; one of a theme or a plugin, which nobody knows, is left out."""
        made = _of_hugo(hit["hugo"], given) if hit["hugo"] else []
        if not (made or any(hit[kind] for kind in ("closes", "attributes", "callout", "contents"))):
            self.report(hit[0].replace(_ELEMENT, ""))
        return made

    def media(
        self, name: str, hit: re.Match[str], given: _Given, inside: Inlines
    ) -> list[Node] | None:
        """Return a link to what a player would play; a set, and what has no address, is left out.

        A word by itself is an ID where it looks like one; None where nothing says that it is a shortcode.
        """
        alone = name in _SETS and f"[{name}]" == hit.string.strip()
        known = [one for one in (*given.words[:1], given.named.get("id", "")) if _ID.fullmatch(one)]
        has_id = bool(known) and len(given.words) <= 1 and name not in (*_FILES, *_SETS)
        if not (given.named or given.urls or alone or has_id):
            return None
        urls = [*given.urls, *(url for url in given.named.values() if _URL.fullmatch(url))]
        if has_id and name in _PLAYERS and not urls:
            return [_word(_PLAYERS[name].format(known[0]))]
        if urls and name not in _SETS:
            return [_word(urls[0])]
        if not inside:
            self.report(hit[0].replace(_ELEMENT, ""))
        return inside


def _may_hold(inlines: Inlines) -> bool:
    return any(node["t"] == "Str" and _SIGN.search(node["c"]) for node in inlines)


def _atoms(inlines: Inlines) -> Iterator[tuple[str, Node | None]]:
    marks = {"Space": " ", "SoftBreak": "\n", "LineBreak": "\n"}
    for node in inlines:
        if node["t"] == "Str":
            yield from ((mark, None) for mark in node["c"])
        else:
            yield marks.get(node["t"], _ELEMENT), node


def _nodes(atoms: Atoms) -> Inlines:
    """Return characters and elements as inlines."""
    nodes: Inlines = []
    for is_text, run in groupby(atoms, key=lambda atom: atom[1] is None):
        if is_text:
            nodes.append(_word("".join(mark for mark, _ in run)))
        else:
            nodes += [node for _, node in run if node]
    return nodes


def _word(text: str) -> Node:
    return {"t": "Str", "c": text}


def _paragraph(kind: str, run: Atoms) -> Blocks:
    is_blank = not "".join(mark for mark, _ in run).strip()
    return [] if is_blank else [{"t": kind, "c": _nodes(run)}]


def _given(text: str) -> _Given:
    """Return what is written behind a name: values by key, addresses, and words by themselves."""
    parts = [*_PART.finditer(text.strip().removeprefix("="))]
    return _Given(
        named={
            hit["key"].lower(): (hit["a"] or hit["b"] or hit["c"] or hit["d"] or "").strip()
            for hit in parts
            if hit["key"]
        },
        urls=[hit["url"] for hit in parts if hit["url"]],
        words=[hit["word"].strip('"“”') for hit in parts if hit["word"]],
    )


def _captioned(inside: Inlines, given: _Given) -> list[Node]:
    """Return a picture with the words behind it, or those that are given, as its caption; the last of several has them."""
    pictures, said = figures.parted(inside)
    if not tree.words(said) and (words := given.named.get("caption")):
        said = [_word(words)]
    if not pictures:
        return said
    *others, last = pictures
    return [*map(figures.captioned, others), figures.figure(last, _plain(said))]


def _plain(inlines: Inlines) -> Blocks:
    return [{"t": "Plain", "c": inlines}] if tree.words(inlines) else []


def _link(text: str, inside: Inlines) -> list[Node] | None:
    """Return what stands in an embed if that is an address, or a link already."""
    url = text.strip()
    if _URL.fullmatch(url):
        return [_word(url)]
    return inside if url == _ELEMENT else None


def _of_hugo(name: str, given: _Given) -> list[Node]:
    """Return what a shortcode of Hugo becomes, nothing where it says too little."""
    if name == "figure":
        if not (source := given.named.get("src")):
            return []
        alt = given.named.get("alt", "")
        image = {"t": "Image", "c": [NO_ATTR, [_word(alt)] if alt else [], [source, ""]]}
        said = [words for key in ("title", "caption", "attr") if (words := given.named.get(key))]
        return [figures.figure(image, _plain([_word("　".join(said))]))]
    names = [*given.words, given.named.get("id", "")]
    return [_word(_PLAYERS[name].format(names[0]))] if names[0] else []
