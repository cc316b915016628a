"""Plans and runs the translation of a stream of articles: what is known, what the engine is asked, what each PO file gets.

Rules: a sentence by hand is never translated again, and serves wherever the same sentence stands; sentences
of many articles are decoded together, each once; what the engine answered is remembered batch by batch;
what is held in memory does not grow with the archive.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from toolkit import checks, ladder, memory
from toolkit.article import Article
from toolkit.errors import ToolkitError
from toolkit.glossary import Glossary
from toolkit.mentions import introduce
from toolkit.model import BY_HAND, Answer, Finding, Key, Origin, Pair, Segment, Severity
from toolkit.po import Record
from toolkit.projection import detach
from toolkit.sentence import Sentence

BATCH = 32  # sentences that are lost at most when the power fails
FIRST = 16  # sentences of the first window; each next has twice as many, so that articles are whole early
WINDOW = 512  # sentences that are sorted by length together, at most
MOST = 4096  # segments that a window has, however few of them are to be decoded

COUNTS = (
    "articles",
    "segments",
    "by_hand",
    "from_memory",
    "to_engine",
    "sentences",
    "changed",
    "terms",
)
"""What is counted: ``to_engine`` are the segments that wait for the engine, ``sentences`` the different
ones among them, ``changed`` those that had English from other terms or another model."""

SEVERITY: Mapping[str, Severity] = {
    **checks.SEVERITY,
    "assembled": "warning",
    "markup-estimated": "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An article, the terms that hold in it, and what its PO file says already, with the file's digest."""

    article: Article
    glossary: Glossary
    old: Mapping[Key, Record] = field(default_factory=dict)
    digest: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A segment of a job, and where its English comes from: a person, or the answer under a key."""

    segment: Segment
    sentence: Sentence
    key: bytes = b""
    human: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A job with its items, and counts of where these come from."""

    job: Job
    items: tuple[Item, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A batch was answered: its sentences and Chinese characters, and the share of the articles that this is."""

    sentences: int
    characters: int
    articles: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A job is whole: its pairs, in the order of its segments."""

    job: Job
    pairs: tuple[Pair, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A job whose answers the memory has lost meanwhile: it is to be planned again."""

    job: Job


@dataclass(slots=True, kw_only=True)
class Window:
    """Jobs that are done together: the answers that are known, the sentences that are not.

    Errors of articles that could not be read keep their place between the jobs.
    """

    entries: list[Planned | ToolkitError] = field(default_factory=list)
    known: dict[bytes, Answer] = field(default_factory=dict)
    wanted: dict[bytes, Sentence] = field(default_factory=dict)
    batches: deque[Sequence[bytes]] = field(default_factory=deque)
    size: int = 0

    def cut(self) -> None:
        """Cut the wanted sentences into batches of similar length; one empty batch where none is wanted."""
        order = sorted(self.wanted, key=lambda key: (-len(self.wanted[key].text), key))
        starts = range(0, max(len(order), 1), BATCH)
        self.batches = deque(order[start : start + BATCH] for start in starts)


class Planner:
    """Finds out what is known, job by job.

    ``edits`` are the sentences by hand of the whole project, by source.
    """

    def __init__(self, *, signature: str, store: memory.Memory, edits: Mapping[str, str]) -> None:
        self._signature = signature
        self._store = store
        self._edits = edits
        self._asked: set[bytes] = set()  # wanted by a window that is not finished

    def windows(self, jobs: Iterable[Job | ToolkitError]) -> Iterator[Window]:
        """Yield windows of jobs, each with enough sentences to decode together."""
        window, enough = Window(), min(FIRST, WINDOW)
        for job in jobs:
            if isinstance(job, ToolkitError):
                window.entries.append(job)
            else:
                try:
                    self._take(window, job)
                except ToolkitError:
                    raise
                except Exception as error:  # noqa: BLE001 - a fault of ours costs one article, not a night
                    window.entries.append(_fault(job, error))
            if len(window.wanted) >= enough or window.size >= MOST:
                yield window
                window, enough = Window(), min(2 * enough, WINDOW)
        if window.entries:
            yield window

    def _take(self, window: Window, job: Job) -> None:
        items = tuple(_items(job, self._signature, self._edits))
        keys = dict.fromkeys(item.key for item in items if item.key)
        window.known.update(self._recalled([key for key in keys if key not in window.known]))
        wanted = {
            item.key: item
            for item in reversed(items)
            if item.key in keys and item.key not in window.known and item.key not in self._asked
        }
        window.wanted.update((key, wanted[key].sentence) for key in keys if key in wanted)
        self._asked.update(wanted)
        counts = Counter[str](
            articles=1,
            segments=len(items),
            by_hand=sum(1 for item in items if item.human),
            to_engine=sum(item.key in window.wanted for item in items),
            sentences=len(wanted),
            changed=sum(item.segment.key in job.old for item in wanted.values()),
            terms=sum(len(item.sentence.named) for item in items),
        )
        counts["from_memory"] = counts["segments"] - counts["by_hand"] - counts["to_engine"]
        window.size += len(items)
        window.entries.append(Planned(job=job, items=items, counts=counts))

    def _recalled(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, Answer]]:
        """Yield the answers that are remembered; one that cannot be read, as after a torn write, is left out."""
        for key, value in self._store.get(keys).items():
            try:
                yield key, msgspec.json.decode(value, type=Answer)
            except msgspec.MsgspecError:
                continue

    def remember(self, window: Window, answers: Sequence[Answer]) -> Answered:
        """Take in the answers to a window's next batch."""
        new = dict(zip(window.batches.popleft(), answers, strict=True))
        if new:
            self._store.put({key: msgspec.json.encode(one).decode() for key, one in new.items()})
        window.known.update(new)
        share = len(new) / len(window.wanted) if new else 1.0
        return Answered(
            sentences=len(new),
            characters=sum(len(window.wanted[key].plain) for key in new),
            articles=share * len(window.entries),
        )

    def finish(self, window: Window) -> Iterator[Done | Forgotten | ToolkitError]:
        """Yield the jobs of a window whose batches are answered, each with its pairs."""
        self._asked.difference_update(window.wanted)
        for entry in window.entries:
            if isinstance(entry, ToolkitError):
                yield entry
                continue
            elsewhere = {item.key for item in entry.items if item.key} - window.known.keys()
            window.known.update(self._recalled(sorted(elsewhere)))  # a window before asked for them
            if elsewhere - window.known.keys():
                yield Forgotten(job=entry.job)
                continue
            pairs = [_pair(item, window.known) for item in entry.items]
            whole = introduce([item.sentence for item in entry.items], pairs)
            yield Done(job=entry.job, pairs=whole, counts=entry.counts)


def run(
    jobs: Iterable[Job | ToolkitError], planner: Planner, climb: ladder.Climb
) -> Iterator[Answered | Done | Forgotten | ToolkitError]:
    """Translate the sentences that are not known yet, and yield every job in order once its window is complete.

    Batches depend on the plan alone, so it does not matter for the answers where they are worked out.
    """
    begun: deque[Window] = deque()

    def batches() -> Iterator[Sequence[Sentence]]:
        for window in planner.windows(jobs):
            window.cut()
            begun.append(window)
            for keys in tuple(window.batches):
                yield [window.wanted[key] for key in keys]

    for answers in climb(batches()):
        window = begun[0]
        yield planner.remember(window, answers)
        if not window.batches:
            begun.popleft()
            yield from planner.finish(window)


def _fault(job: Job, error: Exception) -> ToolkitError:
    """Return the error that reports an exception nobody expected."""
    return ToolkitError(
        f"cannot be planned: {type(error).__name__}: {error}",
        at=job.article.path,
        hint="this is a fault of the toolkit: report it with the article",
    )


def answer_key(signature: str, sentence: Sentence) -> bytes:
    """Return the key under which an engine's answer to a sentence is remembered."""
    return memory.key(f"{signature}/ladder{ladder.VERSION}", sentence.text, sentence.digests)


def _items(job: Job, signature: str, edits: Mapping[str, str]) -> Iterator[Item]:
    for segment in job.article.segments:
        sentence = Sentence.of(segment.text, job.glossary)
        entry = job.old.get(segment.key)
        human = entry.target if entry and entry.human else edits.get(segment.text, "")
        key = b"" if human else answer_key(signature, sentence)
        yield Item(segment=segment, sentence=sentence, key=key, human=human)


def _pair(item: Item, known: Mapping[bytes, Answer]) -> Pair:
    if item.human:
        plain = detach(item.human)[0]
        accounts = item.sentence.occurrences(plain, [BY_HAND] * len(item.sentence.named))
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
        reading=answer.reading,
    )
