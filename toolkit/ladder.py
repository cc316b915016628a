"""Gets every term of a sentence into its translation, by the cheapest means that works.

The rungs, in order; a sentence climbs only as far as it must:

1. ``whole``: the sentence is nothing but terms, and needs no model;
2. ``source``: the English is written into the source, and the model carries it over;
3. ``plain``: the model finds an accepted form by itself;
4. ``nbest``: another of the model's translations, of either source, has it;
5. ``span``: what the model wrote for the term, found by attention, is replaced; since that costs nothing, it
   is done before the model is asked for translations that did not come with the first;
6. ``clause``: the sentence is translated clause by clause;
7. ``stretch``: the stretches between the terms are translated, and the terms set between them.

A model that does not carry Latin text over, as one trial shows, skips the second rung.

Rules: the candidate with the fewest faults wins, then the one with the best score; what the last rung
made is for a person to look at; a term that no rung reached is reported as missing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from toolkit import clause, reading, signs
from toolkit.candidate import Candidate, bitext, doubts, judge, locate
from toolkit.finishing import finish, mended
from toolkit.lang import HAN
from toolkit.markup import escape
from toolkit.model import Answer, Engine, Heard, Hypothesis, Remark, Seen
from toolkit.projection import detach, words
from toolkit.sentence import Sentence
from toolkit.terms import Found, Injected, assign, readable, trespasses

RUNGS = ("whole", "source", "plain", "nbest", "span", "clause", "stretch")
N_BEST = 4
LONG = 80  # characters; a longer sentence is first tried in parts
MOST_WORDS = 6  # of the English that one term may replace
_SMALL = "(?i:the|an?|of|in|on|at|to|and|or|for|by|with|that|is|was|has|had|’s|'s)"
_SMALL_FIRST = re.compile(rf"{_SMALL}\s+")
_SMALL_LAST = re.compile(rf"(?:\s+{_SMALL}|['’]s)$")
_MISSING = {
    "row": "term-missing",
    "number": "number-missing",
    "latin": "latin-missing",
    "sign": "sign-missing",
}
VERSION = 27
"""Counts changes that change answers: a part of every memory key."""

Climb: TypeAlias = Callable[[Iterator[Sequence[Sentence]]], Iterator[list[Answer]]]
"""Answers batches of sentences with `climb`: one after another, in threads, or on other machines.

Laws: one list of answers for each batch, in order, an empty one for an empty batch; batches are taken in
the thread that asks for answers, perhaps ahead of them, but not without bound; none is split or joined.
"""


@dataclass(slots=True, kw_only=True)
class _Climber:
    """A sentence on its way up, with the best candidate so far."""

    sentence: Sentence
    best: Candidate | None = None
    linked: list[Candidate] = field(default_factory=list)  # those whose words attention can place
    spare: list[tuple[Hypothesis, Injected]] = field(default_factory=list)  # not judged yet
    parts: "list[tuple[clause.Clause, _Climber]]" = field(default_factory=list)

    def offer(self, hypothesis: Hypothesis, *, rung: str, source: Injected | None = None) -> None:
        candidate = judge(self.sentence, hypothesis, rung=rung, source=source)
        if candidate.links:
            self.linked.append(candidate)
        if self.best is None or candidate.rank < self.best.rank:
            self.best = candidate

    @property
    def done(self) -> bool:
        return self.best is not None and not any(self.best.faults)

    @property
    def bare(self) -> bool:
        """Whether there are no words yet, or a term is still missing."""
        return self.best is None or bool(self.best.faults.empty or self.best.faults.missing)

    @property
    def rough(self) -> bool:
        """Whether the best candidate has no fault but repetition and roughness, which `_careful` is for."""
        return self.best is not None and not any(self.best.faults._replace(loop=0, rough=0))

    @property
    def foreign(self) -> bool:
        """Whether Chinese stands in the best candidate."""
        return self.best is not None and bool(self.best.faults.han)


def climb(sentences: Sequence[Sentence], engine: Engine) -> list[Answer]:
    """Translate sentences, each with the account of its terms; the order stays."""
    climbers = [_Climber(sentence=sentence) for sentence in sentences]
    for rung in (_whole, _long, *_SHORT, _clauses, _stretches):
        if waiting := [one for one in climbers if not one.done]:
            rung(waiting, engine)
    return _read_back(climbers, [_answer(one) for one in climbers], engine)


def here(engine: Engine) -> Climb:
    """Return a `Climb` in the thread that asks, batch after batch."""
    return lambda batches: (climb(batch, engine) for batch in batches)


def _decode(
    climbers: Sequence[_Climber],
    engine: Engine,
    *,
    terms: bool,
    hypotheses: int = N_BEST,
    careful: bool = False,
    sparing: bool = False,
) -> None:
    """Offer each sentence the translations of its source, with its ``terms`` written in or without.

    With ``sparing`` only the best is offered now, and the others are kept for `_others`.
    """
    sources = [
        one.sentence.source(engine.prepare, terms=terms, spaced=engine.spaced) for one in climbers
    ]
    answers = engine.decode([s.text for s in sources], hypotheses=hypotheses, careful=careful)
    for one, source, answer in zip(climbers, sources, answers, strict=True):
        for rank, hypothesis in enumerate(answer):
            rung = "nbest" if rank else "source" if terms else "plain"
            if rank and sparing:
                one.spare.append((hypothesis, source))
            else:
                one.offer(hypothesis, rung=rung, source=source)


def _whole(climbers: Sequence[_Climber], engine: Engine) -> None:
    del engine
    for one in climbers:
        if text := one.sentence.whole:
            one.offer(Hypothesis(text=text, score=0.0), rung="whole")


def _first(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Ask for a translation, and for the others that come at the same cost."""
    hypotheses = min(N_BEST, engine.width)
    _decode(climbers, engine, terms=engine.carries, hypotheses=hypotheses, sparing=True)


