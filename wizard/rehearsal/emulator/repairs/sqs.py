"""SQS: an empty queue is known to be empty, so a long poll doesn't wait in real time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from wizard.rehearsal.account import EmulatedAccount


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.sqs.models import SQSBackend

    real_receive = SQSBackend.receive_message

    def receive_message(
        backend: Any, queue_name: str, count: int, wait_seconds_timeout: int, *rest: Any, **named: Any
    ) -> Any:
        return real_receive(backend, queue_name, count, 0, *rest, **named)

    yield mock.patch.object(SQSBackend, "receive_message", receive_message)
