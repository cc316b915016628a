"""Terms as TBX-Basic and as CSV, for the term bases of other tools.

A row is a ``termEntry``: its kind is the subject field, further forms are admitted terms, forbidden ones
deprecated terms; what TBX-Basic has no place for stands as ``name=value`` in ``projectSubset``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from translate.misc.xml_helpers import parse_xml
from translate.storage import tbx

from toolkit.errors import GlossaryError
from toolkit.exchange import Languages, table, xml
from toolkit.table import KINDS, Term, parse, render

_SKELETON = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic"><martifHeader><fileDesc><sourceDesc><p>toolkit</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>
<text><body></body></text></martif>"""
_PREFERRED, _ADMITTED, _DEPRECATED = (
    f"{name}-admn-sts" for name in ("preferredTerm", "admittedTerm", "deprecatedTerm")
)
_PLACED = ("source", "target", "variants", "kind", "note")
_ENTRIES = frozenset(("termEntry", "conceptEntry"))
_LANGUAGES = frozenset(("langSet", "langSec"))
_TERMS = frozenset(("tig", "ntig", "termSec"))


def write(terms: Sequence[Term], languages: Languages) -> bytes:
    """Return terms as a term base."""
    store = tbx.tbxfile.parsestring(_SKELETON)
    store.document.getroot().set(xml.LANG, languages.target)
    names: set[str] = set()
    for term in terms:
        unit = tbx.tbxunit(None)
        _describe(unit.xmlelement, term, languages, names)
        store.addunit(unit)
    return bytes(store)


def _describe(node: etree._Element, term: Term, languages: Languages, names: set[str]) -> None:
    row = term.row()
    digest = hashlib.sha256("\x1f".join(row.values()).encode()).hexdigest()[:12]
    name = f"t-{digest}"
    if name in names:
        name = f"{name}-{len(names)}"
    names.add(name)
    node.set("id", name)
    xml.child(node, "descrip", term.kind, type="subjectField")
    for column, value in row.items():
        if value and column not in _PLACED and (column, value) != ("policy", "use"):
            xml.child(node, "admin", f"{column}={value}", type="projectSubset")
    if term.note:
        xml.child(node, "note", term.note)
    _language(node, languages.source, term.sources, _PREFERRED)
    if term.targets:
        first = _DEPRECATED if term.policy == "forbid" else _PREFERRED
        _language(node, languages.target, term.targets, first)


def _language(node: etree._Element, lang: str, forms: Iterable[str], status: str) -> None:
    group = xml.child(node, "langSet")
    group.set(xml.LANG, lang)
    for form in forms:
        one = xml.child(group, "tig")
        xml.child(one, "term", form)
        xml.child(one, "termNote", status, type="administrativeStatus")
        status = _ADMITTED if status == _PREFERRED else status


def read(content: bytes, languages: Languages, *, at: str) -> tuple[Term, ...]:
    """Return the terms of a term base of the 2008 or the 2019 kind; raise GlossaryError."""
    try:
        root = parse_xml(content)
    except (ValueError, etree.XMLSyntaxError) as error:
        raise GlossaryError(f"is not TBX: {error}", at=at) from error
    if xml.name(root) not in {"martif", "tbx"}:
        raise GlossaryError(f"is not TBX but “{xml.name(root)}”", at=at)
    rows = [
        (int(node.sourceline or 0), row)
        for node in root.iter()
        if _is(node, _ENTRIES)
        for row in _rows(node, languages)
    ]
    names = {name: "" for _, row in rows for name in row}
    return parse(_lines(dict.fromkeys(_PLACED, "") | names, rows), path=at)


def _lines(blank: dict[str, str], rows: Iterable[tuple[int, dict[str, str]]]) -> str:
    """Return rows as a table in which each stands in the line that it was read from, if it can."""
    out = [table.plain(list(blank), [])]
    for line, row in rows:
        text = {name: " ".join(value.split()) for name, value in (blank | row).items()}
        out += ["\n"] * (line - len(out) - 1)
        out.append(table.plain(list(blank), [text]).split("\n", 1)[1])
    return "".join(out)


def _is(node: etree._Element, names: frozenset[str]) -> bool:
    return isinstance(node.tag, str) and xml.name(node) in names


def _rows(node: etree._Element, languages: Languages) -> Iterator[dict[str, str]]:
    """Yield the rows that an entry makes: one of what to write, one of what never to write."""
    sources = [form for form, _ in _forms(node, languages.source)]
    targets = _forms(node, languages.target)
    if not sources:
        return
    row = {
        "source": sources[0],
        "variants": "|".join(sources[1:]),
        "kind": _first(node, "descrip", "subjectField"),
        "note": " ".join(xml.words(one) for one in node if _is(one, frozenset(("note",)))),
    }
    row["kind"] = row["kind"] if row["kind"] in KINDS else "term"
    for one in node.iter():
        if _is(one, frozenset(("admin",))) and one.get("type") == "projectSubset":
            column, equals, value = xml.words(one).partition("=")
            row |= {column: value} if equals else {}
    good = [form for form, status in targets if not status.startswith("deprecated")]
    bad = [form for form, status in targets if status.startswith("deprecated")]
    if good or row.get("policy") not in {None, "forbid"}:
        yield {**row, "target": "|".join(good)}
    if bad:
        yield {**row, "target": "|".join(bad), "policy": "forbid"}


def _first(node: etree._Element, tag: str, kind: str) -> str:
    return next(
        (
            xml.words(one).strip()
            for one in node.iter()
            if _is(one, frozenset((tag,))) and one.get("type") == kind
        ),
        "",
    )


def _forms(node: etree._Element, lang: str) -> list[tuple[str, str]]:
    """Return the forms in a language with their status, the preferred ones first."""
    found = []
    for group in node:
        have = str(group.get(xml.LANG) or "").lower()
        if not _is(group, _LANGUAGES) or have.split("-")[0] != lang.lower().split("-")[0]:
            continue
        for one in group:
            term = next((part for part in one.iter() if _is(part, frozenset(("term",)))), None)
            if _is(one, _TERMS) and (form := xml.words(term).strip()):
                found.append((form, _first(one, "termNote", "administrativeStatus")))
    return sorted(found, key=lambda item: not item[1].startswith("preferred"))


def write_csv(terms: Sequence[Term], *, bom: bool) -> str:
    """Return terms as one table, guarded for a spreadsheet."""
    header, *lines = table.cells(render(terms))
    return (table.BOM if bom else "") + table.lay(header, lines)


def read_csv(text: str, *, at: str) -> tuple[Term, ...]:
    """Return the terms of a table that a spreadsheet may have saved."""
    rows = table.rows(text, at=at)
    return parse(table.plain(list(rows[0]) if rows else ["source", "target"], rows), path=at)
