"""`with refused("Code") as refusal:` - the block must be refused with AWS's code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wizard.rehearsal.refusals import Refused


@contextmanager
def refused(code: str, *words: str) -> Iterator[None]:
    """Fails unless the block raises Refused with this code and a message that holds each of the words."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code, caught.value
    for word in words:
        assert word in caught.value.message
