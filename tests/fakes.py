"""Engines whose answers a test knows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model import Forced, Hypothesis, Seen

Say = Callable[[str], Sequence[str]]

HAN = re.compile("[\u3400-\u9fff，。、；：！？「」『』（）《》【】\u3000]+")


def latin_only(source: str) -> list[str]:
    """Carry Latin words over and say ``word`` for each stretch of Chinese."""
    return [" ".join(HAN.sub(" word ", source).split()) + "."]


@dataclass
class FakeEngine:
    """Answers by a function from a source to its translations, best first, and counts what it is asked."""

    say: Say = latin_only
    signature: str = "fake-1"
    spaced: bool = False
    carries: bool = True
    width: int = 1
    asked: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)

    def prepare(self, text: str) -> str:
        return text

    def decode(
        self, sources: Sequence[str], *, hypotheses: int = 1, careful: bool = False
    ) -> list[tuple[Hypothesis, ...]]:
        self.asked += sources
        answers = []
        for source in sources:
            texts = list(self.say(source))[:hypotheses]
            answers.append(
                tuple(
                    Hypothesis(text=text, score=-0.1 * (rank + 1))
                    for rank, text in enumerate(texts)
                )
            )
        return answers

    def force(self, sources: Sequence[str], targets: Sequence[str]) -> list[Forced]:
        """Find the first translation of a source that it is shown likely, and any other one not."""
        return [
            Forced(
                total=-0.1 * len(target.split())
                - 50 * (self.shown.setdefault(source, target) != target),
                end=-0.1,
                pieces=len(target.split()) + 1,
                words=tuple((word, -0.1) for word in target.split()),
            )
            for source, target in zip(sources, targets, strict=True)
        ]

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Seen]:
        return [() for _ in sources]


def table(answers: Mapping[str, Sequence[str]]) -> Say:
    """Answer from a table; what is not in it gets a dull answer."""
    return lambda source: answers.get(source, ["something dull"])
