import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from toolkit import packages
from toolkit.errors import EngineError, UsageError

METADATA = {"from_code": "xx", "to_code": "en", "package_version": "1.2", "argos_version": "1.9"}


def archive(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def test_the_bundled_package_translates_chinese_to_english() -> None:
    package = packages.bundled()
    assert (package.from_code, package.to_code, package.bundled) == ("zh", "en", True)
    assert {"model/model.bin", "sentencepiece.model", "README.md"} <= package.files().keys()
    assert "licence" in package.readme().lower()


def test_the_bundled_package_is_taken_for_any_chinese() -> None:
    for source in ("zh", "zh-Hant-HK", "zh-Hans"):
        assert packages.choose(source, "en-GB").bundled


def test_a_package_says_how_its_source_is_normalised(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.argosmodel",
        {"top/metadata.json": json.dumps({**METADATA, "toolkit": {"normalise": ["nfc"]}})},
    )
    assert packages.read(path).steps == ("nfc",)


@pytest.mark.parametrize(
    "files",
    [
        {"top/other.json": "{}"},
        {"top/metadata.json": "not json"},
        {"top/metadata.json": "[]"},
        {"top/metadata.json": '{"from_code": "zh"}'},
    ],
)
def test_what_is_no_package_is_an_error_with_its_path(
    tmp_path: Path, files: dict[str, str]
) -> None:
    path = archive(tmp_path / "a.argosmodel", files)
    with pytest.raises(EngineError, match="not an Argos package") as caught:
        packages.read(path)
    assert str(path) == caught.value.at


def test_a_file_that_is_no_zip_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.argosmodel"
    path.write_bytes(b"nonsense")
    with pytest.raises(EngineError):
        packages.read(path)


def test_a_model_that_is_not_there_is_an_error_with_the_way_to_see_the_others() -> None:
    with pytest.raises(UsageError, match="no model") as caught:
        packages.choose("zh", "en", "translate-zh_xx")
    assert "models list" in caught.value.hint


def test_languages_without_a_model_are_an_error() -> None:
    with pytest.raises(EngineError, match="no model translates"):
        packages.choose("fr", "en")


def test_one_damaged_package_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    (tmp_path / "broken").mkdir()
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "metadata.json").write_text(json.dumps(METADATA))
    broken, good = packages.installed()
    assert isinstance(broken, EngineError)
    assert isinstance(good, packages.Package)
    assert good.name == "translate-xx_en"


def test_the_digest_is_of_the_contents_not_of_their_order() -> None:
    assert packages.digest({"a": b"1", "b": b"2"}) == packages.digest({"b": b"2", "a": b"1"})
    assert packages.digest({"a": b"1"}) != packages.digest({"a": b"2"})


def test_argos_translate_installs_and_lists_the_bundled_package(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from argostranslate import package\n"
        "package.install_from_path(Path(sys.argv[1]))\n"
        "print([(p.from_code, p.to_code) for p in package.get_installed_packages()])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(packages.bundled().path)],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "XDG_DATA_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path),
        },
    )
    assert done.stdout.strip() == "[('zh', 'en')]"
