"""Enforces terms and accounts for every occurrence: writes them into a source, finds them in a target.

Rules: an occurrence in the source wants an occurrence of its own in the target; a stretch of the target
serves one occurrence only; nothing but a term's own accepted forms counts.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.lang import LATIN
from toolkit.names import romanised
from toolkit.projection import edited
from toolkit.signs import STAND_INS, spelt
from toolkit.table import Hit, Term

_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "“": '"', "”": '"'} | STAND_INS
)
_WHOLE = dict(zip("ÆæĐđÐðĦħıŁłŒœØøßŦŧÞþ", "AaDdDdHhiLlOoOosTtTt", strict=True))
"""Letters that Unicode takes for whole, and a plain one that stands for each."""
_ACCENTED = re.compile(f"(?![A-Za-z])[{LATIN}]")
_MAX_STEPS = 20_000
_ACCENTS = "\u0300-\u036f"  # that stand behind their letter
_LITERAL = re.compile(
    r"(?:https?://|www\.)[!-~]+"  # an address
    rf"|[{LATIN}0-9@#$](?:[ -~’‘“”–{LATIN}{_ACCENTS}]*[{LATIN}{_ACCENTS}0-9/?!’”)%])?"  # a run of Latin text
)
_LETTERS = re.compile(f"[{LATIN}]{{2}}|[@#$][{LATIN}]|[A-Z]-?[0-9]|(?<![0-9.])[0-9][A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A source with terms written into it, and where some positions of the original now are."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stretch ``[start, end)`` of a target that renders a term, and the accepted form that it has."""

    start: int
    end: int
    form: str


@functools.lru_cache(maxsize=4096)
def latin(text: str) -> str:
    """Map English to plain letters, dashes and quotes, so that spelling variants compare equal.

    Signs that models do not know, € and →, compare equal with what stands in for them.

    Law: the length stays.
    """
    return "".join(
        unicodedata.normalize("NFD", char)[0] if ord(char) > 127 else char
        for char in unaccented(text).translate(_PLAIN)
    )


def unaccented(text: str) -> str:
    """Map Latin letters to those without accents, which every model has; the length stays."""
    return _ACCENTED.sub(
        lambda match: _WHOLE.get(match[0]) or unicodedata.normalize("NFD", match[0])[0], text
    )


def readable(text: str, prepare: Callable[[str], str]) -> str:
    """Return a stretch of Chinese between terms as a model is given it."""
    return unaccented(prepare(spelt(text)))


