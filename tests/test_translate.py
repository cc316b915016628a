from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from fakes import FakeEngine

from toolkit import ladder, po, reader, translate
from toolkit.article import Article
from toolkit.candidate import Sentence
from toolkit.glossary import Glossary, parse
from toolkit.memory import Memory
from toolkit.model import Answer, Origin, Pair

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


def run(
    article: Article,
    folder: Path,
    engine: FakeEngine,
    *,
    table: str = TABLE,
    edits: Mapping[str, str] | None = None,
) -> tuple[dict[str, int], tuple[Pair, ...]]:
    """Translate an article into ``a.po`` of a folder, as the command does."""
    path = folder / "a.po"
    with Memory(folder / "memory.sqlite3") as memory:
        job = translate.Job(article=article, old=po.read(path))
        todo = translate.plan(
            [job],
            signature=engine.signature,
            glossary=Glossary(parse(table, path="t.csv")),
            store=memory,
            edits=edits or {},
        )
        counts = todo.counts
        ((_, pairs),) = translate.run(todo, climb=ladder.here(engine), store=memory)
    head = po.Head(
        project="P",
        source="a.md",
        source_lang="zh",
        target_lang="en",
        date="",
        engine=engine.signature,
    )
    po.write(path, head, pairs, job.old)
    return counts, pairs


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


def test_a_name_that_a_person_left_out_is_told_and_left_out(
    article: Article, tmp_path: Path
) -> None:
    _, pairs = run(article, tmp_path, FakeEngine(), edits={"金正恩沒有出席。": "He was not there."})
    (pair,) = [pair for pair in pairs if pair.origin is Origin.HUMAN]
    assert [("金正恩", "", "by hand")] == [(t.source, t.form, t.rung) for t in pair.terms]
    assert "He was not there." == pair.target


def test_whoever_takes_batches_ahead_gets_the_same_answers(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "BATCH", 2)
    monkeypatch.setattr(translate, "WINDOW", 3)
    engine, glossary = FakeEngine(), Glossary(parse(TABLE, path="t.csv"))

    def ahead(batches: Iterator[Sequence[Sentence]]) -> Iterator[list[Answer]]:
        return iter([ladder.climb(batch, engine) for batch in list(batches)])

    made = []
    for number, climb in enumerate((ladder.here(engine), ahead)):
        with Memory(tmp_path / f"{number}.sqlite3") as memory:
            jobs = [translate.Job(article=article, old={})] * 3
            todo = translate.plan(jobs, signature="", glossary=glossary, store=memory, edits={})
            made.append([pairs for _, pairs in translate.run(todo, climb=climb, store=memory)])
    assert 3 == len(made[0])
    assert made[0] == made[1]


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

    def tick(_: int) -> None:
        raise CrashError

    glossary = Glossary(parse(TABLE, path="t.csv"))
    job = translate.Job(article=article, old={})
    with Memory(tmp_path / "memory.sqlite3") as memory:
        todo = translate.plan([job], signature="fake-1", glossary=glossary, store=memory, edits={})
        with pytest.raises(CrashError):
            list(translate.run(todo, climb=ladder.here(FakeEngine()), store=memory, tick=tick))
    engine = FakeEngine()
    run(article, tmp_path, engine)
    assert [] == engine.asked
