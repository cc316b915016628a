"""`toolkit stats` counts what the articles of the project have, and tells what has no article."""

import json
from pathlib import Path

import pytest
from test_ledger import HEAD, PAIRS

from toolkit import po
from toolkit.cli import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    main(["-q", "init", str(tmp_path), "--no-tables"])
    (tmp_path / "articles" / "a.md").write_text("一。二。三。四。\n", encoding="utf-8")
    (tmp_path / "articles" / "b.md").write_text("五。\n", encoding="utf-8")
    po.write(tmp_path / "translations" / "articles" / "a.md.po", HEAD, PAIRS, {})
    return tmp_path


def counted(project: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    assert 0 == main(["-C", str(project), "stats", "--json"])
    told = json.loads(capsys.readouterr().out)
    return {
        name: told[name]
        for name in ("articles", "translated", "without_article", "sentences", "by_hand")
    }


def test_the_po_files_of_articles_are_counted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {"articles": 2, "translated": 1, "without_article": 0, "sentences": 4, "by_hand": 1}
    assert expected == counted(project, capsys)


def test_the_po_file_of_an_article_that_was_deleted_is_reported_apart(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "articles" / "a.md").unlink()
    expected = {"articles": 1, "translated": 0, "without_article": 1, "sentences": 0, "by_hand": 0}
    assert expected == counted(project, capsys)
    main(["-C", str(project), "stats"])
    assert "1  PO files without an article, not counted below" in capsys.readouterr().out
