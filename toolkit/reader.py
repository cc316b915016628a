"""Finds the files of articles, and reads them.

Rule: a file that cannot be read costs itself alone; nothing is read that could not be parsed in bounded time.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit import article, front
from toolkit.article import Article
from toolkit.cleaning import Choices
from toolkit.errors import ArticleError, UsageError
from toolkit.lead import lead
from toolkit.model import Blocks, Finding, Place
from toolkit.parser import LIMIT, Parser

SUFFIXES = (".md", ".markdown", ".txt")

LARGEST = 32_000_000  # bytes of a file
LONGEST = 200_000  # characters of a line

_HEAD = 4 * front.LONGEST  # bytes in which a front matter ends
_MAYBE_DRAFT = re.compile(rb"^(draft|published|status)[ \t]*[:=]", re.MULTILINE)

_DEEPEST = 6  # quotes in quotes; pandoc needs twice the time for each level more
_DEEP_QUOTE = re.compile(rf"^((?:[ \t]*>){{{_DEEPEST}}})[ \t]*>[ \t>]*", re.MULTILINE)


def read(
    paths: Sequence[Path],
    *,
    root: Path,
    fields: Sequence[str] = article.FIELDS,
    choices: Choices = Choices(),  # noqa: B008 -- it is frozen
    limit: float = LIMIT,
) -> Iterator[Article | ArticleError]:
    """Yield each article under the paths, in order, or the error that kept it from being read; no draft."""
    files, _ = parted(find(paths))
    return read_files(files, root=root, fields=fields, choices=choices, limit=limit)


def read_files(
    files: Iterable[Path],
    *,
    root: Path,
    fields: Sequence[str] = article.FIELDS,
    choices: Choices = Choices(),  # noqa: B008 -- it is frozen
    limit: float = LIMIT,
) -> Iterator[Article | ArticleError]:
    """Yield the article of each file, one read when it is asked for, or the error that kept it from that.

    Paths in the articles are as `name` has them.
    """
    with Parser(limit) as parser:
        for path in files:
            try:
                yield _read_one(path, name(path, root), fields, choices, parser)
            except ArticleError as error:
                yield error


def find(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the article files under the paths, each once; folders in order, hidden files left out.

    A path that is named and is no folder is returned as it is; so is a folder that cannot be read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_under(path) if path.is_dir() else [path]))
    return tuple(found)


def parted(files: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the articles among files that are to be published, and the drafts."""
    drafts = {file: _is_draft(file) for file in files}
    return (
        tuple(file for file, draft in drafts.items() if not draft),
        tuple(file for file, draft in drafts.items() if draft),
    )


def _is_draft(file: Path) -> bool:
    """Return whether the head of a file says that it is a draft; one that cannot be read is none."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
        if not _MAYBE_DRAFT.search(head.replace(b"\0", b"")):
            return False
        whole = head if len(head) < _HEAD else head[: head.rfind(b"\n")]
        return front.split(front.decode(whole, path=""), path="").draft
    except (OSError, ArticleError):
        return False


def required(paths: Iterable[Path], root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the articles under the paths as `parted`; raise UsageError when there are none at all."""
    if not (found := find(paths)):
        raise UsageError(
            "there are no articles",
            at=str(root),
            hint="put .md files into `articles/`, or name some",
        )
    return parted(found)


def _under(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _under(entry)
        elif entry.suffix.lower() in SUFFIXES and not entry.is_dir():
            yield entry


def name(path: Path, root: Path) -> str:
    """Return a file's path relative to ``root``, with ``/``; one outside it stays whole."""
    absolute, base = (Path(os.path.normpath(one.absolute())) for one in (path, root))
    short = absolute.relative_to(base) if absolute.is_relative_to(base) else absolute
    return os.fsencode(short.as_posix()).decode("utf-8", "replace")


def _read_one(
    path: Path, name: str, fields: Sequence[str], choices: Choices, parser: Parser
) -> Article:
    text = front.decode(_bytes(path, name), path=name)
    head = front.split(text, path=name)
    body, findings = _guarded(head, name)
    blocks, dropped = parser.blocks(body, name)
    opening = _opening(head, name, parser)
    result = article.assemble(name, text, blocks, fields, choices, opening)
    if dropped:
        findings.append(_dropped(dropped, name))
    return replace(result, findings=(*result.findings, *findings))


def _opening(head: front.Front, name: str, parser: Parser) -> Blocks:
    """Return the tree of the picture that a front matter sets before its article."""
    picture = lead(head.meta)
    return picture.figure(parser.blocks(picture.caption, name)[0]) if picture else []


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.exists():
            raise ArticleError("does not exist", at=name, hint="check the name")
        if not path.is_file():
            raise ArticleError("is not a file that can be read", at=name)
        if path.stat().st_size > LARGEST:
            raise ArticleError(
                f"is larger than {LARGEST // 1_000_000} MB", at=name, hint="split it into several"
            )
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(
            f"cannot be read: {error.strerror}", at=name, hint="check its permissions"
        ) from error


def _guarded(head: front.Front, name: str) -> tuple[str, list[Finding]]:
    """Return a body that pandoc can read in bounded time, and what was done to it."""
    for number, line in enumerate(head.body.split("\n"), head.start):
        if len(line) > LONGEST:
            raise ArticleError(
                f"the line has {len(line):,} characters",
                at=f"{name}:{number}",
                hint="break it into paragraphs",
            )
    hit = _DEEP_QUOTE.search(head.body)
    if not hit:
        return head.body, []
    first = head.start + head.body.count("\n", 0, hit.start())
    finding = Finding(
        rule="too-deep",
        severity="warning",
        at=Place(path=name, line=first),
        message=f"quotes nested deeper than {_DEEPEST} levels were flattened",
        hint="nest them less",
    )
    return _DEEP_QUOTE.sub(r"\1 ", head.body), [finding]


def _dropped(names: str, name: str) -> Finding:
    marks = ", ".join(f"<{part}>" for part in names.split(","))
    return Finding(
        rule="raw-html",
        severity="warning",
        at=Place(path=name),
        message=f"raw HTML that a book cannot hold was left out: {marks}",
        hint="remove it, or write its words in Markdown",
    )
