"""The rows that the recipe makes out of a corpus; none of it needs torch."""

from itertools import islice

import pytest

from training import evaluate, glossed, names, noise
from training.rows import Link, Row


def row(source: str, target: str, *links: tuple[str, str]) -> Row:
    """Build a row that links stretches by their text, each the first of its kind."""
    return Row(
        weight=1,
        origin="made up",
        source=source,
        target=target,
        links=tuple(
            Link(
                source.index(one),
                source.index(one) + len(one),
                target.index(other),
                target.index(other) + len(other),
            )
            for one, other in links
        ),
    )


SEOUL = row("他到首尔访问。", "He visited Seoul.", ("访问", "visited"), ("首尔", "Seoul"))
TALKS = row("首尔与东京在首尔会谈。", "Seoul and Tokyo met in Seoul.", ("东京", "Tokyo"))
CORPUS = [SEOUL] * 4 + [row("她在首尔。", "She is in South Korea.", ("首尔", "South Korea"))]


def test_a_name_is_what_most_of_its_occurrences_are_in_english() -> None:
    assert {"首尔": "Seoul"} == glossed.table(CORPUS)


def test_a_name_that_the_corpus_does_not_agree_on_is_none() -> None:
    other = row("她在首尔。", "She is in Gangnam.", ("首尔", "Gangnam"))
    assert {} == glossed.table([*CORPUS, *CORPUS[-1:] * 2, *[other] * 3])


def test_a_name_that_is_held_out_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "held", lambda name: name == "Seoul")
    assert {} == glossed.table(CORPUS)


def test_every_occurrence_gives_way_to_english_and_the_links_follow() -> None:
    made = list(glossed.glossed_rows([*CORPUS, TALKS], spacing="spaced"))
    assert "他到 Seoul 访问。" == made[0].source
    assert "Seoul 与东京在 Seoul 会谈。" == made[-1].source
    linked = [
        (one.source[a:b], one.target[c:d])
        for one in (made[0], made[-1])
        for a, b, c, d in one.links
    ]
    assert [("Seoul", "Seoul"), ("访问", "visited")] == linked[:2]
    assert [("Seoul", "Seoul"), ("东京", "Tokyo"), ("Seoul", "Seoul")] == linked[2:]


def test_a_row_that_says_a_name_another_way_stays_out() -> None:
    made = list(glossed.glossed_rows(CORPUS))
    assert 4 == len(made)


SHORT = [row("你好！", "Hello!"), row("谢谢。", "Thank you."), row("太长的一句话了。", "Too long.")]


def test_a_word_that_comes_again_and_again_is_said_twice() -> None:
    made = [one for one in islice(noise.noise(SHORT), 300) if "Hello" in one.target]
    assert made
    assert {"Hello, Hello..."} == {one.target for one in made}
    assert all(one.source.count("你好") >= 4 for one in made)


def test_noise_is_brief_and_never_what_a_model_is_tested_with() -> None:
    made = list(islice(noise.noise(SHORT), 500))
    assert all(0 < len(one.source) <= 170 for one in made)
    assert all(len(one.target) <= len(one.source) + 30 for one in made)
    assert not {one.source for one in made} & {text for text in evaluate.NOISE if len(text) > 6}
