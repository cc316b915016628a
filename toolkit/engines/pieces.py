"""Finds where the pieces of SentencePiece, and what is known about them, stand in the text that they make up.

Rule: places are code points; the bytes of a rare character all stand where that character does.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

from toolkit.model import Links, Seen

SPACE = "\u2581"
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_BYTES = re.compile(rf"(?:{_BYTE.pattern})+")

Offsets: TypeAlias = Sequence[tuple[int, int]]
"""Where each piece of a source stands in its text: worked out once for all of its translations."""


def offsets(pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the text of each piece stands, without the space before it."""
    found, at = [], -1 if pieces and pieces[0].startswith(SPACE) else 0
    for piece in pieces:
        byte = _BYTE.fullmatch(piece)
        data = bytes.fromhex(byte.group(1)) if byte else piece.encode()
        begun = sum(code & 0xC0 != 0x80 for code in data)
        inside = data[0] & 0xC0 == 0x80
        found.append((at - inside + piece.startswith(SPACE), at + begun))
        at += begun
    return found


def words(pieces: Sequence[str], scores: Sequence[float]) -> tuple[tuple[str, float], ...]:
    """Join pieces to words, each with the score of its least likely piece; bytes become characters again."""
    found: list[tuple[str, float]] = []
    for piece, score in zip(pieces, scores, strict=False):
        if found and not piece.startswith(SPACE):
            before, least = found.pop()
            found.append((before + piece, min(least, score)))
        else:
            found.append((piece.removeprefix(SPACE), score))
    return tuple((_BYTES.sub(_decoded, word), score) for word, score in found)


def _decoded(match: re.Match[str]) -> str:
    """Return the characters that some bytes make."""
    return bytes(int(code, 16) for code in _BYTE.findall(match.group())).decode(errors="replace")


def seen(origin: Offsets, attention: Sequence[Sequence[float]]) -> Seen:
    """Return the most attention that any row pays each source piece."""
    most = [max(column) for column in zip(*attention, strict=True)]
    spans = zip(origin, most, strict=False)
    return tuple((start, end, weight) for (start, end), weight in spans if end > start)


def links(origin: Offsets, target: Sequence[str], attention: Sequence[Sequence[float]]) -> Links:
    """Return, for each target piece, the source piece that it attends to most; none where that is the end."""
    found = []
    for (start, end), weights in zip(offsets(target), attention, strict=False):
        best = max(range(len(origin)), key=lambda column: weights[column], default=None)
        if best is not None and end > start and weights[best] > 1 - sum(weights):
            found.append((start, end, *origin[best]))
    return tuple(found)
