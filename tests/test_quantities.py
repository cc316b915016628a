import pytest

from toolkit import quantities


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("得票558萬", ["5.58 million"]),
        ("1.2億港元和3.5億美元", ["120 million", "350 million"]),
        ("三千萬人", ["30 million"]),
        ("約2兆元", ["2 trillion"]),
        ("五萬人上街", ["50,000"]),
        ("12.5万亿", ["12.5 trillion"]),
        ("第3屆，20%，2018年，一千人", []),
        ("萬一他來，億萬富翁", []),
        ("下午三點四十五分，五點五十分", []),
        ("三點五萬人", ["35,000"]),
    ],
)
def test_great_numbers_are_written_in_english(text: str, english: list[str]) -> None:
    assert english == [hit.term.target for hit in quantities.find(text, ())]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("€50、£30.5、￥2,000", ["€50", "£30.5", "¥2,000"]),
        ("€3.5億，HK$300，NT$3,500萬", ["€350 million", "HK$300", "NT$35 million"]),
        ("50€，＄1,500元，€三百萬", ["€50", "$1,500", "€3 million"]),
        ("¥50，200人", ["¥50"]),
        ("€50-80，US$20～30萬", ["€50–80", "US$200,000", "300,000"]),
        ("以€計價，A$AP，50元", []),
        ("特價$399元，$12,345元整，€50元", ["$399", "$12,345", "€50"]),
    ],
)
def test_amounts_have_their_currency(text: str, english: list[str]) -> None:
    assert english == [hit.term.target for hit in quantities.find(text, ())]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("≥80%，±2度，≈7.8", ["≥80", "±2", "≈7.8"]),
        ("＞3億元，≤€5", [">300 million", "≤€5"]),
        ("3×4，120 × 80×5厘米", ["3×4", "120 × 80×5"]),
        ("a->5，3<x，=>7，8×，第×屆", []),
    ],
)
def test_numbers_keep_the_sign_that_says_how_they_are_meant(text: str, english: list[str]) -> None:
    assert english == [hit.term.target for hit in quantities.find(text, ())]


def test_an_amount_may_be_written_in_words_too() -> None:
    assert "five dollars" in quantities.find("$5", ())[0].term.targets
    assert "half a billion" in quantities.find("5億", ())[0].term.targets
    (hit,) = quantities.find("£200萬", ())
    assert {"£2 million", "£2,000,000", "2 million pounds", "GBP 2 million"} <= {*hit.term.targets}


def test_a_number_may_be_written_in_digits_too() -> None:
    (hit,) = quantities.find("558萬", ())
    assert ("5.58 million", "5,580,000", "5580000") == hit.term.targets


def test_a_number_inside_a_term_is_the_terms_business() -> None:
    (hit,) = quantities.find("百萬富翁100萬", ())
    assert () == quantities.find("百萬富翁100萬", (hit,))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("周三（30日）起", ["Wednesday"]),
        ("星期日和禮拜天", ["Sunday", "Sunday"]),
        ("一周三次，每周一天", []),
    ],
)
def test_days_of_the_week_are_written_in_english(text: str, english: list[str]) -> None:
    assert english == [hit.term.target for hit in quantities.find(text, ())]
