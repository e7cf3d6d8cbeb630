"""Who hasn't confirmed the alert's mails yet."""

from __future__ import annotations

from wizard.account.errors import AWS_ERRORS, trouble
from wizard.account.facts import Probe
from wizard.account.probes import ClientFor


def unconfirmed(client_for: ClientFor, topic_arn: str) -> Probe[tuple[str, ...]]:
    """Addresses that SNS waits for; it sends them nothing else meanwhile.

    https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    """
    region = topic_arn.split(":")[3]
    try:
        pages = client_for("sns", region).get_paginator("list_subscriptions_by_topic")
        listed = pages.paginate(TopicArn=topic_arn).build_full_result()["Subscriptions"]
    except AWS_ERRORS as error:
        return Probe("unknown", why=trouble(error, "sns:ListSubscriptionsByTopic", region).text)
    waiting = [s["Endpoint"] for s in listed if s["SubscriptionArn"] == "PendingConfirmation"]
    return Probe("good", tuple(sorted(waiting)))
