"""Writes findings as SARIF 2.1.0, which code hosts and editors show beside the text.

Rule: a place is a line of the article; the range in the sentence and the fix stand among the properties,
since the English is not a file of its own.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from toolkit.checks import RULES, Judged
from toolkit.model import Severity

_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def log(judged: Iterable[Judged], *, version: str) -> dict[str, Any]:
    """Return the log of one run; findings that are ignored are in it as suppressed."""
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.meaning.split("\n")[0]},
            "defaultConfiguration": {"level": _LEVEL[rule.severity]},
            "properties": {"scope": rule.scope},
        }
        for rule in RULES
    ]
    index = {rule.id: number for number, rule in enumerate(RULES)}
    driver = {"name": "toolkit", "version": version, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, index) for one in judged],
            }
        ],
    }


def _result(judged: Judged, index: dict[str, int]) -> dict[str, Any]:
    finding, text = judged.finding, judged.text
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.at.path)}}
    if finding.at.line:
        place["region"] = {"startLine": finding.at.line}
    mark = f"{finding.rule}\x1f{text.field}\x1f{text.source}\x1f{finding.message}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"sentence/v1": hashlib.sha256(mark.encode()).hexdigest()[:16]},
        "properties": {"source": text.source, "target": text.target, "side": finding.side},
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if finding.span:
        result["properties"]["span"] = list(finding.span)
    if finding.fix is not None:
        result["properties"]["fix"] = finding.fix
    if judged.reason:
        result["suppressions"] = [{"kind": "external", "justification": judged.reason}]
    return result
