"""Gives a term its long form where an article first mentions it: Mike Pompeo, and Pompeo from then on.

Rules: the first mention is the first in the body of an article, title and tags apart; a sentence by
hand counts as a mention and is not changed; nothing but the stretch of the term itself is.
"""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.model import Origin, Pair
from toolkit.projection import detach, rewritten
from toolkit.sentence import Sentence
from toolkit.terms import assign, latin


def introduce(sentences: Sequence[Sentence], pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the pairs of an article with the long form of every term at its first mention."""
    seen: set[str] = set()
    done = []
    for sentence, pair in zip(sentences, pairs, strict=True):
        one = pair
        for number, hit in enumerate(sentence.hits):
            if pair.source.field or not hit.term.first or hit.term.source in seen:
                continue
            seen.add(hit.term.source)
            if pair.origin is not Origin.HUMAN and one.target:
                one = _introduced(sentence, one, number)
        done.append(one)
    return tuple(done)


def _introduced(sentence: Sentence, pair: Pair, number: int) -> Pair:
    """Write the long form in place of what renders one hit, unless it stands there already."""
    first = sentence.hits[number].term.first
    plain, _ = detach(pair.target or "")
    found = assign(plain, sentence.hits)[number]
    if found is None or latin(first) in latin(plain):
        return pair
    target = rewritten(pair.target or "", [(found.start, found.end, first)])
    named = [n for n, hit in enumerate(sentence.hits) if hit.origin == "row"]
    terms = tuple(
        replace(term, form=first) if at == number else term
        for at, term in zip(named, pair.terms, strict=True)
    )
    return replace(pair, target=target, terms=terms)
