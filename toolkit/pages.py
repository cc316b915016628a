"""Writes a book as the data that the Typst theme sets: plain JSON, no code in it.

Rule: every text carries the side (source, target) whose voice it speaks in; the theme alone
decides how a side looks and where it stands.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from toolkit.index import MOST, listed
from toolkit.inert import host, href, plain, printable, readable, shorten, width
from toolkit.lang import is_cjk, primary
from toolkit.layout import Passage, identifier, langs, paper, passages
from toolkit.model import Bilingual, Blocks, Book, Chapter, Entry, Node, Side
from toolkit.notes import annotate, in_step, settle
from toolkit.opf import Pictures
from toolkit.parts import numbers
from toolkit.wording import language_of, side_of, word, written

Data = dict[str, Any]

HEAD_WIDTH: Final = 46  # Latin letters of a running head: enough to know the article by
_WORDS: Final = (
    *("archive", "colophon", "contents", "glossary", "in-source", "in-target", "index", "missing"),
    *("note", "online", "original", "passim", "rights", "sources", "tags"),
)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_BACK: Final = ("title", "authors", "publisher", "facts", "words", "glossary", "index")
HEAD_WORDS: Final = 7  # of more, a checker says that a head is prose which no reader is read
NARROW, SHORT, WIDE = 6, 16, 36  # columns of a table, in Latin letters
INSET, ROOM = 3, 44  # of a cell, and of the narrowest page that a table may have to itself
SHORT_TABLE: Final = (12, 600)  # rows, and Latin letters in all of them


def _head(title: str) -> str:
    """Return a title as short as a running head must be."""
    kept = shorten(title, HEAD_WIDTH)
    words = list(_WORD.finditer(kept))
    if len(words) <= HEAD_WORDS:
        return kept
    return kept[: words[HEAD_WORDS].start()].rstrip(" ,;:–-") + "…"


def _squeezed(node: Any) -> Any:  # noqa: ANN401 -- pandoc's tree
    """Return a tree with neighbouring texts and spaces as one text: fewer nodes to set."""
    if isinstance(node, dict):
        is_table = node.get("t") == "Table"
        shared = {"widths": _widths(node), "short": _is_short(node)} if is_table else {}
        return {key: _squeezed(part) for key, part in node.items()} | shared
    if not isinstance(node, list):
        return node
    shown: list[Any] = []
    for is_text, run in groupby(node, key=_is_text):
        if is_text:
            shown.append({"t": "Str", "c": "".join(part.get("c", " ") for part in run)})
        else:
            shown += [_squeezed(part) for part in run]
    return shown


def _lines(table: Node) -> list[Any]:
    _, _, _, head, bodies, foot = table["c"]
    return [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]


def _is_short(table: Node) -> bool:
    """Return whether a table is sure to find room on one page, and need not be broken."""
    return len(_lines(table)) <= SHORT_TABLE[0] and width(plain(table)) <= SHORT_TABLE[1]


def _widths(table: Node) -> list[int]:
    """Return the share of the width that each column gets, by the longest of its cells.

    Where not all have room, 0 says that a column gets what it needs: short ones go before long ones,
    which can be broken, as long as they leave these a third of the room.
    """
    rows, columns = _lines(table), table["c"][2]
    longest = [NARROW] * len(columns)
    for _, cells in rows:
        for place, cell in enumerate(cells[: len(columns)]):
            longest[place] = max(longest[place], width(plain(cell[4])))
    asked = [min(one, WIDE) + INSET for one in longest]
    if sum(asked) <= ROOM:
        return asked
    short = [one <= SHORT + INSET for one in asked]
    some = sum(one for one, is_short in zip(asked, short, strict=True) if is_short) <= ROOM * 2 / 3
    return [one if some and not is_short else 0 for one, is_short in zip(asked, short, strict=True)]


def _is_text(part: object) -> bool:
    return isinstance(part, dict) and part.get("t") in ("Str", "Space")


class _Writer:
    """One book on its way to data."""

    def __init__(self, book: Book, pictures: Pictures) -> None:
        self.book = book
        self.pictures = pictures
        self.order = book.layout.sides
        self.langs = langs(book)
        self.notes = 0
        self.number = 0
        self.level = 1  # of the chapter at hand
        self.named = {f"c{a}-p{b}" for entry in book.index for a, b in entry.places}
        self.numbers = numbers(book.chapters)
        self.opening = {part.first: part for part in book.parts}
        self.kept: list[Data] = []

    def both(self, words: Bilingual) -> Data:
        """Return the words of each side that is shown."""
        return {side: printable(words.of(side)) for side in self.order}

    def value(self, content: str) -> Data:
        """Return a text of one language with the side whose language it seems to be in."""
        lang = language_of(content, self.book.source_lang, self.book.target_lang)
        side = "source" if lang == self.book.source_lang else "target"
        return {"side": side, "text": printable(content)}

    def dates(self, iso: str) -> Data:
        """Return a date in each language that is shown."""
        return {side: written(iso, self.langs[side]) for side in self.order}

    def voice(self, side: Side, families: tuple[str, ...]) -> Data:
        """Return what Typst needs to know of a language."""
        lang = self.langs[side]
        region = [part for part in lang.split("-")[1:] if len(part) == 2]
        return {
            "lang": primary(lang),
            "region": region[0] if region else None,
            "cjk": is_cjk(lang),
            "font": list(families),
        }

    def chapter(self, number: int) -> Data:
        """Return a chapter."""
        chapter = self.book.chapters[number - 1]
        self.notes, self.number, self.kept = 0, number, []
        part = self.opening.get(number)
        inside = any(part.first <= number <= part.last for part in self.book.parts)
        self.level = 2 if inside else 1
        rows = [self.row(passage) for passage in passages(self.book, number)]
        if self.book.layout.mode == "facing":  # a footnote would push one page of a spread
            rows += _squeezed(self.kept)
        title = self.both(chapter.title)
        return {
            "number": self.numbers.get(number),
            "place": f"c{number}",
            "part": part and self.both(part.title),
            "level": self.level,
            "title": title,
            "head": {side: _head(said) for side, said in title.items()},
            "category": chapter.category and self.both(chapter.category),
            "author": self.value(chapter.author) if chapter.author else None,
            "date": self.dates(chapter.date) if chapter.date else None,
            "rows": rows,
            "tags": [self.both(tag) for tag in chapter.tags],
            "links": self.links(chapter),
        }

    def links(self, chapter: Chapter) -> list[Data]:
        """Return where a chapter came from."""
        given = (("original", chapter.source_url), ("archive", chapter.archive_url))
        return [
            {
                "word": key,
                "url": url,
                "host": host(url),
                "full": self.value(readable(url)),
            }
            for key, address in given
            if (url := href(address))
        ]

    def row(self, passage: Passage) -> Data:
        """Return one passage."""
        sides: Mapping[Side, list[Node]] = passage.sides
        before = self.notes
        if passage.shape == "pair" and self.book.layout.mode == "notes":
            sides = self.annotated(passage)
        elif passage.shape in ("pair", "wide", "alone"):
            sides, self.notes = settle(passage.sides, self.notes, self.note, self.note_again)
        return {
            "shape": passage.shape,
            "place": passage.id if passage.id in self.named else None,
            "level": passage.level,
            "depth": min(passage.level + self.level - 1, 6),
            "more": passage.more,
            "noted": self.notes > before,
            "sides": _squeezed(dict(sides)),
            "parts": self.parts(passage, before),
            "plain": {side: plain(nodes) for side, nodes in passage.sides.items()},
            "pictures": [self.picture(url, alt) for url, alt in passage.pictures],
        }

    def parts(self, passage: Passage, before: int) -> list[Data]:
        """Return the sentences of a passage for facing pages, if their notes can be told apart."""
        if self.book.layout.mode != "facing" or not all(in_step(p.sides) for p in passage.parts):
            return []
        shown = []
        for part in passage.parts:
            sides, before = settle(
                part.sides, before, lambda number, _: self.note_again(number), self.note_again
            )
            shown.append(_squeezed(sides))
        return shown

    def annotated(self, passage: Passage) -> Mapping[Side, Blocks]:
        """Return the first side with the second as a note, or as a note to each sentence."""
        pairs = [part.sides for part in passage.parts] or [passage.sides]
        shown, self.notes = annotate(pairs, self.langs, self.notes, self.note, self.note_again)
        return {self.order[0]: shown}

    def picture(self, url: str, alt: Bilingual) -> Data:
        """Return a picture; its text is in the language that comes first, and never empty."""
        said = printable(alt.of(self.order[0])) or word("picture", self.langs[self.order[0]])
        return {"file": self.pictures.get(url), "url": href(url), "alt": said}

    def note(self, number: int, said: Mapping[Side, Blocks]) -> Node:
        """Return a footnote with what it says on each side."""
        parts = [{"side": side, "blocks": blocks} for side, blocks in said.items()]
        name = f"c{self.number}-n{number}"
        self.kept.append(
            {"shape": "note", "number": number, "id": name, "place": None, "sides": dict(said)}
        )
        return {"t": "Note", "c": {"id": name, "number": number, "parts": parts}}

    def note_again(self, number: int) -> Node:
        """Return the second call of a footnote."""
        return {"t": "NoteAgain", "c": {"id": f"c{self.number}-n{number}", "number": number}}

    def word(self, key: str) -> Data:
        """Return a word of the book's own in each language that is shown."""
        return {side: word(key, self.langs[side]) for side in self.order}

    def index(self) -> list[Data]:
        """Return the names in the order of each language that is shown, with their places."""
        return [
            {
                "side": side,
                "groups": [
                    {"letter": letter, "names": [self.name(entry) for entry in group]}
                    for letter, group in listed(self.book.index, side)
                ],
            }
            for side in reversed(self.order)
            if self.book.index
        ]

    def name(self, entry: Entry) -> Data:
        """Return an entry of the index."""
        said = self.both(Bilingual(source=entry.source, target=entry.target))
        places = [f"c{a}-p{b}" if b else f"c{a}" for a, b in entry.places]
        return {"said": said, "places": places}

    def term(self, entry: Entry) -> Data:
        """Return a row of the glossary."""
        said = self.both(Bilingual(source=entry.source, target=entry.target))
        note = {"side": side_of(entry.note), "text": printable(entry.note)}
        return {"said": said, "note": note if entry.note else None}

    def cover(self) -> Data | None:
        """Return the given picture for the cover."""
        given = self.book.cover
        if given is None:
            return None
        return {"file": given.name, "alt": printable(given.alt.of(self.order[0]))}

    def facts(self) -> list[Data]:
        """Return what the book says of itself, label by label."""
        facts: list[Data] = [
            {"label": self.both(label), "value": self.value(value)}
            for label, value in self.book.colophon
        ]
        if self.book.rights:
            label = self.word("rights")
            facts.append({"label": label, "value": self.value(self.book.rights)})
        return facts


