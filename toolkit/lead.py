"""Reads the picture that a front matter sets before its article.

Rules: its key is known by the names that site generators and exporters have for it; a value that names
no picture, such as `true` or a colour, is none. An article that shows the picture itself needs no other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from toolkit import figures, tree
from toolkit.front import Value
from toolkit.hygiene import full_size, is_web
from toolkit.inert import NO_ATTR
from toolkit.model import Blocks

_Given: TypeAlias = Mapping[str, Value]

_KEYS: Final = (
    *("image", "coverimage", "cover", "featureimage", "featuredimage"),
    *("header", "banner", "thumbnail"),
)
"""As `_named` has them; the first that names a picture counts."""
_ADDRESSES: Final = ("image", "path", "src", "url", "feature")  # in a key that holds keys
_FILE: Final = re.compile(r"\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)
_PLACED: Final = re.compile(r"[./]|[A-Za-z][A-Za-z0-9+.-]*:")  # from the article, or from elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A picture as the front matter has it; its caption is Markdown."""

    address: str
    alt: str
    caption: str

    def figure(self, caption: Blocks) -> Blocks:
        """Return the picture with its caption, which pandoc has read.

        A path that does not say from where it goes is one from the root of the site, or from the article.
        """
        address = self.address if _PLACED.match(self.address) else f"/{self.address}"
        alt = [{"t": "Str", "c": self.alt}] if self.alt else []
        return [figures.figure({"t": "Image", "c": [NO_ATTR, alt, [address, ""]]}, caption)]


def lead(meta: _Given) -> Lead | None:
    """Return the picture that a front matter names, None where it names none."""
    given = _named(meta)
    for key in _KEYS:
        value = given.get(key)
        first = value[0] if isinstance(value, list) and value else value
        own = (
            _named(first)
            if isinstance(first, Mapping)
            else {
                "image": first,
                "alt": given.get(f"{key}alt"),
                "caption": given.get(f"{key}caption"),
            }
        )
        texts = {name: text.strip() for name, text in own.items() if isinstance(text, str)}
        address = next(filter(_is_picture, (texts.get(name, "") for name in _ADDRESSES)), "")
        if address and texts.get("hidden") != "true":
            return Lead(address=address, alt=texts.get("alt", ""), caption=texts.get("caption", ""))
    return None


def _named(given: _Given) -> dict[str, Value]:
    """Return the values by their keys in one spelling: coverImage and cover_image are the same."""
    return {re.sub("[_-]", "", key).lower(): value for key, value in given.items()}


def _is_picture(text: str) -> bool:
    return is_web(text) or bool(_FILE.search(re.split("[?#]", text, maxsplit=1)[0]))


def before(opening: Blocks, body: Blocks) -> Blocks:
    """Return what opens an article: the clean figure of its lead, nothing where its body shows that or it was left out."""
    shown = [image["c"][2][0] for image in tree.images(body)]
    leads = [image["c"][2][0] for image in tree.images(opening)]
    return opening if leads and not any(_are_same(leads[0], url) for url in shown) else []


def _are_same(one: str, two: str) -> bool:
    """Return whether two addresses are of the same picture, in one size or another.

    One ends in the other; of an address of the web and a path, which exporters make of it, the names are compared.
    """
    first, second = _parts(one), _parts(two)
    both = min(len(first), len(second)) if is_web(one) == is_web(two) else 1
    return first[-both:] == second[-both:]


def _parts(url: str) -> list[str]:
    """Return the folders and the name of a picture."""
    split = urlsplit(url) if is_web(url) else None
    path = unquote(split.path) if split else url.rpartition("//")[2]
    asked = f"?{split.query}" if split and not _FILE.search(path) else ""
    return [part for part in (full_size(path) + asked).casefold().split("/") if part]
