"""Writes a book as a pandoc tree, for every format but PDF: one level-1 heading a chapter.

Rules: every block says its language; every id is made here, once; the only raw nodes are the two
ends of what is folded, which hold no word of the book; the only images are those of `pictures`, by the
names that the caller gave them.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from toolkit import matter
from toolkit.inert import NO_ATTR, host, href, link, para, plain, text
from toolkit.layout import Passage, chief, langs, passages
from toolkit.model import Bilingual, Blocks, Book, Chapter, Inlines, Node, Side
from toolkit.notes import annotate, settle
from toolkit.opf import Pictures, metadata
from toolkit.wording import language_of, named, spoken, word, written

API: Final = [1, 23, 1]
"""The version of the document tree that we write; pandoc 3.x reads it."""

_DOT: Final = text(" · ")


def _attr(id_: str = "", *classes: str, **pairs: str) -> list[Any]:
    return [id_, list(classes), [[key, value] for key, value in pairs.items()]]


def _div(attr: list[Any], content: Blocks) -> Node:
    return {"t": "Div", "c": [attr, content]}


def _span(attr: list[Any], content: Inlines) -> Node:
    return {"t": "Span", "c": [attr, content]}


def _in(lang: str, content: Inlines | str, *classes: str) -> Node:
    said = [text(content)] if isinstance(content, str) else content
    return _span(_attr("", *classes, lang=lang), said)


def _raw(markup: str) -> Node:
    return {"t": "RawBlock", "c": ["html", markup]}


def _joined(parts: Sequence[Node], between: Node) -> Inlines:
    return [node for part in parts for node in (between, part)][1:]


class _Writer:
    """One book on its way to a tree; knows the order and the languages of the two sides."""

    def __init__(self, book: Book, pictures: Pictures, *, apart: bool = True) -> None:
        self.book = book
        self.pictures = pictures
        self.apart = apart
        self.order = book.layout.sides
        self.langs = langs(book)
        self.lang = chief(book)
        self.notes = 0
        self.level = 1  # of the chapter at hand
        self.ids: set[str] = set()  # of what a link may lead to

    # --- words in both languages ---

    def both(self, words: Mapping[Side, Inlines], between: str = " / ") -> Inlines:
        """Return words in both languages on one line, each tagged with its language."""
        parts = [_in(self.langs[side], words[side], side) for side in self.order if words.get(side)]
        return _joined(parts, _span(_attr("", "sep"), [text(between)]))

    def pair(self, words: Bilingual) -> Inlines:
        """Return the words of each side on one line, or one where both say the same."""
        same = words.source == words.target
        sides = ("source",) if same and len(self.order) > 1 else self.order
        return self.both({side: [text(words.of(side))] for side in sides})

    def words(self, key: str) -> dict[Side, Inlines]:
        """Return a word of the book's own in both languages."""
        return {side: [text(word(key, lang))] for side, lang in self.langs.items()}

    def value(self, content: str) -> Node:
        """Return a text of one language, tagged with the one that it seems to be in."""
        return _in(language_of(content, self.book.source_lang, self.book.target_lang), content)

    def dates(self, iso: str) -> Inlines:
        """Return a date in both languages."""
        parts = [
            _in(spoken(self.langs[side]), written(iso, self.langs[side])) for side in self.order
        ]
        return _joined(parts, _DOT)

    # --- parts of a chapter ---

    def chapter(self, number: int) -> Blocks:
        """Return a chapter: heading, byline, passages, origin."""
        chapter = self.book.chapters[number - 1]
        self.notes = 0 if self.apart else self.notes
        self.level = 2 if any(part.first <= number <= part.last for part in self.book.parts) else 1
        shown = [self.passage(passage) for passage in passages(self.book, number)]
        heading = {
            "t": "Header",
            "c": [self.level, _attr(f"c{number}", "chapter"), self.pair(chapter.title)],
        }
        self.ids.add(f"c{number}")
        return [heading, *self.byline(chapter), *shown, *self.origin(chapter)]

    def byline(self, chapter: Chapter) -> Blocks:
        """Return who wrote it, when, and under which heading it stood."""
        parts: list[Inlines] = []
        if chapter.category:
            parts.append(self.pair(chapter.category))
        if chapter.author:
            parts.append([self.value(chapter.author)])
        if chapter.date:
            parts.append(self.dates(chapter.date))
        lines = [para(line) for line in parts]
        return [_div(_attr("", "byline", lang=self.lang), lines)] if lines else []

    def origin(self, chapter: Chapter) -> Blocks:
        """Return the tags and where the article came from."""
        lines: list[Inlines] = []
        if chapter.tags:
            tags = [_span(NO_ATTR, self.pair(tag)) for tag in chapter.tags]
            lines.append([*self.both(self.words("tags")), text(": "), *_joined(tags, _DOT)])
        lines += self.links(chapter)
        content = [para(line) for line in lines]
        return [_div(_attr("", "origin", lang=self.lang), content)] if content else []

    def links(self, chapter: Chapter) -> list[Inlines]:
        """Return a line for the original and one for the archived copy, where known."""
        given = (("original", chapter.source_url), ("archive", chapter.archive_url))
        return [
            [*self.both(self.words(key)), text(": "), link([text(host(url))], url)]
            for key, address in given
            if (url := href(address))
        ]

    def passage(self, passage: Passage) -> Node:
        """Return one passage; a heading stays bare, or it would not enter the contents."""
        if passage.shape == "rule":
            return {"t": "HorizontalRule"}
        self.ids.add(passage.id)
        if passage.shape == "heading":
            content, level = self.both(passage.sides), min(passage.level + self.level - 1, 6)
            return {"t": "Header", "c": [level, _attr(passage.id), content]}
        if passage.shape == "figure":
            return self.figure(passage)
        mode = self.book.layout.mode if passage.shape == "pair" else passage.shape
        shown = self.annotated(passage) if mode == "notes" else self.settled(passage, mode)
        return _div(_attr(passage.id, "passage", mode, *(["more"] if passage.more else [])), shown)

    def settled(self, passage: Passage, mode: str) -> Blocks:
        """Return the sides one after the other; of what is revealed, the second opens on demand."""
        sides, self.notes = settle(passage.sides, self.notes, self.note, self.note_again)
        shown = [self.side(side, nodes) for side, nodes in sides.items()]
        return [shown[0], *self.folded(shown[1])] if mode == "reveal" else shown

    def annotated(self, passage: Passage) -> Blocks:
        """Return the first side with the second as a note, or as a note to each sentence."""
        pairs = [part.sides for part in passage.parts] or [passage.sides]
        shown, self.notes = annotate(pairs, self.langs, self.notes, self.note, self.note_again)
        return [self.side(self.order[0], shown)]

    def folded(self, side: Node) -> Blocks:
        """Return a side that is hidden until its name is chosen, without any script."""
        lang = self.langs[self.order[1]]
        opening = f'<details><summary lang="{lang}">{escape(named(lang))}</summary>'
        return [_raw(opening), side, _raw("</details>")]

    def side(self, side: Side, content: Blocks) -> Node:
        """Return blocks of one language."""
        return _div(_attr("", side, lang=self.langs[side]), content)

    def note(self, number: int, said: Mapping[Side, Blocks]) -> Node:
        """Return a footnote; pandoc counts notes itself, from 1 in each file."""
        del number
        shown = [self.side(side, blocks) for side, blocks in said.items()]
        return {"t": "Note", "c": shown}

    def note_again(self, number: int) -> Node:
        """Return the second call of a footnote; pandoc names the n-th note of a file fn‹n›."""
        kind = [["epub:type", "noteref"]] if self.apart else []
        attr = ["", ["footnote-ref"], [*kind, ["role", "doc-noteref"]]]
        return {"t": "Link", "c": [attr, [text(str(number))], [f"#fn{number}", ""]]}

    def figure(self, passage: Passage) -> Node:
        """Return pictures with their caption; a box with a link for each that is missing."""
        shown: Blocks = []
        for url, alt in passage.pictures:
            name = self.pictures.get(url)
            shown.append(self.image(name, alt) if name else self.missing(url))
        caption = [
            self.side(side, [{"t": "Plain", "c": said}])
            for side, said in passage.sides.items()
            if said
        ]
        figure = {"t": "Figure", "c": [NO_ATTR, [None, caption], shown]}
        return _div(_attr(passage.id), [figure])  # pandoc knows no link to the figure itself

    def image(self, name: str, alt: Bilingual) -> Node:
        """Return a picture; its text is in the language that comes first, and never empty."""
        first = self.order[0]
        attr = _attr("", lang=self.langs[first])
        said = text(alt.of(first) or word("picture", self.langs[first]))
        return {"t": "Plain", "c": [{"t": "Image", "c": [attr, [said], [name, ""]]}]}

    def missing(self, url: str) -> Node:
        """Return the box that stands for a picture; a path leads a reader nowhere."""
        there = href(url)
        lines = []
        for side in self.order:
            lang = spoken(self.langs[side])
            online = [text(" "), link([text(word("online", lang))], there)] if there else []
            lines.append(para([_in(lang, [text(word("missing", lang)), *online])]))
        return _div(_attr("", "missing", lang=self.lang), lines)


