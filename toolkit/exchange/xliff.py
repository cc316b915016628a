"""Sentences as XLIFF 1.2, which OmegaT, Poedit, Weblate and most other tools read.

An inline element is a ``<g>``, one without words an ``<x/>``; a tag without its partner an ``<it>``.
What stands around a sentence is in context groups and notes.
"""

from collections.abc import Iterable, Sequence

from lxml import etree
from translate.storage import xliff

from toolkit.exchange import Languages, Unit, xml
from toolkit.exchange.inline import Code, Part, named, native, parse, render

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SKELETON = f"""<?xml version="1.0" encoding="utf-8"?>
<xliff version="1.2" xmlns="{NAMESPACE}">
<file original="NoName" source-language="en" datatype="plaintext"><body></body></file>
</xliff>"""
_DOUBT = ("new", "needs-")
_BASE = "base="


def write(units: Sequence[Unit], languages: Languages) -> bytes:
    """Return the sentences as a document with a file for each article."""
    store = xliff.Xliff1File.parsestring(_SKELETON)
    store.setsourcelanguage(languages.source)
    store.settargetlanguage(languages.target)
    for unit in units:
        node = store.addsourceunit("", filename=unit.article or "", createifmissing=True)
        _describe(node.xmlelement, unit)
    etree.cleanup_namespaces(store.document)
    return bytes(store)


def _describe(node: etree._Element, unit: Unit) -> None:
    node.set("id", unit.name)
    node.set("extradata", f"{_BASE}{unit.base}")
    _fill(node[0], parse(unit.source))
    if unit.target:
        target = xml.child(node, "target")
        _fill(target, parse(unit.target))
        state = "final" if unit.human else "translated"
        target.set("state", "needs-review-translation" if unit.fuzzy else state)
        if unit.human and not unit.fuzzy:
            node.set("approved", "yes")
    if unit.field:
        group = xml.child(node, "context-group", purpose="information")
        xml.child(group, "context", unit.field, context_type="x-po-msgctxt")
    group = xml.child(node, "context-group", purpose="location")
    xml.child(group, "context", unit.article or "", context_type="sourcefile")
    xml.child(group, "context", str(unit.line), context_type="linenumber")
    if unit.remark:
        xml.child(node, "note", unit.remark, from_="translator")
    if unit.notes:
        xml.child(node, "note", "\n".join(unit.notes), from_="developer")


def _fill(node: etree._Element, parts: Iterable[Part]) -> None:
    for part in parts:
        if isinstance(part, str):
            xml.put(node, part)
        elif part.kind == "pair":
            _fill(xml.child(node, "g", id=part.id), part.inside)
        elif part.kind == "odd":
            xml.child(node, "ph", part.raw, id=part.id)
        elif part.kind in {"open", "close"}:
            xml.child(node, "it", part.raw, id=part.id, pos=part.kind)
        else:
            xml.child(node, "x", id=part.id, **({"ctype": "x-char"} if part.kind == "char" else {}))


def read(content: bytes, *, at: str) -> tuple[Unit, ...]:
    """Return the sentences of a document; raise StoreError for one that is no XLIFF 1.2."""
    try:
        store = xliff.Xliff1File.parsestring(content)
    except (ValueError, AssertionError, StopIteration, etree.XMLSyntaxError) as error:
        raise xml.unreadable(error, at=at, kind="XLIFF 1.2") from error
    return tuple(_unit(unit.xmlelement) for unit in store.units)


def _unit(node: etree._Element) -> Unit:
    files = [one for one in node.iterancestors() if xml.name(one) == "file"]
    inside = {
        xml.name(one): one for one in reversed(list(xml.take(node))) if not isinstance(one, str)
    }
    contexts = {
        one.get("context-type"): xml.words(one)
        for group in node
        if isinstance(group.tag, str) and xml.name(group) == "context-group"
        for one in group
    }
    target = inside.get("target")
    line = contexts.get("linenumber", "")
    base = node.get("extradata", "")
    return Unit(
        source=render(_parts(inside["source"])) if "source" in inside else "",
        target="" if target is None else render(_parts(target)),
        article=str(files[0].get("original")) if files else None,
        field=contexts.get("x-po-msgctxt", ""),
        line=int(line) if line.isdecimal() else 0,
        fuzzy=_doubted(node, target),
        human=node.get("approved") == "yes",
        remark=_note(node, "translator"),
        notes=tuple(line for line in _note(node, "developer").split("\n") if line),
        base=base.removeprefix(_BASE) if base.startswith(_BASE) else "",
    )


def _doubted(node: etree._Element, target: "etree._Element | None") -> bool:
    """Return whether a tool says that a sentence awaits review; one without a state does not."""
    if target is None or node.get("approved") == "yes":
        return False
    return node.get("approved") == "no" or str(target.get("state", "")).startswith(_DOUBT)


def _note(node: etree._Element, author: str) -> str:
    """Return the notes of an author; notes without an author are the translator's."""
    return "\n".join(
        xml.words(one)
        for one in node
        if isinstance(one.tag, str)
        and xml.name(one) == "note"
        and one.get("from", "translator") == author
    )


def _parts(node: etree._Element) -> list[Part]:
    parts: list[Part] = []
    for one in xml.take(node):
        if isinstance(one, str):
            parts.append(one)
            continue
        tag, number = xml.name(one), str(one.get("rid") or one.get("id") or "")
        if tag == "g" and number.isdecimal():
            parts.append(Code("pair", number, tuple(_parts(one))))
        elif tag in {"g", "mrk", "sub"}:
            parts += _parts(one)
        elif tag in {"bx", "ex"} and number.isdecimal():
            parts.append(Code("open" if tag == "bx" else "close", number))
        elif code := named(number) if tag == "x" else native(xml.words(one)):
            parts.append(code)
    return parts