def document(
    book: Book,
    pictures: Pictures,
    *,
    fonts: Mapping[Side, tuple[str, ...]],
    latin: str,
    mono: str,
) -> Data:
    """Return the whole book; ``fonts`` names the families of each side, first choice first."""
    writer = _Writer(book, pictures)
    day = datetime.fromisoformat(book.date).date()
    return {
        "id": f"urn:uuid:{identifier(book)}",
        "layout": {"mode": book.layout.mode, "sides": writer.order, "paper": paper(book.layout)},
        "voices": {side: writer.voice(side, families) for side, families in fonts.items()},
        "latin": latin,
        "mono": mono,
        "words": {key: writer.word(key) for key in _WORDS},
        "title": writer.both(book.title),
        "authors": [writer.value(author) for author in book.authors],
        "publisher": writer.value(book.publisher) if book.publisher else None,
        "day": [day.year, day.month, day.day],
        "date": writer.dates(day.isoformat()),
        "chapters": [writer.chapter(number + 1) for number in range(len(book.chapters))],
        "facts": writer.facts(),
        "cover": writer.cover(),
        "index": writer.index(),
        "most": MOST,
        "glossary": [writer.term(entry) for entry in book.glossary],
    }


def texts(data: Data, paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield every text of a document with its place: a chapter's path, or the book itself.

    A chapter comes before the front and the back, which repeat some of its words.
    """
    for path, chapter in zip(paths, data["chapters"], strict=True):
        yield from ((path, content) for content in _strings(chapter))
    rest = {key: data[key] for key in _BACK}
    yield from (("book.toml", content) for content in _strings(rest))


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for part in node:
            yield from _strings(part)
    elif isinstance(node, dict):
        for part in node.values():
            yield from _strings(part)
