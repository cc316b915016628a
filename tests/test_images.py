"""Pictures become fit for a book, the same way every time, and what is none stays out."""

import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from toolkit import images
from toolkit.errors import ProjectError
from toolkit.images import Album
from toolkit.model import Bilingual

URL = "https://example.org/a.png"
ALT = Bilingual(source="圖", target="A picture")


def saved(folder: Path, kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: Any) -> Path:  # fmt: skip
    path = folder / f"{images.key(URL)}.{kind.lower()}"
    Image.new(mode, size, 0).save(path, kind, **how)
    return path


def opened(found: images.Picture | None) -> Image.Image:
    assert found is not None
    return Image.open(io.BytesIO(found.data))


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png")])
def test_a_picture_that_any_reader_shows_stays_as_it_is(
    tmp_path: Path, kind: str, suffix: str
) -> None:
    path = saved(tmp_path, kind)
    found = Album(folder=tmp_path).find(URL)
    assert found is not None
    assert (path.read_bytes(), f"{images.key(URL)}.{suffix}") == (found.data, found.name)


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("WEBP", "RGB", "JPEG"),
        ("WEBP", "RGBA", "PNG"),
        ("GIF", "P", "PNG"),
        ("JPEG", "CMYK", "JPEG"),
        ("PNG", "I;16", "PNG"),
    ],
)
def test_a_picture_that_some_readers_do_not_show_is_made_anew(
    tmp_path: Path, kind: str, mode: str, expected: str
) -> None:
    saved(tmp_path, kind, mode=mode)
    found = Album(folder=tmp_path).find(URL)
    made = opened(found)
    assert (expected, (40, 30)) == (made.format, made.size)
    assert found is not None
    assert found.name.endswith({"JPEG": "jpg", "PNG": "png"}[expected])
    assert made.mode in ("L", "RGB", "RGBA")


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    saved(tmp_path, "JPEG", (2 * images.MOST, images.MOST))
    assert (images.MOST, images.MOST // 2) == opened(Album(folder=tmp_path).find(URL)).size


def test_a_picture_that_lies_on_its_side_is_set_upright_and_forgets_its_camera(
    tmp_path: Path,
) -> None:
    camera = Image.Exif()
    camera[0x0112], camera[0x010F] = 6, "Camera"
    saved(tmp_path, "JPEG", (40, 30), exif=camera)
    found = Album(folder=tmp_path).find(URL)
    made = opened(found)
    assert ((30, 40), {}) == (made.size, dict(made.getexif()))
    assert found is not None
    assert (30, 40) == found.size


def test_a_picture_is_made_anew_the_same_way_every_time(tmp_path: Path) -> None:
    saved(tmp_path, "WEBP", (2000, 100))
    one, two = (Album(folder=tmp_path).find(URL) for _ in range(2))
    assert one is not None
    assert two is not None
    assert one.data == two.data


def test_a_picture_that_would_fill_the_memory_is_a_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, "PNG", (200, 200))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert Album(folder=tmp_path).find(URL) is None
    assert images.keep(path.read_bytes(), URL, tmp_path / "images") is None
    with pytest.raises(ProjectError, match="no picture"):
        images.cover(path, ALT)


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"BM" + b"\0" * 60]
)
def test_what_is_no_picture_is_not_kept(tmp_path: Path, content: bytes) -> None:
    assert images.keep(content, URL, tmp_path) is None
    assert [] == list(tmp_path.iterdir())


# --- pictures that an article names by a path ---


