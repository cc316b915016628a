"""What the model makes of a translation: laws of its note, and what each doubt needs."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fakes import FakeEngine
from hypothesis import given
from hypothesis import strategies as st

from toolkit import engines, packages, reading
from toolkit.checks import Bitext, omission
from toolkit.glossary import Glossary
from toolkit.model import Engine, Forced, Heard, Place, Reading, Seen
from toolkit.table import Term

NAMES = Glossary(
    [
        Term(source="首爾", targets=("Seoul",), kind="place"),
        Term(source="平壤", targets=("Pyongyang",), kind="place"),
        Term(source="談判", targets=("talks",)),
    ]
)


def text(source: str, target: str) -> Bitext:
    return Bitext.of(source, target, at=Place(path="a.md"), glossary=NAMES)


class Scripted(FakeEngine):
    """Finds a target as likely as it is told, and reads the characters that it is told."""

    def __init__(self, totals: dict[str, float], unread: str = "") -> None:
        super().__init__()
        self.totals = totals
        self.unread = unread

    def force(self, sources: Sequence[str], targets: Sequence[str]) -> list[Forced]:
        self.asked += sources
        return [
            Forced(
                total=self.totals.get(target, -10.0),
                end=-0.1,
                pieces=10,
                words=(("likely", -0.5), ("unlikely", -4.5)),
            )
            for target in targets
        ]

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Seen]:
        return [
            tuple((at, at + 1, 0.9 * (char not in self.unread)) for at, char in enumerate(source))
            for source in sources
        ]


def test_the_mean_and_the_worst_word_are_reported() -> None:
    (found,) = reading.read([text("他走了。", "He left.")], Scripted({}))
    assert (found.mean, found.worst, found.word) == (-1.0, -4.5, "unlikely")


def test_a_clause_that_no_word_reads_is_missing() -> None:
    engine = Scripted({}, unread="隨後離開機場")
    (found,) = reading.read(
        [text("代表團昨日抵達，隨後離開機場。", "The delegation arrived.")], engine
    )
    assert found.clause == "隨後離開機場。"
    assert found.omission is not None
    assert found.omission > 0


def test_only_clauses_in_doubt_are_asked_about_again() -> None:
    engine = Scripted({})
    reading.read(
        [text("代表團昨日抵達，隨後離開機場。", "The delegation arrived and left.")], engine
    )
    assert engine.asked == ["代表團昨日抵達，隨後離開機場。"]


def test_what_the_model_looked_at_when_it_said_it_is_not_asked_again() -> None:
    engine = Scripted({})
    source = "代表團昨日抵達，隨後離開機場。"
    seen = tuple((at, at + 1, 0.9 * (at < 8)) for at in range(len(source)))
    heard = Heard(source=source, target="the delegation arrived.", seen=seen, score=-0.5)
    (found,) = reading.read([text(source, "The delegation arrived.")], engine, [heard])
    assert found.clause == "隨後離開機場。"


def test_what_the_model_said_with_every_clause_in_sight_is_not_asked_about() -> None:
    engine = Scripted({})
    source = "代表團昨日抵達，隨後離開機場。"
    seen = ((0, len(source), 0.9),)
    heard = Heard(source=source, target="the delegation came and left", seen=seen, score=-0.52)
    (found,) = reading.read([text(source, "The delegation came and left.")], engine, [heard])
    assert (found.mean, found.worst, found.clause) == (-0.52, None, "")
    assert engine.asked == []


def test_english_that_was_edited_since_is_looked_at_anew() -> None:
    engine = Scripted({})
    source = "代表團昨日抵達，隨後離開機場。"
    heard = Heard(source=source, target="It arrived.", seen=((0, len(source), 0.0),), score=-0.5)
    (found,) = reading.read(
        [text(source, "The delegation arrived, then left the airport.")], engine, [heard]
    )
    assert found.clause == ""


def test_names_are_not_swapped_in_what_the_model_itself_chose_to_say() -> None:
    said = "They went from Pyongyang to Seoul."
    heard = Heard(source="他們由Seoul前往Pyongyang。", target=said, seen=(), score=-0.5)
    (found,) = reading.read([text("他們由首爾前往平壤。", said)], Scripted({said: -20.0}), [heard])
    assert found.swap is None


def test_where_a_model_shows_no_attention_the_words_decide() -> None:
    whole = text(
        "代表團昨日抵達首爾，隨後離開機場。",
        "The delegation arrived yesterday and left the airport.",
    )
    part = replace(whole, target="The delegation arrived yesterday.")
    one, other = reading.read([whole, part], FakeEngine())
    assert ("", "隨後離開機場。") == (one.clause, other.clause)
    assert omission.by_words(omission.weighed(part))[0] == pytest.approx(other.omission, abs=0.01)


def test_names_that_are_likelier_the_other_way_round_are_swapped() -> None:
    swapped = "They went from Pyongyang to Seoul."
    right = "They went from Seoul to Pyongyang."
    engine = Scripted({right: -5.0, swapped: -20.0})
    one, other = reading.read(
        [text("他們由首爾前往平壤。", swapped), text("他們由首爾前往平壤。", right)], engine
    )
    assert (one.swap, one.names) == (15.0, ("Pyongyang", "Seoul"))
    assert (other.swap, other.names) == (-15.0, ("Seoul", "Pyongyang"))


def test_names_of_a_list_are_not_tried() -> None:
    both = text("首爾和平壤的談判。", "Talks of Seoul and Pyongyang.")
    (found,) = reading.read([both], Scripted({}))
    assert found.swap is None


def test_the_parts_of_an_address_are_not_tried() -> None:
    both = text("他的首爾平壤辦事處。", "His office at Pyongyang of Seoul.")
    (found,) = reading.read([both], Scripted({}))
    assert found.swap is None


def test_names_of_two_kinds_are_not_tried() -> None:
    (found,) = reading.read([text("首爾的談判。", "Talks in Seoul.")], Scripted({}))
    assert found.swap is None


def test_terms_cost_what_a_translation_without_them_is_likelier() -> None:
    engine = Scripted({"A free one.": -5.0, "A bound one.": -12.0})
    engine.say = lambda _: ["A free one."]
    both = [text("談判。", "A bound one."), text("談判。", "A free one.")]
    assert reading.costs(both, engine) == [0.7, 0.0]


def test_a_cost_is_measured_without_terms_in_the_chinese() -> None:
    engine = Scripted({})
    reading.costs([text("他們在首爾。", "They are in Seoul.")], engine)
    assert set(engine.asked) == {"他們在首爾。"}


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="“”\n\r\t"), min_size=1).map(
    lambda words: " ".join(words.split())
)
NUMBERS = st.integers(-9999, 9999).map(lambda number: number / 100)


@given(
    NUMBERS,
    st.one_of(st.just((None, "")), st.tuples(NUMBERS, WORDS)),
    st.one_of(st.just((None, "")), st.tuples(NUMBERS, WORDS)),
    st.one_of(st.just((None, ("", ""))), st.tuples(NUMBERS, st.tuples(WORDS, WORDS))),
)
def test_a_note_is_read_as_it_was_written(mean, worst, omission, swap) -> None:
    found = Reading(
        mean=mean, worst=worst[0], word=worst[1], omission=omission[0], clause=omission[1],
        swap=swap[0], names=swap[1],
    )  # fmt: skip
    assert found == reading.noted(reading.note(found))


@pytest.mark.parametrize("line", ["", "seal: 0", "reading: mean", "term: 首爾 → Seoul (source)"])
def test_another_line_is_no_reading(line: str) -> None:
    assert reading.noted(line) is None


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.load(packages.bundled(), beam=1)


def test_the_model_finds_what_a_sentence_says_likelier_than_what_it_does_not(
    engine: Engine,
) -> None:
    source = engine.prepare("美國總統星期三在華盛頓發表講話。")
    right = "The US president spoke in Washington on Wednesday."
    wrong = "The dog has eaten my homework again, and I am not amused."
    said = engine.force([source, source], [right, wrong])
    assert said[0].total / said[0].pieces > said[1].total / said[1].pieces
    assert [word for word, _ in said[0].words] == right.split()
    (seen,) = engine.attend([source], [right])
    assert all(0 <= start < end <= len(source) for start, end, _ in seen)
    assert sum(end - start for start, end, _ in seen) == len(source)


def test_the_order_of_what_is_forced_stays(engine: Engine) -> None:
    pairs = [
        ("他走了。", "He left."),
        ("謝謝。", "Thanks."),
        ("經濟增長百分之三。", "Growth was 3%."),
    ]
    sources = [engine.prepare(source) for source, _ in pairs]
    targets = [target for _, target in pairs]
    together = engine.force(sources, targets)
    for source, target, said in zip(sources, targets, together, strict=True):
        (alone,) = engine.force([source], [target])
        assert [word for word, _ in alone.words] == [word for word, _ in said.words]
        assert said.total == pytest.approx(alone.total, abs=0.2)
    assert engine.force([], []) == []
