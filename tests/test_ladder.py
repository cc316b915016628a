from dataclasses import replace

import pytest
from fakes import FakeEngine, latin_only, table
from hypothesis import given
from hypothesis import strategies as st

from toolkit import ladder
from toolkit.checks.repetition import loops
from toolkit.glossary import Glossary
from toolkit.ladder import climb
from toolkit.markup import escape, tags
from toolkit.model import Answer, Hypothesis
from toolkit.projection import detach
from toolkit.sentence import Sentence
from toolkit.table import parse

GLOSSARY = Glossary(
    parse(
        "source,target,variants,kind,policy,note\n"
        "蓬佩奧,Pompeo,,person,use,\n金正恩,Kim Jong-un,,person,use,\n紐約,New York,,place,use,\n"
        "特金會,,,term,keep,\n蓬佩奧,Pompous,,person,forbid,\n",
        path="t.csv",
    )
)


def answer(text: str, engine: FakeEngine) -> Answer:
    (one,) = climb([Sentence.of(text, GLOSSARY)], engine)
    return one


def rungs(one: Answer) -> list[str]:
    return [occurrence.rung for occurrence in one.occurrences]


def rules(one: Answer) -> list[str]:
    return [rule for rule, _ in one.remarks]


def test_a_term_that_is_carried_over_needs_one_decoding() -> None:
    engine = FakeEngine(table({"Pompeo說。": ["Pompeo said."]}))
    one = answer("蓬佩奧說。", engine)
    assert (one.target, rungs(one), rules(one)) == ("Pompeo said.", ["source"], [])
    assert engine.asked == ["Pompeo說。"]


@pytest.mark.parametrize("lead", ["▲", "◎ ", "★★", "☐ "])
def test_the_sign_of_a_caption_stays_and_is_not_shown_to_the_model(lead: str) -> None:
    engine = FakeEngine(lambda source: [f"Police {'seal it' if '★' not in source else '€'}."])
    one = answer(f"{lead}警方封鎖。", engine)
    assert f"{lead.strip()} Police seal it." == one.target
    assert {"警方封鎖。"} == {asked.strip() for asked in engine.asked}


@pytest.mark.parametrize(
    ("text", "given", "said", "english"),
    [
        ("王○明到案。", "Wang X-ming到案。", "Wang X-ming appeared.", "Wang ○-ming appeared."),
        ("被告李○○。", "被告Li XX。", "The defendant, Li XX.", "The defendant, Li ○○."),
        ("○○公司否認。", "XX公司否認。", "The XX company denied.", "The ○○ company denied."),
        ("濕度≥80%。", "濕度#80%。", "Humidity #80%.", "Humidity ≥80%."),
        ("增長≠幸福。", "增長=幸福。", "Growth=happiness.", "Growth≠happiness."),
        ("PM2.5≈75微克。", "PM2.5#75微克。", "PM2.5#75 micrograms.", "PM2.5≈75 micrograms."),
        ("畫作120×80厘米。", "畫作120x80厘米。", "The painting is 120x80 cm.", "The painting is 120×80 cm."),
    ],
)  # fmt: skip
def test_a_sign_that_models_have_another_for_comes_back(
    text: str, given: str, said: str, english: str
) -> None:
    one = answer(text, FakeEngine(table({given: [said]})))
    assert (english, []) == (one.target, rules(one))


