"""What the validators of others say is told; one that is missing never counts as passed."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import validator

from toolkit import validate
from toolkit.cli import main
from toolkit.errors import ToolError, UsageError
from toolkit.model import Finding, Place
from toolkit.validate import VALIDATORS, Validator


def fake(name: str, *messages: str, lacks: str = "") -> Validator:
    def run(path: Path) -> Iterator[Finding]:
        for message in messages:
            yield Finding(rule="r", severity="error", at=Place(path="p"), message=message)

    needs = {lacks: lambda: False} if lacks else {}
    return Validator(name=name, suffix=".html", judges="words", needs=needs, run=run)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "book.html"
    path.write_text("<!DOCTYPE html><title>甲</title>")
    return path


@pytest.mark.parametrize(
    ("given", "states", "code", "strict"),
    [
        ([fake("a")], ["passed"], 0, 0),
        ([fake("a"), fake("b", "is wrong")], ["passed", "failed"], 1, 1),
        ([fake("a"), fake("b", lacks="apt-get b")], ["passed", "missing"], 0, 1),
    ],
    ids=["passed", "failed", "missing"],
)
def test_each_validator_gives_a_verdict(
    page: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: list[Validator],
    states: list[str],
    code: int,
    strict: int,
) -> None:
    monkeypatch.setattr(validate, "VALIDATORS", tuple(given))
    assert states == [verdict.state for verdict in validate.validate(page)]
    assert code == main(["validate", str(page), "--json"])
    told = json.loads(capsys.readouterr().out)["verdicts"]
    assert states == [one["verdict"] for one in told]
    assert strict == main(["validate", str(page), "--strict"])


def test_a_finding_is_reported_with_its_place(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validate, "VALIDATORS", (fake("b", "is [bold] wrong"),))
    main(["validate", str(page)])
    assert f"{page}: p: error: is [bold] wrong [r]" in capsys.readouterr().out


def test_a_book_of_the_project_is_named_by_its_path_in_it(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validate, "VALIDATORS", (fake("b", "is wrong, " * 100),))
    monkeypatch.chdir(page.parent)
    main(["-q", "init", "made", "--no-tables"])
    (page.parent / "made" / "dist").mkdir()
    page.rename(page.parent / "made" / "dist" / "book.html")
    assert 1 == main(["-C", "made", "validate"])
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("dist/book.html: p: error: is wrong, ")
    assert told.endswith("… (whole with --json) [r]")
    main(["validate", "made/dist/book.html"])
    assert "\nmade/dist/book.html: p: error" in capsys.readouterr().out


def test_a_part_of_an_epub_that_ace_names_gets_its_whole_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.epub", "w") as packed:
        for name in ("EPUB/text/nav.xhtml", "EPUB/text/a-nav.xhtml", "a/x", "b/x"):
            packed.writestr(name, "")
    found = [validate._inside(tmp_path / "b.epub", name) for name in ("text/nav.xhtml", "x", "y")]
    assert ["EPUB/text/nav.xhtml", "x", "y"] == found


def test_what_is_missing_is_reported_with_the_way_to_get_it(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validate, "VALIDATORS", (fake("b", lacks="apt-get install b"),))
    main(["validate", str(page)])
    assert "b is missing; to get it: apt-get install b" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        list(validate.validate(tmp_path / "none.epub"))


def test_a_file_of_another_kind_is_reported(tmp_path: Path) -> None:
    (tmp_path / "book.docx").write_bytes(b"")
    with pytest.raises(UsageError, match=r"no validator is known for “\.docx”"):
        list(validate.validate(tmp_path / "book.docx"))


def test_the_commands_of_this_folder_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    assert validate._command("vnu") is None
    command = tmp_path / "node_modules" / ".bin" / "vnu"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    assert str(command) == validate._command("vnu")


def test_a_validator_that_breaks_is_no_verdict(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho no luck >&2\nexit 7\n")
    broken.chmod(0o755)
    with pytest.raises(ToolError, match=r"failed \(7\): no luck"):
        validate._run(broken)
    with pytest.raises(ToolError, match="report of X cannot be read"):
        validate._tree("{", "X")


# --- the validators themselves: what is wrong is found, by each of them ---

WRONG = {
    "epubcheck": "PKG-006",
    "ace": "image-alt",
    "outloud": "unreadable",
    "vnu": "html",
    "axe": "html-has-lang",
}


def wrong(folder: Path, suffix: str) -> Path:
    """Return a book that no validator may pass."""
    path = folder / f"wrong{suffix}"
    if suffix != ".epub":
        path.write_text("<!DOCTYPE html><title>甲</title><center>乙</center>")
        return path
    parts = {
        "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "p.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>t</dc:title><dc:language>en</dc:language><meta property="dcterms:modified">2018-01-01T00:00:00Z</meta></metadata><manifest><item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="g" href="g.png" media-type="image/png"/></manifest><spine><itemref idref="n"/></spine></package>',
        "n.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>t</title></head><body><nav epub:type="toc"><ol><li><a href="n.xhtml">a</a></li></ol></nav><img src="g.png"/></body></html>',
        "g.png": "",
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


@pytest.mark.book
@pytest.mark.parametrize("name", WRONG)
def test_a_validator_finds_what_is_wrong(name: str, tmp_path: Path) -> None:
    chosen = validator(name)
    found = list(chosen.run(wrong(tmp_path, chosen.suffix)))
    assert WRONG[name] in {one.rule for one in found}
    assert all(one.message and str(one.at) for one in found)


def test_every_validator_is_tried_on_something_wrong() -> None:
    assert {one.name for one in VALIDATORS} == set(WRONG)
