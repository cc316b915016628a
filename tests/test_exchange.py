"""What leaves for another tool comes back unharmed, and only what was edited there changes here."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage import csvl10n
from translate.storage import tmx as ttk_tmx
from translate.storage import xliff as ttk_xliff

from toolkit import exchange, po
from toolkit.cli import main
from toolkit.errors import StoreError
from toolkit.exchange import Languages, Unit, inline, merge, page, table, tmx, xliff
from toolkit.model import Pair, Place, Segment

LANGUAGES = Languages(source="zh-Hant-HK", target="en-GB")
CLEAN = st.characters(exclude_categories=["Cs"])
WORDS = st.text(CLEAN, max_size=12)
TAGS = st.sampled_from(
    [
        "<1>",
        "</1>",
        "<2/>",
        "<3>",
        "</3>",
        "</2/>",
        "&lt;1>",
        "&amp;lt;2/>",
        "<",
        "&",
        "=",
        "'",
        "\n",
        "\r\n",
        "\x0c",
        " ",
    ]
)
TAGGED = st.lists(WORDS | TAGS, min_size=1, max_size=6).map("".join)
SOURCE = TAGGED.filter(bool)
REMARK = st.text(CLEAN, max_size=20).map(lambda text: inline.legal(text).replace("\r", " ").strip())


@st.composite
def units(draw: st.DrawFn) -> tuple[Unit, ...]:
    """Draw the sentences of two articles."""
    found = []
    for article in ("articles/a.md", "articles/日 記.md"):
        for key in draw(
            st.lists(
                st.tuples(st.sampled_from(["", "title", "a&b"]), SOURCE), max_size=4, unique=True
            )
        ):
            target = draw(TAGGED | st.just(""))
            fuzzy = bool(target) and draw(st.booleans())
            found.append(
                Unit(
                    article=article,
                    field=key[0],
                    source=key[1],
                    target=target,
                    line=draw(st.integers(0, 999)),
                    fuzzy=fuzzy,
                    remark=draw(REMARK),
                    notes=("warning: „x“ <b> [rule]",) * draw(st.integers(0, 1)),
                    base=exchange.mark(target, fuzzy=fuzzy),
                )
            )
    return tuple(found)


def through_xliff(some: tuple[Unit, ...]) -> tuple[Unit, ...]:
    return xliff.read(xliff.write(some, LANGUAGES), at="x.xlf")


def through_tmx(some: tuple[Unit, ...]) -> tuple[Unit, ...]:
    return tmx.read(tmx.write(some, LANGUAGES), LANGUAGES, at="x.tmx")


def through_csv(some: tuple[Unit, ...]) -> tuple[Unit, ...]:
    return table.read(table.write(some), at="x.csv")


FORMATS = {"xliff": through_xliff, "tmx": through_tmx, "csv": through_csv}
Trip = Callable[[tuple[Unit, ...]], tuple[Unit, ...]]


@pytest.fixture(params=FORMATS.values(), ids=FORMATS)
def trip(request: pytest.FixtureRequest) -> Trip:
    return request.param


@given(TAGGED)
def test_rendering_undoes_parsing(text: str) -> None:
    assert text == inline.render(inline.parse(text))


@pytest.mark.parametrize("trip", FORMATS.values(), ids=FORMATS)
@settings(max_examples=60, deadline=None)
@given(some=units())
def test_every_format_gives_back_what_it_was_given(trip: Trip, some: tuple[Unit, ...]) -> None:
    expected = tuple(unit for unit in some if unit.target) if trip is through_tmx else some
    assert expected == tuple(replace(unit, human=False) for unit in trip(expected))


@given(
    st.text(CLEAN, max_size=8) | st.sampled_from(["=1", "'=1", "''+", "-", "'", "'a", "\t=", "＝1"])
)
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    guarded = table.guard(cell)
    assert cell == table.bare(guarded)
    assert guarded[:1] not in tuple("=+-@\t\r＝＋－＠") or guarded == ""


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_as_a_spreadsheet_saves_it(separator: str) -> None:
    text = separator.join(["location", "source", "target"]) + "\r\n"
    text += separator.join(["a.md:3", "好。", '"Go, go; now"']) + "\r\n"
    (unit,) = table.read(text, at="x.csv")
    assert ("a.md", 3, "Go, go; now") == (unit.article, unit.line, unit.target)


def unit(source: str = "好<1>吧</1>。", target: str = "Fine <1>then</1>.", **more: object) -> Unit:
    given_fields = {"article": "a.md", "field": "", "line": 3, **more}
    made = Unit(source=source, target=target, **given_fields)  # type: ignore[arg-type]
    return made if made.base else replace(made, base=exchange.mark(target, fuzzy=made.fuzzy))


def test_tags_are_inline_codes_of_xliff() -> None:
    content = xliff.write((unit("看<1>這<2/></1>", "See <1>this<2/></1>"),), LANGUAGES).decode()
    assert '<source>看<g id="1">這<x id="2"/></g></source>' in content
    assert '<target state="translated">See <g id="1">this<x id="2"/></g></target>' in content


def test_tags_are_inline_codes_of_tmx() -> None:
    content = tmx.write((unit("看<1>這</1><2/>", "See <1>this</1><2/>"),), LANGUAGES).decode()
    assert (
        '<seg>看<bpt i="1" x="1">&lt;1&gt;</bpt>這<ept i="1">&lt;/1&gt;</ept>'
        '<ph x="2">&lt;2/&gt;</ph></seg>' in content
    )


def test_translate_toolkit_opens_every_format_with_nothing_lost() -> None:
    some = (unit(), unit("“二”<2/>", "“Two”<2/>", field="title", fuzzy=True, remark="see\nbook"))
    store = ttk_xliff.Xliff1File.parsestring(xliff.write(some, LANGUAGES))
    assert [True, True] == [one.istranslatable() for one in store.units]
    assert ["Fine then.", "“Two”"] == [one.target for one in store.units]
    assert '<g id="1">' in str(store.units[0])
    assert "see\nbook" == store.units[1].getnotes("translator")
    assert (False, True) == tuple("needs-review" in str(one) for one in store.units)
    assert some == tuple(replace(one, human=False) for one in xliff.read(bytes(store), at="x"))
    memory = ttk_tmx.tmxfile.parsestring(tmx.write(some, LANGUAGES))
    assert [one.target for one in some] == [one.target for one in memory.units]
    assert some == tuple(
        replace(one, human=False) for one in tmx.read(bytes(memory), LANGUAGES, at="x")
    )
    rows = csvl10n.csvfile()
    rows.parse(table.write(some).encode())
    assert [one.target for one in some] == [
        one.target for one in rows.units if one.source != "source"
    ]


def edited_in_translate_toolkit(content: bytes, source: str, target: str) -> bytes:
    """Edit a sentence as Weblate does."""
    store = ttk_xliff.Xliff1File.parsestring(content)
    found = next(one for one in store.units if one.source == source)
    found.target = target
    return bytes(store)


def book(folder: Path, pairs: dict[str, str]) -> Path:
    path = folder / "a.md.po"
    head = po.Head(
        project="A Book",
        source="a.md",
        source_lang="zh-Hant-HK",
        target_lang="en-GB",
        date="",
        engine="e",
    )
    some = [
        Pair(source=Segment(text=source, at=Place(path="a.md", line=number)), target=target)
        for number, (source, target) in enumerate(pairs.items(), 1)
    ]
    po.write(path, head, some, po.read(path))
    return path


def leave(path: Path) -> tuple[Unit, ...]:
    return exchange.units("a.md", po.records(path))


def enter(path: Path, some: tuple[Unit, ...], **how: bool) -> merge.Merge:
    done = merge.merge(some, {"a.md": merge.index(po.records(path))}, **how)
    for edits in done.edits.values():
        po.edit(path, edits)
    return done


def test_an_edit_in_another_tool_changes_that_sentence_and_nothing_else(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One.", "二。": "Two.", "三。": "Three."})
    before = path.read_text(encoding="utf-8").splitlines()
    content = edited_in_translate_toolkit(
        xliff.write(leave(path), LANGUAGES), "二。", "The second."
    )
    done = enter(path, xliff.read(content, at="x.xlf"))
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert (1, 2, 0) == (done.changed, done.same, done.conflicts)
    assert ['msgstr "Two."', 'msgstr "The second."'] == [
        line for pair in changed for line in pair if line.startswith("msgstr")
    ]
    assert ("The second.", True, False) == (
        (entry := po.read(path)["", "二。"]).target,
        entry.human,
        entry.fuzzy,
    )
    assert len(changed) == 2


def test_importing_what_was_exported_changes_nothing(tmp_path: Path, trip: Trip) -> None:
    path = book(tmp_path, {"一。": "One.", "二": "=Two", "三<1>。</1>": ""})
    before = path.read_bytes()
    done = enter(path, trip(leave(path)))
    assert (0, [], before) == (done.changed, done.findings, path.read_bytes())


@settings(max_examples=40, deadline=None)
@given(
    pairs=st.dictionaries(SOURCE, SOURCE, min_size=1, max_size=4),
    edits=st.lists(SOURCE | st.none(), min_size=4, max_size=4),
    name=st.sampled_from(sorted(FORMATS)),
)
def test_an_import_changes_exactly_the_edited_sentences(
    tmp_path_factory: pytest.TempPathFactory,
    pairs: dict[str, str],
    edits: list[str | None],
    name: str,
) -> None:
    path = book(tmp_path_factory.mktemp("po"), pairs)
    before = {key: entry.target for key, entry in po.read(path).items()}
    out = FORMATS[name](leave(path))
    there = tuple(
        one if edit is None else replace(one, target=edit)
        for one, edit in zip(out, edits, strict=False)
    )
    wanted = before | {("", one.source): one.target for one in there}
    enter(path, there)
    after = po.read(path)
    assert wanted == {key: entry.target for key, entry in after.items()}
    assert {key for key in wanted if wanted[key] != before[key]} == {
        key for key, entry in after.items() if entry.human
    }


def test_a_sentence_edited_here_since_then_and_not_there_stays(tmp_path: Path, trip: Trip) -> None:
    path = book(tmp_path, {"一。": "One."})
    there = trip(leave(path))
    po.edit(path, {("", "一。"): po.Edit(target="Mine.")})
    done = enter(path, there)
    assert ("Mine.", 0, 0) == (po.read(path)["", "一。"].target, done.changed, done.conflicts)


def test_a_sentence_edited_on_both_sides_is_a_conflict(tmp_path: Path, trip: Trip) -> None:
    path = book(tmp_path, {"一。": "One."})
    there = tuple(replace(one, target="Theirs.") for one in trip(leave(path)))
    po.edit(path, {("", "一。"): po.Edit(target="Mine.")})
    done = enter(path, there)
    (finding,) = done.findings
    assert ("import-conflict", "error", "a.md:1") == (
        finding.rule,
        finding.severity,
        str(finding.at),
    )
    assert "“Mine.” by hand here and “Theirs.” there" in finding.message
    assert "Mine." == po.read(path)["", "一。"].target
    assert 1 == enter(path, there, force=True).forced
    assert "Theirs." == po.read(path)["", "一。"].target


def test_a_sentence_by_hand_may_be_edited_again_elsewhere(tmp_path: Path, trip: Trip) -> None:
    path = book(tmp_path, {"一。": "One."})
    po.edit(path, {("", "一。"): po.Edit(target="Mine.")})
    done = enter(path, tuple(replace(one, target="Better.") for one in trip(leave(path))))
    assert ("Better.", 0) == (po.read(path)["", "一。"].target, done.conflicts)


def test_an_edit_whose_chinese_is_gone_is_kept_as_obsolete(tmp_path: Path, trip: Trip) -> None:
    path = book(tmp_path, {"一。": "One.", "二。": "Two."})
    there = tuple(replace(one, target=f"{one.target} Yes.") for one in trip(leave(path)))
    book(tmp_path, {"一一。": "Eleven.", "二。": "Two."})
    done = enter(path, there)
    assert (1, 1, "import-stale") == (done.kept, done.changed, done.findings[0].rule)
    assert [("一。", "One. Yes.")] == [
        (entry.msgid, entry.msgstr) for entry in polib.pofile(str(path)).obsolete_entries()
    ]
    assert "Eleven." == po.read(path)["", "一一。"].target
    assert 0 == enter(path, there).kept


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("Fine then.", "lacks <1> </1>"),
        ("<1>Fine</1> <1>then</1>.", "has <1> </1> too many"),
        ("Fine </1>then<1>.", "has tags that cross each other"),
    ],
)
def test_broken_tags_are_reported_with_their_place_and_taken_as_fuzzy(
    tmp_path: Path, target: str, says: str
) -> None:
    path = book(tmp_path, {"好<1>吧</1>。": "Fine <1>then</1>."})
    edited = tuple(replace(one, target=target) for one in leave(path))
    (finding,) = enter(path, edited).findings
    assert ("import-markup", "a.md:1") == (finding.rule, str(finding.at))
    assert f"“{target}” {says}; it is taken as fuzzy" == finding.message
    assert (target, True) == ((entry := po.read(path)["", "好<1>吧</1>。"]).target, entry.fuzzy)
    assert (0, 0) == ((again := enter(path, edited)).changed, again.conflicts)


def test_a_flag_that_is_taken_away_elsewhere_makes_the_sentence_by_hand(
    tmp_path: Path, trip: Trip
) -> None:
    path = book(tmp_path, {"一。": "One."})
    po.edit(path, {("", "一。"): po.Edit(target="One.", fuzzy=True)})
    enter(path, tuple(replace(one, fuzzy=False) for one in trip(leave(path))))
    assert (True, False) == ((entry := po.read(path)["", "一。"]).human, entry.fuzzy)


def test_an_edited_sentence_keeps_its_flag_unless_it_was_reviewed(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One."})
    po.edit(path, {("", "一。"): po.Edit(target="One.", fuzzy=True)})
    there = tuple(replace(one, target="First.") for one in leave(path))
    assert [True] == [
        e.fuzzy
        for e in merge.merge(there, {"a.md": merge.index(po.records(path))}).edits["a.md"].values()
    ]
    enter(path, there, reviewed=True)
    assert ("First.", False) == ((entry := po.read(path)["", "一。"]).target, entry.fuzzy)


def test_a_comment_alone_comes_back_and_leaves_the_sentence_to_the_engine(
    tmp_path: Path, trip: Trip
) -> None:
    path = book(tmp_path, {"一。": "One."})
    enter(path, tuple(replace(one, remark="Who is it?") for one in trip(leave(path))))
    assert ("Who is it?", False) == ((entry := po.read(path)["", "一。"]).remark, entry.human)


def test_a_memory_of_another_tool_serves_every_sentence_that_it_holds(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One.", "二。": "Two."})
    content = """<tmx version="1.4"><header srclang="zh"/><body><tu><tuv xml:lang="zh-TW"><seg>一。</seg></tuv>
    <tuv xml:lang="EN-US"><seg>The first.</seg></tuv></tu></body></tmx>"""
    done = enter(path, tmx.read(content.encode(), LANGUAGES, at="x.tmx"))
    assert (1, "The first.") == (done.changed, po.read(path)["", "一。"].target)


def test_a_memory_of_another_tool_serves_titles(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One."})
    path.write_text(
        path.read_text(encoding="utf-8") + '\nmsgctxt "title"\nmsgid "題"\nmsgstr "Title"\n',
        encoding="utf-8",
    )
    other = unit(source="題", target="A Headline", article=None, field=None, base="0")
    enter(path, (other,), force=True)
    assert "A Headline" == po.read(path)["title", "題"].target


def test_an_edit_of_an_article_that_has_another_name_now_is_taken(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One."})
    (one,) = leave(path)
    done = enter(path, (replace(one, article="old.md", target="The first."),))
    assert (1, "The first.") == (done.changed, po.read(path)["", "一。"].target)


def test_an_edit_of_an_article_that_is_not_here_is_reported(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One."})
    done = enter(path, (unit(article="b.md", base="0"),))
    assert ["import-unknown"] == [finding.rule for finding in done.findings]
    assert (0, 0, 1) == (done.changed, done.same, done.strangers)


def test_a_sentence_that_no_article_has_is_not_unchanged(tmp_path: Path) -> None:
    path = book(tmp_path, {"一。": "One."})
    done = enter(path, (unit(source="二。", target="Two.", article=None),))
    assert (0, 0, 1) == (done.changed, done.same, done.strangers)
    assert [] == done.findings


def test_an_empty_sentence_of_another_tool_empties_nothing(tmp_path: Path, trip: Trip) -> None:
    path = book(tmp_path, {"一。": "One."})
    there = tuple(replace(one, target="") for one in leave(path))
    assert 0 == enter(path, there).changed


@pytest.mark.parametrize("content", [b"", b"nonsense", b"<a/>", b'<xliff version="2.0"/>'])
def test_a_file_that_is_not_what_its_name_says_is_reported(content: bytes) -> None:
    with pytest.raises(StoreError, match="is not XLIFF"):
        xliff.read(content, at="x.xlf")
    with pytest.raises(StoreError, match="is not TMX"):
        tmx.read(content, LANGUAGES, at="x.tmx")


def test_nothing_outside_a_file_is_read_for_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    content = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>' + xliff.write(
        (unit("一", "&e;"),), LANGUAGES
    ).decode().split("?>", 1)[1].replace("&amp;e;", "&e;")
    assert "secret" not in str(xliff.read(content.encode(), at="x.xlf"))


def test_the_page_is_one_file_that_reads_nothing_and_runs_nothing() -> None:
    text = page.write((unit("<script>", "a & <1>b</1>", fuzzy=True),), LANGUAGES, title="A <Book>")
    assert "<script" not in text
    assert not any(word in text for word in ("src=", "@import", "url(", "http"))
    assert '<td class="words" lang="zh-Hant-HK">&lt;script&gt;</td>' in text
    assert "<title>A &lt;Book&gt;</title>" in text
    etree.fromstring(
        text.split("<main>")[1]
        .split("</main>")[0]
        .join(["<main>", "</main>"])
        .replace("class=notes", 'class="notes"')
    )


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(char * 2 for char in digits)
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_page_has_contrast_enough_in_both_schemes(scheme: int) -> None:
    text = page.write((unit(),), LANGUAGES, title="A Book")
    block = text.split(":root {")[1 + scheme].split("}")[0]
    colours = {
        part.split(":")[0].strip().lstrip("-"): part.split(":")[1].strip()
        for part in block.split(";")
        if "#" in part
    }
    for ink in ("ink", "quiet", "code"):
        for paper in ("paper", "doubt", "hand", "lack"):
            light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {paper}"


def test_no_mark_looks_like_a_number_to_a_spreadsheet() -> None:
    text = table.write((unit(base="123456789012"), unit(base="12345e678901")), bom=False)
    assert ["m-123456789012", "m-12345e678901"] == [
        line.rsplit(",", 1)[1] for line in text.strip().split("\r\n")[1:]
    ]


def test_a_code_that_a_tool_moved_is_a_tag_that_moved(tmp_path: Path) -> None:
    from translate.storage.placeables import StringElem
    from translate.storage.placeables import xliff as codes

    path = book(tmp_path, {"好<1>吧</1><2/>。": "Fine <1>then</1><2/>."})
    store = ttk_xliff.Xliff1File.parsestring(xliff.write(leave(path), LANGUAGES))
    store.units[0].rich_target = [
        StringElem([codes.X(id="2"), "All ", codes.G(id="1", sub=["right"]), " then."])
    ]
    done = enter(path, xliff.read(bytes(store), at="x.xlf"))
    assert (1, []) == (done.changed, done.findings)
    assert "<2/>All <1>right</1> then." == po.read(path)["", "好<1>吧</1><2/>。"].target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with an article of a title, and its PO file."""
    assert 0 == main(["-q", "init", str(tmp_path / "book"), "--no-tables"])
    store = tmp_path / "book" / "translations"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Article: a.md\\n"\n\n'
    (store / "a.md.po").write_text(
        f'{head}msgctxt "title"\nmsgid "標題"\nmsgstr "Title"\n', encoding="utf-8"
    )
    return tmp_path / "book"


