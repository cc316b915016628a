"""The benchmark of terms measures what it says: the articles have all their names, a miss is seen."""

import importlib
from types import ModuleType

import pytest

from toolkit.glossary import Glossary
from toolkit.model import Answer
from toolkit.table import Term
from toolkit.terms import assign


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    pytest.importorskip("pypinyin")
    pytest.importorskip("sacrebleu")
    return importlib.import_module("terms")


def test_our_articles_have_every_name_on_both_sides(bench: ModuleType) -> None:
    some = bench.own()
    hits = [(hit, target) for source, target in some.pairs for hit in some.glossary.find(source)]
    assert len(hits) >= 300
    assert len({hit.term for hit, _ in hits}) == len(some.glossary) >= 200
    for source, target in some.pairs:
        assert all(assign(target, some.glossary.find(source))), source


def test_a_name_is_a_row_where_the_english_spells_its_pinyin(bench: ModuleType) -> None:
    lines = [("副主席徐樂江昨日到訪贛州。", "Vice Chairman Xu Lejiang visited Ganzhou yesterday.")]
    found = {term.source: term.targets for term in bench._spelt(lines, Glossary([]))}
    assert found == {"徐樂江": ("Xu Lejiang",), "贛州": ("Ganzhou",)}


@pytest.mark.parametrize(
    ("target", "remarks", "missed", "silent"),
    [
        ("Xu Lejiang went, Xu Lejiang came.", (), 0, 0),
        ("Xu Lejiang went and came.", (("term-missing", "…"),), 1, 0),
        ("Xu Lejiang went and came.", (), 1, 1),
    ],
)
def test_a_miss_without_a_flag_is_counted(
    bench: ModuleType,
    target: str,
    remarks: tuple[tuple[str, str], ...],
    missed: int,
    silent: int,
) -> None:
    glossary = Glossary([Term(source="徐樂江", targets=("Xu Lejiang",), kind="person")])
    pairs = [("徐樂江走了，徐樂江來了。", "")]
    some = bench.Set(name="one", pairs=pairs, glossary=glossary)
    result = bench.judged(some, [[Answer(target=target, score=0.0, remarks=remarks)]])
    assert (result.missed, result.silent) == (missed, silent)
