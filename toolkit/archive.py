"""Translates the articles of a project into PO files, in a stream: only those that a change concerns.

Rules: what a person saves during a run is never overwritten; an article that cannot be read or written does
not stop the others; a PO file is written before its article is noted as finished.
"""

import errno
import functools
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import json

from toolkit import disk, ladder, po, reader, translate
from toolkit.article import Article
from toolkit.changes import Changes
from toolkit.errors import (
    ArticleError,
    GlossaryError,
    OutputError,
    StoreError,
    ToolkitError,
    expected,
)
from toolkit.glossary import Glossary
from toolkit.ledger import Ledger, Outcome, Summary
from toolkit.memory import Memory
from toolkit.model import NOWHERE
from toolkit.project import Project
from toolkit.similar import Shelf
from toolkit.table import Term
from toolkit.translate import Answered, Done, Forgotten, Job, Planned, Planner

TIMES = 3  # that an article is taken up because its PO file, or the memory, changed meanwhile

_FULL = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EFBIG,
}  # no other file could be written either


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The run begins, with so many articles; ``drafts`` are left out."""

    articles: int
    drafts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many articles are to be translated, of so many bytes; no change concerns the others."""

    articles: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """An article is finished; ``written``: its PO file changed; ``unchanged``: nothing had, so it was not read."""

    article: str
    po: Path
    outcome: Outcome
    written: bool = False
    unchanged: bool = False


Event = Begun | Waiting | Answered | Finished | ToolkitError
"""What happens on the way, in order; an error is that of one article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A project with all that its English depends on, read once a run by `opened`."""

    project: Project
    glossary: Glossary
    signature: str
    memory: Memory
    ledger: Ledger
    edits: Mapping[str, str]
    shelf: Shelf
    context: bytes  # digest of what all articles depend on but terms and sentences by hand
    serial: int  # of the present state of these two
    bad: Mapping[Path, StoreError]  # PO files that cannot be read


def opened(
    project: Project, *, tables: Sequence[Path], signature: str, memory: Memory, ledger: Ledger
) -> Archive:
    """Read the tables of terms and the sentences by hand."""
    glossary = project.glossary(*tables)
    edits, bad = _edits(project, ledger)
    config = project.config
    settings = (config.title.target, project.source_lang, project.target_lang, project.fields)
    parts = (_code(), signature, repr((*settings, project.choices)))
    rows = {
        json.encode(replace(term, note="", at=NOWHERE)).decode(): "row" for term in glossary.terms
    }
    ledger.observe("term", rows)
    return Archive(
        project=project,
        glossary=glossary,
        signature=signature,
        memory=memory,
        ledger=ledger,
        edits=edits,
        shelf=Shelf(edits),
        context=po.digest("\x00".join(parts).encode()),
        serial=ledger.observe("edit", edits),
        bad=bad,
    )


@functools.cache
def _code() -> str:
    """Return a digest of the toolkit's code, since another version might write another PO file."""
    here = Path(__file__).parent
    return po.digest(b"".join(map(_digest, sorted(here.rglob("*.py"))))).hex()


def _digest(path: Path) -> bytes:
    """Return the digest of a file's bytes, or that of an empty file where it cannot be read."""
    try:
        with path.open("rb") as file:
            return po.digest(file.read())
    except OSError:
        return po.digest(b"")


def summaries(project: Project, ledger: Ledger) -> Iterator[tuple[Path, Summary | StoreError]]:
    """Yield what each PO file of the project says, in order; only those that changed are parsed."""
    for path in sorted(project.store.rglob("*.po")):
        name = _po_name(project, path)
        try:
            known = ledger.summary(name, po.stamp(path))
            if known is None:
                file = po.load(path)
                known = Summary.of(file)
                ledger.note(name, file.digest, known)
            yield path, known
        except StoreError as error:
            if error.at != str(path):
                raise
            yield path, error


def _edits(project: Project, ledger: Ledger) -> tuple[dict[str, str], dict[Path, StoreError]]:
    """Return the sentences by hand of the whole project, by source, and the files that are no PO files."""
    edits: dict[str, str] = {}
    bad: dict[Path, StoreError] = {}
    for path, found in summaries(project, ledger):
        if isinstance(found, StoreError):
            bad[path] = found
            continue
        for source, target in found.edits.items():
            edits.setdefault(source, target)
    return edits, bad


