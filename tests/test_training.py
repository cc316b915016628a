"""The recipe, from made-up pairs to a package that translates, in small."""

from itertools import islice, product
from pathlib import Path
from random import Random
from statistics import fmean

import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.train

import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.nn import functional  # noqa: E402

from training import (  # noqa: E402
    arrays,
    augment,
    average,
    decoding,
    drill,
    export,
    injection,
    names,
    network,
    pack,
    prepare,
    train,
    vocabulary,
)
from training.injection import Part  # noqa: E402
from training.network import Shape  # noqa: E402
from training.rows import Link, Row, parse  # noqa: E402

WHO = {
    "记者": "The reporter",
    "部长": "The minister",
    "学生": "The student",
    "医生": "The doctor",
    "作家": "The writer",
}
DID = {"访问": "visited", "离开": "left", "喜欢": "likes", "介绍": "described"}
WHERE = {"首尔": "Seoul", "东京": "Tokyo", "伦敦": "London"}


def pair(who: str, did: str, where: str) -> Row:
    """Build a sentence with the links of its words."""
    source, target = f"{who}{did}{where}。", f"{WHO[who]} {DID[did]} {WHERE[where]}."
    links, at, to = [], 0, 0
    for chinese, english in ((who, WHO[who]), (did, DID[did]), (where, WHERE[where])):
        links.append(Link(at, at + len(chinese), to, to + len(english)))
        at, to = at + len(chinese), to + len(english) + 1
    return Row(weight=1, origin="made up", source=source, target=target, links=tuple(links))


