"""`toolkit export` and `toolkit import`: to the tools of translators, and back."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from toolkit import disk, exchange, po, report
from toolkit.cli.inputs import Json, fail, sound
from toolkit.cli.session import Session, session
from toolkit.errors import StoreError, UsageError
from toolkit.exchange import Languages, Unit, merge
from toolkit.project import Project
from toolkit.table import Term
from toolkit.wording import counted


class ExportFormat(StrEnum):
    """What sentences can leave as."""

    XLF = "xlf"
    TMX = "tmx"
    TBX = "tbx"
    CSV = "csv"
    HTML = "html"


_Format = TypeVar("_Format", bound=StrEnum)

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Articles or folders; all that are translated by default.", show_default=False
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="The file; standard output by default.", show_default=False
    ),
]
Bom = Annotated[
    bool,
    typer.Option("--bom/--no-bom", help="Begin a CSV file with the mark that Excel looks for."),
]


def languages(project: Project) -> Languages:
    """Return the languages of a project."""
    return Languages(source=project.source_lang, target=project.target_lang)


def _files(project: Project, paths: Sequence[Path] = ()) -> dict[str, Path]:
    """Return the PO files of articles, by article."""
    wanted = [one.resolve() for path in paths for one in (path, project.root / path)]
    found = {}
    for file in sorted(project.store.rglob("*.po")):
        article = file.relative_to(project.store).as_posix().removesuffix(".po")
        place = (project.root / article).resolve()
        if not wanted or any(place == one or place.is_relative_to(one) for one in wanted):
            found[article] = file
    return found


def named(output: Path | None, default: _Format) -> _Format:
    """Return the format that the name of a file asks for, or the default."""
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    return next((one for one in type(default) if one.value == suffix), default)


def give(here: Session, content: bytes | str, output: Path | None) -> None:
    """Write a file, or print it."""
    if output:
        disk.write(output, content)
        here.say(f"wrote {output}")
    else:
        typer.echo(content, nl=False)


def _terms(project: Project, units: Iterable[Unit]) -> list[Term]:
    """Return the rows of the glossary that some sentences hold."""
    units = list(units)
    shared = project.glossary()
    own = project.own({unit.article for unit in units if unit.article}, shared)
    found = {
        hit.term for unit in units for hit in own.get(unit.article or "", shared).find(unit.source)
    }
    return sorted(found, key=lambda term: (term.source, term.targets))


def export(
    context: typer.Context,
    paths: Paths = None,
    form: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="XLIFF 1.2, TMX 1.4, TBX-Basic, CSV or HTML; by default as the file is named, or XLIFF.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    bom: Bom = True,
) -> None:
    """Write the sentences for another tool: XLIFF to edit, TMX to reuse, CSV for a spreadsheet, HTML to read.

    `tbx` writes the terms that occur in them. What is edited there comes back with `toolkit import`.
    """
    here = session(context)
    project = here.project()
    stored, bad = sound(
        here,
        _files(project, paths or ()).items(),
        lambda file: exchange.units(file[0], po.records(file[1])),
    )
    units = [unit for some in stored for unit in some]
    if not units:
        raise UsageError(
            "there are no sentences to export",
            at=str(project.store),
            hint="run `toolkit translate` first, and name articles as they stand in the project",
        )
    chosen = form or named(output, ExportFormat.XLF)
    terms = _terms(project, units) if chosen is ExportFormat.TBX else []
    give(here, _document(project, units, terms, chosen, bom=bom), output)
    what = f"{counted(len(terms), 'term')} in " if chosen is ExportFormat.TBX else ""
    many = counted(len(units), "sentence")
    here.say(f"{what}{many} of {counted(len(stored), 'article')}")
    fail(bad)


def _document(
    project: Project, units: Sequence[Unit], terms: Sequence[Term], form: ExportFormat, *, bom: bool
) -> bytes | str:
    """Return sentences in a format; its library is imported only here."""
    from toolkit.exchange import page, table, termbase, tmx, xliff  # noqa: PLC0415

    both = languages(project)
    writers: dict[ExportFormat, Callable[[], bytes | str]] = {
        ExportFormat.XLF: lambda: xliff.write(units, both),
        ExportFormat.TMX: lambda: tmx.write(units, both),
        ExportFormat.TBX: lambda: termbase.write(terms, both),
        ExportFormat.CSV: lambda: table.write(units, bom=bom),
        ExportFormat.HTML: lambda: page.write(units, both, title=project.config.title.target),
    }
    return writers[form]()


def content(path: Path) -> bytes:
    """Return the bytes of a file that a person names."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"cannot be read: {error.strerror}", at=str(path), hint="check the path"
        ) from error


