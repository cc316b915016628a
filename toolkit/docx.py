"""Builds the DOCX: a book in, a file out that people edit in a word processor, made by pandoc.

Rules: headings are headings, columns are a table, each language has a style of its own, and every
run says its language to the spelling checker. Nothing is fetched; the same book and pictures give
the same bytes.
"""

import html
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from toolkit import container, disk, manuscript, pandoc, press, reflow
from toolkit.images import Picture, names
from toolkit.inert import NO_ATTR, printable
from toolkit.lang import is_cjk
from toolkit.layout import chief
from toolkit.manuscript import changed, classes
from toolkit.model import Blocks, Book, Node

_STYLED: Final = {
    "source": "Source Text",
    "target": "Target Text",
    "byline": "Byline",
    "imprint": "Byline",
    "origin": "Byline",
}
"""Class of a division → the style of its paragraphs."""

_LANG: Final = re.compile(r'<w:lang w:val="([A-Za-z-]+)" />')
_DEFAULT_LANG: Final = re.compile(r'<w:lang w:bidi="ar-SA" w:eastAsia="[^"]*" w:val="[^"]*" />')
_THEME_LANG: Final = re.compile(r"<w:themeFontLang [^>]*/>")
_REGIONS: Final = {"Hant": "TW", "Hans": "CN"}
_SECTION: Final = re.compile(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr />", re.DOTALL)
_HEADING: Final = re.compile(r'(<w:style [^>]*w:styleId="Heading1">.*?<w:keepLines />)', re.DOTALL)
_PAGE: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838" />'  # A4 in twentieths of a point
    '<w:pgMar w:top="1247" w:right="1134" w:bottom="1247" w:left="1134"'
    ' w:header="680" w:footer="680" w:gutter="0" /></w:sectPr>'
)
_PICTURE: Final = (170, 120)  # millimetres that it may have: the text's width, half of its height
_INCH: Final = (25.4, 96)  # in millimetres, and in pixels of a picture that needs no room
_RULE: Final = 'w:val="single" w:sz="4" w:space="0" w:color="B9A56B"'
_STYLES: Final = "".join(
    f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
    f'<w:name w:val="{name}" /><w:basedOn w:val="BodyText" /><w:qFormat />'
    f'<w:pPr><w:spacing w:before="60" w:after="{after}" /></w:pPr>'
    f'<w:rPr><w:sz w:val="{size}" /><w:szCs w:val="{size}" /></w:rPr></w:style>'
    for name, size, after in (
        *(("Source Text", 22, 120), ("Target Text", 22, 120)),
        ("Byline", 18, 40),
    )
) + (
    '<w:style w:type="table" w:customStyle="1" w:styleId="Parallel"><w:name w:val="Parallel" />'
    '<w:basedOn w:val="Table" /><w:qFormat />'
    f"<w:tblPr><w:tblBorders><w:bottom {_RULE} /><w:insideH {_RULE} /><w:insideV {_RULE} />"
    '</w:tblBorders><w:tblCellMar><w:left w:w="115" w:type="dxa" />'
    '<w:right w:w="115" w:type="dxa" /></w:tblCellMar></w:tblPr></w:style>'
)


def build(book: Book, *, out: Path, pictures: Mapping[str, Picture]) -> Path:
    """Write the book as a DOCX and return its path; ``pictures`` are those that are there, by address.

    ToolError says what pandoc refused, OutputError why the file could not be written.
    """
    when = press.timestamp(book.date)
    with tempfile.TemporaryDirectory(prefix="toolkit-docx-") as name:
        raw = _convert(book, pictures, Path(name), when)
    disk.write(out, container.packed(_finished(container.unpacked(raw), book, when), when))
    return out


def _convert(book: Book, found: Mapping[str, Picture], folder: Path, when: int) -> bytes:
    """Return pandoc's DOCX, made in an empty folder."""
    pandoc.run(
        "",
        reader="markdown",
        writer="docx",
        options=("--output=plain.docx", "--print-default-data-file=reference.docx"),
        cwd=folder,
    )
    plain = container.unpacked((folder / "plain.docx").read_bytes())
    (folder / "reference.docx").write_bytes(container.packed(_reference(plain), when))
    for picture in found.values():
        (folder / picture.name).write_bytes(picture.data)
    tree = reflow.document(book, names(found), apart=False)
    lang = {"t": "MetaInlines", "c": [{"t": "Str", "c": chief(book)}]}
    sizes = {picture.name: picture.size for picture in found.values()}
    blocks = changed(_blocks(tree["blocks"]), partial(_fitted, sizes))
    pandoc.run(
        json.dumps(tree | {"meta": {"lang": lang}, "blocks": blocks}),
        reader="json",
        writer="docx",
        options=("--reference-doc=reference.docx", "--data-dir=.", "--output=book.docx"),
        sandbox=False,  # it would keep our own pictures out; the tree holds no other path
        cwd=folder,
        env={"SOURCE_DATE_EPOCH": str(when), "LANG": "C.UTF-8", "TZ": "UTC"},
    )
    return (folder / "book.docx").read_bytes()


