"""Cuts a sentence into clauses and stretches, for rungs of the ladder and for checks, and joins their English.

Law: the clauses of a sentence joined are the sentence, and no clause ends inside a term.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.signs import ARROWS
from toolkit.table import Hit
from toolkit.terms import gaps

_ENDS = f"，；：、。！？,;:!?{ARROWS}"
_FIGURE = r"(?<=\d)[,:—](?=\d)"  # within 299,200 or 3:30 or 1950—1953
_CLAUSE = re.compile(
    rf"(?:[^{_ENDS}—]|{_FIGURE})*(?:(?:(?!{_FIGURE})(?:[{_ENDS}]|—[ —]*))+[」』”’）)]*|$)"
)
_MARKS = "，；：、。！？,;:!?「」『』“”‘’ "
CONNECTIVES = {
    **dict.fromkeys("與和及跟同暨并並", "and"),
    **dict.fromkeys(("以及", "并且", "並且"), "and"),
    **dict.fromkeys(("或", "或者"), "or"),
    **dict.fromkeys(("稱", "說", "曰", "表示", "又稱", "說道"), "said"),
    **dict.fromkeys(("在", "於"), "in"),
    **dict.fromkeys(("向", "對", "往", "到"), "to"),
    **dict.fromkeys(("若", "如果", "假如"), "if"),
    **dict.fromkeys(("將", "將會"), "will"),
    **dict.fromkeys(("由", "被"), "by"),
    **dict.fromkeys(("的", "之"), "of"),
    "從": "from",
    "為": "for",
    "是": "is",
    "但": "but",
}
"""The English of stretches that are too short for a model: it would make up a sentence around them."""

_OPENERS = frozenset(
    """A About Above Absolutely Accepting According Accordingly Across Actually Adding Additionally After
    Again Against All Allowing Almost Along Already Also Although Always Among An And Another Any
    Anyone Anything Apparently Are Around As Aside Asked Asking At Basically Because Becoming Before
    Beginning Being Believing Besides Best Between Beyond Both Bringing But By Calling Can Carrying
    Causing Certainly Choosing Clearly Come Coming Completely Considering Continuing Could Creating
    Currently Cutting Definitely Depending Despite Did Directly Do Does Doing Don’t Driving Due
    During Each Early Either Employees Ending Enough Ensuring Entering Entirely Especially
    Establishing Even Eventually Ever Every Everyone Everything Exactly Except Expecting Experts
    Extremely Facing Failing Feeling Few Fighting Finally Finding First Following For Four From
    Fully Further Furthermore Generally Get Getting Give Given Giving Go Going Good Had Has Have
    Having He Helping Hence Her Here Highly His Holding Hope Hopefully Hoping How However If
    Immediately Improving In Including Increasing Indeed Initially Instead Is Isn’t It It's Its It’s
    Just Keeping Knowing Lately Later Launching Leaders Leading Least Leaving Less Let Letting Like
    Living Local Long Looking Losing Mainly Maintaining Make Making Many May Maybe Meanwhile Meeting
    Members Might More Moreover Most Mostly Moving Much Must Namely Naturally Nearly Neither Never
    Nevertheless Next Nobody Nor Normally Not Nothing Now Obviously Occasionally Of Off Officials
    Often On Once One Only Opening Or Originally Other Others Otherwise Our Over Overall Parents
    Part Particularly Passing Paying People Perhaps Personally Playing Policies Possibly Preparing
    Previously Primarily Probably Promote Promoting Protecting Provide Providing Pushing Putting
    Quickly Quite Raising Rather Reaching Reading Really Receiving Recently Reducing Refusing
    Regarding Regardless Regularly Reporters Returning Running Same Saying Second See Seeing Seeking
    Sending Seriously Setting Several Shall She Shortly Should Showing Similarly Simply Since Six
    Slightly Slowly So Some Someone Something Sometimes Soon Speaking Specifically Spending Starting
    Staying Still Stopping Strengthening Students Subsequently Successfully Such Suddenly Supporting
    Take Taking Talking Telling Than Thanks That The Their Then There Therefore These They Thinking
    Third This Those Three Thus To Together Too Totally Toward Towards Trying Turning Two Ultimately
    Under Understanding Unfortunately Unless Unlike Until Upon Using Usually Very Via Visiting
    Waiting Walking Was Watching We Well Were What Whatever When Whenever Where Whether Which While
    Who Whoever Whose Why Will Winning With Within Without Workers Working Would Writing Yet You
    Your""".split()
)
"""Words that often open a sentence, and that are mostly written small inside one, counted in the training pairs."""

_DASH = " —"
_STOPS = (
    ("；", ";"),
    ("：", ":"),
    ("。", "."),
    ("？", "?"),
    ("！", "!"),
    ("—", _DASH),
    *((one, "") for one in ARROWS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause and the terms in it, at their places in its own text."""

    text: str
    hits: tuple[Hit, ...] = ()

    @property
    def stretches(self) -> tuple[str, ...]:
        """The texts before, between and after the terms, without marks: one more than there are terms."""
        return tuple(self.text[a:b].strip(_MARKS) for a, b in gaps(self.text, self.hits))


