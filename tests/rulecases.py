"""Reads ``rules/ID/pass.txt`` and ``fail.txt``: blocks of sentences, and what a rule says of them.

    # what the block shows
    @person 蓬佩奧 = Mike Pompeo|Pompeo      a row: @person, @place, @organisation, @term, @forbid, @keep
    @field title                            the field of the sentences that follow
    @article b.md                           the article of the sentences that follow
    @reading mean -1.0, worst -2.0 “word”   what the model made of the sentence that follows
    Chinese
    English
    ! what the rule says of this sentence
    = its English once the certain fixes are made

An empty English is an empty line after the Chinese; else an empty line ends a block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from toolkit import reading
from toolkit.checks import Bitext
from toolkit.glossary import Glossary
from toolkit.model import Place
from toolkit.table import Kind, Policy, Term

RULES = Path(__file__).parent / "rules"
KINDS = ("person", "place", "organisation", "term")


@dataclass
class Case:
    """A block: its sentences by article, what is said of them, and how they end."""

    title: str
    texts: list[Bitext] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    mended: list[tuple[Bitext, str]] = field(default_factory=list)


def _term(words: str) -> Term:
    name, _, rest = words.partition(" ")
    source, _, targets = rest.partition(" = ")
    return Term(
        source=source.strip(),
        targets=tuple(part.strip() for part in targets.split("|") if part.strip()),
        kind=cast("Kind", name if name in KINDS else "term"),
        policy=cast("Policy", name if name in ("forbid", "keep") else "use"),
        at=Place(path="terms.csv", line=1),
    )


def _block(lines: list[str]) -> Case:
    case = Case(title=lines[0].removeprefix("# "))
    terms, name, path, waiting, made = [], "", "a.md", None, None
    for line in lines[1:]:
        if line.startswith("@field"):
            name = line.removeprefix("@field").strip()
        elif line.startswith("@article"):
            path = line.removeprefix("@article").strip()
        elif line.startswith("@reading"):
            made = reading.noted(f"reading:{line.removeprefix('@reading')}")
            assert made, line
        elif line.startswith("@"):
            terms.append(_term(line[1:]))
        elif line.startswith("! "):
            case.said.append(line[2:])
        elif line.startswith("= "):
            case.mended.append((case.texts[-1], line[2:]))
        elif waiting is None:
            waiting = line
        else:
            at = Place(path=path, line=len(case.texts) + 1)
            text = Bitext.of(
                waiting, line, at=at, field=name, glossary=Glossary(terms), reading=made
            )
            case.texts.append(text)
            waiting = made = None
    assert waiting is None, f"“{case.title}” lacks an English line"
    return case


def read(path: Path) -> Iterator[Case]:
    """Yield the blocks of a file."""
    block: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), "# "]:
        if line.startswith("# ") and block:
            yield _block(block[:-1] if not block[-1] and len(block) > 3 else block)
            block = []
        block.append(line)
