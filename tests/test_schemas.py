"""What we write is what the standards say it is.

The TMX 1.4 and TBX-Basic grammars below are the parts of the standards that we use, in our own words, for
machines without the schemas themselves: those of XLIFF 1.2, TMX and TBX come with packages of Debian.
"""

import os
import re
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from shutil import which

import pytest
from lxml import etree

from toolkit import po
from toolkit.exchange import Languages, Unit, termbase, tmx, xliff
from toolkit.model import Finding, Occurrence, Origin, Pair, Place, Segment
from toolkit.table import parse

LANGUAGES = Languages(source="zh-Hant-HK", target="en-GB")
TMX = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED
  srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT note (#PCDATA)> <!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT tu ((note|prop)*, tuv+)> <!ATTLIST tu tuid CDATA #IMPLIED>
<!ELEMENT tuv (seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA|bpt|ept|ph|it)*>
<!ELEMENT bpt (#PCDATA)> <!ATTLIST bpt i CDATA #REQUIRED x CDATA #IMPLIED type CDATA #IMPLIED>
<!ELEMENT ept (#PCDATA)> <!ATTLIST ept i CDATA #REQUIRED>
<!ELEMENT it (#PCDATA)> <!ATTLIST it pos (begin|end) #REQUIRED x CDATA #IMPLIED type CDATA #IMPLIED>
<!ELEMENT ph (#PCDATA)> <!ATTLIST ph x CDATA #IMPLIED assoc CDATA #IMPLIED type CDATA #IMPLIED>
"""
TBX = """
<!ELEMENT martif (martifHeader, text)> <!ATTLIST martif type CDATA #REQUIRED xml:lang CDATA #REQUIRED>
<!ELEMENT martifHeader (fileDesc, encodingDesc?)>
<!ELEMENT fileDesc (titleStmt?, sourceDesc+)> <!ELEMENT titleStmt (title)> <!ELEMENT title (#PCDATA)>
<!ELEMENT sourceDesc (p+)> <!ELEMENT encodingDesc (p+)>
<!ELEMENT p (#PCDATA)> <!ATTLIST p type CDATA #IMPLIED>
<!ELEMENT text (body)> <!ELEMENT body (termEntry+)>
<!ELEMENT termEntry ((descrip|admin|note)*, langSet+)> <!ATTLIST termEntry id ID #IMPLIED>
<!ELEMENT langSet ((descrip|admin|note)*, tig+)> <!ATTLIST langSet xml:lang CDATA #REQUIRED>
<!ELEMENT tig (term, termNote*, (descrip|admin|note)*)>
<!ELEMENT term (#PCDATA)> <!ELEMENT note (#PCDATA)>
<!ELEMENT descrip (#PCDATA)> <!ATTLIST descrip type (subjectField|definition|context) #REQUIRED>
<!ELEMENT admin (#PCDATA)> <!ATTLIST admin type (source|customerSubset|projectSubset) #REQUIRED>
<!ELEMENT termNote (#PCDATA)> <!ATTLIST termNote type (administrativeStatus|partOfSpeech|termType) #REQUIRED>
"""
UNITS = (
    Unit(
        source="一<1>二<2/></1>。",
        target="One <1>two<2/></1>.",
        article="a.md",
        field="",
        line=3,
        base="x",
    ),
    Unit(
        source="一<1>",
        target="</1>\x0cOne",
        article="a.md",
        field="title",
        fuzzy=True,
        remark="Why?",
        base="x",
    ),
    Unit(
        source="三",
        target="Three",
        article="b c.md",
        field="",
        human=True,
        notes=("term: 三",),
        base="x",
    ),
    Unit(source="四", target="", article="b c.md", field="", base="x"),
)
SCHEMAS = (
    Path(os.environ.get("XLIFF_SCHEMAS", "none")),
    Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas"),
)


class Near(etree.Resolver):
    """Finds what a schema imports beside it, never on the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, url: str, _public: str, context: object) -> object:
        return self.resolve_filename(str(self.folder / url.rsplit("/", 1)[-1]), context)


def test_xliff_is_valid_against_its_schema() -> None:
    folder = next((one for one in SCHEMAS if (one / "xliff-core-1.2-strict.xsd").exists()), None)
    if folder is None:
        pytest.skip("the schema is not here: it is in Debian's php-symfony-translation")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Near(folder))
    schema = etree.XMLSchema(etree.parse(str(folder / "xliff-core-1.2-strict.xsd"), parser))
    document = etree.fromstring(xliff.write(UNITS, LANGUAGES))
    assert schema.validate(document), schema.error_log


OMEGAT = (Path(os.environ.get("OMEGAT_JAR", "none")), Path("/usr/share/omegat/OmegaT.jar"))


@pytest.fixture
def omegat(tmp_path: Path) -> Path:
    """The schemas that OmegaT reads TMX and TBX by."""
    jar = next((one for one in OMEGAT if one.is_file()), None)
    if jar is None:
        pytest.skip("the schemas are not here: they are in Debian's omegat")
    with zipfile.ZipFile(jar) as archive:
        archive.extractall(tmp_path, [n for n in archive.namelist() if n.startswith("schemas/")])
    return tmp_path / "schemas"


def test_tmx_is_valid_against_its_schemas(omegat: Path) -> None:
    document = etree.fromstring(tmx.write(UNITS, LANGUAGES))
    grammar = etree.DTD(str(omegat / "tmx14.dtd"))
    assert grammar.validate(document), grammar.error_log
    schema = etree.XMLSchema(etree.parse(str(omegat / "tmx14.xsd")))
    assert schema.validate(document), schema.error_log


def test_tbx_is_valid_against_its_schema(omegat: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(omegat / "tbx.xsd")))
    assert schema.validate(etree.fromstring(term_base())), schema.error_log


def test_tmx_is_valid() -> None:
    grammar = etree.DTD(StringIO(TMX))
    assert grammar.validate(etree.fromstring(tmx.write(UNITS, LANGUAGES))), grammar.error_log


def term_base() -> bytes:
    rows = "source,target,variants,kind,policy,note\n"
    rows += '蓬佩奧,Pompeo|Mike Pompeo,龐培歐,person,use,"<US> & so on"\n中共,CCP,,term,forbid,\n龍,,,term,keep,\n'
    return termbase.write(parse(rows, path="t.csv"), LANGUAGES)


def test_tbx_is_valid() -> None:
    grammar = etree.DTD(StringIO(TBX))
    assert grammar.validate(etree.fromstring(term_base())), grammar.error_log


@pytest.fixture
def po_file(tmp_path: Path) -> Path:
    """A PO file with all that ours can hold."""
    at = Place(path="articles/日 記.md", line=3)
    finding = Finding(rule="numbers", severity="warning", at=at, message="“5%” is not there")
    pairs = (
        Pair(
            source=Segment(text="他說：“好”\n<1>走</1>。", at=at),
            target="He said “OK”:\n<1>go</1> 5%.",
            findings=(finding,),
            terms=(Occurrence(source="好", form="OK", rung="plain"),),
        ),
        Pair(
            source=Segment(text="標題", field="title", at=at), target="Title", origin=Origin.HUMAN
        ),
        Pair(source=Segment(text="沒有。", at=at), target=None, findings=(finding,)),
    )
    head = po.Head(
        project="A Book", source="articles/日 記.md", source_lang="zh-Hant-HK",
        target_lang="en-GB", date="2018-06-01", engine="e 1",
    )  # fmt: skip
    path = tmp_path / "a.po"
    gone = po.Record(
        field="", source="舊的。", target="Old.", human=True, fuzzy=True, remark="kept"
    )
    po.write(path, head, pairs, {gone.key: gone})
    return path


def test_gettext_accepts_our_files(po_file: Path) -> None:
    if not which("msgfmt"):
        pytest.skip("msgfmt is not here: it is in Debian's gettext")
    done = subprocess.run(
        ["msgfmt", "-c", "-v", "-o", os.devnull, str(po_file)],
        capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    assert (0, "1 translated message, 1 fuzzy translation, 1 untranslated message.\n") == (
        done.returncode,
        done.stderr,
    )


FILTERS = (
    "blank", "compendiumconflicts", "doublespacing", "emails", "endwhitespace", "escapes", "newlines",
    "startwhitespace", "tabs", "urls", "validchars", "xmltags",
)  # fmt: skip


def test_pofilter_accepts_our_files(po_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "translate.filters.pofilter", "--progress=none"]
    command += [f"--test={name}" for name in FILTERS]
    out = tmp_path / "out.po"
    done = subprocess.run([*command, po_file, out], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert not out.exists(), out.read_text(encoding="utf-8")


def test_pofilter_tells_what_awaits_a_person(po_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "translate.filters.pofilter", "--progress=none"]
    out = tmp_path / "out.po"
    subprocess.run([*command, "--test=isfuzzy", "--test=untranslated", po_file, out], check=True)
    told = re.findall(r"\(pofilter\) (\w+)", out.read_text(encoding="utf-8"))
    assert {"isfuzzy", "untranslated"} == set(told)
