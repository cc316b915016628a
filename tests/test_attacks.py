"""Nothing that an article tries reaches a book, in any format; the network is not there to be asked."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import pypdf
import pytest
from conftest import HERE, ROOT
from test_book import can_cut_the_network
from test_markdown import of, read
from test_web import Elements

from toolkit.hygiene import unseen
from toolkit.publish import BUILDERS

SAFE = re.compile(r"(https?://[a-z0-9]|mailto:[^@]+@)")
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "input", "button", "svg", "style"}

_BUILD = """
import json, resource, sys
from dataclasses import replace
from pathlib import Path
import books
from toolkit import reader
from toolkit.article import Article, chapter
from toolkit.publish import BUILDERS
attacks, out = Path(sys.argv[1]), Path(sys.argv[2])
found = [one for one in reader.read([attacks], root=attacks) if isinstance(one, Article)]
echoed = [replace(chapter(one, lambda _, text: text), path=one.path) for one in found]
book = books.book(*echoed)
for kind, build in BUILDERS.items():
    build(book, pictures={}, out=out / f"book.{kind}")
used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"articles": len(found), "megabytes": max(used) // 1024}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """Build all attacks as one book in every format, without a network where that can be had."""
    folder = tmp_path_factory.mktemp("attacks")
    cut = ["unshare", "-n"] if can_cut_the_network() else []
    done = subprocess.run(
        [*cut, sys.executable, "-c", _BUILD, HERE / "attacks", folder],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{ROOT}:{HERE}", "PATH": "/usr/bin:/bin"},
    )
    assert 0 == done.returncode, done.stderr
    return folder, json.loads(done.stdout)


def parts(path: Path) -> dict[str, str]:
    """Return the texts in a container, each name a plain one inside it."""
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            assert not PurePosixPath(name).is_absolute(), name
            assert ".." not in PurePosixPath(name).parts, name
        return {
            name: packed.read(name).decode("utf-8")
            for name in packed.namelist()
            if not name.endswith(".png")
        }


def check_elements(found: list[tuple[str, dict[str, str | None]]], there: set[str]) -> None:
    """Fail for an element, an attribute or an address that could do anything."""
    for tag, given in found:
        assert tag not in FORBIDDEN, tag
        for name, value in given.items():
            assert not name.startswith("on"), (tag, name)
            if name == "href" and tag == "a":
                inside = (value or "").startswith("#") or (value or "").split("#")[0] in there
                assert inside or SAFE.match(value or ""), value
            if name == "src":
                assert value in there, value


def test_every_format_is_built_in_bounded_memory(built: tuple[Path, dict[str, int]]) -> None:
    folder, report = built
    assert {f"book.{kind}" for kind in BUILDERS} <= {path.name for path in folder.iterdir()}
    assert report["articles"] > 15
    assert report["megabytes"] < 1500


def test_the_epub_holds_nothing_that_acts(built: tuple[Path, dict[str, int]]) -> None:
    files = parts(built[0] / "book.epub")
    there = {"../nav.xhtml", "../media/file0.png"}
    for name in files:
        there |= {PurePosixPath(name).name, f"text/{PurePosixPath(name).name}"}
    pages = [name for name in files if name.endswith(".xhtml")]
    assert len(pages) > 15
    for name in pages:
        tree = ET.fromstring(files[name])
        found = [(one.tag.split("}")[-1], dict(one.attrib)) for one in tree.iter()]
        check_elements(found, there)


def test_the_html_holds_nothing_that_acts(built: tuple[Path, dict[str, int]]) -> None:
    page = (built[0] / "book.html").read_text(encoding="utf-8")
    own = [one for one in Elements(page).found if one[0] != "style"]
    assert 1 == page.count("<style>")
    check_elements(own, set())


def test_the_docx_holds_no_field_and_no_foreign_link(built: tuple[Path, dict[str, int]]) -> None:
    files = parts(built[0] / "book.docx")
    for name, text in files.items():
        tree = ET.fromstring(text)
        for one in tree.iter():
            assert one.tag.split("}")[-1] not in {"instrText", "fldSimple", "object", "altChunk"}
            if one.get("TargetMode") == "External":
                assert SAFE.match(one.get("Target") or ""), (name, one.get("Target"))


def test_the_pdf_holds_no_action_and_no_foreign_link(built: tuple[Path, dict[str, int]]) -> None:
    document = pypdf.PdfReader(built[0] / "book.pdf")
    actions = [
        note.get_object()["/A"]
        for page in document.pages
        for note in page.get("/Annots") or ()
        if "/A" in note.get_object()
    ]
    assert {"/URI"} == {action["/S"] for action in actions}
    assert [] == [action["/URI"] for action in actions if not SAFE.match(action["/URI"])]
    assert {"/JavaScript", "/EmbeddedFiles"}.isdisjoint(document.root_object.get("/Names") or {})
    assert "/AA" not in document.root_object


def test_the_markdown_reads_as_text(built: tuple[Path, dict[str, int]]) -> None:
    document = read((built[0] / "book.md").read_text(encoding="utf-8"))
    for kind in ("RawInline", "Math", "Cite"):
        assert [] == of(kind, document["blocks"]), kind
    raw = {block["c"][1] for block in of("RawBlock", document["blocks"])}
    assert raw <= {"<!-- -->"}  # what stands between two lists
    links = [node["c"][2][0] for node in of("Link", document["blocks"])]
    assert len(links) > 10
    assert [] == [url for url in links if not SAFE.match(url)]


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    for kind in ("epub", "docx"):
        yield from parts(folder / f"book.{kind}").items()
    for kind in ("html", "md"):
        yield kind, (folder / f"book.{kind}").read_text(encoding="utf-8")
    pages = pypdf.PdfReader(folder / "book.pdf").pages
    yield "pdf", "".join(page.extract_text() for page in pages)


def test_no_file_of_the_machine_and_no_unseen_mark_is_in_any(
    built: tuple[Path, dict[str, int]],
) -> None:
    for name, text in texts(built[0]):
        assert "root:x:0" not in text, name
        assert () == unseen(text.replace("\N{ZERO WIDTH NO-BREAK SPACE}", "")), name


# --- 100 MB ---

_READ = """
import json, re, sys
from pathlib import Path
from toolkit import reader
(found,) = reader.read([Path(sys.argv[1])], root=Path("/"))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the process that began this one
print(json.dumps([found.message, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024]))
"""


def test_a_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        line = "第一段，國家利益。\n\n".encode() * 1000
        for _ in range(100_000_000 // len(line) + 1):
            file.write(line)
    done = subprocess.run(
        [sys.executable, "-c", _READ, path],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    message, megabytes = json.loads(done.stdout)
    assert "is larger than 32 MB" == message
    assert megabytes < 200  # Python and pandoc's reader take 130
