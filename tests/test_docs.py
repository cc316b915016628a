"""The documents say what is true."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from toolkit import errors

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "glossaries" / "README.md",
]


def test_the_reference_is_as_the_commands_are() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert 0 == done.returncode, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_sentence_that_the_architecture_follows_goes_as_it_says(tmp_path: Path) -> None:
    from toolkit import engines, ladder, packages, reader
    from toolkit.article import Article, chapter
    from toolkit.glossary import Glossary
    from toolkit.project import read_table, shipped_tables
    from toolkit.sentence import Sentence

    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    markdown = re.search(r"the paragraph `(.*?)`", page)[1]
    (tmp_path / "a.md").write_text(f"---\ntitle: 題\n---\n\n{markdown}\n", encoding="utf-8")
    (article,) = reader.read([tmp_path], root=tmp_path)
    assert isinstance(article, Article)
    _, segment = article.segments
    terms = [term for path in shipped_tables() for term in read_table(path, ROOT)]
    sentence = Sentence.of(segment.text, Glossary(terms))
    engine = engines.load(packages.bundled(), beam=4)
    source = sentence.source(engine.prepare, terms=True, spaced=engine.spaced)
    first = engine.decode([source.text], hypotheses=4)[0][0]
    (answer,) = ladder.climb([sentence], engine)
    for text in (segment.text, sentence.plain, source.text, first.text, answer.target):
        assert f"`{text}`" in page
    assert ", ".join(hit.term.source for hit in sentence.hits) in page
    assert f"characters {sentence.elements[0].start} to {sentence.elements[0].end}" in page
    (row,) = chapter(article, lambda *_: answer.target).rows
    assert ["Str", "Strong", "Str"] == [node["t"] for node in row.source["c"]]
    assert "Strong" in [node["t"] for node in row.target["c"]]


def test_exit_codes_are_unique() -> None:
    codes = [code for code, _ in errors.table()]
    assert len(codes) == len(set(codes))


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert list(range(1, len(numbers) + 1)) == numbers


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "decisions" / "0007-dependencies.md").read_text(encoding="utf-8")
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[ ]", requirement)[0]
        assert f"`{name}`" in page, f"{name} has no reason"


def test_the_page_of_layouts_names_the_formats_of_each() -> None:
    from toolkit.layout import FORMATS

    page = (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z-]+)` \| ([a-z, ]+) \|$", page, re.MULTILINE))
    assert {mode: ", ".join(formats) for mode, formats in FORMATS.items()} == told
