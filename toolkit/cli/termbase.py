"""`toolkit glossary export`, `import` and `suggest`: terms to other term bases, theirs to us, and new ones."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.text import Text

from toolkit import disk, po, report, suggestion, translate
from toolkit.cli.exchange import Bom, Output, content, give, languages, named, text
from toolkit.cli.glossary import add_line, table_for
from toolkit.cli.inputs import Json, fail, sound
from toolkit.cli.session import session
from toolkit.errors import UsageError
from toolkit.glossary import Glossary
from toolkit.memory import Memory
from toolkit.model import Answer, Place
from toolkit.project import Project, read_table
from toolkit.projection import detach
from toolkit.sentence import Sentence
from toolkit.suggestion import Edited
from toolkit.table import Term, render
from toolkit.wording import counted


class TermFormat(StrEnum):
    """What terms can leave as."""

    TBX = "tbx"
    CSV = "csv"


def export(
    context: typer.Context,
    form: Annotated[
        TermFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="TBX-Basic, or one CSV table; by default as the file is named, or TBX.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    bom: Bom = True,
) -> None:
    """Write all tables as one, for the term base of another tool."""
    from toolkit.exchange import termbase  # noqa: PLC0415 - its library is imported only here

    here = session(context)
    project = here.project()
    terms = project.glossary().terms
    if (form or named(output, TermFormat.TBX)) is TermFormat.TBX:
        give(here, termbase.write(terms, languages(project)), output)
    else:
        give(here, termbase.write_csv(terms, bom=bom), output)
    here.say(counted(len(terms), "term"))


def _read(path: Path, project: Project) -> tuple[Term, ...]:
    from toolkit.exchange import termbase  # noqa: PLC0415 - its library is imported only here

    if path.suffix.lower() == ".tbx":
        return termbase.read(content(path), languages(project), at=str(path))
    if path.suffix.lower() in {".csv", ".tsv"}:
        return termbase.read_csv(text(path), at=str(path))
    raise UsageError(f"“{path.suffix}” is no glossary", at=str(path), hint="known: tbx, csv, tsv")


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A TBX-Basic or CSV file.")],
    skip: Annotated[
        bool, typer.Option("--skip-conflicts", help="Take the rows that contradict nothing.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="The table; by default one named by the kind.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Add the rows of a term base that are not here yet.

    Where a row says something else than ours, both are listed and nothing is written. Exit 1 then.
    """
    from toolkit.exchange import rows  # noqa: PLC0415

    here = session(context)
    project = here.project()
    news = rows.compare(_read(file, project), project.terms())
    stop = bool(news.conflicts) and not skip
    written = [] if stop else _add(project, news.fresh, to)
    if as_json:
        tree = {
            "added": 0 if stop else len(news.fresh),
            "same": news.same,
            "conflicts": [report.finding_json(one) for one in news.conflicts],
            "tables": [str(path) for path in written],
        }
        here.data(tree)
    else:
        if news.conflicts:
            here.out.print(report.finding_table(news.conflicts))
        for path in written:
            here.say(f"wrote {path}")
        added = "nothing written" if stop else f"{len(news.fresh)} added"
        here.say(f"{added}, {news.same} here already, {counted(len(news.conflicts), 'conflict')}")
    raise typer.Exit(code=int(bool(news.conflicts)))


def _add(project: Project, fresh: Sequence[Term], to: Path | None) -> list[Path]:
    """Write new rows into their tables, all of them or none; return the tables."""
    tables: dict[Path, list[Term]] = {}
    for term in fresh:
        tables.setdefault(to or table_for(project, term.kind), []).append(term)
    Glossary([*project.terms(), *fresh])  # raises for a contradiction, before anything is written
    for path, some in tables.items():
        old = read_table(path, project.root) if path.exists() else ()
        disk.write(path, render([*old, *some]))
    return sorted(tables)


def suggest(context: typer.Context, as_json: Json = False) -> None:
    """Propose rows for names that people wrote the same way in two sentences or more; write none.

    The sentences by hand in the PO files are compared with what the machine had said, as the memory has it.
    """
    here = session(context)
    project = here.project()
    glossary = project.glossary()
    files, bad = sound(here, sorted(project.store.rglob("*.po")), po.load)
    own = project.own((file.article for file in files if file.article), glossary)
    found = suggestion.propose(_edited(project, files, glossary, own), glossary, own)
    if as_json:
        here.data([suggestion.tree(one) for one in found])
        fail(bad)
        return
    shown = report.table("n", "source", "people wrote", "machine said", "row says", "where")
    for one in found:
        places = ", ".join(str(place) for place in one.places[:3])
        more = f" and {one.count - 3} more" if one.count > 3 else ""
        shown.add_row(
            str(one.count), Text(one.source), one.english, one.machine, one.row, f"{places}{more}"
        )
    if found:
        here.out.print(shown)
    here.say(
        counted(len(found), "proposal")
        + (f"; {add_line(found[0].source, found[0].english)} adds the first" if found else "")
    )
    fail(bad)


def _edited(
    project: Project, files: Sequence[po.File], shared: Glossary, own: Mapping[str, Glossary]
) -> list[Edited]:
    """Return the sentences by hand, with what the machine had said of them where that is remembered."""
    keyed: list[tuple[bytes, po.Record]] = []
    for file in files:
        glossary = own.get(file.article, shared)
        keyed += [
            (translate.answer_key(file.engine, Sentence.of(record.source, glossary)), record)
            for record in file.records
            if record.human and not record.fuzzy
        ]
    said: dict[bytes, str] = {}
    if project.memory.exists():
        with Memory(project.memory) as memory:
            said = memory.get([key for key, _ in keyed])
    answers = {key: msgspec.json.decode(value, type=Answer).target for key, value in said.items()}
    return [
        Edited(
            source=detach(record.source)[0],
            target=detach(record.target)[0],
            machine=detach(answers.get(key, ""))[0],
            at=record.places[0] if record.places else Place(path=""),
        )
        for key, record in keyed
    ]
