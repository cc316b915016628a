"""Names without a row are offered, cut out of what stands before and after them."""

import pytest

from toolkit.article import assemble
from toolkit.extraction import find
from toolkit.glossary import Glossary
from toolkit.model import Node
from toolkit.table import parse

GLOSSARY = Glossary(parse("source,target,kind\n特朗普,Trump,person\n", path="t.csv"))


def para(text: str) -> Node:
    return {"t": "Para", "c": [{"t": "Str", "c": text}]}


def found(text: str, least: int = 1) -> list[tuple[str, str]]:
    one = assemble("a.md", text, [para(text)], ())
    return [(name.source, name.english) for name in find([one], GLOSSARY, least=least)]


@pytest.mark.parametrize(
    ("text", "name", "english"),
    [
        ("紐約曼哈頓法院法官梅爾尚（Juan Merchan）宣布延期。", "梅爾尚", "Juan Merchan"),
        ("民主黨策略師佩雷拉（Tomás Pereira）向本報說。", "佩雷拉", "Tomás Pereira"),
        ("新成立的基金（Hope Fund）撥款。", "新成立的基金", "Hope Fund"),
        ("教授羅斯（Anna Ross–Bell）說。", "羅斯", "Anna Ross–Bell"),
        ("新渡輪發言人麥家俊回應說，燃料貴了。", "麥家俊", ""),
        ("離島區議員余漢坤要求政府補貼。", "余漢坤", ""),
        ("外长王毅说，会谈顺利。", "王毅", ""),
        ("據《時代》雜誌（TIME）報導。", "《時代》雜誌", "TIME"),
        ("據《蘋果日報》（Apple Daily）報導。", "蘋果日報", "Apple Daily"),
        ("《紐約時報》記者梅爾尚（Juan Merchan）說。", "梅爾尚", "Juan Merchan"),
        ("副教授顏思敏沒有參與研究。", "顏思敏", ""),
    ],
)
def test_a_name_is_cut_out_of_what_stands_around_it(text: str, name: str, english: str) -> None:
    assert (name, english) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "居民向記者表示不滿。",
        "總統特朗普說，很好。",
        "主席在北京。",
        "法官宣布延期。",
        "甲組（A）勝出。",
    ],
)
def test_what_is_no_name_or_has_a_row_is_not_offered(text: str) -> None:
    assert [] == found(text)


def test_a_word_behind_a_title_is_not_offered_for_it() -> None:
    assert [("《時代》雜誌", "TIME")] == found("據《時代》雜誌（TIME）報導。")


def test_the_surest_reason_goes_first() -> None:
    assert [("梅爾尚", "Juan Merchan")] == found("法官梅爾尚說。法官梅爾尚（Juan Merchan）宣布。")


def test_names_are_counted_wherever_they_stand_but_not_over_themselves() -> None:
    text = "（哈哈·哈哈·哈哈）發言人王小明說。王小明來了。新王小明社。"
    one = assemble("a.md", text, [para(text)], ())
    counts = {name.source: name.count for name in find([one], GLOSSARY, least=1)}
    plain = text.replace("（", "").replace("）", "")
    assert {"王小明": 3, "哈哈·哈哈": 1} == {name: counts[name] for name in counts}
    assert all(count == plain.count(name) for name, count in counts.items())


def test_a_name_after_a_mere_title_must_occur_often_enough() -> None:
    text = "發言人麥家俊回應。麥家俊又說，會再談。"
    assert [[("麥家俊", "")], []] == [found(text, least) for least in (2, 3)]
