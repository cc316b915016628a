"""The picture of a front matter opens its article, once, and nothing else is taken for one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import front, reader, tree
from toolkit.article import Article
from toolkit.lead import Lead, before, lead
from toolkit.model import Blocks


def named(head: str) -> Lead | None:
    return lead(front.split(f"---\n{head}\n---\n文\n", path="a.md").meta)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("image: /assets/a.jpg", ("/assets/a.jpg", "", "")),
        ("image:\n  path: /a.jpg\n  alt: 屋\n  width: 3", ("/a.jpg", "屋", "")),
        ("image: [a.jpg, b.jpg]", ("a.jpg", "", "")),
        ("coverImage: a.jpg", ("a.jpg", "", "")),
        ("cover: images/圖 一.PNG?v=2", ("images/圖 一.PNG?v=2", "", "")),
        ("cover:\n  image: a.jpg\n  alt: 屋\n  caption: 說明\n  relative: true", ("a.jpg", "屋", "說明")),
        ("feature_image: https://x.org/1\nfeature_image_alt: 屋\nfeature_image_caption: <b>說</b>", ("https://x.org/1", "屋", "<b>說</b>")),
        ("featured_image: a.webp", ("a.webp", "", "")),
        ("featuredImage: a.gif\nfeaturedImageCaption: 說", ("a.gif", "", "說")),
        ("thumbnail:\n  src: a.jpg\n  visibility: [list]", ("a.jpg", "", "")),
        ("header:\n  image: a.jpg\n  caption: 說", ("a.jpg", "", "說")),
        ("thumbnail: small.jpg\ncover: a.jpg", ("a.jpg", "", "")),
        ('cover: "#49b1f5"\nthumbnail: a.jpg', ("a.jpg", "", "")),
    ],
)  # fmt: skip
def test_the_picture_is_found_under_the_names_of_many_programs(
    head: str, expected: tuple[str, str, str]
) -> None:
    found = named(head)
    assert found is not None
    assert expected == (found.address, found.alt, found.caption)


@pytest.mark.parametrize(
    "head",
    [
        "title: 題\nimages: [a.jpg]",
        "cover: true",
        "cover:",
        "image: []",
        "image:\n  caption: 說\n  focal_point: center",
        "image: [[a.jpg]]",
        "header: 題.目",
        "cover: linear-gradient(20deg, #0062be, #925696)",
        "thumbnail: 12",
        "image: data:image/png;base64,AAAA",
        "cover:\n  image: a.jpg\n  hidden: true",
    ],
)
def test_what_names_no_picture_is_none(head: str) -> None:
    assert named(head) is None


def read(folder: Path, head: str, *body: str) -> Article:
    folder.mkdir(exist_ok=True)
    (folder / "a.md").write_text("\n\n".join((f"---\ntitle: 題\n{head}\n---", *body)), "utf-8")
    (found,) = reader.read([folder / "a.md"], root=folder.parent)
    assert isinstance(found, Article)
    return found


def shown(one: Article) -> list[str]:
    return [image["c"][2][0] for image in tree.images(one.blocks)]


def test_it_opens_the_article_and_its_words_are_translated(tmp_path: Path) -> None:
    head = "cover:\n  image: images/a.jpg\n  alt: 海邊\n  caption: 圖：[**路透社**](https://x.org)"
    one = read(tmp_path / "p", head, "# 題", "文字。")
    assert ["Figure", "Para"] == [block["t"] for block in one.blocks]
    assert {"p//images/a.jpg": 4} == one.pictures
    assert ["題", "圖：<1><2>路透社</2></1>", "海邊", "文字。"] == [s.text for s in one.segments]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("cover: a.jpg", "p//a.jpg"),
        ("cover: ./a.jpg", "p/a.jpg"),
        ("cover: ../a.jpg", "a.jpg"),
        ("cover: /img/a.jpg", "p//img/a.jpg"),
        ("cover: __GHOST_URL__/content/a.jpg", "p//content/a.jpg"),
        ("cover: //x.org/a.jpg", "https://x.org/a.jpg"),
    ],
)
def test_a_path_goes_from_the_article_or_from_the_root_of_the_site(
    tmp_path: Path, head: str, expected: str
) -> None:
    assert [expected] == shown(read(tmp_path / "p", head, "文字。"))


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("coverImage: a.jpg", "images/a.jpg"),
        ("coverImage: images/a.jpg", "/images/A.JPG"),
        ("image: /wp-content/uploads/2020/01/a.jpg", "https://x.org/wp-content/uploads/2020/01/a-300x200.jpg"),
        ("image: https://x.org/2020/a-scaled.jpg", "../images/a.jpg"),
        ("image: https://x.org/2020/a.jpg", "https://i0.wp.com/x.org/2020/a.jpg?w=300"),
        ("image: https://x.org/content/images/2020/a.jpg", "https://x.org/content/images/size/w600/2020/a.jpg"),
    ],
)  # fmt: skip
def test_a_picture_that_the_article_shows_is_not_set_before_it(
    tmp_path: Path, head: str, body: str
) -> None:
    article = read(tmp_path / "p", head, f"- 文字 ![]({body})")
    assert 1 == len(shown(article))
    assert "BulletList" == article.blocks[0]["t"]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("image: images/a/1.jpg", "images/b/1.jpg"),
        ("image: https://x.org/a/1.jpg", "https://x.org/b/1.jpg"),
        ("image: https://x.org/image.php?id=1", "https://x.org/image.php?id=2"),
        ("image: a.jpg", "ba.jpg"),
    ],
)
def test_another_picture_of_a_like_name_is_another(tmp_path: Path, head: str, body: str) -> None:
    assert 2 == len(shown(read(tmp_path / "p", head, f"![]({body})")))


def test_one_that_leads_out_is_left_out_with_its_words_and_reported_with_its_line(
    tmp_path: Path,
) -> None:
    one = read(tmp_path / "p", "cover:\n  image: ../../a.jpg\n  alt: 海邊", "文字。")
    assert ["題", "文字。"] == [segment.text for segment in one.segments]
    assert [("unsafe-image", 4)] == [(found.rule, found.at.line) for found in one.findings]


def test_a_headline_with_a_picture_and_no_text_is_remarked_on(tmp_path: Path) -> None:
    one = read(tmp_path / "p", "cover: a.jpg")
    assert ["no-body"] == [found.rule for found in one.findings if found.rule == "no-body"]
    assert ["p//a.jpg"] == shown(one)


URLS = st.lists(st.sampled_from(["a", "b", "圖", "1", "2020"]), min_size=1, max_size=4).map(
    "/".join
)


@given(URLS, URLS, st.booleans(), st.booleans())
def test_which_of_two_addresses_the_body_has_makes_no_difference(
    one: str, two: str, first: bool, second: bool
) -> None:
    def figure(path: str, web: bool) -> Blocks:
        url = f"https://x.org/{path}.jpg" if web else f"{path}.jpg"
        return Lead(address=url, alt="", caption="").figure([])

    left, right = figure(one, first), figure(two, second)
    assert bool(before(left, right)) == bool(before(right, left))
    assert [] == before(left, left)
