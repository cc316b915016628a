"""Checks a translation as a reader would: one rule, one function, one id.

Rules: pure; a finding has a place and a severity, and a fix only where it is certain; the id of a rule that
was given up is never used for another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.checks import (
    confidence,
    dates,
    length,
    marks,
    numbers,
    omission,
    repetition,
    signs,
    spelling,
    terms,
)
from toolkit.checks.ignore import Ignore, reason
from toolkit.checks.rule import Bitext, Rule
from toolkit.model import Finding, Severity

RULES: tuple[Rule, ...] = (
    length.untranslated,
    length.text_omitted,
    length.text_added,
    omission.clause_omitted,
    numbers.number_missing,
    numbers.numeral_missing,
    numbers.number_added,
    dates.date_missing,
    dates.decade_missing,
    dates.weekday_missing,
    dates.weekday_added,
    dates.relative_date_missing,
    terms.term_missing,
    terms.term_fewer,
    terms.term_forbidden,
    terms.name_order,
    terms.latin_missing,
    signs.sign_missing,
    signs.sign_added,
    terms.term_inconsistent,
    terms.term_inconsistent_book,
    terms.sentence_inconsistent,
    terms.front_name_differs,
    marks.residual_han,
    marks.full_width_mark,
    marks.quote_unbalanced,
    marks.bracket_unbalanced,
    marks.question_missing,
    marks.url_missing,
    marks.headline_stop,
    marks.tag_lost,
    marks.tag_added,
    repetition.repetition,
    repetition.doubled_word,
    spelling.ordinal_ending,
    spelling.space_before_mark,
    spelling.space_missing,
    confidence.low_confidence,
    confidence.names_swapped,
)
"""Every rule, in the order in which findings are reported."""

SEVERITY: dict[str, Severity] = {rule.id: rule.severity for rule in RULES}

__all__ = ["RULES", "SEVERITY", "Bitext", "Judged", "Rule", "check", "mend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding with the sentence that it is about, and why the book ignores it, if it does."""

    text: Bitext
    finding: Finding
    reason: str = ""


def check(
    articles: Sequence[Sequence[Bitext]], ignores: Sequence[Ignore] = ()
) -> tuple[Judged, ...]:
    """Apply every rule to the articles of a book; findings come sentence by sentence, in order."""
    book = [text for article in articles for text in article]
    found: dict[int, list[Finding]] = {id(text): [] for text in book}
    for rule in RULES:
        for group in articles if rule.scope == "article" else [book]:
            there = [text for text in group if rule is length.untranslated or text.english.strip()]
            for text, finding in rule.find(there):
                found[id(text)].append(finding)
    return tuple(
        Judged(text=text, finding=finding, reason=reason(finding, text, ignores))
        for text in book
        for finding in found[id(text)]
    )


def mend(text: Bitext, rules: Iterable[str] = tuple(SEVERITY)) -> Bitext:
    """Apply the certain fixes of the rules that see one sentence, one after another."""
    wanted = set(rules)
    able = [rule for rule in RULES if rule.fixes and rule.id in wanted]
    for _ in range(50):
        fixes = (
            finding.fix
            for rule in able
            for _, finding in rule.find([text])
            if finding.fix is not None and finding.fix != text.target
        )
        if (fix := next(fixes, None)) is None:
            return text
        text = replace(text, target=fix)
    return text
