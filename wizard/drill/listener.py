"""Listens to the topic with a queue for the time being, which goes whatever happens.

The queue's name says until when it is used, so that one which a killed drill left behind is found and removed
by the next. It has no filter policy: one may need 15 minutes to take effect.
https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE, is_one_of
from wizard.account.errors import AWS_ERRORS, code_of, trouble
from wizard.drill.plan import Plan
from wizard.failures import AwsFailure

# Another drill may be late with its clean-up.
_GRACE_SECONDS = 600


@dataclass(frozen=True)
class Alert:
    """The alert that told of the drill: its subject, and the group that bears the nonce."""

    subject: str
    group: dict[str, Any] = field(default_factory=dict)


@dataclass
class Listener:
    """Reads the temporary queue. left: told, in words, of what couldn't be removed."""

    plan: Plan
    sqs: Any
    sns: Any
    left: Callable[[str], None]
    url: str = ""

    def receive(self) -> Alert | None:
        """The drill's alert, if it came by now. Raises what AWS answers."""
        answer = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages") or ():
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
            found = alert_in(message["Body"], self.plan.nonce, self.plan.source)
            if found:
                return found
        return None


def alert_in(body: str, nonce: str, source: str) -> Alert | None:
    """The alert in a message from the topic, if it tells of this drill and came by the source that it is to
    prove. Any other text is None."""
    try:
        envelope = json.loads(body)
        groups = json.loads(envelope["Message"])["groups"]
        own = (one for one in groups if one.get("drill") == nonce and source in one.get("sources", ()))
        group = next(own, None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Alert(str(envelope.get("Subject") or ""), group) if group else None


@contextmanager
def listening(
    plan: Plan, client_for: ClientFor, now: float, left: Callable[[str], None]
) -> Iterator[Listener]:
    """A listener on the topic while the block runs. Raises AwsFailure where it can't be made."""
    region = Arn.of(plan.topic_arn).region
    listener = Listener(plan, client_for("sqs", region), client_for("sns", region), left)
    name = f"{_prefix(plan)}{int(now + plan.seconds)}-{plan.nonce}"
    _remove(listener, [one for one in _queues(listener) if _is_left_over(one, plan, now)])
    try:
        _open(listener, name)
        yield listener
    finally:
        with _uninterrupted():
            _remove(listener, [name])


def _prefix(plan: Plan) -> str:
    return f"{plan.names.named('drill')}-"


def _is_left_over(name: str, plan: Plan, now: float) -> bool:
    until = name.removeprefix(_prefix(plan)).partition("-")[0]
    return until.isdigit() and int(until) + _GRACE_SECONDS < now


def _open(listener: Listener, name: str) -> None:
    plan = listener.plan
    region = Arn.of(plan.topic_arn).region
    arn = plan.names.arn("sqs", name, region)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": plan.topic_arn}},
            }
        ],
    }
    attributes = {"Policy": json.dumps(policy), "SqsManagedSseEnabled": "true"}
    action = "sqs:CreateQueue"
    try:
        listener.url = listener.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        action = "sns:Subscribe"
        listener.sns.subscribe(
            TopicArn=plan.topic_arn, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True
        )
    except AWS_ERRORS as error:
        raise AwsFailure(
            f"The drill can't listen to the topic: {trouble(error, action, region).text}. It needs "
            "sqs:CreateQueue, sqs:ReceiveMessage, sqs:DeleteMessage, sqs:DeleteQueue, sns:Subscribe and "
            "sns:Unsubscribe."
        ) from None


def _queues(listener: Listener) -> list[str]:
    """The names of every drill's queues; none where they can't be listed, and then nothing is removed."""
    try:
        urls = listener.sqs.list_queues(QueueNamePrefix=_prefix(listener.plan)).get("QueueUrls") or ()
    except AWS_ERRORS:
        return []
    return [url.rpartition("/")[2] for url in urls]


def _remove(listener: Listener, names: list[str]) -> None:
    """Unsubscribes and deletes these queues. By name, since a drill may be stopped between making one and
    noting that it did."""
    if not names:
        return
    try:
        arns = _subscriptions(listener, names)
    except AWS_ERRORS as error:
        arns = []
        listener.left(f"the queue's subscription ({_why(error)})")
    for arn in arns:
        _tried(listener, f"the subscription {arn}", listener.sns.unsubscribe, SubscriptionArn=arn)
    for name in names:
        # A queue that was just made may not be found by its name yet.
        known = listener.url if listener.url.endswith(f"/{name}") else ""
        _tried(listener, f"the queue {name}", _delete, listener.sqs, name, known)


def _subscriptions(listener: Listener, names: list[str]) -> list[str]:
    pages = listener.sns.get_paginator("list_subscriptions_by_topic").paginate(
        TopicArn=listener.plan.topic_arn
    )
    listed = [one for page in pages for one in page["Subscriptions"]]
    return [
        one["SubscriptionArn"]
        for one in listed
        if one["Protocol"] == "sqs" and Arn.of(one["Endpoint"]).name in names
    ]


def _delete(sqs: Any, name: str, url: str) -> None:
    sqs.delete_queue(QueueUrl=url or sqs.get_queue_url(QueueName=name)["QueueUrl"])


def _tried(listener: Listener, what: str, call: Callable[..., Any], *args: Any, **named: Any) -> None:
    try:
        call(*args, **named)
    except AWS_ERRORS as error:
        if not is_one_of(code_of(error), NOT_THERE):
            listener.left(f"{what} ({_why(error)})")


def _why(error: Exception) -> str:
    return code_of(error) or type(error).__name__


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Inside, Ctrl-C and the like wait: it is a matter of seconds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), signal.SIG_IGN) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
