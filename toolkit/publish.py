"""Makes the book of a project from its articles and PO files.

Rules: the English of a book is what the PO files say, and nothing else; too little of it stops the
book before anything is written; the same files give the same bytes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import __version__, epub, pandoc, pdf, po, web
from toolkit.article import Article, chapter
from toolkit.errors import CoverageError, UsageError
from toolkit.model import Bilingual, Book, Chapter, Format, Layout
from toolkit.project import Project
from toolkit.terms import latin

BUILDERS: Mapping[Format, Callable[..., Path]] = {
    "epub": epub.build,
    "pdf": pdf.build,
    "html": web.build,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """An article with what its PO file says of it."""

    article: Article
    entries: Mapping[tuple[str, str], po.Entry]

    @property
    def missing(self) -> int:
        """How many of its sentences have no English."""
        return sum(segment.key not in self.entries for segment in self.article.segments)


def collect(project: Project, articles: Sequence[Article]) -> tuple[Translated, ...]:
    """Read the PO file of every article."""
    return tuple(
        Translated(article=article, entries=po.read(project.po_path(article.path)))
        for article in articles
    )


def require(translated: Sequence[Translated], least: float) -> float:
    """Return the share of sentences that have English; raise CoverageError when it is below ``least``."""
    total = sum(len(one.article.segments) for one in translated)
    lacking = sum(one.missing for one in translated)
    if not translated:
        raise UsageError(
            "there are no articles", hint="put some into the folders that `book.toml` names"
        )
    share = 1 - lacking / total if total else 1.0
    if share < least:
        where = next(one.article.path for one in translated if one.missing)
        raise CoverageError(
            f"{lacking} of {total} sentences have no English ({share:.1%} is below {least:.1%}), the first in {where}",
            hint="run `toolkit translate`, or publish what there is with `--min-coverage`",
        )
    return share


def assemble(project: Project, translated: Sequence[Translated], layout: Layout) -> Book:
    """Make a book of the translated articles, in their order."""
    chapters = tuple(_chapter(one) for one in translated)
    config = project.config
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
        colophon=tuple(_colophon(project, translated)),
    )


def _chapter(one: Translated) -> Chapter:
    def look(field: str, text: str) -> str | None:
        entry = one.entries.get((field, text))
        return entry.target if entry else None

    return chapter(one.article, look)


def _colophon(project: Project, translated: Sequence[Translated]) -> list[tuple[Bilingual, str]]:
    segments = [(one, segment) for one in translated for segment in one.article.segments]
    entries = [one.entries[s.key] for one, s in segments if s.key in one.entries]
    engines = dict.fromkeys(po.engine(project.po_path(one.article.path)) for one in translated)
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
        fact("翻譯模型", "Translation model", ", ".join(name for name in engines if name) or "–"),
        fact("詞彙表", "Glossary", f"{len(glossary)} rows, {glossary.digest}"),
        fact("製作工具", "Made with", f"toolkit {__version__}, pandoc {pandoc.version()}"),
    ]


def build(book: Book, project: Project, formats: Sequence[Format]) -> list[Path]:
    """Write the book in each format, named after its English title; return the files."""
    if "pdf" in formats:
        pdf.check(book)  # before anything is written
    stem = "-".join(re.findall(r"[a-z0-9]+", latin(book.title.target).lower()))[:60] or "book"
    return [
        BUILDERS[fmt](book, images=project.images, out=project.output / f"{stem}.{fmt}")
        for fmt in formats
    ]
