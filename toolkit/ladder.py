"""Gets every term of a sentence into its translation, by the cheapest means that works.

The rungs, in order; a sentence climbs only as far as it must:

1. ``whole``: the sentence is the term, and needs no model;
2. ``source``: the English is written into the source, and the model carries it over;
3. ``plain``: the model finds an accepted form by itself;
4. ``nbest``: another of the model's translations, of either source, has it;
5. ``span``: what the model wrote for the term, found by attention, is replaced;
6. ``clause``: the sentence is translated clause by clause;
7. ``stretch``: the stretches between the terms are translated, and the terms set between them.

A model that does not carry Latin text over, as a trial shows once, skips the second.

Rules: the candidate with the fewest faults wins, then the one with the best score; what the last rung
made is for a person to look at; a term that no rung reached is reported as missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit import clause
from toolkit.candidate import MISSING, Candidate, Sentence, finish, judge, locate
from toolkit.lang import HAN
from toolkit.model import Answer, Engine, Hypothesis, Occurrence
from toolkit.projection import detach, words
from toolkit.terms import assign, inject, trespasses

N_BEST = 4
MOST_WORDS = 6  # that one term may replace
VERSION = 1
"""Counts changes that change answers: a part of every memory key."""


@dataclass(slots=True, kw_only=True)
class _Climb:
    """A sentence on its way up, with the best that was found so far."""

    sentence: Sentence
    best: Candidate | None = None
    linked: list[Candidate] = field(default_factory=list)  # those that attention can be asked about

    def offer(self, hypothesis: Hypothesis, *, rung: str, marks: tuple[int, ...] = ()) -> None:
        candidate = judge(self.sentence, hypothesis, rung=rung, marks=marks)
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
        return self.best is None or bool(self.best.faults[0] or self.best.faults[1])


def climb(sentences: Sequence[Sentence], engine: Engine) -> list[Answer]:
    """Translate sentences, each with the account of its terms; the order stays."""
    climbs = [_Climb(sentence=sentence) for sentence in sentences]
    for rung in (_whole, _first, _alternatives, _spans, _clauses, _stretches):
        if waiting := [one for one in climbs if not one.done]:
            rung(waiting, engine)
    return [_answer(one) for one in climbs]


def _decode(
    climbs: Sequence[_Climb], engine: Engine, *, terms: bool, hypotheses: int, careful: bool = False
) -> None:
    """Offer each sentence the translations of one of its two sources."""
    sources = [
        one.sentence.source(engine.prepare, terms=terms, spaced=engine.spaced) for one in climbs
    ]
    answers = engine.decode([s.text for s in sources], hypotheses=hypotheses, careful=careful)
    for one, source, answer in zip(climbs, sources, answers, strict=True):
        for rank, hypothesis in enumerate(answer):
            rung = "nbest" if rank else "source" if terms else "plain"
            one.offer(hypothesis, rung=rung, marks=source.marks)


def _whole(climbs: Sequence[_Climb], engine: Engine) -> None:
    del engine
    for one in climbs:
        if text := one.sentence.whole:
            one.offer(Hypothesis(text=text, score=0.0), rung="whole")


def _first(climbs: Sequence[_Climb], engine: Engine) -> None:
    _decode(climbs, engine, terms=engine.carries, hypotheses=1)


def _alternatives(climbs: Sequence[_Climb], engine: Engine) -> None:
    """Ask for more translations of both sources; where words repeat, for careful ones."""
    if termed := [one for one in climbs if one.sentence.hits]:
        _decode(termed, engine, terms=False, hypotheses=N_BEST)
    if engine.carries:
        _decode(climbs, engine, terms=True, hypotheses=N_BEST)
    if faulty := [one for one in climbs if not one.done and not one.bare]:
        _decode(faulty, engine, terms=engine.carries, hypotheses=N_BEST, careful=True)


def _spans(climbs: Sequence[_Climb], engine: Engine) -> None:
    """Replace what a translation has for a missing term, where attention shows it."""
    del engine
    for one in climbs:
        for candidate in one.linked if one.bare else ():
            text = _replaced(one.sentence, candidate)
            if text != candidate.text:
                one.offer(Hypothesis(text=text, score=candidate.score), rung="span")


def _replaced(sentence: Sentence, candidate: Candidate) -> str:
    """Write missing terms over the words that attention shows for them, whole words and few."""
    text = candidate.text
    taken = [(found.start, found.end) for found in candidate.found if found]
    edits: list[tuple[int, int, str]] = []
    for hit, found in zip(sentence.hits, candidate.found, strict=True):
        span = None if found else locate(sentence, candidate, hit.start, hit.end)
        if span is None:
            continue
        start, end = words(text, *span)
        free = all(end <= low or high <= start for low, high in taken)
        if free and len(text[start:end].split()) <= MOST_WORDS:
            edits.append((start, end, hit.term.target))
            taken.append((start, end))
    for start, end, form in sorted(edits, reverse=True):
        text = text[:start] + form + text[end:]
    return text


def _clauses(climbs: Sequence[_Climb], engine: Engine) -> None:
    """Translate sentences clause by clause."""
    _assemble(climbs, engine, rung="clause")


def _stretches(climbs: Sequence[_Climb], engine: Engine) -> None:
    """Translate clause by clause, and build those that lack a term round it."""
    if bare := [one for one in climbs if one.bare]:
        _assemble(bare, engine, rung="stretch")


def _assemble(climbs: Sequence[_Climb], engine: Engine, *, rung: str) -> None:
    cuts = [clause.cut(one.sentence.plain, one.sentence.hits) for one in climbs]
    flat = [part for parts in cuts for part in parts]
    sources = [
        inject(
            part.text,
            part.hits if engine.carries else (),
            prepare=engine.prepare,
            spaced=engine.spaced,
        ).text
        for part in flat
    ]
    answers = [best[0] for best in engine.decode(sources, careful=True)]
    if rung == "stretch":
        answers = _built(flat, answers, engine)
    rest = iter(answers)
    for one, parts in zip(climbs, cuts, strict=True):
        some = [next(rest) for _ in parts]
        length = sum(len(answer.text) for answer in some) or 1
        score = sum(answer.score * len(answer.text) for answer in some) / length
        one.offer(
            Hypothesis(text=clause.join(parts, [answer.text for answer in some]), score=score),
            rung=rung,
        )


def _built(
    parts: Sequence[clause.Clause], answers: Sequence[Hypothesis], engine: Engine
) -> list[Hypothesis]:
    """Return the clauses' answers, those that lack a term built from the clause's stretches."""
    lacking = [
        None in assign(answer.text, part.hits) or bool(HAN.search(answer.text))
        for part, answer in zip(parts, answers, strict=True)
    ]
    wanted = [
        engine.prepare(text)
        for part, lacks in zip(parts, lacking, strict=True)
        if lacks
        for text in part.stretches
    ]
    worded = list(dict.fromkeys(text for text in wanted if HAN.search(text)))
    english = {
        text: best[0].text
        for text, best in zip(worded, engine.decode(worded, careful=True), strict=True)
    }
    return [
        Hypothesis(
            text=clause.build(
                part, [english.get(t, t) for t in map(engine.prepare, part.stretches)]
            ),
            score=answer.score,
        )
        if lacks
        else answer
        for part, answer, lacks in zip(parts, answers, lacking, strict=True)
    ]


def _answer(one: _Climb) -> Answer:
    best = one.best
    if best is None or best.faults[0]:
        remark = ("untranslated", "the model gave no words for it")
        return Answer(target="", score=best.score if best else 0.0, remarks=(remark,))
    target, guessed = finish(one.sentence, best)
    plain = detach(target)[0]
    occurrences = tuple(
        Occurrence(
            source=one.sentence.plain[hit.start : hit.end],
            form=found.form if found else "",
            rung=best.rung if found else MISSING,
        )
        for hit, found in zip(one.sentence.hits, assign(plain, one.sentence.hits), strict=True)
        if hit.term.at.path or not found
    )
    remarks = tuple(_remarks(one.sentence, best, plain, guessed=guessed))
    return Answer(target=target, score=best.score, occurrences=occurrences, remarks=remarks)


def _remarks(
    sentence: Sentence, best: Candidate, plain: str, *, guessed: bool
) -> Iterator[tuple[str, str]]:
    for hit, found in zip(sentence.hits, assign(plain, sentence.hits), strict=True):
        if not found:
            source = sentence.plain[hit.start : hit.end]
            yield "term-missing", f"“{source}” should be “{hit.term.target}” here"
    for form in trespasses(plain, sentence.forbidden):
        yield "term-forbidden", f"“{form}” must not stand here"
    if best.faults[3]:
        yield "residual-han", "Chinese characters stand in the English"
    if best.faults[4]:
        yield "repetition", "the same words stand three times in a row"
    if best.rung == "stretch":
        yield (
            "assembled",
            "put together from stretches round its terms: read it against the Chinese",
        )
    if guessed:
        yield "markup-estimated", "the place of a link, an emphasis or a note was estimated"
