"""From Pulumi's assets and archives to the zip that Lambda gets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip


def zip_of(archive: Any) -> bytes:
    """The bytes of a zip with an archive's files; a .zip file is taken as it is."""
    path = getattr(archive, "path", None)
    if path and Path(path).is_file():
        return Path(path).read_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(_files(archive)):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return made.getvalue()


def _files(archive: Any, under: str = "") -> Iterator[tuple[str, bytes]]:
    assets, path, text = (getattr(archive, name, None) for name in ("assets", "path", "text"))
    if assets is not None:
        for name, inner in assets.items():
            yield from _files(inner, f"{under}/{name}" if under else name)
    elif text is not None:
        yield under, text.encode()
    elif path is not None and Path(path).is_dir():
        for file in sorted(Path(path).rglob("*")):
            if file.is_file():
                inside = file.relative_to(path).as_posix()
                yield f"{under}/{inside}" if under else inside, file.read_bytes()
    elif path is not None:
        yield under, Path(path).read_bytes()
    else:
        raise TypeError(f"{type(archive).__name__} isn't an asset or archive that can be packed")
