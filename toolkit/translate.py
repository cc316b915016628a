"""Composes the stages for many articles: what is known, what the engine must say, what each PO gets.

Rules: a sentence by hand is never asked again, and serves wherever the same sentence stands; sentences
of all articles are decoded together, each once; what the engine said is remembered batch by batch.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from toolkit import checks, ladder, memory
from toolkit.article import Article
from toolkit.candidate import Sentence
from toolkit.glossary import Glossary
from toolkit.mentions import introduce
from toolkit.model import Answer, Finding, Occurrence, Origin, Pair, Segment, Severity
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
    climb: ladder.Climb,
    store: memory.Memory,
    tick: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[Job, tuple[Pair, ...]]]:
    """Have answered what is wanted and yield every job with its pairs, in order, as soon as it is whole.

    Batches depend on the plan alone, so who climbs changes no answer. ``tick`` is told how many
    sentences each batch had.
    """
    begun: deque[_Window] = deque()
    for answers in climb(_batches(todo, begun)):
        window = begun[0]
        new = dict(zip(window.batches.popleft(), answers, strict=True))
        store.put({key: msgspec.json.encode(answer).decode() for key, answer in new.items()})
        todo.known.update(new)
        tick(len(new))
        if not window.batches:
            begun.popleft()
            for job, items in window.jobs:
                pairs = [_pair(item, todo.known) for item in items]
                yield job, introduce([item.sentence for item in items], pairs)


@dataclass(slots=True, kw_only=True)
class _Window:
    """Jobs that become whole together, and the keys of the batches that they wait for."""

    jobs: list[tuple[Job, tuple[Item, ...]]] = field(default_factory=list)
    batches: deque[Sequence[bytes]] = field(default_factory=deque)


def _batches(todo: Plan, begun: deque[_Window]) -> Iterator[Sequence[Sentence]]:
    """Yield what is to be answered, window by window; a window that waits for nothing yields an empty batch."""
    asked: set[bytes] = set()
    window, waiting = _Window(), dict[bytes, None]()
    for number, (job, items) in enumerate(todo.jobs, 1):
        window.jobs.append((job, items))
        new = (item.key for item in items if item.key in todo.wanted and item.key not in asked)
        waiting.update(dict.fromkeys(new))
        if len(waiting) >= WINDOW or number == len(todo.jobs):
            asked.update(waiting)
            order = sorted(waiting, key=lambda key: (-len(todo.wanted[key].text), key))
            starts = range(0, max(len(order), 1), BATCH)
            window.batches.extend(order[start : start + BATCH] for start in starts)
            begun.append(window)
            for keys in tuple(window.batches):
                yield [todo.wanted[key] for key in keys]
            window, waiting = _Window(), {}


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
