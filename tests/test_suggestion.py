"""Names that people wrote the same way twice are proposed, and nothing else."""

import pytest

from toolkit.glossary import Glossary
from toolkit.model import Place
from toolkit.suggestion import Edited, propose
from toolkit.table import parse

TABLE = "source,target,kind\n蓬佩奧,Pompeo,person\n北韓,North Korea,place\n白宮,White House,organisation\n"
GLOSSARY = Glossary(parse(TABLE, path="t.csv"))


def edited(source: str, machine: str, target: str, line: int = 1) -> Edited:
    return Edited(source=source, target=target, machine=machine, at=Place(path="a.md", line=line))


HAGIN = (
    edited("白宮副幕僚長哈京昨日抵達新加坡。", "White House Deputy Chief of Staff Hakin arrived in Singapore yesterday.",
           "White House deputy chief of staff Joe Hagin arrived in Singapore yesterday.", 3),
    edited("蓬佩奧說，哈京會留到會談之後。", "Pompeo said that Hajing will stay after the talks.",
           "Pompeo said that Joe Hagin will stay until after the talks.", 9),
)  # fmt: skip


def test_a_name_that_people_wrote_twice_is_proposed_with_its_chinese() -> None:
    (one,) = propose(HAGIN, GLOSSARY)
    assert ("哈京", "Joe Hagin", 2, "") == (one.source, one.english, one.count, one.row)
    assert ["a.md:3", "a.md:9"] == [str(place) for place in one.places]
    assert "Hakin" in one.machine


def test_what_the_machine_said_is_a_name_and_not_the_words_round_it() -> None:
    (one,) = propose(
        (
            edited("阮文達昨日表示，鋼筋曾被剪短。", "Rui Wenda, a Zhongtian, said that steel was cut.",
                   "Nguyen Man-tat, an engineer, said that bars were cut.", 3),
            edited("阮文達今早作供。", "Rui Wenda, who came this morning.", "Nguyen Man-tat gave evidence.", 5),
        ),
        GLOSSARY,
    )  # fmt: skip
    assert ("阮文達", "Rui Wenda") == (one.source, one.machine)


def test_a_name_that_was_written_once_is_not_proposed() -> None:
    assert () == propose(HAGIN[:1], GLOSSARY)


def test_the_same_sentence_in_two_articles_counts_once() -> None:
    assert () == propose((HAGIN[0], HAGIN[0]), GLOSSARY)


def test_a_name_that_the_machine_said_too_is_not_proposed() -> None:
    same = tuple(edited(one.source, one.target, f"{one.target} Yes.") for one in HAGIN)
    assert () == propose(same, GLOSSARY)


def test_a_name_of_a_row_is_not_proposed() -> None:
    edits = (
        edited("蓬佩奧抵達平壤。", "Ponpeo arrived.", "Pompeo arrived in the capital."),
        edited("蓬佩奧離開了。", "Ponpeo is off.", "Pompeo left."),
    )
    assert () == propose(edits, GLOSSARY)


def test_another_english_for_a_row_is_proposed_with_what_the_row_says() -> None:
    edits = (
        edited("蓬佩奧抵達平壤。", "Pompeo arrived.", "Mike Pompeo arrived in the capital."),
        edited("昨日蓬佩奧離開了。", "Pompeo left yesterday.", "Mike Pompeo left yesterday."),
    )
    (one,) = propose(edits, GLOSSARY)
    assert ("蓬佩奧", "Mike Pompeo", "Pompeo") == (one.source, one.english, one.row)


def test_people_who_disagree_with_a_row_are_heard() -> None:
    edits = (
        edited("北韓拒絕了。", "North Korea refused.", "The DPRK refused."),
        edited("他說北韓會來。", "He said North Korea will come.", "He said the DPRK would come."),
    )
    (one,) = propose(edits, GLOSSARY)
    assert ("北韓", "DPRK", "North Korea", "North Korea") == (
        one.source,
        one.english,
        one.row,
        one.machine,
    )


def test_words_that_only_begin_a_sentence_are_no_names() -> None:
    edits = (
        edited("他沒有回答。", "No reply.", "However, he did not answer."),
        edited("他沒有離開。", "No leaving.", "However, he did not leave."),
    )
    assert () == propose(edits, GLOSSARY)


@pytest.mark.parametrize("machine", ["", "x"])
def test_a_forgotten_answer_of_the_machine_does_no_harm(machine: str) -> None:
    edits = tuple(edited(one.source, machine, one.target) for one in HAGIN)
    assert ["哈京"] == [
        one.source for one in propose(edits, GLOSSARY) if one.english == "Joe Hagin"
    ]


def test_a_tag_and_a_sentence_are_two() -> None:
    edits = (edited("哈京", "Hakin", "Joe Hagin"), HAGIN[0])
    assert [("哈京", 2)] == [(one.source, one.count) for one in propose(edits, GLOSSARY)]


def test_a_name_in_the_table_of_its_own_article_is_not_proposed() -> None:
    own = Glossary(parse("source,target,kind\n哈京,Joe Hagin,person\n", path="a.csv"))
    assert () == propose(HAGIN, GLOSSARY, {"a.md": own})
    assert propose(HAGIN, GLOSSARY, {"b.md": own})