def text(path: Path) -> str:
    """Return the text of a file that a person names; raise StoreError when it is not UTF-8."""
    try:
        return content(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError(
            "is not UTF-8", at=str(path), hint="save it as “CSV UTF-8”, or convert it with `iconv`"
        ) from error


def _units(path: Path, both: Languages) -> Sequence[Unit]:
    """Return the sentences of a file, read as its name says."""
    from toolkit.exchange import table, tmx, xliff  # noqa: PLC0415

    readers: dict[str, Callable[[], Sequence[Unit]]] = {
        ".xlf": lambda: xliff.read(content(path), at=str(path)),
        ".xliff": lambda: xliff.read(content(path), at=str(path)),
        ".tmx": lambda: tmx.read(content(path), both, at=str(path)),
        ".csv": lambda: table.read(text(path), at=str(path)),
        ".tsv": lambda: table.read(text(path), at=str(path)),
        ".po": lambda: _from_po(path),
    }
    if (reader := readers.get(path.suffix.lower())) is None:
        known = ", ".join(name.removeprefix(".") for name in readers)
        terms = path.suffix.lower() == ".tbx"
        raise UsageError(
            f"“{path.suffix}” cannot be imported",
            at=str(path),
            hint="terms come in with `toolkit glossary import`" if terms else f"known: {known}",
        )
    if not (found := reader()) and path.suffix.lower() != ".po":
        raise StoreError(
            "holds no sentence", at=str(path), hint="export it again, and edit it with another tool"
        )
    return found


def _from_po(path: Path) -> tuple[Unit, ...]:
    """Return the sentences by hand of a PO file that was edited elsewhere."""
    content(path)
    file = po.load(path)
    ours = bool(file.article)  # other tools drop the contexts, which say which field it is
    return tuple(
        Unit(
            source=record.source,
            target=record.target,
            article=file.article or None,
            field=record.field if ours else record.field or None,
            line=record.line,
            fuzzy=record.fuzzy,
            human=True,
            remark=record.remark,
        )
        for record in file.records
        if record.human
    )


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="XLIFF, TMX, CSV or PO files that were edited.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite what is by hand here and differs.")
    ] = False,
    reviewed: Annotated[
        bool,
        typer.Option("--reviewed", help="Take the flag off sentences whose English was edited."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take edits from other tools into the PO files, as by hand: exactly the sentences that were edited.

    Exit 1 when a sentence is by hand here and differs there; it stays as it is unless you use --force.
    A damaged file, given or here, is reported and left as it is; the others are done.
    """
    here = session(context)
    project = here.project()
    read, bad = sound(here, files, lambda path: _units(path, languages(project)))
    own = _files(project)
    stored, damaged = sound(
        here, own.items(), lambda file: (file[0], merge.index(po.records(file[1])))
    )
    closed = own.keys() - dict(stored).keys()
    units = [unit for some in read for unit in some]
    left = sum(unit.article in closed for unit in units)
    open_units = [unit for unit in units if unit.article not in closed]
    done = merge.merge(open_units, dict(stored), force=force, reviewed=reviewed)
    written = 0
    if not dry_run:
        for article, edits in done.edits.items():
            written += po.edit(project.po_path(article), edits)
    _tell(
        here, done, sentences=len(units), left=left, written=written, dry=dry_run, as_json=as_json
    )
    fail([*bad, *damaged])
    raise typer.Exit(code=int(done.conflicts > 0))


def _tell(
    here: Session,
    done: merge.Merge,
    *,
    sentences: int,
    left: int,
    written: int,
    dry: bool,
    as_json: bool,
) -> None:
    """Say what an import did, or would do; ``left`` sentences are of files that cannot be read."""
    if as_json:
        here.data(
            {
                "dry_run": dry,
                "sentences": sentences,
                "changed": done.changed,
                "unchanged": done.same,
                "kept_as_suggestions": done.kept,
                "conflicts": done.conflicts,
                "overwritten": done.forced,
                "not_here": done.strangers,
                "in_damaged_files": left,
                "files": written,
                "findings": [report.finding_json(f) for f in done.findings],
            }
        )
        return
    if done.findings:
        here.out.print(report.finding_table(done.findings, most=0 if here.verbose else 3))
    elsewhere = f", {done.strangers} not here" if done.strangers else ""
    elsewhere += f", {left} of damaged PO files" if left else ""
    here.say(
        f"{done.changed} changed, {done.same} unchanged, {done.kept} kept as suggestions, "
        f"{counted(done.conflicts, 'conflict')}{elsewhere}; "
        f"{counted(written, 'PO file')} written"
    )
