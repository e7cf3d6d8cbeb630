"""A drill in the emulated account: it brings the alert, cleans up after itself, says what is in the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.conftest import HOME
from tests.rehearsal.drilling import AWAY, deployed_for_drills, drilled, settings
from tests.rehearsal.world import put_activity
from wizard.account.connect import ClientFor
from wizard.drill.outcome import Means, Outcome, Silent
from wizard.drill.report import verdict
from wizard.drill.run import drill
from wizard.failures import UsageFailure
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.drill import EmulatedClock
from wizard.rehearsal.stand_ins.calls import calls_are_logged

P = "everyregion"
ALERTS, DIGEST, RULE = f"{P}-alerts", f"{P}-alert-digest", f"{P}-region-alert"
ME = f"arn:aws:iam::{EmulatedAccount.id}:user/rehearsal"


@pytest.fixture(scope="module")
def deployed() -> Iterator[EmulatedAccount]:
    with deployed_for_drills() as account:
        yield account


def queues(account: EmulatedAccount) -> list[str]:
    urls = account.client("sqs").list_queues(QueueNamePrefix=f"{P}-drill-").get("QueueUrls") or []
    return [url.rpartition("/")[2] for url in urls]


def listeners(account: EmulatedAccount) -> list[str]:
    listed = account.client("sns").list_subscriptions()["Subscriptions"]
    return [one["Endpoint"] for one in listed if one["Protocol"] == "sqs"]


@pytest.mark.parametrize("source", ["rules", "delivered-logs"])
def test_the_alert_of_a_drill_comes_and_tells_who_what_where_and_from(
    deployed: EmulatedAccount, source: str
) -> None:
    outcome = drilled(deployed, source=source)
    assert outcome.exit_code == 0
    assert outcome.alert is not None
    group = outcome.alert.group
    assert (group["eventName"], group["region"], group["principal"]) == ("CreateKeyPair", AWAY, ME)
    assert group["sources"] == [source]
    assert (group["sourceIPAddresses"], group["drill"]) == (["192.0.2.1"], outcome.plan.nonce)
    assert outcome.alert.subject.startswith(f"Everyregion DRILL: CreateKeyPair in {AWAY}")


def test_without_a_source_named_rules_are_drilled(deployed: EmulatedAccount) -> None:
    assert drilled(deployed).plan.source == "rules"


@pytest.mark.parametrize(
    ("region", "rule", "proven", "broken"),
    [(AWAY, RULE, "delivered-logs", "rules"), (HOME, f"{P}-delivered-logs", "rules", "delivered-logs")],
)
def test_with_one_source_s_rule_matching_nothing_the_other_s_drill_alone_passes(
    deployed: EmulatedAccount, region: str, rule: str, proven: str, broken: str
) -> None:
    events = deployed.client("events", region)
    before = events.describe_rule(Name=rule)
    kept = {"Name": rule, "State": before["State"]}
    events.put_rule(**kept, EventPattern=json.dumps({"source": ["nobody"]}))
    try:
        passes, fails = drilled(deployed, source=proven), drilled(deployed, source=broken, timeout="20m")
    finally:
        events.put_rule(**kept, EventPattern=before["EventPattern"])
    assert (passes.exit_code, fails.exit_code) == (0, 1)
    assert passes.alert is not None
    assert passes.alert.group["sources"] == [proven]
    assert verdict(fails).startswith("NO alert came within 20m.")


def test_a_log_file_with_the_call_is_seen_on_the_way(deployed: EmulatedAccount) -> None:
    assert "log file" in [stage.name for stage in drilled(deployed, source="delivered-logs").stages]


def test_stages_are_told_as_they_are_reached(deployed: EmulatedAccount) -> None:
    names = [stage.name for stage in drilled(deployed).stages]
    assert (names[0], names[-1]) == ("call", "alert")


def test_a_second_drill_is_heard_although_the_first_was_just_told(deployed: EmulatedAccount) -> None:
    assert drilled(deployed).alert is not None
    assert drilled(deployed).alert is not None


def test_queue_and_subscription_are_gone_afterwards(deployed: EmulatedAccount) -> None:
    drilled(deployed)
    assert (queues(deployed), listeners(deployed)) == ([], [])


class Interrupting(EmulatedClock):
    def sleep(self, seconds: float) -> None:
        raise KeyboardInterrupt


def test_queue_and_subscription_are_gone_after_ctrl_c(deployed: EmulatedAccount) -> None:
    with pytest.raises(KeyboardInterrupt):
        drill(settings(deployed), Means(deployed.client, Interrupting(deployed), Silent()))
    assert (queues(deployed), listeners(deployed)) == ([], [])


def test_what_a_killed_drill_left_behind_is_removed_by_the_next(deployed: EmulatedAccount) -> None:
    sqs, sns = deployed.client("sqs"), deployed.client("sns")
    until = int(deployed.clock.now())
    left, running = f"{P}-drill-{until - 3600}-aa", f"{P}-drill-{until + 600}-bb"
    for name in (left, running):
        sqs.create_queue(QueueName=name)
        topic = deployed.arn("sns", ALERTS)
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=deployed.arn("sqs", name))
    drilled(deployed)
    try:
        assert queues(deployed) == [running]
        assert listeners(deployed) == [deployed.arn("sqs", running)]
    finally:
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=running)["QueueUrl"])
        for one in sns.list_subscriptions()["Subscriptions"]:
            if one["Protocol"] == "sqs":
                sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])


def refused_in_away(account: EmulatedAccount) -> ClientFor:
    """Clients with which EC2 refuses the call, which is logged."""

    class Ec2:
        meta = account.client("ec2", AWAY).meta

        def create_key_pair(self, **named: Any) -> None:
            nonce = queues(account)[0].rpartition("-")[2]
            record = {"eventName": "CreateKeyPair", "errorCode": "Client.UnauthorizedOperation"}
            put_activity(account, AWAY, {**record, "userAgent": f"Boto3 everyregion-drill/{nonce}"})
            raise ClientError({"Error": {"Code": "UnauthorizedOperation", "Message": "no"}}, "CreateKeyPair")

    return lambda service, region: (
        Ec2() if (service, region) == ("ec2", AWAY) else account.client(service, region)
    )


def test_a_refused_call_counts_since_it_is_logged_too(deployed: EmulatedAccount) -> None:
    outcome = drill(settings(deployed), Means(refused_in_away(deployed), EmulatedClock(deployed), Silent()))
    assert outcome.answer == "UnauthorizedOperation"
    assert outcome.alert is not None
    assert outcome.stages[0].what == (
        "CreateKeyPair in us-west-2: refused (UnauthorizedOperation), which is logged like any other call"
    )


Change = Callable[[EmulatedAccount], Any]


def schedule(account: EmulatedAccount, state: str) -> None:
    scheduler = account.client("scheduler")
    found = scheduler.get_schedule(Name=DIGEST)
    keys = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    scheduler.update_schedule(**{key: found[key] for key in keys}, State=state)


def topic_key(account: EmulatedAccount, method: str) -> None:
    attributes = account.client("sns").get_topic_attributes(TopicArn=account.arn("sns", ALERTS))["Attributes"]
    getattr(account.client("kms"), method)(KeyId=attributes["KmsMasterKeyId"])


def events_to_bridge(account: EmulatedAccount, on: bool) -> None:
    configuration = {"EventBridgeConfiguration": {}} if on else {}
    account.client("s3").put_bucket_notification_configuration(
        Bucket=f"{P}-{account.id}-{HOME}", NotificationConfiguration=configuration
    )


#: What is turned off -> how, how it is turned on again, the source that is drilled, and the stage named.
TURNED_OFF: dict[str, tuple[Change, Change, str, str]] = {
    "the trail": (
        lambda account: account.client("cloudtrail").stop_logging(Name=P),
        lambda account: account.client("cloudtrail").start_logging(Name=P),
        "rules",
        "trail",
    ),
    "the rule in the region": (
        lambda account: account.client("events", AWAY).disable_rule(Name=RULE),
        lambda account: account.client("events", AWAY).enable_rule(Name=RULE),
        "rules",
        "rule",
    ),
    "the rule of the bus": (
        lambda account: account.client("events").disable_rule(Name=RULE, EventBusName=ALERTS),
        lambda account: account.client("events").enable_rule(Name=RULE, EventBusName=ALERTS),
        "rules",
        "bus rule",
    ),
    "the rule for log files": (
        lambda account: account.client("events").disable_rule(Name=f"{P}-delivered-logs"),
        lambda account: account.client("events").enable_rule(Name=f"{P}-delivered-logs"),
        "delivered-logs",
        "log file rule",
    ),
    "the bucket's events": (
        lambda account: events_to_bridge(account, False),
        lambda account: events_to_bridge(account, True),
        "delivered-logs",
        "notification",
    ),
    "the function, by its concurrency": (
        lambda account: account.client("lambda").put_function_concurrency(
            FunctionName=DIGEST, ReservedConcurrentExecutions=0
        ),
        lambda account: account.client("lambda").delete_function_concurrency(FunctionName=DIGEST),
        "rules",
        "function",
    ),
    "the schedule": (
        lambda account: schedule(account, "DISABLED"),
        lambda account: schedule(account, "ENABLED"),
        "rules",
        "schedule",
    ),
    "the topic's key": (
        lambda account: topic_key(account, "disable_key"),
        lambda account: topic_key(account, "enable_key"),
        "rules",
        "topic",
    ),
}


@pytest.mark.parametrize("what", TURNED_OFF)
def test_what_is_turned_off_is_named_at_once_and_no_call_is_made(
    deployed: EmulatedAccount, what: str
) -> None:
    off, on, source, stage = TURNED_OFF[what]
    off(deployed)
    try:
        outcome = drilled(deployed, source=source)
    finally:
        on(deployed)
    assert outcome.broken is not None
    assert (outcome.exit_code, outcome.broken.stage, outcome.answer) == (1, stage, "")
    assert verdict(outcome).startswith("No alert can come, so the call wasn't made.")


def test_a_queue_that_takes_no_events_is_named_when_the_time_is_up(deployed: EmulatedAccount) -> None:
    sqs = deployed.client("sqs")
    url = sqs.get_queue_url(QueueName=ALERTS)["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    nobody = json.loads(policy)
    nobody["Statement"] = [one for one in nobody["Statement"] if one["Effect"] == "Deny"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(nobody)})
    try:
        outcome = drilled(deployed, timeout="2m")
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    assert outcome.broken is not None
    assert (outcome.exit_code, outcome.broken.stage) == (1, "queue")
    assert (outcome.answer, outcome.alert) == ("DryRunOperation", None)
    assert 120 <= outcome.seconds < 130
    assert verdict(outcome).startswith(
        "NO alert came within 2m. The queue is broken: the alert queue doesn't"
    )
    assert (queues(deployed), listeners(deployed)) == ([], [])


def test_where_no_stage_looks_broken_that_is_said(deployed: EmulatedAccount) -> None:
    # Nothing is logged here, so nothing can come: as if CloudTrail were late.
    means = Means(deployed.client, EmulatedClock(deployed), Silent())
    outcome = drill(settings(deployed), means, timeout="90s")
    assert (outcome.exit_code, outcome.broken) == (1, None)
    assert {finding.state for finding in outcome.findings} == {"good"}
    assert verdict(outcome).startswith("NO alert came within 1m 30s. No stage looks broken.")


def test_a_stack_file_that_isn_t_deployed_yet_is_named(deployed: EmulatedAccount) -> None:
    approved = [region for region in deployed.regions if region not in (AWAY, "eu-west-1")]
    outcome = drilled(deployed, source="delivered-logs", approvedRegions=approved)
    assert outcome.broken is not None
    assert outcome.plan.region == "eu-west-1"
    assert (outcome.broken.stage, outcome.broken.fix) == (
        "function",
        "`pulumi up` deploys what the stack file says.",
    )


def test_nobody_subscribed_is_said_at_once(deployed: EmulatedAccount) -> None:
    sns = deployed.client("sns")
    (email,) = sns.list_subscriptions()["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=email["SubscriptionArn"])
    try:
        outcome = drilled(deployed)
    finally:
        sns.subscribe(TopicArn=email["TopicArn"], Protocol="email", Endpoint=email["Endpoint"])
    assert outcome.broken is not None
    assert (outcome.broken.stage, outcome.answer) == ("subscriptions", "")
    assert outcome.broken.what == "nobody is subscribed to the topic: an alert would reach no one"


def test_an_ignored_caller_is_said_at_once(deployed: EmulatedAccount) -> None:
    with pytest.raises(UsageFailure, match=f"{ME} is one of alertIgnorePrincipals"):
        drilled(deployed, alertIgnorePrincipals=[f"arn:aws:iam::{deployed.id}:user/rehear*"])


def test_another_account_s_credentials_are_said_at_once(deployed: EmulatedAccount) -> None:
    clock = EmulatedClock(deployed)
    with pytest.raises(UsageFailure, match="are for account 123456789012, but the stack file is for 999"):
        drill(settings(deployed), Means(deployed.client, clock, Silent()), allowed_accounts=("999999999999",))


def test_the_tamper_alert_tells_of_the_drill_s_own_subscription(deployed: EmulatedAccount) -> None:
    from wizard.rehearsal.account import contents
    from wizard.rehearsal.stand_ins.alarms import look

    deployed.clock.skip(3600)
    look(deployed)
    before = len(contents.topic(deployed, deployed.arn("sns", ALERTS)).sent_notifications)
    outcome = drilled(deployed)
    look(deployed)
    sent = contents.topic(deployed, deployed.arn("sns", ALERTS)).sent_notifications[before:]
    assert ["everyregion-alert-tamper" in str(one) for one in sent].count(True) == 1
    assert any("which the tamper alert reports" in note for note in outcome.notes)


def test_only_writes_are_logged_while_calls_are(deployed: EmulatedAccount) -> None:
    before = len(deployed.history.get(AWAY, []))
    with calls_are_logged(deployed):
        deployed.client("events", AWAY).describe_rule(Name=RULE)
        deployed.client("events", AWAY).enable_rule(Name=RULE)
    assert [record["eventName"] for record in deployed.history[AWAY][before:]] == ["EnableRule"]


@dataclass
class Sqs:
    """The account's queues, but for one call, which AWS refuses the first `times`."""

    account: EmulatedAccount
    call: str
    times: int = 1_000_000

    def __getattr__(self, name: str) -> Any:
        if name != self.call or self.times <= 0:
            return getattr(self.account.client("sqs"), name)
        self.times -= 1

        def refuse(**named: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, name)

        return refuse

    def drill(self, timeout: str = "") -> Outcome:
        def client_for(service: str, region: str) -> Any:
            return self if service == "sqs" else self.account.client(service, region)

        with calls_are_logged(self.account):
            means = Means(client_for, EmulatedClock(self.account), Silent())
            return drill(settings(self.account), means, timeout=timeout)


