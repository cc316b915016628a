import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import signs

TEXTS = st.text(alphabet="蓬佩奧 ，。A1→←①㈡❸㎜Ⅱ第💪🏽▲◎○©®❤\ufe0f\u200d\u20e3€", max_size=20)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("①先②後㈢❹⑩⑴⒌", ["(1)", "(2)", "(3)", "(4)", "(10)", "(1)", "(5)"]),
        ("1️⃣先2️⃣後", ["(1)", "(2)"]),
        ("第①條", []),
        ("台北→東京←大阪", ["→", "←"]),
        ("（甲） ➡️ （乙）→→丙", ["➡", "→"]),
        ("→請見，更多→", []),
    ],
)
def test_numbers_and_arrows_are_terms(text: str, english: list[str]) -> None:
    assert english == [hit.term.target for hit in signs.find(text, ())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我們成功了🎉🎉！", ["🎉🎉"]),
        ("他❤️台灣👍🏽 👍", ["❤️", "👍🏽 👍"]),
        ("👨‍👩‍👧家🇹🇼", ["👨‍👩‍👧", "🇹🇼"]),
        ("▲警方", ["▲"]),
        ("◎ 記者", ["◎"]),
        ("→請見", ["→"]),
        ("更多→", ["→"]),
        ("王○明", []),
        ("□是空格", ["□"]),
        ("甲□乙", []),
        ("蘋果®和©2018", ["®", "©"]),
        ("20℃，5%，§3，A·B", []),
    ],
)
def test_other_signs_are_loose(text: str, found: list[str]) -> None:
    assert found == [sign.text for sign in signs.loose(text)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("厚５０㎜，重3㎏，20㎡", "厚５０毫米，重3公斤，20平方米"),
        ("Ⅱ期，第①條", "II期，第1條"),
        ("以€計價", "以欧元計價"),
        ("①，½，35℃", "①，½，35℃"),
        ("二○一八年、二〇一八年六月", "2018年、2018年六月"),
        ("民國一○七年，一○一大樓，一百○五人", "民國107年，一零一大樓，一百零五人"),
        ("王○明、李○○和○○公司", "王O明、李OO和OO公司"),
        ("據<自由時報>和<TIME>報導，3<5，a -> b", "據《自由時報》和《TIME》報導，3<5，a -> b"),
    ],
)
def test_signs_that_say_a_word_are_spelt(text: str, plain: str) -> None:
    assert plain == signs.spelt(text)


@pytest.mark.parametrize("run", ["❤️", "❤️ ", "👍🏽\ufe0f", "▲️", "👨‍👩‍👧", "→", "→️ "])
@pytest.mark.parametrize("end", ["。", " ok", "", "「」"])
def test_a_long_run_of_signs_is_read_in_bounded_time(run: str, end: str) -> None:
    for text in (f"{run * 300}{end}", f"甲{run * 300}{end}"):
        assert len(text) == len(signs.without(text, signs.find(text, ())))
        assert text.endswith(signs.tail(text))


@given(TEXTS)
def test_a_text_without_its_loose_signs_has_its_length_and_no_more_of_them(text: str) -> None:
    hits = signs.find(text, ())
    bare = signs.without(text, hits)
    assert len(text) == len(bare)
    assert all(
        text[at] in (char, sign) for at, (char, sign) in enumerate(zip(bare, text, strict=True))
    )
    assert all(bare[hit.start : hit.end] == text[hit.start : hit.end] for hit in hits)


@given(st.text(alphabet="蓬，A1①㈡㎜Ⅱ第€一〇年<>《- ", max_size=20))
def test_spelling_is_idempotent(text: str) -> None:
    assert signs.spelt(signs.spelt(text)) == signs.spelt(text)
