"""Shows how a run goes on: a line that moves for people, a JSON object a line for programs.

The objects are described in docs/archive.md; what they are called and hold is kept.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import typer
from msgspec import json
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from toolkit.archive import Begun, Event, Finished, Waiting
from toolkit.cli.session import Session
from toolkit.errors import ToolkitError
from toolkit.model import Occurrence, Place
from toolkit.report import Findings, finding_json
from toolkit.translate import COUNTS, Answered, Planned

VERSION = 1
"""Of the JSON objects; it grows when something that was there changes its meaning or goes."""

_KINDS = 40  # different findings of a severity that are shown one by one


@dataclass(kw_only=True)
class Tally:
    """What a run came to so far. With ``whole``, every occurrence and finding is kept."""

    most: int = 3
    whole: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    terms: Counter[Occurrence] = field(default_factory=Counter)
    occurrences: list[tuple[Occurrence, Place]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    errors: list[ToolkitError] = field(default_factory=list)
    waiting: int = 0
    decoded: int = 0
    characters: int = 0
    missing: int = 0
    review: int = 0
    written: int = 0
    lacking: str = ""  # the first article with a sentence that has no English
    start: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.findings = Findings(most=self.most, kinds=0 if self.whole or not self.most else _KINDS)

    def take(self, event: Event | Planned) -> None:
        """Take an event in."""
        match event:
            case Waiting():
                self.waiting = event.articles
            case Answered():
                self.decoded += event.sentences
                self.characters += event.characters
            case Planned():
                self.counts.update(event.counts)
            case Finished():
                self._finished(event)
            case ToolkitError():
                self.errors.append(event)

    def _finished(self, event: Finished) -> None:
        outcome = event.outcome
        self.counts.update(outcome.counts)
        self.terms.update(term for term, _ in outcome.occurrences)
        self.missing += outcome.missing
        self.review += outcome.review
        self.written += event.written
        self.lacking = self.lacking or (event.article if outcome.missing else "")
        for finding in outcome.findings:
            if finding.severity != "note" or not self.most:
                self.findings.add(finding)
        if self.whole:
            self.occurrences += outcome.occurrences
            self.found += map(finding_json, outcome.findings)

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return time.monotonic() - self.start

    @property
    def enforced(self) -> float:
        """The share of occurrences of terms that are in the English."""
        total = self.terms.total()
        lost = sum(count for term, count in self.terms.items() if not term.form)
        return 1 - lost / total if total else 1.0

    @property
    def remembered(self) -> float:
        """The share of segments that needed no engine."""
        return 1 - self.counts["to_engine"] / max(self.counts["segments"], 1)

    def summary(self) -> dict[str, Any]:
        """Return the numbers as a tree for JSON."""
        return {
            **{name: self.counts[name] for name in COUNTS},
            "terms_missing": sum(n for term, n in self.terms.items() if not term.form),
            "missing": self.missing,
            "review": self.review,
            "written": self.written,
            "errors": len(self.errors),
        }


def watched(
    here: Session, tally: Tally, events: Iterable[Event | Planned], *, lines: bool
) -> Iterator[Event | Planned]:
    """Pass the events of a run on, counted and shown."""
    if lines:
        yield from _as_lines(tally, events)
        return
    with _bar(here) as progress:
        task = progress.add_task("reading what there is", total=None, numbers="")
        for event in events:
            tally.take(event)
            _show(progress, task, tally, event)
            yield event


@contextmanager
def _bar(here: Session) -> Iterator[Progress]:
    """Show a line that moves on a terminal, until the block ends."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[numbers]}"),
        TimeRemainingColumn(),
        console=here.log,
        disable=here.quiet or not here.log.is_terminal,
        transient=True,
    ) as progress:
        yield progress


def _show(progress: Progress, task: TaskID, tally: Tally, event: Event | Planned) -> None:
    if progress.disable:
        return
    if isinstance(event, Waiting):
        progress.reset(task, total=event.articles, description="translating")
    elif isinstance(event, Answered):
        progress.advance(task, event.articles)
    numbers = [
        f"{tally.counts['articles']:,} articles",
        f"{tally.counts['segments']:,} sentences",
        f"{tally.remembered:.0%} from memory",
        f"{tally.characters / tally.seconds:,.0f} characters/s",
        f"{tally.enforced:.1%} of terms",
    ]
    progress.update(task, numbers=" · ".join(numbers))


def _as_lines(tally: Tally, events: Iterable[Event | Planned]) -> Iterator[Event | Planned]:
    """Print every event; the last line is there whatever stops the run."""
    stopped = True
    try:
        for event in events:
            tally.take(event)
            if not isinstance(event, Answered) or event.sentences:
                typer.echo(json.encode(_line(event)).decode())
            yield event
        stopped = False
    except ToolkitError as error:
        typer.echo(json.encode(_line(error)).decode())
        raise
    finally:
        end = {"event": "end", "stopped": stopped, "seconds": round(tally.seconds, 3)}
        rate = {"decoded": tally.decoded, "characters": tally.characters}
        typer.echo(json.encode({**end, **rate, **tally.summary()}).decode())


def _line(event: Event | Planned) -> Mapping[str, object]:
    match event:
        case Begun():
            known = {"articles": event.articles, "drafts": event.drafts}
            return {"event": "begin", "version": VERSION, **known}
        case Waiting():
            return {"event": "waiting", "articles": event.articles, "bytes": event.size}
        case Answered():
            return {
                "event": "decoded",
                "sentences": event.sentences,
                "characters": event.characters,
            }
        case Planned():
            counts = {name: event.counts.get(name, 0) for name in COUNTS if name != "articles"}
            return {"event": "planned", "article": event.job.article.path, **counts}
        case Finished():
            return _article(event)
        case _:
            return {
                "event": "error",
                "at": event.at,
                "message": event.message,
                "hint": event.hint,
                "code": event.exit_code,
            }


def _article(event: Finished) -> dict[str, object]:
    outcome = event.outcome
    return {
        "event": "article",
        "article": event.article,
        "po": str(event.po),
        "unchanged": event.unchanged,
        "written": event.written,
        **{name: outcome.counts.get(name, 0) for name in COUNTS if name != "articles"},
        "terms_missing": sum(not term.form for term, _ in outcome.occurrences),
        "missing": outcome.missing,
        "review": outcome.review,
        "findings": [finding_json(one) for one in outcome.findings],
    }
