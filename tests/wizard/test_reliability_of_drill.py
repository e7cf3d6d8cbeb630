"""The drill, every call with every fault, as docs/reliability.md has it."""

from __future__ import annotations

import pytest

from tests.wizard.reliability import drill
from tests.wizard.reliability.cell import found, over
from tests.wizard.reliability.promises import Promises

pytestmark = pytest.mark.long


each = over(*drill.SCENARIOS)


@each
class TestWhatHoldsOfEveryCell(Promises):
    pass


def test_a_drill_says_no_only_where_the_queue_was_read() -> None:
    """`{}` is how SQS says that there are no messages."""
    ends = {(cell.call.partition(" ")[0], cell.fault) for cell in found(drill.by_rules) if cell.ran.code == 1}
    assert ends == {("sqs:ReceiveMessage", "{}")}


def test_what_could_not_be_removed_is_named() -> None:
    for cell in found(drill.by_rules):
        # `{}` is what SQS answers; XML says in which encoding it is.
        is_answer = (cell.call[:3], cell.fault) in {("sqs", "{}"), ("sns", "utf-16")}
        if cell.call.startswith(("sqs:DeleteQueue", "sns:Unsubscribe")) and not is_answer:
            assert "This couldn't be removed" in " ".join(cell.ran.err.split()), cell.place