def document(book: Book, pictures: Pictures, *, apart: bool = True) -> Node:
    """Return the whole book as pandoc's JSON; ``apart`` says that each chapter becomes a file."""
    writer = _Writer(book, pictures, apart=apart)
    shown = matter.front(writer)
    opening = {part.first: (number, part) for number, part in enumerate(book.parts, start=1)}
    for number in range(1, len(book.chapters) + 1):
        if number in opening:
            shown += matter.part(writer, *opening[number])
        shown += writer.chapter(number)
    shown += matter.back(writer, writer.ids)
    return {"pandoc-api-version": API, "meta": metadata(book, pictures), "blocks": shown}


def divided(blocks: Blocks) -> tuple[Blocks, Blocks]:
    """Return the title page of a book, and what follows it."""
    tops = [n for n, block in enumerate(blocks) if block["t"] == "Header" and block["c"][0] == 1]
    return blocks[: tops[1]], blocks[tops[1] :]


def levels(book: Book) -> int:
    """Return how many levels of headings stand above those inside a chapter."""
    return 2 if book.parts else 1


def titles(tree: Node, level: int) -> tuple[str, ...]:
    """Return the title of each document of an EPUB that is split at a level, in reading order."""
    return tuple(
        plain(block["c"][2])
        for block in tree["blocks"]
        if block["t"] == "Header" and block["c"][0] <= level
    )


def title(book: Book) -> str:
    """Return the title of the book in every language that it is in."""
    return " / ".join(dict.fromkeys(book.title.of(side) for side in book.layout.sides))
