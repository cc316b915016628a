import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEngine

from toolkit import ladder, po, reader, translate
from toolkit.article import Article
from toolkit.errors import ArticleError, ToolkitError
from toolkit.glossary import Glossary
from toolkit.memory import Memory
from toolkit.model import Answer, Origin, Pair, Place, Segment
from toolkit.sentence import Sentence
from toolkit.table import parse

TABLE = "source,target\n蓬佩奧,Pompeo\n金正恩,Kim Jong-un\n"
ARTICLE = """---
title: "蓬佩奧到訪"
tags: ["金正恩"]
---

蓬佩奧到訪北京。他會見記者。

金正恩沒有出席。他會見記者。
"""


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    (found,) = reader.read([tmp_path / "a.md"], root=tmp_path, fields=("title", "tags"))
    assert isinstance(found, Article)
    return found


def glossary(table: str = TABLE) -> Glossary:
    return Glossary(parse(table, path="t.csv"))


def planner(
    folder: Path, *, signature: str = "fake-1", edits: Mapping[str, str] | None = None
) -> translate.Planner:
    memory = Memory(folder / "memory.sqlite3")
    return translate.Planner(signature=signature, store=memory, edits=edits or {})


def run(
    article: Article,
    folder: Path,
    engine: FakeEngine,
    *,
    table: str = TABLE,
    edits: Mapping[str, str] | None = None,
) -> tuple[Mapping[str, int], tuple[Pair, ...]]:
    """Translate an article into ``a.po`` of a folder, as the command does."""
    path = folder / "a.po"
    job = translate.Job(article=article, glossary=glossary(table), old=po.read(path))
    plan = planner(folder, signature=engine.signature, edits=edits)
    events = list(translate.run([job], plan, ladder.here(engine)))
    (done,) = [event for event in events if isinstance(event, translate.Done)]
    head = po.Head(
        project="P",
        source="a.md",
        source_lang="zh",
        target_lang="en",
        date="",
        engine=engine.signature,
    )
    po.write(path, head, done.pairs, job.old)
    return done.counts, done.pairs


def test_every_segment_gets_its_pair_in_order(article: Article, tmp_path: Path) -> None:
    _, pairs = run(article, tmp_path, FakeEngine())
    assert [segment.key for segment in article.segments] == [pair.source.key for pair in pairs]
    assert all(pair.target for pair in pairs)


def test_running_again_asks_the_engine_nothing(article: Article, tmp_path: Path) -> None:
    run(article, tmp_path, FakeEngine())
    again = FakeEngine()
    counts, _ = run(article, tmp_path, again)
    assert ([], 0) == (again.asked, counts["to_engine"])


def test_an_edited_row_asks_again_for_just_the_sentences_that_hold_it(
    article: Article, tmp_path: Path
) -> None:
    run(article, tmp_path, FakeEngine())
    engine = FakeEngine()
    counts, pairs = run(article, tmp_path, engine, table=TABLE.replace("Pompeo", "Mike Pompeo"))
    assert (2, 2) == (counts["to_engine"], counts["changed"])
    assert all("Mike Pompeo" in text for text in engine.asked)
    assert 2 == sum("Mike Pompeo" in (pair.target or "") for pair in pairs)


def test_another_engine_is_asked_for_everything(article: Article, tmp_path: Path) -> None:
    run(article, tmp_path, FakeEngine())
    counts, _ = run(article, tmp_path, FakeEngine(signature="fake-2"))
    assert counts["segments"] == counts["to_engine"]


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_sentence_by_hand_stays_and_is_not_asked_for(article: Article, tmp_path: Path) -> None:
    _, pairs = run(article, tmp_path, FakeEngine())
    target = next(pair.target for pair in pairs if pair.source.text == "他會見記者。")
    edit(tmp_path / "a.po", f'msgstr "{target}"', 'msgstr "He met the press."')
    engine = FakeEngine(signature="fake-2")
    counts, pairs = run(article, tmp_path, engine)
    mine = [pair for pair in pairs if pair.origin is Origin.HUMAN]
    assert ["He met the press."] == [pair.target for pair in mine]
    assert counts["by_hand"] == 1
    assert not any("他會見記者" in text for text in engine.asked)


def test_a_sentence_by_hand_serves_in_other_articles(article: Article, tmp_path: Path) -> None:
    _, pairs = run(article, tmp_path, FakeEngine(), edits={"他會見記者。": "He met the press."})
    assert "He met the press." in [pair.target for pair in pairs]


def test_a_name_that_a_person_left_out_is_reported_and_left_out(
    article: Article, tmp_path: Path
) -> None:
    _, pairs = run(article, tmp_path, FakeEngine(), edits={"金正恩沒有出席。": "He was not there."})
    (pair,) = [pair for pair in pairs if pair.origin is Origin.HUMAN]
    assert [("金正恩", "", "missing")] == [(t.source, t.form, t.rung) for t in pair.terms]
    assert "He was not there." == pair.target


