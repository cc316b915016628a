"""Finds the lines of an article that its sentences and pictures stand on.

Rule: a line is for people; nothing is looked up by it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from urllib.parse import unquote

from toolkit import markup, tree
from toolkit.model import Blocks

MANY = 3
_STOP = re.compile(r"[。！？…!?.：:；;」』”）)]$")
_SPEAKER = re.compile(r"[^\s，。！？：:]{1,8}[：:]")
_COMING = re.compile("%0[Aa]")  # a line end that is none yet
_ENTITY = re.compile(r"&#?\w{1,40};")  # without its semicolon, & begins a parameter
_JOINS_BEFORE = re.compile(r"[\w.-][\w./-]")  # two characters of one path
_JOINS_AFTER = re.compile(r"[\w./-][\w-]")


class Lines:
    """The lines of an article whose body starts on a line."""

    NOISE = re.compile(r"[\s*_\[\]()<>#\\|~`!-]+")
    WINDOW = 12
    NEAR = 20_000
    FAR = 200  # searches of the whole text before we are content with the line before

    def __init__(self, whole: str, start: int) -> None:
        self.whole = whole
        lines = [self.NOISE.sub("", line) for line in whole.split("\n")[start - 1 :]]
        self.text = "".join(lines)
        self.starts: list[int] = []
        place = 0
        for line in lines:
            self.starts.append(place)
            place += len(line)
        self.first = start
        self.cursor = 0
        self.patience = self.FAR

    def find(self, text: str) -> int:
        """Return the line of a tagged sentence, or that of the one before if it is not found.

        Its first words are searched onward from the sentence before.
        """
        for words in self._probes(text):
            place = self._near(words)
            if place >= 0:
                self.cursor = place
                break
        return self.first + max(bisect_right(self.starts, self.cursor) - 1, 0)

    def _probes(self, text: str) -> list[str]:
        """Return a few stretches between the tags of a sentence, the first ones of some length."""
        parts = [self.NOISE.sub("", part) for part in markup.TAG.sub("\0", text).split("\0")]
        dense = max(parts, key=lambda part: min(len(part), self.WINDOW))
        return [dense[n : n + self.WINDOW] for n in range(0, len(dense), self.WINDOW)][:5]

    def _near(self, words: str) -> int:
        place = self.text.find(words, self.cursor, self.cursor + self.NEAR)
        if place < 0 and self.patience > 0:
            self.patience -= 1
            place = self.text.find(words, self.cursor)
            place = place if place >= 0 else self.text.find(words)
        return place

    @cached_property
    def decoded(self) -> tuple[str, list[int]]:
        """The article with its addresses as people write them, and where its lines end."""
        text = _ENTITY.sub(lambda hit: unescape(hit[0]).replace("\n", " "), self.whole)
        text = unquote(_COMING.sub(" ", text)).replace("\\", "/")
        return text, [hit.start() for hit in re.finditer("\n", text)]

    def of(self, url: str) -> int:
        """Return the line where an address, or what is before the … at its end, stands first; 0 for none.

        What the body has not is sought in the front matter.
        """
        text, ends = self.decoded
        path = unquote(url.removesuffix("…"))
        body = ends[self.first - 2] if self.first > 1 else 0
        for first in (body, 0):
            place = _ending(text, path, first, is_cut=url.endswith("…"))
            if place >= 0:
                return 1 + bisect_right(ends, place)
        return 0

    def pictures(self, urls: Iterable[str]) -> dict[str, int]:
        """Return the line of each address, 0 where it is not found; none is searched for after many failures."""
        found: dict[str, int] = {}
        missed = 0
        for url in urls:
            found[url] = found.get(url) or (self.of(url) if missed < self.FAR else 0)
            missed += not found[url]
        return found


def joined(blocks: Blocks) -> str:
    """Return the words of a line that Markdown joins to the next, where an article has many to be told apart.

    Those are `MANY` line ends in paragraphs that end a sentence, or before the name of a speaker, and
    four in five of all. Empty where it has fewer.
    """
    every = [*_breaks(blocks)]
    apart = [before for before, after in every if _STOP.search(before) or _SPEAKER.match(after)]
    return apart[0] if len(apart) >= max(MANY, len(every) * 0.8) else ""


def _breaks(blocks: Blocks) -> Iterator[tuple[str, str]]:
    """Yield the words before and after each line end inside a paragraph, up to the next element."""
    for inlines in tree.paragraphs(blocks):
        for place, node in enumerate(inlines):
            if node["t"] == "SoftBreak":
                before, after = inlines[max(place - 1, 0) : place], inlines[place + 1 : place + 2]
                yield tree.words(before), tree.words(after)


def _ending(text: str, path: str, first: int, *, is_cut: bool) -> int:
    """Return where a path stands in a text from a place on, or the most of its end that does; -1 where none does.

    As a part of another name it does not stand there; of one that is cut, the name goes on.
    """
    start = first
    for _ in range(Lines.FAR):
        while path and (place := text.find(path, start)) < 0:
            path, start = path.partition("/")[2], first
        if not path:
            return -1
        end = place + len(path)
        before, after = text[max(place - 1, 0) : place + 1], text[end - 1 : end + 1]
        if not (_JOINS_BEFORE.fullmatch(before) or (_JOINS_AFTER.fullmatch(after) and not is_cut)):
            return place
        start = place + 1
    return -1
