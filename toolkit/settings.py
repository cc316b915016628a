"""The settings of a book: every key of `book.toml`, its type and its default.

Rule: a key that is not here is an error; `TEMPLATE` shows every key that is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import msgspec
from rapidfuzz import process

from toolkit.boilerplate import Boilerplate
from toolkit.checks.ignore import Checks
from toolkit.model import Format, Mode, Order, Paper, PartsBy, Side, Unit
from toolkit.table import Kind

ArchiveLinks = Literal["archive", "original"]
LineBreaks = Literal["join", "keep"]


class Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The title of the book in both languages."""

    source: str
    target: str


class Cover(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A picture for the cover, and what it shows in both languages."""

    file: str = ""
    source: str = ""
    target: str = ""


class Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """BCP 47 tags; the region of the source chooses the forms of its characters."""

    source: str = "zh-Hant-HK"
    target: str = "en-GB"


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How articles are translated; ``front_matter`` names the keys that are."""

    model: str = ""
    beam: int = 4
    glossaries: tuple[str, ...] = ("glossaries",)
    front_matter: tuple[str, ...] = ("title", "category", "tags")
    store: str = "translations"


class Publishing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the book is made; ``min_coverage`` is the share of sentences that must have English."""

    layout: Mode = "columns"
    first: Side = "source"
    unit: Unit = "paragraph"
    paper: Paper | None = None
    theme: str = ""
    formats: tuple[Format, ...] = ("epub", "pdf")
    min_coverage: float = 1.0
    output: str = "dist"
    images: str = "images"
    order: Order = "listed"
    parts: PartsBy = ""
    foreword: str = ""
    afterword: str = ""
    index: bool = True
    glossary: bool = False
    archive_links: ArchiveLinks = "archive"
    originals: tuple[Kind, ...] = ()
    pinyin: bool = False


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole of `book.toml`."""

    title: Title
    authors: tuple[str, ...] = ()
    publisher: str = ""
    rights: str = ""
    articles: tuple[str, ...] = ("articles",)
    line_breaks: LineBreaks = "join"
    languages: Languages = Languages()
    translation: Translation = Translation()
    publishing: Publishing = Publishing()
    cover: Cover = Cover()
    boilerplate: tuple[Boilerplate, ...] = ()
    checks: Checks = Checks()


def strays(tree: Mapping[str, Any], kind: Any = Config, name: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield a sentence for every key or choice of a tree that the settings do not have, with those meant."""
    known = {one.encode_name: one.type for one in msgspec.structs.fields(kind)}
    for key, value in tree.items():
        inner = [part for part in (known.get(key), *get_args(known.get(key))) if _is_table(part)]
        if key not in known:
            close = process.extractOne(key, known.keys(), score_cutoff=75)
            meant = f"; did you mean “{close[0]}”?" if close else ""
            yield f"“{key}” is no key of {name or 'book.toml'}{meant}"
        elif inner and isinstance(value, Mapping):
            yield from strays(value, inner[0], f"[{_path(name, key)}]")
        elif inner and isinstance(value, list):
            for one in value:
                yield from strays(one, inner[0], f"[[{_path(name, key)}]]")
        elif choices := _choices(known[key]):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one not in choices:
                    right = ", ".join(f"“{choice}”" for choice in choices)
                    yield f"“{one}” is no choice for “{key}” of {name}; there are {right}"


_MISTYPED = re.compile(r"Expected `(\w+)`, got `\w+`")
_LACKING = re.compile(r"Object missing required field `(\w+)`")
_PLACED = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_WANTED = {
    "str": "text in quotation marks",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in square brackets",
    "object": "a table",
}


def complaint(error: msgspec.ValidationError) -> str:
    """Return what is wrong with a tree, in the words of `book.toml`: its tables and keys."""
    placed = _PLACED.fullmatch(str(error))
    what, path = (placed["what"], placed["path"] or "") if placed else (str(error), "")
    if mistyped := _MISTYPED.fullmatch(what):
        table, _, key = path.rpartition(".")
        name, _, entry = key.partition("[")
        each = "each entry of " if entry else ""
        return f"{each}“{name}” of {_table(table)} is to be {_WANTED.get(mistyped[1], mistyped[1])}"
    if lacking := _LACKING.fullmatch(what):
        return f"{_table(path)} lacks “{lacking[1]}”"
    return f"{_table(path)}: {what}"


def _table(path: str) -> str:
    """Return how a table is written: [publishing]; of several of one name, with its number."""
    name, _, number = path.partition("[")
    if number:
        return f"[[{name}]] no. {int(number.rstrip(']')) + 1}"
    return f"[{name}]" if name else "book.toml"


def _path(name: str, key: str) -> str:
    return f"{name.strip('[]')}.{key}" if name else key


def _choices(kind: object) -> tuple[str, ...]:
    """Return the words that a key may have, none where it takes any."""
    parts = get_args(kind)
    if get_origin(kind) is Literal:
        return parts
    return tuple(choice for part in parts for choice in _choices(part))


def _is_table(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


TEMPLATE = """\
# A bilingual book. Every key is here; those behind # show their default.

articles = ["articles"]          # files and folders, in the order of the book
# line_breaks = "join"           # of lines in a paragraph, as Markdown does; or "keep" them
authors = []
publisher = ""
rights = ""

[title]
source = {source}
target = {target}

[languages]
# source = "zh-Hant-HK"          # the region chooses the forms of the characters: HK, TW, CN
# target = "en-GB"

[translation]
# model = ""                     # a package file or name; empty: the bundled model
# beam = 4                       # how many translations the engine weighs at a time
# glossaries = ["glossaries"]    # tables, and folders of tables
# front_matter = ["title", "category", "tags"]
# store = "translations"         # one PO file an article

[publishing]
# layout = "columns"             # docs/layouts.md shows them all
# first = "source"               # the language that stands first; or "target"
# unit = "paragraph"             # what stands beside its translation; or "sentence"
# paper = "b5"                   # of the PDF: a4, a5, b5; without it, what suits the layout
# theme = ""                     # a folder with a look of your own; `toolkit theme new` makes one
# formats = ["epub", "pdf"]
# min_coverage = 1.0             # the share of sentences that must have English
# output = "dist"
# images = "images"              # pictures that you have
# order = "listed"               # as listed in `articles`; or "date", "path"
# parts = ""                     # parts by "category" or by "year"; empty: none
# foreword = ""                  # an article that stands before all others
# afterword = ""                 # an article that stands after them
# index = true                   # an index of names, from the glossaries
# glossary = false               # an appendix with the rows of the glossaries that the book uses
# archive_links = "archive"      # links into a web archive lead there; or to the "original"
# originals = []                 # kinds of names with their Chinese in brackets where an article first mentions
                                 # them: "person", "place", "organisation", "term"
# pinyin = false                 # the pinyin in brackets behind Chinese that the glossary keeps

[cover]
# file = ""                      # a picture for the cover; empty: one is drawn
# source = ""                    # what the picture shows, in Chinese; empty: the title
# target = ""                    # and in English

# [[boilerplate]]                # what an archive put around its articles; may stand several times
# pattern = ""                   # an expression that a block of text holds; required
# where = "end"                  # of the article; or "start", "anywhere"
# keep = false                   # true: such blocks stay, whatever a later rule says
# path = ""                      # articles, as in "articles/2018/*"; empty: all

# [[checks.ignore]]              # findings that are right as they are; may stand several times
# rule = "number-missing"
# source = ""                    # Chinese that the sentence holds; empty: any
# path = ""                      # articles, as in "articles/2018/*"; empty: all
# reason = ""                    # required
"""
