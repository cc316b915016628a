"""Writes the metadata of an EPUB for pandoc: titles, people, languages, accessibility.

Rule: what it says about accessibility is true of this very book; it claims no conformance that nobody
has checked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from toolkit.inert import plain, printable
from toolkit.layout import chief, identifier, langs, passages
from toolkit.model import Book, Node
from toolkit.wording import word

Pictures = Mapping[str, str]
"""Address of a picture → the name of the file that holds it."""


def _said(content: str) -> Node:
    return {"t": "MetaInlines", "c": [{"t": "Str", "c": printable(content)}]}


def _list(items: Sequence[Node]) -> Node:
    return {"t": "MetaList", "c": list(items)}


def _map(**values: str) -> Node:
    return {"t": "MetaMap", "c": {key: _said(value) for key, value in values.items()}}


def described(book: Book, pictures: Pictures) -> bool:
    """Return whether every picture that is shown has words of its own beside its caption."""
    side = book.layout.sides[0]
    return all(
        bool(alt.of(side)) and alt.of(side) != plain(passage.sides.get(side))
        for number in range(1, len(book.chapters) + 1)
        for passage in passages(book, number)
        for url, alt in passage.pictures
        if url in pictures
    )


def access(book: Book, pictures: Pictures) -> dict[str, Node]:
    """Return the accessibility metadata in the vocabulary of schema.org."""
    has_words = described(book, pictures)
    features = ["readingOrder", "structuralNavigation", "tableOfContents"]
    features += ["displayTransformability", *(["alternativeText"] if has_words else [])]
    modes = ["textual", *(["visual"] if pictures else [])]
    about_pictures = "There are no pictures but the cover, which repeats the title."
    if pictures:
        about_pictures = (
            "Every picture has a description." if has_words else "Pictures have captions."
        )
    shown = [langs(book)[side] for side in book.layout.sides]
    summary = (
        f"{'Parallel text' if len(shown) > 1 else 'Text'} in {' and '.join(shown)}. "
        "Every passage is tagged with its language. "
        "Headings and a two-level table of contents give navigation. "
        f"{about_pictures}"
    )
    return {
        "accessModes": _list([_said(mode) for mode in modes]),
        "accessModeSufficient": _list([_said("textual" if has_words else "textual,visual")]),
        "accessibilityFeatures": _list([_said(feature) for feature in features]),
        "accessibilityHazards": _list([_said("none")]),
        "accessibilitySummary": _said(summary),
    }


def subjects(book: Book) -> list[str]:
    """Return categories and tags in the languages that are shown, each once, in order."""
    words = [one for chapter in book.chapters for one in (*chapter.categories, *chapter.tags)]
    sides = sorted(book.layout.sides)
    return list(dict.fromkeys(one.of(side) for one in words for side in sides))


def metadata(book: Book, pictures: Pictures) -> dict[str, Node]:
    """Return everything that pandoc writes into the package document."""
    sides = sorted(book.layout.sides)
    spoken = [langs(book)[side] for side in sides]
    main, *others = dict.fromkeys(book.title.of(side) for side in sides)
    titles = [_map(type="main", text=main), *(_map(type="subtitle", text=one) for one in others)]
    contents = " · ".join(dict.fromkeys(word("contents", lang) for lang in spoken))
    known = {
        "date": datetime.fromisoformat(book.date).date().isoformat(),
        "publisher": book.publisher,
        "rights": book.rights,
    }
    return {
        "title": _list(titles),
        "lang": _said(chief(book)),
        "toc-title": _said(contents),
        "abstract-title": _said(""),
        "identifier": _list([_map(text=f"urn:uuid:{identifier(book)}")]),
        "creator": _list([_map(role="aut", text=name) for name in dict.fromkeys(book.authors)]),
        "subject": _list([_said(subject) for subject in subjects(book)]),
        **{key: _said(value) for key, value in known.items() if value},
        **access(book, pictures),
    }
