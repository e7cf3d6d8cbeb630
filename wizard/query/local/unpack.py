"""One log file as a JSON array of records, the form that DuckDB reads record by record in little memory.

A file as CloudTrail writes it, {"Records": [...]}, is only cut at both ends while it streams through. What
has been through other hands (pretty-printed, an array, a line for each record, the answer of `aws cloudtrail
lookup-events`) is parsed and written anew.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

# CloudTrail's own files have at most 50 MB; what is far beyond is no log file, whatever it was packed into.
_LARGEST = 1 << 30
_LARGEST_PARSED = 64 << 20
_GZIP = b"\x1f\x8b"
_HEAD = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"Records"\s*:\s*(?=\[)')
_TAIL = re.compile(rb"\]\s*(\}\s*)$")
_LONGEST_END = 4096
_PIECE = 1 << 20


class NotALog(ValueError):
    """The file can't be used; says why, as a clause without a subject."""


class NotRead(NotALog):
    """The file couldn't be read this time; the next time it may. cause: whose fault that is, as facts.Cause
    has it, of a file that AWS has; "" where it is this file's own."""

    def __init__(self, why: str, cause: str = "") -> None:
        super().__init__(why)
        self.cause = cause


class NotRecords(NotALog):
    """The file is one of CloudTrail's others (a digest), or empty: nothing is missing without it."""


def unpack(chunks: Iterable[bytes], to: Path) -> int:
    """Writes the records to `to` as one array, and returns how many bytes. Raises NotALog."""
    size = 0
    with open(to, "w+b") as file:
        head = b""
        for chunk in _plain(chunks):
            if not size and not head:
                head = chunk
                begin = _HEAD.match(chunk)
                chunk = chunk[begin.end() :] if begin else chunk
                is_usual = bool(begin)
            size += file.write(chunk)
            if size > _LARGEST:
                raise NotALog("is larger than any log file")
        if not head:
            raise NotRecords("is empty")
        end = max(0, size - _LONGEST_END)
        file.seek(end)
        tail = _TAIL.search(file.read())
        if is_usual and tail:
            size = end + tail.start(1)
            file.truncate(size)
            return size
        file.seek(0)
        if size > _LARGEST_PARSED:
            raise NotALog("is large, and not as CloudTrail writes log files")
        text = file.read()
    return _rewrite((head[: head.index(b"[")] if is_usual else b"") + text, to)


def append(array: Path, other: bytes) -> None:
    """Puts the records of another array behind those of this one. Both are as `unpack` leaves them."""
    inside = other[other.index(b"[") + 1 : other.rindex(b"]")].strip()
    if not inside:
        return
    with open(array, "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        tail = min(end, _LONGEST_END)
        file.seek(end - tail)
        kept = file.read().rstrip()[:-1].rstrip()
        file.seek(end - tail + len(kept))
        is_empty = kept.endswith(b"[") and end <= _LONGEST_END and kept.strip() == b"["
        file.write((b"" if is_empty else b",") + inside + b"]")
        file.truncate()


def repair(path: Path) -> None:
    """Writes an array anew that DuckDB refused: Python takes more, such as half of a surrogate pair.

    Raises NotALog.
    """
    if path.stat().st_size > _LARGEST_PARSED:
        raise NotALog("is large, and not as CloudTrail writes log files")
    # Several documents behind each other lost the first one's beginning and the last one's end.
    _rewrite(b'{"Records":' + path.read_bytes() + b"}", path)


def _plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes unpacked, in pieces of about a megabyte; a browser may have unpacked them already."""
    packed: Any = None
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(_GZIP):
            packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
        if packed is None:
            yield chunk
            continue
        while chunk:
            # One file may be several that were put behind each other, with padding at the end.
            if packed.eof:
                chunk = chunk.lstrip(b"\0")
                packed = zlib.decompressobj(zlib.MAX_WBITS | 16) if chunk else packed
            try:
                found = packed.decompress(chunk, _PIECE)
            except zlib.error:
                raise NotALog("is damaged: it can't be unpacked") from None
            if found:
                yield found
            chunk = packed.unused_data if packed.eof else packed.unconsumed_tail
    if packed is not None and not packed.eof:
        raise NotALog("is cut short")


def _rewrite(text: bytes, to: Path) -> int:
    records = [one for one in _records(_parsed(text)) if isinstance(one, dict)]
    if not records:
        raise NotRecords("holds no records")
    try:
        written = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise NotALog("is nested too deeply") from None
    # Half a pair of surrogates is no character, and no JSON either.
    return to.write_bytes(written.encode("utf-8", "replace"))


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except UnicodeDecodeError:
        raise NotALog("isn't JSON") from None
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        cut = text.lstrip()[:1] in (b"{", b"[")
        raise NotALog("is cut short or damaged" if cut else "isn't JSON") from None


def _records(found: Any) -> list[Any]:
    """The records in what was parsed. Raises NotALog."""
    if isinstance(found, dict):
        if isinstance(found.get("Records"), list):
            return found["Records"]
        # https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
        if isinstance(found.get("Events"), list):
            return [_event(one) for one in found["Events"]]
        if "digestS3Object" in found:
            raise NotRecords("is a digest")
        if "eventName" in found and "eventSource" in found:
            return [found]
        raise NotALog("isn't a log file of CloudTrail")
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        whole = [one for one in found if "Records" in one]
        if whole:
            return [record for one in whole for record in _records(one)]
        if not found or any("eventName" in one for one in found):
            return found
    raise NotALog("isn't a log file of CloudTrail")


def _event(entry: Any) -> Any:
    """Raises NotALog: a file of which a part is missing isn't taken for whole."""
    try:
        return json.loads(entry["CloudTrailEvent"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise NotALog("is damaged: an event in it can't be read") from None