def test_whoever_takes_batches_ahead_gets_the_same_answers(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "BATCH", 2)
    monkeypatch.setattr(translate, "WINDOW", 3)
    engine = FakeEngine()

    def ahead(batches: Iterator[Sequence[Sentence]]) -> Iterator[list[Answer]]:
        return iter([ladder.climb(batch, engine) for batch in list(batches)])

    jobs = [translate.Job(article=article, glossary=glossary())] * 3
    made = []
    for number, climb in enumerate((ladder.here(engine), ahead)):
        plan = planner(tmp_path / str(number))
        events = list(translate.run(jobs, plan, climb))
        made.append([event for event in events if isinstance(event, translate.Done)])
    assert 3 == len(made[0])
    assert made[0] == made[1]


def test_what_several_articles_hold_is_decoded_once(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "WINDOW", 1)
    alone, engine = FakeEngine(), FakeEngine()
    run(article, tmp_path / "alone", alone)
    jobs = [translate.Job(article=article, glossary=glossary())] * 3
    events = list(translate.run(jobs, planner(tmp_path), ladder.here(engine)))
    done = [event for event in events if isinstance(event, translate.Done)]
    assert [(5, 0), (0, 5), (0, 5)] == [
        (one.counts["to_engine"], one.counts["from_memory"]) for one in done
    ]
    assert sorted(alone.asked) == sorted(engine.asked)


def test_articles_are_read_no_further_than_a_window(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "MOST", 10)
    read = 0

    def jobs() -> Iterator[translate.Job]:
        nonlocal read
        for read in range(1, 100):  # noqa: B007
            yield translate.Job(article=article, glossary=glossary())

    events = translate.run(jobs(), planner(tmp_path), ladder.here(FakeEngine()))
    next(event for event in events if isinstance(event, translate.Done))
    assert 2 == read


def test_an_article_whose_answers_the_memory_lost_is_reported_apart(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "WINDOW", 1)
    engine = FakeEngine()

    def ahead(batches: Iterator[Sequence[Sentence]]) -> Iterator[list[Answer]]:
        for number, batch in enumerate(list(batches)):
            if number == 1:  # the first article is whole, and the second waits for its answers
                with sqlite3.connect(tmp_path / "memory.sqlite3") as base:
                    base.execute("DELETE FROM answer")
            yield ladder.climb(batch, engine)

    jobs = [translate.Job(article=article, glossary=glossary())] * 2
    events = list(translate.run(jobs, planner(tmp_path), ahead))
    kinds = [type(event) for event in events if not isinstance(event, translate.Answered)]
    assert [translate.Done, translate.Forgotten] == kinds


def test_windows_grow_so_that_the_first_articles_are_whole_early(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "FIRST", 2)
    monkeypatch.setattr(translate, "WINDOW", 8)
    sentences = [
        Segment(text=f"第{number}句。", field="", at=Place(path="a.md")) for number in range(40)
    ]
    jobs = [
        translate.Job(article=replace(article, segments=(one,)), glossary=glossary())
        for one in sentences
    ]
    sizes = [len(window.wanted) for window in planner(tmp_path).windows(jobs)]
    assert [2, 4, 8, 8, 8, 8, 2] == sizes


def test_an_article_that_cannot_be_read_keeps_its_place(article: Article, tmp_path: Path) -> None:
    job = translate.Job(article=article, glossary=glossary())
    error = ArticleError("is not a text file", at="b.md")
    events = translate.run([job, error, job], planner(tmp_path), ladder.here(FakeEngine()))
    whole = [event for event in events if not isinstance(event, translate.Answered)]
    assert [False, True, False] == [event is error for event in whole]


def test_a_fault_of_ours_costs_one_article(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = Sentence.of

    def fault(text: str, terms: Glossary) -> Sentence:
        if text == "二。":
            raise KeyError("五")
        return of(text, terms)

    monkeypatch.setattr(Sentence, "of", fault)
    good = translate.Job(article=article, glossary=glossary())
    odd = replace(article, path="b.md", segments=(Segment(text="二。", at=Place(path="b.md")),))
    jobs = [good, replace(good, article=odd), good]
    events = list(translate.run(jobs, planner(tmp_path), ladder.here(FakeEngine())))
    (error,) = [event for event in events if isinstance(event, ToolkitError)]
    assert ("b.md: cannot be planned: KeyError: '五'", 3) == (str(error), error.exit_code)
    assert 2 == sum(isinstance(event, translate.Done) for event in events)


def test_no_words_from_the_engine_are_an_untranslated_pair_that_says_why(
    article: Article, tmp_path: Path
) -> None:
    _, pairs = run(article, tmp_path, FakeEngine(lambda _: [""]))
    lost = [pair for pair in pairs if pair.target is None]
    assert lost
    assert all("untranslated" in [finding.rule for finding in pair.findings] for pair in lost)


def test_what_was_finished_before_a_crash_is_not_asked_again(
    article: Article, tmp_path: Path
) -> None:
    class CrashError(RuntimeError):
        pass

    job = translate.Job(article=article, glossary=glossary())
    events = translate.run([job], planner(tmp_path), ladder.here(FakeEngine()))
    assert isinstance(next(events), translate.Answered)
    with pytest.raises(CrashError):
        events.throw(CrashError)
    engine = FakeEngine()
    run(article, tmp_path, engine)
    assert [] == engine.asked
