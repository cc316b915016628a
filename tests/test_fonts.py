"""The fonts are there, and can draw what a book says."""

import importlib.util
from pathlib import Path

import pytest
from books import GB, HK

from toolkit import fonts
from toolkit.errors import GlyphError, ToolError
from toolkit.fonts import Faces


def test_chinese_of_hong_kong_is_set_in_the_forms_of_hong_kong() -> None:
    assert ("Noto Sans CJK HK", "Source Serif 4") == Faces().of(HK)[:2]
    assert ("Source Serif 4", "Noto Sans CJK HK") == Faces().of(GB)[:2]


@pytest.mark.parametrize(
    ("family", "lang"),
    [
        ("Noto Sans CJK SC", "zh-Hans-CN"),
        ("Noto Sans CJK TC", "zh-Hant-TW"),
        ("Noto Sans CJK JP", "ja"),
        ("Noto Sans CJK HK", "en-GB"),
    ],
)
def test_each_chinese_has_its_own_face(family: str, lang: str) -> None:
    assert family == fonts.han_face(lang)


def test_the_bundled_families_are_there() -> None:
    assert {"Noto Sans CJK HK", "Source Serif 4", "DejaVu Sans Mono"} <= fonts.families(Faces())


def test_a_missing_family_is_named_with_a_remedy() -> None:
    with pytest.raises(ToolError, match="“No Such Face”") as caught:
        fonts.require(Faces(han="No Such Face"), (HK, GB))
    assert "Noto Sans CJK HK" in caught.value.hint


def test_a_missing_package_is_named_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    with pytest.raises(ToolError, match="`manimgx-fonts-cjk` is missing") as caught:
        fonts.bundled()
    assert "pip install manimgx-fonts-cjk" == caught.value.hint


def test_folders_that_were_asked_for_come_first() -> None:
    assert Path("mine") == fonts.folders(Faces(folders=(Path("mine"),)))[0]


def test_cantonese_and_hong_kong_characters_can_be_drawn() -> None:
    fonts.check([("a.md", "𨋢嘅咗嚟喺𡃁𠵱𠺢𢫏峯晤衞伙裏綫羣牀敎「」，。“”—…é")], Faces(), HK)


def test_signs_that_text_fonts_lack_can_be_drawn() -> None:
    fonts.check([("a.md", "☐☒✓→∑≠█┼\u200b\u00ad")], Faces(), HK)


def test_a_character_that_no_font_has_is_named_with_its_place() -> None:
    texts = [("a.md", "一切正常"), ("b.md", "壞字\U00020005在此"), ("c.md", "\U00020005")]
    with pytest.raises(GlyphError) as caught:
        fonts.check(texts, Faces(), HK)
    assert "b.md" == caught.value.at
    assert "no font can draw “\U00020005” (U+20005) in b.md" == caught.value.message


def test_all_missing_characters_are_reported_at_once() -> None:
    with pytest.raises(GlyphError) as caught:
        fonts.check([("a.md", "\ue000"), ("b.md", "𓀀")], Faces(), HK)
    assert ["U+E000", "U+13000"] == [c for c in ("U+E000", "U+13000") if c in caught.value.message]


def test_a_mark_goes_with_the_character_under_it() -> None:
    assert ["e\u0301", "x", "葛\U000e0100"] == list(fonts.pieces("e\u0301 x葛\U000e0100"))


def test_no_package_of_a_font_is_imported_to_find_it() -> None:
    assert importlib.util.find_spec("manimgx_fonts_cjk") is not None


def test_emoji_symbols_and_other_scripts_can_be_drawn() -> None:
    fonts.check([("a.md", "😀 ★ ☎ กขค Привет سلام ✓")], Faces(), HK)