def _reference(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return pandoc's reference document on A4, with our styles, chapters on new pages."""
    styles = (
        parts["word/styles.xml"].decode("utf-8").replace("</w:styles>", f"{_STYLES}</w:styles>")
    )
    styles = _HEADING.sub(r"\1<w:pageBreakBefore />", styles, count=1)
    text = _SECTION.sub(lambda _: _PAGE, parts["word/document.xml"].decode("utf-8"))
    return {
        **parts,
        "word/styles.xml": styles.encode("utf-8"),
        "word/document.xml": text.encode("utf-8"),
    }


def _blocks(blocks: Blocks) -> Blocks:
    """Return a book's tree as a word processor shows it best."""
    title, *rest = blocks
    lines = changed(title["c"][2], _broken_heading)
    first = _styled([{"t": "Para", "c": lines}], "Title", NO_ATTR)
    shown: Blocks = changed(manuscript.tabulated(rest, lambda _: True), _shown)
    return [first, *shown]


def _fitted(sizes: Mapping[str, tuple[int, int]], node: Node) -> list[Node] | None:
    """Return a picture with the width that lets it stand on a page with its caption."""
    if node["t"] != "Image" or node["c"][2][0] not in sizes:
        return None
    (wide, high), (most_wide, most_high) = sizes[node["c"][2][0]], _PICTURE
    width = min(wide * _INCH[0] / _INCH[1], most_wide, most_high * wide / high)
    (anchor, names, _), alt, target = node["c"]
    return [{"t": "Image", "c": [[anchor, names, [["width", f"{width:.1f}mm"]]], alt, target]}]


def _shown(node: Node) -> list[Node] | None:
    """Return what stands for a node, None for the node as it is."""
    if "footnote-ref" in classes(node):  # a note has one mark; this is the one in the other text
        return [{"t": "Superscript", "c": node["c"][1]}]
    change = _CHANGES.get(node["t"])
    return change(node["c"]) if change else None


def _heading(inside: Any) -> list[Node]:  # noqa: ANN401 -- pandoc's tree
    level, attr, content = inside
    return [{"t": "Header", "c": [level, attr, changed(content, _broken_heading)]}]


def _figure(inside: Any) -> list[Node]:  # noqa: ANN401
    (anchor, *_), (_, caption), content = inside
    shown: Blocks = changed(content, _shown)
    captions = [_styled(side["c"][1], "Image Caption", side["c"][0]) for side in caption]
    return [_styled(shown, "Captioned Figure", [anchor, [], []]), *captions]


def _division(inside: Any) -> list[Node]:  # noqa: ANN401
    attr, content = inside
    inner = changed(content, _shown)
    if "missing" in attr[1]:
        return [{"t": "BlockQuote", "c": inner}]
    style = next((_STYLED[name] for name in attr[1] if name in _STYLED), "")
    return [_styled(inner, style, attr) if style else {"t": "Div", "c": [attr, inner]}]


def _note(inside: Any) -> list[Node]:  # noqa: ANN401
    """Return a note in the style of notes; its number goes into a first paragraph that stands in no division."""
    sides = [{"t": "Div", "c": side["c"]} for side in inside]
    attr, (first, *others) = sides[0]["c"]
    if first["t"] in ("Para", "Plain"):
        said = {"t": "Span", "c": [["", [], attr[2]], first["c"]]}
        sides[:1] = [{"t": "Para", "c": [said]}, {"t": "Div", "c": [attr, others]}]
    return [{"t": "Note", "c": sides}]


_CHANGES: Final[Mapping[str, Callable[[Any], list[Node]]]] = {
    "Header": _heading,
    "Figure": _figure,
    "Div": _division,
    "Note": _note,
}


def _broken_heading(node: Node) -> list[Node] | None:
    """Return a line break for what separates the two languages of a heading."""
    return [{"t": "LineBreak"}] if "sep" in classes(node) else None


def _styled(content: Blocks, style: str, attr: list[Any]) -> Node:
    anchor, names, pairs = attr
    return {"t": "Div", "c": [[anchor, names, [*pairs, ["custom-style", style]]], content]}


def _finished(parts: Mapping[str, bytes], book: Book, when: int) -> dict[str, bytes]:
    """Return the parts with the languages as word processors name them, and what the file is."""
    made = dict(parts)
    for name in ("word/document.xml", "word/footnotes.xml"):
        text = made[name].decode("utf-8")
        made[name] = _LANG.sub(lambda found: _language(found[1]), text).encode("utf-8")
    source, target = _code(book.source_lang), _code(book.target_lang)
    latin, asian = (target, source) if is_cjk(source) else (source, target)
    asian = asian if is_cjk(asian) else "zh-TW"
    lang = f'<w:lang w:val="{latin}" w:eastAsia="{asian}" w:bidi="ar-SA" />'
    styles = made["word/styles.xml"].decode("utf-8")
    made["word/styles.xml"] = _DEFAULT_LANG.sub(lambda _: lang, styles).encode("utf-8")
    faces = f'<w:themeFontLang w:val="{latin}" w:eastAsia="{asian}" />'
    settings = made["word/settings.xml"].decode("utf-8")
    made["word/settings.xml"] = _THEME_LANG.sub(lambda _: faces, settings).encode("utf-8")
    made["docProps/core.xml"] = _properties(book, when).encode("utf-8")
    return made


def _language(code: str) -> str:
    """Return the mark of a run's language; East Asian letters go by an attribute of their own."""
    named = _code(code)
    asian = f' w:eastAsia="{named}"' if is_cjk(code) else ""
    return f'<w:lang w:val="{named}"{asian} />'


def _code(tag: str) -> str:
    """Return a language tag without its script, which word processors infer from the region."""
    parts = tag.split("-")
    script = next((part for part in parts if part in _REGIONS), "")
    region = next((part for part in parts[1:] if len(part) == 2), _REGIONS.get(script, ""))
    return f"{parts[0]}-{region}" if region else parts[0]


def _properties(book: Book, when: int) -> str:
    """Return the core properties of the file."""
    moment = datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {
        "dc:title": reflow.title(book),
        "dc:creator": "; ".join(book.authors),
        "dc:language": chief(book),
        "dc:publisher": book.publisher,
        "dc:rights": book.rights,
    }
    lines = "".join(
        f"<{name}>{html.escape(printable(value))}</{name}>" for name, value in said.items()
    )
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties'
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{lines}{dates}'
        "</cp:coreProperties>"
    )