def test_a_masked_name_that_lost_its_mask_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "_stretches", lambda *_: None)
    one = answer("王○明到案。", FakeEngine(lambda _: ["Wang Oming appeared."]))
    assert ("Wang Oming appeared.", ["sign-missing"]) == (one.target, rules(one))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("加油💪", "Word 💪"),
        ("加油💪！", "Word 💪!"),
        ("加油！💪", "Word! 💪"),
        ("蓬佩奧®到。", "Pompeo® word."),
        ("蓬佩奧👨‍👩‍👧和金正恩❤️到。", "Pompeo 👨‍👩‍👧 word Kim Jong-un ❤️ word."),
        ("「蓬佩奧」→", "“Pompeo” →"),
        ("<1>蓬佩奧</1>→", "<1>Pompeo →</1>"),
        ("<1>蓬佩奧</1>💪。", "<1>Pompeo 💪</1>."),
        ("💪<1>蓬佩奧</1>到。", "💪 <1>Pompeo</1> word."),
    ],
)
def test_a_sign_that_no_model_knows_stands_where_its_neighbour_went(
    text: str, english: str
) -> None:
    engine = FakeEngine(
        lambda source: [latin_only(source)[0].replace(".", "!" if "！" in text else ".")]
    )
    one = answer(text, engine)
    assert (english, []) == (one.target, rules(one))
    assert not any(char in asked for asked in engine.asked for char in "💪®❤→👨")


@given(st.text(alphabet="蓬佩奧到，。「」A ①💪👍🏽▲★®❤\ufe0f€5", min_size=1, max_size=24))
def test_no_sign_is_lost_or_doubled(text: str) -> None:
    sentence = Sentence.of(escape(text), GLOSSARY)
    (one,) = climb([sentence], FakeEngine())
    for sign in dict.fromkeys(
        char for loose in sentence.loose for char in loose.text if char.strip()
    ):
        told = sum(loose.text.count(sign) for loose in sentence.loose)
        assert told == detach(one.target)[0].count(sign) or "untranslated" in rules(one)


def test_a_sign_whose_place_nothing_tells_is_flagged() -> None:
    one = answer("警方▲封鎖。", FakeEngine(lambda _: ["Police seal it."]))
    assert ("Police ▲ seal it.", ["markup-estimated"]) == (one.target, rules(one))


@pytest.mark.parametrize(
    ("text", "given", "said", "english"),
    [
        ("票價€50。", "票價$50。", "A ticket is $50.", "A ticket is €50."),
        ("賠£200萬。", "賠$2 million。", "It pays $2 million.", "It pays £2 million."),
        ("罰HK$3,000。", "罰HK$3,000。", "Fined HK$ 3,000.", "Fined HK$3,000."),
        ("①登記。", "(1)登記。", "(1) register.", "(1) register."),
        ("紐約→東京。", "New York-東京。", "New York - Tokyo.", "New York → Tokyo."),
        ("厚5㎜。", "厚5毫米。", "5 mm thick.", "5 mm thick."),
    ],
)
def test_a_sign_is_carried_over_by_what_stands_in_for_it(
    text: str, given: str, said: str, english: str
) -> None:
    engine = FakeEngine(table({given: [said]}))
    one = answer(text, engine)
    assert (english, []) == (one.target, rules(one))
    assert engine.asked == [given]


def test_a_name_that_the_model_repeats_has_its_accents_again() -> None:
    said = "Bjorn Hocke came, Bjorn Hocke said. Hocke and Hockeys."
    one = answer("Björn Höcke來。", FakeEngine(lambda _: [said]))
    assert "Björn Höcke came, Björn Höcke said. Höcke and Hockeys." == one.target


@pytest.mark.parametrize(
    ("text", "said", "told"),
    [
        ("公司付了HK$350億。", "The firm paid $35 billion.", ["“HK$” is not in the English"]),
        ("門票US$50。", "A ticket is HK$50.", ["“US$” is not in the English"]),
        ("門票NT$80。", "A ticket is $80.", ["“NT$” is not in the English"]),
        ("他得₩50。", "He won 50.", ["“₩” is not in the English"]),
        (
            "付US$50和HK$60。",
            "Paid HK$50 and US$60.",
            ["“US$50” should be “US$50” here", "“HK$60” should be “HK$60” here"],
        ),
    ],
)
def test_a_sign_that_no_rung_reached_is_reported_once(
    text: str, said: str, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "_stretches", lambda *_: None)
    one = answer(text, FakeEngine(lambda _: [said]))
    assert (said, [("sign-missing", message) for message in told]) == (
        one.target,
        list(one.remarks),
    )
    assert [] == rungs(one), "a sign is no term of the glossary"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("票價€50。", "A ticket is 50 euros."),
        ("票價$5。", "A ticket is five dollars."),
        ("他付了50萬元。", "He paid half a million yuan."),
        ("撥款≥3億元。", "Funds of at least 300 million yuan."),
    ],
)
def test_an_amount_in_words_is_right_too(text: str, said: str) -> None:
    one = answer(text, FakeEngine(lambda _: [said]))
    assert (said, []) == (one.target, rules(one))


