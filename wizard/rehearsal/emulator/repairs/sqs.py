"""SQS: queues keep the account's time, a long poll doesn't wait in real time, and ten thousand messages are
no trouble.

The emulator looks at all messages anew for each message sent, received or deleted.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount

_NONE = (0, float("inf"))


class _Visible:
    """The messages that may be received now; found one by one, since a receiver wants ten of ten thousand.

    The queue remembers how many hidden ones come first, and until when that holds: they were just received.
    """

    def __init__(self, queue: Any, now: float) -> None:
        self._queue, self._now = queue, now

    def __iter__(self) -> Iterator[Any]:
        queue, now = self._queue, self._now
        hidden, until = getattr(queue, "first_hidden", _NONE)
        if now >= until or hidden > len(queue._messages):
            hidden, until = _NONE
        leading = True
        for message in islice(queue._messages, hidden, None):
            if now > message.visible_at and now >= message.delayed_until:
                if leading:
                    leading, queue.first_hidden = False, (hidden, until)
                yield message
            elif leading:
                hidden += 1
                until = min(until, max(message.visible_at, message.delayed_until))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _receipt() -> str:
    return secrets.token_hex(92)


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.sqs import models

    real_groups: Any = models.Queue.pending_message_groups
    real_receive, real_delete = models.SQSBackend.receive_message, models.Queue.delete_message
    real_change = models.SQSBackend.change_message_visibility

    def receive_message(backend: Any, name: str, count: int, wait: int, *rest: Any, **named: Any) -> Any:
        return real_receive(backend, name, count, 0, *rest, **named)

    def delete_message(queue: Any, receipt_handle: str) -> None:
        for place, message in enumerate(queue._messages):
            if receipt_handle == message.receipt_handle or receipt_handle in message._old_receipt_handles:
                queue.pending_messages.discard(message)
                queue.deleted_messages.update(message.all_receipt_handles)
                del queue._messages[place]
                hidden, until = getattr(queue, "first_hidden", _NONE)
                queue.first_hidden = (hidden - (place < hidden), until)
                return
        real_delete(queue, receipt_handle)

    def change_visibility(backend: Any, queue_name: str, *rest: Any, **named: Any) -> Any:
        backend.get_queue(queue_name).first_hidden = _NONE
        return real_change(backend, queue_name, *rest, **named)

    def millis() -> float:
        return account.clock.now() * 1000

    def groups_in_work(queue: Any) -> set[str]:
        return real_groups.__get__(queue) if queue.fifo_queue else set()

    def delayed(queue: Any) -> int:
        now = millis()
        return sum(now < m.delayed_until for m in queue._messages)

    def not_visible(queue: Any) -> int:
        now = millis()
        return sum(now <= m.visible_at for m in queue._messages)

    def kept(backend: Any, queue_name: str, message: Any) -> bool:
        seconds = float(backend.get_queue(queue_name).message_retention_period)
        return message.sent_timestamp + seconds * 1000 >= millis()

    yield mock.patch.object(models, "unix_time", account.clock.now)
    yield mock.patch.object(models, "unix_time_millis", millis)
    yield mock.patch.object(models.SQSBackend, "receive_message", receive_message)
    yield mock.patch.object(models.SQSBackend, "change_message_visibility", change_visibility)
    yield mock.patch.object(models.SQSBackend, "is_message_valid_based_on_retention_period", kept)
    yield mock.patch.object(models.Queue, "delete_message", delete_message)
    yield mock.patch.object(models.Queue, "messages", property(lambda queue: _Visible(queue, millis())))
    yield mock.patch.object(models.Queue, "pending_message_groups", property(groups_in_work))
    yield mock.patch.object(models, "generate_receipt_handle", _receipt)
    # Of a received message it changes one field, and puts a new value there.
    yield mock.patch.object(models, "deepcopy", copy.copy)
    yield mock.patch.object(models.Queue, "approximate_number_of_messages_delayed", property(delayed))
    yield mock.patch.object(models.Queue, "approximate_number_of_messages_not_visible", property(not_visible))
