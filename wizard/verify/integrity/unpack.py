"""Unpacks what is compressed with gzip, piece by piece, whatever it was made to grow to. Pure."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator

# What is unpacked at once at most, bytes: a piece of a "bomb" grows a thousandfold.
_AT_ONCE = 1 << 20


class NotGzip(ValueError):
    """It isn't what gzip makes, or more than one such; the message says which."""


class TooLarge(ValueError):
    """It unpacks to more than anything that CloudTrail delivers."""


def unpacked(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """What the pieces unpack to, `_AT_ONCE` bytes at a time at most. Raises NotGzip, also for anything after
    the end of what was compressed; TooLarge beyond `most` bytes."""
    inflater, size = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if inflater.eof:
                    raise NotGzip("something follows the end of the compressed data")
                made = inflater.decompress(rest, _AT_ONCE)
                rest = inflater.unconsumed_tail or inflater.unused_data
                size += len(made)
                if size > most:
                    raise TooLarge(f"it unpacks to more than {most >> 20} MB")
                yield made
        if not inflater.eof:
            yield inflater.flush()
    except zlib.error:
        raise NotGzip("it isn't compressed with gzip") from None
    if not inflater.eof:
        raise NotGzip("it is cut short, or isn't compressed with gzip")


def hash_of(pieces: Iterable[bytes], most: int) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and size in bytes, of what the pieces unpack to. Raises as `unpacked` does."""
    hashed, size = hashlib.sha256(), 0
    for made in unpacked(pieces, most):
        hashed.update(made)
        size += len(made)
    return hashed.hexdigest(), size
