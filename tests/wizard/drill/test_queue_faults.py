"""What of a queue's attributes holds alerts up, or loses them."""

from __future__ import annotations

import json

import pytest

from wizard.drill.queue_faults import of_alert_queue, of_dead_letters

ALERTS = "arn:aws:sqs:eu-west-1:111122223333:everyregion-alerts"
DEPLOYED = {
    "MessageRetentionPeriod": "1209600",
    "VisibilityTimeout": "360",
    "DelaySeconds": "0",
    "MaximumMessageSize": "1048576",
    "SqsManagedSseEnabled": "true",
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": "arn:aws:sqs:x", "maxReceiveCount": 5}),
}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, []),
        ({"RedrivePolicy": ""}, []),
        ({"MessageRetentionPeriod": "60"}, ["keeps what nobody has read for 60 s only, then it is gone"]),
        ({"VisibilityTimeout": "43200"}, ["hides what a run has taken for 43200 s, not 360"]),
        ({"VisibilityTimeout": "0"}, ["hides what a run has taken for 0 s, not 360"]),
        ({"DelaySeconds": "900"}, ["lets nobody see a message for its first 900 s"]),
        ({"MaximumMessageSize": "1024"}, ["takes no message of more than 1024 bytes"]),
        (
            {"KmsMasterKeyId": "alias/aws/sqs"},
            ["is encrypted with alias/aws/sqs, a key that rules may not be able to use"],
        ),
        (
            {"RedrivePolicy": json.dumps({"maxReceiveCount": "1"})},
            ["gives a message up after 1 of 5 attempts"],
        ),
        ({"RedrivePolicy": "nonsense", "VisibilityTimeout": "soon"}, []),
    ],
)
def test_each_attribute_that_holds_alerts_up_is_told(changes: dict[str, str], faults: list[str]) -> None:
    assert list(of_alert_queue({**DEPLOYED, **changes})) == faults


@pytest.mark.parametrize(
    ("allowed", "takes"),
    [
        ({}, True),
        ({"redrivePermission": "allowAll"}, True),
        ({"redrivePermission": "byQueue", "sourceQueueArns": [ALERTS]}, True),
        ({"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:x"]}, False),
        ({"redrivePermission": "denyAll"}, False),
    ],
)
def test_dead_letters_go_where_the_alert_queue_s_are_taken(allowed: dict[str, object], takes: bool) -> None:
    found = {**DEPLOYED, "RedriveAllowPolicy": json.dumps(allowed)} if allowed else DEPLOYED
    said = [] if takes else ["takes no dead letters of the alert queue"]
    assert list(of_dead_letters(found, ALERTS)) == said
