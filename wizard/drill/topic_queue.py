"""A queue that hears what a topic sends: made and subscribed, where it isn't already.

https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
"""

from __future__ import annotations

import json
from typing import Any

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask


def subscribe_queue(client_for: ClientFor, topic: str, queue: str) -> tuple[str, Probe[Any]]:
    """The queue's URL, "" where it couldn't be made, and what came of the last call. topic, queue: ARNs; both
    are at the topic's region. There already, neither call changes anything."""
    region, name = Arn.of(topic).region, Arn.of(queue).resource
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
            }
        ],
    }
    attributes = {"Policy": json.dumps(policy), "SqsManagedSseEnabled": "true"}
    made = ask(client_for, "sqs", region, "create_queue", QueueName=name, Attributes=attributes)
    if made.value is None:
        return "", made
    wanted = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": queue}
    return made.value["QueueUrl"], ask(
        client_for, "sns", region, "subscribe", ReturnSubscriptionArn=True, **wanted
    )