def test_an_amount_is_no_part_of_a_greater_one() -> None:
    one = answer("票價€50。", FakeEngine(lambda _: ["A ticket is $50,000."]))
    assert "€50,000" not in one.target


def test_an_arrow_that_is_lost_divides_the_sentence() -> None:
    parts = {"更多-": ["More - "], "請見官網。": ["See the site."]}
    whole = {"更多→請見官網。": ["See more."], "更多-請見官網。": ["See more."]}
    one = answer("更多→請見官網。", FakeEngine(table({**whole, **parts})))
    assert ("More → see the site.", []) == (one.target, rules(one))


def test_terms_alone_are_neither_decoded_nor_read_back() -> None:
    engine = FakeEngine()
    one = answer("蓬佩奧、金正恩", engine)
    assert ("Pompeo, Kim Jong-un", ["whole", "whole"]) == (one.target, rungs(one))
    assert one.reading is None
    assert ([], {}) == (engine.asked, engine.shown)


def test_a_term_that_is_lost_may_be_right_without_help() -> None:
    engine = FakeEngine(table({"Pompeo說。": ["He said."], "蓬佩奧說。": ["Pompeo said."]}))
    one = answer("蓬佩奧說。", engine)
    assert (one.target, rungs(one)) == ("Pompeo said.", ["plain"])


def test_another_translation_may_have_the_term() -> None:
    engine = FakeEngine(table({"Pompeo說。": ["He said.", "Said Pompeo."]}))
    one = answer("蓬佩奧說。", engine)
    assert (one.target, rungs(one)) == ("Said Pompeo.", ["nbest"])


def test_a_sentence_may_be_translated_clause_by_clause() -> None:
    engine = FakeEngine(
        table({"Pompeo到，": ["Pompeo came."], "Kim Jong-un走。": ["Kim Jong Un left."]})
    )
    one = answer("蓬佩奧到，金正恩走。", engine)
    assert (one.target, rungs(one)) == ("Pompeo came, Kim Jong-un left.", ["clause", "clause"])


def test_the_last_rung_sets_the_terms_between_the_stretches_and_says_so() -> None:
    engine = FakeEngine(table({"見": ["met"], "Pompeo見Kim Jong-un。": ["They met."]}))
    one = answer("蓬佩奧見金正恩。", engine)
    assert (
        one.target,
        rungs(one),
        rules(one),
    ) == ("Pompeo met Kim Jong-un.", ["stretch", "stretch"], ["assembled"])


def test_a_kept_term_stays_chinese() -> None:
    engine = FakeEngine(table({"日期": ["date"]}))
    one = answer("特金會日期", engine)
    assert (one.target, [o.form for o in one.occurrences]) == ("特金會 date", ["特金會"])
    assert "residual-han" not in rules(one)


def test_a_forbidden_rendering_loses_to_any_other() -> None:
    engine = FakeEngine(table({"Pompeo說。": ["Pompeo the Pompous said.", "Pompeo said."]}))
    assert answer("蓬佩奧說。", engine).target == "Pompeo said."


def test_a_loop_loses_to_any_other() -> None:
    engine = FakeEngine(table({"他說。": ["the head of the head of the head of it", "He said."]}))
    assert answer("他說。", engine).target == "He said."


def test_a_latin_name_goes_through_the_model_without_its_accents() -> None:
    engine = FakeEngine(table({"Tomas Pereira說。": ["Tomas Pereira said."]}))
    one = answer("Tomás Pereira說。", engine)
    assert ("Tomás Pereira said.", []) == (one.target, rules(one))