def test_a_queue_that_can_not_be_read_leaves_it_unknown_whether_the_alert_came(
    deployed: EmulatedAccount,
) -> None:
    outcome = Sqs(deployed, "receive_message").drill("20m")
    assert (outcome.alert, outcome.exit_code) == (None, 4)
    assert verdict(outcome) == (
        "Whether the alert came within 20m isn't known, since the temporary queue couldn't be read: not "
        f"allowed: sqs:ReceiveMessage in {HOME} (AccessDenied). Run it again."
    )


def test_a_queue_that_can_be_read_again_has_the_alert_still(deployed: EmulatedAccount) -> None:
    outcome = Sqs(deployed, "receive_message", times=3).drill("20m")
    assert (outcome.alert is not None, outcome.exit_code) == (True, 0)


def test_an_alert_is_read_before_anything_is_deleted(deployed: EmulatedAccount) -> None:
    outcome = Sqs(deployed, "delete_message").drill("20m")
    assert (outcome.alert is not None, outcome.exit_code) == (True, 0)


def test_what_can_not_be_removed_is_named(deployed: EmulatedAccount) -> None:
    outcome = Sqs(deployed, "delete_queue").drill()
    (left,) = queues(deployed)
    assert outcome.alert is not None
    assert outcome.left == [f"the queue {left} (not allowed: sqs:DeleteQueue in {HOME} (AccessDenied))"]
    url = deployed.client("sqs").get_queue_url(QueueName=left)["QueueUrl"]
    deployed.client("sqs").delete_queue(QueueUrl=url)
