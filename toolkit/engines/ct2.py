"""Decodes Argos packages with CTranslate2 and SentencePiece, straight from the zip.

Rules: no file is unpacked; nothing is cut in silence: a long input is decoded whole; the libraries are
imported when a sentence is to be decoded, so that a run with nothing to decode does not wait for them.
"""

import functools
import os
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit import normalise, packages, trial
from toolkit.engines import kept, pace, pieces
from toolkit.errors import EngineError
from toolkit.model import Forced, Hypothesis, Seen

if TYPE_CHECKING:
    import ctranslate2
    import sentencepiece

BATCH_TOKENS = 1024
"""Pieces that are decoded side by side; the same on every machine, because what stands side by side sways the
last digits of scores, and now and then a word."""
SEEN_LINES = 16  # of like length, since the shorter ones go on until the longest ends
VERSION = 2
"""Counts changes to decoding that change what a model says."""


class Ct2Engine:
    """A model of an Argos package, loaded when it is first asked.

    ``threads`` defaults to what is fastest on the cores that this process may use: tried once, and kept.
    """

    def __init__(self, package: packages.Package, *, beam: int = 4, threads: int = 0) -> None:
        self._package = package
        self._beam = beam
        self._threads = threads
        self._prefix = str(package.metadata.get("target_prefix") or "")
        self._loading = threading.Lock()

    @functools.cached_property
    def _files(self) -> dict[str, bytes]:
        return self._package.files()

    @functools.cached_property
    def _pieces(self) -> "sentencepiece.SentencePieceProcessor":
        return _tokeniser(self._package, self._files)

    @property
    def _translator(self) -> "ctranslate2.Translator":
        with self._loading:  # several threads may ask first
            return self._loaded

    @functools.cached_property
    def _loaded(self) -> "ctranslate2.Translator":
        return self._with(self._threads or self._fastest())

    def _with(self, threads: int) -> "ctranslate2.Translator":
        return _translator(self._package, self._files, threads)

    def _fastest(self) -> int:
        cores = len(os.sched_getaffinity(0))
        if pace.choices(cores) == (cores,):
            return cores

        given = self._pieces.encode(trial.sources(self)[::2], out_type=str)

        def rate(threads: int) -> float:
            translator = self._with(threads)
            began = time.perf_counter()
            translator.translate_batch(
                given * threads, beam_size=self._beam, max_batch_size=len(given) // 3
            )
            return threads / (time.perf_counter() - began)

        digest = packages.digest(self._files)
        return kept.threads(digest, cores, lambda: pace.fastest(cores, rate))

    @functools.cached_property
    def signature(self) -> str:
        """Model, version and settings."""
        digest = packages.digest(self._files)
        return f"{self._package.name}-{self._package.version}+{digest}/beam{self._beam}/v{VERSION}"

    @property
    def spaced(self) -> bool:
        """Whether a term written into a source stands between spaces."""
        return self._package.traits.get("injection") == "spaced"

    @property
    def width(self) -> int:
        """How many translations it weighs at a time; to return all of them costs nothing, as measured."""
        return self._beam

    @functools.cached_property
    def carries(self) -> bool:
        """Whether it carries Latin text over; tried once, and kept beside the models."""
        return kept.trial(packages.digest(self._files), lambda: trial.carry(self)).carries

    def prepare(self, text: str) -> str:
        """Bring a text into the form that the model was trained on."""
        return normalise.prepare(text, self._package.steps)

    def decode(
        self, sources: Sequence[str], *, hypotheses: int = 1, careful: bool = False
    ) -> list[tuple[Hypothesis, ...]]:
        """Return the best translations of each source, best first; ``careful`` forbids repetition."""
        given = self._pieces.encode(list(sources), out_type=str)
        aligned = bool(self._package.traits.get("alignment"))
        prefix = [[self._prefix]] * len(given) if self._prefix else None
        longest = max((len(line) for line in given), default=0)
        results = self._translator.translate_batch(
            given,
            target_prefix=prefix,
            beam_size=max(self._beam, hypotheses),
            num_hypotheses=hypotheses,
            max_batch_size=max(BATCH_TOKENS, longest),
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=max(64, 3 * longest),
            length_penalty=1,
            no_repeat_ngram_size=4 if careful else 0,
            repetition_penalty=1.1 if careful else 1,
            return_scores=True,
            return_attention=aligned,
        )
        return [
            tuple(
                Hypothesis(
                    text=self._pieces.decode(target[len(prefix[0]) if prefix else 0 :]),
                    score=result.scores[rank],
                    links=pieces.links(origin, target, result.attention[rank]) if aligned else (),
                    seen=pieces.seen(origin, result.attention[rank]) if aligned else (),
                )
                for rank, target in enumerate(result.hypotheses)
            )
            for origin, result in zip(map(pieces.offsets, given), results, strict=True)
        ]

    def force(self, sources: Sequence[str], targets: Sequence[str]) -> list[Forced]:
        """Make it say a given translation of each source, and return how likely it finds that."""
        given = self._pieces.encode(list(sources), out_type=str)
        said = self._pieces.encode(list(targets), out_type=str)
        results = self._translator.score_batch(
            given, said, max_batch_size=BATCH_TOKENS, batch_type="tokens", max_input_length=0
        )
        return [
            Forced(
                total=sum(result.log_probs),
                end=result.log_probs[-1],
                pieces=len(line) + 1,
                words=pieces.words(line, result.log_probs),
            )
            for line, result in zip(said, results, strict=True)
        ]

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Seen]:
        """Make it say a given translation of each source, and return what it looks at meanwhile."""
        found: list[Seen] = [()] * len(sources)
        if not self._package.traits.get("alignment"):
            return found
        given = self._pieces.encode(list(sources), out_type=str)
        said = self._pieces.encode(list(targets), out_type=str)
        order = sorted(range(len(said)), key=lambda number: len(said[number]))
        for start in range(0, len(order), SEEN_LINES):
            some = order[start : start + SEEN_LINES]
            results = self._translator.translate_batch(
                [given[number] for number in some],
                target_prefix=[said[number] for number in some],
                beam_size=1,
                max_decoding_length=len(said[some[-1]]) + 1,
                max_input_length=0,
                return_attention=True,
            )
            for number, result in zip(some, results, strict=True):
                origin = pieces.offsets(given[number])
                found[number] = pieces.seen(origin, result.attention[0][: len(said[number])])
        return found


