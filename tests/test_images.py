"""Pictures become fit for a book, the same way every time, and what is none stays out."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from toolkit import images
from toolkit.errors import ProjectError
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
    found = images.find(URL, tmp_path)
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
    found = images.find(URL, tmp_path)
    made = opened(found)
    assert (expected, (40, 30)) == (made.format, made.size)
    assert found is not None
    assert found.name.endswith({"JPEG": "jpg", "PNG": "png"}[expected])
    assert made.mode in ("L", "RGB", "RGBA")


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    saved(tmp_path, "JPEG", (2 * images.MOST, images.MOST))
    assert (images.MOST, images.MOST // 2) == opened(images.find(URL, tmp_path)).size


def test_a_picture_that_lies_on_its_side_is_set_upright_and_forgets_its_camera(
    tmp_path: Path,
) -> None:
    camera = Image.Exif()
    camera[0x0112], camera[0x010F] = 6, "Camera"
    saved(tmp_path, "JPEG", (40, 30), exif=camera)
    made = opened(images.find(URL, tmp_path))
    assert ((30, 40), {}) == (made.size, dict(made.getexif()))


def test_a_picture_is_made_anew_the_same_way_every_time(tmp_path: Path) -> None:
    saved(tmp_path, "WEBP", (2000, 100))
    one, two = (images.find(URL, tmp_path) for _ in range(2))
    assert one is not None
    assert two is not None
    assert one.data == two.data


def test_a_picture_that_would_fill_the_memory_is_a_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, "PNG", (200, 200))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert images.find(URL, tmp_path) is None
    assert images.keep(path.read_bytes(), URL, tmp_path / "images") is None
    with pytest.raises(ProjectError, match="no picture"):
        images.cover(path, ALT)


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"BM" + b"\0" * 60]
)
def test_what_is_no_picture_is_not_kept(tmp_path: Path, content: bytes) -> None:
    assert images.keep(content, URL, tmp_path) is None
    assert [] == list(tmp_path.iterdir())


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
