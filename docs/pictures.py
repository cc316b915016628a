"""Draws the pictures of docs/images from the book of the seeds: ``python docs/pictures.py``.

A page of each layout, as a PNG of at most 256 colours; needs pypdfium2, which the test extra brings.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from toolkit import pdf, publish, reader
from toolkit.article import Article
from toolkit.model import Layout
from toolkit.project import open_project

HERE = Path(__file__).parent
PAGE = 6  # the first page with text on both sides, counted from 0
SCALE = 1.6


def main() -> None:
    """Build the book in every layout, and draw a page of each."""
    project = open_project(HERE.parent)
    found = reader.read(
        project.articles, root=project.root, fields=project.fields, choices=project.choices
    )
    translated = publish.collect(project, [one for one in found if isinstance(one, Article)])
    for mode in ("columns", "interleaved"):
        book = publish.assemble(project, translated, Layout(mode=mode))
        with TemporaryDirectory() as folder:
            path = pdf.build(book, images=project.images, out=Path(folder) / "book.pdf")
            page = pypdfium2.PdfDocument(path)[PAGE]
            picture = page.render(scale=SCALE).to_pil().convert("P", palette=1, colors=64)
        out = HERE / "images" / f"{mode}.png"
        out.parent.mkdir(exist_ok=True)
        picture.save(out, optimize=True)


if __name__ == "__main__":
    main()