def _tokeniser(
    package: packages.Package, files: dict[str, bytes]
) -> "sentencepiece.SentencePieceProcessor":
    import sentencepiece  # noqa: PLC0415

    if "sentencepiece.model" not in files:
        raise EngineError(
            "has no sentencepiece.model",
            at=str(package.path),
            hint="packages with a bpe.model are not supported; `toolkit models list` shows others",
        )
    try:
        return sentencepiece.SentencePieceProcessor(model_proto=files["sentencepiece.model"])
    except (RuntimeError, OSError, TypeError) as error:
        raise _broken(package, error) from error


def _translator(
    package: packages.Package, files: dict[str, bytes], threads: int
) -> "ctranslate2.Translator":
    import ctranslate2  # noqa: PLC0415

    model = {
        name.removeprefix("model/"): content
        for name, content in files.items()
        if name.startswith("model/")
    }
    try:
        return ctranslate2.Translator(
            package.name,
            device="cpu",
            compute_type="int8",
            inter_threads=threads,
            intra_threads=1,
            files=model,
        )
    except (RuntimeError, ValueError) as error:
        raise _broken(package, error) from error


def _broken(package: packages.Package, error: Exception) -> EngineError:
    return EngineError(
        f"the model does not load: {error}",
        at=str(package.path),
        hint="install the package again, or translate with `--model bundled`",
    )
