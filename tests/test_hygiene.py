"""Addresses and text come out safe, and a second cleaning changes nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.hygiene import address, is_web, original, picture, unseen, visible

STARTS = (
    *("https://example.org/", "http://", "mailto:", "", "/web/2021/", "https://https:/"),
    *("https://web.archive.org/web/2021/", "https://web.archive.org/web/2021/http:/"),
)
ODD = st.text(
    alphabet=st.sampled_from("ab/:?#[]@!$&'()*+,;=%20é國\"<>{}|\\^`. \t\n-_~"), max_size=40
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("HTTP://EXAMPLE.org", "http://example.org"),
        ("https://example.org/國?q=國#國", "https://example.org/%E5%9C%8B?q=%E5%9C%8B#%E5%9C%8B"),
        ("https://example.org/%E5%9C%8B", "https://example.org/%E5%9C%8B"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/a|b{c}", "https://example.org/a%7Cb%7Bc%7D"),
        ("//example.org/x", "https://example.org/x"),
        (
            "/web/20210630141019/https://x.org/",
            "https://web.archive.org/web/20210630141019/https://x.org/",
        ),
        ("https://例子.org/", "https://xn--fsqu00a.org/"),
        ("https://example.org:8080/", "https://example.org:8080/"),
        ("https://[::1]/", "https://[::1]/"),
        ("mailto:someone@example.org?subject=國", "mailto:someone@example.org?subject=%E5%9C%8B"),
        ("  https://example.org/  ", "https://example.org/"),
    ],
)
def test_an_address_is_made_whole(url: str, expected: str) -> None:
    assert expected == address(url)


COPY = "https://web.archive.org/web/2021"


@pytest.mark.parametrize(
    ("url", "expected", "of"),
    [
        (f"{COPY}/https://x.org/a", f"{COPY}/https://x.org/a", "https://x.org/a"),
        (f"{COPY}/http:/x.org/a", f"{COPY}/http://x.org/a", "http://x.org/a"),
        (f"{COPY}/x.org/a", f"{COPY}/x.org/a", "http://x.org/a"),
        (f"{COPY}im_/https://x.org/a b.png", f"{COPY}im_/https://x.org/a%20b.png", "https://x.org/a%20b.png"),
        (f'{COPY}/https://x.org/"國"', f"{COPY}/https://x.org/%22%E5%9C%8B%22", "https://x.org/%22%E5%9C%8B%22"),
        (f"{COPY}/https://x.org/a?b=c#d", f"{COPY}/https://x.org/a?b=c#d", "https://x.org/a?b=c#d"),
        (f"{COPY}/https://https://x.org/a", f"{COPY}/https://x.org/a", "https://x.org/a"),
        (f"{COPY}/https://web.archive.org/web/2019/http://x.org/", "https://web.archive.org/web/2019/http://x.org/", "http://x.org/"),
        ("http://web.archive.org/web/2021/http://x.org/", f"{COPY}/http://x.org/", "http://x.org/"),
        (f"{COPY}/mailto:a@x.org", "mailto:a@x.org", ""),
        (f"{COPY}/javascript:alert(1)", f"{COPY}/javascript:alert(1)", ""),
        ("https://http://x.org/a", "http://x.org/a", ""),
        ("http://https//x.org/a", "https://x.org/a", ""),
        ("http:/x.org/a", "http://x.org/a", ""),
        ("https://https/a", "https://https/a", ""),
    ],
)  # fmt: skip
def test_what_an_archive_did_to_an_address_is_mended(url: str, expected: str, of: str) -> None:
    assert (expected, of) == (address(url), original(url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#part",
        "other.md",
        "/about",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "ftp://example.org/",
        "http:",
        "http://",
        "http:///etc/passwd",
        "http:example.org",
        "https://example.org:port/",
        "https://[::1",
        "https://user:word@example.org/",
        "https://exa mple.org/",
        "https://.../",
        "https:/https:///0",
        "mailto:",
        "mailto:nobody",
        "https://example.org/" + "a" * 9000,
    ],
)
def test_what_is_no_safe_address_is_empty(url: str) -> None:
    assert "" == address(url)


@settings(deadline=None)
@given(ODD, st.sampled_from(STARTS))
def test_an_address_is_safe_ascii_and_comes_out_of_itself(rest: str, start: str) -> None:
    url = address(start + rest)
    assert url == address(url)
    assert url.isascii()
    assert not set(url) & set(' "<>{}|\\^`\t\n')
    assert not url or url.startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("images/a.jpg", "articles/2019/images/a.jpg"),
        ("./a.jpg", "articles/2019/a.jpg"),
        ("../images/a.jpg", "articles/images/a.jpg"),
        ("images/%E5%9C%96%20%E4%B8%80.jpg", "articles/2019/images/圖 一.jpg"),
        ("圖　一.jpg", "articles/2019/圖　一.jpg"),
        ("a.jpg?width=300#top", "articles/2019/a.jpg"),
        ("100%.jpg", "articles/2019/100%.jpg"),
        ("a%3Fb.jpg", "articles/2019/a?b.jpg"),
        ("images\\a.jpg", "articles/2019/images/a.jpg"),
        ("/images/a.jpg", "articles/2019//images/a.jpg"),
        ("/../../etc/passwd", "articles/2019//etc/passwd"),
        ("__GHOST_URL__/content/a.jpg", "articles/2019//content/a.jpg"),
        ("%7B%7B%20site.baseurl%20%7D%7D/assets/a.jpg", "articles/2019//assets/a.jpg"),
        ("https://example.org/a b.jpg", "https://example.org/a%20b.jpg"),
        ("//example.org/a.jpg", "https://example.org/a.jpg"),
    ],
)
def test_a_picture_has_an_address_of_the_web_or_a_path(url: str, expected: str) -> None:
    assert expected == picture(url, "articles/2019/a.md")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#top",
        "?width=300",
        "/",
        "../../../etc/passwd",
        "..%2f..%2f..%2fetc/passwd",
        "..\\..\\..\\boot.ini",
        "C:\\a.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "mailto:a@example.org",
        "a%00.jpg",
        "a%0A.jpg",
        "a/" * 5000,
    ],
)
def test_what_leads_to_no_picture_of_the_project_is_empty(url: str) -> None:
    assert "" == picture(url, "articles/2019/a.md")


def test_a_path_goes_from_the_folder_of_an_article_outside_the_project() -> None:
    assert "/srv/archive/images/a.jpg" == picture("../images/a.jpg", "/srv/archive/2019/a.md")
    assert "/srv/archive//a.jpg" == picture("/a.jpg", "/srv/archive/b.md")


@settings(deadline=None)
@example(["/", "a", ".."])  # an address of the web
@given(st.lists(st.sampled_from(["..", "%2e%2e", "a", "圖", "/", "\\", "%2f", "?", "{{x}}"])))
def test_no_path_leads_out_of_the_project(parts: list[str]) -> None:
    found = picture("/".join(parts), "a/b.md")
    assert is_web(found) or ".." not in found.split("/")
    assert not found.startswith("/")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_cleaned_text_is_clean(text: str) -> None:
    assert visible(text) == visible(visible(text))
    assert () == unseen(visible(text))


def test_characters_that_turn_the_line_are_removed() -> None:
    assert "國家abc" == visible("國\u202e家\u200ba\x00b\ufeffc")


def test_removed_characters_have_names() -> None:
    assert ("U+0000 NULL", "U+202E RIGHT-TO-LEFT OVERRIDE") == unseen("國\u202e家\x00\u202e")


def test_tabs_line_ends_and_variation_selectors_stay() -> None:
    assert "a\tb\n國\U000e0100" == visible("a\tb\n國\U000e0100")


def test_a_page_break_is_a_space() -> None:
    assert "a b c" == visible("a\fb\u2028c")
