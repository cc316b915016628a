"""Terms go to other term bases and come back; what contradicts ours is reported with both sides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import tbx as ttk_tbx

from toolkit.errors import GlossaryError
from toolkit.exchange import Languages, rows, table, termbase
from toolkit.table import KINDS, Term, parse, render

LANGUAGES = Languages(source="zh-Hant-HK", target="en-GB")
HAN = st.text("蓬佩奧北韓金正恩峰會", min_size=2, max_size=5)
ENGLISH = (
    st.text("AbcÉ -’&<\"'.=+@", min_size=1, max_size=10)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
NOTE = st.text("a b,;\"'<&=-\n", max_size=8).map(lambda text: " ".join(text.split()))


@st.composite
def tables(draw: st.DrawFn) -> tuple[Term, ...]:
    """Draw a table whose rows contradict nothing."""
    sources = draw(st.lists(HAN, min_size=1, max_size=5, unique=True))
    found = []
    for source in sources:
        policy = draw(st.sampled_from(["use", "keep", "forbid", "ignore"]))
        wanted = policy in {"use", "forbid"}
        found.append(
            {
                "source": source,
                "target": "|".join(draw(st.lists(ENGLISH, min_size=1, max_size=3, unique=True)))
                if wanted
                else "",
                "variants": "|".join(draw(st.lists(HAN, max_size=2, unique=True))),
                "kind": draw(st.sampled_from(KINDS)),
                "policy": policy,
                "first": draw(ENGLISH | st.just("")) if policy == "use" else "",
                "context": draw(st.sampled_from(["", "只在.*之前"])),
                "note": draw(NOTE),
            }
        )
    return parse(table.plain(list(found[0]), found), path="t.csv")


def says(terms: tuple[Term, ...]) -> list[dict[str, str]]:
    return sorted((term.row() for term in terms), key=str)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_term_base_gives_back_the_rows_that_it_was_given(terms: tuple[Term, ...]) -> None:
    content = termbase.write(terms, LANGUAGES)
    assert says(terms) == says(termbase.read(content, LANGUAGES, at="x.tbx"))


@settings(max_examples=60, deadline=None)
@given(tables(), st.booleans())
def test_a_spreadsheet_gives_back_the_rows_that_it_was_given(
    terms: tuple[Term, ...], bom: bool
) -> None:
    text = termbase.write_csv(terms, bom=bom)
    assert says(terms) == says(termbase.read_csv(text, at="x.csv"))


@settings(max_examples=30, deadline=None)
@given(tables())
def test_what_is_here_already_is_no_news(terms: tuple[Term, ...]) -> None:
    news = rows.compare(terms, terms)
    assert ((), len(terms), ()) == (news.fresh, news.same, news.conflicts)


def test_translate_toolkit_opens_a_term_base() -> None:
    terms = parse("source,target,variants\n蓬佩奧,Pompeo|Mike Pompeo,龐培歐\n", path="t.csv")
    store = ttk_tbx.tbxfile.parsestring(termbase.write(terms, LANGUAGES))
    store.setsourcelanguage("zh-Hant-HK")
    store.settargetlanguage("en-GB")
    (unit,) = store.units
    assert ["蓬佩奧", "龐培歐"] == [one.text for one in unit.get_source_terms()]
    assert ["Pompeo", "Mike Pompeo"] == [one.text for one in unit.get_target_terms()]


THEIRS = """<?xml version="1.0"?>
<tbx type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><descrip type="subjectField">politics</descrip>
<langSec xml:lang="en"><termSec><term>Party of Korea</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
<termSec><term>WPK</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
<termSec><term>Workers’ Party of Korea</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
<langSec xml:lang="zh-TW"><termSec><term>朝鮮勞動黨</term></termSec></langSec></conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="de"><termSec><term>Baum</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""


def test_a_term_base_of_the_newer_kind_is_read_with_the_standing_of_its_terms() -> None:
    use, forbid = termbase.read(THEIRS.encode(), LANGUAGES, at="x.tbx")
    assert ("朝鮮勞動黨", ("Workers’ Party of Korea", "WPK"), "use") == (
        use.source,
        use.targets,
        use.policy,
    )
    assert (("Party of Korea",), "forbid") == (forbid.targets, forbid.policy)


def test_a_bad_row_is_reported_with_its_line() -> None:
    terms = parse("source,target\n蓬佩奧,Pompeo\n北韓,North Korea\n", path="t.csv")
    content = termbase.write(terms, LANGUAGES).decode().replace("North Korea", "朝鮮")
    entries = [n for n, text in enumerate(content.split("\n"), 1) if "<termEntry" in text]
    with pytest.raises(ExceptionGroup) as caught:
        termbase.read(content.encode(), LANGUAGES, at="x.tbx")
    (error,) = caught.value.exceptions
    assert f"x.tbx:{entries[1]}: the target “朝鮮” holds Han" == str(error)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"<a/>"])
def test_what_is_no_term_base_is_reported(content: bytes) -> None:
    with pytest.raises(GlossaryError, match="is not TBX"):
        termbase.read(content, LANGUAGES, at="x.tbx")


def compared(
    theirs: str, ours: str = "蓬佩奧,Pompeo|Mike Pompeo,龐培歐,person,use,\n"
) -> rows.News:
    header = "source,target,variants,kind,policy,note\n"
    return rows.compare(
        parse(header + theirs, path="theirs.csv"), parse(header + ours, path="ours.csv")
    )


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("蓬佩奧,Pompeo,,,,\n", "same"),
        ("龐培歐,Mike Pompeo,,,,\n", "same"),
        ("蓬佩奥,Pompeo,,,,\n", "same"),
        ("特朗普,Trump,,,,\n", "fresh"),
        ("蓬佩奧,Secretary Pompeo,,,,\n", "conflict"),
        ("蓬佩奧,Pompeo,蓬先生,,,\n", "conflict"),
        ("蓬佩奧,,,,keep,\n", "conflict"),
        ("蓬佩奧,Ponpeo,,,forbid,\n", "fresh"),
    ],
)
def test_a_row_is_news_or_known_or_a_conflict(row: str, outcome: str) -> None:
    news = compared(row)
    assert {"same": (0, 1, 0), "fresh": (1, 0, 0), "conflict": (0, 0, 1)}[outcome] == (
        len(news.fresh),
        news.same,
        len(news.conflicts),
    )


def test_a_conflict_shows_both_sides_with_their_places() -> None:
    (finding,) = compared("特朗普,Trump,,,,\n蓬佩奧,Mike P,,,,\n").conflicts
    assert "theirs.csv:3" == str(finding.at)
    assert (
        "“蓬佩奧” is “Mike P” there and “Pompeo|Mike Pompeo (龐培歐)” in ours.csv:2"
        == finding.message
    )


def test_two_rows_of_one_file_may_contradict_each_other() -> None:
    assert 1 == len(compared("特朗普,Trump,,,,\n特朗普,Donald,,,,\n").conflicts)


def test_a_table_is_written_as_ours_are() -> None:
    terms = parse("source,target\n蓬佩奧,=Pompeo\n", path="t.csv")
    assert "蓬佩奧,'=Pompeo,,term,use,\r\n" in termbase.write_csv(terms, bom=False)
    assert "蓬佩奧,=Pompeo,,term,use,\n" in render(terms)
