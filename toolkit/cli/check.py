"""`toolkit check`: reads what the book says, and tells what a reader would stumble over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

import typer

from toolkit import __version__, article, checks, po, reading
from toolkit import publish as publishing
from toolkit.article import Article
from toolkit.checks import Bitext, Judged, page, sarif
from toolkit.checks.ignore import Ignore, reason
from toolkit.cli.inputs import (
    Model,
    Paths,
    fail,
    load_engine,
    read_articles,
    read_translated,
    report_left_out,
)
from toolkit.cli.session import Session, session
from toolkit.errors import ProjectError
from toolkit.glossary import Glossary
from toolkit.model import Key, Reading
from toolkit.po import Edit
from toolkit.project import FILE, Project
from toolkit.publish import Translated
from toolkit.report import finding_json, finding_table
from toolkit.wording import counted

BATCH = 64  # sentences that are read back together


class OutputName(StrEnum):
    """How findings are written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


def check(
    context: typer.Context,
    paths: Paths = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the certain fixes into the PO files first.")
    ] = False,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="With `--fix`: sentences by hand too.")
    ] = False,
    read_back: Annotated[
        bool,
        typer.Option("--read", help="Have the model read what people wrote."),
    ] = False,
    model: Model = "",
    output: Annotated[
        OutputName, typer.Option("--format", "-f", help="How to print the findings.")
    ] = OutputName.TABLE,
) -> None:
    """Check the English in the PO files: numbers, dates, terms, marks, omissions, repetition.

    Exit 1 when a finding is an error. What is right as it is can be ignored in `book.toml`, with a reason.
    What the model doubted in its own English stands in the PO files; `--read` asks it about people's English too.
    """
    here = session(context)
    project = here.project()
    _known(project)
    articles, bad = read_articles(here, project, paths or ())
    translated, damaged = read_translated(here, project, articles)
    glossaries = publishing.glossaries(project, translated)
    if fix:
        _fix(here, project, glossaries, translated, by_hand=by_hand)
        translated = [*publishing.collect(project, [one.article for one in translated])]
    texts = [publishing.bitexts(one, glossaries[one.article.path]) for one in translated]
    if read_back:
        texts = _read_back(here, project, texts, model)
    ignores = project.config.checks.ignore
    judged = _placed(articles, checks.check(texts, ignores), ignores)
    _print(here, project, judged, output, sentences=sum(map(len, texts)))
    report_left_out(here, articles)
    fail([*bad, *damaged])
    raise typer.Exit(
        code=int(any(one.finding.severity == "error" for one in judged if not one.reason))
    )


def _placed(
    articles: Sequence[Article], judged: Sequence[Judged], ignores: Sequence[Ignore]
) -> list[Judged]:
    """Return the findings about articles as a whole and those about their sentences, article by article."""
    own = []
    for finding in (finding for one in articles for finding in one.findings):
        if finding.severity != "note":
            nothing = Bitext(at=finding.at, source="", target="")
            why = reason(finding, nothing, ignores)
            own.append(Judged(text=nothing, finding=finding, reason=why))
    order = {one.path: number for number, one in enumerate(articles)}
    return sorted([*own, *judged], key=lambda one: order[one.finding.at.path])


def _known(project: Project) -> None:
    for one in project.config.checks.ignore:
        if one.rule not in checks.SEVERITY and one.rule not in article.RULES:
            raise ProjectError(
                f"[[checks.ignore]] names the rule “{one.rule}”, which there is not",
                at=str(project.root / FILE),
                hint="docs/rules.md lists them",
            )


def _read_back(
    here: Session, project: Project, texts: Sequence[Sequence[Bitext]], model: str
) -> list[tuple[Bitext, ...]]:
    """Have the model read what it has not read yet: what people wrote."""
    engine = load_engine(project, model)
    wanted = [text for some in texts for text in some if text.target.strip() and not text.reading]
    order = sorted(wanted, key=lambda text: len(text.target))
    found: dict[int, Reading] = {}
    for batch in here.batches(order, BATCH, doing="reading"):
        readings = reading.read_people(batch, engine)
        found |= {id(text): one for text, one in zip(batch, readings, strict=True)}
    return [
        tuple(replace(text, reading=found.get(id(text), text.reading)) for text in some)
        for some in texts
    ]


def _fix(
    here: Session,
    project: Project,
    glossaries: Mapping[str, Glossary],
    translated: Sequence[Translated],
    *,
    by_hand: bool,
) -> None:
    """Write the certain fixes; a sentence by hand stays as it is unless told otherwise."""
    mended = left = 0
    for one in translated:
        machine: dict[Key, str] = {}
        human: dict[Key, Edit] = {}
        for text in publishing.bitexts(one, glossaries[one.article.path]):
            fixed = checks.mend(text) if text.target else text
            key = (text.field, text.source)
            if fixed.target == text.target:
                continue
            if one.entries[key].human:
                human[key] = Edit(target=fixed.target, fuzzy=one.entries[key].fuzzy)
            else:
                machine[key] = fixed.target
        path = project.po_path(one.article.path)
        if machine:
            po.mend(path, machine)
        if human and by_hand:
            po.edit(path, human)
        mended += len(machine) + len(human) * by_hand
        left += len(human) * (not by_hand)
    here.say(f"{counted(mended, 'sentence')} fixed")
    if left:
        which = f"{counted(left, 'sentence')} by hand {'has' if left == 1 else 'have'}"
        here.say(f"{which} a certain fix; `--by-hand` writes it too")


def _print(
    here: Session,
    project: Project,
    judged: Sequence[Judged],
    output: OutputName,
    *,
    sentences: int,
) -> None:
    if output is OutputName.JSON:
        here.data([_tree(one) for one in judged])
    elif output is OutputName.SARIF:
        here.data(sarif.log(judged, version=__version__))
    elif output is OutputName.HTML:
        typer.echo(
            page.render(
                judged,
                title=project.config.title.target,
                source_lang=project.source_lang,
                target_lang=project.target_lang,
                sentences=sentences,
            ),
            nl=False,
        )
    else:
        shown = [
            one.finding
            for one in judged
            if not one.reason and (here.verbose or one.finding.severity != "note")
        ]
        if shown:
            here.out.print(finding_table(shown, most=0 if here.verbose else 3))
    counts = Counter(one.finding.severity for one in judged if not one.reason)
    ignored = sum(bool(one.reason) for one in judged)
    here.say(
        f"{counted(sentences, 'sentence')}: "
        + ", ".join(counted(counts[grave], grave) for grave in ("error", "warning", "note"))
        + (f"; {ignored} ignored" if ignored else "")
    )


def _tree(one: Judged) -> dict[str, Any]:
    finding, text = one.finding, one.text
    return {
        **finding_json(finding),
        "field": text.field,
        "source": text.source,
        "target": text.target,
        "side": finding.side,
        "span": finding.span,
        "fix": finding.fix,
        "ignored": one.reason,
    }
