import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from toolkit import disk, po
from toolkit.ledger import Ledger, Outcome, Summary
from toolkit.model import Finding, Occurrence, Origin, Pair, Place, Segment

AT = Place(path="a.md", line=3)
HEAD = po.Head(
    project="P", source="a.md", source_lang="zh", target_lang="en", date="", engine="e 1"
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(
    lambda text: f"文{text}".strip()
)


def pair(source: str, target: str | None, *, human: bool = False, rule: str = "") -> Pair:
    finding = Finding(rule=rule, severity="warning", at=AT, message="look")
    return Pair(
        source=Segment(text=source, at=AT),
        target=target,
        origin=Origin.HUMAN if human else Origin.ENGINE,
        findings=(finding,) if rule else (),
        terms=(Occurrence(source="普京", form="Putin", rung="source"),),
    )


PAIRS = (
    pair("一。", "One."),
    pair("二。", "Two.", human=True),
    pair("三。", "Three.", rule="repetition"),
    pair("四。", None, rule="untranslated"),
)


def test_a_summary_counts_what_a_po_file_says(tmp_path: Path) -> None:
    po.write(tmp_path / "a.po", HEAD, PAIRS, {})
    expected = Summary(
        article="a.md",
        engine="e 1",
        segments=4,
        by_hand=1,
        review=2,
        missing=1,
        rungs={"source": 3, "by hand": 1},
        edits={"二。": "Two."},
    )
    assert expected == Summary.of(po.load(tmp_path / "a.po"))


@given(st.dictionaries(TEXT, TEXT, min_size=1, max_size=4), st.booleans())
def test_what_is_kept_of_a_file_is_what_will_be_read_of_it(
    tmp_path_factory, texts: dict[str, str], human: bool
) -> None:
    path = tmp_path_factory.mktemp("po") / "a.po"
    pairs = [pair(source, target, human=human) for source, target in texts.items()]
    raw, file = po.compose(HEAD, pairs, {})
    disk.write(path, raw)
    assert file == po.load(path)


def test_an_outcome_is_kept_under_its_stamp(tmp_path: Path) -> None:
    counts = {"articles": 1, "segments": 4, "by_hand": 1, "to_engine": 3, "terms": 4}
    outcome = Outcome.of(counts, (), PAIRS)
    with Ledger(tmp_path / "l.sqlite3") as ledger:
        ledger.finish("a.md", b"stamp", 3, ["一。", "二。"], outcome)
    with Ledger(tmp_path / "l.sqlite3") as ledger:
        assert ((b"stamp", 3), outcome) == (ledger.kept("a.md"), ledger.outcome("a.md"))
        assert ("一。", "二。") == ledger.sources("a.md")
        assert (None, None) == (ledger.kept("b.md"), ledger.outcome("b.md"))
    assert (1, 2) == (outcome.missing, outcome.review)


def test_what_is_settled_comes_from_memory_or_from_a_person() -> None:
    counts = {"articles": 1, "segments": 4, "by_hand": 1, "to_engine": 3, "terms": 4}
    settled = Outcome.of(counts, (), PAIRS).settled.counts
    assert {"articles": 1, "segments": 4, "by_hand": 1, "from_memory": 3, "terms": 4} == settled


def test_a_summary_of_other_bytes_is_none(tmp_path: Path) -> None:
    raw, file = po.compose(HEAD, PAIRS, {})
    with Ledger(tmp_path / "l.sqlite3") as ledger:
        ledger.note("a.md.po", file.digest, Summary.of(file))
        assert Summary.of(file) == ledger.summary("a.md.po", po.digest(raw))
        assert ledger.summary("a.md.po", po.digest(raw + b"\n")) is None


def test_what_comes_goes_or_changes_is_reported_since_when(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.sqlite3") as ledger:
        first = ledger.observe("edit", {"一。": "One.", "二。": "Two."})
        assert first == ledger.observe("edit", {"一。": "One.", "二。": "Two."})
        second = ledger.observe("edit", {"一。": "First.", "三。": "Three."})
        assert ["一。", "三。", "二。"] == ledger.changed("edit", first)
        assert [] == ledger.changed("edit", second)
        assert second == ledger.observe("edit", {"一。": "First.", "三。": "Three."})
        assert [] == ledger.changed("term", 0)


def test_a_finished_article_is_confirmed_in_a_later_state(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.sqlite3") as ledger:
        ledger.finish("a.md", b"stamp", 3, ["一。"], Outcome())
        ledger.confirm(["a.md"], 5)
        assert (b"stamp", 5) == ledger.kept("a.md")


def test_sources_that_are_lost_or_torn_are_none(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    with Ledger(path) as ledger:
        ledger.finish("a.md", b"stamp", 3, ["一。"], Outcome())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE article SET sources = x'00'")
    with Ledger(path) as ledger:
        assert (None, None) == (ledger.sources("a.md"), ledger.sources("b.md"))
