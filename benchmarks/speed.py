"""Measures speed and quality against the stock path of Argos, on the same model and text: ``make bench``.

    python benchmarks/speed.py [--lines N] [--eval DIR] [--write]

Every row of the table is a process of its own, one after another; loading and a first sentence are not
counted. The text is Simplified, because the stock path does not normalise: on Traditional text the bundled
model gives it nonsense. Its sentences are split by our rules in every row, because the stock splitter
fetches its model from the network when it is first used. ``--write`` puts the tables into docs/benchmarks.md.
"""

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import archive
import beams
import growth
import tsv

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BUNDLED = ROOT / "toolkit" / "models" / "zh_en.argosmodel"
SET = "ntrex_hans.tsv.gz"
WIDTH, ENCODER, DECODER = 384, 6, 2  # of the bundled model: docs/model.md

Say = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to translate, and how it is set."""

    name: str
    what: str
    beam: int = 4
    threads: int = 2


WAYS = tuple(
    Way(name=name, what=what, beam=beam, threads=threads)
    for threads in (1, 2)
    for name, what, beam in (
        ("stock", "Argos Translate, paragraph by paragraph", 4),
        ("loop", "LibreTranslate: a list is a loop over paragraphs", 4),
        ("decode", "ours, decoding alone", 4),
        ("decode", "ours, decoding alone", 2),
        ("decode", "ours, decoding alone", 1),
        ("plain", "ours, verified, without a glossary", 4),
        ("terms", "ours, verified, with the glossary: the default", 4),
        ("terms", "ours, verified, with the glossary", 2),
        ("terms", "ours, verified, with the glossary", 1),
    )
    if threads == 2 or (name not in {"loop", "terms"} and beam == 4)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a way took: seconds by the clock and of the cores, the most memory in MB, and the English."""

    wall: float
    cpu: float
    memory: float
    lines: list[str]


def stock(way: Way, folder: Path) -> Say:
    """Return the stock path: what `argostranslate.translate` does with a paragraph; ``loop`` asks as LibreTranslate does."""
    os.environ.update(
        dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder))
    )
    os.environ["ARGOS_PACKAGES_DIR"] = str(folder / "packages")
    if way.threads == 1:
        os.environ["ARGOS_INTRA_THREADS"] = "1"
    from argostranslate import package, translate  # noqa: PLC0415 - read the environment

    from toolkit.segment import split  # noqa: PLC0415

    class Sentences:
        split_sentences = staticmethod(split)

    package.install_from_path(BUNDLED)
    found = translate.get_translation_from_codes("zh", "en")
    getattr(found, "underlying", found).sentencizer = Sentences()
    if way.name == "loop":
        return lambda texts: [found.hypotheses(text, 1)[0].value for text in texts]
    return lambda texts: [found.translate(text) for text in texts]


def decode(way: Way, _: Path) -> Say:
    """Return our decoding of all sentences together, and nothing else."""
    from toolkit import engines, packages  # noqa: PLC0415

    engine = engines.load(packages.bundled(), beam=way.beam, threads=way.threads)
    return lambda texts: beams.decoded(engine, texts)


def verified(way: Way, _: Path) -> Say:
    """Return the whole way of a sentence, as `toolkit translate` goes it, with terms or without."""
    from toolkit import engines, ladder, packages, project, translate  # noqa: PLC0415
    from toolkit.engines import ahead  # noqa: PLC0415
    from toolkit.glossary import Glossary  # noqa: PLC0415
    from toolkit.segment import split  # noqa: PLC0415
    from toolkit.sentence import Sentence  # noqa: PLC0415

    tables = project.shipped_tables() if way.name == "terms" else ()
    glossary = Glossary([term for path in tables for term in project.read_table(path, ROOT)])
    engine = engines.load(packages.bundled(), beam=way.beam, threads=way.threads)
    flying = way.threads + 1 if way.threads > 1 else 1
    climb = ladder.here(engine) if way.threads == 1 else ahead.climb(engine, flying=flying)

    def say(texts: Sequence[str]) -> list[str]:
        parts = [split(text) for text in texts]
        wanted = {part: Sentence.of(part.strip(), glossary) for one in parts for part in one}
        order = sorted(wanted, key=lambda part: -len(part))
        starts = range(0, len(order), translate.BATCH)
        batches = [order[start : start + translate.BATCH] for start in starts]
        answers = climb(iter([[wanted[part] for part in batch] for batch in batches]))
        english = {
            part: answer.target
            for batch, some in zip(batches, answers, strict=True)
            for part, answer in zip(batch, some, strict=True)
        }
        return [" ".join(english[part] for part in one) for one in parts]

    return say


MAKE = {"stock": stock, "loop": stock, "decode": decode, "plain": verified, "terms": verified}