def test_a_latin_name_that_comes_out_in_pieces_is_not_there() -> None:
    one = answer(
        "Tomás說。", FakeEngine(table({"Tomas說。": ["Tom á s said."], "說。": ["said."]}))
    )
    assert ("Tomás said.", ["assembled"]) == (one.target, rules(one))


def test_words_that_repeat_are_only_said_again_with_care() -> None:
    class Stammering(FakeEngine):
        def decode(self, sources, *, hypotheses=1, careful=False):
            super().decode(sources)
            text = "Pompeo said so." if careful else "Pompeo said said so."
            return [(Hypothesis(text=text, score=-0.1),) for _ in sources]

    engine = Stammering(width=4)
    assert "Pompeo said so." == answer("蓬佩奧說好。", engine).target
    assert ["Pompeo說好。"] * 2 == engine.asked


def test_a_sentence_in_parts_is_not_read_again_where_attention_saw_all_of_it() -> None:
    class Attentive(FakeEngine):
        def decode(self, sources, *, hypotheses=1, careful=False):
            return [
                (replace(one, seen=((0, len(source), 0.9),)),)
                for source, (one, *_) in zip(sources, super().decode(sources), strict=True)
            ]

        def force(self, sources, targets):
            assert not sources
            return []

    engine = Attentive(lambda source: ["He said." if "說" in source else "I left."])
    one = answer("他說" * 25 + "，" + "我走" * 25 + "。", engine)
    assert ("He said, I left.", -0.1) == (one.target, one.reading and one.reading.mean)


def test_an_ordinal_gets_its_own_ending() -> None:
    engine = FakeEngine(table({"5月31日，New York": ["May 31th, New York"]}))
    assert "May 31st, New York" == answer("5月31日，紐約", engine).target


def test_a_space_at_the_end_of_a_link_is_not_left_before_a_mark() -> None:
    class Attentive(FakeEngine):
        def decode(self, sources, *, hypotheses=1, careful=False):
            links = ((0, 4, 0, 2), (5, 11, 3, 5))
            text = "News , agency"
            return [(Hypothesis(text=text, score=-0.1, links=links),) for _ in sources]

    assert "<1>News</1>, agency" == answer("<1>新聞</1>、通訊", Attentive()).target


def test_no_words_are_no_translation() -> None:
    one = answer("他說。", FakeEngine(lambda _: [""]))
    assert (one.target, rules(one)) == ("", ["untranslated"])


def test_chinese_in_the_english_is_reported() -> None:
    assert "residual-han" in rules(answer("他說。", FakeEngine(lambda _: ["他 said"])))


def test_what_attention_shows_for_a_lost_term_is_replaced() -> None:
    class Attentive(FakeEngine):
        def decode(self, sources, *, hypotheses=1, careful=False):
            links = ((0, 6, 0, 6), (7, 11, 6, 7))
            return [(Hypothesis(text="Bompeo said", score=-0.1, links=links),) for _ in sources]

    one = answer("蓬佩奧說", Attentive())
    assert (one.target, rungs(one)) == ("Pompeo said", ["span"])


def test_an_article_before_a_lost_term_stays() -> None:
    class Attentive(FakeEngine):
        def decode(self, sources, *, hypotheses=1, careful=False):
            links = ((0, 3, 0, 8), (4, 13, 0, 8), (14, 17, 0, 8), (18, 23, 8, 9))
            text = "The New Yoork the trade"
            return [(Hypothesis(text=text, score=-0.1, links=links),) for _ in sources]

    assert "The New York the trade" == answer("紐約商", Attentive()).target


def test_a_link_goes_where_its_term_went() -> None:
    engine = FakeEngine(table({"在New York會談": ["Talks in New York"]}))
    one = answer("在<1>紐約</1>會談", engine)
    assert (one.target, rules(one)) == ("Talks in <1>New York</1>", [])


def test_a_term_is_spelled_as_the_table_has_it_inside_a_link_too() -> None:
    engine = FakeEngine(table({"見Kim Jong-un後": ['After "meeting" kim jong un , he left']}))
    one = answer("見<1>金正恩</1>後", engine)
    assert one.target == "After “meeting” <1>Kim Jong-un</1>, he left"


