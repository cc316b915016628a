"""A book project on disk: its `book.toml`, and the folders that it names.

Rules: an unknown key is an error; a path in the file is relative to the file; nothing is written
outside the project but in a folder that the file names.
"""

import importlib.resources
import json
import os
import posixpath
import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from toolkit import disk
from toolkit.boilerplate import BUILT_IN
from toolkit.cleaning import Choices
from toolkit.errors import GlossaryError, ProjectError, UsageError
from toolkit.glossary import Glossary, layered
from toolkit.images import Album
from toolkit.lang import LangCode, tag
from toolkit.model import Role
from toolkit.settings import TEMPLATE, Config, complaint, strays
from toolkit.table import Term, parse, render

FILE = "book.toml"
WORK = ".toolkit"


class Project:
    """An opened project: its settings, and the paths of its files and folders."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config
        self.source_lang = _language(config.languages.source, root)
        self.target_lang = _language(config.languages.target, root)

    @property
    def articles(self) -> tuple[Path, ...]:
        """The articles and folders of articles, in the order of the book."""
        extra = self.config.publishing
        names = (extra.foreword, *self.config.articles, extra.afterword)
        return tuple(self.root / name for name in names if name)

    def role(self, article: str) -> Role:
        """Return what an article is in the book, given its path in the project."""
        extra = self.config.publishing
        if extra.foreword and article == posixpath.normpath(extra.foreword):
            return "foreword"
        return (
            "afterword"
            if extra.afterword and article == posixpath.normpath(extra.afterword)
            else ""
        )

    @property
    def choices(self) -> Choices:
        """What the book chooses for how its articles are read; its own rules of boilerplate go first."""
        return Choices(
            boilerplate=(*self.config.boilerplate, *BUILT_IN),
            originals=self.config.publishing.archive_links == "original",
            line_breaks=self.config.line_breaks == "keep",
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The front-matter keys that are translated."""
        return self.config.translation.front_matter

    @property
    def store(self) -> Path:
        """The folder of PO files."""
        return self.root / self.config.translation.store

    @property
    def memory(self) -> Path:
        """The file that remembers what engines answered."""
        return self.root / WORK / "memory.sqlite3"

    @property
    def ledger(self) -> Path:
        """The file that says which articles are finished."""
        return self.root / WORK / "ledger.sqlite3"

    @property
    def lock(self) -> Path:
        """The file that a run holds while it writes PO files."""
        return self.root / WORK / "lock"

    @property
    def output(self) -> Path:
        """The folder of finished books."""
        return self.root / self.config.publishing.output

    @property
    def images(self) -> Path:
        """The folder of pictures, named by the hash of their address."""
        return self.root / self.config.publishing.images

    @property
    def album(self) -> Album:
        """Where the pictures are: in their folder, in the project, and in the folders of its articles."""
        named = (path if path.is_dir() else path.parent for path in self.articles)
        folders = dict.fromkeys(Path(os.path.normpath(path)) for path in named)
        return Album(folder=self.images, roots=(self.root, *folders))

    def shown(self, path: Path) -> str:
        """Return a path as messages show it: from the project where it lies inside, else whole."""
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else str(path)

    def po_path(self, article: str) -> Path:
        """Return where the translation of an article is kept, given its path in the project."""
        return self.store / f"{article}.po"

    def layers(self) -> tuple[tuple[Path, ...], ...]:
        """Return the glossary tables, a layer for each name in `book.toml`; a later one wins."""
        found: list[tuple[Path, ...]] = []
        for name in self.config.translation.glossaries:
            path = self.root / name
            if path.is_dir():
                found.append(tuple(sorted(path.glob("*.csv"))))
            elif path.exists():
                found.append((path,))
            else:
                raise ProjectError(
                    f"the glossary “{name}” is not there",
                    at=str(self.root / FILE),
                    hint="create it, or drop the line",
                )
        return tuple(found)

    def tables(self) -> tuple[Path, ...]:
        """Return the glossary tables, in order."""
        return tuple(path for layer in self.layers() for path in layer)

    def terms(self, *over: Path) -> tuple[Term, ...]:
        """Read all tables, those of ``over`` as layers on top.

        Raise an ExceptionGroup with every bad row of every table.
        """
        bad: list[Exception] = []
        layers: list[list[Term]] = []
        for layer in (*self.layers(), *((path,) for path in over)):
            layers.append([])
            for path in layer:
                try:
                    layers[-1] += read_table(path, self.root)
                except (ExceptionGroup, GlossaryError) as error:
                    bad.append(error)
        if bad:
            raise ExceptionGroup("bad rows", bad)
        return layered(layers)

    def glossary(self, *over: Path) -> Glossary:
        """Read all tables as one glossary, those of ``over`` as layers on top."""
        return Glossary(self.terms(*over))

    def own_table(self, article: str) -> Path:
        """Return where the table of an article's own terms would be."""
        return (self.root / article).with_suffix(".csv")

    def own(self, articles: Iterable[str], shared: Glossary) -> dict[str, Glossary]:
        """Return the glossaries of the articles that have a table of their own, by path.

        It lies beside the article under the same name, and over the ``shared`` terms.
        """
        tables = {name: self.own_table(name) for name in articles}
        return {
            name: Glossary(layered([shared.terms, read_table(table, self.root)]))
            for name, table in tables.items()
            if table.is_file()
        }


