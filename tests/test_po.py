from dataclasses import replace
from pathlib import Path

import polib
import pytest

from toolkit import po
from toolkit.errors import StoreError
from toolkit.model import Finding, Occurrence, Origin, Pair, Place, Reading, Segment

HEAD = po.Head(
    project="A Book",
    source="articles/a.md",
    source_lang="zh-Hant-HK",
    target_lang="en-GB",
    date="2018-06-01",
    engine="e 1",
)
AT = Place(path="articles/a.md", line=3)


def pair(
    source: str, target: str | None, *, field: str = "", findings: tuple[Finding, ...] = ()
) -> Pair:
    return Pair(source=Segment(text=source, field=field, at=AT), target=target, findings=findings)


def finding(rule: str = "repetition") -> Finding:
    return Finding(rule=rule, severity="warning", at=AT, message="look at it")


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    po.write(
        path,
        HEAD,
        [
            pair("標題", "Title", field="title"),
            pair("他說：“好”\n<1>走</1>。", "He <1>left</1>.\nOK"),
        ],
        {},
    )
    entries = po.read(path)
    assert {key: entry.target for key, entry in entries.items()} == {
        ("title", "標題"): "Title",
        ("", "他說：“好”\n<1>走</1>。"): "He <1>left</1>.\nOK",
    }
    assert not any(entry.human or entry.fuzzy for entry in entries.values())


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    pairs = [pair("一。", "One."), pair("二。", "Two.", findings=(finding(),))]
    assert po.write(path, HEAD, pairs, {})
    assert not po.write(path, HEAD, pairs, po.read(path))


def edit(path: Path, source: str, **changes: object) -> None:
    """Do what Poedit does."""
    file = polib.pofile(str(path))
    entry = file.find(source)
    assert entry is not None
    for name, value in changes.items():
        setattr(entry, name, value)
    file.save()


def test_what_the_model_made_of_its_english_is_kept_until_a_person_writes_other(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.po"
    made = Reading(mean=-0.5, worst=-2.25, word="One", omission=-3.5)
    po.write(path, HEAD, [replace(pair("一。", "One."), reading=made)], {})
    assert made == po.read(path)["", "一。"].reading
    assert () == po.records(path)[0].notes
    edit(path, "一。", msgstr="The first.")
    assert po.read(path)["", "一。"].reading is None


def test_an_edited_sentence_is_known_to_be_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    po.write(path, HEAD, [pair("一。", "One."), pair("二。", "Two.")], {})
    edit(path, "一。", msgstr="The first.")
    assert [(e.target, e.human) for e in po.read(path).values()] == [
        ("The first.", True),
        ("Two.", False),
    ]


def test_a_flag_that_a_person_took_away_makes_the_sentence_theirs(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    po.write(path, HEAD, [pair("一。", "One.", findings=(finding(),))], {})
    (before,) = po.read(path).values()
    edit(path, "一。", flags=[])
    (after,) = po.read(path).values()
    assert (before.fuzzy, before.human, after.fuzzy, after.human) == (True, False, False, True)


def test_what_is_by_hand_stays_by_hand_when_it_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    po.write(path, HEAD, [pair("一。", "One.")], {})
    edit(path, "一。", msgstr="The first.", tcomment="as the style book says")
    mine = Pair(source=Segment(text="一。", at=AT), target="The first.", origin=Origin.HUMAN)
    po.write(path, HEAD, [mine], po.read(path))
    (entry,) = po.read(path).values()
    assert (
        entry.target,
        entry.human,
        entry.remark,
    ) == ("The first.", True, "as the style book says")


def test_an_emptied_sentence_asks_to_be_translated_again(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    po.write(path, HEAD, [pair("一。", "One.")], {})
    edit(path, "一。", msgstr="")
    assert po.read(path) == {}


def test_a_sentence_by_hand_whose_source_is_gone_is_kept_as_obsolete(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    po.write(path, HEAD, [pair("一。", "One."), pair("二。", "Two.")], {})
    edit(path, "一。", msgstr="The first.")
    po.write(path, HEAD, [pair("三。", "Three.")], po.read(path))
    file = polib.pofile(str(path))
    assert [entry.msgid for entry in file.obsolete_entries()] == ["一。"]
    again = po.read(path)
    assert again["", "一。"].human
    assert not po.write(path, HEAD, [pair("三。", "Three.")], again)


def test_the_terms_and_findings_stand_beside_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    one = Pair(
        source=Segment(text="普京說。", at=AT),
        target="He said.",
        findings=(finding("term-missing"),),
        terms=(Occurrence(source="普京", form="", rung="missing"),),
    )
    po.write(path, HEAD, [one], {})
    (entry,) = polib.pofile(str(path))
    assert entry.flags == ["fuzzy"]
    assert entry.comment.splitlines()[:2] == [
        "term: 普京 → missing (missing)",
        "warning: look at it [term-missing]",
    ]
    assert entry.occurrences == [("articles/a.md", "3")]


def test_equal_sentences_share_an_entry_with_both_places(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    other = Pair(source=Segment(text="一。", at=Place(path="articles/a.md", line=9)), target="One.")
    po.write(path, HEAD, [pair("一。", "One."), other], {})
    (entry,) = polib.pofile(str(path))
    assert entry.occurrences == [("articles/a.md", "3"), ("articles/a.md", "9")]


def test_a_file_that_is_there_not_has_no_entries(tmp_path: Path) -> None:
    assert po.read(tmp_path / "none.po") == {}


def test_a_broken_file_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text('msgid "a"\nmsgstr "b\nnonsense\n', encoding="utf-8")
    with pytest.raises(StoreError, match="not a PO file") as caught:
        po.read(path)
    assert str(path) == caught.value.at


@pytest.mark.parametrize(
    "text",
    [
        'msgid "a"\nmsgstr "He said so.\n',
        'msgid ""\n"a\nmsgstr "b"\n',
        'msgid "a"\nmsgstr "He said \\"so.\\"\n',
        '#~ msgid "a"\n#~ msgstr "b\n',
        'msgid "a"\nmsgstr "\n',
    ],
)
def test_a_string_without_its_closing_mark_loses_no_letter_in_silence(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.po"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"line \d has no closing quotation mark"):
        po.read(path)
    assert text == path.read_text(encoding="utf-8")


def test_quotation_marks_in_a_string_or_a_comment_close_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text('# "so\nmsgid "a"\nmsgstr "He said \\"so.\\" \\\\"\n', encoding="utf-8")
    assert ['He said "so." \\'] == [entry.target for entry in po.read(path).values()]