SENTENCES = st.text("蓬佩奧金正恩紐約說，。在", min_size=1, max_size=24)


@given(st.lists(SENTENCES, max_size=5), st.sampled_from(["carry", "dull", "empty", "han"]))
def test_every_occurrence_is_accounted_for_and_the_order_stays(texts: list[str], how: str) -> None:
    from fakes import latin_only

    say = {
        "carry": latin_only,
        "dull": lambda _: ["dull"],
        "empty": lambda _: [""],
        "han": lambda s: [s],
    }[how]
    sentences = [Sentence.of(text, GLOSSARY) for text in texts]
    answers = climb(sentences, FakeEngine(say))
    assert len(texts) == len(answers)
    for sentence, one in zip(sentences, answers, strict=True):
        if one.target:
            assert len(sentence.hits) == len(one.occurrences)
            for occurrence in one.occurrences:
                assert not occurrence.form or occurrence.form in one.target
            lost = sum(not occurrence.form for occurrence in one.occurrences)
            assert lost == rules(one).count("term-missing")
        else:
            assert "untranslated" in rules(one)


@given(st.sampled_from(["a<1>蓬佩奧</1>b", "<1>說<2>在</2></1>。", "說<1/>在<2>紐約</2>"]))
def test_a_translation_has_the_tags_of_its_source(text: str) -> None:
    assert sorted(tags(text)) == sorted(tags(answer(text, FakeEngine()).target))


@pytest.mark.parametrize(
    ("text", "loop"),
    [
        ("the United Kingdom of the United Kingdom of the United Kingdom", True),
        ("very very very very good", True),
        ("He said that he said it.", False),
        ("No, no, he said, and no more.", False),
        ("10,000,000 people", False),
        ("news.com/2021063010630106301063010630106301", True),
    ],
)
def test_loops(text: str, loop: bool) -> None:
    assert loop is loops(text)


def test_a_model_that_does_not_carry_latin_text_is_not_given_any() -> None:
    engine = FakeEngine(table({"蓬佩奧說。": ["Pompeo said."]}), carries=False)
    one = answer("蓬佩奧說。", engine)
    assert ("Pompeo said.", ["plain"], ["蓬佩奧說。"]) == (one.target, rungs(one), engine.asked)


@pytest.mark.parametrize(
    ("source", "said", "written"),
    [
        ("選舉", "election.", "Election"),
        ("他說。", "he said.", "He said."),
        ("他說。", "he said", "He said."),
        ("他說？", "did he say", "Did he say?"),
        ("iPhone銷量", "iPhone sales.", "iPhone sales"),
        ("「好」", '"good."', "“Good.”"),
        ("美國人", "people of the U.S.", "People of the U.S."),
        ("2018年", "2018 was it.", "2018 was it"),
    ],
)
def test_a_sentence_opens_with_a_capital_and_a_heading_has_no_stop(
    source: str, said: str, written: str
) -> None:
    assert written == answer(source, FakeEngine(lambda _: [said])).target


def test_a_space_before_a_picture_or_an_address_stays() -> None:
    engine = FakeEngine(lambda _: ["See the page."])
    assert "See the page <1/>." == answer("詳情見 <1/>。", engine).target
    assert "See the page<1/>." == answer("詳情見<1/>。", engine).target


def test_a_long_sentence_is_tried_in_parts_first() -> None:
    text = "他說" * 25 + "，" + "我走" * 25 + "。"
    engine = FakeEngine(lambda source: ["He said." if "說" in source else "I left."])
    one = answer(text, engine)
    assert "He said, I left." == one.target
    assert [51, 51] == [len(source) for source in engine.asked]


def test_a_character_of_private_use_is_carried_like_any_other() -> None:
    engine = FakeEngine(lambda _: ["\ue001 said so."])
    assert "\ue001 Said so." == answer("\ue001說好。", engine).target
    assert "\ue001" in answer("\ue001說<1>好</1>。", engine).target