@pytest.fixture
def album(tmp_path: Path) -> Album:
    """Return a project with a picture in each place where exporters put one."""
    for name in (
        "articles/2019/圖 一.JPG",
        "articles/images/a.png",
        "static/b.png",
        "articles/c.png",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), 0).save(path, "PNG")
    return Album(folder=tmp_path / "images", roots=(tmp_path, tmp_path / "articles"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("articles/2019/圖 一.JPG", "articles/2019/圖 一.JPG"),
        ("articles/2019/圖 一.jpg", "articles/2019/圖 一.JPG"),
        ("Articles/IMAGES/a.png", "articles/images/a.png"),
        ("articles/2019//images/a.png", "articles/images/a.png"),
        ("articles/2019//b.png", "static/b.png"),
        ("articles/2019//articles/c.png", "articles/c.png"),
        (".//static/b.png", "static/b.png"),
    ],
)
def test_a_picture_is_found_where_a_path_leads(
    album: Album, tmp_path: Path, url: str, expected: str
) -> None:
    found = album.find(url)
    assert found is not None
    assert tmp_path / expected == found.path
    assert f"{images.key(url)}.png" == found.name


def test_the_nearest_of_two_pictures_from_the_root_of_a_site_is_taken(
    album: Album, tmp_path: Path
) -> None:
    for folder in ("articles/blog", "articles", "."):
        Image.new("RGB", (4, 3)).save(_made(tmp_path / folder) / "d.png")
    found = album.find("articles/blog/2020//d.png")
    assert found is not None
    assert tmp_path / "articles" / "blog" / "d.png" == found.path


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://x.org/wp-content/uploads/2020/01/a.png", "articles/wp-content/uploads/2020/01/a.png"),
        ("https://x.org/wp-content/uploads/2020/01/a.png", "articles/uploads/2020/01/a.PNG"),
        ("https://x.org/wp-content/uploads/2020/01/a.png?w=300", "static/2020/01/a.png"),
        ("https://x.org/wp-content/uploads/2020/01/a.png", "x.org/wp-content/uploads/2020/01/a.png"),
        ("https://web.archive.org/web/2020im_/https://x.org/u/01/a.png", "u/01/a.png"),
        ("https://x.org/img/%E5%9C%96.png", "public/img/圖.png"),
        ("articles//wp-content/uploads/2020/01/a.png", "articles/uploads/2020/01/a.png"),
        ("https://x.org/uploads/2020/01/a-300x200.png?w=3", "uploads/2020/01/a.png"),
        ("articles/2020/a-scaled.png", "articles/2020/a.png"),
    ],
)  # fmt: skip
def test_a_picture_is_found_in_a_copy_of_the_folders_of_its_site(
    album: Album, tmp_path: Path, url: str, file: str
) -> None:
    path = _made((tmp_path / file).parent) / Path(file).name
    Image.new("RGB", (4, 3)).save(path)
    found = album.find(url)
    assert found is not None
    assert path == found.path


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://x.org/2020/01/d.png", "articles/d.png"),
        ("https://x.org/2020/01/d.png", "articles/01/d.png"),
        ("https://x.org/2020/01/d.png", "articles/2019/01/d.png"),
        ("https://x.org/d.png", "articles/d.png"),
        ("https://x.org/a/b/%2e%2e/c/d.png", "c/d.png"),
        ("articles/2020/images/d.png", "articles/images/d.png"),
        (f"https://x.org/{'a' * 300}/{'b' * 300}/d.png", "d.png"),
        (f"articles//{Path(__file__).as_posix().lstrip('/')}", "d.png"),
    ],
)
def test_a_like_name_alone_is_no_copy(album: Album, tmp_path: Path, url: str, file: str) -> None:
    Image.new("RGB", (4, 3)).save(_made((tmp_path / file).parent) / "d.png")
    assert ({}, {url: "is not there"}) == album.find_all([url])


def test_of_two_copies_the_longer_path_decides_and_where_there_is_none_neither(
    album: Album, tmp_path: Path
) -> None:
    url = "https://x.org/uploads/2020/01/a.png"
    for folder in ("static", "articles"):
        Image.new("RGB", (4, 3)).save(_made(tmp_path / folder / "2020" / "01") / "a.png")
    assert ({}, {url: "may be any of several files"}) == album.find_all([url])
    Image.new("RGB", (4, 3)).save(_made(tmp_path / "uploads" / "2020" / "01") / "a.png")
    found = album.find(url)
    assert found is not None
    assert tmp_path / "uploads" / "2020" / "01" / "a.png" == found.path