def measure(way: Way, texts: Sequence[str]) -> Result:
    """Translate in this process, once for one text to be ready and once for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        say = MAKE[way.name](way, Path(folder))
        say(texts[:1])
        cpu, wall = time.process_time(), time.perf_counter()
        lines = say(texts)
        return Result(
            wall=time.perf_counter() - wall,
            cpu=time.process_time() - cpu,
            memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            lines=lines,
        )


def apart(way: Way, options: argparse.Namespace) -> Result:
    """Measure a way in a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps(asdict(way))]
    command += ["--lines", str(options.lines), "--eval", str(options.eval)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def pairs(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Return Chinese and English of the first lines of the set; leave with a message where it is not there."""
    path = options.eval / SET
    if not path.exists():
        sys.exit(f"{path} is not there: name the folder of the evaluation sets with --eval DIR")
    left, right = zip(*tsv.pairs(path)[: options.lines], strict=True)
    return list(left), list(right)


def table(options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the table; a ratio is that of sentences a second to the stock path with as many threads."""
    from sacrebleu import corpus_chrf  # noqa: PLC0415

    _, english = pairs(options)
    yield "| way | beam | threads | lines/s | times stock | core-s | times less than stock | peak MB | chrF |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    base: dict[int, Result] = {}
    for way in WAYS:
        result = apart(way, options)
        first = base.setdefault(way.threads, result)
        chrf = corpus_chrf(result.lines, [english]).score
        yield (
            f"| {way.what} | {way.beam} | {way.threads} | {options.lines / result.wall:.1f}"
            f" | {first.wall / result.wall:.1f} | {result.cpu:.1f} | {first.cpu / result.cpu:.1f} | {result.memory:.0f} | {chrf:.1f} |"
        )


def roofline(options: argparse.Namespace) -> Iterator[str]:
    """Yield how far decoding with one thread is from the rate of matrix products of the core.

    Call it in a process where NumPy has one thread.
    """
    import numpy as np  # noqa: PLC0415
    from ctranslate2 import Translator  # noqa: PLC0415
    from sentencepiece import SentencePieceProcessor  # noqa: PLC0415

    from toolkit import packages  # noqa: PLC0415

    package = packages.bundled()
    files = package.files()
    model = {n.removeprefix("model/"): c for n, c in files.items() if n.startswith("model/")}
    outputs = len(json.loads(model["target_vocabulary.json"]))
    pieces = SentencePieceProcessor(model_proto=files["sentencepiece.model"])
    lines = pieces.encode(pairs(options)[0], out_type=str)
    translator = Translator("m", compute_type="int8", intra_threads=1, files=model)
    left, right = (np.ones((side, 1536), np.float32) for side in (256, 1536))
    took = []
    for _ in range(60):
        began = time.process_time()
        left @ right.T
        took.append(time.process_time() - began)
    rate = 256 * 1536 * 1536 / min(took) / 1e9
    yield "| beam | multiply–adds a second | of the float32 rate of a core |\n|---:|---:|---:|"
    square = WIDTH * WIDTH
    for beam in (1, 2, 4):
        began = time.process_time()
        done = translator.translate_batch(
            lines, beam_size=beam, max_batch_size=1024, batch_type="tokens"
        )
        spent = time.process_time() - began
        read = sum(map(len, lines)) * (12 * ENCODER + 2 * DECODER) * square
        each = 14 * DECODER * square + WIDTH * outputs
        written = beam * sum(len(one.hypotheses[0]) for one in done) * each
        here = (read + written) / spent / 1e9
        yield f"| {beam} | {here:.0f} G | {100 * here / rate:.0f} % of {rate:.0f} G |"


def alone(options: argparse.Namespace) -> list[str]:
    """Return the roofline, from a process of its own."""
    command = [sys.executable, __file__, "--roofline", "--lines", str(options.lines)]
    one = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, "--eval", str(options.eval)], stdout=subprocess.PIPE, check=True, env=one
    )
    return done.stdout.decode().splitlines()


def write(name: str, text: str) -> None:
    """Put a table into the page, between its marks."""
    page = PAGE.read_text(encoding="utf-8")
    marks = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
    made = re.sub(marks, lambda m: f"{m[1]}{text}\n{m[2]}", page, flags=re.DOTALL)
    PAGE.write_text(made, encoding="utf-8")


def main() -> None:
    """Read the command line; measure one way, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=120)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 300, 1000])
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--roofline", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    texts, _ = pairs(options)
    if options.one:
        print(json.dumps(asdict(measure(Way(**json.loads(options.one)), texts))))
        return
    if options.roofline:
        print("\n".join(roofline(options)))
        return
    machine = f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"
    pool = archive.sentences(options.eval)
    for name, lines in (
        ("speed", table(options)),
        ("beams", beams.table(options.eval, 2 * options.lines)),
        ("roofline", alone(options)),
        ("growth", growth.table(options.articles, pool)),
    ):
        text = f"{options.lines} lines of {SET}; {machine}; load {os.getloadavg()[0]:.1f} at the start.\n\n"
        shown = (text if name == "speed" else "") + "\n".join(lines)
        print(shown, flush=True)
        if options.write:
            write(name, shown)


if __name__ == "__main__":
    main()
