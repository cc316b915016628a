"""What a rule is, what it is given, and what it yields.

Rules: a rule reads text and nothing else; its id is never given to another rule; it proposes a fix only
where there is one right answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toolkit.glossary import Glossary
from toolkit.markup import TAG, unescape
from toolkit.model import Finding, Place, Reading, Severity
from toolkit.normalise import fold_words
from toolkit.projection import detach
from toolkit.table import Hit, Term
from toolkit.terms import literals

Scope = Literal["sentence", "article", "book"]


@dataclass(frozen=True, kw_only=True)
class Bitext:
    """A sentence and its English, both with tags, the terms of the plain source, and what a model made of it."""

    at: Place
    source: str
    target: str
    field: str = ""
    hits: tuple[Hit, ...] = ()
    forbidden: tuple[Term, ...] = ()
    reading: Reading | None = None

    @classmethod
    def of(
        cls,
        source: str,
        target: str,
        *,
        at: Place,
        glossary: Glossary,
        field: str = "",
        reading: Reading | None = None,
    ) -> "Bitext":
        """Look a sentence up in a glossary."""
        plain = detach(source)[0]
        return cls(
            at=at,
            source=source,
            target=target,
            field=field,
            hits=glossary.find(plain),
            forbidden=glossary.forbidden(plain),
            reading=reading,
        )

    @cached_property
    def chinese(self) -> str:
        """The words of the source, without tags."""
        return detach(self.source)[0]

    @cached_property
    def english(self) -> str:
        """The words of the target, without tags."""
        return detach(self.target)[0]

    @cached_property
    def folded(self) -> str:
        """The words of the source in one written form, its marks as they stand; the length stays."""
        return fold_words(self.chinese)

    @cached_property
    def carried(self) -> tuple[Hit, ...]:
        """The runs of Latin text outside the terms."""
        return literals(self.chinese, self.hits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, where in one of the two texts, and what should stand there where that is certain."""

    message: str
    span: tuple[int, int] | None = None
    side: Literal["source", "target"] = "target"
    put: str | None = None
    hint: str = ""


Placed = tuple[Bitext, Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its id, how grave its faults are, how much it must see at once, and what it means.

    ``fixes`` says whether it may propose a fix; no other rule need be asked for any.
    """

    id: str
    severity: Severity
    scope: Scope
    meaning: str
    check: Callable[[Sequence[Bitext]], Iterable[Placed]]
    fixes: bool = False

    def find(self, texts: Sequence[Bitext]) -> Iterator[tuple[Bitext, Finding]]:
        """Yield the findings of the rule, each with the sentence that it is about."""
        for text, fault in self.check(texts):
            put = None if fault.put is None or fault.span is None else (*fault.span, fault.put)
            yield (
                text,
                Finding(
                    rule=self.id,
                    severity=self.severity,
                    at=text.at,
                    message=fault.message,
                    hint=fault.hint,
                    span=fault.span,
                    side=fault.side,
                    fix=edited(text.target, *put) if put else None,
                ),
            )


def sentence_rule(
    name: str, severity: Severity, *, fixes: bool = False
) -> Callable[[Callable[[Bitext], Iterable[Fault]]], Rule]:
    """Make a rule of a function that judges one sentence."""

    def make(check: Callable[[Bitext], Iterable[Fault]]) -> Rule:
        def every(texts: Sequence[Bitext]) -> Iterator[Placed]:
            for text in texts:
                for fault in check(text):
                    yield text, fault

        return Rule(
            id=name,
            severity=severity,
            scope="sentence",
            meaning=check.__doc__ or "",
            check=every,
            fixes=fixes,
        )

    return make


def group_rule(
    name: str, severity: Severity, scope: Scope
) -> Callable[[Callable[[Sequence[Bitext]], Iterable[Placed]]], Rule]:
    """Make a rule of a function that judges the sentences of an article or a book together."""

    def make(check: Callable[[Sequence[Bitext]], Iterable[Placed]]) -> Rule:
        return Rule(
            id=name, severity=severity, scope=scope, meaning=check.__doc__ or "", check=check
        )

    return make


def edited(target: str, start: int, end: int, words: str) -> str | None:
    """Return a target with words in place of a stretch of its plain text; None where a tag stands inside that."""
    at = plain = 0
    low = high = -1
    for match in [*TAG.finditer(target), None]:
        stop = match.start() if match else len(target)
        run = target[at:stop]
        if unescape(run) != run:
            return None
        if plain <= start and end <= plain + len(run) and low < 0:
            low, high = at + start - plain, at + end - plain
        plain += len(run)
        at = match.end() if match else stop
    return None if low < 0 else target[:low] + words + target[high:]
