"""Argos packages: the bundled one, those in Argos's own folder, and files.

Rule: a package is read where it lies, zipped or not; only installing and removing write anything.
"""

import functools
import hashlib
import importlib.resources
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import EngineError, OutputError, UsageError
from toolkit.lang import primary

BUNDLED = "zh_en.argosmodel"
_DEFAULT_STEPS = {
    "zh": ("nfc", "width", "simplify", "space"),
    "zt": ("nfc", "width", "traditionalise", "space"),
}
_CHINESE = ("zh", "zt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A translation model on disk: an Argos package, zipped or installed."""

    path: Path
    metadata: Mapping[str, Any]
    bundled: bool = False

    @property
    def name(self) -> str:
        """As Argos names it: ``translate-zh_en``."""
        return f"translate-{self.from_code}_{self.to_code}"

    @property
    def from_code(self) -> str:
        """The source language."""
        return str(self.metadata["from_code"])

    @property
    def to_code(self) -> str:
        """The target language."""
        return str(self.metadata["to_code"])

    @property
    def version(self) -> str:
        """The package's own version."""
        return str(self.metadata.get("package_version", "?"))

    @property
    def traits(self) -> Mapping[str, Any]:
        """What the model was trained for, where its package says so."""
        return dict(self.metadata.get("toolkit", {}))

    @property
    def steps(self) -> tuple[str, ...]:
        """The normalisation that the model expects, as names of `normalise.STEPS`."""
        return tuple(
            self.traits.get("normalise", _DEFAULT_STEPS.get(self.from_code, ("nfc", "space")))
        )

    def files(self) -> dict[str, bytes]:
        """Read the whole package: names relative to its top folder, and contents."""
        try:
            if self.path.is_dir():
                return {
                    file.relative_to(self.path).as_posix(): file.read_bytes()
                    for file in sorted(self.path.rglob("*"))
                    if file.is_file()
                }
            with zipfile.ZipFile(self.path) as archive:
                return {
                    name.split("/", 1)[1]: archive.read(name)
                    for name in sorted(archive.namelist())
                    if "/" in name and not name.endswith("/")
                }
        except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
            raise _unreadable(self.path, str(error)) from error

    def readme(self) -> str:
        """Return the package's own README, empty if it has none."""
        return self.files().get("README.md", b"").decode("utf-8", "replace")


def _unreadable(path: Path, why: str) -> EngineError:
    return EngineError(
        f"is not an Argos package: {why}",
        at=str(path),
        hint="`toolkit models list` shows what is there; install the package again if it is damaged",
    )


def read(path: Path, *, bundled: bool = False) -> Package:
    """Open a package file or folder; raise EngineError for anything else."""
    try:
        if path.is_dir():
            text = (path / "metadata.json").read_text(encoding="utf-8")
        else:
            with zipfile.ZipFile(path) as archive:
                name = next(
                    n
                    for n in archive.namelist()
                    if n.count("/") == 1 and n.endswith("/metadata.json")
                )
                text = archive.read(name).decode("utf-8")
        metadata = json.loads(text)
        if not isinstance(metadata, dict) or not {"from_code", "to_code"} <= metadata.keys():
            raise ValueError("metadata.json names no languages")
    except StopIteration:
        raise _unreadable(path, "it has no metadata.json") from None
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    return Package(path=path, metadata=metadata, bundled=bundled)


def folder() -> Path:
    """Return the folder in which Argos Translate keeps installed packages."""
    if configured := os.environ.get("ARGOS_PACKAGES_DIR"):
        return Path(configured)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "argos-translate" / "packages"


@functools.cache
def bundled() -> Package:
    """Return the package that comes with the toolkit."""
    path = Path(str(importlib.resources.files("toolkit") / "models" / BUNDLED))
    return read(path, bundled=True)


def installed() -> Iterator[Package | EngineError]:
    """Yield the packages of Argos's folder, and an error for each that cannot be read."""
    try:
        entries = sorted(entry for entry in folder().iterdir() if entry.is_dir())
    except OSError:
        return
    for entry in entries:
        try:
            yield read(entry)
        except EngineError as error:
            yield error


def choose(source: str, target: str, wanted: str = "") -> Package:
    """Return the package to translate with: a file, a folder, a name, or the first that fits.

    With none wanted, the bundled package is taken where its languages fit, then the first installed one that fits.
    """
    if wanted and wanted != "bundled":
        if Path(wanted).exists():
            return read(Path(wanted))
        named = [
            p for p in installed() if isinstance(p, Package) and wanted in (p.name, p.path.name)
        ]
        if named:
            return named[-1]
        raise UsageError(
            f"there is no model “{wanted}”", hint="`toolkit models list` shows the installed ones"
        )
    codes = _CHINESE if primary(source) == "zh" else (primary(source),)
    for package in (bundled(), *(p for p in installed() if isinstance(p, Package))):
        if package.from_code in codes and package.to_code == primary(target):
            return package
    raise EngineError(
        f"no model translates {source} to {target}",
        hint=f"`toolkit models install {primary(source)} {primary(target)}` fetches one from the Argos index",
    )


def digest(files: Mapping[str, bytes]) -> str:
    """Return a short hash of a package's contents, which identifies the model whatever it is called."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()[:12]


def install(path: Path) -> Package:
    """Install a package file where Argos Translate finds it, too; raise EngineError for a bad one."""
    package = read(path)
    if "sentencepiece.model" not in package.files() and "bpe.model" not in package.files():
        raise _unreadable(path, "it has no tokeniser")
    try:
        from argostranslate import package as argos  # noqa: PLC0415 - it makes folders when imported

        argos.install_from_path(path)
    except OSError as error:
        raise OutputError(
            f"the package cannot be installed: {error.strerror}",
            at=str(folder()),
            hint="make the folder writable, or name another in ARGOS_PACKAGES_DIR",
        ) from error
    with zipfile.ZipFile(path) as archive:
        top = archive.namelist()[0].split("/", 1)[0]
    return read(folder() / top)


def fetch(source: str, target: str) -> Package:
    """Download the newest package for two languages from the Argos index, and install it."""
    from argostranslate import package as argos  # noqa: PLC0415 - it makes folders when imported
    from argostranslate import settings  # noqa: PLC0415

    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):  # it prints its own errors
        argos.update_package_index()
    offline = UsageError(
        "the Argos index cannot be reached",
        hint="go online, or fetch the .argosmodel elsewhere and run `toolkit models install FILE`",
    )
    if not Path(settings.local_package_index).exists():
        raise offline
    fitting = [
        one
        for one in argos.get_available_packages()
        if one.from_code == source and one.to_code == target
    ]
    if not fitting:
        raise UsageError(
            f"the Argos index has no model for {source} to {target}",
            hint="codes are such as zh, zt, en, ja",
        )
    newest = max(fitting, key=lambda one: [int(n) for n in re.findall(r"\d+", one.package_version)])
    try:
        return install(Path(newest.download()))
    except (OSError, TypeError) as error:
        raise offline from error


def remove(package: Package) -> None:
    """Delete an installed package."""
    try:
        shutil.rmtree(package.path)
    except OSError as error:
        raise OutputError(f"cannot be removed: {error.strerror}", at=str(package.path)) from error