def literals(text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the runs of Latin text outside the hits: names and addresses to be carried over as they are.

    They are terms of their own making, without a place in any table.
    """
    found, start = [], 0
    for end, after in [*((hit.start, hit.end) for hit in hits), (len(text), len(text))]:
        while match := _LITERAL.search(text, start, end):
            words = match.group() if "://" in match.group() else _closed(match.group())
            first, start = match.start(), match.start() + len(words)
            if _LETTERS.search(words):
                name = unicodedata.normalize("NFC", words)
                term = Term(source=words, targets=(name,), kind="person")
                found.append(Hit(start=first, end=start, term=term, origin="latin"))
        start = after
    return tuple(found)


def _closed(words: str) -> str:
    """Return a run of Latin text, cut before a bracket or quotation mark whose partner lies outside it."""
    opened: list[int] = []
    for place, char in enumerate(words):
        if char in "(“":
            opened.append(place)
        elif char in ")”":
            if not opened or words[opened[-1]] + char not in ("()", "“”"):
                return words[:place].rstrip()
            opened.pop()
    return words[: opened[0]].rstrip() if opened else words


def gaps(text: str, hits: Sequence[Hit]) -> tuple[tuple[int, int], ...]:
    """Return the stretches before, between and after the hits: one more than there are hits."""
    edges = [0, *(edge for hit in hits for edge in (hit.start, hit.end)), len(text)]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def glossed(text: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Join a term with the English in brackets behind it: 霍士新聞（Fox News） is Fox News.

    They are joined only where both say the same, or the brackets give more of a name: 哈京（Joe Hagin） is Joe Hagin.
    """
    joined: list[Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if (
            last
            and (last.origin, hit.origin) == ("row", "latin")
            and text[last.end : hit.start] in _OPEN
            and text[hit.end : hit.end + 1] in _CLOSE
            and forms(last.term, hit.term.target)
        ):
            targets = tuple(dict.fromkeys((hit.term.target, *last.term.targets)))
            joined[-1] = replace(last, end=hit.end + 1, term=replace(last.term, targets=targets))
        else:
            joined.append(hit)
    return tuple(joined)


_OPEN = ("（", "(", " (")
_CLOSE = ("）", ")")
_PUNCTUATION = frozenset("，。！？；：、“”‘’（）《》〈〉【】…—·,.!?;:()\"'")


@functools.lru_cache(maxsize=8192)
def carrier(term: Term) -> str:
    """Return what a model is given for a term: its English, or the pinyin of Chinese that stays; empty for none."""
    if term.policy != "keep":
        return latin(term.target)
    pinyin = latin(romanised(term.source, tones=False)).capitalize()
    return pinyin if len(pinyin) >= _TELLING and pinyin.isascii() and pinyin.isalpha() else ""


_TELLING = 5  # letters of pinyin that are hardly an English word


def inject(
    text: str,
    hits: Sequence[Hit],
    *,
    prepare: Callable[[str], str],
    marks: Sequence[int] = (),
    spaced: bool = False,
) -> Injected:
    """Prepare a text for a model with the English of the given terms written in place of the Chinese.

    ``spaced`` is how some models were trained: a space before a term, and one after it unless
    punctuation or the end follows. Without it a space stands only where two Latin words would meet.
    """
    out, moved, after = "", {0: 0}, False
    for start, end, hit in _parts(text, hits, marks):
        raw = text[start:end]
        piece = carrier(hit.term) if hit else readable(raw, prepare)
        wide = raw[:1].isspace() or text[max(0, start - 1) : start].isspace()
        if (
            out
            and piece
            and (wide or _apart(out, piece, term=bool(hit), after=after, spaced=spaced))
        ):
            out = out.rstrip() + " "
        moved.setdefault(start, len(out))
        out += piece
        moved[end] = len(out)
        after = bool(hit) if piece else after
    return Injected(text=out, marks=tuple(_place(moved, mark) for mark in marks))


def _parts(
    text: str, hits: Sequence[Hit], marks: Sequence[int]
) -> Iterator[tuple[int, int, Hit | None]]:
    """Cut a text at marks and at the terms that are to be written in; no cut falls inside one of these."""
    written = [hit for hit in hits if hit.origin != "latin" and carrier(hit.term)]
    inside = {place for hit in written for place in range(hit.start + 1, hit.end)}
    edges = {0, len(text), *marks, *(edge for hit in written for edge in (hit.start, hit.end))}
    by_start = {hit.start: hit for hit in written}
    for start, end in pairwise(sorted(edges - inside)):
        yield start, end, by_start.get(start)


def _apart(left: str, right: str, *, term: bool, after: bool, spaced: bool) -> bool:
    """Return whether a space stands between two stretches, ``after`` a term or before one."""
    if not (term or after):
        return False
    if spaced:
        return term or right[0] not in _PUNCTUATION
    return left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum()


def _place(moved: Mapping[int, int], mark: int) -> int:
    """Return where a mark went; one inside a term went to its start."""
    return moved[max(place for place in moved if place <= mark)]


@functools.lru_cache(maxsize=8192)
def _pattern(term: Term) -> re.Pattern[str]:
    """Match the accepted forms of a term in a text that went through `latin`.

    Case counts for abbreviations alone, and dots do not; hyphen and space are one; a common noun may
    stand in the plural. A sum may follow a currency at once: RMB100, HK$20.
    """
    forms = []
    for form in (
        sorted(term.accepted, key=len, reverse=True)
        if term.policy == "use"
        else [term.source, *filter(None, [carrier(term)])]
    ):
        plain = latin(form)
        words = r"[\s-]+".join(_dotted(word) for word in re.split(r"[\s-]+", plain))
        words = words if any(map(str.isalnum, plain)) else re.escape(plain)
        words += "(?:e?s)?" if term.kind == "term" and form[-1:].islower() else ""
        start = "" if plain[0] in _APART else "(?<![A-Za-z0-9])"
        start += "(?<![0-9][.,])" if form[0].isdigit() else ""
        end = "(?![A-Za-z])" if _CURRENCY.fullmatch(form) else "(?![A-Za-z0-9])"
        end = "" if plain[-1] in _APART else end
        end += "(?![.,][0-9])" if form[-1].isdigit() else ""
        cased = form.isupper() or len(form) <= 3
        forms.append(start + (words if cased else f"(?i:{words})") + end)
    return re.compile("|".join(forms))


_APART = "#="  # signs that stand at their words without a space: PM2.5≥75
_CURRENCY = re.compile(r"[A-Z]{3}|Rmb|[A-Z]{0,3}[$€£¥]")


def _dotted(word: str) -> str:
    """Return an expression for a word; an abbreviation may have dots, but not the one that ends the sentence."""
    if not re.fullmatch("[A-Z]{2,4}", word):
        return re.escape(word)
    return r"\.?".join(word) + r"(?:\.(?=[-,;:'\")]|\s+[-a-z0-9(]|\s+[A-Z][a-z]+\s))?"


def forms(term: Term, target: str) -> tuple[Found, ...]:
    """Return every stretch of a target that renders a term."""
    plain = latin(target)
    pattern = _pattern(term)
    found, at = [], 0
    while match := pattern.search(plain, at):
        found.append(Found(start=match.start(), end=match.end(), form=_form(term, match.group())))
        at = match.start() + 1
    return tuple(found)


def _form(term: Term, words: str) -> str:
    """Return the spelling that the table gives a form; a capital and a plural are kept as found."""

    def key(text: str) -> str:
        return re.sub(r"[\s-]+", " ", latin(text).replace(".", "")).casefold()

    def first(form: str) -> str:
        return form[:1].upper() if words[:1].isupper() else form[:1]

    if term.policy == "keep":
        return term.source
    for form in term.accepted:
        if key(words) == key(form):
            return first(form) + form[1:]
        for plural in ("s", "es"):
            if key(words) == key(form) + plural:
                return first(form) + form[1:] + plural
    return words


def assign(target: str, hits: Sequence[Hit]) -> tuple[Found | None, ...]:
    """Give as many occurrences as possible a stretch of the target of their own.

    Of all ways to do so, the one with the longest stretches is taken: ``US`` never serves the United States
    where it belongs to the US State Department.
    """
    options = [forms(hit.term, target) for hit in hits]
    best: tuple[tuple[int, int], list[Found | None]] = ((-1, 0), [])
    steps = 0

    def search(number: int, taken: list[Found | None], served: int, length: int) -> None:
        nonlocal best, steps
        steps += 1
        if steps > _MAX_STEPS or served + len(hits) - number < best[0][0]:
            return
        if number == len(hits):
            if (served, length) > best[0]:
                best = (served, length), list(taken)
            return
        for found in options[number]:
            if all(
                other is None or found.end <= other.start or other.end <= found.start
                for other in taken
            ):
                search(number + 1, [*taken, found], served + 1, length + found.end - found.start)
        search(number + 1, [*taken, None], served, length)

    search(0, [], 0, 0)
    return tuple(best[1]) if best[1] else (None,) * len(hits)


def settled(english: str, hits: Sequence[Hit]) -> tuple[Found | None, ...]:
    """Assign stretches of finished English, in which pinyin does not serve for Chinese that stays."""
    return tuple(
        found
        if found and (hit.term.policy != "keep" or english[found.start : found.end] == found.form)
        else None
        for hit, found in zip(hits, assign(english, hits), strict=True)
    )


def spell(target: str, found: Sequence[Found | None]) -> str:
    """Rewrite the assigned stretches as the tables spell them: accents, hyphens, dashes, capitals."""
    return edited(target, sorted((item.start, item.end, item.form) for item in found if item))


def trespasses(target: str, terms: Sequence[Term]) -> tuple[str, ...]:
    """Return the forbidden forms that stand in a target."""
    plain = latin(target)
    return tuple(
        form
        for term in terms
        for form in term.targets
        if re.search(
            rf"(?<![A-Za-z0-9]){re.escape(latin(form))}(?![A-Za-z0-9])", plain, re.IGNORECASE
        )
    )