def cut(text: str, hits: Sequence[Hit], *, least: int = 0) -> tuple[Clause, ...]:
    """Cut a plain text into clauses, or into groups of clauses of at least ``least`` characters."""
    ends = [
        match.end()
        for match in _CLAUSE.finditer(text)
        if match.end() > match.start()
        and not any(hit.start < match.end() < hit.end for hit in hits)
    ]
    edges = [0]
    for end in ends:
        worded = any(map(str.isalnum, text[edges[-1] : end]))
        if worded and end - edges[-1] >= least and (len(text) - end >= least or end == len(text)):
            edges.append(end)
    if edges[-1] < len(text):
        alone = len(edges) == 1 or any(map(str.isalnum, text[edges[-1] :]))
        edges = [*edges, len(text)] if alone else [*edges[:-1], len(text)]
    return tuple(
        Clause(
            text=text[start:end],
            hits=tuple(
                replace(hit, start=hit.start - start, end=hit.end - start)
                for hit in hits
                if start <= hit.start and hit.end <= end
            ),
        )
        for start, end in pairwise(edges)
    )


def join(clauses: Sequence[Clause], english: Sequence[str]) -> str:
    """Join the English of clauses to one sentence, with one capital and one stop."""
    names = {hit.term.target.split()[0] for clause in clauses for hit in clause.hits}
    out = ""
    for number, (clause, words) in enumerate(zip(clauses, english, strict=True)):
        text = words.strip()
        if number < len(clauses) - 1 and text:
            source = clause.text.rstrip("」』”’）) ")
            stop = next((mark for han, mark in _STOPS if source.endswith(han)), ",")
            text = text.rstrip(" .,;:?!—–-" if stop == _DASH else " .,;:?!") + stop
        named = text.split(" ", 1)[0].strip(",.'’") in names
        if out and out[-1] not in ".?!" and not named:
            text = _inside(text)
        out += (" " if out and text else "") + text
    return out[:1].upper() + out[1:]


def build(clause: Clause, english: Sequence[str]) -> str:
    """Set the terms of a clause between the English of its stretches."""
    pieces: list[str] = []
    for number, (source, words) in enumerate(zip(clause.stretches, english, strict=True)):
        if number:
            pieces.append(clause.hits[number - 1].term.target)
        text = CONNECTIVES.get(source, words).strip(" .,;:!?")
        if text:
            pieces.append(_inside(text) if pieces else text)
    return " ".join(pieces)


def _inside(text: str) -> str:
    """Return a text that now stands inside a sentence, without the capital of a word that only opens sentences."""
    first = text.split(" ", 1)[0].rstrip(",’")
    return text[:1].lower() + text[1:] if first in _OPENERS else text
