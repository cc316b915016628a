"""What all tests share: golden files, cases, and the words for what a machine lacks."""

from collections.abc import Callable, Iterator
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from toolkit.packages import Package, bundled
from toolkit.validate import VALIDATORS, Validator

settings.register_profile("toolkit", deadline=None)  # a busy machine is no failure
settings.load_profile("toolkit")

HERE = Path(__file__).parent
ROOT = HERE.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="take the present output as expected")


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the models of the person who runs it; what a trial finds out is found out once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        for name in ("DATA", "CONFIG", "CACHE"):
            environment.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        environment.delenv("ARGOS_PACKAGES_DIR", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _unpacked_once() -> Iterator[None]:
    """The bundled model is read from its package once, not by every command that is tested."""
    read = Package.files
    files = cache(lambda: read(bundled()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Package, "files", lambda one: dict(files()) if one.bundled else read(one))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Path], None]:
    """Compare a text with a golden file; ``--accept`` rewrites the file."""

    def check(actual: str, path: Path) -> None:
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8")
        expected = path.read_text(encoding="utf-8")
        if expected != actual:
            lines = expected.splitlines(keepends=True), actual.splitlines(keepends=True)
            pytest.fail("".join(unified_diff(*lines, str(path), "actual")), pytrace=False)

    return check


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield title, input and expected output of ``cases/NAME.txt``, blocks ended by a line with a dot."""
    lines = (HERE / "cases" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        title = lines[at].strip()
        first = lines.index(".", at)
        middle = lines.index(".", first + 1)
        last = lines.index(".", middle + 1)
        yield title, "\n".join(lines[first + 1 : middle]), "\n".join(lines[middle + 1 : last])
        at = last + 1


def validator(name: str) -> Validator:
    """Return a validator; skip the test when the machine lacks it."""
    (found,) = (one for one in VALIDATORS if one.name == name)
    if found.lacks:
        pytest.skip(f"{name} is not here: {'; '.join(found.lacks)}")
    return found
