"""One SentencePiece model for both languages, its pieces sorted so that those English can use come first.

Rule: a piece has one id on both sides; the first ``outputs`` ids are the target's.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sentencepiece

from training.rows import Link

_SPACE = "\u2581"
_NOT_ENGLISH = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_RESERVED = tuple(f"\uff5f{number}\uff60" for number in range(10))
"""Kept for markers that must come through whole; nothing uses them yet."""


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Cuts text into pieces and numbers them; ``model`` is a serialised SentencePiece model."""

    model: bytes

    @cached_property
    def _cutter(self) -> sentencepiece.SentencePieceProcessor:
        return sentencepiece.SentencePieceProcessor(model_proto=self.model)

    @cached_property
    def _order(self) -> list[int]:
        """SentencePiece's ids in our order."""
        every = range(self._cutter.get_piece_size())
        return sorted(every, key=lambda one: not _english(self._cutter.id_to_piece(one)))

    @cached_property
    def _ids(self) -> dict[int, int]:
        return {theirs: ours for ours, theirs in enumerate(self._order)}

    @cached_property
    def pieces(self) -> list[str]:
        """Every piece, in the order of our ids."""
        return [str(self._cutter.id_to_piece(one)) for one in self._order]

    @cached_property
    def outputs(self) -> int:
        """How many of the first pieces English can use."""
        return sum(map(_english, self.pieces))

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of the pieces of each text."""
        return [[self._ids[one] for one in line] for line in self._cutter.encode(list(texts))]

    def decode(self, ids: Sequence[int]) -> str:
        """Put pieces together."""
        return str(self._cutter.decode([self._order[one] for one in ids]))

    def _ends(self, ids: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield where each piece begins and ends, in bytes of the text with a mark for every space."""
        at = 0
        for one in ids:
            size = 1 if self._cutter.is_byte(self._order[one]) else len(self.pieces[one].encode())
            yield at, at + size
            at += size

    def links(self, source: str, target: str, links: Iterable[Link]) -> Iterator[tuple[int, int]]:
        """Turn links of characters into pairs of pieces (target, source), both counted from 0.

        Where both sides read the same, the pieces are paired by place; else each with each.
        """
        ends = [list(self._ends(self.encode([text])[0])) for text in (source, target)]
        offsets = [_offsets(text) for text in (source, target)]
        if any(end[-1][1] != offset[-1] for end, offset in zip(ends, offsets, strict=True)):
            return
        for link in links:
            left = (offsets[0][link.start], offsets[0][link.end])
            right = (offsets[1][link.to], offsets[1][link.until])
            same = source[link.start : link.end] == target[link.to : link.until]
            for t, there in enumerate(ends[1]):
                for s, here in enumerate(ends[0]):
                    a, b = _clip(here, left), _clip(there, right)
                    if a and b and (not same or (a[0] < b[1] and b[0] < a[1])):
                        yield t, s


def _clip(span: tuple[int, int], inside: tuple[int, int]) -> tuple[int, int] | None:
    """Return the part of a span that is inside another, counted from where that begins."""
    start, end = max(span[0], inside[0]) - inside[0], min(span[1], inside[1]) - inside[0]
    return (start, end) if start < end else None


def _offsets(text: str) -> list[int]:
    """Return the place of each character, and of the end, as `_ends` counts."""
    places = [len(_SPACE.encode())]
    for character in text:
        places.append(places[-1] + len((_SPACE if character == " " else character).encode()))
    return places


def _english(piece: str) -> bool:
    return piece in _RESERVED or not _NOT_ENGLISH.search(piece)


def learn(texts: Iterable[str], *, size: int) -> Vocabulary:
    """Train a vocabulary on prepared texts of both languages."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=out,
        vocab_size=size,
        character_coverage=0.9995,
        byte_fallback=True,
        hard_vocab_limit=False,
        model_type="unigram",
        pad_id=0,
        unk_id=1,
        bos_id=2,
        eos_id=3,
        pad_piece="<blank>",
        user_defined_symbols=list(_RESERVED),
        split_digits=True,
        normalization_rule_name="identity",
        max_sentence_length=4000,
        minloglevel=2,
    )
    return Vocabulary(model=out.getvalue())


def read(path: Path) -> Vocabulary:
    """Read a SentencePiece model."""
    return Vocabulary(model=path.read_bytes())
