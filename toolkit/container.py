"""Writes the zip containers of EPUB and DOCX, and reads what pandoc put into one.

Rule: the bytes depend on nothing but the parts and a time.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime


def unpacked(raw: bytes) -> dict[str, bytes]:
    """Return the parts of a container that we had made, by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as given:
        return {name: given.read(name) for name in given.namelist()}


def packed(parts: Mapping[str, bytes], when: int, *, first: str = "") -> bytes:
    """Return a container; ``first`` is the part that stands first and uncompressed, if any."""
    moment = datetime.fromtimestamp(when, UTC).timetuple()[:6]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        for name in sorted(parts, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            container.writestr(entry, parts[name], compresslevel=9)
    return made.getvalue()
