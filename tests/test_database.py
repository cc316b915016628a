import shutil
from pathlib import Path

import pytest

from toolkit.database import Database
from toolkit.errors import StoreError

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS pair (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
)


def filled(path: Path, rows: int = 3000) -> None:
    base = Database(path, SCHEMA)
    base.write(
        ("INSERT INTO pair VALUES (?, ?)", [(str(n), f"value {n}" * 10) for n in range(rows)])
    )
    base.close()


def test_a_command_that_fails_takes_back_those_before_it(tmp_path: Path) -> None:
    base = Database(tmp_path / "a.sqlite3", SCHEMA)
    insert = "INSERT INTO pair VALUES (?, ?)"
    with pytest.raises(StoreError, match="UNIQUE"):
        base.write((insert, [("a", "1"), ("b", "2")]), (insert, [("a", "3")]))
    assert [] == base.query("SELECT * FROM pair")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_that_was_cut_is_made_anew_from_what_can_be_read(
    tmp_path: Path, share: float
) -> None:
    path = tmp_path / "a.sqlite3"
    filled(path)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)] or b"nonsense" * 100)
    reported: list[str] = []
    base = Database(path, SCHEMA, tell=reported.append)
    rows = dict(base.query("SELECT * FROM pair"))
    base.write(("INSERT OR REPLACE INTO pair VALUES (?, ?)", [("new", "there")]))
    assert [("there",)] == base.query("SELECT value FROM pair WHERE key = 'new'")
    assert all(value == f"value {key}" * 10 for key, value in rows.items())
    (said,) = reported
    assert f"was damaged and has been made anew; {len(rows)} rows" in said
    assert (tmp_path / "a.sqlite3.damaged").exists()


def test_a_page_of_garbage_costs_no_more_than_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    filled(path)
    raw = bytearray(path.read_bytes())
    raw[40960:45056] = b"\xa5" * 4096
    path.write_bytes(raw)
    reported: list[str] = []
    base = Database(path, SCHEMA, tell=reported.append)
    rows = base.query("SELECT key, value FROM pair")
    assert reported
    assert 2900 < len(rows) < 3000
    assert all(value == f"value {key}" * 10 for key, value in rows)


def test_without_anybody_to_tell_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"nonsense" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Database(path, SCHEMA)
    assert b"nonsense" * 100 == path.read_bytes()


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be used: File exists$"):
        Database(tmp_path / "file" / "a.sqlite3", SCHEMA)


def test_tables_of_another_toolkit_give_way_where_nothing_is_lost_with_them(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    other = SCHEMA.replace("value TEXT", "value BLOB")
    for schema, expected in (
        (SCHEMA, []),
        (SCHEMA, [("a", "1")]),
        (other, []),
        (other, [("a", "1")]),
    ):
        base = Database(path, schema, precious=False)
        assert expected == base.query("SELECT * FROM pair")
        base.write(("INSERT OR IGNORE INTO pair VALUES (?, ?)", [("a", "1")]))
        base.close()


def test_what_is_precious_stays_whatever_the_toolkit(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    filled(path, 3)
    base = Database(path, SCHEMA + "CREATE TABLE IF NOT EXISTS more (key TEXT PRIMARY KEY);")
    assert 3 == len(base.query("SELECT * FROM pair"))


def test_a_file_that_cannot_be_written_is_lent(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    filled(path, 3)
    (tmp_path / "a.sqlite3-wal").mkdir()
    with pytest.raises(StoreError, match="unable to open"):
        Database(path, SCHEMA)
    base = Database(path, SCHEMA, borrow=True)
    base.write(("INSERT INTO pair VALUES (?, ?)", [("a", "1")]))
    assert 4 == len(base.query("SELECT * FROM pair"))
    base.close()
    assert 3 == len(Database(path, SCHEMA, borrow=True).query("SELECT * FROM pair"))


def test_who_borrows_a_file_makes_none(tmp_path: Path) -> None:
    base = Database(tmp_path / "folder" / "a.sqlite3", SCHEMA, borrow=True)
    assert [] == base.query("SELECT * FROM pair")
    assert [] == list(tmp_path.iterdir())


def test_what_is_not_yet_folded_into_a_file_is_lent_too(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    base = Database(path, SCHEMA)
    base.write(("INSERT INTO pair VALUES (?, ?)", [("a", "1")]))
    left = tmp_path / "left"
    left.mkdir()
    for tail in ("", "-wal"):
        shutil.copyfile(f"{path}{tail}", left / f"a.sqlite3{tail}")
    base.close()
    (left / "a.sqlite3-shm").mkdir()
    lent = Database(left / "a.sqlite3", SCHEMA, borrow=True)
    assert [("a", "1")] == lent.query("SELECT * FROM pair")


def test_a_damaged_file_is_not_touched_by_who_borrows_it(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"nonsense" * 100)
    reported: list[str] = []
    base = Database(path, SCHEMA, tell=reported.append, borrow=True)
    assert [] == base.query("SELECT * FROM pair")
    assert ["is damaged" in line for line in reported] == [True]
    assert b"nonsense" * 100 == path.read_bytes()
