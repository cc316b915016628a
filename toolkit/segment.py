"""Cuts a Chinese passage into sentences, and puts English sentences together.

Laws: the pieces of a text, joined, are the text; white space stays with the piece before it. A
piece is never longer than the limit, and no tag is ever cut.

A sentence ends after 。！？ or ……, after a full stop of Latin text, and at a line break; the closing
quotes, brackets and tags that follow belong to it. There is no end

    inside （…）, 《…》, 【…】, a short 「…」 or a short tagged stretch;
    where a comma, a colon or 的 follows, as in 「真的嗎？」的;
    before a gloss in brackets, as in 「…？」（…?）, but after it;
    before the few words that say who spoke, as in 「走！」他說。;
    in a headline: short, without 。, its clauses parted by an ideographic space or led by 【…】.

A sentence of more than 90 characters also ends after ；. What is still longer than the limit is
cut after ；：，、 or white space, and at last anywhere.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit.lang import HAN, IDEOGRAPHIC_SPACE
from toolkit.markup import TAG

LIMIT = 200
"""The longest piece, in code points with its tags."""

LONG = 90
"""A sentence of more code points also ends after a semicolon."""

_HEADLINE = 60
_ELLIPSIS = 10  # a shorter start, as in 他……, is no sentence
_TAGGED = 90  # the longest tagged stretch that is kept together
_TOGETHER = {  # opening mark: (closing mark, the longest stretch that is kept together)
    "（": ("）", 160),
    "(": (")", 160),
    "［": ("］", 160),
    "[": ("]", 160),
    "《": ("》", 90),
    "〈": ("〉", 90),
    "【": ("】", 90),
    "「": ("」", 60),
    "『": ("』", 60),
    "“": ("”", 60),
    "‘": ("’", 60),
}
_OPENING = {closing: opening for opening, (closing, _) in _TOGETHER.items()}

_MARKS = re.compile(r"[（(［\[《〈【「『“‘）)］\]》〉】」』”’]")
_CLOSERS = r"(?:[」』”’）)】》〉］\]\"]|</[0-9]{1,6}>|<[0-9]{1,6}/>)*"
_STOP = re.compile(rf"(?P<stop>[。｡．！？!?…⋯.]+)(?P<tail>{_CLOSERS})(?P<gap>\s*)|(?P<line>\n\s*)")
_TAIL = re.compile(rf"{_CLOSERS}\s*")
_NO_END_BEFORE = frozenset("，、；：,;:。！？!?…⋯）)」』”’】》〉")
_QUOTE_CLOSERS = "」』”’》〉"
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|etc|Inc|Ltd|Co|Corp|Jr|Sr|Gen|Col"
    r"|Lt|Capt|Sgt|Sen|Rep|Gov|Pres|Hon|Rev|Mt|Ave|Vol|pp|Fig|cf|al|approx|[Ee]\.g|[Ii]\.e"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$"
)
_SAID = re.compile(
    r"[^。！？!?…，,]{0,8}(?:說|说|道|稱|称|問|问|答|喊|叫|表示|指出)[^。！？!?，,]{0,2}[。！？!?]"
)
_SEMICOLON = re.compile(r"[；;](?:[」』”’]|</[0-9]{1,6}>)*\s*")
_CUTS = (
    re.compile(r"[；;：](?:[」』”’）)]|</[0-9]{1,6}>)*"),
    re.compile(r"[，,、](?:[」』”’）)]|</[0-9]{1,6}>)*"),
    re.compile(r"\s+"),
)
_JOINED = re.compile(r"[\u0300-\u036f\u200d\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def split(text: str, *, limit: int = LIMIT) -> tuple[str, ...]:
    """Cut a tagged Chinese passage into sentences of at most ``limit`` code points."""
    if not text:
        return ()
    if len(text) <= min(limit, _HEADLINE) and _is_headline(text):
        return (text,)
    page = _Page(text)
    pieces: list[str] = []
    start = 0
    for end in [*page.ends(), len(text)]:
        for middle in [*page.semicolons(start, end), end]:
            while middle - start > limit:
                cut = page.cut(start, limit)
                pieces.append(text[start:cut])
                start = cut
            if middle > start:
                pieces.append(text[start:middle])
                start = middle
    return tuple(pieces)


def join(targets: Sequence[str]) -> str:
    """Put English sentences together: one space between them, none after a line break."""
    result = ""
    for target in targets:
        words = target.strip(" \t")
        if not words:
            continue
        gap = "" if not result or result.endswith("\n") or words.startswith("\n") else " "
        result += gap + words
    return result


def _is_headline(text: str) -> bool:
    words = TAG.sub("", text).strip()
    return not re.search("[。\n]", words) and (IDEOGRAPHIC_SPACE in words or words.startswith("【"))


class _Page:
    """A passage, with the places where it must not be cut."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.guarded = bytearray(len(text) + 1)  # 1 where no sentence may end
        self.after: dict[int, int] = {}  # opening mark → the place after its closing mark
        self.before: dict[int, int] = {}  # closing mark → its opening mark
        self._guard_marks()
        self._guard_tags()

    def _guard(self, start: int, end: int) -> None:
        self.guarded[start + 1 : end] = b"\1" * (end - start - 1)

    def _guard_marks(self) -> None:
        open_at: dict[str, list[int]] = {opening: [] for opening in _TOGETHER}
        for hit in _MARKS.finditer(self.text):
            mark, place = hit[0], hit.start()
            if mark in _TOGETHER:
                open_at[mark].append(place)
            elif open_at[_OPENING[mark]]:
                start = open_at[_OPENING[mark]].pop()
                self.after[start] = place + 1
                self.before[place] = start
                if place - start <= _TOGETHER[_OPENING[mark]][1]:
                    self._guard(start, place + 1)

    def _guard_tags(self) -> None:
        open_at: dict[str, int] = {}
        for hit in TAG.finditer(self.text):
            self._guard(hit.start(), hit.end())
            if not hit["close"]:
                open_at[hit["number"]] = hit.start()
            elif hit["number"] in open_at:
                start = open_at.pop(hit["number"])
                if hit.end() - start <= _TAGGED:
                    self._guard(start, hit.end())

    def ends(self) -> Iterator[int]:
        """Yield the places after the sentences, the last one left out."""
        start = 0
        for hit in _STOP.finditer(self.text):
            end = self._end(hit, start)
            if start < end < len(self.text) and not self.guarded[end]:
                if self.text[start:end].isspace():
                    continue
                yield end
                start = end

    def _end(self, hit: re.Match[str], start: int) -> int:
        """Return the place after a sentence that this stop ends, or 0."""
        if hit["line"] is not None:
            return hit.end()
        end = hit.end()
        if "\n" in hit["gap"]:
            return end
        following = self.text[end : end + 1]
        if following and following in "（(" and end in self.after:
            tail = _TAIL.match(self.text, self.after[end])
            end = tail.end() if tail else end
            following = self.text[end : end + 1]
        if following in _NO_END_BEFORE or not self._stops(hit, following, start):
            return 0
        return 0 if self._goes_on(hit, following, end, start) else end

    def _stops(self, hit: re.Match[str], following: str, start: int) -> bool:
        """Return whether a stop ends a sentence, judged by the characters around it alone."""
        stop, tail, gap = hit["stop"], hit["tail"], hit["gap"]
        if not stop.strip("…⋯"):
            return bool(tail) or hit.start() - start >= _ELLIPSIS
        if not stop.strip("."):
            return _dot_ends(self.text, hit, following)
        if not stop.strip("．"):
            return not following.isdigit()
        tight = not gap and not tail and stop.isascii()
        return not (
            tight and following.isascii() and (following.isalnum() or following in "=&/_-%")
        )

    def _goes_on(self, hit: re.Match[str], following: str, end: int, start: int) -> bool:
        """Return whether the sentence goes on after the closing marks."""
        marks = TAG.sub("", hit["tail"])
        if not marks:
            return False
        if following == "的" and marks[0] in _QUOTE_CLOSERS:
            return True
        opening = self.before.get(hit.start("tail") + hit["tail"].index(marks[0]), -1)
        begins = opening >= 0 and not TAG.sub("", self.text[start:opening]).strip()
        if marks[0] in "》〉】":
            return "。" not in hit["stop"] and not begins
        if marks[0] in "）)］]":
            return not begins
        return begins and bool(_SAID.match(self.text, end))

    def semicolons(self, start: int, end: int) -> Iterator[int]:
        """Yield the places after the semicolons of a long sentence."""
        if end - start > LONG:
            for hit in _SEMICOLON.finditer(self.text, start, end):
                if hit.end() < end and not self.guarded[hit.end()]:
                    yield hit.end()

    def cut(self, start: int, limit: int) -> int:
        """Return where to cut a sentence that is too long."""
        last = start + limit
        for guarded in (False, True):
            for pattern in _CUTS:
                places = [hit.end() for hit in pattern.finditer(self.text, start, last)]
                for place in reversed(places):
                    if place - start > limit // 3 and (guarded or not self.guarded[place]):
                        return place
        return self._hard_cut(start, last)

    def _hard_cut(self, start: int, last: int) -> int:
        for hit in TAG.finditer(self.text, max(start, last - 9), last + 9):
            if hit.start() < last < hit.end() and hit.start() > start:
                return hit.start()
        place = last
        while place > last - 9 and place > start + 1 and _JOINED.match(self.text, place):
            place -= 1
        return place


def _dot_ends(text: str, hit: re.Match[str], following: str) -> bool:
    """Return whether ASCII full stops end a sentence of Latin text."""
    before = text[hit.start() - 1 : hit.start()]
    if not hit["gap"] and not hit["tail"]:
        return bool(HAN.match(before) and (not following or HAN.match(following)))
    if len(hit["stop"]) == 1:
        recent = text[max(0, hit.start() - 12) : hit.start()]
        if not before or before.isdigit() or _ABBREVIATION.search(recent):
            return False
    return not following or not (following.islower() or following.isdigit())
