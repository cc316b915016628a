"""`toolkit stats`: what a project has, in numbers."""

from pathlib import Path
from typing import Any

import typer

from toolkit import archive, reader, report
from toolkit.cli.inputs import Json, fail, report_error
from toolkit.cli.session import Session, session
from toolkit.errors import ToolkitError
from toolkit.ledger import Ledger, Totals
from toolkit.memory import Memory
from toolkit.project import Project


def stats(context: typer.Context, as_json: Json = False) -> None:
    """Count what the PO files say now: sentences by hand, by which model, awaiting review, without English.

    A PO file whose article is gone is reported and not counted; what people wrote in it still serves other articles.
    """
    here = session(context)
    project = here.project()
    articles, _ = reader.parted(reader.find(project.articles))
    expected = {project.po_path(reader.name(article, project.root)) for article in articles}
    totals, left, bad = Totals(), 0, list[ToolkitError]()
    with Ledger(project.ledger, tell=here.say, borrow=True) as ledger:
        for path, found in archive.summaries(project, ledger):
            if isinstance(found, ToolkitError):
                bad.append(found)
                report_error(here, found)
            elif path in expected:
                totals.add(found)
            else:
                left += 1
    written = sum(path.exists() for path in expected)
    tree = _tree(
        project, {"articles": len(articles), "translated": written, "without_article": left}, totals
    )
    if as_json:
        here.data(tree)
    else:
        _print(here, tree)
    fail(bad)


def _tree(project: Project, files: dict[str, int], totals: Totals) -> dict[str, Any]:
    answers = 0
    if project.memory.exists():
        with Memory(project.memory, borrow=True) as memory:
            answers = len(memory)
    return {
        **files,
        "sentences": totals.segments,
        "by_hand": totals.by_hand,
        "by_engine": totals.segments - totals.by_hand - totals.missing,
        "missing": totals.missing,
        "review": totals.review,
        "terms": dict(totals.rungs.most_common()),
        "models": dict(totals.engines.most_common()),
        "memory": {"answers": answers, "bytes": _bytes(project.memory)},
        "ledger": {"bytes": _bytes(project.ledger)},
    }


def _bytes(path: Path) -> int:
    """Return the size of a database with what is not yet folded into it."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _print(here: Session, tree: dict[str, Any]) -> None:
    words = {
        "articles": "articles",
        "translated": "of them with a PO file",
        "without_article": "PO files without an article, not counted below",
        "sentences": "sentences in the PO files",
        "by_hand": "by hand",
        "by_engine": "by a model",
        "missing": "without English",
        "review": "awaiting review",
    }
    shown = report.table("n", "")
    for name, meaning in words.items():
        if tree[name] or name != "without_article":
            shown.add_row(f"{tree[name]:,}", meaning)
    memory = tree["memory"]
    shown.add_row(f"{memory['answers']:,}", f"answers remembered, {memory['bytes']:,} bytes")
    here.out.print(shown)
    for title, counts in (("occurrences of terms", tree["terms"]), ("PO files", tree["models"])):
        if counts:
            shown = report.table("n", "by", title=f"\n{title}")
            for name, count in counts.items():
                shown.add_row(f"{count:,}", report.MEANING.get(name, name))
            here.out.print(shown)
