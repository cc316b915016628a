"""`toolkit score`: how near the English is to that of people, and what became of the terms."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit import article as articles
from toolkit import ladder, markup, po, reader, report, score, segment, tree
from toolkit import translate as stage
from toolkit.article import Article
from toolkit.cli.exchange import content
from toolkit.cli.inputs import Json, Model, fail, load_engine, sound
from toolkit.cli.session import Session, session
from toolkit.errors import ArticleError, ToolkitError, UsageError
from toolkit.glossary import Glossary
from toolkit.memory import Memory
from toolkit.model import Engine, Key, Place, Segment
from toolkit.passage import needs_translation
from toolkit.project import Project
from toolkit.projection import detach
from toolkit.score import Line, Quality, Terms
from toolkit.wording import counted

Say = Callable[[Sequence[str], Glossary], list[str]]
"""Translates texts with the terms of a glossary."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is scored: the stretches that are compared, and the sentences in which terms are counted."""

    compared: Sequence[Line]
    sentences: Sequence[Line]
    unit: str
    own: Mapping[str, Glossary] = field(
        default_factory=dict
    )  # of articles that have a table, by path
    referenced: bool = True  # whether the sentences have the reference's English, too


@dataclass(frozen=True, kw_only=True)
class Row:
    """The measures of one way to translate."""

    name: str
    quality: Quality
    terms: Terms
    random: Terms | None = None


def run(
    context: typer.Context,
    reference: Annotated[
        Path,
        typer.Argument(
            help="PO files, lines of Chinese, a tab and English, or English articles in Markdown."
        ),
    ],
    control: Annotated[
        bool,
        typer.Option(
            "--control",
            help="Translate the reference once without terms and once with random ones.",
        ),
    ] = False,
    model: Model = "",
    as_json: Json = False,
) -> None:
    """Score the English against that of people: BLEU, chrF, the success of terms and their consistency.

    PO files and articles are compared with what the project's PO files say, edits included; lines of a
    TSV file are translated with the project's model and terms.
    """
    here = session(context)
    project = here.project()
    glossary = project.glossary()
    with Memory(project.memory) as memory:
        say = _speaker(here, project, memory, model)
        text, bad = _read(here, project, reference, say, glossary)
        if text.unit != "line":
            paths = {line.at.path for line in text.sentences}
            text = replace(text, own=project.own(paths, glossary))
        rows = [_row("as it is", text, glossary)]
        if control:
            rows = _controlled(text, glossary, say)
    if as_json:
        here.data(_tree(text, rows))
        fail(bad)
        return
    here.out.print(_table(text, rows))
    here.say(f"{counted(rows[0].quality.lines, text.unit)} compared")
    here.say(f"BLEU {rows[0].quality.bleu_signature}")
    here.say(f"chrF {rows[0].quality.chrf_signature}")
    fail(bad)


def _speaker(here: Session, project: Project, memory: Memory, model: str) -> Say:
    """Return a translator whose model is loaded when it is first asked."""
    loaded: list[Engine] = []

    def say(sources: Sequence[str], glossary: Glossary) -> list[str]:
        if not loaded:
            loaded.append(load_engine(project, model))
        with here.log.status(f"translating {len(sources)} lines"):
            return _translated(sources, loaded[0], memory, glossary, project)

    return say


def _translated(
    sources: Sequence[str], engine: Engine, memory: Memory, glossary: Glossary, project: Project
) -> list[str]:
    """Translate plain texts sentence by sentence."""
    parts = [[one.strip() for one in segment.split(markup.escape(text))] for text in sources]
    wanted = dict.fromkeys(one for some in parts for one in some if needs_translation(one))
    at = Place(path="reference")
    page = Article(
        path="reference",
        slug="reference",
        title="",
        meta={},
        fields=(),
        blocks=[],
        lang=project.source_lang,
        segments=tuple(Segment(text=one, at=at) for one in wanted),
        pictures={},
    )
    planner = stage.Planner(signature=engine.signature, store=memory, edits={})
    job = stage.Job(article=page, glossary=glossary)
    english = {
        pair.source.text: pair.target or ""
        for done in stage.run([job], planner, ladder.here(engine))
        if isinstance(done, stage.Done)
        for pair in done.pairs
    }
    return [
        detach(segment.join([english.get(one, one) for one in some]))[0].strip() for some in parts
    ]


def _read(
    here: Session, project: Project, reference: Path, say: Say, glossary: Glossary
) -> tuple[Text, list[ToolkitError]]:
    """Read a reference, and set beside it what the project says; PO files that are damaged are left out."""
    if reference.suffix == ".po" or (reference.is_dir() and any(reference.rglob("*.po"))):
        lines, bad = _from_po(here, project, reference)
        return Text(compared=lines, sentences=lines, unit="sentence"), bad
    if reference.is_dir() or reference.suffix.lower() in {".md", ".markdown"}:
        return _from_articles(here, project, reference)
    raw = content(reference)
    try:
        plain = (gzip.decompress(raw) if reference.suffix == ".gz" else raw).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "is neither PO nor Markdown nor lines of UTF-8 text",
            at=str(reference),
            hint="docs/score.md says what each holds",
        ) from error
    lines = score.lines_of_tsv(plain, path=str(reference))
    targets = say([line.source for line in lines], glossary)
    lines = _with(lines, targets)
    return Text(compared=lines, sentences=lines, unit="line"), []


def _with(lines: Sequence[Line], targets: Sequence[str]) -> tuple[Line, ...]:
    return tuple(
        Line(source=line.source, target=target, reference=line.reference, at=line.at)
        for line, target in zip(lines, targets, strict=True)
    )


