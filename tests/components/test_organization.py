"""An organization's trail: from management account or delegated administrator, with a log archive."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from tests.components.cases import (
    ARCHIVE,
    ARCHIVE_ROLE,
    DELEGATED,
    HOME,
    MANAGEMENT,
    ORGANIZATION,
    deployed,
    deployed_for_organization,
)
from tests.components.recording import Registered, Run, provider_name

WITH_ARCHIVE: dict[str, Any] = {"log_archive_role_arn": ARCHIVE_ROLE, "log_archive_external_id": "agreed"}
TRAIL, BUCKET_POLICY, KEY = (
    "aws:cloudtrail/trail:Trail",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:kms/key:Key",
)
RULE = "aws:cloudwatch/eventRule:EventRule"
ACCESS = "aws:organizations/awsServiceAccess:AwsServiceAccess"
ADMINISTRATOR = "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount"
OURS = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/everyregion"


def statement(run: Run, type_: str, name: str, sid: str) -> dict[str, object]:
    found = [one for one in run.document(type_, name)["Statement"] if one["Sid"] == sid]
    assert len(found) == 1, sid
    return found[0]


def places(run: Run, type_prefix: str = "aws:") -> dict[str, str]:
    """Resource -> the provider that it is made through, "" for the default one."""
    return {
        f"{one.type.rpartition(':')[2]} {one.name}": provider_name(one.provider)
        for one in run.resources
        if one.type.startswith(type_prefix)
    }


def test_an_account_s_trail_is_none_of_an_organization() -> None:
    run = deployed()
    assert "isOrganizationTrail" not in run.one(TRAIL).inputs
    assert run.of_type(ACCESS) == []
    assert run.exports["organizationId"] == ""


def test_the_management_account_makes_an_organization_trail() -> None:
    run = deployed_for_organization()
    assert run.one(TRAIL).inputs["isOrganizationTrail"] is True
    assert run.exports["organizationId"] == ORGANIZATION


def test_trusted_access_comes_before_the_trail_and_outlives_the_stack() -> None:
    run = deployed_for_organization()
    access = run.one(ACCESS)
    assert access.inputs == {"servicePrincipal": "cloudtrail.amazonaws.com"}
    assert access.retain_on_delete
    assert "trusted-access" in run.one(TRAIL).waits_for


def test_cloudtrail_may_write_the_owner_s_folder_and_the_organization_s() -> None:
    writes = statement(deployed_for_organization(), BUCKET_POLICY, "log-bucket-policy", "CloudTrailWrites")
    bucket = f"arn:aws:s3:::everyregion-{MANAGEMENT}-{HOME}"
    assert writes["Resource"] == [f"{bucket}/AWSLogs/{MANAGEMENT}/*", f"{bucket}/AWSLogs/{ORGANIZATION}/*"]
    assert writes["Condition"] == {
        "StringEquals": {"aws:SourceArn": OURS, "s3:x-amz-acl": "bucket-owner-full-control"}
    }


def test_from_a_delegated_administrator_the_trail_is_the_management_account_s() -> None:
    run = deployed_for_organization(DELEGATED)
    bucket = f"arn:aws:s3:::everyregion-{DELEGATED}-{HOME}"
    writes = statement(run, BUCKET_POLICY, "log-bucket-policy", "CloudTrailWrites")
    assert writes["Resource"] == [f"{bucket}/AWSLogs/{MANAGEMENT}/*", f"{bucket}/AWSLogs/{ORGANIZATION}/*"]
    assert writes["Condition"] == {
        "StringEquals": {"aws:SourceArn": OURS, "s3:x-amz-acl": "bucket-owner-full-control"}
    }
    encrypts = statement(run, KEY, "log-key", "CloudTrailEncrypts")
    assert encrypts["Condition"] == {
        "StringEquals": {"aws:SourceArn": OURS},
        "StringLike": {
            "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{MANAGEMENT}:trail/*"
        },
    }


def test_a_delegated_administrator_leaves_trusted_access_alone() -> None:
    assert deployed_for_organization(DELEGATED).of_type(ACCESS) == []


def test_the_digest_function_opens_log_files_of_every_account() -> None:
    run = deployed_for_organization()
    variables = run.one("aws:lambda/function:Function").inputs["environment"]["variables"]
    assert (variables["LOG_FILES"], variables["ACCOUNT_ID"]) == ("AWSLogs/", MANAGEMENT)
    pattern = json.loads(run.one(RULE, "delivered-logs").inputs["eventPattern"])
    assert pattern["detail"]["object"] == {"key": [{"wildcard": "AWSLogs/*/CloudTrail/*.json.gz"}]}


def test_a_new_delegated_administrator_is_registered_after_trusted_access() -> None:
    made = deployed_for_organization(delegated_admin_account_id="555566667777").one(ADMINISTRATOR)
    assert made.inputs == {"accountId": "555566667777"}
    assert made.retain_on_delete
    assert "trusted-access" in made.waits_for


def test_plain_members_are_told_what_to_do_before_anything_is_made() -> None:
    with pytest.raises(pulumi.RunError) as refused:
        deployed_for_organization("999988887777")
    assert str(refused.value) == (
        "Account 999988887777 is neither the management account of organization o-abcdefghij (111122223333) "
        "nor a delegated administrator of CloudTrail, so it can't make the organization's trail; nothing was "
        "made. Deploy with the management account's credentials, or register this one from there: "
        "`aws cloudtrail register-organization-delegated-admin --member-account-id 999988887777`."
    )


def test_an_organization_without_all_features_is_refused() -> None:
    with pytest.raises(pulumi.RunError, match="only consolidated billing; a trail of an organization needs"):
        deployed_for_organization(all_features=False)


def test_only_the_management_account_registers_an_administrator() -> None:
    with pytest.raises(pulumi.RunError, match=f"only the management account {MANAGEMENT} can register"):
        deployed_for_organization(DELEGATED, delegated_admin_account_id="555566667777")


def test_the_management_account_can_not_be_its_own_delegate() -> None:
    with pytest.raises(pulumi.RunError, match=f"{MANAGEMENT} is the management account"):
        deployed_for_organization(delegated_admin_account_id=MANAGEMENT)


def test_with_a_log_archive_all_but_the_trail_lies_there() -> None:
    found = places(
        deployed_for_organization(alert_emails=("a@example.com",), cloud_watch_logs=True, **WITH_ARCHIVE)
    )
    here = sorted(name for name, provider in found.items() if not provider)
    assert here == [
        "AwsServiceAccess trusted-access",
        "EventRule tamper-trail-account-eu-west-1",
        "EventRule tamper-trail-account-roles-us-east-1",
        "EventTarget tamper-trail-account-eu-west-1-target",
        "EventTarget tamper-trail-account-roles-us-east-1-target",
        "LogGroup log-delivery-group",
        "Role log-delivery-role",
        "Role trail-account-forward-role",
        "RolePolicy log-delivery-role-policy",
        "RolePolicy trail-account-forward-role-policy",
        "Trail trail",
    ]
    assert {provider for provider in found.values() if provider} == {"everyregion-log-archive"}


def test_the_way_into_the_log_archive_is_one_provider_with_the_role() -> None:
    run = deployed_for_organization(**WITH_ARCHIVE)
    assert len(run.of_type("pulumi:providers:aws")) == 1
    made = run.one("pulumi:providers:aws")
    assert made.inputs["region"] == HOME
    assert json.loads(made.inputs["allowedAccountIds"]) == [ARCHIVE]
    # The external id is a secret: it is encrypted in the state.
    (role,) = json.loads(made.inputs["assumeRoles"]["value"])
    assert role == {"roleArn": ARCHIVE_ROLE, "externalId": "agreed", "sessionName": "everyregion"}


def test_with_a_log_archive_nobody_but_readers_and_the_digest_reads() -> None:
    run = deployed_for_organization(
        log_readers=("777788889999", "arn:aws:iam::222233334444:role/siem"), **WITH_ARCHIVE
    )
    denied = statement(run, BUCKET_POLICY, "log-bucket-policy", "OnlyReadersRead")
    assert denied["Condition"] == {
        "ArnNotLike": {
            "aws:PrincipalArn": [
                "arn:aws:iam::222233334444:role/siem",
                "arn:aws:iam::777788889999:*",
                "arn:aws:sts::777788889999:*",
                f"arn:aws:iam::{ARCHIVE}:role/everyregion-eu-west-1-alert-digest",
            ]
        },
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }


def test_the_log_archive_s_bus_takes_events_from_the_trail_s_account() -> None:
    run = deployed_for_organization(**WITH_ARCHIVE)
    policy = run.document("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "alert-bus-policy")
    assert policy["Statement"] == [
        {
            "Sid": "TrailAccountForwards",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"},
            "Action": "events:PutEvents",
            "Resource": f"arn:aws:events:{HOME}:{ARCHIVE}:event-bus/everyregion-alerts",
            "Condition": {
                "ArnEquals": {
                    "aws:PrincipalArn": f"arn:aws:iam::{MANAGEMENT}:role/everyregion-eu-west-1-alert-forward"
                }
            },
        }
    ]


def rules(run: Run) -> list[Registered]:
    return [one for one in run.of_type(RULE) if "tamper" in one.name]


def test_each_tamper_rule_of_the_trail_s_account_has_a_twin_on_the_bus() -> None:
    run = deployed_for_organization(**WITH_ARCHIVE)
    found = {one.name: one.inputs for one in rules(run)}
    outside, twin = found["tamper-trail-account-eu-west-1"], found["tamper-trail-account"]
    assert outside["eventPattern"] == twin["eventPattern"]
    assert "eventBusName" not in outside
    assert twin["eventBusName"] == "everyregion-alerts"
    assert OURS in outside["eventPattern"]


def test_changes_to_trusted_access_and_its_administrators_are_watched() -> None:
    text = deployed_for_organization().one(RULE, "tamper-roles-us-east-1").inputs["eventPattern"]
    assert {"servicePrincipal": ["cloudtrail.amazonaws.com"]} in [
        one.get("requestParameters") for one in _alternatives(json.loads(text)["detail"])
    ]


def _alternatives(detail: dict[str, object]) -> list[dict[str, object]]:
    found = [detail]
    for one in detail.get("$or", ()):  # pyright: ignore[reportGeneralTypeIssues]
        found += _alternatives(one)
    return found


@pytest.mark.parametrize("home", ["eu-west-1", "us-east-1"])
def test_no_tamper_pattern_is_longer_than_eventbridge_takes(home: str) -> None:
    run = deployed_for_organization(
        home=home, trail_name="x" * 128, log_bucket_name="b" * 63, cloud_watch_logs=True, **WITH_ARCHIVE
    )
    assert max(len(one.inputs["eventPattern"]) for one in rules(run)) <= 2048
    assert {one.name for one in rules(run)} >= {"tamper-trail-account", f"tamper-trail-account-{home}"}


def test_what_the_function_is_told_of_an_organization_fits_into_four_kilobytes() -> None:
    run = deployed_for_organization(
        trail_name="x" * 128,
        log_bucket_name="b" * 63,
        alert_ignore_principals=tuple(f"arn:aws:iam::111122223333:role/{'r' * 60}{n}" for n in range(10, 30)),
        alert_topic_arn=f"arn:aws:sns:{HOME}:{ARCHIVE}:{'t' * 256}",
        cloud_watch_logs=True,
        alert_emails=tuple(f"person{number}@example.com" for number in range(5)),
        approved_regions=tuple(f"ap-southeast-{number:02d}" for number in range(36)),
        **WITH_ARCHIVE,
    )
    variables = run.one("aws:lambda/function:Function").inputs["environment"]["variables"]
    queue = f"https://sqs.ap-southeast-2.amazonaws.com/{ARCHIVE}/" + "q" * 64
    assert sum(len(key) + len(value) for key, value in {**variables, "QUEUE_URL": queue}.items()) <= 4096


def test_rules_in_an_organization_are_made_in_the_trail_s_account() -> None:
    run = deployed_for_organization(region_alert=("rules", "delivered-logs"), **WITH_ARCHIVE)
    found = places(run, RULE)
    assert found["EventRule watch-us-west-2"] == ""
    assert found["EventRule alert-bus-rule"] == "everyregion-log-archive"
    assert "us-west-2" in run.exports["watchedRegions"]


def test_the_exports_say_in_which_account_the_logs_and_the_alert_are() -> None:
    exports = deployed_for_organization(**WITH_ARCHIVE).exports
    assert exports["logBucketAccountId"] == ARCHIVE
    assert exports["alertAccountId"] == ARCHIVE
    assert exports["logBucket"] == f"everyregion-{ARCHIVE}-{HOME}"
