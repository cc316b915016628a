"""Cuts one article into segments, and builds its chapter in two languages.

Rule: a segment's place is for people only; its translation is found by its field and its text.
"""

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from toolkit import front, lead, markup, segment, tree
from toolkit.cleaning import Choices, clean
from toolkit.errors import ArticleError
from toolkit.front import Front, Value
from toolkit.headings import first_heading
from toolkit.hygiene import ARCHIVE, address, original, unseen, visible
from toolkit.lang import LangCode, han_share, tag
from toolkit.lines import Lines, joined
from toolkit.model import Bilingual, Blocks, Chapter, Finding, Key, Node, Place, Row, Segment
from toolkit.passage import (
    UNTRANSLATED,
    ascii_marks,
    needs_translation,
    render,
    sentences,
    separate,
)

Look: TypeAlias = Callable[[str, str], str | None]
"""Finds the English of a segment by its field and text; None where there is none."""

FIELDS = ("title", "category", "tags")
"""The keys of the front matter that a chapter shows, and that are translated unless told not to."""

RULES = frozenset(
    """boilerplate control-character lines-joined no-body no-date no-key not-chinese raw-html shortcode too-deep
    unsafe-image unsafe-link""".split()
)
"""The ids of findings about an article as a whole; those about its sentences are the rules of `checks`."""

_KEYS = (*FIELDS, "author", "date", "lang", "original_url", "url")
"""Those that are read at all."""

ROW = 400
"""A list or a quote of more characters is cut into rows, so that the languages stay in step."""

