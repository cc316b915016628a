"""Defects for good English: each function makes one, or says that the sentence has no place for it."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.checks import Bitext
from toolkit.checks.terms import related
from toolkit.lang import HAN
from toolkit.model import Place
from toolkit.reading import LIST
from toolkit.table import Hit, Term
from toolkit.terms import assign

Make = Callable[[Bitext, random.Random, "Others"], Bitext | None]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DIGITS = re.compile(
    r"(?<![\w.,/–-])[$€£]?\d[\d,]*(?:\.\d+)?%?(?:st|nd|rd|th)?(?:\s(?:thousand|million|billion|trillion))?(?![\w/]|[.,]\d)"
)
_WORDS = re.compile(
    r"(?i)(?<![\w-])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety)(?:-\w+)?(?![\w-])"
)
_SIGNS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve twenty thirty fifty".split(),
        "[二两兩]|2 三|3 四|4 五|5 六|6 七|7 八|8 九|9 十|10 十一|11 十二|12 二十|20 三十|30 五十|50".split(),
        strict=True,
    )
)
"""How the Chinese writes the number that a word stands for."""
_SCALED = re.compile(r"(\d(?:[\d,]*\d)?(?:\.\d+)?)\s(million|billion|trillion)\b")
_SIGN = re.compile("[$€£¥]")
_DATED = re.compile(rf"\b({MONTHS})\s(\d{{1,2}})\b|\b(\d{{1,2}})\s({MONTHS})\b")


@dataclass(frozen=True)
class Others:
    """What a defect may borrow: the other sentences, and names of each kind."""

    texts: tuple[Bitext, ...]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mutation:
    """A defect, and the rules that should find it."""

    name: str
    rules: tuple[str, ...]
    make: Make


def _put(text: Bitext, start: int, end: int, words: str) -> Bitext:
    joined = text.target[:start] + words + text.target[end:]
    return replace(text, target=re.sub(r" {2,}", " ", joined).strip())


def _spot(pattern: re.Pattern[str], text: Bitext, rng: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text.target))
    return rng.choice(found) if found else None


def drop_number(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(_DIGITS, text, rng)
    return _put(text, *spot.span(), "") if spot and spot.group() != "1" else None


def change_number(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(_DIGITS, text, rng)
    if not spot:
        return None
    place = rng.choice([n for n in range(*spot.span()) if text.target[n].isdigit()])
    digit = rng.choice([d for d in "123456789" if d != text.target[place]])
    return _put(text, place, place + 1, digit)


def drop_numeral(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(_WORDS, text, rng)
    signs = _SIGNS.get(spot.group().lower(), "") if spot else ""
    if not spot or not signs:
        return None
    said = [match.group().lower() for match in _WORDS.finditer(text.target)]
    alone = re.compile(rf"(?<![\d.])(?:{signs})(?![\d.])")
    if len(alone.findall(text.source)) != said.count(spot.group().lower()):
        return None  # it stands for no number of the Chinese
    return _put(text, *spot.span(), "")


def wrong_scale(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    if not re.search("[亿億萬万兆]", text.source) or not (spot := _spot(_SCALED, text, rng)):
        return None
    other = {"million": "billion", "billion": "million", "trillion": "billion"}[spot[2]]
    return _put(text, *spot.span(2), other)


def raw_scale(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    """Translate 億 as million and 萬 as thousand, and keep the figure, as a hasty hand does."""
    source = re.search(r"(\d+(?:\.\d+)?)\s?([亿億萬万])", text.source)
    spot = _spot(_SCALED, text, rng)
    if not source or not spot:
        return None
    wrong = f"{source[1]} {'million' if source[2] in '亿億' else 'thousand'}"
    return _put(text, *spot.span(), wrong)


def change_date(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(_DATED, text, rng)
    if not spot or "月" not in text.source:
        return None
    month = 1 if spot[1] else 4
    if rng.random() < 0.5:
        name = rng.choice([name for name in MONTHS.split("|") if name != spot[month]])
        return _put(text, *spot.span(month), name)
    day = 2 if spot[1] else 3
    number = rng.choice([n for n in range(1, 29) if str(n) != spot[day]])
    return _put(text, *spot.span(day), str(number))


def change_weekday(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(rf"\b(?:{'|'.join(DAYS)})"), text, rng)
    if not spot or not re.search("[周週]|星期|禮拜|礼拜", text.source):
        return None
    return _put(text, *spot.span(), rng.choice([day for day in DAYS if day != spot.group()]))


def change_last(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(r"\blast (?=year|month|week)|\bYesterday\b|\byesterday\b"), text, rng)
    if not spot or not re.search("去年|上[个個]?月|上[周週]|昨", text.source):
        return None
    return _put(text, *spot.span(), "this " if spot.group() == "last " else "today")


def change_decade(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(r"\b(?:19|20)(\d)0s\b"), text, rng)
    if not spot or "年代" not in text.source:
        return None
    return _put(text, *spot.span(1), rng.choice([d for d in "123456789" if d != spot[1]]))


def _named(text: Bitext) -> list[tuple[str, int, int]]:
    """Return the kind and the place of every name that the English has."""
    found = zip(text.hits, assign(text.english, text.hits), strict=True)
    return [(hit.term.kind, one.start, one.end) for hit, one in found if one]


def other_name(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    names = [one for one in _named(text) if one[0] != "term"]
    if not names:
        return None
    kind, start, end = rng.choice(names)
    words = rng.choice([name for name in others.names[kind] if name not in text.target])
    return _put(text, start, end, words)


def drop_name(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    names = _named(text)
    if not names:
        return None
    _, start, end = rng.choice(names)
    return _put(text, start, end, "")


def _swap(text: Bitext, rng: random.Random, kinds: set[str]) -> Bitext | None:
    """Swap two names that do harm swapped.

    Those of one row do none, nor those of one list (Britain, Canada and Spain), nor those that touch in the
    Chinese and make one place or body (法國巴黎, 美國國會).
    """
    found = zip(text.hits, assign(text.english, text.hits), strict=True)
    sure = [(hit, one) for hit, one in found if one and hit.term.kind in kinds]
    order = sorted(sure, key=lambda pair: pair[1].start)
    names = [(hit, one.start, one.end) for hit, one in order]
    words = [text.target[start:end] for _, start, end in names]
    pairs = [
        (a, b)
        for a in range(len(names))
        for b in range(a)
        if words[a] not in words[b]
        and words[b] not in words[a]
        and names[a][0].term != names[b][0].term
        and not _touch(names[a][0], names[b][0])
        and not LIST.fullmatch(text.target[names[b][2] : names[a][1]])
    ]
    if not pairs:
        return None
    late, early = rng.choice(pairs)
    moved = _put(text, names[late][1], names[late][2], words[early])
    return _put(moved, names[early][1], names[early][2], words[late])


def _touch(one: Hit, other: Hit) -> bool:
    return max(one.start, other.start) == min(one.end, other.end)


def swap_people(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    return _swap(text, rng, {"person"})


def swap_places(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    return _swap(text, rng, {"place", "organisation"})


def _clauses(words: str) -> list[tuple[int, int]]:
    edges = [0, *(match.end() for match in re.finditer(r"[,;:](?=\s)", words)), len(words)]
    return [(a, b) for a, b in pairwise(edges) if len(words[a:b].split()) > 3]


def cut_stretch(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    """Cut what stands between two marks, whatever it is in the Chinese."""
    clauses = _clauses(text.target)
    if len(clauses) < 2:
        return None
    start, end = rng.choice(clauses)
    return _put(text, start, end, "")


_MARK = re.compile(r"[,;:](?=\s)|[.?!][”’\"')]*(?=\s)")
_HAN_MARK = re.compile(r"[，；：。？！]+[」』”’）)]*|[,;:](?=\s)")


def _parts(words: str, mark: re.Pattern[str]) -> int:
    return sum(1 for part in mark.split(words) if re.search(r"\w", part))


def cut_clause(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    """Cut a clause where the English has as many as the Chinese, so that one of the Chinese is lost."""
    alike = _parts(text.target, _MARK) == _parts(text.source, _HAN_MARK)
    return cut_stretch(text, rng, others) if alike else None


def cut_half(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    words = text.target.split()
    if len(words) < 12:
        return None
    return replace(text, target=" ".join(words[: len(words) // 2]))


def add_sentence(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    other = rng.choice(others.texts).target
    return replace(text, target=f"{text.target} {other}") if len(other) > 20 else None


def repeat_phrase(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    words = text.target.split()
    length = rng.randint(3, 6)
    if len(words) < length + 4:
        return None
    start = rng.randrange(len(words) - length)
    phrase = words[start : start + length]
    if any(not word.isalpha() for word in phrase):
        return None
    times = rng.choice((1, 1, 2, 4))
    return replace(text, target=" ".join([*words[:start], *phrase * times, *words[start:]]))


def leave_chinese(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    runs = re.findall(f"{HAN.pattern}{{2,}}", text.source)
    words = list(re.finditer(r"[A-Za-z]{4,}", text.target))
    if not runs or not words:
        return None
    return _put(text, *rng.choice(words).span(), rng.choice(runs)[:2])


def double_word(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    words = list(re.finditer(r"\b[a-z]{2,}\b", text.target))
    if not words:
        return None
    word = rng.choice(words)
    return _put(text, *word.span(), f"{word.group()} {word.group()}")


def wrong_ending(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(r"(?<=[0-9])(?:st|nd|rd|th)\b"), text, rng)
    endings = [ending for ending in ("st", "nd", "rd", "th") if spot and ending != spot.group()]
    return _put(text, *spot.span(), rng.choice(endings)) if spot else None


def space_mark(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(r"(?<=[A-Za-z])[,.;:?!](?=\s|$)"), text, rng)
    return _put(text, *spot.span(), f" {spot.group()}") if spot else None


def drop_space(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(r"(?<=[A-Za-z],) (?=[A-Za-z])"), text, rng)
    return _put(text, *spot.span(), "") if spot else None


def drop_quote(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    marks = Counter(text.target)
    whole = not marks['"'] % 2 and marks["“"] == marks["”"]
    spot = _spot(re.compile('["“”]'), text, rng) if whole else None
    return _put(text, *spot.span(), "") if spot else None


def drop_sign(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    """Drop the sign of a currency that the Chinese has as a sign, too."""
    spot = _spot(_SIGN, text, rng)
    alone = spot is not None and spot.group() in text.folded
    return _put(text, *spot.span(), "") if spot and alone else None


def change_sign(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(_SIGN, text, rng)
    other = [sign for sign in "$€£¥" if spot and sign != spot.group()]
    return _put(text, *spot.span(), rng.choice(other)) if spot else None


def number_lines(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    """Put a number in a circle before the Chinese alone."""
    sign = rng.choice("①②③④⑤⑥⑦⑧⑨⑩❷❸㈣㈤")
    return replace(text, source=f"{sign} {text.source}")


def lose_emoji(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    return replace(text, source=f"{text.source}{rng.choice('💪🎉👍❤😂☎')}")


def drop_bracket(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    whole = text.target.count("(") == text.target.count(")")
    spot = _spot(re.compile(r"[()]"), text, rng) if whole else None
    return _put(text, *spot.span(), "") if spot else None


def wide_mark(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    spot = _spot(re.compile(r"[,.](?=\s|$)"), text, rng)
    return _put(text, *spot.span(), {",": "，", ".": "。"}[spot.group()]) if spot else None


def drop_question(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    if not text.source.rstrip("」”").endswith(("？", "?")) or text.target.count("?") != 1:
        return None
    return replace(text, target=text.target.replace("?", "."))


def copy_source(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    return replace(text, target=text.source) if HAN.search(text.source) else None


def lose_tag(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    return replace(text, source=f"<1>{text.source}</1>", target=f"<1>{text.target}")


def stop_headline(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    bare = text.target.rstrip(".")
    return replace(text, field="title", target=f"{bare}.") if bare[-1:].isalpha() else None


def change_url(text: Bitext, rng: random.Random, others: Others) -> Bitext | None:
    return replace(
        text,
        source=f"{text.source}（https://example.org/a/1）",
        target=f"{text.target} (https://example.org/a1)",
    )


_NUMBER = (
    "number-missing",
    "numeral-missing",
    "number-added",
    "date-missing",
    "decade-missing",
    "term-missing",
)
_LENGTH = ("text-omitted", "clause-omitted", *_NUMBER, "latin-missing", "weekday-missing",
           "relative-date-missing", "quote-unbalanced", "bracket-unbalanced", "question-missing")  # fmt: skip
MUTATIONS = (
    Mutation("a number in digits dropped", _NUMBER, drop_number),
    Mutation("a digit of a number changed", _NUMBER, change_number),
    Mutation("a number in words dropped", _NUMBER, drop_numeral),
    Mutation("million for billion, or the reverse", _NUMBER, wrong_scale),
    Mutation("億 as million, 萬 as thousand", _NUMBER, raw_scale),
    Mutation("the day or the month of a date changed", _NUMBER, change_date),
    Mutation("a weekday changed", ("weekday-missing", "weekday-added"), change_weekday),
    Mutation("last year as this year, yesterday as today", ("relative-date-missing",), change_last),
    Mutation("a decade changed", (*_NUMBER,), change_decade),
    Mutation("a name replaced by another", ("term-missing", "term-fewer"), other_name),
    Mutation("a term dropped", ("term-missing", "term-fewer"), drop_name),
    Mutation("two people swapped", ("name-order", "names-swapped"), swap_people),
    Mutation("two places or bodies swapped", ("name-order", "names-swapped"), swap_places),
    Mutation("a clause cut", _LENGTH, cut_clause),
    Mutation("the words between two marks cut", _LENGTH, cut_stretch),
    Mutation("the second half cut", _LENGTH, cut_half),
    Mutation(
        "another sentence added", ("text-added", "number-added", "weekday-added"), add_sentence
    ),
    Mutation("a phrase repeated", ("repetition", "doubled-word"), repeat_phrase),
    Mutation("a word left in Chinese", ("residual-han",), leave_chinese),
    Mutation("a word doubled", ("doubled-word", "repetition"), double_word),
    Mutation("another ending for an ordinal", ("ordinal-ending",), wrong_ending),
    Mutation("a space before a mark", ("space-before-mark",), space_mark),
    Mutation("the space after a comma dropped", ("space-missing",), drop_space),
    Mutation("a quotation mark dropped", ("quote-unbalanced",), drop_quote),
    Mutation("the sign of a currency dropped", ("sign-missing",), drop_sign),
    Mutation("the sign of a currency changed", ("sign-missing", "sign-added"), change_sign),
    Mutation("a number in a circle dropped", ("sign-missing",), number_lines),
    Mutation("an emoji dropped", ("sign-missing",), lose_emoji),
    Mutation("a bracket dropped", ("bracket-unbalanced",), drop_bracket),
    Mutation("a comma or stop full-width", ("full-width-mark",), wide_mark),
    Mutation("a question mark dropped", ("question-missing",), drop_question),
    Mutation("the Chinese for the English", ("untranslated",), copy_source),
    Mutation("a tag lost", ("tag-lost",), lose_tag),
    Mutation("a stop after a headline", ("headline-stop",), stop_headline),
    Mutation("a web address changed", ("url-missing",), change_url),
)


Group = Sequence[Bitext]
"""The sentences of an article."""


@dataclass(frozen=True)
class GroupMutation:
    """A defect that shows in an article as a whole: the article before and after it, None where it has no place."""

    name: str
    rules: tuple[str, ...]
    make: Callable[[Group, random.Random], tuple[Group, Group] | None]


def second_form(texts: Group, rng: random.Random) -> tuple[Group, Group] | None:
    """Call the second mention of a term by another accepted form that has nothing to do with the first."""
    uses: dict[Term, list[tuple[int, int, int, str]]] = defaultdict(list)
    for number, text in enumerate(texts):
        for hit, one in zip(text.hits, assign(text.english, text.hits), strict=True):
            if one and text.target == text.english:
                uses[hit.term].append((number, one.start, one.end, one.form))
    spots = [
        (number, start, end, other)
        for term, places in uses.items()
        if len({number for number, *_ in places}) > 1
        and len({form.casefold() for *_, form in places}) == 1
        for number, start, end, form in places[1:]
        for other in term.targets
        if not related(other, form, term.kind)
    ]
    if not spots:
        return None
    number, start, end, words = rng.choice(spots)
    after = list(texts)
    after[number] = _put(texts[number], start, end, words)
    return texts, after


def second_english(texts: Group, rng: random.Random) -> tuple[Group, Group] | None:
    """Repeat a sentence, with one word of its English changed."""
    one = rng.choice(texts)
    words = list(re.finditer(r"[a-z]{4,}", one.target))
    if not words:
        return None
    again = replace(one, at=Place(path=one.at.path, line=one.at.line + 1000))
    changed = _put(again, *rng.choice(words).span(), "otherwise")
    return [*texts, again], [*texts, changed]


def other_tag(texts: Group, rng: random.Random) -> tuple[Group, Group] | None:
    """Name somebody in the tags otherwise than in the article, who stands in no table."""
    spots = [
        (text, hit, one)
        for text in texts
        for hit, one in zip(text.hits, assign(text.english, text.hits), strict=True)
        if one and 2 <= hit.end - hit.start <= 12 and len(one.form) > 4
    ]
    if not spots:
        return None
    text, hit, one = rng.choice(spots)
    source = text.chinese[hit.start : hit.end]
    bare = [replace(each, hits=()) for each in texts if source not in each.chinese or each is text]
    tags = [
        replace(text, source=source, target=english, field="tags", hits=())
        for english in (one.form, f"{one.form[:2]}ov{one.form[3:]}")
    ]
    return [tags[0], *bare], [tags[1], *bare]


GROUPS = (
    GroupMutation("a second form for a term", ("term-inconsistent",), second_form),
    GroupMutation(
        "other English for the same sentence", ("sentence-inconsistent",), second_english
    ),
    GroupMutation("another name in the tags", ("front-name-differs",), other_tag),
)