def _others(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Judge the translations that came at the same cost as the first."""
    del engine
    for one in climbers:
        for hypothesis, source in one.spare:
            one.offer(hypothesis, rung="nbest", source=source)
        one.spare.clear()


def _careful(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Ask for translations without repetition where no term is missing, but something else is wrong."""
    if faulty := [one for one in climbers if not one.bare]:
        _decode(faulty, engine, terms=engine.carries, careful=True)


def _alternatives(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Ask for more translations, of both sources, where more is wrong than repetition and roughness."""
    graver = [one for one in climbers if not one.rough]
    termed = [one for one in graver if one.sentence.hits]
    for terms, some in ((False, termed), (True, graver if engine.carries else [])):
        if some and not (terms == engine.carries and engine.width >= N_BEST):
            _decode(some, engine, terms=terms)


def _spans(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Replace what a translation has in place of a missing term, where attention shows it."""
    del engine
    for one in climbers:
        for candidate in one.linked if one.bare else ():
            text = _replaced(one.sentence, candidate)
            if text != candidate.text:
                one.offer(Hypothesis(text=text, score=candidate.score), rung="span")


_SHORT = (_first, _others, _spans, _careful, _alternatives, _spans)
"""The steps for a sentence, or a part of one, that is translated in one piece."""


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without the small words at its edges, whose attention says little."""
    while match := _SMALL_FIRST.match(text, start, end):
        start = match.end()
    while match := _SMALL_LAST.search(text[start:end]):
        end = start + match.start()
    return start, end


def _replaced(sentence: Sentence, candidate: Candidate) -> str:
    """Return a candidate's text with missing terms in place of the words that attention links to them.

    Only whole words are replaced, and only a few.
    """
    text = candidate.text
    taken = [(found.start, found.end) for found in candidate.found if found]
    edits: list[tuple[int, int, str]] = []
    for hit, found in zip(sentence.hits, candidate.found, strict=True):
        span = None if found else locate(sentence, candidate, hit.start, hit.end)
        if span is None:
            continue
        start, end = _core(text, *words(text, *span))
        free = start < end and all(end <= low or high <= start for low, high in taken)
        if free and len(text[start:end].split()) <= MOST_WORDS:
            edits.append((start, end, hit.term.target))
            taken.append((start, end))
    for start, end, form in sorted(edits, reverse=True):
        text = text[:start] + form + text[end:]
    return text


def _long(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Translate long sentences in groups of clauses, which a small model does better."""
    long = [one for one in climbers if len(one.sentence.plain) > LONG]
    _by_parts(long, engine, least=LONG // 2)
    for one in long:
        rungs = [part.best.rung if part.best else "clause" for _, part in one.parts]
        if len(one.parts) > 1:
            _join(one, [part.best for _, part in one.parts], rung=max(rungs, key=RUNGS.index))


def _clauses(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Translate clause by clause."""
    _by_parts(climbers, engine)
    for one in climbers:
        if len(one.parts) > 1:
            _join(one, [part.best for _, part in one.parts], rung="clause")


def _by_parts(climbers: Sequence[_Climber], engine: Engine, *, least: int = 0) -> None:
    """Cut sentences into clauses, or groups of at least ``least`` characters; each climbs the first rungs by itself."""
    for one in climbers:
        one.parts = [
            (part, _Climber(sentence=one.sentence.part(part.text, part.hits)))
            for part in clause.cut(one.sentence.plain, one.sentence.hits, least=least)
        ]
    parts = [part for one in climbers if len(one.parts) > 1 for _, part in one.parts]
    for rung in (_whole, *_SHORT):
        if waiting := [part for part in parts if not part.done]:
            rung(waiting, engine)


def _stretches(climbers: Sequence[_Climber], engine: Engine) -> None:
    """Build the clauses that lack a term from the stretches between their terms."""
    bare = [one for one in climbers if one.bare]
    lacking = {
        id(part): cut for one in bare for cut, part in one.parts if part.bare or part.foreign
    }
    wanted = [text for cut in lacking.values() for text in _prepared(cut, engine)]
    worded = list(dict.fromkeys(text for text in wanted if HAN.search(text)))
    answers = engine.decode(worded, careful=True)
    english = {text: answer[0] for text, answer in zip(worded, answers, strict=True)}
    for one in bare:
        built: list[Candidate | Hypothesis | None] = []
        for cut, part in one.parts:
            built.append(_built(cut, english, engine) if id(part) in lacking else part.best)
        _join(one, built, rung="stretch")


def _prepared(cut: clause.Clause, engine: Engine) -> list[str]:
    return [readable(signs.without(text), engine.prepare) for text in cut.stretches]


def _built(cut: clause.Clause, english: Mapping[str, Hypothesis], engine: Engine) -> Hypothesis:
    """Return a clause with its terms set between the English of its stretches."""
    prepared = _prepared(cut, engine)
    scores = [english[text].score for text in prepared if text in english]
    words = [english[text].text if text in english else text for text in prepared]
    return Hypothesis(
        text=clause.build(cut, words), score=sum(scores) / len(scores) if scores else 0.0
    )


def _join(one: _Climber, english: Sequence[Candidate | Hypothesis | None], *, rung: str) -> None:
    """Offer a sentence the English of its parts, joined."""
    texts = [said.text if said else "" for said in english]
    length = sum(map(len, texts)) or 1
    score = sum(said.score * len(said.text) for said in english if said) / length
    text = clause.join([cut for cut, _ in one.parts], texts)
    source, seen = _together(
        [said.heard if isinstance(said, Candidate) else None for said in english]
    )
    one.offer(Hypothesis(text=text, score=score, seen=seen), rung=rung, source=source)


def _together(heard: Sequence[Heard | None]) -> tuple[Injected | None, Seen]:
    """Return the sources of parts as one, and what the model saw of it; nothing where it did not say every part."""
    text, seen = "", []
    for one in heard:
        if one is None:
            return None, ()
        seen += [(start + len(text), end + len(text), weight) for start, end, weight in one.seen]
        text += one.source
    return Injected(text=text, marks=()), tuple(seen)


def _answer(one: _Climber) -> Answer:
    best = one.best
    if best is None or best.faults.empty:
        remark = ("untranslated", "the model gave no words for it")
        return Answer(target="", score=best.score if best else 0.0, remarks=(remark,))
    target, guessed = finish(one.sentence, best)
    target = mended(one.sentence, target)
    plain = detach(target)[0]
    final = assign(plain, one.sentence.hits)
    occurrences = one.sentence.occurrences(plain, [best.rung] * len(one.sentence.named))
    remarks = tuple(_remarks(one.sentence, best, plain, final, guessed=guessed))
    return Answer(target=target, score=best.score, occurrences=occurrences, remarks=remarks)


def _read_back(
    climbers: Sequence[_Climber], answers: Sequence[Answer], engine: Engine
) -> list[Answer]:
    """Have the model read its answers back, and add what it doubts to the remarks; terms alone need no reading."""
    worded = [
        number
        for number, (one, answer) in enumerate(zip(climbers, answers, strict=True))
        if answer.target and not one.sentence.whole
    ]
    texts = [bitext(climbers[number].sentence, answers[number].target) for number in worded]
    heard = [best.heard if (best := climbers[number].best) else None for number in worded]
    done = list(answers)
    for number, text, found in zip(worded, texts, reading.read(texts, engine, heard), strict=True):
        doubted = reading.doubts(replace(text, reading=found))
        remarks = (*answers[number].remarks, *doubted)
        done[number] = replace(answers[number], remarks=remarks, reading=found)
    return done


def _remarks(
    sentence: Sentence,
    best: Candidate,
    plain: str,
    final: Sequence[Found | None],
    *,
    guessed: bool,
) -> Iterator[Remark]:
    doubted = tuple(doubts(sentence, escape(plain)))
    reported = [fault.span for _, fault in doubted if fault.side == "source" and fault.span]
    for hit, found in zip(sentence.hits, final, strict=True):
        if hit.origin == "sign" and any(a < hit.end and hit.start < b for a, b in reported):
            continue  # the checks say which part of it is lost
        if not found and hit.origin in _MISSING:
            source = sentence.plain[hit.start : hit.end]
            yield _MISSING[hit.origin], f"“{source}” should be “{hit.term.target}” here"
    for form in trespasses(plain, sentence.forbidden):
        yield "term-forbidden", f"“{form}” must not stand here"
    if best.faults.han:
        yield "residual-han", "Chinese characters stand in the English"
    yield from ((rule, fault.message) for rule, fault in doubted)
    if best.rung == "stretch":
        yield (
            "assembled",
            "put together from stretches round its terms: read it against the Chinese",
        )
    if guessed:
        yield "markup-estimated", "the place of a link, an emphasis, a note or a sign was estimated"