def test_a_po_file_that_lost_its_contexts_elsewhere_serves_titles_too(
    project: Path, tmp_path: Path
) -> None:
    made = tmp_path / "xliff2po.po"  # which drops contexts and the name of the article
    made.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "標題"\nmsgstr "A Headline"\n',
        encoding="utf-8",
    )
    assert 0 == main(["-C", str(project), "import", "--force", str(made)])
    assert "A Headline" == po.read(project / "translations" / "a.md.po")["title", "標題"].target


def test_a_file_without_a_sentence_is_reported(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "posegment.xlf"
    empty.write_text(
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.1" version="1.1"><file original="a" '
        'source-language="zh" datatype="plaintext"><body/></file></xliff>',
        encoding="utf-8",
    )
    assert 13 == main(["-C", str(project), "import", str(empty)])
    assert "posegment.xlf: holds no sentence" in capsys.readouterr().err


def test_terms_leave_as_the_table_of_their_article_has_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "source,target\n標題,{}\n"
    (project / "glossaries" / "names.csv").write_text(rows.format("heading"), encoding="utf-8")
    (project / "a.csv").write_text(rows.format("headline"), encoding="utf-8")
    assert 0 == main(["-C", str(project), "export", "--format", "tbx"])
    said = capsys.readouterr().out
    assert ("<term>headline</term>" in said, "<term>heading</term>" in said) == (True, False)
