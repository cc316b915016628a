"""Fetches pictures from the web, politely: nothing else in the toolkit asks for an address.

Rules: one request at a time, with a pause between two to one host; what a site's robots.txt forbids
is not asked for, were it another address that leads there; only http and https, and only machines that
anybody could reach, whatever a name or a redirect says; an answer that is too large, too slow or no
picture is refused.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError

from toolkit import __version__
from toolkit.errors import FetchError

AGENT: Final = f"toolkit/{__version__} (pictures for a book; one request at a time)"
_NAME: Final = "toolkit"  # what robots.txt may call us
_ROBOTS_MOST: Final = 500_000  # bytes that a crawler must read of robots.txt
_LONGEST_PAUSE: Final = 60.0
_HOPS: Final = 5  # from one address to the next
_BUSY: Final = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How to ask.

    ``pause`` is between two requests to a host and ``patience`` for an answer, in seconds; ``most`` is
    the bytes of an answer. ``local`` lets in machines of this network.
    """

    pause: float = 2.0
    patience: float = 60.0
    most: int = 30_000_000
    tries: int = 3
    local: bool = False
    robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a site said; ``onward`` is the address that it leads to, if any."""

    status: int
    kind: str
    content: bytes
    onward: str = ""


@dataclass(slots=True)
class Fetcher:
    """Asks for one address after another, and remembers when each host was asked last."""

    manners: Manners = field(default_factory=Manners)
    _asked: dict[str, float] = field(default_factory=dict)
    _rules: dict[str, RobotFileParser] = field(default_factory=dict)
    _pool: urllib3.PoolManager | None = None

    def fetch(self, url: str) -> bytes:
        """Return the picture at an address, or at the one that it leads to; raise FetchError why not."""
        there = url
        for _ in range(_HOPS + 1):
            try:
                answer = self._visit(there)
            except FetchError as error:
                if there == url:
                    raise
                said = f"leads to {there}: {error.message}"
                raise FetchError(said, at=url, hint=error.hint) from error
            if not answer.onward:
                return answer.content
            there = answer.onward
        raise FetchError("leads from address to address", at=url)

    def _visit(self, url: str) -> _Answer:
        """Ask for an address, if that is allowed and when it is time; its answer is a picture or leads on."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError("is no web address", at=url)
        site = f"{parts.scheme}://{parts.netloc}"
        pause = self.manners.pause
        if self.manners.robots:
            rules = self._rules.get(site) or self._robots(site)
            if not rules.can_fetch(_NAME, url):
                raise FetchError(
                    "robots.txt of the site forbids it",
                    at=url,
                    hint="save it by hand and `toolkit images add` it, or use --no-robots",
                )
            pause = max(pause, min(float(rules.crawl_delay(_NAME) or 0), _LONGEST_PAUSE))
        self._wait(parts.netloc, pause)
        answer = self._ask(url, self.manners.most, onward=False)
        kind = answer.kind
        if answer.onward:
            return answer
        if answer.status != 200:
            raise FetchError(f"the site answers {answer.status}", at=url)
        if not kind.startswith(("image/", "application/octet-stream")) or "svg" in kind:
            raise FetchError(f"is no picture but {kind or 'of no kind'}", at=url)
        return answer

    def _robots(self, site: str) -> RobotFileParser:
        """Read what a site allows; one that has no robots.txt allows all."""
        address = f"{site}/robots.txt"
        self._wait(urlsplit(site).netloc, self.manners.pause)
        answer = self._ask(address, _ROBOTS_MOST, cut=True)
        if answer.status >= 500:
            said = f"robots.txt cannot be read: the site answers {answer.status}"
            raise FetchError(said, at=site)
        rules = RobotFileParser(address)
        text = answer.content.decode("utf-8", "replace") if answer.status == 200 else ""
        rules.parse(text.splitlines())
        self._rules[site] = rules
        return rules

    def _wait(self, host: str, pause: float) -> None:
        """Sleep until a host may be asked again."""
        now = time.monotonic()
        rest = self._asked.get(host, now - pause) + pause - now
        if rest > 0:
            time.sleep(rest)

    def _ask(self, url: str, most: int, *, cut: bool = False, onward: bool = True) -> _Answer:
        """Return an answer, that of the address it leads to if ``onward``; what is beyond ``most`` is cut or refused."""
        self._pool = self._pool or _pool(self.manners)
        end = time.monotonic() + self.manners.patience
        try:
            answer = self._pool.request(
                "GET", url, preload_content=False, decode_content=False, redirect=onward
            )
        except FetchError as error:
            raise FetchError(error.message, at=url, hint=error.hint) from error
        except (HTTPError, OSError, ValueError) as error:
            raise FetchError(_reason(error), at=url) from error
        kind = answer.headers.get("Content-Type", "").lower()
        try:
            content = b"".join(_pieces(answer, end, most, cut=cut))
        except FetchError as error:
            raise FetchError(error.message, at=url, hint=error.hint) from error
        except (HTTPError, OSError) as error:
            raise FetchError(_reason(error), at=url) from error
        finally:
            answer.close()
            self._asked[urlsplit(url).netloc] = time.monotonic()
        target = answer.get_redirect_location()
        return _Answer(
            status=answer.status,
            kind=kind,
            content=content,
            onward=urljoin(url, target) if target else "",
        )


