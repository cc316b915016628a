"""Writes what stands around the chapters as pandoc's tree: from the title page to the colophon.

Rules: each section is one level-1 heading and what follows it, with no other heading in it; a link
leads only to an id that is there.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from toolkit.index import MOST, listed, runs
from toolkit.inert import NO_ATTR, href, link, para, readable, text
from toolkit.lang import LangCode
from toolkit.model import Bilingual, Blocks, Book, Entry, Inlines, Node, Part, Side
from toolkit.parts import numbers
from toolkit.wording import side_of

FRONT: Final = "title"
BACK: Final = "colophon"
_ROLES: Final = {"index": "doc-index", "glossary": "doc-glossary", "colophon": "doc-colophon"}
_COMMA: Final = text(", ")


class Voice(Protocol):
    """How a book speaks: the words of its sides, each tagged with its language."""

    book: Book
    lang: LangCode
    langs: dict[Side, LangCode]
    order: tuple[Side, ...]

    def both(self, words: Mapping[Side, Inlines], between: str = " / ") -> Inlines:
        """Return what stands in both languages on one line."""

    def pair(self, words: Bilingual) -> Inlines:
        """Return the words of each side on one line."""

    def words(self, key: str) -> dict[Side, Inlines]:
        """Return a word of the book's own in both languages."""

    def value(self, content: str) -> Node:
        """Return a text of one language."""

    def dates(self, iso: str) -> Inlines:
        """Return a date in both languages."""


def _div(kind: str, voice: Voice, content: Blocks) -> Node:
    return {"t": "Div", "c": [["", [kind], [["lang", voice.lang]]], content]}


def _span(kind: str, content: Inlines) -> Node:
    return {"t": "Span", "c": [["", [kind], []], content]}


def _heading(key: str, said: Inlines, *classes: str) -> Node:
    role = [["role", _ROLES[key]]] if key in _ROLES else []
    return {"t": "Header", "c": [1, [key, list(classes), role], said]}


def front(voice: Voice) -> Blocks:
    """Return the title page."""
    book = voice.book
    lines: list[Inlines] = [[voice.value(author)] for author in book.authors]
    lines += [[voice.value(book.publisher)]] if book.publisher else []
    lines.append(voice.dates(book.date))
    return [
        _heading(FRONT, voice.pair(book.title), "titlepage", "unlisted"),
        _div("imprint", voice, [para(line) for line in lines]),
    ]


def part(voice: Voice, number: int, one: Part) -> Blocks:
    """Return the page that opens a part; ``number`` counts from 1."""
    return [_heading(f"part{number}", voice.pair(one.title), "part")]


def back(voice: Voice, there: Collection[str]) -> Blocks:
    """Return all that follows the chapters; ``there`` are the ids that a link may lead to."""
    sections: tuple[tuple[str, Callable[[], Blocks]], ...] = (
        ("glossary", lambda: _glossary(voice) if voice.book.glossary else []),
        ("sources", lambda: _sources(voice)),
        ("index", lambda: _index(voice, there) if voice.book.index else []),
        (BACK, lambda: _colophon(voice)),
    )
    shown = ((key, content()) for key, content in sections)
    return [
        block
        for key, content in shown
        if content
        for block in (_heading(key, voice.both(voice.words(key)), key), *content)
    ]


# --- glossary ------------------------------------------------------------------------------------


def _glossary(voice: Voice) -> Blocks:
    """Return the rows as a table; the column of notes is left out where none has one."""
    rows = voice.book.glossary
    noted = any(row.note for row in rows)
    keys = [*(f"in-{side}" for side in voice.order), *(["note"] if noted else [])]
    head = [voice.both(voice.words(key)) for key in keys]
    body = [
        [
            *([_in(voice, side, _form(row, side))] for side in voice.order),
            *([[_note(voice, row.note)] if row.note else []] if noted else []),
        ]
        for row in rows
    ]
    return [_div("terms", voice, [_table(head, body)])]


def _form(row: Entry, side: Side) -> str:
    return row.source if side == "source" else row.target


def _note(voice: Voice, said: str) -> Node:
    """Return what an editor noted, in the language that most of it is in."""
    return _in(voice, side_of(said), said)


