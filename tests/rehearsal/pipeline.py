"""A small alert path, made by hand: rule in a region -> bus at home -> queue; for tests to break."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount

AWAY = "us-west-2"
CALLS = {"source": [{"prefix": "aws."}], "detail-type": ["AWS API Call via CloudTrail"]}


@dataclass(frozen=True)
class Path:
    account: EmulatedAccount
    url: str
    rule: dict[str, Any]
    bus_rule: dict[str, Any]

    def arrived(self) -> list[dict[str, Any]]:
        """The events in the queue, taken out of it."""
        sqs = self.account.client("sqs")
        found = []
        while batch := sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages"):
            for message in batch:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return found


def build(
    account: EmulatedAccount,
    *,
    state: str = "ENABLED",
    bus_state: str = "ENABLED",
    pattern: dict[str, Any] = CALLS,
    may_forward: bool = True,
    queue_lets_in: bool = True,
) -> Path:
    """The path, with a trail that logs. The flags leave out one permission, or set a rule's state."""
    world.log_bucket(account)
    world.trail(account)
    bus = world.make(account, "cloudwatch/eventBus:EventBus", name="alerts")[1]["arn"]
    policy = world.may("events:PutEvents", bus) if may_forward else None
    role = world.role(account, "forward", "events", policy=policy)
    text = json.dumps(pattern)
    rule = world.make(
        account, "cloudwatch/eventRule:EventRule", name="watch", region=AWAY, eventPattern=text, state=state
    )[1]
    world.make(
        account,
        "cloudwatch/eventTarget:EventTarget",
        rule="watch",
        targetId="bus",
        region=AWAY,
        arn=bus,
        roleArn=role,
    )
    bus_rule = world.make(
        account,
        "cloudwatch/eventRule:EventRule",
        name="collect",
        eventBusName="alerts",
        eventPattern=text,
        state=bus_state,
    )[1]
    url, queue = world.make(account, "sqs/queue:Queue", name="events")
    if queue_lets_in:
        source = {"aws:SourceArn": bus_rule["arn"]}
        allowed = world.allow("events", "sqs:SendMessage", queue["arn"], ArnEquals=source)
        world.make(account, "sqs/queuePolicy:QueuePolicy", queueUrl=url, policy=world.text(allowed))
    world.make(
        account,
        "cloudwatch/eventTarget:EventTarget",
        rule="collect",
        targetId="queue",
        eventBusName="alerts",
        arn=queue["arn"],
    )
    return Path(account, url, rule, bus_rule)
