from toolkit.glossary import Glossary
from toolkit.mentions import introduce
from toolkit.model import Occurrence, Origin, Pair, Place, Segment
from toolkit.sentence import Sentence
from toolkit.table import parse

GLOSSARY = Glossary(
    parse("source,target,first\n蓬佩奧,Pompeo,Mike Pompeo\n北韓,North Korea,\n", path="t.csv")
)


def told(
    *texts: tuple[str, str], field: str = "", origin: Origin = Origin.ENGINE
) -> list[str | None]:
    """Return the English of sentences once the first mentions are in."""
    sentences, pairs = [], []
    for source, target in texts:
        sentence = Sentence.of(source, GLOSSARY)
        sentences.append(sentence)
        terms = tuple(
            Occurrence(source=h.term.source, form="x", rung="source") for h in sentence.named
        )
        segment = Segment(text=source, field=field, at=Place(path="a.md"))
        pairs.append(Pair(source=segment, target=target, terms=terms, origin=origin))
    return [pair.target for pair in introduce(sentences, pairs)]


def test_the_first_mention_has_its_own_form_and_later_ones_do_not() -> None:
    expected = ["Yesterday Mike Pompeo left North Korea.", "Pompeo said so."]
    assert expected == told(
        ("昨日蓬佩奧離開北韓。", "Yesterday Pompeo left North Korea."),
        ("蓬佩奧說。", "Pompeo said so."),
    )


def test_only_the_first_of_two_mentions_in_a_sentence_changes() -> None:
    assert ["Mike Pompeo and Pompeo"] == told(("蓬佩奧和蓬佩奧", "Pompeo and Pompeo"))


def test_a_form_that_is_there_already_is_not_doubled() -> None:
    assert ["Mike Pompeo said."] == told(("蓬佩奧說。", "Mike Pompeo said."))


def test_a_title_is_no_mention() -> None:
    assert ["Pompeo"] == told(("蓬佩奧", "Pompeo"), field="title")


def test_a_sentence_by_hand_counts_and_is_not_changed() -> None:
    assert ["Pompeo said."] == told(("蓬佩奧說。", "Pompeo said."), origin=Origin.HUMAN)


def test_tags_stay_round_their_words() -> None:
    assert ["<1>Mike Pompeo</1> said <2>so</2>."] == told(
        ("<1>蓬佩奧</1><2>說</2>。", "<1>Pompeo</1> said <2>so</2>.")
    )


def test_the_account_has_the_form_that_stands_there() -> None:
    sentence = Sentence.of("北韓的蓬佩奧", GLOSSARY)
    terms = (
        Occurrence(source="北韓", form="North Korea", rung="source"),
        Occurrence(source="蓬佩奧", form="Pompeo", rung="source"),
    )
    pair = Pair(
        source=Segment(text=sentence.text, at=Place(path="a.md")),
        target="Pompeo of North Korea",
        terms=terms,
    )
    (one,) = introduce([sentence], [pair])
    assert ["North Korea", "Mike Pompeo"] == [term.form for term in one.terms]
