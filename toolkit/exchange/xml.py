"""What the XML formats share: putting words and elements into a node, and taking them out of one."""

from collections.abc import Iterator

from lxml import etree

from toolkit.errors import StoreError
from toolkit.exchange.inline import legal

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def put(node: etree._Element, part: "str | etree._Element") -> None:
    """Append words or an element to a node."""
    if not isinstance(part, str):
        node.append(part)
    elif len(node):
        node[-1].tail = (node[-1].tail or "") + part
    else:
        node.text = (node.text or "") + part


def take(node: etree._Element) -> "Iterator[str | etree._Element]":
    """Yield the words and the elements of a node, in order; comments are passed over."""
    if node.text:
        yield node.text
    for child in node:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def name(node: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(node).localname)


def words(node: "etree._Element | None") -> str:
    """Return all words inside an element."""
    return "" if node is None else "".join(str(part) for part in node.itertext())


def child(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    """Append an element in its parent's namespace."""
    space = etree.QName(parent).namespace
    node = etree.SubElement(parent, f"{{{space}}}{tag}" if space else tag)
    for key, value in attributes.items():
        node.set(key.rstrip("_").replace("_", "-"), legal(value))
    if text:
        node.text = legal(text)
    return node


def unreadable(error: Exception, *, at: str, kind: str) -> StoreError:
    """Return the error for a file that is not in the format it should be in."""
    return StoreError(f"is not {kind}: {error}", at=at, hint="export it again, and edit that one")
