"""A theme changes the look of a book, and nothing else."""

import re
import zipfile
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from books import book, chapter, row
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from toolkit import epub, pdf, themes, web
from toolkit.errors import GlyphError, ProjectError, ToolError, UsageError
from toolkit.themes import Theme

SMALL = book(chapter(row("甲句。", "Sentence 1.")))


def theme(folder: Path, **files: str) -> Theme:
    """Return a new theme whose files end in the given lines."""
    for path in themes.create(folder):
        lines = files.get(path.name.replace(".", "_"), "")
        path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    return themes.find(folder.name, folder.parent)


def colours(path: Path) -> set[str]:
    """Return the colours of all text in a PDF."""
    found = set()
    for page in pypdf.PdfReader(path).pages:
        found |= set(re.findall(rb"[0-9. ]+ (?:rg|scn|g)\b", page.get_contents().get_data()))  # type: ignore[union-attr]
    return {one.decode() for one in found}


def test_a_new_theme_changes_nothing(tmp_path: Path) -> None:
    mine = theme(tmp_path / "mine")
    built = [
        pdf.build(SMALL, pictures={}, out=tmp_path / f"{n}.pdf", theme=one).read_bytes()
        for n, one in enumerate((None, mine))
    ]
    assert built[0] == built[1]


def test_a_value_of_a_theme_goes_before_the_value_of_the_toolkit(tmp_path: Path) -> None:
    mine = theme(
        tmp_path / "mine",
        look_typ='\n#let accent = rgb("#00ff00")\n#let paper = paper + (width: 120mm)\n',
    )
    out = pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)
    assert [True, False] == [
        any("0 1 0" in one for one in colours(path))
        for path in (out, pdf.build(SMALL, pictures={}, out=tmp_path / "c.pdf"))
    ]
    assert 120 == round(pypdfium2.PdfDocument(out)[0].get_width() / 72 * 25.4)


def test_a_file_of_a_theme_goes_before_the_file_of_the_toolkit(tmp_path: Path) -> None:
    mine = theme(tmp_path / "mine")
    back = tmp_path / "mine" / "back.typ"
    back.write_text("#let back = page[The end]\n", encoding="utf-8")
    out = pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)
    assert "The end" in pypdf.PdfReader(out).pages[-1].extract_text()


def test_the_style_sheet_of_a_theme_is_read_last(tmp_path: Path) -> None:
    mine = theme(tmp_path / "mine", look_css="p { color: teal; }")
    out = epub.build(SMALL, pictures={}, out=tmp_path / "b.epub", theme=mine)
    with zipfile.ZipFile(out) as packed:
        (name,) = [one for one in packed.namelist() if one.endswith(".css")]
        assert packed.read(name).decode().endswith("p { color: teal; }")
    page = web.build(SMALL, pictures={}, out=tmp_path / "b.html", theme=mine).read_text()
    assert page.index(".passage {") < page.index("p { color: teal; }") < page.index("</style>")


def test_a_theme_cannot_fetch_a_package(tmp_path: Path) -> None:
    mine = theme(tmp_path / "mine", look_typ='#import "@preview/tidy:0.1.0": *')
    with pytest.raises(ProjectError, match="cannot import packages"):
        pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)


def test_a_theme_reads_nothing_but_itself_and_the_book(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for number, path in enumerate(("/etc/hostname", "../secret.txt")):
        mine = theme(tmp_path / str(number), look_typ=f'#let it = read("{path}")')
        with pytest.raises(ToolError, match="typst failed") as caught:
            pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)
        assert str(mine.folder) in caught.value.hint or "root" in caught.value.hint


def with_font(folder: Path, letters: str, *, line: str = '#let han-faces = ("Mine",)') -> Theme:
    """Return a theme whose font, called Mine, draws some letters as squares."""
    mine = theme(folder, look_typ=f"\n{line}\n")
    pen = TTGlyphPen(None)
    for place in ((0, 0), (0, 700), (700, 700), (700, 0)):
        (pen.lineTo if pen.points else pen.moveTo)(place)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"g{ord(letter):x}" for letter in letters)]
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(letter): f"g{ord(letter):x}" for letter in letters})
    font.setupGlyf(dict.fromkeys(names, pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Mine", "styleName": "Regular", "psName": "Mine"})
    font.setupOS2()
    font.setupPost()
    (folder / "fonts").mkdir()
    font.save(folder / "fonts" / "mine.ttf")
    return mine


@pytest.mark.parametrize("letter", ["\U00020005", "\ue000"])
def test_a_character_that_only_a_font_of_the_theme_has_is_drawn(
    tmp_path: Path, letter: str
) -> None:
    mine = with_font(tmp_path / "mine", letter)
    odd = book(chapter(row(f"字{letter}。", "Odd.")))
    out = pdf.build(odd, pictures={}, out=tmp_path / "b.pdf", theme=mine)
    assert letter in "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    with pytest.raises(GlyphError):
        pdf.build(odd, pictures={}, out=tmp_path / "c.pdf")


def test_one_face_may_stand_without_brackets(tmp_path: Path) -> None:
    mine = with_font(tmp_path / "mine", "\U00020005", line='#let han-faces = ("mine")')
    out = pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)
    assert "甲句" in "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)


def test_a_face_that_is_in_no_folder_is_reported(tmp_path: Path) -> None:
    mine = theme(tmp_path / "mine", look_typ='\n#let latin-faces = ("Nowhere",)\n')
    with pytest.raises(ProjectError, match="no font family “Nowhere”"):
        pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)


@pytest.mark.parametrize(
    ("line", "words"),
    [("#let ink =", "expected expression"), ("#let ornament = nothing", "unknown variable")],
)
def test_the_line_of_a_theme_that_typst_refuses_is_reported(
    tmp_path: Path, line: str, words: str
) -> None:
    mine = theme(tmp_path / "mine")
    look = tmp_path / "mine" / "look.typ"
    look.write_text(f'#import "defaults.typ": *\n\n{line}\n', encoding="utf-8")
    with pytest.raises(ToolError, match=words) as caught:
        pdf.build(SMALL, pictures={}, out=tmp_path / "b.pdf", theme=mine)
    assert f"{look}:3" == caught.value.at


def test_fonts_of_a_theme_lie_beside_it(tmp_path: Path) -> None:
    assert () == theme(tmp_path / "mine").fonts
    (tmp_path / "mine" / "fonts").mkdir()
    assert (tmp_path / "mine" / "fonts",) == themes.find("mine", tmp_path).fonts


def test_a_theme_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no theme “mine”") as caught:
        themes.find("mine", tmp_path)
    assert "toolkit theme new mine" in caught.value.hint


def test_a_theme_that_is_named_without_its_folder_is_reported_where_it_is(tmp_path: Path) -> None:
    themes.create(tmp_path / "themes" / "plain")
    with pytest.raises(ProjectError) as caught:
        themes.find("plain", tmp_path)
    assert 'write theme = "themes/plain" under [publishing]' == caught.value.hint


def test_a_theme_is_not_begun_twice(tmp_path: Path) -> None:
    themes.create(tmp_path / "mine")
    with pytest.raises(UsageError, match=r"look.typ is there already"):
        themes.create(tmp_path / "mine")
