"""Tries whether a model carries over Latin text that it never saw.

Rule: a trial is the same for every model: invented names, in several places, one and two a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.model import Engine
from toolkit.table import Hit, Term
from toolkit.terms import assign, inject

ENOUGH = 0.25
"""The share of names carried over from which it pays to write terms into the source."""

_FRAMES = (
    "｟會見記者，談及兩國關係。",
    "記者問及｟的看法。",
    "據｟報道，會談已經結束。",
    "他星期三與｟舉行會談。",
    "｟和｟昨日在首都舉行會議。",
    "總統感謝｟，並邀請｟到訪。",
)
_SLOT = "｟"
_NAMES = (
    "Valdren Kosk",
    "Mirotek",
    "Pak Dong-sul",
    "Ostrava Bruneth",
    "Zelimkhan",
    "Tse Wai-hoi",
    "Quorvane Institute",
    "Ludmer",
    "Anselborough",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many names a model was given, and how many of them stand in its English."""

    given: int
    carried: int

    @property
    def carries(self) -> bool:
        """Whether it pays to write terms into the source."""
        return self.carried >= ENOUGH * self.given


def carry(engine: Engine) -> Trial:
    """Give a model sentences with names that it never saw, and count those that it carries over."""
    carried = 0
    for (_, hits), answer in zip(_cases(), engine.decode(sources(engine)), strict=True):
        carried += sum(found is not None for found in assign(answer[0].text, hits))
    return Trial(given=sum(len(hits) for _, hits in _cases()), carried=carried)


def sources(engine: Engine) -> list[str]:
    """Return the sentences that a model is given."""
    return [
        inject(text, hits, prepare=engine.prepare, spaced=engine.spaced).text
        for text, hits in _cases()
    ]


def _cases() -> Iterator[tuple[str, tuple[Hit, ...]]]:
    """Yield texts with the names to be written into them, each name in every frame."""
    for number, frame in enumerate(_FRAMES):
        for start, _ in enumerate(_NAMES):
            slots = [at for at, char in enumerate(frame) if char == _SLOT]
            names = [_NAMES[(start + number + 3 * at) % len(_NAMES)] for at in range(len(slots))]
            yield (
                frame,
                tuple(
                    Hit(start=at, end=at + 1, term=_term(name))
                    for at, name in zip(slots, names, strict=True)
                ),
            )


def _term(name: str) -> Term:
    return Term(source=_SLOT, targets=(name,), kind="person")
