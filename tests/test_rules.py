"""Each rule has cases of what it leaves alone and of what it finds."""

import pytest
from rulecases import RULES as FOLDER
from rulecases import Case, read

from toolkit import checks
from toolkit.checks import RULES, Rule
from toolkit.model import Finding

BY_ID = {rule.id: rule for rule in RULES}
CASES = [
    pytest.param(rule, kind, case, id=f"{rule.id}: {case.title}")
    for rule in RULES
    for kind in ("pass", "fail")
    if (FOLDER / rule.id / f"{kind}.txt").exists()
    for case in read(FOLDER / rule.id / f"{kind}.txt")
]


def found(rule: Rule, case: Case) -> list[Finding]:
    paths = dict.fromkeys(text.at.path for text in case.texts)
    articles = [[text for text in case.texts if text.at.path == path] for path in paths]
    return [one.finding for one in checks.check(articles) if one.finding.rule == rule.id]


@pytest.mark.parametrize(("rule", "kind", "case"), CASES)
def test_a_rule_says_what_its_cases_say(rule: Rule, kind: str, case: Case) -> None:
    assert bool(case.said) is (kind == "fail")
    assert case.said == [finding.message for finding in found(rule, case)]


@pytest.mark.parametrize(("rule", "kind", "case"), CASES)
def test_a_fix_is_what_the_case_says_and_leaves_nothing(rule: Rule, kind: str, case: Case) -> None:
    fixes = [finding for finding in found(rule, case) if finding.fix is not None]
    assert bool(case.mended) is bool(fixes)
    for text, expected in case.mended:
        after = checks.mend(text, [rule.id])
        assert expected == after.target
        assert not list(rule.find([after]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_whether_it_fixes(rule: Rule) -> None:
    faults = [
        fault
        for kind in ("pass", "fail")
        for case in read(FOLDER / rule.id / f"{kind}.txt")
        for _, fault in rule.check(case.texts)
    ]
    assert rule.fixes is any(fault.put is not None for fault in faults)
    assert rule.scope == "sentence" or not rule.fixes  # `mend` has one sentence to show it


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_cases_of_both_kinds(rule: Rule) -> None:
    for kind in ("pass", "fail"):
        assert (FOLDER / rule.id / f"{kind}.txt").exists()


def test_every_folder_of_cases_has_its_rule() -> None:
    assert {rule.id for rule in RULES} == {path.name for path in FOLDER.iterdir()}


def test_ids_are_given_once() -> None:
    assert len(RULES) == len(BY_ID)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_finding_has_its_place(rule: Rule) -> None:
    for case in read(FOLDER / rule.id / "fail.txt"):
        for text, finding in rule.find(case.texts):
            assert text.at == finding.at
            if finding.span:
                words = text.english if finding.side == "target" else text.chinese
                assert 0 <= finding.span[0] < finding.span[1] <= len(words)
