"""Somebody deletes a part of the alert: people hear of it all the same, and a drill names the part."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.rehearsal.conftest import HOME
from tests.rehearsal.drilling import AWAY, drilled
from wizard.rehearsal.account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.stand_ins.calls import calls_are_logged
from wizard.rehearsal.stand_ins.inbox import collect_messages
from wizard.rehearsal.stand_ins.schedules import tick

P = "everyregion"
ALERTS, DIGEST, RULE = f"{P}-alerts", f"{P}-alert-digest", f"{P}-region-alert"
Delete = Callable[[EmulatedAccount], Any]


def rule(name: str, region: str = HOME, bus: str = "default") -> Delete:
    def delete(account: EmulatedAccount) -> None:
        events = account.client("events", region)
        on = {"EventBusName": bus}
        targets = events.list_targets_by_rule(Rule=name, **on)["Targets"]
        events.remove_targets(Rule=name, Ids=[target["Id"] for target in targets], **on)
        events.delete_rule(Name=name, **on)

    return delete


def role(name: str) -> Delete:
    def delete(account: EmulatedAccount) -> None:
        iam = account.client("iam")
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
        iam.delete_role(RoleName=name)

    return delete


def queue(account: EmulatedAccount) -> None:
    sqs = account.client("sqs")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=ALERTS)["QueueUrl"])


def subscription(account: EmulatedAccount) -> None:
    sns = account.client("sns")
    for one in sns.list_subscriptions()["Subscriptions"]:
        if one["Protocol"] == "email":
            sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])


#: What is deleted -> how, the stage that a drill names, and a word of the message that leaves.
PARTS: dict[str, tuple[Delete, str, str]] = {
    "function": (
        lambda account: account.client("lambda").delete_function(FunctionName=DIGEST),
        "function",
        "DeleteFunction20150331",
    ),
    "queue": (queue, "queue", "DeleteQueue"),
    "schedule": (
        lambda account: account.client("scheduler").delete_schedule(Name=DIGEST),
        "schedule",
        "DeleteSchedule",
    ),
    "rule in a region": (rule(RULE, AWAY), "rule", "DeleteRule"),
    "rule of the bus": (rule(RULE, bus=ALERTS), "bus rule", "DeleteRule"),
    "forwarding role": (
        role(f"{P}-{HOME}-alert-forward"),
        "forward role",
        "The role that rules forward with is gone",
    ),
    "function's role": (role(f"{P}-{HOME}-alert-digest"), "function", "DeleteRole"),
    "schedule's role": (role(f"{P}-{HOME}-alert-schedule"), "schedule", "DeleteRole"),
    "subscription": (subscription, "subscriptions", "Unsubscribe"),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_deleted_part_is_told_and_named_by_a_drill(account: EmulatedAccount, part: str) -> None:
    delete, stage, word = PARTS[part]
    approved = [region for region in account.regions if region != AWAY]
    config = {
        "everyregion:approvedRegions": json.dumps(approved),
        "everyregion:alertEmails": json.dumps(["ops@example.com"]),
    }
    run = deploy(account, config)
    assert run.refusal is None
    with collect_messages(account, run.exports["alertTopicArn"]) as inbox:
        with calls_are_logged(account):
            delete(account)
        tick(account)
        tick(account, 3600)
        told = [message.subject + message.body for message in inbox.read()]
    assert any(word in text for text in told), told
    outcome = drilled(account)
    assert outcome.broken is not None
    assert (outcome.exit_code, outcome.broken.stage) == (1, stage)


def test_a_log_key_that_somebody_disables_is_told(account: EmulatedAccount) -> None:
    run = deploy(account, {"everyregion:approvedRegions": json.dumps(account.regions)})
    with collect_messages(account, run.exports["alertTopicArn"]) as inbox, calls_are_logged(account):
        account.client("kms").disable_key(KeyId=run.exports["kmsKeyArn"].rpartition("/")[2])
        told = [message.body for message in inbox.read()]
    assert [body.count("the audit trail was changed (keys). DisableKey by") for body in told] == [1]


def test_where_nothing_is_deployed_a_drill_says_that(account: EmulatedAccount) -> None:
    outcome = drilled(account)
    assert outcome.broken is not None
    assert (outcome.exit_code, outcome.answer, outcome.broken.stage) == (1, "", "deployment")
    assert outcome.broken.what == "nothing of it is in account 123456789012, eu-central-1"
