"""Makes the book of a project from its articles and PO files.

Rules: the English of a book is what the PO files say, and nothing else; too little of it stops the
book before anything is written; the same files give the same bytes.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from toolkit import (
    __version__,
    checks,
    docx,
    epub,
    images,
    index,
    markdown,
    pandoc,
    pdf,
    po,
    press,
    themes,
    web,
)
from toolkit.article import Article, chapter
from toolkit.checks import Bitext, Judged
from toolkit.errors import CoverageError
from toolkit.glossary import Glossary
from toolkit.glosses import glossed
from toolkit.images import Picture
from toolkit.layout import passages
from toolkit.model import Bilingual, Book, Chapter, Cover, Format, Key, Layout, Place
from toolkit.parts import arranged, parts
from toolkit.project import Project
from toolkit.terms import latin

BUILDERS: Mapping[Format, Callable[..., Path]] = {
    "epub": epub.build,
    "pdf": pdf.build,
    "html": web.build,
    "docx": docx.build,
    "md": markdown.build,
}
THEMED: Final = ("epub", "pdf", "html")
"""The formats that a theme gives its look; word processors and editors have their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """An article with what its PO file says of it."""

    article: Article
    entries: Mapping[Key, po.Record]
    engine: str = ""

    @property
    def missing(self) -> int:
        """How many of its sentences have no English."""
        return sum(segment.key not in self.entries for segment in self.article.segments)


def collect(project: Project, articles: Sequence[Article]) -> tuple[Translated, ...]:
    """Read the PO file of every article."""
    files = (po.load(project.po_path(article.path)) for article in articles)
    return tuple(
        Translated(article=article, entries=file.entries, engine=file.engine)
        for article, file in zip(articles, files, strict=True)
    )


def require(translated: Sequence[Translated], least: float) -> float:
    """Return the share of sentences that have English; raise CoverageError when it is below ``least``."""
    return coverage(
        sum(len(one.article.segments) for one in translated),
        sum(one.missing for one in translated),
        least,
        first=next((one.article.path for one in translated if one.missing), ""),
    )


def coverage(total: int, lacking: int, least: float, *, first: str) -> float:
    """Return the share of sentences that have English; raise CoverageError when it is below ``least``.

    ``first`` is the first article that lacks some.
    """
    share = 1 - lacking / total if total else 1.0
    if share < least:
        raise CoverageError(
            f"{lacking} of {total} sentences have no English ({share:.1%} is below {least:.1%}), the first in {first}",
            hint="run `toolkit translate`, or publish what there is with `--min-coverage`",
        )
    return share


def glossaries(project: Project, translated: Sequence[Translated]) -> dict[str, Glossary]:
    """Return the glossary of each article, by its path: its own, or that of the project."""
    paths = [one.article.path for one in translated]
    shared = project.glossary()
    own = project.own(paths, shared)
    return {path: own.get(path, shared) for path in paths}


def bitexts(one: Translated, glossary: Glossary) -> tuple[Bitext, ...]:
    """Return the sentences of an article with their English, empty where there is none."""
    entries = ((segment, one.entries.get(segment.key)) for segment in one.article.segments)
    return tuple(
        Bitext.of(
            segment.text,
            entry.target if entry else "",
            at=segment.at,
            field=segment.field,
            glossary=glossary,
            reading=entry.reading if entry else None,
        )
        for segment, entry in entries
    )


def assemble(project: Project, translated: Sequence[Translated], layout: Layout) -> Book:
    """Make a book of the translated articles, in the order and the parts that its settings ask for."""
    config, how = project.config, project.config.publishing
    tables = glossaries(project, translated)
    chapters = arranged(
        [
            _chapter(project, one, tables[one.article.path], apart=layout.apart)
            for one in translated
        ],
        order=how.order,
        by=how.parts,
    )
    rows = index.entries(chapters, tables.__getitem__) if how.index or how.glossary else ()
    texts = [bitexts(one, tables[one.article.path]) for one in translated]
    judged = checks.check(texts, config.checks.ignore)
    return Book(
        title=Bilingual(source=config.title.source, target=config.title.target),
        authors=config.authors or tuple(dict.fromkeys(c.author for c in chapters if c.author)),
        publisher=config.publisher,
        rights=config.rights,
        date=max((c.date for c in chapters if c.date), default="1970-01-01"),
        source_lang=project.source_lang,
        target_lang=project.target_lang,
        chapters=chapters,
        layout=layout,
        colophon=tuple(_colophon(project, translated, judged)),
        parts=parts(
            chapters,
            by=how.parts,
            source_lang=project.source_lang,
            target_lang=project.target_lang,
        ),
        index=index.names(rows) if how.index else (),
        glossary=rows if how.glossary else (),
        cover=_cover(project),
    )


