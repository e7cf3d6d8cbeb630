"""Somebody deletes a part of the alert: people hear of it all the same, and a drill names the part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.rehearsal.conftest import HOME
from tests.rehearsal.drilling import AWAY, drilled
from tests.rehearsal.inbox import collect_messages
from tests.rehearsal.pulumi_aws import FACTS
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment, deploy
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.alarms import look
from wizard.rehearsal.stand_ins.calls import calls_are_logged
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


@dataclass(frozen=True)
class Part:
    """resources: the logical names of what is deleted; stage: what a drill names; word: it is in a message
    that leaves."""

    delete: Delete
    resources: tuple[str, ...]
    stage: str
    word: str


# What needs neither function nor schedule nor queue.
ALARM = f'ALARM: "{P}-alert-tamper"'
PARTS = {
    "function": Part(
        lambda account: account.client("lambda").delete_function(FunctionName=DIGEST),
        ("digest",),
        "function",
        ALARM,
    ),
    "queue": Part(queue, ("alert-queue", "alert-queue-policy"), "queue", ALARM),
    "schedule": Part(
        lambda account: account.client("scheduler").delete_schedule(Name=DIGEST),
        ("digest-schedule",),
        "schedule",
        ALARM,
    ),
    "rule in a region": Part(
        rule(RULE, AWAY), (f"watch-{AWAY}", f"watch-{AWAY}-target"), "rule", "DeleteRule"
    ),
    "rule of the bus": Part(
        rule(RULE, bus=ALERTS), ("alert-bus-rule", "alert-bus-target"), "bus rule", ALARM
    ),
    "forwarding role": Part(
        role(f"{P}-{HOME}-alert-forward"),
        ("forward-role", "forward-role-policy"),
        "forward role",
        "The role that rules forward with is gone",
    ),
    "function's role": Part(
        role(f"{P}-{HOME}-alert-digest"), ("digest-role", "digest-role-policy"), "function", ALARM
    ),
    "schedule's role": Part(
        role(f"{P}-{HOME}-alert-schedule"),
        ("digest-schedule-role", "digest-schedule-role-policy"),
        "schedule",
        ALARM,
    ),
    "subscription": Part(subscription, ("alert-email-",), "subscriptions", ALARM),
}


@pytest.fixture(scope="module")
def deployed() -> Iterator[tuple[EmulatedAccount, Deployment]]:
    with open_account(HOME) as account:
        approved = [region for region in account.regions if region != AWAY]
        config = {
            "everyregion:approvedRegions": json.dumps(approved),
            "everyregion:alertEmails": json.dumps(["ops@example.com"]),
        }
        run = deploy(account, config)
        assert run.refusal is None
        yield account, run


def make_anew(account: EmulatedAccount, run: Deployment, part: Part) -> None:
    """What was deleted is there again, and a drill finds nothing broken."""
    for made in run.made:
        if any(made.name == name or (name.endswith("-") and made.name.startswith(name))
               for name in part.resources):  # fmt: skip
            maker = maker_for(made.type)
            maker.create(account, made.name, FACTS[made.type].inputs_of(made.outputs))
    assert drilled(account).broken is None


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_deleted_part_is_told_and_named_by_a_drill(
    deployed: tuple[EmulatedAccount, Deployment], part: Part
) -> None:
    account, run = deployed
    with collect_messages(account, run.exports["alertTopicArn"]) as inbox:
        with calls_are_logged(account):
            part.delete(account)
        look(account)
        tick(account)
        tick(account, 3600)
        look(account)
        told = [message.subject + message.body for message in inbox.read()]
    assert any(part.word in text for text in told), told
    outcome = drilled(account)
    make_anew(account, run, part)
    assert outcome.broken is not None
    assert (outcome.exit_code, outcome.broken.stage) == (1, part.stage)


def test_a_log_key_that_somebody_disables_is_told(deployed: tuple[EmulatedAccount, Deployment]) -> None:
    account, run = deployed
    key = run.exports["kmsKeyArn"].rpartition("/")[2]
    account.clock.skip(3600)
    look(account)
    with collect_messages(account, run.exports["alertTopicArn"]) as inbox, calls_are_logged(account):
        account.client("kms").disable_key(KeyId=key)
        look(account)
        told = [message.subject for message in inbox.read()]
    account.client("kms").enable_key(KeyId=key)
    assert [subject.startswith(ALARM) for subject in told] == [True]
