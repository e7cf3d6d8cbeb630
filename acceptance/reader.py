"""A queue that hears the alerts as a person's mailbox would, so that nobody has to confirm a mail.

https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
"""

from __future__ import annotations

import json
from typing import Any

from acceptance.means import TRAIL, Means
from components.arns import Arn
from wizard.account.error_codes import NOT_THERE
from wizard.account.one_call import ask
from wizard.drill.topic_queue import subscribe_queue
from wizard.failures import AwsFailure

NAME = f"{TRAIL}-reader"
#: What a message can be: an alert of the digest function, and an alarm's own.
DIGEST, ALARM = "a digest", "an alarm"


def open_reader(means: Means, topic: str) -> str:
    """Makes the queue and subscribes it; where it is there already both calls change nothing. Its URL.

    Raises AwsFailure.
    """
    at = Arn.of(topic)
    arn = f"arn:{at.partition}:sqs:{at.region}:{at.account}:{NAME}"
    url, done = subscribe_queue(means.client_for, topic, arn)
    if done.value is None:
        raise AwsFailure(f"The alerts' reader can't be made: {done.why.rstrip('.')}.")
    return url


def heard(means: Means, region: str, url: str, patience: float) -> tuple[dict[str, str], str]:
    """Kind -> subject of the first message of it; reads until there is one of each, for so many seconds.

    The second is why the queue couldn't be read, "" where it could.
    """
    found: dict[str, str] = {}
    until = means.clock.now() + patience
    while True:
        answer = ask(
            means.client_for,
            "sqs",
            region,
            "receive_message",
            QueueUrl=url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1,
        )
        if answer.value is None:
            return found, answer.why
        messages = answer.value.get("Messages") or []
        for message in messages:
            kind, subject = kind_of(message["Body"])
            found.setdefault(kind, subject)
            ask(
                means.client_for,
                "sqs",
                region,
                "delete_message",
                QueueUrl=url,
                ReceiptHandle=message["ReceiptHandle"],
            )
        if {DIGEST, ALARM} <= found.keys() or means.clock.now() >= until:
            return found, ""
        if not messages:
            means.clock.sleep(5)


def kind_of(body: str) -> tuple[str, str]:
    """What a notification is, "" for anything else, and its subject."""
    outer = _object(body)
    inner = _object(outer.get("Message"))
    subject = str(outer.get("Subject") or "")
    if "AlarmName" in inner:
        return ALARM, subject or str(inner["AlarmName"])
    return (DIGEST, subject) if str(inner.get("schema", "")).startswith("everyregion/") else ("", subject)


def _object(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def close_reader(means: Means, region: str) -> None:
    """Deletes the queue, where there is one; its subscription goes with the topic. Raises AwsFailure."""
    found = ask(means.client_for, "sqs", region, "get_queue_url", absent=NOT_THERE, QueueName=NAME)
    if found.state == "bad":
        return
    done = found
    if found.value is not None:
        url = found.value["QueueUrl"]
        done = ask(means.client_for, "sqs", region, "delete_queue", absent=NOT_THERE, QueueUrl=url)
    if done.state == "unknown":
        raise AwsFailure(f"The queue {NAME} couldn't be deleted: {done.why.rstrip('.')}.")