def read_table(path: Path, root: Path) -> tuple[Term, ...]:
    """Read a glossary table; the place of a row names the table by its path in the project."""
    name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise GlossaryError(
            f"cannot be read: {error.strerror}", at=name, hint="check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise GlossaryError(
            "is not UTF-8", at=name, hint="save it as “CSV UTF-8”, or convert it with `iconv`"
        ) from error
    return parse(text, path=name)


def _language(text: str, root: Path) -> LangCode:
    try:
        return tag(text)
    except ValueError as error:
        raise ProjectError(
            str(error), at=str(root / FILE), hint="set it under [languages]"
        ) from error


def find(start: Path) -> Path:
    """Return the folder of the project around a folder: the nearest one with a `book.toml`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return folder
    raise ProjectError(
        f"no {FILE} here or above" if start.exists() else "there is no such folder",
        at=str(start.resolve()),
        hint="run the command inside a project, or make one with `toolkit init DIR`",
    )


def open_project(start: Path) -> Project:
    """Open the project around a folder; raise ProjectError with the place of what is wrong."""
    root = find(start)
    path = root / FILE
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := list(strays(tree)):
            raise ProjectError("; ".join(unknown), at=str(path), hint=_KEYS)
        return Project(root, msgspec.convert(tree, Config))
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}", at=str(path)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectError(
            f"is not TOML: {error}",
            at=str(path),
            hint='write `key = value`, and put text in quotation marks: first = "source"',
        ) from error
    except msgspec.ValidationError as error:
        raise ProjectError(complaint(error), at=str(path), hint=_KEYS) from error


_KEYS = "`toolkit init --show` prints every key with its meaning"
_IGNORED = f"{WORK}/\ndist/\n"


def shipped_tables() -> tuple[Path, ...]:
    """Return the glossary tables that come with the toolkit."""
    package = Path(str(importlib.resources.files("toolkit")))
    for folder in (package / "glossaries", package.parent / "glossaries"):
        if folder.is_dir():
            return tuple(sorted(folder.glob("*.csv")))
    return ()


def create(root: Path, *, source: str, target: str, tables: bool = True) -> tuple[Path, ...]:
    """Lay out a new project, and return what was written; a file that is there already is left alone.

    With ``tables`` the shipped glossary is copied; without, an empty table is made.
    """
    if (root / FILE).exists():
        raise UsageError(f"{FILE} is there already", at=str(root), hint="choose another folder")
    quoted = {
        "source": json.dumps(source, ensure_ascii=False),
        "target": json.dumps(target, ensure_ascii=False),
    }
    contents = {
        FILE: TEMPLATE.format(**quoted),
        ".gitignore": _IGNORED,
        "articles/.gitkeep": "",
        "translations/.gitkeep": "",
    }
    if tables:
        contents |= {
            f"glossaries/{path.name}": path.read_text(encoding="utf-8") for path in shipped_tables()
        }
    else:
        contents["glossaries/names.csv"] = render([])
    written = [root / name for name in contents if not (root / name).exists()]
    for path in written:
        disk.write(path, contents[path.relative_to(root).as_posix()])
    return tuple(written)
