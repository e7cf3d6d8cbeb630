"""Bucket names, policies, lifecycles and settings that S3 refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.refusals.bucket_names import check_bucket_name
from wizard.rehearsal.refusals.bucket_policies import check_bucket_policy
from wizard.rehearsal.refusals.bucket_settings import (
    check_access_logs,
    check_notifications,
    check_object_lock,
    check_overlaps,
    check_ownership,
    check_versioning,
)
from wizard.rehearsal.refusals.lifecycles import check_lifecycle

ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{world.BUCKET_ARN}/*"}


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "a" * 64,
        "Logs",
        "my_logs",
        "-logs",
        "logs.",
        "my..logs",
        "192.168.1.10",
        "xn--logs",
        "sthree-logs",
        "amzn-s3-demo-logs",
        "logs-s3alias",
        "logs--x-s3",
        "logs.mrap",
    ],
)
def test_a_name_that_breaks_a_naming_rule_is_refused(name: str) -> None:
    with refused("InvalidBucketName", repr(name)):
        check_bucket_name(name)


@pytest.mark.parametrize("name", ["abc", "a" * 63, "everyregion-123456789012-eu-central-1", "my.logs", "1a2"])
def test_a_name_within_the_rules_is_taken(name: str) -> None:
    check_bucket_name(name)


def policy(*statements: dict[str, Any], known: tuple[str, ...] = (), blocked: bool = False) -> None:
    check_bucket_policy(world.text(*statements), world.BUCKET_ARN, world.ACCOUNT, known, blocked)


def test_a_policy_that_isnt_json_is_malformed() -> None:
    with refused("MalformedPolicy"):
        check_bucket_policy("{", world.BUCKET_ARN, world.ACCOUNT)


def test_a_policy_for_another_bucket_has_an_invalid_resource() -> None:
    with refused("MalformedPolicy", "invalid resource", "other"):
        policy({**world.WRITES, "Resource": "arn:aws:s3:::other/*"})


def test_a_policy_with_another_services_action_is_malformed() -> None:
    with refused("MalformedPolicy", "sqs:SendMessage"):
        policy({**world.WRITES, "Action": "sqs:SendMessage"})


def test_a_policy_of_more_than_20_kb_is_refused() -> None:
    with refused("MalformedPolicy", "20480"):
        policy(*({**world.WRITES, "Sid": f"A{number}"} for number in range(80)))


def test_a_role_of_this_account_that_doesnt_exist_is_an_invalid_principal() -> None:
    reader = f"arn:aws:iam::{world.ACCOUNT}:role/reader"
    statement = {**ANYBODY, "Principal": {"AWS": reader}}
    with refused("MalformedPolicy", "Invalid principal", reader):
        policy(statement)
    policy(statement, known=(reader,))


def test_another_accounts_role_cant_be_looked_up_and_is_taken() -> None:
    policy({**ANYBODY, "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"}})


def test_a_public_policy_is_denied_where_public_policies_are_blocked() -> None:
    with refused("AccessDenied", "BlockPublicPolicy"):
        policy(ANYBODY, blocked=True)
    policy(ANYBODY, blocked=False)


def test_a_condition_that_says_who_makes_a_policy_not_public() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}
    policy({**ANYBODY, "Condition": condition}, world.TLS_ONLY, blocked=True)


def test_a_role_of_any_account_is_refused_as_public() -> None:
    condition = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/log-reader"}}
    with refused("AccessDenied", "blocked by the BlockPublicPolicy block public access setting"):
        policy({**ANYBODY, "Condition": condition}, blocked=True)


def rule(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "logs",
        "status": "Enabled",
        "transitions": [{"days": 90, "storageClass": "GLACIER_IR"}],
        "expiration": {"days": 365},
    }
    return {**whole, **changes}


def test_a_sound_lifecycle_is_taken() -> None:
    steps = [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 60, "storageClass": "DEEP_ARCHIVE"}]
    check_lifecycle([rule(), rule(id="more", transitions=steps)])


def test_expiry_on_the_day_of_the_move_is_refused() -> None:
    with refused(
        "InvalidArgument", "'Days' in the Expiration action", "must be greater than 'Days' in the Transition"
    ):
        check_lifecycle([rule(expiration={"days": 90})])


def test_expiry_of_old_versions_before_their_move_is_refused() -> None:
    moves = [{"noncurrentDays": 60, "storageClass": "GLACIER"}]
    with refused("InvalidArgument", "NoncurrentVersionExpiration"):
        check_lifecycle(
            [rule(noncurrentVersionTransitions=moves, noncurrentVersionExpiration={"noncurrentDays": 30})]
        )


def test_infrequent_access_before_thirty_days_is_refused() -> None:
    with refused("InvalidArgument", "greater than or equal to 30 for storageClass 'STANDARD_IA'"):
        check_lifecycle([rule(transitions=[{"days": 29, "storageClass": "STANDARD_IA"}])])


def test_moving_on_from_infrequent_access_within_thirty_days_is_refused() -> None:
    steps = [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 59, "storageClass": "GLACIER"}]
    with refused("InvalidArgument", "30 days more than 'STANDARD_IA'"):
        check_lifecycle([rule(transitions=steps)])


def test_moving_up_the_waterfall_is_refused() -> None:
    steps = [{"days": 30, "storageClass": "GLACIER"}, {"days": 90, "storageClass": "GLACIER_IR"}]
    with refused("InvalidRequest", "GLACIER to GLACIER_IR"):
        check_lifecycle([rule(transitions=steps)])


def test_a_storage_class_that_doesnt_exist_is_refused() -> None:
    with refused("MalformedXML", "FREEZER"):
        check_lifecycle([rule(transitions=[{"days": 30, "storageClass": "FREEZER"}])])


def test_two_rules_of_one_name_are_refused() -> None:
    with refused("InvalidArgument", "Rule ID must be unique"):
        check_lifecycle([rule(), rule()])


def test_a_rule_that_does_nothing_is_refused() -> None:
    with refused("InvalidRequest", "At least one action"):
        check_lifecycle([{"id": "logs", "status": "Enabled"}])


def test_expiry_after_no_days_is_refused() -> None:
    with refused("InvalidArgument", "positive integer"):
        check_lifecycle([rule(expiration={"days": 0})])


def test_delete_markers_cant_expire_beside_days() -> None:
    with refused("MalformedXML", "ExpiredObjectDeleteMarker"):
        check_lifecycle([rule(expiration={"days": 365, "expiredObjectDeleteMarker": True})])


def test_a_lifecycle_without_rules_is_refused() -> None:
    with refused("MalformedXML"):
        check_lifecycle([])


def test_object_lock_without_versioning_is_refused() -> None:
    with refused("InvalidBucketState", "Versioning must be 'Enabled'"):
        check_object_lock(None, versioned=False)


def test_a_retention_in_days_and_years_at_once_is_refused() -> None:
    with refused("MalformedXML", "either Days or Years"):
        check_object_lock({"defaultRetention": {"mode": "GOVERNANCE", "days": 1, "years": 1}}, versioned=True)


def test_a_retention_of_no_days_is_refused() -> None:
    with refused("InvalidArgument", "positive integer"):
        check_object_lock({"defaultRetention": {"mode": "COMPLIANCE", "days": 0}}, versioned=True)


def test_a_retention_mode_that_doesnt_exist_is_refused() -> None:
    with refused("MalformedXML", "STRICT"):
        check_object_lock({"defaultRetention": {"mode": "STRICT", "days": 1}}, versioned=True)


def test_a_locked_buckets_versioning_cant_be_suspended() -> None:
    with refused("InvalidBucketState"):
        check_versioning("Suspended", locked=True)
    check_versioning("Suspended", locked=False)


def test_access_logs_need_a_bucket_that_exists() -> None:
    with refused("InvalidTargetBucketForLogging", "does not exist"):
        check_access_logs("access", None, "eu-west-1", target_retention=False)


def test_access_logs_stay_in_their_region() -> None:
    with refused("CrossLocationLoggingProhibitted", "us-east-1"):
        check_access_logs("access", "us-east-1", "eu-west-1", target_retention=False)


def test_access_logs_cant_go_to_a_bucket_with_default_retention() -> None:
    with refused("InvalidTargetBucketForLogging", "retention"):
        check_access_logs("access", "eu-west-1", "eu-west-1", target_retention=True)


def test_a_destination_that_s3_may_not_send_to_is_refused() -> None:
    check_notifications({})
    with refused(
        "InvalidArgument", "Unable to validate the following destination configurations", "arn:q: no"
    ):
        check_notifications({"arn:q": "no"})


def test_a_principal_that_was_deleted_is_refused() -> None:
    gone = {**ANYBODY, "Principal": {"AWS": "AROAIOSFODNN7EXAMPLE1"}}
    with refused("MalformedPolicy", "AROAIOSFODNN7EXAMPLE1 was deleted"):
        policy(gone)


def told(name: str, prefix: str = "", suffix: str = "", event: str = "s3:ObjectCreated:*") -> dict[str, Any]:
    return {"id": name, "events": [event], "filterPrefix": prefix, "filterSuffix": suffix}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("a"), told("b", "AWSLogs/")),
        (told("a", "AWSLogs/1/"), told("b", "AWSLogs/")),
        (told("a", suffix=".gz"), told("b", suffix=".json.gz")),
        (told("a"), told("b", event="s3:ObjectCreated:Put")),
    ],
)
def test_two_receivers_of_one_event_are_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    with refused("InvalidArgument", "Configurations overlap", "a and b"):
        check_overlaps([one, other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("a", "AWSLogs/"), told("b", "exports/")),
        (told("a", suffix=".gz"), told("b", suffix=".txt")),
        (told("a"), told("b", event="s3:ObjectRemoved:*")),
    ],
)
def test_receivers_of_different_events_are_taken(one: dict[str, Any], other: dict[str, Any]) -> None:
    check_overlaps([one, other])


def test_acls_can_t_be_turned_off_while_one_lets_others_in() -> None:
    with refused("InvalidBucketAclWithObjectOwnership"):
        check_ownership("BucketOwnerEnforced", 1)
    check_ownership("BucketOwnerPreferred", 1)
    check_ownership("BucketOwnerEnforced", 0)