def _from_po(
    here: Session, project: Project, reference: Path
) -> tuple[tuple[Line, ...], list[ToolkitError]]:
    """Return the sentences of PO files of people that stand in the project, too."""
    files = sorted(reference.rglob("*.po")) if reference.is_dir() else [reference]
    theirs, bad = sound(here, files, po.records)
    people = {
        record.key: record.target
        for some in theirs
        for record in some
        if record.target and not record.fuzzy and not record.obsolete
    }
    stored, damaged = sound(here, sorted(project.store.rglob("*.po")), po.load)
    ours = {
        record.key: (record, file.article)
        for file in stored
        for record in file.records
        if not record.obsolete
    }
    lines = tuple(
        Line(
            source=detach(record.source)[0],
            target=detach(record.target)[0],
            reference=detach(people[key])[0],
            at=Place(path=article, line=record.line),
        )
        for key, (record, article) in ours.items()
        if key in people
    )
    return lines, [*bad, *damaged]


def _from_articles(
    here: Session, project: Project, reference: Path
) -> tuple[Text, list[ToolkitError]]:
    """Return the articles of the project that a file or a folder has in English, matched by their names."""
    people = {
        Path(one.path).stem: _words(one.blocks)
        for one in reader.read([reference], root=reference.parent, fields=())
        if not isinstance(one, ArticleError)
    }
    compared: list[Line] = []
    sentences: list[Line] = []
    chinese = [
        one
        for one in reader.read(
            project.articles, root=project.root, fields=project.fields, choices=project.choices
        )
        if not isinstance(one, ArticleError) and Path(one.path).stem in people
    ]
    stored, bad = sound(here, chinese, lambda one: (one, po.records(project.po_path(one.path))))
    for one, records in stored:
        english = {record.key: record.target for record in records if record.target}
        compared.append(_whole(one, english, people[Path(one.path).stem]))
        sentences += (
            Line(
                source=detach(part.text)[0],
                target=detach(english.get(part.key, ""))[0],
                reference="",
                at=part.at,
            )
            for part in one.segments
        )
    text = Text(compared=compared, sentences=sentences, unit="article", referenced=False)
    return text, bad


def _whole(one: Article, english: Mapping[Key, str], reference: str) -> Line:
    chapter = articles.chapter(one, lambda field, text: english.get((field, text)))
    target = _words([row.target for row in chapter.rows if row.target])
    return Line(
        source=_words(one.blocks), target=target, reference=reference, at=Place(path=one.path)
    )


def _words(blocks: list[dict[str, Any]]) -> str:
    """Return the words of some blocks, one line."""
    return " ".join(" ".join(tree.words(passage) for passage in tree.passages(blocks)).split())


def _row(name: str, text: Text, glossary: Glossary, random: Glossary | None = None) -> Row:
    return Row(
        name=name,
        quality=score.quality(text.compared),
        terms=score.terms(text.sentences, glossary, text.own),
        random=score.terms(text.sentences, random) if random else None,
    )


def _controlled(text: Text, glossary: Glossary, say: Say) -> list[Row]:
    """Measure the text, and the same without terms and with random ones."""
    if not text.referenced:
        raise UsageError(
            "articles have no sentences to translate with other terms",
            hint="use --control with PO files or lines",
        )
    random = Glossary(score.random_terms(text.compared, glossary))
    rows = [_row("as it is", text, glossary, random)]
    for name, other in (("no terms", Glossary(())), ("random terms", random)):
        lines = _with(text.compared, say([line.source for line in text.compared], other))
        rows.append(_row(name, replace(text, compared=lines, sentences=lines), glossary, random))
    return rows


def _table(text: Text, rows: Sequence[Row]) -> Any:  # noqa: ANN401 - a table of rich
    controlled = any(row.random for row in rows)
    extra = ("random terms right",) if controlled else ()
    shown = report.table("", "BLEU", "chrF", "terms right", "alike", *extra)
    for row in rows:
        more = [_share(row.random.right, row.random.occurrences)] if row.random else []
        shown.add_row(
            row.name,
            f"{row.quality.bleu:.1f}",
            f"{row.quality.chrf:.1f}",
            _share(row.terms.right, row.terms.occurrences),
            _share(row.terms.alike, row.terms.repeated),
            *more,
        )
    if text.referenced:
        terms, random = rows[0].terms, rows[0].random
        more = [_share(random.reference, random.occurrences)] if random else []
        shown.add_row(
            "the reference", "", "", _share(terms.reference, terms.occurrences), "", *more
        )
    return shown


def _share(some: int, all_: int) -> str:
    return f"{some / all_:.1%} ({some} of {all_})" if all_ else "–"


def _tree(text: Text, rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "unit": f"{text.unit}s",
        "compared": rows[0].quality.lines,
        "bleu_signature": rows[0].quality.bleu_signature,
        "chrf_signature": rows[0].quality.chrf_signature,
        "rows": [
            {
                "name": row.name,
                "bleu": round(row.quality.bleu, 2),
                "chrf": round(row.quality.chrf, 2),
                "terms": _counts(row.terms, referenced=text.referenced),
                "random_terms": _counts(row.random, referenced=text.referenced),
            }
            for row in rows
        ],
    }


def _counts(terms: Terms | None, *, referenced: bool) -> dict[str, Any] | None:
    if terms is None:
        return None
    return {
        "occurrences": terms.occurrences,
        "right": terms.right,
        "success": round(terms.success, 4),
        "repeated": terms.repeated,
        "alike": terms.alike,
        "consistency": round(terms.consistency, 4),
        "in_reference": round(terms.in_reference, 4) if referenced else None,
    }
