"""Sentences as a TMX 1.4 translation memory, for tools that reuse and do not review.

An inline element is a ``<bpt>`` with its ``<ept>``, one without words a ``<ph>``, a tag without its
partner an ``<it>``; each holds the tag itself. What stands around a sentence is in ``<prop>``.
"""

from collections.abc import Sequence

from lxml import etree
from translate.storage import tmx

import toolkit
from toolkit.exchange import Languages, Unit, xml
from toolkit.exchange.inline import Code, Part, native, parse, render

_INDENT = {"indent": "  ", "max_level": 8, "leaves": {"note", "prop", "seg"}, "toplevel": False}
"""No space is put between the codes of a sentence."""


def write(units: Sequence[Unit], languages: Languages) -> bytes:
    """Return the sentences that have English as a memory."""
    store = tmx.tmxfile(sourcelanguage=languages.source, targetlanguage=languages.target)
    store.XMLindent = _INDENT
    header = store.document.getroot().find("header")
    header.set("creationtool", "toolkit")
    header.set("creationtoolversion", toolkit.__version__)
    header.set("datatype", "xml")
    for unit in units:
        if unit.target:
            node = tmx.tmxunit(None)
            _describe(node.xmlelement, unit, languages)
            store.addunit(node)
    return bytes(store)


def _describe(node: etree._Element, unit: Unit, languages: Languages) -> None:
    node.set("tuid", unit.name)
    if unit.remark:
        xml.child(node, "note", unit.remark)
    props = {
        "x-article": unit.article or "",
        "x-context": unit.field or "",
        "x-line": str(unit.line),
        "x-fuzzy": "yes" if unit.fuzzy else "",
        "x-by-hand": "yes" if unit.human else "",
        "x-notes": "\n".join(unit.notes),
        "x-base": unit.base,
    }
    for kind, value in props.items():
        if value:
            xml.child(node, "prop", value, type=kind)
    for lang, text in ((languages.source, unit.source), (languages.target, unit.target)):
        variant = xml.child(node, "tuv")
        variant.set(xml.LANG, lang)
        _fill(xml.child(variant, "seg"), parse(text))


def _fill(node: etree._Element, parts: Sequence[Part], count: int = 0) -> int:
    """Append the parts of a sentence; return the number of pairs so far."""
    for part in parts:
        if isinstance(part, str):
            xml.put(node, part)
        elif part.kind == "pair":
            count = _pair(node, part, count)
        else:
            _single(node, part)
    return count


def _pair(node: etree._Element, code: Code, count: int) -> int:
    """Append a pair with all that is in it; return the number of pairs so far."""
    count += 1
    number = str(count)
    xml.child(node, "bpt", code.raw, i=number, x=code.id)
    count = _fill(node, code.inside, count)
    xml.child(node, "ept", f"</{code.id}>", i=number)
    return count


def _single(node: etree._Element, code: Code) -> None:
    if code.kind in {"open", "close"}:
        pos = "begin" if code.kind == "open" else "end"
        xml.child(node, "it", code.raw, pos=pos, x=code.id)
    elif code.kind == "char":
        xml.child(node, "ph", code.id, type="x-char")
    else:
        xml.child(node, "ph", code.raw, x=code.id)


def read(content: bytes, languages: Languages, *, at: str) -> tuple[Unit, ...]:
    """Return the sentences of a memory in both languages; raise StoreError for one that is no TMX."""
    try:
        store = tmx.tmxfile.parsestring(content)
    except (ValueError, AssertionError, etree.XMLSyntaxError) as error:
        raise xml.unreadable(error, at=at, kind="TMX") from error
    found = (_unit(unit.xmlelement, languages) for unit in store.units)
    return tuple(unit for unit in found if unit)


def _unit(node: etree._Element, languages: Languages) -> Unit | None:
    source = _variant(node, languages.source)
    target = _variant(node, languages.target)
    if source is None or target is None:
        return None
    props = {one.get("type"): xml.words(one) for one in node if xml.name(one) == "prop"}
    line = props.get("x-line", "")
    ours = "x-article" in props
    return Unit(
        source=render(_parts(source)),
        target=render(_parts(target)),
        article=props.get("x-article"),
        field=props.get("x-context", "" if ours else None),
        line=int(line) if line.isdecimal() else 0,
        fuzzy=props.get("x-fuzzy") == "yes",
        human=props.get("x-by-hand") == "yes",
        remark="\n".join(xml.words(one) for one in node if xml.name(one) == "note"),
        notes=tuple(line for line in props.get("x-notes", "").split("\n") if line),
        base=props.get("x-base", ""),
    )


def _variant(node: etree._Element, lang: str) -> "etree._Element | None":
    """Return the text in a language, whatever its script or region."""
    for one in node:
        if isinstance(one.tag, str) and xml.name(one) == "tuv":
            have = str(one.get(xml.LANG) or one.get("lang") or "")
            if have.lower().split("-")[0].split("_")[0] == lang.lower().split("-")[0]:
                return one.find("seg")
    return None


def _parts(node: etree._Element) -> list[Part]:
    parts: list[Part] = []
    for one in xml.take(node):
        if isinstance(one, str):
            parts.append(one)
        elif xml.name(one) in {"hi", "sub"}:
            parts += _parts(one)
        elif code := native(xml.words(one)):
            parts.append(code)
    return parts
