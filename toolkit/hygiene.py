"""Makes text and web addresses from an unknown hand safe to print in a book.

Rules: an address comes out absolute, in percent-encoded ASCII that every validator takes, or
empty; what copying and archiving do to addresses (a slash lost, a scheme doubled, a copy of a copy)
is mended. Text comes out without characters that steer the reader's screen unseen. `address` and
`visible` leave their own results unchanged.
"""

import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

ARCHIVE = "https://web.archive.org"

_ARCHIVED = re.compile(r"/web/[0-9]{4,14}")
_COPY = re.compile(
    r"https?://(?:www\.)?web\.archive\.org(/web/[0-9]{4,14}(?:[a-z]{2}_)?/)(.+)", re.IGNORECASE
)
_DOUBLED = re.compile(r"https?:/*(?=https?(?::/|//)/?[^/])", re.IGNORECASE)
_HALF = re.compile(r"\A(https?)(?::/|//)(?=[^/])", re.IGNORECASE)  # a slash or the colon was lost
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"/?]+(?:\?[^\s<>\"]*)?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SITE = re.compile(r"(?:__GHOST_URL__|\{\{[^{}]*\}\})(?=/)")  # where Ghost and Jekyll set the site
_SMALLER = re.compile(r"-(?:\d+x\d+|scaled)(?=\.\w+(?:[?#]|$))|/size/w\d+(?:h\d+)?(?=/)")
_PATH = "/;:@&=+$,!~*'()-._%"
_LONGEST = 8000  # characters

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1, but tabs and line ends
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e00ff]"
)
"""Control and direction characters, zero-width spaces, halves of pairs, and no characters."""

_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_NAMES = {"\x00": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE"}


def visible(text: str) -> str:
    """Return a text without unseen characters; rare line and page breaks become spaces."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def unseen(text: str) -> tuple[str, ...]:
    """Return the characters that `visible` would remove, by code and name, each once."""
    return tuple(
        f"U+{ord(mark):04X} {_NAMES.get(mark) or unicodedata.name(mark, '')}".strip()
        for mark in sorted(set(_UNSEEN.findall(text)))
    )


def address(url: str) -> str:
    """Return a web or mail address, absolute and percent-encoded; empty for any other thing."""
    url = _CONTROL.sub("", url).strip()
    if _ARCHIVED.match(url):
        url = ARCHIVE + url
    elif url.startswith("//"):
        url = f"https:{url}"
    url = _mended(url)
    if len(url) > _LONGEST:
        return ""
    if url[:7].lower() == "mailto:":
        return f"mailto:{_encoded(url[7:], _PATH + '?')}" if _MAIL.fullmatch(url[7:]) else ""
    return _web(url) if re.match(r"https?://", url, re.IGNORECASE) else ""


def picture(url: str, article: str) -> str:
    """Return the address of a picture in an article: one of the web, or a path; empty for any other thing.

    A path is decoded, without a query, from where the path of the article is from. ``//`` stands in it
    where a path of the article's begins with ``/``: from its folder, or one above that.
    """
    if web := address(url):
        return web if is_web(web) else ""
    path = _SITE.sub("", unquote(re.split("[?#]", url.strip(), maxsplit=1)[0])).replace("\\", "/")
    if _SCHEME.match(path) or visible(path) != path or _CONTROL.search(path):
        return ""
    folder = posixpath.dirname(article) or "."
    if path.startswith("/"):
        inside = posixpath.normpath(path).lstrip("/")
        return f"{folder}//{inside}" if inside else ""
    found = posixpath.normpath(posixpath.join(folder, path))
    outside = found == ".." or found.startswith("../")
    return "" if outside or not path or len(found) > _LONGEST else found


def full_size(url: str) -> str:
    """Return the address of a picture without what WordPress and Ghost add to that of a smaller copy."""
    return _SMALLER.sub("", url)


def is_web(url: str) -> bool:
    """Return whether the address of a picture is one of the web, and no path."""
    return url.startswith(("http://", "https://"))


def original(url: str) -> str:
    """Return the address that a copy in the Web Archive is of; empty for any other address."""
    copy = _COPY.fullmatch(address(url))
    if copy is None:
        return ""
    return address(copy[2] if re.match("https?://", copy[2]) else f"http://{copy[2]}")


def _mended(url: str) -> str:
    """Return an address with one whole scheme, and a copy of a copy as one copy."""
    before = ""
    while url != before:  # a scheme made whole may be one too many
        before = url
        doubled = _DOUBLED.match(url)
        url = url[doubled.end() :] if doubled else _HALF.sub(r"\1://", url)
    copy = _COPY.fullmatch(url)
    if copy is None:
        return url
    inner = _mended(copy[2])
    stands_alone = inner[:7].lower() == "mailto:" or _COPY.fullmatch(inner)
    return inner if stands_alone else f"{ARCHIVE}{copy[1]}{inner}"


def _web(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:  # a port that is no number, a bracket without its partner
        return ""
    if not host or parts.username is not None:
        return ""
    if host in {"http", "https"} and parts.path.startswith("//"):
        return ""  # a doubled scheme, and no host behind it
    place = f":{port}" if port is not None else ""
    path = _encoded(parts.path, _PATH)
    query = f"?{_encoded(parts.query, _PATH + '?')}" if parts.query else ""
    fragment = f"#{_encoded(parts.fragment, _PATH + '?')}" if parts.fragment else ""
    return f"{parts.scheme.lower()}://{host}{place}{path}{query}{fragment}"


def _host(name: str) -> str:
    """Return a host in ASCII, empty for what is none."""
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return name.lower() if _HOST.fullmatch(name.lower()) else ""


def _encoded(text: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe, errors="replace")
