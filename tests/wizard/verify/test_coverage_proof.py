"""What a digest file proves, in a sentence."""

from __future__ import annotations

import pytest

from wizard.account.facts import Probe
from wizard.verify.coverage import proof
from wizard.verify.facts import NOT_ASKED, Digest


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Probe("good", "2025-11-24T15:12:00Z"), ", newest event 2025-11-24T15:12:00Z."),
        (Probe("good", ""), ", no activity in that hour."),
        (Probe("unknown", why="Not allowed"), ", its newest event isn't known."),
        (NOT_ASKED, "; of so many files the newest events aren't read."),
    ],
)
def test_a_newest_event_that_was_not_read_is_told_from_none(event: Probe[str], said: str) -> None:
    assert proof(Digest(1_764_000_000.0, "key", event)) == f"Digest file of 2025-11-24 16:00 UTC{said}"
