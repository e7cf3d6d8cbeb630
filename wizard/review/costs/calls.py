"""What the digest function asks of AWS, and what each call is charged as.

tests/wizard/review/costs/test_calls.py holds the counts against the real function, and
`python -m bench.costs` against one that runs in the emulated account.
"""

from __future__ import annotations

import math
from collections import Counter

from components import prices
from components.prices import Price

# "service:Operation" -> how often. A fraction where it is an average over many runs.
Calls = Counter[str]

MESSAGES_A_CALL = 10
"""SQS hands out and deletes at most ten at a time:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api-actions.html"""

# An item of the table has less than 1 KB, a request to queue or topic less than 64 KB: one unit each.
CHARGED: dict[str, tuple[Price, ...]] = {
    "dynamodb:GetItem": (prices.TABLE_READ,),
    "dynamodb:PutItem": (prices.TABLE_WRITE,),
    "dynamodb:UpdateItem": (prices.TABLE_WRITE,),
    "sqs:ReceiveMessage": (prices.QUEUE_REQUEST,),
    "sqs:DeleteMessageBatch": (prices.QUEUE_REQUEST,),
    "s3:GetObject": (prices.OBJECT_READ,),
    "kms:Decrypt": (prices.KEY_REQUEST,),
    "sns:ListSubscriptionsByTopic": (prices.TOPIC_REQUEST,),
    "events:DescribeRule": (),
    "events:ListTargetsByRule": (),
    "account:ListRegions": (),
    "iam:GetRole": (),
}
# Those that CloudTrail records as management events, all of them reads; the others are data events.
# https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
LOGGED = {
    "kms:Decrypt",
    "sns:ListSubscriptionsByTopic",
    "events:DescribeRule",
    "events:ListTargetsByRule",
    "account:ListRegions",
    "iam:GetRole",
}


def of_a_run(messages: float = 0, opened: float = 0, decrypts: bool = False) -> Calls:
    """A run that finds so many messages in the queue, opens so many log files, and has nothing to tell.

    decrypts: whether S3 asks KMS to decrypt each file that is opened.
    """
    batches = min(messages, 1) if messages <= MESSAGES_A_CALL else math.ceil(messages / MESSAGES_A_CALL)
    calls = {
        # The lease is taken and given back, and renewed before anything is deleted.
        "dynamodb:UpdateItem": 2 + min(messages, 1),
        # The groups, and when the last self-check was.
        "dynamodb:GetItem": 2,
        # Until the queue is empty.
        "sqs:ReceiveMessage": batches + 1,
        "sqs:DeleteMessageBatch": batches,
        "s3:GetObject": opened,
        "kms:Decrypt": opened if decrypts else 0,
    }
    return Counter({name: count for name, count in calls.items() if count})


def of_a_self_check(watched: int, tamper_rules: int = 0) -> Calls:
    """What the hourly self-check adds to a run, with rules in so many regions and so many of the tamper
    alert's."""
    calls = {
        "events:DescribeRule": watched + tamper_rules,
        "events:ListTargetsByRule": watched + tamper_rules,
        "account:ListRegions": 1 if watched else 0,
        "iam:GetRole": 1 if watched else 0,
        "sns:ListSubscriptionsByTopic": 1,
        "dynamodb:PutItem": 1,
    }
    return Counter({name: count for name, count in calls.items() if count})


def times(calls: Calls, often: float) -> Calls:
    """The same calls, so often."""
    return Counter({name: count * often for name, count in calls.items()})


def units(calls: Calls) -> Counter[Price]:
    """What the calls are charged as. Raises KeyError for a call that nobody has given a price."""
    found: Counter[Price] = Counter()
    for name, count in calls.items():
        for price in CHARGED[name]:
            found[price] += count
    return found


def waited_for(calls: Calls) -> float:
    """How many of them the function makes itself, opening log files apart."""
    return sum(count for name, count in calls.items() if name not in ("s3:GetObject", "kms:Decrypt"))


def logged(calls: Calls) -> float:
    """How many of them CloudTrail records as management events."""
    return sum(count for name, count in calls.items() if name in LOGGED)