def _pieces(
    answer: urllib3.BaseHTTPResponse, end: float, most: int, *, cut: bool
) -> Iterator[bytes]:
    """Yield an answer as it comes in, as long as it is in time and not too large."""
    length = answer.headers.get("Content-Length", "")
    if not cut and length.isdigit() and int(length) > most:
        raise FetchError(f"is larger than {most // 1_000_000} MB")
    size = 0
    while piece := answer.read1(65536, decode_content=False):
        size += len(piece)
        if size > most and not cut:
            raise FetchError(f"is larger than {most // 1_000_000} MB")
        yield piece
        if size > most:
            return
        if time.monotonic() > end:
            raise FetchError("took too long")
    if length.isdigit() and size < int(length) and answer.status == 200:
        raise FetchError("ended before it was whole")


def _reason(error: Exception) -> str:
    """Return in a few words why there is no answer."""
    inner = error.reason if isinstance(error, MaxRetryError) and error.reason else error
    while inner.args and isinstance(inner.args[-1], Exception):
        inner = inner.args[-1]
    words = (isinstance(inner, OSError) and inner.strerror) or str(inner).rpartition(": ")[2]
    return f"cannot be had: {words.strip('.') or type(inner).__name__}"


# --- connections ---------------------------------------------------------------------------------


def is_public(address: str) -> bool:
    """Return whether an IP address is one that anybody on the web could reach."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return found.is_global and not found.is_multicast


def _guard(host: str, port: int) -> None:
    """Refuse a name that stands for a machine of this network."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not all(is_public(address) for address in found):
        raise _private(host)


def _private(host: str) -> FetchError:
    return FetchError(f"{host} is a machine of this network", hint="use --local if you mean it")


class _Public(HTTPConnection):
    """Connects to public machines only: asks before it connects, and again who has answered."""

    def connect(self) -> None:
        _guard(self.host, self.port)
        super().connect()
        if not is_public(str(self.sock.getpeername()[0])):
            self.close()
            raise _private(self.host)


class _PublicTls(_Public, HTTPSConnection):
    """The same, encrypted."""


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _Public


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTls


def _pool(manners: Manners) -> urllib3.PoolManager:
    """Return what connects: with retries, time limits, and a name that says who asks."""
    retries = urllib3.Retry(
        total=manners.tries + 5,
        connect=manners.tries - 1,
        read=manners.tries - 1,
        status=manners.tries - 1,
        redirect=_HOPS,
        status_forcelist=_BUSY,
        backoff_factor=manners.pause / 2,
        raise_on_status=False,
        retry_after_max=int(_LONGEST_PAUSE),
    )
    pool = urllib3.PoolManager(
        headers={"User-Agent": AGENT, "Accept": "image/*", "Accept-Encoding": "identity"},
        timeout=urllib3.Timeout(connect=manners.patience / 3, read=manners.patience / 2),
        retries=retries,
    )
    if not manners.local:
        pool.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}
    return pool
