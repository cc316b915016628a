"""A sentence that resembles one by hand is offered its English, and never given it."""

import time
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import po
from toolkit.model import Origin, Pair, Place, Segment
from toolkit.similar import LEAST, MOST, Shelf

HEAD = po.Head(
    project="A Book", source="a.md", source_lang="zh-Hant", target_lang="en-GB", date="", engine="e"
)
SENTENCES = st.text("一二三四五", min_size=1, max_size=12)


def distance(one: str, other: str) -> int:
    """Return Levenshtein's distance, by its definition."""
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, row = row, [n]
        for m, b in enumerate(other, 1):
            row.append(min(before[m] + 1, row[-1] + 1, before[m - 1] + (a != b)))
    return row[-1]


@given(SENTENCES, st.sets(SENTENCES, max_size=8))
def test_the_nearest_is_found_by_the_definition_of_likeness(text: str, sources: set[str]) -> None:
    def likeness(source: str) -> float:
        return 1 - distance(text, source) / max(len(text), len(source))

    best = max(map(likeness, sources - {text}), default=0.0)
    match = Shelf({source: source.upper() for source in sources}).nearest(text)
    assert (best if best >= LEAST else None) == (match and pytest.approx(match.score))
    if match:
        assert pytest.approx(likeness(match.source)) == match.score


@given(SENTENCES, st.lists(SENTENCES, unique=True, max_size=8))
def test_the_order_of_sentences_changes_nothing(text: str, sources: list[str]) -> None:
    one = Shelf(dict.fromkeys(sources, "x")).nearest(text)
    other = Shelf(dict.fromkeys(reversed(sources), "x")).nearest(text)
    assert one == other


def test_the_same_sentence_is_not_offered_to_itself() -> None:
    assert None is Shelf({"他會見了記者。": "He met the press."}).nearest("他會見了記者。")


def test_the_time_for_a_sentence_is_bounded() -> None:
    shelf = Shelf({f"{n:06}號文件在昨天的會議上通過了。": "x" for n in range(20 * MOST)})
    start = time.process_time()
    for n in range(20):
        assert shelf.nearest(f"{n:06}號文件在今天的會議上通過了。")
    assert time.process_time() - start < 2


def pair(source: str, target: str, origin: Origin = Origin.ENGINE) -> Pair:
    return Pair(
        source=Segment(text=source, at=Place(path="a.md", line=3)), target=target, origin=origin
    )


def write(path: Path, *pairs: Pair, shelf: Shelf | None = None) -> polib.POFile:
    po.write(path, HEAD, pairs, po.read(path), **({"shelf": shelf} if shelf else {}))
    return polib.pofile(str(path))


def test_a_sentence_like_one_by_hand_carries_it_as_a_comment(tmp_path: Path) -> None:
    shelf = Shelf({"他昨天會見了記者。": "He met the press\nyesterday."})
    (entry,) = write(tmp_path / "a.po", pair("他今天會見了記者。", "He met today."), shelf=shelf)
    assert "similar (0.89): 他昨天會見了記者。 → He met the press yesterday." in entry.comment
    assert ("He met today.", []) == (entry.msgstr, entry.flags)
    assert not po.read(tmp_path / "a.po")["", "他今天會見了記者。"].human


def test_a_sentence_by_hand_is_offered_nothing(tmp_path: Path) -> None:
    shelf = Shelf({"他昨天會見了記者。": "He met the press."})
    (entry,) = write(
        tmp_path / "a.po", pair("他今天會見了記者。", "Mine.", Origin.HUMAN), shelf=shelf
    )
    assert "by hand" == entry.comment


def test_a_sentence_by_hand_whose_chinese_changed_is_kept_and_offered_and_not_applied(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.po"
    write(path, pair("他昨天會見了記者。", "x"))
    po.edit(path, {("", "他昨天會見了記者。"): po.Edit(target="He met the press yesterday.")})
    new = pair("他今天會見了記者。", "He see reporter.")
    entry, gone = write(path, new)
    assert ("He see reporter.", ["fuzzy"]) == (entry.msgstr, entry.flags)
    assert "他昨天會見了記者。" == entry.previous_msgid
    assert "similar (0.89): 他昨天會見了記者。 → He met the press yesterday." in entry.comment
    assert (True, "He met the press yesterday.") == (gone.obsolete, gone.msgstr)
    assert not po.read(path)["", "他今天會見了記者。"].human
    assert not po.write(path, HEAD, [new], po.read(path))