def pictures(project: Project, articles: Sequence[Article]) -> dict[str, list[Place]]:
    """Return the addresses of the pictures that a book of the articles shows, with their places."""
    config = project.config
    chapters = tuple(chapter(article, lambda _, __: "") for article in articles)
    book = Book(
        title=Bilingual(source=config.title.source, target=config.title.target),
        authors=(),
        publisher="",
        rights="",
        date="1970-01-01",
        source_lang=project.source_lang,
        target_lang=project.target_lang,
        chapters=chapters,
    )
    found: dict[str, list[Place]] = {}
    for number, one in enumerate(articles, start=1):
        shown = [url for passage in passages(book, number) for url, _ in passage.pictures]
        for url in dict.fromkeys(filter(None, shown)):
            place = Place(path=one.path, line=one.pictures.get(url, 0))
            found.setdefault(url, []).append(place)
    return found


def _cover(project: Project) -> Cover | None:
    given, title = project.config.cover, project.config.title
    if not given.file:
        return None
    alt = Bilingual(source=given.source or title.source, target=given.target or title.target)
    return images.cover(project.root / given.file, alt)


def _chapter(project: Project, one: Translated, glossary: Glossary, *, apart: bool) -> Chapter:
    how = project.config.publishing
    wanted = bool(how.originals) or how.pinyin
    changed = glossed(
        bitexts(one, glossary) if wanted else (), originals=how.originals, pinyin=how.pinyin
    )

    def look(field: str, text: str) -> str | None:
        entry = one.entries.get((field, text))
        return changed.get((field, text), entry.target) if entry else None

    made = chapter(one.article, look, apart=apart)
    return replace(made, role=project.role(one.article.path))


def _colophon(
    project: Project, translated: Sequence[Translated], judged: Sequence[Judged]
) -> list[tuple[Bilingual, str]]:
    segments = [(one, segment) for one in translated for segment in one.article.segments]
    entries = [one.entries[s.key] for one, s in segments if s.key in one.entries]
    engines = dict.fromkeys(one.engine for one in translated)
    glossary = project.glossary()

    def fact(source: str, target: str, value: object) -> tuple[Bilingual, str]:
        return Bilingual(source=source, target=target), str(value)

    return [
        fact("文章", "Articles", len(translated)),
        fact("句子", "Sentences", len(segments)),
        fact(
            "人手翻譯或修訂", "Translated or revised by hand", sum(entry.human for entry in entries)
        ),
        fact("有待覆核", "Awaiting review", sum(entry.fuzzy for entry in entries)),
        fact("沒有譯文", "Without English", len(segments) - len(entries)),
        fact("檢查", "Checks", _verdict(judged)),
        fact("翻譯模型", "Translation model", ", ".join(name for name in engines if name) or "–"),
        fact("詞彙表", "Glossary", f"{len(glossary)} rows, {glossary.digest}"),
    ]


def _made_with(book: Book, fmt: Format) -> tuple[Bilingual, str]:
    """Return what made a format: pandoc reads every article, Typst sets the PDF and draws covers."""
    tools = [f"toolkit {__version__}", f"pandoc {pandoc.version()}"]
    if fmt == "pdf" or (fmt == "epub" and not book.cover):
        tools.append(f"Typst {press.version()}")
    return Bilingual(source="製作工具", target="Made with"), ", ".join(tools)


def _verdict(judged: Sequence[Judged]) -> str:
    """Return what the checks say of the book: how many rules, and what they found."""
    counts = Counter(one.finding.severity for one in judged if not one.reason)
    ignored = sum(bool(one.reason) for one in judged)
    said = f"{len(checks.RULES)} rules: {counts['error']} errors, {counts['warning']} warnings"
    return said + (f"; {ignored} set aside with a reason" if ignored else "")


def build(
    book: Book, project: Project, formats: Sequence[Format], pictures: Mapping[str, Picture]
) -> list[Path]:
    """Write the book in each format, named after its English title; return the files.

    The PDF comes first: it alone can refuse a character, and then nothing is written.
    """
    stem = "-".join(re.findall(r"[a-z0-9]+", latin(book.title.target).lower()))[:60] or "book"
    look = {"theme": themes.find(project.config.publishing.theme, project.root)}
    written = {
        fmt: BUILDERS[fmt](
            replace(book, colophon=(*book.colophon, _made_with(book, fmt))),
            out=project.output / f"{stem}.{fmt}",
            pictures=pictures,
            **(look if fmt in THEMED else {}),
        )
        for fmt in sorted(formats, key=lambda fmt: fmt != "pdf")
    }
    return [written[fmt] for fmt in formats]
