"""Reads a CloudTrail log file as it streams in, without ever holding all of it.

gzip is undone piece by piece and records are decoded one at a time, so that a file's size doesn't matter. A
damaged file gives every record that can be read, and then says what was wrong.
"""

from __future__ import annotations

import codecs
import re
import time
import zlib
from collections.abc import Iterable, Iterator
from math import inf
from typing import Protocol

from .budget import Budget
from .decoding import MOST_SEARCHED, gleaned, scan
from .json_values import Json

PIECE = 1 << 20
"""At most this much is unpacked at once: a few kilobytes can hide a gigabyte."""
LONGEST_RECORD = 4 << 20
"""CloudTrail's own limit is 1 MB:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"""
MOST_BAD = 1000
"""Values that are no records, before a file is given up: looking for the next record takes its time."""
GZIP = b"\x1f\x8b"

_START = re.compile(r'"Records"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_NEXT_RECORD = '{"eventVersion"'


class Damaged(Exception):
    """The file can't be read, or not to its end; raised after its readable records were given."""


def records(chunks: Iterable[bytes], budget: Budget | None = None) -> Iterator[Json]:
    """The values of the file's `Records` list. Raises Damaged at the end, never before what can be read; and
    what the budget raises, as soon as it is used up."""
    budget = budget or Budget(inf, time.monotonic, lambda: True)
    packed = _metered(chunks, budget, unpacked=False)
    return _decode(_text(_metered(_inflate(packed), budget, unpacked=True)), budget)


def _metered(pieces: Iterable[bytes], budget: Budget, unpacked: bool) -> Iterator[bytes]:
    """The pieces, as long as the budget has room for them. Packed ones cost only time."""
    for piece in pieces:
        budget.spend(len(piece) if unpacked else 0)
        yield piece


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The unpacked bytes, over several gzip members where there are several. Plain JSON passes as it is."""
    member = None
    head = b""
    some = False
    for chunk in chunks:
        data = head + chunk
        head = b""
        while data:
            if member is None:
                if some and not data.strip(b"\0"):
                    break
                if len(data) < 2 and data == GZIP[:1]:
                    head = data
                    break
                if not data.startswith(GZIP):
                    if some:
                        raise Damaged("bytes that are not gzip follow the log")
                    yield from _plain(data, chunks)
                    return
                member = zlib.decompressobj(wbits=31)
                some = True
            before = member.copy()
            try:
                piece = member.decompress(data, PIECE)
            except zlib.error:
                yield from _salvage(before, data)
                raise Damaged("its gzip data is corrupt") from None
            if piece:
                yield piece
            data = member.unconsumed_tail
            if member.eof:
                data, member = member.unused_data, None
    if head or not some:
        raise Damaged("it is empty" if not head else "it is not gzip")
    if member is not None:
        rest = member.flush()
        if rest:
            yield rest
        raise Damaged("it was cut short")


class _Member(Protocol):
    """One gzip member while it is undone: https://docs.python.org/3/library/zlib.html#zlib.decompressobj"""

    def copy(self) -> _Member: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _plain(data: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    if not data.lstrip().startswith(b"{"):
        raise Damaged("it is not gzip")
    yield data
    yield from chunks


def _salvage(member: _Member, data: bytes) -> Iterator[bytes]:
    """What can be unpacked before the corrupt place, which one call would throw away with the error."""
    step = 1 << 12
    while step:
        position = 0
        while position < len(data):
            before = member.copy()
            try:
                piece = member.decompress(data[position : position + step])
            except zlib.error:
                member = before
                break
            if piece:
                yield piece
            position += step
        data = data[position : position + step]
        step >>= 4
    return


def _text(pieces: Iterable[bytes]) -> Iterator[str | Damaged]:
    """The pieces as text. Damage comes last, as a value, so that what was buffered before it is used."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    try:
        for piece in pieces:
            yield decode(piece)
    except Damaged as damage:
        yield damage


class _Window:
    """The part of the text that is being looked at."""

    def __init__(self, pieces: Iterable[str | Damaged]) -> None:
        self._pieces = iter(pieces)
        self.text = ""
        self.position = 0
        self.damage: Damaged | None = None

    def more(self) -> bool:
        """Takes in the next piece and forgets what was passed; False at the end."""
        piece = next(self._pieces, None)
        if isinstance(piece, Damaged):
            self.damage = piece
            piece = None
        if piece is None:
            return False
        self.text = self.text[self.position :] + piece
        self.position = 0
        return True

    def seek(self, literal: str) -> bool:
        """Moves to the next occurrence of the literal, reading on as needed."""
        while True:
            found = self.text.find(literal, self.position)
            if found >= 0:
                self.position = found
                return True
            self.position = max(self.position, len(self.text) - len(literal))
            if not self.more():
                return False


def _decode(pieces: Iterable[str | Damaged], budget: Budget) -> Iterator[Json]:
    window = _Window(pieces)
    lists = bad = 0
    damage = ""
    while True:
        start = _START.search(window.text, window.position)
        if start is None:
            if len(window.text) - window.position < PIECE and window.more():
                continue
            break
        window.position = start.end()
        lists += 1
        closed = False
        while not closed:
            between = _BETWEEN.match(window.text, window.position)
            position = window.position = between.end() if between else window.position
            if position == len(window.text):
                if not window.more():
                    break
                continue
            if bad > MOST_BAD:
                raise Damaged("hardly anything in it is a record")
            if window.text[position] == "]":
                window.position += 1
                closed = True
                continue
            try:
                value, window.position = scan(window.text, position)
            except (ValueError, StopIteration, RecursionError) as error:
                budget.spend(0)
                too_deep = isinstance(error, RecursionError)
                unfinished = len(window.text) - position < LONGEST_RECORD and not too_deep
                if unfinished and window.more():
                    continue
                found = gleaned(window.text[position : position + MOST_SEARCHED]) if too_deep else {}
                if found:
                    yield found
                bad += not found
                window.position += 1
                if not window.seek(_NEXT_RECORD):
                    break
                damage = "a record in it is not JSON"
                continue
            bad += not isinstance(value, dict)
            yield value
        if not closed:
            raise window.damage or Damaged(damage or "it was cut short")
    if window.damage:
        raise window.damage
    if damage or not lists:
        raise Damaged(damage or ("it holds no list of records" if window.text.strip() else "it is empty"))
