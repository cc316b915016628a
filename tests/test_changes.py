import pytest

from toolkit.changes import Changes
from toolkit.glossary import Glossary
from toolkit.table import parse

HEADER = "source,target,variants,kind,policy,note,context\n"


def concerned(rows: str, source: str, sentences: tuple[str, ...] = ()) -> bool:
    return Changes(parse(HEADER + rows, path="t.csv"), sentences).concern(["別的。", source])


@pytest.mark.parametrize(
    ("rows", "source", "expected"),
    [
        ("蓬佩奧,Pompeo,,,,,\n", "他見蓬佩奧。", True),
        ("蓬佩奧,Pompeo,,,,,\n", "他見蓬<1>佩</1>奧。", True),
        ("蓬佩奧,Pompeo,,,,,\n", "他见蓬佩奥。", True),
        ("蓬佩奧,Pompeo,龐培歐,,,,\n", "他見龐培歐。", True),
        ("蓬佩奧,Pompous,,,forbid,,\n", "他見蓬佩奧。", True),
        ("蓬佩奧,Pompeo,,,,,\n", "他見記者。", False),
        ("/第(.)屆/,\\1th session,,,,,\n", "第三屆。", True),
        ("/第(.)屆/,\\1th session,,,,,\n", "第三次。", False),
        ("", "他見蓬佩奧。", False),
    ],
)
def test_a_row_concerns_the_articles_that_hold_it(rows: str, source: str, expected: bool) -> None:
    assert expected == concerned(rows, source)
    held = Glossary(parse(HEADER + rows, path="t.csv"))
    plain = source.replace("<1>", "").replace("</1>", "")
    assert expected == bool(held.find(plain) or held.forbidden(plain))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("他今天會見記者。", True), ("他今天會見了記者。", True), ("新聞。", False)],
    ids=["the same", "like it", "another"],
)
def test_a_sentence_by_hand_concerns_those_that_hold_one_like_it(
    sentence: str, expected: bool
) -> None:
    assert expected == concerned("", "他今天會見記者。", (sentence,))
