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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE
from wizard.account.facts import Probe
from wizard.account.one_call import ask, ask_every_page
from wizard.drill.plan import Plan
from wizard.drill.topic_queue import subscribe_queue
from wizard.failures import AwsFailure

# Another drill may be late with its clean-up.
_GRACE_SECONDS = 600
#: For so many seconds SQS shows a message to nobody else once it was read, also where its answer was lost.
#: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
HIDDEN_SECONDS = 5


@dataclass(frozen=True)
class Alert:
    """The alert that told of the drill: its subject, and the group that bears the nonce."""

    subject: str
    group: dict[str, Any] = field(default_factory=dict)


@dataclass
class Listener:
    """Reads the temporary queue. left: told, in words, of what couldn't be removed."""

    plan: Plan
    client_for: ClientFor
    left: Callable[[str], None]
    url: str = ""

    @property
    def region(self) -> str:
        """The topic's, which is the queue's."""
        return Arn.of(self.plan.topic_arn).region

    def receive(self) -> Probe[Alert | None]:
        """The drill's alert, None if it hasn't come by now; unknown where the queue couldn't be read.

        A message is read before it is deleted; one that can't be deleted comes again, and does no harm.
        """
        answer = self._sqs(
            "receive_message",
            QueueUrl=self.url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1,
            VisibilityTimeout=HIDDEN_SECONDS,
        )
        if answer.value is None:
            return answer
        for message in answer.value.get("Messages") or ():
            found = alert_in(message["Body"], self.plan.nonce, self.plan.source)
            if found:
                return Probe("good", found)
            self._sqs("delete_message", QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return Probe("good")

    def open(self, name: str) -> None:
        """Makes the queue of this name and subscribes it. Raises AwsFailure where it can't be."""
        plan = self.plan
        arn = plan.names.arn("sqs", name, self.region)
        self.url, done = subscribe_queue(self.client_for, plan.topic_arn, arn)
        if done.value is None:
            raise AwsFailure(
                f"The drill can't listen to the topic: {done.why.rstrip('.')}. It needs sqs:CreateQueue, "
                "sqs:ReceiveMessage, sqs:DeleteMessage, sqs:DeleteQueue, sns:Subscribe and sns:Unsubscribe."
            )

    def queues(self) -> list[str]:
        """The names of every drill's queues; none where they can't be listed, and then nothing is removed."""
        listed = self._sqs("list_queues", QueueNamePrefix=_prefix(self.plan)).value or {}
        return [url.rpartition("/")[2] for url in listed.get("QueueUrls") or ()]

    def remove(self, names: Sequence[str]) -> None:
        """Unsubscribes and deletes these queues. By name, since a drill may be stopped between making one and
        noting that it did."""
        if not names:
            return
        listed = ask_every_page(
            self.client_for,
            "sns",
            self.region,
            "list_subscriptions_by_topic",
            TopicArn=self.plan.topic_arn,
        )
        self._tell("the queue's subscription", listed)
        for one in listed.value["Subscriptions"] if listed.value else ():
            if one["Protocol"] == "sqs" and Arn.of(one["Endpoint"]).name in names:
                arn = one["SubscriptionArn"]
                self._tell(f"the subscription {arn}", self._sns("unsubscribe", SubscriptionArn=arn))
        for name in names:
            self._tell(f"the queue {name}", self._delete(name))

    def _delete(self, name: str) -> Probe[Any]:
        # A queue that was just made may not be found by its name yet.
        url = self.url if self.url.endswith(f"/{name}") else ""
        if not url:
            found = self._sqs("get_queue_url", QueueName=name)
            if found.value is None:
                return found
            url = found.value["QueueUrl"]
        return self._sqs("delete_queue", QueueUrl=url)

    def _tell(self, what: str, done: Probe[Any]) -> None:
        """Of what couldn't be removed; what isn't there needn't be."""
        if done.state == "unknown":
            self.left(f"{what} ({done.why.rstrip('.')})")

    def _sqs(self, call: str, **parameters: Any) -> Probe[Any]:
        return ask(self.client_for, "sqs", self.region, call, absent=NOT_THERE, **parameters)

    def _sns(self, call: str, **parameters: Any) -> Probe[Any]:
        return ask(self.client_for, "sns", self.region, call, absent=NOT_THERE, **parameters)


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
    listener = Listener(plan, client_for, left)
    name = f"{_prefix(plan)}{int(now + plan.seconds)}-{plan.nonce}"
    try:
        listener.remove([one for one in listener.queues() if _is_left_over(one, plan, now)])
        listener.open(name)
        yield listener
    finally:
        with _uninterrupted():
            listener.remove([name])


def _prefix(plan: Plan) -> str:
    return f"{plan.names.named('drill')}-"


def _is_left_over(name: str, plan: Plan, now: float) -> bool:
    until = name.removeprefix(_prefix(plan)).partition("-")[0]
    return until.isdigit() and int(until) + _GRACE_SECONDS < now


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
