"""Finds the files that give a book its look: the toolkit's own, and a folder that goes before them.

Rules: a file of the folder goes before the toolkit's of the same name, and its `look.css` is read
after all other style sheets. A theme is trusted, which the text of a book never is; even so it sees nothing
but itself and the book, and cannot fetch a package.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from toolkit import disk
from toolkit.errors import ProjectError, UsageError

STARTING: Final = ("look.typ", "look.css")
"""The files that a new theme begins with."""

FOLDER: Final = "themes"
_SHOWN: Final = frozenset((".typ", ".png", ".jpg", ".svg"))  # what Typst can read
_PACKAGE: Final = re.compile(rb'"@[a-z]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The toolkit's own theme, or one in a folder that goes before it."""

    folder: Path | None = None

    def press_files(self) -> dict[str, bytes]:
        """Return what Typst needs, by name."""
        ours = {one.name: one.read_bytes() for one in _bundled() if one.name.endswith(".typ")}
        return ours | self._own()

    def css(self, *names: str) -> bytes:
        """Return style sheets of the toolkit, and the theme's after them."""
        own = self.place("look.css")
        sheets = [bundled(name) for name in names]
        return b"\n".join([*sheets, own.read_bytes()] if own else sheets)

    @property
    def fonts(self) -> tuple[Path, ...]:
        """The folder of fonts, where there is one."""
        found = self.folder / "fonts" if self.folder else None
        return (found,) if found and found.is_dir() else ()

    def place(self, name: str) -> Path | None:
        """Return where a file of the theme lies; None when it is the toolkit's."""
        own = self.folder / name if self.folder else None
        return own if own and own.is_file() else None

    def _own(self) -> dict[str, bytes]:
        if self.folder is None:
            return {}
        found = {
            path.name: path.read_bytes()
            for path in sorted(self.folder.iterdir())
            if path.suffix in _SHOWN and path.is_file()
        }
        for name, content in found.items():
            if name.endswith(".typ") and _PACKAGE.search(content):
                raise ProjectError(
                    "a theme cannot import packages",
                    at=str(self.folder / name),
                    hint="copy what you need into the folder of the theme",
                )
        return found


def _bundled() -> list[Path]:
    return sorted(Path(str(files("toolkit") / "theme")).iterdir())


def bundled(name: str) -> bytes:
    """Return a file of the toolkit's own theme."""
    return (files("toolkit") / "theme" / name).read_bytes()


def find(name: str, root: Path) -> Theme:
    """Return the theme of a project by the folder that it names; without a name, the toolkit's own."""
    if not name:
        return Theme()
    folder = root / name
    if not folder.is_dir():
        raise ProjectError(
            f"there is no theme “{name}”",
            at=str(root),
            hint=f'write theme = "{kept}" under [publishing]'
            if (root / (kept := f"{FOLDER}/{name}")).is_dir()
            else f"make it with `toolkit theme new {name}`, or drop the line from [publishing]",
        )
    return Theme(folder=folder)


def create(folder: Path) -> tuple[Path, ...]:
    """Begin a theme in a folder, and return its files; raise UsageError where one is there already."""
    paths = tuple(folder / name for name in STARTING)
    for path in paths:
        if path.exists():
            raise UsageError(
                f"{path.name} is there already", at=str(folder), hint="choose another folder"
            )
    for path in paths:
        disk.write(path, bundled(path.name))
    return paths
