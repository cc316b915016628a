"""A reader with a keyboard and no script reads the HTML and the pages of the EPUB in a browser."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import books
import pytest
from books import book, chapter, pictures, row
from conftest import validator
from test_epub import picture

from toolkit import epub, validate, web
from toolkit.model import Mode

pytestmark = pytest.mark.browser

LONG = "https://example.org/" + "very-long-path/" * 12
ROWS = (
    *books.ROWS,
    row(f"見 {LONG} 。", f"See {LONG}."),
    row(books.code("x = " + "1 + " * 60), None),
    row("長段。" * 200, "A long paragraph. " * 100),
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    validator("axe")  # skips where there is no browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=validate.chromium(),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the page of the first article in a format and a layout, and that of its contents."""
    folder = tmp_path_factory.mktemp("browser")
    picture(folder)
    made: dict[tuple[str, Mode], tuple[Path, Path]] = {}

    def build(kind: str, mode: Mode) -> tuple[Path, Path]:
        if (kind, mode) in made:
            return made[kind, mode]
        given = book(chapter(*ROWS), chapter(*ROWS, title="乙", english="B"), mode=mode)
        there = pictures(given, folder)
        if kind == "html":
            text = contents = web.build(given, pictures=there, out=folder / f"{mode}.html")
        else:
            packed = epub.build(given, pictures=there, out=folder / f"{mode}.epub")
            with zipfile.ZipFile(packed) as opened:
                opened.extractall(folder / mode)
            text = folder / mode / "EPUB" / "text" / "ch002.xhtml"
            contents = folder / mode / "EPUB" / "nav.xhtml"
        made[kind, mode] = text, contents
        return made[kind, mode]

    return build


@pytest.fixture
def reader(browser: Any) -> Iterator[Any]:
    """Open pages without script, and without a network."""
    opened = []

    def opener(path: Path, *, script: bool = False, width: int = 1280, **more: Any) -> Any:
        size = {"width": width, "height": 800}
        context = browser.new_context(
            offline=True, java_script_enabled=script, viewport=size, **more
        )
        opened.append(context)
        page = context.new_page()
        page.asked, page.told = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.told.append(message.text))
        page.goto(path.as_uri())
        return page

    yield opener
    for context in opened:
        context.close()


