"""A keyboard for the interview's questions."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """A keyboard. A question that waits for more keys than the test has ends the test."""

    def too_few(_signal: int, _frame: object) -> None:
        pytest.fail("a question still waits for a key")

    before = signal.signal(signal.SIGALRM, too_few)
    signal.alarm(30)
    try:
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            yield pipe
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
