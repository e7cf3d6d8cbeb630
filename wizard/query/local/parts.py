"""Parts of a cache: Parquet files, whole or spoilt."""

from __future__ import annotations

import os
from pathlib import Path


class Spoilt(Exception):
    """What was loaded can't be read back."""


def is_parquet(path: Path) -> bool:
    """Whether it is there with both its ends. https://parquet.apache.org/docs/file-format/"""
    try:
        with open(path, "rb") as file:
            begins = file.read(4)
            file.seek(-4, os.SEEK_END)
            return begins == file.read() == b"PAR1"
    except OSError:
        return False


def settle(written: Path, to: Path) -> None:
    """Renames what was written, once it is on the disk."""
    with open(written, "rb") as file:
        os.fsync(file.fileno())
    written.replace(to)
