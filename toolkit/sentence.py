"""A sentence to translate: the terms in it, and what a model is given for it.

Rule: great numbers, signs and runs of Latin text are among its terms: all are verified like names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit import names, quantities, signs
from toolkit.glossary import Glossary
from toolkit.model import MISSING, Occurrence
from toolkit.normalise import fold_words
from toolkit.projection import Element, detach
from toolkit.table import Hit, Term
from toolkit.terms import Injected, gaps, glossed, inject, literals, settled
from toolkit.typography import tidy


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A tagged sentence, the terms in its plain text, and the rows that forbid English in it."""

    text: str
    plain: str
    elements: tuple[Element, ...]
    hits: tuple[Hit, ...]
    forbidden: tuple[Term, ...]

    @classmethod
    def of(cls, text: str, glossary: Glossary) -> "Sentence":
        """Look a tagged text up in a glossary."""
        plain, elements = detach(text)
        hits = glossary.find(plain)
        for more in (quantities.find, names.masked, signs.find, literals):
            hits = tuple(sorted((*hits, *more(plain, hits)), key=lambda hit: hit.start))
        hits = glossed(plain, hits)
        return cls(
            text=text,
            plain=plain,
            elements=elements,
            hits=hits,
            forbidden=glossary.forbidden(plain),
        )

    @property
    def whole(self) -> str:
        """Its English where it holds nothing but terms and marks; empty otherwise."""
        shown = self.shown
        text, at = "", 0
        for hit in self.hits:
            form = f" {hit.term.target} " if hit.origin == "sign" else hit.term.target
            text += shown[at : hit.start] + form
            at = hit.end
        text += shown[at:]
        rest = "".join(shown[a:b] for a, b in gaps(shown, self.hits))
        return "" if not self.hits or any(char.isalnum() for char in rest) else tidy(text)

    def part(self, text: str, hits: tuple[Hit, ...]) -> "Sentence":
        """Return a part of it as a sentence of its own, without tags."""
        return Sentence(text=text, plain=text, elements=(), hits=hits, forbidden=self.forbidden)

    def spaced(self, number: str) -> bool:
        """Return whether a space stands before a tag that holds no words."""
        return f" <{number}/>" in self.text

    @cached_property
    def loose(self) -> tuple[signs.Loose, ...]:
        """The signs in it that a model is not shown: ▲, 💪."""
        return tuple(signs.loose(self.plain, self.hits))

    @cached_property
    def shown(self) -> str:
        """Its plain text with spaces in place of these signs."""
        return signs.without(self.plain, self.hits)

    @cached_property
    def folded(self) -> str:
        """Its plain text in one written form."""
        return fold_words(self.plain)

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The places of its plain text that are to be found again in a translation, in order."""
        ends = {0, len(self.plain)} | {edge for hit in self.hits for edge in (hit.start, hit.end)}
        ends |= {sign.start for sign in self.loose}
        return tuple(sorted(ends | set(_ends(self.elements))))

    @property
    def named(self) -> tuple[Hit, ...]:
        """The hits of rows of a table; numbers, signs and runs of Latin text are left out."""
        return tuple(hit for hit in self.hits if hit.origin == "row")

    def occurrences(self, english: str, rungs: Sequence[str]) -> tuple[Occurrence, ...]:
        """Return the account of its named terms in its English without tags; ``rungs`` got each of them there."""
        found = settled(english, self.hits)
        named = [(hit, at) for hit, at in zip(self.hits, found, strict=True) if hit.origin == "row"]
        return tuple(
            Occurrence(
                source=self.plain[hit.start : hit.end],
                row=hit.term.source,
                form=english[at.start : at.end] if at else "",
                rung=rung if at else MISSING,
            )
            for (hit, at), rung in zip(named, rungs, strict=True)
        )

    @property
    def digests(self) -> tuple[str, ...]:
        """Digests of the rows that its translation depends on."""
        terms = (*(hit.term for hit in self.named), *self.forbidden)
        return tuple(term.digest for term in terms)

    def source(self, prepare: Callable[[str], str], *, terms: bool, spaced: bool) -> Injected:
        """Return what a model is given, with the terms written in or as Chinese."""
        hits = self.hits if terms else ()
        return inject(self.shown, hits, prepare=prepare, marks=self.edges, spaced=spaced)


def _ends(elements: tuple[Element, ...]) -> list[int]:
    return [end for one in elements for end in (one.start, one.end, *_ends(one.inner))]
