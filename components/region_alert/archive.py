"""The digest function's package on its way to Pulumi."""

from __future__ import annotations

import functools
import hashlib
import tempfile
from pathlib import Path

import pulumi

from components.region_alert.package import code_sha256, package


def source(watched_records: str = "") -> pulumi.FileArchive:
    """The function's code, in a file that lasts as long as this process: of a zip Pulumi hands on every byte.

    watched_records: as for `package`.
    """
    made = package(watched_records)
    # By its content: what differs must not be written over before the engine has read it.
    file = Path(_packages().name) / f"{hashlib.sha256(made).hexdigest()}.zip"
    file.write_bytes(made)
    return pulumi.FileArchive(str(file))


def hash_of(watched_records: str = "") -> str:
    """That package's hash, as Lambda will tell it."""
    return code_sha256(package(watched_records))


@functools.cache
def _packages() -> tempfile.TemporaryDirectory[str]:
    """Nobody else may write into it."""
    return tempfile.TemporaryDirectory(prefix="everyregion-")
