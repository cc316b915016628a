"""Draws the pictures of docs/images: ``python docs/pictures.py [NAME …]``.

Pages of the seeds' book in every layout: those of the PDF with pypdfium2, which the test extra brings,
those of the EPUB with Chromium, where it is installed. Each is a PNG of at most 128 colours.
"""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
from PIL import Image

from toolkit import epub, pdf, publish, reader
from toolkit.article import Article
from toolkit.model import Book, Layout
from toolkit.project import open_project

HERE = Path(__file__).parent
WIDTH = 760  # pixels of a picture of two pages or screens
GREY = "#8a8a8a"
SHORT = Layout(mode="columns", unit="sentence")
PAPER: Mapping[str, tuple[Layout, int]] = {  # layout, how many pages stand side by side
    "columns": (Layout(mode="columns"), 1),
    "sentences": (SHORT, 1),
    "interleaved": (Layout(mode="interleaved"), 2),
    "facing": (Layout(mode="facing"), 2),
    "notes": (Layout(mode="notes", first="target"), 2),
    "source-only": (Layout(mode="source-only"), 2),
    "target-only": (Layout(mode="target-only"), 2),
}
SCREEN: Mapping[str, tuple[Layout, tuple[int, ...]]] = {  # layout, widths of screens in pixels
    "reveal": (Layout(mode="reveal"), (390, 390)),
    "screens": (Layout(mode="columns"), (390, 820)),
}
TALL = 900
OPEN = (
    "<details>",
    '<details open="open">',
)  # what a reader has tapped, in the second picture of `reveal`


def side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return pictures of one height in a row, on grey, as wide as a page of the docs."""
    gap = 6
    width = sum(one.width for one in pictures) + gap * (len(pictures) - 1)
    row = Image.new("RGB", (width, max(one.height for one in pictures)), GREY)
    place = 0
    for one in pictures:
        row.paste(one, (place, 0))
        place += one.width + gap
    wide = WIDTH if len(pictures) > 1 else round(WIDTH * 0.62)
    return row.resize((wide, round(row.height * wide / row.width)), Image.Resampling.LANCZOS)


def on_paper(book: Book, count: int, folder: Path) -> list[Image.Image]:
    """Return the first pages with text of a book: those at which its first chapter opens."""
    document = pypdfium2.PdfDocument(pdf.build(book, images=folder, out=folder / "book.pdf"))
    start = next(item.get_dest().get_index() for item in document.get_toc() if item.level == 0)
    return [document[start + place].render(scale=2).to_pil() for place in range(count)]


def on_screen(book: Book, widths: Sequence[int], folder: Path, browser: str) -> list[Image.Image]:
    """Return the first chapter of an EPUB on screens of some widths, the last one opened."""
    with zipfile.ZipFile(epub.build(book, images=folder, out=folder / "book.epub")) as packed:
        packed.extractall(folder)
    page = next(
        path
        for path in sorted(folder.glob("EPUB/text/ch*.xhtml"))
        if 'class="passage' in path.read_text(encoding="utf-8")
    )
    shown = []
    for place, width in enumerate(widths):
        if place:
            page.write_text(page.read_text(encoding="utf-8").replace(*OPEN, 2), encoding="utf-8")
        out = folder / f"{place}.png"
        size = f"--window-size={width},{TALL}"
        options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--screenshot={out}", size)
        subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True)
        shown.append(Image.open(out).convert("RGB"))
    return shown


def main(names: Sequence[str]) -> int:
    """Draw the pictures that are named, or all of them."""
    project = open_project(HERE.parent)
    found = reader.read(
        project.articles, root=project.root, fields=project.fields, choices=project.choices
    )
    translated = publish.collect(project, [one for one in found if isinstance(one, Article)])
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    plans: dict[str, tuple[Layout, Any]] = {**PAPER, **SCREEN}
    for name in names or plans:
        layout, how = plans[name]
        book = publish.assemble(project, translated, layout)
        with TemporaryDirectory() as folder:
            if name in PAPER:
                pictures = on_paper(book, how, Path(folder))
            elif browser:
                pictures = on_screen(book, how, Path(folder), browser)
            else:
                print(f"{name}.png is left as it is: there is no Chromium here", file=sys.stderr)  # noqa: T201
                continue
        picture = side_by_side(pictures).convert("P", palette=Image.Palette.ADAPTIVE, colors=128)
        picture.save(HERE / "images" / f"{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
