"""Packs a checkpoint as an Argos package: ``python -m training.pack CHECKPOINT OUT.argosmodel``.

Rules: the same checkpoint gives the same bytes, whatever the date and the machine's file order;
the package says by itself how its input is to be prepared and what it was trained for.
"""

import argparse
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.normalise import STEPS

VERSION = "1.2"
"""Counts the models that were shipped."""
ROOT = f"translate-zh_en-{VERSION.replace('.', '_')}"
ARGOS_VERSION = "1.9"
INJECTION = "spaced"
DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What the package promises about its model."""

    carries_latin: bool
    alignment: bool
    version: str = VERSION

    def metadata(self) -> dict[str, object]:
        """Return the content of ``metadata.json``."""
        return {
            "package_version": self.version,
            "argos_version": ARGOS_VERSION,
            "from_code": "zh",
            "from_name": "Chinese",
            "to_code": "en",
            "to_name": "English",
            "type": "translate",
            "toolkit": {
                "normalise": list(STEPS),
                "carries_latin": self.carries_latin,
                "alignment": self.alignment,
                "injection": INJECTION,
            },
        }


def bundle(model: Path, *, pieces: bytes, readme: str, traits: Traits) -> dict[str, bytes]:
    """Gather the files of a package: names relative to its top folder, and contents."""
    metadata = json.dumps(traits.metadata(), indent=2, ensure_ascii=False) + "\n"
    files = {
        "README.md": readme.encode(),
        "metadata.json": metadata.encode(),
        "sentencepiece.model": pieces,
    }
    files |= {f"model/{path.name}": path.read_bytes() for path in model.iterdir() if path.is_file()}
    return files


def write(files: Mapping[str, bytes], path: Path) -> None:
    """Write a package, its entries sorted and all of one date."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{ROOT}/{name}", date_time=DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])


def pack(checkpoint: Path, out: Path) -> None:
    """Export a checkpoint to CTranslate2 and pack it with its vocabulary and its card."""
    from training import card, export  # noqa: PLC0415  (torch is needed for a checkpoint only)

    loaded = export.load(checkpoint)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        export.write(loaded, model)
        traits = Traits(carries_latin=loaded.carries_latin, alignment=loaded.head is not None)
        write(
            bundle(
                model,
                pieces=loaded.pieces,
                readme=card.text(**asdict(loaded.network.shape)),
                traits=traits,
            ),
            out,
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, pack, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m training.pack", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    pack(options.checkpoint, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
