"""Terms: missing, forbidden, written in different ways, out of step with the front matter.

Rule: every occurrence in the Chinese needs one of its own in the English, as `terms.assign` finds them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from toolkit.checks.rule import Bitext, Fault, Placed, group_rule, sentence_rule
from toolkit.normalise import fold
from toolkit.signs import CURRENCIES
from toolkit.table import Kind, Term
from toolkit.terms import assign, forms, latin, settled, trespasses

ALIKE = 0.7
"""The likeness from which words of a sentence are taken for another spelling of a name."""
SHOWN = 60  # characters of a sentence that are shown where nothing in it is alike
_EDGES = ".,;:!?()[]“”‘’\"'"


@sentence_rule("term-missing", "error")
def term_missing(text: Bitext) -> Iterator[Fault]:
    """A term of the glossary has no accepted form in the English at all."""
    yield from _unserved(text, once=False)


@sentence_rule("term-fewer", "warning")
def term_fewer(text: Bitext) -> Iterator[Fault]:
    """A term of the glossary is in the English, and yet less often than in the Chinese.

    A translator may write “it” for the second mention; where a machine does so, it has mostly lost a name.
    """
    yield from _unserved(text, once=True)


def _unserved(text: Bitext, *, once: bool) -> Iterator[Fault]:
    """Yield the occurrences without English of their own, of terms that have some or that have none."""
    served = settled(text.english, text.hits)
    there = {hit.term for hit, found in zip(text.hits, served, strict=True) if found}
    for hit, found in zip(text.hits, served, strict=True):
        if not found and (hit.term in there) is once:
            source = text.chinese[hit.start : hit.end]
            yield Fault(
                message=f"“{source}” should be “{hit.term.target}” here",
                span=(hit.start, hit.end),
                side="source",
                hint="or add the form that stands there to its row, behind |",
            )


@sentence_rule("term-forbidden", "error")
def term_forbidden(text: Bitext) -> Iterator[Fault]:
    """The English has a form that a row of the glossary forbids for this Chinese."""
    for form in dict.fromkeys(trespasses(text.english, text.forbidden)):
        start = latin(text.english).casefold().find(latin(form).casefold())
        yield Fault(
            message=f"“{form}” must not stand here",
            span=(start, start + len(form)) if start >= 0 else None,
        )


_AMOUNT = re.compile(  # for `signs` and `numbers` to watch: HK$8萬
    rf"(?:(?<![A-Za-z])[A-Z]{{1,3}}\$|(?<=[{''.join(CURRENCIES)}]))[0-9.,]*$"
)


@sentence_rule("latin-missing", "warning")
def latin_missing(text: Bitext) -> Iterator[Fault]:
    """A name or a word that the Chinese has in Latin letters does not stand in the English."""
    english = latin(text.english).casefold()
    for hit in text.carried:
        word = _AMOUNT.sub("", hit.term.target).rstrip()
        address = "://" in word or "@" in word
        if word and not address and not re.search(_whole(latin(word).casefold()), english):
            yield Fault(
                message=f"“{word}” is not in the English",
                span=(hit.start, hit.end),
                side="source",
            )


def _whole(word: str) -> str:
    """Return an expression for a word as it stands, or in the plural or the genitive."""
    before = "(?<![a-z0-9])" if word[0].isalnum() else ""
    behind = "(?:e?s|'s?)?(?![a-z0-9])" if word[-1].isalnum() else ""
    return before + re.escape(word) + behind


@sentence_rule("name-order", "warning")
def name_order(text: Bitext) -> Iterator[Fault]:
    """Two people of the glossary stand in one order in the Chinese and in the other in the English.

    The two may have been swapped. A speaker may stand after the speech; and places are left alone, since English often
    names them the other way round.
    """
    spoken = _SPOKEN.search(text.english)
    turn = spoken.start() if spoken else 0
    people: dict[str, tuple[int, int]] = {}
    for hit, found in zip(text.hits, assign(text.english, text.hits), strict=True):
        if found and hit.term.kind == "person":
            place = people.setdefault(hit.term.source, (found.start, found.end))
            people[hit.term.source] = min(place, (found.start, found.end))
    for (one, before), (other, after) in pairwise(people.items()):
        if after < before and (after[0] < turn) is (before[0] < turn):
            yield Fault(message=f"“{other}” stands before “{one}” here", span=after)


_SPOKEN = re.compile(r"[,?!.][”’\"']\s+(?:[A-Z]|said|told|wrote|says|asked|added)")


def _uses(texts: Sequence[Bitext]) -> dict[Term, list[tuple[Bitext, str, tuple[int, int]]]]:
    """Return, for each term with several forms, where it is rendered and by which form."""
    uses: dict[Term, list[tuple[Bitext, str, tuple[int, int]]]] = defaultdict(list)
    for text in texts:
        for hit, found in zip(text.hits, assign(text.english, text.hits), strict=True):
            if found and len(hit.term.targets) > 1 and found.form != hit.term.first:
                uses[hit.term].append((text, found.form, (found.start, found.end)))
    return uses


_OF_A_PLACE = re.compile(r"(?:[ai]ns?|ese|ish|[cs]h|is?|ic|anes?|eeks?|wiss|hais?)$")


def related(one: str, other: str, kind: Kind) -> bool:
    """Return whether two forms are long and short, noun and adjective, or a name and its initials."""
    if kind == "place" and bool(_OF_A_PLACE.search(one)) is not bool(_OF_A_PLACE.search(other)):
        return True  # the US and American, France and French
    one, other = sorted((latin(one).replace(".", ""), latin(other).replace(".", "")), key=len)
    words = [word for word in other.replace("-", " ").split() if word[:1].isupper()]
    initials = "".join(word[0] for word in words)
    return (
        one.casefold() in other.casefold()
        or one[:4].casefold() == other[:4].casefold()
        or one.replace(".", "").replace("-", "") in (initials, initials.replace("O", "A"))
    )


def _strays(texts: Sequence[Bitext]) -> Iterator[tuple[Bitext, Fault, Term]]:
    for term, uses in _uses(texts).items():
        counts = Counter(form.casefold() for _, form, _ in uses)
        main = max(counts, key=lambda form: (counts[form], form == term.target.casefold(), form))
        shown = next(form for _, form, _ in uses if form.casefold() == main)
        for text, form, span in uses:
            if form.casefold() != main and not related(form, shown, term.kind):
                message = f"“{term.source}” is “{form}” here and “{shown}” elsewhere"
                yield text, Fault(message=message, span=span), term


@group_rule("term-inconsistent", "warning", "article")
def term_inconsistent(texts: Sequence[Bitext]) -> Iterator[Placed]:
    """Within one article a term has two unrelated English forms, both of them accepted."""
    for text, fault, _ in _strays(texts):
        yield text, fault


@group_rule("term-inconsistent-book", "note", "book")
def term_inconsistent_book(texts: Sequence[Bitext]) -> Iterator[Placed]:
    """Two articles of the book have unrelated English forms for one term."""
    articles: dict[str, list[Bitext]] = defaultdict(list)
    for text in texts:
        articles[text.at.path].append(text)
    mixed = {(path, term) for path, some in articles.items() for _, _, term in _strays(some)}
    for text, fault, term in _strays(texts):
        if (text.at.path, term) not in mixed:
            yield text, fault


@group_rule("sentence-inconsistent", "warning", "book")
def sentence_inconsistent(texts: Sequence[Bitext]) -> Iterator[Placed]:
    """The same Chinese sentence has different English in two places of the book."""
    first: dict[tuple[bool, str], Bitext] = {}
    for text in texts:
        other = first.setdefault((bool(text.field), text.chinese), text)
        if latin(other.english).casefold() != latin(text.english).casefold():
            yield text, Fault(message=f"the same sentence has other English in {other.at}")


@group_rule("front-name-differs", "warning", "article")
def front_name_differs(texts: Sequence[Bitext]) -> Iterator[Placed]:
    """A name among the tags or categories of the front matter has other English in the body."""
    named = {
        fold(text.chinese): (Term(source=text.chinese, targets=(text.english,)), text.at)
        for text in texts
        if text.field in ("tags", "category") and 2 <= len(text.chinese) <= 12 and text.english
    }
    for text in texts:
        if text.field:
            continue
        for source, (term, at) in named.items():
            start = text.folded.find(source)
            end = start + len(source)
            known = any(hit.start < end and start < hit.end for hit in text.hits)
            if start >= 0 and not known and not forms(term, text.english):
                message = (
                    f"“{term.source}” is “{term.target}” in the front matter ({at}), "
                    f"{_otherwise(term.target, text.english)}"
                )
                yield text, Fault(message=message, span=(start, end), side="source")


def _otherwise(form: str, english: str) -> str:
    """Describe what stands in a sentence instead of a form: the words whose letters are most like it, if any."""
    words = [word.strip(_EDGES) for word in english.split()]
    sizes = range(max(1, len(form.split()) - 1), len(form.split()) + 2)
    runs = (
        " ".join(words[at : at + size]) for size in sizes for at in range(len(words) - size + 1)
    )
    best = max(runs, key=lambda run: _alike(form, run), default="")
    if _alike(form, best) >= ALIKE:
        return f"and “{best}” here"
    return f"and something else in “{english if len(english) <= SHOWN else english[:SHOWN] + '…'}”"


def _alike(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; one that begins as the other does is alike enough."""
    one, other = latin(one).casefold(), latin(other).casefold()
    short, long = sorted((one, other), key=len)
    begun = ALIKE if len(short) >= 4 and long.startswith(short) else 0.0
    return max(begun, SequenceMatcher(None, one, other, autojunk=False).ratio())
