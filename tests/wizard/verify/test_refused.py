"""What AWS refuses to tell is unknown, and never passed: each call of a look, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wizard.verify.mutation import amiss_after
from tests.wizard.verify.mutations_of_alert import OF_ALERT
from tests.wizard.verify.mutations_of_bucket import OF_BUCKET
from tests.wizard.verify.mutations_of_details import OF_DETAILS
from tests.wizard.verify.mutations_of_trail import OF_TRAIL
from tests.wizard.verify.scene import AWAY, HOME, Scene, deployed, refusing
from wizard.account.asked_once import AskedOnce
from wizard.failures import AwsFailure

pytestmark = pytest.mark.long

#: A refused call -> the checks that can't be told then; all others pass.
REFUSED: dict[tuple[str, str], list[str]] = {
    ("cloudtrail", "describe_trails"): [
        "drift.trail",
        "trail.encryption",
        "trail.global-events",
        "trail.insights",
        "trail.loop",
        "trail.management-events",
        "trail.multi-region",
        "trail.paid-once",
        "trail.scanner-name",
        "trail.validation",
    ],
    ("cloudtrail", "get_event_selectors"): [
        "drift.selectors",
        "trail.selectors",
        "trail.data-events-once",
        "trail.loop",
        "trail.management-events",
        "trail.scanner-name",
    ],
    ("cloudtrail", "get_insight_selectors"): ["trail.insights"],
    ("cloudtrail", "get_trail"): ["trail.loop"],
    ("cloudtrail", "get_trail_status"): ["trail.delivery", "trail.digests", "trail.logging"],
    ("cloudtrail", "list_tags"): ["drift.tags", "trail.tags"],
    ("cloudtrail", "list_trails"): ["trail.paid-once"],
    ("cloudwatch", "describe_alarms"): ["alert.alarms", "alert.backlog", "alert.heartbeat"],
    ("cloudwatch", "list_alarm_mute_rules"): ["alert.alarms"],
    ("dynamodb", "describe_table"): ["alert.table"],
    ("dynamodb", "get_resource_policy"): ["alert.table-lock"],
    ("ec2", "describe_regions"): [],
    ("events", "describe_event_bus"): [
        "alert.bus",
        "alert.bus-rule",
        "alert.log-file-rule",
        "alert.rule",
        "tamper.rule",
    ],
    ("events", "describe_rule"): [
        "alert.bus-rule",
        "alert.log-file-rule",
        "alert.rule",
        "drift.rule-patterns",
        "tamper.rule",
    ],
    ("events", "list_targets_by_rule"): [
        "alert.bus-rule",
        "alert.log-file-rule",
        "alert.rule",
        "tamper.rule",
    ],
    ("iam", "get_role"): [
        "alert.forward-role",
        "alert.function",
        "alert.function-role",
        "alert.schedule",
        "alert.schedule-role",
    ],
    ("iam", "get_role_policy"): ["alert.forward-role", "alert.function-role", "alert.schedule-role"],
    ("iam", "list_attached_role_policies"): [
        "alert.forward-role",
        "alert.function-role",
        "alert.schedule-role",
    ],
    ("iam", "list_role_policies"): ["alert.forward-role", "alert.function-role", "alert.schedule-role"],
    ("kms", "describe_key"): [
        "alert.topic",
        "alert.topic-policy",
        "drift.rule-patterns",
        "key.not-public",
        "key.readers",
        "key.rotation",
        "key.state",
        "key.takes-trail",
    ],
    ("kms", "get_key_policy"): ["alert.topic-policy", "key.not-public", "key.readers", "key.takes-trail"],
    ("kms", "get_key_rotation_status"): ["key.rotation"],
    ("lambda", "get_function_concurrency"): ["alert.function"],
    ("lambda", "get_runtime_management_config"): ["alert.function-settings"],
    ("lambda", "get_function_configuration"): [
        "alert.function",
        "alert.function-code",
        "alert.function-settings",
        "alert.new-regions",
    ],
    ("s3", "get_bucket_encryption"): ["bucket.encryption"],
    ("s3", "get_bucket_lifecycle_configuration"): ["bucket.lifecycle", "bucket.retention"],
    ("s3", "get_bucket_logging"): ["bucket.access-logs"],
    ("s3", "get_bucket_notification_configuration"): ["alert.notification"],
    ("s3", "get_bucket_ownership_controls"): ["bucket.acl"],
    ("s3", "get_bucket_policy"): [
        "access-bucket.public",
        "access-bucket.takes-files",
        "access-bucket.tls-only",
        "bucket.only-cloudtrail-writes",
        "bucket.only-this-trail",
        "bucket.policy-not-public",
        "bucket.takes-files",
        "bucket.tls-only",
        "bucket.write-lock",
    ],
    ("s3", "get_bucket_versioning"): ["bucket.versioning"],
    ("s3", "get_object"): [],
    ("s3", "get_public_access_block"): ["access-bucket.public", "bucket.public-access-block"],
    ("s3", "head_bucket"): [],
    ("s3", "list_objects_v2"): ["coverage.region"],
    ("scheduler", "get_schedule"): ["alert.schedule", "drift.schedule"],
    ("sns", "get_subscription_attributes"): ["alert.subscribers"],
    ("sns", "get_data_protection_policy"): ["alert.topic-policy"],
    ("sns", "get_topic_attributes"): [
        "alert.topic",
        "alert.topic-lock",
        "alert.topic-policy",
        "drift.rule-patterns",
    ],
    ("sns", "list_subscriptions_by_topic"): ["alert.subscribers"],
    ("sqs", "get_queue_attributes"): [
        "alert.backlog",
        "alert.dead-letter-lock",
        "alert.dead-letters",
        "alert.queue",
        "alert.queue-lock",
    ],
    ("sqs", "get_queue_url"): [
        "alert.backlog",
        "alert.dead-letter-lock",
        "alert.dead-letters",
        "alert.queue",
        "alert.queue-lock",
    ],
}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with deployed() as made:
        yield made


@pytest.mark.parametrize(("service", "call"), REFUSED)
def test_what_a_refused_call_would_tell_is_unknown_and_the_rest_passes(
    scene: Scene, service: str, call: str
) -> None:
    found = scene.amiss(refusing(scene, service, call))
    assert found == dict.fromkeys(REFUSED[service, call], "unknown")


def test_every_call_of_a_look_is_refused_in_one_of_these_tests(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[tuple[str, str]] = set()
    answer = AskedOnce.answer

    def noting(
        self: AskedOnce, service: str, region: str, call: str, parameters: dict[str, object]
    ) -> object:
        asked.add((service, call.removeprefix("every page of ")))
        return answer(self, service, region, call, parameters)

    monkeypatch.setattr(AskedOnce, "answer", noting)
    scene.results()
    assert asked == {*REFUSED, ("sts", "get_caller_identity")}


def test_an_unknown_result_names_the_permission_that_it_lacks(scene: Scene) -> None:
    found = scene.results(refusing(scene, "s3", "get_bucket_versioning"))
    (one,) = (one for one in found if one.id == "bucket.versioning")
    assert one.evidence == f"Not allowed: s3:GetBucketVersioning in {HOME} (AccessDenied)."
    assert one.fix == "Allow s3:GetBucketVersioning, and look again."
    assert one.cause == "refused"


_MUTATIONS = {**OF_TRAIL, **OF_BUCKET, **OF_ALERT, **OF_DETAILS}
#: A change -> a refused call that hides it: its checks are unknown then.
HIDDEN = {
    "no global services": ("cloudtrail", "describe_trails"),
    "its own files are recorded": ("cloudtrail", "get_event_selectors"),
    "reads are left out": ("cloudtrail", "get_event_selectors"),
    "an insight is off": ("cloudtrail", "get_insight_selectors"),
    "no tags": ("cloudtrail", "list_tags"),
    "anybody may read the bucket": ("s3", "get_bucket_policy"),
    "plain HTTP is let in": ("s3", "get_bucket_policy"),
    "administrators may write": ("s3", "get_bucket_policy"),
    "public access isn't blocked": ("s3", "get_public_access_block"),
    "versioning is suspended": ("s3", "get_bucket_versioning"),
    "the lifecycle is removed": ("s3", "get_bucket_lifecycle_configuration"),
    "the key is disabled": ("kms", "describe_key"),
    "the key lets a stranger in": ("kms", "get_key_policy"),
    "a region's rule is off": ("events", "describe_rule"),
    "a region's rule sends nowhere": ("events", "list_targets_by_rule"),
    "rules may not forward": ("iam", "list_role_policies"),
    "the queue takes no events": ("sqs", "get_queue_attributes"),
    "the function's code is another": ("lambda", "get_function_configuration"),
    "the function approves more": ("lambda", "get_function_configuration"),
    "the schedule is off": ("scheduler", "get_schedule"),
    "anybody writes the table": ("dynamodb", "get_resource_policy"),
    "the subscriber is gone": ("sns", "list_subscriptions_by_topic"),
    "a filter holds alerts back": ("sns", "get_subscription_attributes"),
    "a boundary leaves the digest nothing": ("iam", "get_policy"),
    "a managed policy denies the digest everything": ("iam", "get_policy_version"),
    "an alarm is mute": ("cloudwatch", "describe_alarms"),
    "a rule mutes an alarm": ("cloudwatch", "list_alarm_mute_rules"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_wrong_and_may_not_be_looked_at_is_not_passed(scene: Scene, name: str) -> None:
    change, failing = _MUTATIONS[name]
    found = amiss_after(scene, change, refusing(scene, *HIDDEN[name]))
    assert failing - found.keys() == set()


def test_credentials_that_do_not_work_end_it(scene: Scene) -> None:
    with pytest.raises(AwsFailure, match="sts:GetCallerIdentity"):
        scene.results(refusing(scene, "sts", "get_caller_identity"))


def test_a_region_that_a_service_control_policy_closes_is_unknown_and_says_so(scene: Scene) -> None:
    def closed(service: str, region: str) -> object:
        return refusing(scene, service, "*", AWAY, closed=True)(service, region)

    found = [one for one in scene.results(closed) if one.state != "passed"]
    assert {(one.id, one.region, one.state, one.cause) for one in found} == {
        ("trail.logging", AWAY, "unknown", "closed"),
        ("alert.rule", AWAY, "unknown", "closed"),
        ("drift.rule-patterns", "", "unknown", "closed"),
    }
    assert all("A service control policy forbids" in one.evidence for one in found)


def test_a_stopped_trail_whose_status_may_not_be_read_is_not_called_logging(scene: Scene) -> None:
    undo = _MUTATIONS["logging is stopped"][0](scene)
    try:
        found = scene.amiss(refusing(scene, "cloudtrail", "get_trail_status"))
    finally:
        undo()
    assert found["trail.logging"] == "unknown"