def tab(page: Any, selector: str, presses: int = 60) -> Any:
    """Press Tab until what is wanted has the focus; fail when it never gets it."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        focused = page.locator(f"{selector}:focus")
        if focused.count():
            return focused
    return pytest.fail(f"Tab never reaches {selector}")


def in_view(page: Any, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    return bool(box) and -1 <= box["y"] < page.viewport_size["height"]


both = pytest.mark.parametrize("kind", ["html", "epub"])


@both
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_second_language_opens_and_closes_by_keyboard(
    reader: Any, shelf: Any, kind: str, key: str
) -> None:
    page = reader(shelf(kind, "reveal")[0])
    hidden = page.locator("details .target").first
    assert not hidden.is_visible()
    summary = tab(page, "summary")
    assert "English" == summary.inner_text()
    page.keyboard.press(key)
    assert hidden.is_visible()
    assert "The first paragraph." == hidden.inner_text().strip()
    page.keyboard.press(key)
    assert not hidden.is_visible()


@both
@pytest.mark.parametrize("mode", ["notes", "columns"])
def test_a_note_is_reached_by_keyboard_and_leads_back(
    reader: Any, shelf: Any, kind: str, mode: Mode
) -> None:
    page = reader(shelf(kind, mode)[0])
    call = tab(page, 'a[role="doc-noteref"]')
    note, here = call.get_attribute("href") or "", call.get_attribute("id") or ""
    page.keyboard.press("Enter")
    assert page.url.endswith(note)
    assert in_view(page, note)
    back = tab(page, 'a[role="doc-backlink"]')
    assert f"#{here}" == back.get_attribute("href")
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{here}")
    assert in_view(page, f"#{here}")


@both
def test_the_contents_lead_to_every_heading(reader: Any, shelf: Any, kind: str) -> None:
    _, contents = shelf(kind, "columns")
    page = reader(contents)
    links = page.locator("nav:not([hidden]) a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(links) >= 6
    for link in links:
        page.goto(contents.as_uri())
        tab(page, f'nav:not([hidden]) a[href="{link}"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{link.removeprefix('..')}")
        _, mark, anchor = link.partition("#")
        assert in_view(page, f'[id="{anchor}"]' if mark else "h1"), link


def test_the_first_link_skips_to_the_text(reader: Any, shelf: Any) -> None:
    page = reader(shelf("html", "columns")[0])
    page.keyboard.press("Tab")
    skip = page.locator("a.skip:focus")
    assert skip.is_visible()
    assert (skip.bounding_box() or {})["x"] >= 0
    page.keyboard.press("Enter")
    assert in_view(page, "main")
    tab(page, "main a", presses=1)


@pytest.mark.parametrize("mode", ["columns", "reveal", "notes"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@both
def test_axe_finds_no_barrier_in_light_or_dark(
    reader: Any, shelf: Any, kind: str, scheme: str, mode: Mode
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = reader(shelf(kind, mode)[0], script=True, color_scheme=scheme, bypass_csp=True)
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    found = Axe().run(page, options={"runOnly": WCAG}).response
    assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
    assert "color-contrast" in {one["id"] for one in found["passes"]}


def test_a_dark_room_gets_a_dark_page(reader: Any, shelf: Any) -> None:
    shown = {
        scheme: reader(shelf("html", "columns")[0], color_scheme=scheme)
        .locator("body")
        .evaluate("body => getComputedStyle(body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert {"light": "rgb(255, 253, 249)", "dark": "rgb(26, 25, 23)"} == shown


OVERFLOWS = """() => {
  const wide = document.scrollingElement.clientWidth + 1;
  const out = [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.height && (box.right > wide || box.left < -1)
      && !one.closest('.skip');
  });
  const scroll = document.scrollingElement.scrollWidth > wide;
  return [...out.map(one => one.outerHTML.slice(0, 80)), ...(scroll ? ['the page scrolls'] : [])];
}"""


@both
@pytest.mark.parametrize("mode", ["columns", "interleaved", "reveal", "notes"])
@pytest.mark.parametrize("width", [1280, 640, 320], ids=["whole", "200%", "400%"])
def test_a_zoomed_page_loses_nothing_and_does_not_scroll_sideways(
    reader: Any, shelf: Any, kind: str, mode: Mode, width: int
) -> None:
    """A window of 1280 points has 640 at 200 %, and 320 at 400 %."""
    page = reader(shelf(kind, mode)[0], width=width, device_scale_factor=1280 / width)
    assert [] == page.evaluate(OVERFLOWS)


@both
def test_larger_letters_lose_nothing_either(reader: Any, shelf: Any, kind: str) -> None:
    page = reader(shelf(kind, "columns")[0], bypass_csp=True)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
    assert [] == page.evaluate(OVERFLOWS)


def test_the_page_asks_for_nothing_and_shows_its_pictures(reader: Any, shelf: Any) -> None:
    text, _ = shelf("html", "columns")
    page = reader(text)
    sizes = page.locator("img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert [40, 40] == sizes
    assert [text.as_uri()] == [url for url in page.asked if not url.startswith("data:")]
    assert [] == page.told


def test_what_is_hidden_on_the_screen_is_printed(reader: Any, shelf: Any) -> None:
    page = reader(shelf("html", "reveal")[0])
    page.emulate_media(media="print")
    hidden = page.locator("details .target").first
    assert (hidden.bounding_box() or {"height": 0})["height"] > 0
    assert not page.locator(".skip").is_visible()
