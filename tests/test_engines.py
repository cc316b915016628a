import os
from pathlib import Path

import pytest

from toolkit import engines, packages
from toolkit.engines import kept
from toolkit.engines.ct2 import Ct2Engine
from toolkit.errors import EngineError
from toolkit.model import Engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.load(packages.bundled(), beam=2)


def test_the_bundled_model_speaks_english(engine: Engine) -> None:
    ((best,),) = engine.decode([engine.prepare("美國總統星期三在華盛頓發表講話。")])
    assert "president" in best.text.lower()
    assert -5 < best.score < 0


def test_answers_come_in_the_order_of_the_questions(engine: Engine) -> None:
    sources = [engine.prepare(text) for text in ("他今天在北京。", "謝謝。", "經濟增長百分之三。")]
    together = [answer[0].text for answer in engine.decode(sources)]
    alone = [engine.decode([source])[0][0].text for source in sources]
    assert alone == together


def test_as_many_translations_as_asked_for_best_first(engine: Engine) -> None:
    (answers,) = engine.decode([engine.prepare("他今天在北京。")], hypotheses=3)
    assert len(answers) == 3
    assert sorted(answers, key=lambda one: -one.score) == list(answers)


@pytest.mark.parametrize(
    "text", ["", "。", "？！", "𠵱𨋢𡃁", "😀" * 12, "好" * 200, "a" * 40, "<unk>", "\u0007"]
)
def test_any_input_gets_an_answer(engine: Engine, text: str) -> None:
    ((best,),) = engine.decode([engine.prepare(text)])
    assert best.score <= 0
    assert all(0 <= start < end <= len(best.text) for start, end, *_ in best.links)


def test_the_signature_tells_model_and_beam_apart(engine: Engine) -> None:
    assert engine.signature == engines.load(packages.bundled(), beam=2).signature
    assert engine.signature != engines.load(packages.bundled(), beam=4).signature


def test_a_damaged_model_is_an_error_with_its_path(tmp_path: Path) -> None:
    files = packages.bundled().files()
    files["model/model.bin"] = files["model/model.bin"][:1000]
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    broken = Ct2Engine(packages.read(tmp_path))
    with pytest.raises(EngineError, match="does not load") as caught:
        broken.decode(["文"])
    assert str(tmp_path) == caught.value.at


def test_what_was_seen_while_translating_is_what_is_seen_when_it_is_said_again(
    engine: Engine,
) -> None:
    source = engine.prepare("美國總統星期三在華盛頓發表講話，隨後前往機場。")
    ((best,),) = engine.decode([source])
    (again,) = engine.attend([source], [best.text])
    assert [(a, b) for a, b, _ in again] == [(a, b) for a, b, _ in best.seen]
    assert [weight for *_, weight in best.seen] == pytest.approx(
        [weight for *_, weight in again], abs=0.05
    )


def test_the_number_of_threads_is_tried_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(4))
    ((best,),) = Ct2Engine(packages.bundled(), beam=1).decode(["谢谢。"])
    (path,) = kept.folder().glob("*-4-cores.json")
    assert path.read_text() in {"2", "4"}
    assert best.text
