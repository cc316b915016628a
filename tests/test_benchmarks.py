"""The archive of the benchmarks is the same each time, varied, and can be read."""

from pathlib import Path

import archive

from toolkit import reader
from toolkit.article import Article

POOL = [f"第{number}天，記者在北京報道。" for number in range(1, 30)]


def test_the_same_archive_comes_out_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        archive.write(tmp_path / name, 120, POOL)
    one, two = (sorted((tmp_path / name).rglob("*.md")) for name in ("one", "two"))
    assert 120 == len(one)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_its_articles_hold_every_kind_of_block_and_none_is_refused(tmp_path: Path) -> None:
    archive.write(tmp_path, 25, POOL)
    read = list(reader.read([tmp_path], root=tmp_path))
    assert [] == [one for one in read if not isinstance(one, Article)]
    kinds = {block["t"] for one in read for block in one.blocks}
    assert {"Para", "Header", "BlockQuote", "BulletList", "Table", "Figure"} <= kinds