PAIRS = [pair(*words) for words in product(WHO, DID, WHERE)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a tiny model until it knows its pairs by heart, and pack it."""
    folder = tmp_path_factory.mktemp("training")
    words = vocabulary.learn((text for row in PAIRS for text in (row.source, row.target)), size=420)
    numbers = arrays.encode(PAIRS, words)
    plan = train.Plan(
        minutes=20,
        steps=200,
        places=600,
        matrix_rate=0.02,
        other_rate=3e-3,
        rise=10,
        smooth=0,
        round_pieces=600,
    )
    shape = Shape(
        pieces=len(words.pieces),
        outputs=words.outputs,
        width=64,
        heads=2,
        inner=128,
        encoder=1,
        decoder=1,
    )
    run = train.Run(shape, plan, words)
    deck = arrays.Deck(numbers, np.random.default_rng(1))
    train.train(run, [(deck, 1.0)], last=folder / "last.pt")
    pack.pack(folder / "last.pt", folder / "zh_en.argosmodel")
    return folder / "zh_en.argosmodel"


def test_a_trained_model_translates_what_it_learnt(package: Path) -> None:
    (output,) = decoding.Model(package, beam=2).translate(["医生访问东京。"])
    assert output.text == "The doctor visited Tokyo."


@pytest.mark.parametrize("sample", [0, 60])
def test_a_sample_of_the_outputs_is_right_on_average(sample: int) -> None:
    torch.manual_seed(1)
    h, w, y = torch.randn(50, 16), torch.randn(200, 16) * 0.3, torch.randint(0, 20, (50,))
    expected = functional.cross_entropy(h @ w.T, y, label_smoothing=0.1, reduction="sum")
    found = [float(network.cross_entropy(h, w, y, smooth=0.1, sample=sample)) for _ in range(60)]
    assert fmean(found) == pytest.approx(float(expected), rel=0.01)


def test_the_guided_head_finds_the_word(package: Path) -> None:
    model = decoding.Model(package, beam=1)
    source = model.cut("医生访问东京。")
    (output,) = model.translate(["医生访问东京。"], attention=True)
    (row,) = [
        weights
        for piece, weights in zip(output.pieces, output.attention, strict=False)
        if "T" in piece[1:2]
    ][-1:]
    assert source[int(np.argmax(row))][:1] in {"东", "京"} or "东京" in source[int(np.argmax(row))]


def test_a_package_is_the_same_each_time(package: Path, tmp_path: Path) -> None:
    pack.pack(package.with_name("last.pt"), tmp_path / "again.argosmodel")
    assert package.read_bytes() == (tmp_path / "again.argosmodel").read_bytes()


def test_the_average_of_a_checkpoint_and_itself_is_the_same_model(
    package: Path, tmp_path: Path
) -> None:
    last = package.with_name("last.pt")
    average.average([last, last], tmp_path / "mean.pt")
    pack.pack(tmp_path / "mean.pt", tmp_path / "mean.argosmodel")
    assert package.read_bytes() == (tmp_path / "mean.argosmodel").read_bytes()


def test_an_average_lies_between_its_checkpoints(package: Path, tmp_path: Path) -> None:
    last, other = package.with_name("last.pt"), tmp_path / "other.pt"
    state = torch.load(last, weights_only=True)
    state["model"] = {name: 3 * value for name, value in state["model"].items()}
    torch.save(state, other)
    average.average([last, other], tmp_path / "mean.pt")
    found = torch.load(tmp_path / "mean.pt", weights_only=True)["model"]
    for name, value in state["model"].items():
        torch.testing.assert_close(2 / 3 * value, found[name])


def test_checkpoints_of_two_vocabularies_have_no_average(package: Path, tmp_path: Path) -> None:
    last, other = package.with_name("last.pt"), tmp_path / "other.pt"
    torch.save({**torch.load(last, weights_only=True), "pieces": b"others"}, other)
    with pytest.raises(ValueError, match="vocabulary"):
        average.average([last, other], tmp_path / "mean.pt")


def test_a_package_says_how_its_text_is_prepared(package: Path) -> None:
    traits = decoding.Model(package, beam=1).metadata["toolkit"]
    assert traits == {
        "normalise": ["nfc", "marks", "width", "simplify", "space"],
        "carries_latin": True,
        "alignment": True,
        "injection": "spaced",
    }


def test_a_run_goes_on_from_its_checkpoint(package: Path) -> None:
    loaded = export.load(package.with_name("last.pt"))
    run = train.Run(loaded.network.shape, train.Plan(), vocabulary.Vocabulary(model=loaded.pieces))
    run.resume(package.with_name("last.pt"))
    assert run.steps == 200


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [
        ("spaced", "国务卿 Mike 会见 Kim。"),
        ("framed", "国务卿 Mike 会见 Kim 。"),
        ("tight", "国务卿Mike会见Kim。"),
    ],
)
def test_a_term_stands_between_spaces(spacing: str, expected: str) -> None:
    parts = [
        Part("国务卿", False),
        Part("Mike", True),
        Part("会见", False),
        Part("Kim", True),
        Part("。", False),
    ]
    assert injection.compose(parts, spacing=spacing)[0] == expected


def test_a_filling_stands_on_both_sides_and_its_link_says_where() -> None:
    stock = augment.Pool(names=["Foo Bar"], terms=["apple"])
    made = [row for seed in range(20) if (row := augment.augment(PAIRS[0], stock, Random(seed)))]
    assert made
    for row in made:
        terms = [link for link in row.links if row.source[link.start : link.end].isascii()]
        assert terms
        for link in terms:
            assert row.source[link.start : link.end] == row.target[link.to : link.until]


def test_a_drill_has_its_terms_on_both_sides() -> None:
    known = drill.Words(capital=["Sun", "Moon"], small=["tree"], ends=["ing"])
    for row in islice(drill.drills(known), 50):
        assert row.links
        for link in row.links:
            assert row.source[link.start : link.end] == row.target[link.to : link.until]


def test_no_held_out_name_is_invented_for_training() -> None:
    chance = Random(1)
    assert not any(names.held(names.name(chance)) for _ in range(200))
    assert all(names.held(names.name(chance, test=True)) for _ in range(20))


def test_what_an_evaluation_set_has_is_left_out() -> None:
    pairs = [
        ("tatoeba", "我们明天去北京看朋友。", "We go to Beijing tomorrow."),
        ("tatoeba", "他今天很忙。", "He is busy today."),
    ]
    kept = list(prepare.clean(pairs, out=frozenset({prepare.key("We go to Beijing tomorrow.")})))
    assert [row.target for row in kept] == ["He is busy today."]


def test_a_row_reads_back() -> None:
    assert parse(PAIRS[0].line) == PAIRS[0]
