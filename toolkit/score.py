"""Scores translations against those of people: BLEU and chrF, and what became of the terms.

Rules: quality is sacrebleu's and stands with its signature; an occurrence of a term is right if it has an
accepted form of its own; nothing is drawn by chance that a second run would not draw again.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import UsageError
from toolkit.glossary import Glossary
from toolkit.lang import HAN
from toolkit.model import Place
from toolkit.table import Term
from toolkit.terms import assign

RANDOM_TERMS = 200
"""Terms of the control at most."""

_LEAST = 3  # lines that must hold a word for it to become a term of the control
_SURE = 0.8  # Dice's coefficient of a Chinese and an English word
_WORD = re.compile(r"[a-z]{4,}")
_STOP = frozenset(
    "about after again also been before being between both could does from have having into just"
    " more most much must only other over said same should some such than that their them then"
    " there these they this those through under very were what when where which while will with"
    " would your year years".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A stretch of Chinese, its English, and the English of a person; plain texts, without tags."""

    source: str
    target: str
    reference: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """BLEU and chrF of a text, from 0 to 100, each with the signature that makes it comparable."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many occurrences of terms there are and how many have an accepted form, here and in the reference.

    ``repeated`` are those of terms that occur twice or more, ``alike`` those among them with the form
    that their term has most often.
    """

    occurrences: int
    right: int
    reference: int
    repeated: int
    alike: int

    @property
    def success(self) -> float:
        """The share of occurrences that are right, 1 where there is none."""
        return self.right / self.occurrences if self.occurrences else 1.0

    @property
    def in_reference(self) -> float:
        """The share of occurrences that people wrote in an accepted form."""
        return self.reference / self.occurrences if self.occurrences else 1.0

    @property
    def consistency(self) -> float:
        """The share of repeated occurrences that are alike, 1 where there is none."""
        return self.alike / self.repeated if self.repeated else 1.0


def quality(lines: Sequence[Line]) -> Quality:
    """Return BLEU and chrF of all lines together; raise UsageError without lines or without sacrebleu."""
    try:
        from sacrebleu import BLEU, CHRF  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "sacrebleu is not installed", hint="install the extra: `pip install 'toolkit[score]'`"
        ) from error
    if not lines:
        raise UsageError(
            "nothing to score: no Chinese of the reference is in the project",
            hint="the reference may be PO files, zh<TAB>en lines, or English articles of the same names",
        )
    targets = [line.target for line in lines]
    references = [[line.reference for line in lines]]
    bleu, chrf = BLEU(), CHRF()
    return Quality(
        bleu=bleu.corpus_score(targets, references).score,
        chrf=chrf.corpus_score(targets, references).score,
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
        lines=len(lines),
    )


def terms(
    lines: Iterable[Line], glossary: Glossary, own: Mapping[str, Glossary] | None = None
) -> Terms:
    """Count the terms of the lines; ``own`` are the glossaries of articles that have one, by path."""
    forms: dict[str, list[str]] = defaultdict(list)
    reference = 0
    for line in lines:
        hits = (own or {}).get(line.at.path, glossary).find(line.source)
        reference += sum(one is not None for one in assign(line.reference, hits))
        for hit, one in zip(hits, assign(line.target, hits), strict=True):
            first = one is not None and one.form == hit.term.first
            form = hit.term.target if first else one.form if one else ""
            forms[hit.term.source].append(form.casefold())
    repeated = [some for some in forms.values() if len(some) > 1]
    return Terms(
        occurrences=sum(map(len, forms.values())),
        right=sum(bool(form) for some in forms.values() for form in some),
        reference=reference,
        repeated=sum(map(len, repeated)),
        alike=sum(_most(some) for some in repeated),
    )


def _most(forms: Iterable[str]) -> int:
    """Return how often the most frequent form stands; a missing one is like no other."""
    counts = Counter(form for form in forms if form)
    return max(counts.values(), default=0)


def random_terms(
    lines: Sequence[Line], glossary: Glossary, *, most: int = RANDOM_TERMS
) -> tuple[Term, ...]:
    """Return common words as terms: Chinese words with the English that people give them here.

    They are drawn from all pairs of words that stand in the same lines; a real term is none of them.
    """
    chinese, english = [], []
    for line in lines:
        chinese.append(_grams(line.source, glossary))
        english.append(set(_WORD.findall(line.reference.lower())) - _STOP)
    often = _counts(chinese)
    words = _counts(english)
    together: Counter[tuple[str, str]] = Counter()
    for some, others in zip(chinese, english, strict=True):
        together.update((z, e) for z in some if z in often for e in others if e in words)
    pairs: dict[str, tuple[float, str]] = {}
    for (z, e), count in together.items():
        dice = 2 * count / (often[z] + words[e])
        if dice >= _SURE:
            pairs[z] = max(pairs.get(z, (0.0, "")), (dice, e))
    whole = [z for z in pairs if not any(z != other and z in other for other in pairs)]
    drawn = sorted(whole, key=lambda z: hashlib.sha256(z.encode()).digest())[:most]
    at = Place(path="control")
    return tuple(Term(source=z, targets=(pairs[z][1],), at=at) for z in sorted(drawn))


def _counts(sets: Iterable[Iterable[str]]) -> Mapping[str, int]:
    """Return in how many sets each word is that is in enough of them."""
    counts = Counter(word for some in sets for word in some)
    return {word: count for word, count in counts.items() if count >= _LEAST}


def _grams(source: str, glossary: Glossary) -> set[str]:
    """Return the runs of two to four Han of a text that touch no term."""
    covered = {n for hit in glossary.find(source) for n in range(hit.start, hit.end)}
    plain = "".join("\n" if n in covered else char for n, char in enumerate(source))
    return {
        run[start : start + size]
        for run in re.findall(rf"(?:{HAN.pattern})+", plain)
        for size in (2, 3, 4)
        for start in range(len(run) - size + 1)
    }


def lines_of_tsv(text: str, *, path: str) -> tuple[Line, ...]:
    """Read lines of Chinese, a tab and English; raise UsageError for one without a tab."""
    found = []
    for number, row in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        source, tab, reference = row.rstrip("\r").partition("\t")
        if not row.strip():
            continue
        if not tab:
            raise UsageError(
                "has no tab", at=f"{path}:{number}", hint="each line is Chinese, a tab, English"
            )
        at = Place(path=path, line=number)
        reference = reference.split("\t")[0].strip()
        found.append(Line(source=source.strip(), target="", reference=reference, at=at))
    return tuple(found)
