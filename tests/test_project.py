from pathlib import Path

import pytest

from toolkit.errors import GlossaryError, OutputError, ProjectError, UsageError
from toolkit.project import create, open_project

MINIMAL = '[title]\nsource = "書"\ntarget = "Book"\n'


def project(folder: Path, text: str = MINIMAL) -> Path:
    (folder / "book.toml").write_text(text, encoding="utf-8")
    (folder / "glossaries").mkdir(exist_ok=True)
    return folder


def test_a_new_project_opens(tmp_path: Path) -> None:
    create(tmp_path / "b", source='引"號', target="Back\\slash")
    opened = open_project(tmp_path / "b")
    assert ('引"號', "Back\\slash") == (opened.config.title.source, opened.config.title.target)
    assert len(opened.glossary()) > 400


def test_a_new_project_may_start_without_terms(tmp_path: Path) -> None:
    create(tmp_path / "b", source="書", target="Book", tables=False)
    assert 0 == len(open_project(tmp_path / "b").glossary())


def test_a_project_is_not_made_over_another(tmp_path: Path) -> None:
    project(tmp_path)
    with pytest.raises(UsageError, match="there already"):
        create(tmp_path, source="書", target="Book")


def test_the_project_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    project(tmp_path)
    inside = tmp_path / "glossaries"
    assert tmp_path.resolve() == open_project(inside).root


def test_no_project_is_an_error_that_tells_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no book\.toml") as caught:
        open_project(tmp_path)
    assert "toolkit init" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MINIMAL + "colour = 1\n", "colour"),
        (MINIMAL + "[publishing]\nlayouts = 'columns'\n", "layouts"),
        (MINIMAL + "[publishing]\nlayout = 'spiral'\n", "spiral"),
        (MINIMAL + "[translation]\nbeam = 'four'\n", "beam"),
        (MINIMAL + "[languages]\nsource = 'chinese'\n", "chinese"),
        ("[title]\nsource = '書'\n", "target"),
        ("[title\n", "not TOML"),
    ],
)
def test_what_is_wrong_in_book_toml_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ProjectError) as caught:
        open_project(project(tmp_path, text))
    assert named in str(caught.value)
    assert "book.toml" in caught.value.at


def test_a_glossary_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    text = MINIMAL + "[translation]\nglossaries = ['nowhere']\n"
    with pytest.raises(ProjectError, match="nowhere"):
        open_project(project(tmp_path, text)).glossary()


def test_the_bad_rows_of_all_tables_are_reported_together(tmp_path: Path) -> None:
    project(tmp_path)
    for name in ("a", "b"):
        (tmp_path / "glossaries" / f"{name}.csv").write_text(
            "source,target\n普京,\n", encoding="utf-8"
        )
    with pytest.raises(ExceptionGroup) as caught:
        open_project(tmp_path).glossary()
    assert 2 == len(caught.value.exceptions)


def test_a_table_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "glossaries" / "a.csv").write_bytes("source,target\n普京,Putin\n".encode("big5"))
    with pytest.raises(ExceptionGroup) as caught:
        open_project(tmp_path).glossary()
    (error,) = caught.value.exceptions
    assert isinstance(error, GlossaryError)
    assert "UTF-8" in error.message


def test_a_file_is_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit import disk

    path = tmp_path / "a.txt"
    disk.write(path, "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left") as caught:
        disk.write(path, "new")
    assert ("old", str(path)) == (path.read_text(), caught.value.at)
    assert ["a.txt"] == [entry.name for entry in tmp_path.iterdir()]


def test_a_table_beside_an_article_lies_over_all_others(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "glossaries" / "a.csv").write_text("source,target\n普京,Putin\n", encoding="utf-8")
    (tmp_path / "one.csv").write_text("source,target\n普京,Vladimir Putin\n", encoding="utf-8")
    opened = open_project(tmp_path)
    own = opened.own(["one.md", "two.md"], opened.glossary())
    assert ["one.md"] == list(own)
    assert ["Vladimir Putin"] == [term.target for term in own["one.md"].terms]
