"""Something of the deployment is gone, or AWS has more regions than when it was deployed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.settings import validate
from tests.rehearsal.world import put_activity
from tests.wizard.verify.mutations_of_bucket import bucket_policy, without
from tests.wizard.verify.scene import HOME, VALUES, Scene, deployed, settle
from wizard.rehearsal.account import regions
from wizard.rehearsal.opening import open_account

pytestmark = pytest.mark.long


def _trail(scene: Scene) -> Any:
    return scene.client("cloudtrail").delete_trail(Name=scene.names.trail)


def _queue(scene: Scene) -> Any:
    sqs = scene.client("sqs")
    return sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=scene.names.alerts)["QueueUrl"])


def _bucket(scene: Scene) -> Any:
    s3, name = scene.client("s3"), scene.names.log_bucket
    for one in s3.list_object_versions(Bucket=name).get("Versions") or ():
        s3.delete_object(Bucket=name, Key=one["Key"], VersionId=one["VersionId"])
    return s3.delete_bucket(Bucket=name)


def _role(scene: Scene) -> Any:
    iam, named = scene.client("iam"), {"RoleName": scene.names.forward_role}
    iam.delete_role_policy(**named, PolicyName="forward")
    return iam.delete_role(**named)


def _bus(scene: Scene) -> Any:
    events, on = scene.client("events"), {"EventBusName": scene.names.alerts}
    for rule in events.list_rules(**on)["Rules"]:
        ids = [one["Id"] for one in events.list_targets_by_rule(Rule=rule["Name"], **on)["Targets"]]
        events.remove_targets(Rule=rule["Name"], Ids=ids, **on)
        events.delete_rule(Name=rule["Name"], **on)
    return events.delete_event_bus(Name=scene.names.alerts)


GONE: dict[str, tuple[Callable[[Scene], Any], set[str]]] = {
    "the trail": (_trail, {"trail.exists", "coverage.region"}),
    "the bucket": (
        _bucket,
        {"bucket.owner", "coverage.region", "alert.notification"},
    ),
    "the queue": (_queue, {"alert.queue"}),
    "the function": (
        lambda scene: scene.client("lambda").delete_function(FunctionName=scene.names.digest),
        {"alert.function"},
    ),
    "the schedule": (
        lambda scene: scene.client("scheduler").delete_schedule(Name=scene.names.digest),
        {"alert.schedule"},
    ),
    "the table": (
        lambda scene: scene.client("dynamodb").delete_table(TableName=scene.names.digest),
        {"alert.table"},
    ),
    "the topic": (
        lambda scene: scene.client("sns").delete_topic(TopicArn=scene.names.alert_topic_arn),
        {"alert.topic", "alert.subscribers"},
    ),
    "an alarm": (
        lambda scene: scene.client("cloudwatch").delete_alarms(AlarmNames=[scene.names.tamper_alarm]),
        {"alert.alarms"},
    ),
    "the key's alias": (
        lambda scene: scene.client("kms").delete_alias(AliasName=scene.names.log_key_alias),
        set(),
    ),
    "the rules' role": (_role, {"alert.forward-role"}),
    "the bus": (_bus, {"alert.bus", "alert.bus-rule", "tamper.rule"}),
}


@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_fails_its_own_check_and_what_hangs_on_it_alone(name: str) -> None:
    remove, expected = GONE[name]
    with deployed() as scene:
        remove(scene)
        found = scene.amiss()
    assert {id for id, state in found.items() if state == "failed"} == expected


def test_a_region_enabled_since_the_deployment_is_told_once(scene_with_a_new_region: Scene) -> None:
    found = [one for one in scene_with_a_new_region.results() if one.state != "passed"]
    assert [(one.id, one.state) for one in found] == [
        ("coverage.region", "unknown"),
        ("alert.new-regions", "failed"),
    ]
    assert found[1].evidence.startswith("me-south-1: enabled since the last deployment")


def test_after_the_next_digests_only_its_rule_is_missing(scene_with_a_new_region: Scene) -> None:
    settle(scene_with_a_new_region.account)
    assert scene_with_a_new_region.amiss() == {"alert.new-regions": "failed"}


@pytest.fixture
def scene_with_a_new_region() -> Any:
    with deployed() as scene:
        scene.account.region_statuses = {**scene.account.region_statuses, "me-south-1": regions.OPTED_IN}
        scene.account.regions.append("me-south-1")
        yield scene


def test_a_stack_that_was_never_deployed_fails_and_nothing_breaks() -> None:
    with open_account(HOME) as account:
        states = Scene(account, validate(VALUES, HOME)).amiss()
    assert states["trail.exists"] == states["bucket.owner"] == states["alert.function"] == "failed"


def test_what_could_not_be_delivered_is_told_as_cloudtrail_tells_it() -> None:
    with deployed() as scene:
        bucket_policy(without("CloudTrailWrites"))(scene)
        put_activity(scene.account, HOME, {"eventName": "CreateKeyPair"})
        for _ in range(2):
            settle(scene.account)
        found = {one.id: one for one in scene.results() if one.state != "passed"}
    assert set(found) == {"trail.delivery", "trail.digests", "bucket.takes-files", "coverage.region"}
    assert found["trail.delivery"].evidence == "The last log files couldn't be delivered: AccessDenied."
    assert found["coverage.region"].evidence.startswith("No digest file from ")