def _in(voice: Voice, side: Side, content: str) -> Node:
    """Return a text of a side, tagged with its language."""
    return {"t": "Span", "c": [["", [side], [["lang", voice.langs[side]]]], [text(content)]]}


def _table(head: Sequence[Inlines], body: Sequence[Sequence[Inlines]]) -> Node:
    def line(cells: Sequence[Inlines]) -> list[Any]:
        plain = [[{"t": "Plain", "c": cell}] if cell else [] for cell in cells]
        return [NO_ATTR, [[NO_ATTR, {"t": "AlignDefault"}, 1, 1, cell] for cell in plain]]

    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in head]
    ends = [NO_ATTR, [line(head)]], [NO_ATTR, []]
    rows = [NO_ATTR, 0, [], [line(cells) for cells in body]]
    return {"t": "Table", "c": [NO_ATTR, [None, []], columns, ends[0], [rows], ends[1]]}


# --- sources -------------------------------------------------------------------------------------


def _sources(voice: Voice) -> Blocks:
    """Return the list of articles with their addresses in full."""
    items = []
    known = numbers(voice.book.chapters)
    for number, chapter in enumerate(voice.book.chapters, start=1):
        if number not in known:
            continue
        given = (("original", chapter.source_url), ("archive", chapter.archive_url))
        urls = [
            para([*voice.both(voice.words(key)), text(": "), link([voice.value(said)], url)])
            for key, address in given
            if (url := href(address))
            for said in [readable(url)]
        ]
        items.append([para(voice.pair(chapter.title)), *urls])
    style = [1, {"t": "Decimal"}, {"t": "Period"}]
    return [_div("articles", voice, [{"t": "OrderedList", "c": [style, items]}])] if items else []


# --- index ---------------------------------------------------------------------------------------


def _index(voice: Voice, there: Collection[str]) -> Blocks:
    """Return the names in the order of each language that is shown."""
    shown: Blocks = [_div("hint", voice, [para(said) for said in _each(voice, "places")])]
    known = numbers(voice.book.chapters)
    for side in reversed(voice.order):
        if len(voice.order) > 1:
            shown.append(_div("order", voice, [para(voice.both(voice.words(f"in-{side}")))]))
        for letter, group in listed(voice.book.index, side):
            if letter:
                shown.append(_div("letter", voice, [para([text(letter)])]))
            items = [[{"t": "Plain", "c": _entry(voice, side, one, known, there)}] for one in group]
            shown.append(_div("names", voice, [{"t": "BulletList", "c": items}]))
    return shown


def _each(voice: Voice, key: str) -> Iterator[Inlines]:
    said = voice.words(key)
    for side in voice.order:
        yield voice.both({side: said[side]})


def _entry(
    voice: Voice, side: Side, entry: Entry, known: Mapping[int, int], there: Collection[str]
) -> Inlines:
    """Return a name, its name in the other language, and its places."""
    others = [other for other in voice.order if other != side]
    names: Inlines = [_in(voice, side, _form(entry, side))]
    for other in others:
        names += [text(" "), _span("other", [_in(voice, other, _form(entry, other))])]
    places: Inlines = []
    stretches = runs(entry.places)
    for first, last in stretches[:MOST]:
        said = f"{known[first[0]]}:{first[1]}" if first[1] else f"{known[first[0]]}"
        said += f"–{last[1]}" if last != first else ""
        id_ = f"c{first[0]}-p{first[1]}" if first[1] else f"c{first[0]}"
        places += [_COMMA] if places else []
        places.append(link([text(said)], f"#{id_}") if id_ in there else text(said))
    more = voice.both({side: voice.words("passim")[side]}) if stretches[MOST:] else []
    return [*names, text(" "), _span("places", [*places, *([text(" ")] if more else []), *more])]


# --- colophon ------------------------------------------------------------------------------------


def _colophon(voice: Voice) -> Blocks:
    """Return what the book says of itself."""
    facts = [
        [voice.pair(label), [[{"t": "Plain", "c": [voice.value(value)]}]]]
        for label, value in voice.book.colophon
    ]
    if voice.book.rights:
        rights = [[{"t": "Plain", "c": [voice.value(voice.book.rights)]}]]
        facts.append([voice.both(voice.words("rights")), rights])
    return [_div("facts", voice, [{"t": "DefinitionList", "c": facts}] if facts else [])]