_CHINESE = 0.05  # an article with a smaller share of Han is not Chinese
_TRADITIONAL = frozenset("國這說會對來時個們過後學還發與無開關將據報總統議題會區應實經濟東")
_SIMPLIFIED = (
    frozenset("国这说会对来时个们过后学还发与无开关将据报总统议题会区应实经济东") - _TRADITIONAL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article, clean and cut: each segment once, in the order of its first appearance."""

    path: str
    slug: str
    title: str
    meta: Mapping[str, Value]
    fields: tuple[str, ...]
    blocks: Blocks
    lang: LangCode
    segments: tuple[Segment, ...]
    pictures: Mapping[str, int]  # by address: the line, 0 where it is not known
    findings: tuple[Finding, ...] = ()

    @property
    def date(self) -> str:
        """Its day in ISO 8601; empty where the front matter has none."""
        return front.day((_texts(self.meta.get("date")) or [""])[0])


def assemble(
    path: str,
    text: str,
    blocks: Blocks,
    fields: Sequence[str] = FIELDS,
    choices: Choices = Choices(),  # noqa: B008 -- it is frozen
    opening: Blocks | None = None,
) -> Article:
    """Return an article from its whole text, the tree of its body and that of its `Lead`; raise ArticleError."""
    head = front.split(text, path=path)
    at = Place(path=path)
    headline = _headline(head, blocks)
    title = headline or posixpath.splitext(posixpath.basename(path))[0]
    lines = Lines(text, head.start)
    body, findings = clean(blocks, at, title=title, choices=choices, lines=lines)
    if not (body or headline):
        raise ArticleError(
            "there is no article in it",
            at=path,
            hint="write it below the front matter, or remove it",
        )
    opening, refused = clean(opening or [], at, choices=choices, lines=lines)
    shown = [*lead.before(opening, body), *body]
    fields = tuple(dict.fromkeys(("title", *fields)))
    segments: dict[Key, Segment] = {}
    for part in (
        *_field_segments(path, head, title, fields),
        *_body_segments(path, Lines(text, head.start), shown),
    ):
        segments.setdefault(part.key, part)
    words = "".join(tree.words(passage) for passage in tree.passages(shown)) or headline
    return Article(
        path=path,
        slug=slug(path),
        title=title,
        meta=head.meta,
        fields=fields,
        blocks=shown,
        lang=_lang(head.meta.get("lang"), words),
        segments=tuple(segments.values()),
        pictures=lines.pictures(image["c"][2][0] for image in tree.images(shown)),
        findings=(
            *_hidden(path, text),
            *_misnamed(path, head),
            *_undated(path, head),
            *refused,
            *findings,
            *_bare(at, body),
            *_foreign(at, words),
            *(() if choices.line_breaks else _joined(path, blocks, lines)),
        ),
    )


def slug(path: str) -> str:
    """Return a name of ASCII letters, digits and hyphens that no other path of a project has."""
    stem, suffix = posixpath.splitext(path)
    short = re.sub(r"[^a-z0-9]+", "-", posixpath.basename(stem).lower()).strip("-")
    if (short, ".md") == (stem, suffix):
        return short
    mark = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{short[:60].rstrip('-')}-{mark}".lstrip("-")


def _headline(head: Front, blocks: Blocks) -> str:
    """Return the title: the front matter's, or the first heading; empty where there is neither."""
    place = first_heading(blocks)
    heading = tree.words(blocks[place]) if place >= 0 else ""
    given = _texts(head.meta.get("title"))
    return (given[0] if given else "") or _line(visible(heading))


def _line(text: str) -> str:
    """Return a text on one line."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


def _texts(value: Value) -> list[str]:
    """Return the texts of a value, one for each item of a list; nested values are left out."""
    items = value if isinstance(value, list) else [value]
    return [_line(item) for item in items if isinstance(item, str) and item.strip()]


def _parts(text: str) -> tuple[str, ...]:
    """Return a text of the front matter as tagged segments: the whole, or its sentences where it is long."""
    words = markup.escape(text)
    return (words,) if len(words) <= segment.LIMIT else segment.split(words)


def _field_segments(path: str, head: Front, title: str, fields: Sequence[str]) -> Iterator[Segment]:
    for field in fields:
        texts = _texts(head.meta.get(field))
        if field == "title":
            texts = [title]
        lines = head.lines.get(field, ()) or (0,)
        for number, text in enumerate(texts):
            at = Place(path=path, line=lines[min(number, len(lines) - 1)])
            for part in _parts(text):
                if needs_translation(part):
                    yield Segment(text=part.strip(), field=field, at=at)


def _body_segments(path: str, lines: Lines, blocks: Blocks) -> Iterator[Segment]:
    for passage in tree.passages(blocks):
        for text in sentences(passage):
            yield Segment(text=text, at=Place(path=path, line=lines.find(text)))


def _hidden(path: str, text: str) -> Iterator[Finding]:
    """Yield a finding for each line with unseen characters; beyond the first lines, one for all others."""
    found = [(n, unseen(line)) for n, line in enumerate(text.split("\n"), 1)]
    lines = [(number, names) for number, names in found if names]
    for number, names in lines[:20]:
        yield Finding(
            rule="control-character",
            severity="warning",
            at=Place(path=path, line=number),
            message=f"unseen characters were removed: {', '.join(names[:5])}",
            hint="remove them from the article",
        )
    if len(lines) > 20:
        yield Finding(
            rule="control-character",
            severity="warning",
            at=Place(path=path),
            message=f"unseen characters were removed from {len(lines) - 20} more lines",
        )


def _bare(at: Place, body: Blocks) -> Iterator[Finding]:
    """Yield a finding where there is a headline and nothing below it."""
    if not body:
        yield Finding(
            rule="no-body",
            severity="warning",
            at=at,
            message="the article has a headline and no text; its page has the headline alone",
            hint="write the text below the front matter, or take the file out of the articles",
        )


def _joined(path: str, blocks: Blocks, lines: Lines) -> Iterator[Finding]:
    """Yield a finding where lines are joined that look as if they should stay lines."""
    if words := joined(blocks):
        yield Finding(
            rule="lines-joined",
            severity="warning",
            at=Place(path=path, line=lines.find(words)),
            message="lines of a paragraph are joined, as Markdown does",
            hint='to keep them, as most exporters mean it, write `line_breaks = "keep"` in book.toml',
        )


def _foreign(at: Place, words: str) -> Iterator[Finding]:
    if han_share(words) < _CHINESE:
        yield Finding(
            rule="not-chinese",
            severity="warning",
            at=at,
            message="the article holds next to no Chinese; what has none is copied as it stands",
            hint="take it out of the articles if it needs no translation",
        )


def _lang(wanted: Value, words: str) -> LangCode:
    """Return the language that the front matter names, or the script that the words are in."""
    if isinstance(wanted, str):
        try:
            return tag(wanted)
        except ValueError:
            pass
    if han_share(words) < _CHINESE:
        return LangCode("en" if words.isascii() else "und")
    traditional = sum(words.count(mark) for mark in _TRADITIONAL)
    simplified = sum(words.count(mark) for mark in _SIMPLIFIED)
    if traditional == simplified:
        return LangCode("zh")
    return LangCode("zh-Hant" if traditional > simplified else "zh-Hans")


def chapter(article: Article, look: Look, *, apart: bool = False) -> Chapter:
    """Return an article in two languages; a mark says where there is no English.

    ``apart`` asks for the sentences of each row one by one.
    """
    meta = article.meta

    shown = {
        field: tuple(
            Bilingual(source=text, target=_field_target(field, text, look))
            for text in (_texts(meta.get(field)) if field != "title" else [article.title])
        )
        for field in FIELDS
        if field in article.fields
    }
    urls = [address(text) for text in (*_texts(meta.get("original_url")), *_texts(meta.get("url")))]
    urls += [original(url) for url in urls]
    return Chapter(
        slug=article.slug,
        path=article.path,
        title=shown["title"][0],
        author="、".join(_texts(meta.get("author"))),
        date=article.date,
        categories=shown.get("category", ()),
        tags=shown.get("tags", ()),
        source_url=next((url for url in urls if url and not url.startswith(ARCHIVE)), ""),
        archive_url=next((url for url in urls if url.startswith(ARCHIVE)), ""),
        rows=tuple(_rows(article.blocks, look, apart=apart)),
    )


def _field_target(field: str, text: str, look: Look) -> str:
    targets: list[str] = []
    for part in _parts(text):
        words = part.strip()
        target = look(field, words) if needs_translation(words) else ascii_marks(words)
        targets.append(UNTRANSLATED if target is None else _line(markup.plain(target)))
    return segment.join(targets)


def _misnamed(path: str, head: Front) -> Iterator[Finding]:
    """Yield a finding for each key that is not read because it has capital letters."""
    for name in head.meta:
        if name not in _KEYS and name.lower() in _KEYS and name.lower() not in head.meta:
            yield Finding(
                rule="no-key",
                severity="warning",
                at=Place(path=path, line=head.lines[name][0]),
                message=f"“{name}” in the front matter is not read",
                hint=f"write it as `{name.lower()}`",
            )


def _undated(path: str, head: Front) -> Iterator[Finding]:
    """Yield a finding where the date in the front matter cannot be read."""
    given = _texts(head.meta.get("date"))
    if given and not front.day(given[0]):
        yield Finding(
            rule="no-date",
            severity="warning",
            at=Place(path=path, line=head.lines["date"][0]),
            message=f"“{given[0]}” is no date; the article is without one in the book",
            hint="write it as 2018-06-01",
        )


def _rows(blocks: Blocks, look: Look, *, apart: bool) -> Iterator[Row]:
    for block in blocks:
        long = len(tree.words(block)) > ROW
        for part in _items(block) if long else [block]:
            row = _row(part, look)
            sentences = _sentences(part) if apart and row.target is not None else []
            inner = tuple(_row(one, look) for one in sentences) if len(sentences) > 1 else ()
            yield replace(row, parts=inner)


def _row(block: Node, look: Look) -> Row:
    wordless = block["t"] in ("CodeBlock", "HorizontalRule") or not tree.passages([block])
    twin = tree.translate([block], lambda inlines: render(inlines, lambda text: look("", text)))
    return Row(source=block, target=None if wordless else twin[0])


def _items(block: Node) -> list[Node]:
    """Return a list or a quote as one block for each of its items, any other block as it is."""
    kind, inside = block["t"], block.get("c", [])
    if kind == "OrderedList":
        (start, *style), items = inside
        return [
            {"t": kind, "c": [[number, *style], [item]]} for number, item in enumerate(items, start)
        ]
    if kind in ("BlockQuote", "BulletList"):
        return [{"t": kind, "c": [item]} for item in inside]
    return [block]


def _sentences(block: Node) -> list[Node]:
    """Return a paragraph or a quote as one block for each sentence; the items of a list stay whole."""
    kind, inside = block["t"], block.get("c", [])
    if kind in ("Para", "Plain"):
        return [{"t": kind, "c": part} for part in separate(inside)]
    if kind == "BlockQuote":
        return [{"t": kind, "c": [part]} for one in inside for part in _sentences(one)]
    return _items(block)
