"""Decodes a package as it is shipped, and says what it looked at."""

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import sentencepiece

_BATCH = 1024
_LONGEST = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A translation: its pieces, its text, its mean log-probability, and its attention if asked for.

    ``texts`` are those of all translations that were asked for, it first.
    """

    pieces: Sequence[str]
    text: str
    score: float
    attention: Sequence[Sequence[float]] = ()
    texts: Sequence[str] = ()


class Model:
    """A package, decoded straight."""

    def __init__(self, package: Path, *, beam: int) -> None:
        self.name, self.beam = package.stem, beam
        with zipfile.ZipFile(package) as archive:
            files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
        self.metadata = json.loads(files["metadata.json"])
        self._cutter = sentencepiece.SentencePieceProcessor(
            model_proto=files["sentencepiece.model"]
        )
        weights = {
            name.removeprefix("model/"): files[name] for name in files if name.startswith("model/")
        }
        self._translator = ctranslate2.Translator(
            package.stem,
            device="cpu",
            compute_type="int8",
            inter_threads=2,
            intra_threads=1,
            files=weights,
        )

    def cut(self, text: str) -> list[str]:
        """Return the pieces of a prepared text."""
        return list(self._cutter.encode(text, out_type=str))

    def translate(
        self, texts: Iterable[str], *, attention: bool = False, hypotheses: int = 1
    ) -> list[Output]:
        """Translate prepared texts, each into its best translations."""
        results = self._translator.translate_batch(
            [self.cut(text) for text in texts],
            beam_size=self.beam,
            num_hypotheses=hypotheses,
            max_batch_size=_BATCH,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=_LONGEST,
            return_scores=True,
            return_attention=attention,
        )
        return [
            Output(
                pieces=result.hypotheses[0],
                text=self._cutter.decode(result.hypotheses[0]),
                score=result.scores[0],
                attention=result.attention[0] if attention else (),
                texts=[self._cutter.decode(pieces) for pieces in result.hypotheses],
            )
            for result in results
        ]

    def worst(self, sources: Sequence[str], outputs: Sequence[Output]) -> list[float]:
        """Return the lowest log-probability among the pieces of each translation."""
        scored = self._translator.score_batch(
            [self.cut(text) for text in sources],
            [list(output.pieces) for output in outputs],
            max_batch_size=_BATCH,
            batch_type="tokens",
            max_input_length=0,
        )
        return [min(result.log_probs, default=0.0) for result in scored]

    def follow(self, source: str, target: str) -> Sequence[Sequence[float]]:
        """Return the attention of each piece of a given translation over the pieces of the source."""
        pieces = self.cut(target)
        (result,) = self._translator.translate_batch(
            [self.cut(source)],
            target_prefix=[pieces],
            beam_size=1,
            max_input_length=0,
            max_decoding_length=len(pieces) + 1,
            return_attention=True,
        )
        return list(result.attention[0][: len(pieces)])
