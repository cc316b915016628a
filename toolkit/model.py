"""The nouns. Equal content is equal; identity and storage are somebody else's concern.

Law of alignment: a source sentence is a `Segment`; its translation is looked up by that segment
alone, so the two texts of a book are aligned by construction and never by position.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeAlias

from toolkit.lang import LangCode

Key: TypeAlias = tuple[str, str]
"""What the English of a segment is looked up by: its field, empty for the body, and its text."""

Remark: TypeAlias = tuple[str, str]
"""What a person should know about a translation: the rule that says it, and its message."""

Node: TypeAlias = dict[str, Any]
"""A node of pandoc's document tree as JSON: ``{"t": "Para", "c": [...]}``."""

Inlines: TypeAlias = list[Node]
Blocks: TypeAlias = list[Node]

Severity = Literal["error", "warning", "note"]
Side = Literal["source", "target"]
Mode = Literal["columns", "interleaved", "facing", "reveal", "notes", "source-only", "target-only"]
Unit = Literal["paragraph", "sentence"]
Paper = Literal["a4", "a5", "b5"]
Format = Literal["epub", "pdf", "html", "docx", "md"]
Order = Literal["listed", "date", "path"]
PartsBy = Literal["", "category", "year"]
Role = Literal["", "foreword", "afterword"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text sits in its source file; lines count from 1, 0 is the file as a whole."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


NOWHERE = Place(path="")
"""The place of what stands in no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One remark of one rule, addressed to the person who can act on it.

    ``span`` is where in the plain text of the sentence's target, or of its source; ``fix`` is the whole
    target with its tags as it should be, where that is certain.
    """

    rule: str
    severity: Severity
    at: Place
    message: str
    hint: str = ""
    span: tuple[int, int] | None = None
    side: Literal["source", "target"] = "target"
    fix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence: the unit of translation, of memory and of alignment.

    ``field`` names the front-matter key it came from (``title``, ``tags``), empty for the body.
    Inline elements stand in ``text`` as numbered tags, as `markup` writes them.
    """

    text: str
    field: str = ""
    at: Place

    @property
    def key(self) -> Key:
        """What its translation is looked up by."""
        return (self.field, self.text)


class Origin(StrEnum):
    """Who wrote a target."""

    ENGINE = "engine"
    HUMAN = "human"


BY_HAND = "by hand"
"""The rung of an occurrence in a sentence that a person wrote."""
MISSING = "missing"
"""The rung of an occurrence that has no English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An occurrence of a term: its Chinese as written, the English that stands for it, the rung that got it there.

    ``row`` is the Chinese by which its row is known, of which the written one may be a variant. The form is
    empty where the term is `MISSING`. ``cost`` is what the terms of its sentence cost, as `reading.costs`
    measures it; None where it was not measured.
    """

    source: str
    form: str
    rung: str
    row: str = ""
    cost: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a model makes of a finished translation; None where it was not asked.

    ``mean`` is the mean log-probability of the pieces, ``worst`` that of the least likely one, in the word
    ``word``; both are None for a person's English, of which they say nothing. ``omission`` is the log-odds
    that a clause of the Chinese is missing, and ``clause`` that clause where they are above 0. ``swap`` is how
    much likelier the translation is when ``names`` change places, in log-probability.
    """

    mean: float | None = None
    worst: float | None = None
    word: str = ""
    omission: float | None = None
    clause: str = ""
    swap: float | None = None
    names: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A tagged translation, the account of its terms, and what a person should know about it.

    ``score`` is the mean log-probability of a piece.
    """

    target: str
    score: float
    occurrences: tuple[Occurrence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A segment and what became of it; ``target is None`` means untranslated, and says why."""

    source: Segment
    target: str | None
    origin: Origin = Origin.ENGINE
    findings: tuple[Finding, ...] = ()
    terms: tuple[Occurrence, ...] = ()
    reading: Reading | None = None

    def __post_init__(self) -> None:
        if self.target is None and not self.findings:
            raise ValueError(f"{self.source.at}: an untranslated pair needs a finding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual:
    """The same words twice."""

    source: str
    target: str

    def of(self, side: Side) -> str:
        """Return the words of one side."""
        return self.source if side == "source" else self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A block of the source beside the block that translates it; a rule or a code block has none.

    ``parts`` are its sentences and items as rows of their own, where they were asked for and can be
    told apart.
    """

    source: Node
    target: Node | None
    parts: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One article in two languages. URLs are absolute and percent-encoded, or empty.

    The first of its categories is the one that it stands under.
    """

    slug: str
    path: str
    title: Bilingual
    role: Role = ""
    author: str = ""
    date: str = ""
    categories: tuple[Bilingual, ...] = ()
    tags: tuple[Bilingual, ...] = ()
    source_url: str = ""
    archive_url: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def category(self) -> Bilingual | None:
        """Its categories as one list of words, None where it has none."""
        if not self.categories:
            return None
        return Bilingual(
            source="、".join(one.source for one in self.categories),
            target=", ".join(one.target for one in self.categories),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of chapters under a title of its own: the numbers of its first and last, from 1."""

    title: Bilingual
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a glossary as a book uses it.

    A place is the number of a chapter and that of a row in it, both from 1; row 0 is the title.
    Places are in order, each once. ``family`` is the last word of the English, where it is the
    family name of a person.
    """

    source: str
    target: str
    kind: str = "term"
    note: str = ""
    family: str = ""
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A given picture for the cover, small enough for a book, and what it shows."""

    data: bytes
    suffix: Literal["jpg", "png"]
    alt: Bilingual

    @property
    def name(self) -> str:
        """The name of the file that it becomes."""
        return f"cover.{self.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How two languages share a page.

    ``first`` stands left, above, on the verso, or is the text to which the other is the note.
    ``unit`` is what is set beside its translation. ``paper`` None is what suits the mode.
    """

    mode: Mode = "columns"
    first: Side = "source"
    unit: Unit = "paragraph"
    paper: Paper | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that are shown, first the one that stands first."""
        if self.mode == "source-only":
            return ("source",)
        if self.mode == "target-only":
            return ("target",)
        return ("source", "target") if self.first == "source" else ("target", "source")

    @property
    def apart(self) -> bool:
        """Whether the sentences of a row are needed one by one."""
        return len(self.sides) > 1 and (self.unit == "sentence" or self.mode == "facing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything publishing needs; ``date`` is ISO 8601 and never now, so a build repeats.

    What is empty is not shown: no parts, no index, no glossary. Parts follow one another and hold
    every chapter without a role. Both lists are in the order of the English.
    """

    title: Bilingual
    authors: tuple[str, ...]
    publisher: str
    rights: str
    date: str
    source_lang: LangCode
    target_lang: LangCode
    chapters: tuple[Chapter, ...]
    layout: Layout = field(default_factory=Layout)
    colophon: tuple[tuple[Bilingual, str], ...] = ()  # label in both languages, value
    parts: tuple[Part, ...] = ()
    index: tuple[Entry, ...] = ()  # names: people, places, organisations
    glossary: tuple[Entry, ...] = ()  # every row that occurs
    cover: Cover | None = None  # None: one is drawn


Links = tuple[tuple[int, int, int, int], ...]
"""Stretches of a target with the stretch of the source that each was read from, in code points."""


Seen = tuple[tuple[int, int, float], ...]
"""Stretches of a source with the most attention that any piece of a translation pays them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One translation; ``score`` is the mean log-probability of its pieces, 0 at best."""

    text: str
    score: float
    links: Links = ()
    seen: Seen = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A translation as a model said it, with the source it was given, what it saw of that, and its score."""

    source: str
    target: str
    seen: Seen
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forced:
    """A translation that a model is made to say.

    ``total`` is its log-probability, that it ends there included, which is ``end`` by itself. ``words``
    have that of their least likely piece.
    """

    total: float
    end: float
    pieces: int
    words: tuple[tuple[str, float], ...]


class Engine(Protocol):
    """Turns prepared sentences into sentences, offline.

    Laws: one answer for each source, in order; the same answer for the same signature; an engine
    that cannot answer raises EngineError and never echoes its input.
    """

    @property
    def signature(self) -> str:
        """Model, version and settings: a part of every memory key, shown in the colophon."""

    @property
    def spaced(self) -> bool:
        """Whether a term written into a source stands between spaces."""

    @property
    def width(self) -> int:
        """How many translations of a sentence come at the cost of one."""

    @property
    def carries(self) -> bool:
        """Whether the model carries Latin text over, so that terms can be written into the source."""

    def prepare(self, text: str) -> str:
        """Bring a text into the form that the model was trained on."""

    def decode(
        self, sources: Sequence[str], *, hypotheses: int = 1, careful: bool = False
    ) -> list[tuple[Hypothesis, ...]]:
        """Return the best translations of each source, best first; ``careful`` forbids repetition."""

    def force(self, sources: Sequence[str], targets: Sequence[str]) -> list[Forced]:
        """Make it say a given translation of each source, and return how likely it finds that."""

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Seen]:
        """Make it say a given translation of each source, and return what it looks at meanwhile.

        Nothing, where the model was not trained to show that.
        """
