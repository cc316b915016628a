"""Pictures are fetched politely, from the web alone, and nothing else ever comes in."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import gaierror

import pytest
from PIL import Image
from urllib3.exceptions import ProtocolError

from toolkit import fetching, images
from toolkit.cli import main
from toolkit.errors import FetchError
from toolkit.fetching import AGENT, Fetcher, Manners, is_public

QUICK = Manners(pause=0, patience=5, most=100_000, tries=2, local=True)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", size, "navy").save(packed, kind)
    return packed.getvalue()


class Site(ThreadingHTTPServer):
    """A web site of this machine; each path is answered by a function."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.paths: list[str] = []
        self.agents: set[str] = set()
        self.pages: dict[str, Callable[[Handler], None]] = {}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.agents.add(self.headers["User-Agent"])
        with suppress(BrokenPipeError, ConnectionResetError):
            self.server.pages.get(self.path, lambda it: it.answer(404, "text/plain", b""))(self)

    def answer(self, status: int, kind: str, content: bytes, **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def gives(status: int, kind: str, content: bytes, **more: str) -> Callable[[Handler], None]:
    return lambda it: it.answer(status, kind, content, **more)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.pages["/a.png"] = gives(200, "image/png", picture())
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def refused(url: str, manners: Manners = QUICK) -> str:
    with pytest.raises(FetchError) as caught:
        Fetcher(manners).fetch(url)
    return str(caught.value).replace(url, "URL")


def test_a_picture_is_fetched_by_a_client_with_a_name(site: Site) -> None:
    assert picture() == Fetcher(QUICK).fetch(site.url("/a.png"))
    assert (["/robots.txt", "/a.png"], {AGENT}) == (site.paths, site.agents)


def test_robots_are_read_once_and_obeyed(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private/\n"
    site.pages["/robots.txt"] = gives(200, "text/plain", rules)
    fetcher = Fetcher(QUICK)
    fetcher.fetch(site.url("/a.png"))
    with pytest.raises(FetchError, match="robots"):
        fetcher.fetch(site.url("/private/b.png"))
    assert ["/robots.txt", "/a.png"] == site.paths


def test_robots_are_obeyed_where_another_address_leads(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /private/\n"
    site.pages["/robots.txt"] = gives(200, "text/plain", rules)
    site.pages["/b.png"] = gives(302, "text/html", b"", Location="/a.png")
    site.pages["/c.png"] = gives(302, "text/html", b"", Location="/private/c.png")
    fetcher = Fetcher(QUICK)
    assert picture() == fetcher.fetch(site.url("/b.png"))
    with pytest.raises(FetchError, match=r"leads to .*/private/c\.png: robots"):
        fetcher.fetch(site.url("/c.png"))
    assert ["/robots.txt", "/b.png", "/a.png", "/c.png"] == site.paths


def test_robots_that_cannot_be_read_forbid(site: Site) -> None:
    site.pages["/robots.txt"] = gives(503, "text/plain", b"")
    assert "robots.txt cannot be read" in refused(site.url("/a.png"))
    assert "/a.png" not in site.paths


@pytest.mark.parametrize(("rules", "pause"), [(b"", 30), (b"User-agent: *\nCrawl-delay: 40", 40)])
def test_a_host_is_left_in_peace_between_two_requests(
    site: Site, monkeypatch: pytest.MonkeyPatch, rules: bytes, pause: int
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    site.pages["/robots.txt"] = gives(200, "text/plain", rules)
    fetcher = Fetcher(Manners(pause=30, patience=5, local=True))
    for _ in range(2):
        fetcher.fetch(site.url("/a.png"))
    assert [pause, pause] == [round(seconds) for seconds in slept]


def test_a_site_that_is_busy_is_asked_again(site: Site) -> None:
    answers = iter([gives(503, "text/plain", b""), gives(200, "image/png", picture())])
    site.pages["/b.png"] = lambda it: next(answers)(it)  # noqa: PLW0108 -- another each time
    assert picture() == Fetcher(QUICK).fetch(site.url("/b.png"))


def test_a_site_that_stays_busy_is_reported(site: Site) -> None:
    site.pages["/b.png"] = gives(503, "text/plain", b"")
    assert "URL: the site answers 503" == refused(site.url("/b.png"))
    assert 2 == site.paths.count("/b.png")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (gives(404, "image/png", b""), "the site answers 404"),
        (gives(200, "text/html", b"<p>"), "is no picture but text/html"),
        (gives(200, "image/svg+xml", b"<svg>"), "is no picture but image/svg+xml"),
        (gives(200, "image/png", b"x" * 100_001), "is larger than 0 MB"),
        (
            gives(302, "text/html", b"", Location="file:///etc/passwd"),
            "URL: leads to file:///etc/passwd: is no web address",
        ),
        (gives(302, "text/html", b"", Location="/b.png"), "URL: leads from address to address"),
    ],
)
def test_what_is_no_picture_is_refused(
    site: Site, page: Callable[[Handler], None], expected: str
) -> None:
    site.pages["/b.png"] = page
    assert expected in refused(site.url("/b.png"))


def test_an_answer_without_a_length_is_cut_off_where_it_is_too_large(site: Site) -> None:
    def endless(it: Handler) -> None:
        it.send_response(200)
        it.send_header("Content-Type", "image/png")
        it.end_headers()
        for _ in range(1000):
            it.wfile.write(b"x" * 10_000)

    site.pages["/b.png"] = endless
    assert "is larger than" in refused(site.url("/b.png"))


def test_an_answer_that_drips_is_given_up(site: Site) -> None:
    def drip(it: Handler) -> None:
        it.send_response(200)
        it.send_header("Content-Type", "image/png")
        it.end_headers()
        for _ in range(100):
            it.wfile.write(b"x")
            time.sleep(0.05)

    site.pages["/b.png"] = drip
    slow = Manners(pause=0, patience=0.4, tries=1, local=True)
    assert "took too long" in refused(site.url("/b.png"), slow)


def test_an_answer_that_breaks_off_is_reported(site: Site) -> None:
    def half(it: Handler) -> None:
        it.send_response(200)
        it.send_header("Content-Type", "image/png")
        it.send_header("Content-Length", "1000")
        it.end_headers()
        it.wfile.write(b"x")

    site.pages["/b.png"] = half
    with pytest.raises(FetchError):
        Fetcher(QUICK).fetch(site.url("/b.png"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png;base64,AA", "ftp://x.org/a"])
def test_what_is_no_web_address_is_not_asked_for(url: str) -> None:
    assert "URL: is no web address" == refused(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0.0.0.0"])
def test_a_machine_of_this_network_hears_nothing(site: Site, host: str) -> None:
    url = site.url("/a.png").replace("127.0.0.1", host)
    with pytest.raises(FetchError) as caught:
        Fetcher(Manners(pause=0, tries=1)).fetch(url)
    assert "use --local if you mean it" == caught.value.hint
    assert [] == site.paths


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        *((private, False) for private in ("127.0.0.1", "10.1.2.3", "192.168.1.1", "::1")),
        *((private, False) for private in ("169.254.169.254", "fe80::1%eth0", "224.0.0.1")),
        *((private, False) for private in ("::ffff:127.0.0.1", "100.64.0.1", "0.0.0.0")),
    ],
)
def test_only_addresses_that_all_can_reach_are_public(address: str, expected: bool) -> None:
    assert expected == is_public(address)


# --- the commands ---


@pytest.fixture
def project(tmp_path: Path, site: Site) -> Path:
    folder = tmp_path / "book"
    main(["-q", "init", str(folder), "--no-tables"])
    lines = [f"![圖]({site.url(path)})" for path in ("/a.png", "/b.png", "/c%20d.jpg")]
    text = "---\ntitle: 題目\n---\n\n" + "\n\n".join(["今日新聞。", *lines])
    (folder / "articles" / "a.md").write_text(text, encoding="utf-8")
    return folder


def command(project: Path, *arguments: str) -> int:
    return main(["-C", str(project), "images", *arguments])


def test_pictures_are_fetched_into_the_project_and_the_rest_another_time(
    project: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages["/b.png"] = gives(200, "image/png", b"\x89PNG no picture")
    assert 32 == command(project, "fetch", "--pause", "0", "--local")
    assert "1 fetched, 2 could not be had" in capsys.readouterr().err
    names = [path.name for path in (project / "images").iterdir()]
    assert [f"{images.key(site.url('/a.png'))}.png"] == names
    site.pages["/b.png"] = gives(200, "image/webp", picture("WEBP"))
    site.pages["/c%20d.jpg"] = gives(200, "image/jpeg", picture("JPEG"))
    site.paths.clear()
    assert 0 == command(project, "fetch", "--pause", "0", "--local")
    assert ["/robots.txt", "/b.png", "/c%20d.jpg"] == site.paths
    suffixes = sorted(path.suffix for path in (project / "images").iterdir())
    assert [".jpg", ".png", ".webp"] == suffixes


def test_the_list_tells_what_is_missing(
    project: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    command(project, "fetch", "--pause", "0", "--local")
    capsys.readouterr()
    assert 0 == command(project, "list", "--missing", "--json")
    said = capsys.readouterr().out
    assert (False, True) == ("/a.png" in said, "/c%20d.jpg" in said)


def test_a_picture_is_added_by_its_name_or_for_an_address(
    project: Path, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c d.jpg"
    file.write_bytes(picture("JPEG"))
    assert 0 == command(project, "add", str(file))
    assert 0 == command(project, "add", str(file), "--for", site.url("/b.png"))
    names = {path.name for path in (project / "images").iterdir()}
    expected = {f"{images.key(site.url(path))}.jpg" for path in ("/b.png", "/c%20d.jpg")}
    assert expected == names
    assert "40 × 30, for articles/a.md" in capsys.readouterr().err


def test_a_picture_of_a_path_is_listed_and_added_and_never_fetched(
    project: Path, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "articles" / "a.md").write_text("今日。\n\n![](p/c.jpg)\n\n![](/q/d.jpg)\n")
    assert 0 == command(project, "fetch", "--pause", "0", "--local")
    assert [] == site.paths
    (tmp_path / "c.jpg").write_bytes(picture("JPEG"))
    assert 0 == command(project, "add", str(tmp_path / "c.jpg"))
    assert 0 == command(project, "add", str(tmp_path / "c.jpg"), "--for", "/q/d.jpg")
    assert "for articles/a.md:5" in capsys.readouterr().err
    command(project, "list", "--missing")
    assert "2 pictures, 0 missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "url", "reported"),
    [
        ("e.png", picture(), "", "no addresses end in “e.png”"),
        ("a.png", b"<svg onload='x'/>", "", "is no picture that a book can show"),
        ("a.png", picture(), "https://example.org/", "no article shows a picture"),
        ("a.png", None, "", "cannot be read"),
    ],
)
def test_a_picture_that_cannot_be_added_is_reported(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    url: str,
    reported: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code = command(project, "add", str(tmp_path / name), *(["--for", url] if url else []))
    assert (2, True) == (code, reported in capsys.readouterr().err)
    assert not (project / "images").exists()


def test_a_reason_is_reported_in_words() -> None:
    wrapped = ProtocolError("Connection aborted.", gaierror(-2, "Name or service not known"))
    assert "cannot be had: Name or service not known" == fetching._reason(wrapped)