class Run:
    """One run over articles: finds out which are to be translated, and translates them."""

    def __init__(self, archive: Archive, paths: Sequence[Path]) -> None:
        self._archive = archive
        self._root = archive.project.root
        self._files, drafts = reader.required(paths or archive.project.articles, self._root)
        self._drafts = tuple(reader.name(file, self._root) for file in drafts)
        self._since: dict[int, Changes] = {}
        self._confirmed: list[str] = []  # finished before a change that does not concern them
        self._under_way: dict[str, tuple[Path, bytes]] = {}  # by name: the file, and its mark
        self._planner = Planner(
            signature=archive.signature, store=archive.memory, edits=archive.edits
        )

    def survey(self) -> Iterator[Event | Planned]:
        """Yield the plan of a run without translating anything."""
        waiting = yield from self._begin()
        for window in self._planner.windows(self._jobs(waiting)):
            yield from window.entries

    def translate(self, climb: ladder.Climb) -> Iterator[Event]:
        """Translate the articles that a change concerns, and yield what happens."""
        waiting = yield from self._begin()
        for _ in range(TIMES):
            again: list[Path] = []
            for event in translate.run(self._jobs(waiting), self._planner, climb):
                if isinstance(event, Forgotten):
                    again.append(self._under_way.pop(event.job.article.path)[0])
                    continue
                done = self._write(event) if isinstance(event, Done) else event
                if isinstance(done, Path):
                    again.append(done)
                else:
                    yield done
            if not (waiting := again):
                return
        for path in waiting:
            yield StoreError(
                "was changed again and again while it was to be written",
                at=str(self._archive.project.po_path(reader.name(path, self._root))),
                hint="run the command again when nobody edits it",
            )

    def _begin(self) -> Generator[Event, None, list[Path]]:
        """Yield what is finished already, and return the files that are not."""
        yield Begun(articles=len(self._files), drafts=self._drafts)
        yield from self._archive.bad.values()
        waiting: list[Path] = []
        for file in self._files:
            name = reader.name(file, self._root)
            outcome = self._finished(name, file)
            if outcome is None:
                waiting.append(file)
            else:
                path = self._archive.project.po_path(name)
                yield Finished(article=name, po=path, outcome=outcome, unchanged=True)
        self._archive.ledger.confirm(self._confirmed, self._archive.serial)
        yield Waiting(articles=len(waiting), size=sum(map(_size, waiting)))
        return waiting

    def _finished(self, name: str, file: Path) -> Outcome | None:
        """Return the outcome of an article if no change since then concerns it, else None."""
        ledger = self._archive.ledger
        kept = ledger.kept(name)
        if kept is None:
            return None
        stamp, serial = kept
        written = _digest(self._archive.project.po_path(name))
        if stamp != self._stamp(self._mark(name, file), written):
            return None
        if serial < self._archive.serial:
            sources = ledger.sources(name)
            if sources is None or self._changes(serial).concern(sources):
                return None
            self._confirmed.append(name)
        return ledger.outcome(name)

    def _changes(self, serial: int) -> Changes:
        """Return the rows and sentences that changed after a state."""
        if serial not in self._since:
            ledger = self._archive.ledger
            rows = (json.decode(row, type=Term) for row in ledger.changed("term", serial))
            self._since[serial] = Changes(rows, ledger.changed("edit", serial))
        return self._since[serial]

    def _mark(self, article: str, file: Path) -> bytes:
        """Return the digests of an article and of its own table as they are now."""
        return _digest(file) + _digest(self._archive.project.own_table(article))

    def _stamp(self, mark: bytes, written: bytes) -> bytes:
        """Return one digest of all that an article's PO file depends on, and of the file itself."""
        return po.digest(self._archive.context + mark + written)

    def _jobs(self, files: Iterable[Path]) -> Iterator[Job | ToolkitError]:
        """Read articles lazily, each with its terms and what its PO file says."""
        project = self._archive.project
        for found in reader.read_files(
            self._marked(files), root=self._root, fields=project.fields, choices=project.choices
        ):
            if isinstance(found, ArticleError):
                yield found
                continue
            path = project.po_path(found.path)
            if path in self._archive.bad:
                continue
            try:
                file = po.load(path)
                glossary = self._glossary(found.path)
            except (StoreError, GlossaryError, ExceptionGroup) as error:
                yield from expected(error)
                continue
            yield Job(article=found, glossary=glossary, old=file.entries, digest=file.digest)

    def _marked(self, files: Iterable[Path]) -> Iterator[Path]:
        """Yield files, and note the digest of each before it is read, so that what is saved afterwards is found next time."""
        for file in files:
            name = reader.name(file, self._root)
            self._under_way[name] = (file, self._mark(name, file))
            yield file

    def _glossary(self, article: str) -> Glossary:
        """Return the terms of an article: those of the run, and below its own table if it has one."""
        shared = self._archive.glossary
        return self._archive.project.own([article], shared).get(article, shared)

    def _write(self, done: Done) -> Finished | Path | OutputError:
        """Write the PO file of an article; return the article's path instead where somebody saved the file meanwhile."""
        archive, job = self._archive, done.job
        name = job.article.path
        file, mark = self._under_way.pop(name)
        path = archive.project.po_path(name)
        raw, content = po.compose(self._head(job.article), done.pairs, job.old, shelf=archive.shelf)
        if po.stamp(path) != job.digest:
            return file
        try:
            written = disk.write_if_changed(path, raw)
        except OutputError as error:
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL:
                raise
            return error
        outcome = Outcome.of(done.counts, job.article.findings, done.pairs)
        archive.ledger.note(_po_name(archive.project, path), content.digest, Summary.of(content))
        archive.ledger.finish(
            name,
            self._stamp(mark, content.digest),
            archive.serial,
            [segment.text for segment in job.article.segments],
            outcome.settled,
        )
        return Finished(article=name, po=path, outcome=outcome, written=written)

    def _head(self, article: Article) -> po.Head:
        project = self._archive.project
        return po.Head(
            project=project.config.title.target,
            source=article.path,
            source_lang=project.source_lang,
            target_lang=project.target_lang,
            date=article.date,
            engine=self._archive.signature,
        )


def _po_name(project: Project, path: Path) -> str:
    inside = path.is_relative_to(project.store)
    return (path.relative_to(project.store) if inside else path).as_posix()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