def test_a_name_may_be_written_in_the_other_form_of_unicode(album: Album, tmp_path: Path) -> None:
    Image.new("RGB", (4, 3)).save(tmp_path / unicodedata.normalize("NFD", "café.png"))
    assert album.find("café.png") is not None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _text(path: Path, outside: Path) -> None:
    path.write_text("no picture")


def _script(path: Path, outside: Path) -> None:
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")


def _large(path: Path, outside: Path) -> None:
    Image.new("RGB", (4, 3)).save(path, "PNG")
    os.truncate(path, 100_000_000)


def _out(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "secret.png")


def _folder_out(path: Path, outside: Path) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(outside)
    path.with_name("secret.png").rename(path)


def _loop(path: Path, outside: Path) -> None:
    path.symlink_to(path)


def _pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path, outside: Path) -> None:
    path.mkdir()


def _nothing(path: Path, outside: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("trick", "why"),
    [
        (_text, "is no picture that a book can show"),
        (_script, "is no picture that a book can show"),
        (_large, "is larger than 30 MB"),
        (_out, "lies outside the project"),
        (_folder_out, "lies outside the project"),
        (_loop, "is no file"),
        (_pipe, "is no file"),
        (_folder, "is no file"),
        (_nothing, "is not there"),
    ],
)
def test_what_is_no_safe_picture_is_not_taken_and_reported(
    tmp_path: Path, trick: Callable[[Path, Path], None], why: str
) -> None:
    root, outside = _made(tmp_path / "book"), _made(tmp_path / "outside")
    Image.new("RGB", (4, 3)).save(outside / "secret.png")
    trick(_made(root / "images") / "a.jpg", outside)
    album = Album(folder=root / "none", roots=(root,))
    assert ({}, {"images/a.jpg": why}) == album.find_all(["images/a.jpg"])


@pytest.mark.parametrize("url", ["../outside/secret.png", "..//secret.png", "{}/secret.png", "{}//secret.png"])  # fmt: skip
def test_no_path_that_was_not_cleaned_leads_out_either(tmp_path: Path, url: str) -> None:
    root, outside = _made(tmp_path / "book"), _made(tmp_path / "outside")
    Image.new("RGB", (4, 3)).save(outside / "secret.png")
    assert Album(folder=root / "none", roots=(root,)).find(url.format(outside)) is None


def test_a_link_to_a_folder_of_articles_that_the_project_names_is_followed(tmp_path: Path) -> None:
    root, archive = _made(tmp_path / "book"), _made(tmp_path / "archive" / "images")
    Image.new("RGB", (4, 3)).save(archive / "a.png")
    (root / "articles").symlink_to(archive.parent)
    album = Album(folder=root / "images", roots=(root, root / "articles"))
    assert album.find("articles/images/a.png") is not None
    assert album.find("articles/2019//images/a.png") is not None


def test_a_file_that_was_added_for_a_path_stands_for_it(album: Album) -> None:
    packed = io.BytesIO()
    Image.new("RGB", (4, 3)).save(packed, "PNG")
    kept = images.keep(packed.getvalue(), "articles/none.jpg", album.folder)
    assert ({"articles/none.jpg": kept}, {}) == album.find_all(["articles/none.jpg"])


@pytest.mark.parametrize(
    "url", ["https://x.org/../../../etc/passwd.png", "https://x.org/%2e%2e%2fa", "https://x.org/\0"]
)
def test_no_address_chooses_the_place_of_a_file(tmp_path: Path, url: str) -> None:
    packed = io.BytesIO()
    Image.new("RGB", (4, 3)).save(packed, "PNG")
    kept = images.keep(packed.getvalue(), url, tmp_path / "images")
    assert kept is not None
    assert [kept.path] == [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tmp_path / "images" == kept.path.parent
