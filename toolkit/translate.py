"""Composes the stages for many articles: what is known, what the engine must say, what each PO gets.

Rules: a sentence by hand is never asked again, and serves wherever the same sentence stands; sentences
of all articles are decoded together, each once; what the engine said is remembered batch by batch.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from toolkit import checks, ladder, memory
from toolkit.article import Article
from toolkit.candidate import Sentence
from toolkit.glossary import Glossary
from toolkit.mentions import introduce
from toolkit.model import Answer, Engine, Finding, Occurrence, Origin, Pair, Segment, Severity
from toolkit.po import Entry
from toolkit.projection import detach
from toolkit.terms import assign

BATCH = 32  # sentences that are lost at most when the power fails
WINDOW = 512  # sentences that are sorted by length together

SEVERITY: Mapping[str, Severity] = {
    **checks.SEVERITY,
    "assembled": "warning",
    "markup-estimated": "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An article and what its PO file says already."""

    article: Article
    old: Mapping[tuple[str, str], Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A segment of a job, and where its English comes from: a person, or the answer under a key."""

    segment: Segment
    sentence: Sentence
    key: bytes = b""
    human: str = ""


@dataclass(slots=True, kw_only=True)
class Plan:
    """What is to be done: the items of every job, the answers that are known, the sentences that are not."""

    jobs: list[tuple[Job, tuple[Item, ...]]] = field(default_factory=list)
    known: dict[bytes, Answer] = field(default_factory=dict)
    wanted: dict[bytes, Sentence] = field(default_factory=dict)
    changed: int = 0  # of the wanted ones, those that had English from other terms or another model

    @property
    def items(self) -> Iterator[Item]:
        """All items of all jobs."""
        for _, items in self.jobs:
            yield from items

    @property
    def counts(self) -> dict[str, int]:
        """How many articles, segments and terms there are, and where the English comes from."""
        items = list(self.items)
        human = sum(1 for item in items if item.human)
        engine = sum(1 for item in items if item.key in self.wanted)
        return {
            "articles": len(self.jobs),
            "segments": len(items),
            "by_hand": human,
            "from_memory": len(items) - human - engine,
            "to_engine": engine,
            "sentences": len(self.wanted),
            "changed": self.changed,
            "terms": sum(len(item.sentence.named) for item in items),
        }


def plan(
    jobs: Sequence[Job],
    *,
    signature: str,
    glossary: Glossary,
    store: memory.Memory,
    edits: Mapping[str, str],
    own: Mapping[str, Glossary] | None = None,
) -> Plan:
    """Find out what is known.

    ``edits`` are the sentences by hand of the whole project, by source; ``own`` the glossaries of
    articles that have terms of their own, by path.
    """
    result = Plan()
    for job in jobs:
        mine = (own or {}).get(job.article.path, glossary)
        result.jobs.append((job, tuple(_items(job, signature, mine, edits))))
    keys = list(dict.fromkeys(item.key for item in result.items if item.key))
    result.known = {
        key: msgspec.json.decode(value, type=Answer) for key, value in store.get(keys).items()
    }
    for job, items in result.jobs:
        for item in items:
            if item.key and item.key not in result.known and item.key not in result.wanted:
                result.wanted[item.key] = item.sentence
                result.changed += item.segment.key in job.old
    return result


def answer_key(signature: str, sentence: Sentence) -> bytes:
    """Return under what an engine's answer for a sentence is remembered."""
    return memory.key(f"{signature}/ladder{ladder.VERSION}", sentence.text, sentence.digests)


def _items(
    job: Job, signature: str, glossary: Glossary, edits: Mapping[str, str]
) -> Iterator[Item]:
    for segment in job.article.segments:
        sentence = Sentence.of(segment.text, glossary)
        entry = job.old.get(segment.key)
        human = entry.target if entry and entry.human else edits.get(segment.text, "")
        key = b"" if human else answer_key(signature, sentence)
        yield Item(segment=segment, sentence=sentence, key=key, human=human)


def run(
    todo: Plan,
    *,
    engine: Engine,
    store: memory.Memory,
    tick: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[Job, tuple[Pair, ...]]]:
    """Decode what is wanted and yield every job with its pairs, in order, as soon as it is whole.

    ``tick`` is told how many sentences each batch had.
    """
    waiting: list[bytes] = []
    ready = 0
    for number, (_, items) in enumerate(todo.jobs):
        have = set(waiting)
        waiting += dict.fromkeys(
            item.key
            for item in items
            if item.key in todo.wanted and item.key not in todo.known and item.key not in have
        )
        if len(waiting) >= WINDOW or number == len(todo.jobs) - 1:
            _decode(waiting, todo, engine=engine, store=store, tick=tick)
            waiting = []
            for job, done in todo.jobs[ready : number + 1]:
                pairs = [_pair(item, todo.known) for item in done]
                yield job, introduce([item.sentence for item in done], pairs)
            ready = number + 1


def _decode(
    keys: Sequence[bytes],
    todo: Plan,
    *,
    engine: Engine,
    store: memory.Memory,
    tick: Callable[[int], None],
) -> None:
    order = sorted(keys, key=lambda key: (-len(todo.wanted[key].text), key))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        answers = ladder.climb([todo.wanted[key] for key in batch], engine)
        new = dict(zip(batch, answers, strict=True))
        store.put({key: msgspec.json.encode(answer).decode() for key, answer in new.items()})
        todo.known.update(new)
        tick(len(batch))


def _pair(item: Item, known: Mapping[bytes, Answer]) -> Pair:
    if item.human:
        plain = detach(item.human)[0]
        accounts = tuple(
            Occurrence(source=hit.term.source, form=found.form if found else "", rung="by hand")
            for hit, found in zip(
                item.sentence.hits, assign(plain, item.sentence.hits), strict=True
            )
            if hit.origin == "row"
        )
        return Pair(source=item.segment, target=item.human, origin=Origin.HUMAN, terms=accounts)
    answer = known[item.key]
    findings = tuple(
        Finding(rule=rule, severity=SEVERITY[rule], at=item.segment.at, message=message)
        for rule, message in answer.remarks
    )
    return Pair(
        source=item.segment,
        target=answer.target or None,
        findings=findings,
        terms=answer.occurrences,
    )
