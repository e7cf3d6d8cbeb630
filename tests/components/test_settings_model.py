"""The model's defaults, which users rely on, and what is worked out from them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from components.settings import DELIVERED_LOGS, RULES, Settings, fields, specs
from components.settings.model import default_region_alert
from components.settings.spec import key_of
from tests.components.cases import settings

DEFAULTS = {
    "scope": "account",
    "trailName": "everyregion",
    "logBucketName": "",
    "approvedRegions": [],
    "encryption": "new-key",
    "kmsKeyArn": "",
    "dataEvents": [],
    "dataEventsReads": False,
    "insights": "both",
    "archiveClass": "GLACIER_IR",
    "archiveAfterDays": 90,
    "expireAfterDays": 2555,
    "objectLock": "off",
    "objectLockDays": 365,
    "accessLogs": True,
    "cloudWatchLogs": False,
    "cloudWatchLogsDays": 365,
    "cisAlarms": False,
    "queries": False,
    "regionAlert": ["rules", "delivered-logs"],
    "alertEmails": [],
    "alertTopicArn": "",
    "alertFormat": "text",
    "alertReads": False,
    "alertEveryMinutes": 1,
    "alertRepeatMinutes": 60,
    "alertIgnorePrincipals": [],
    "alertSkipRegions": [],
    "tamperAlert": True,
    "logReaders": [],
    "logArchiveRoleArn": "",
    "logArchiveExternalId": "",
    "delegatedAdminAccountId": "",
    "adoptTrail": "",
    "retainLogs": True,
    "tags": {"ManagedBy": "pulumi", "Project": "everyregion"},
}


def test_the_defaults_are_the_ones_that_users_were_promised() -> None:
    assert Settings(home_region="eu-west-1").as_keys() == DEFAULTS


def test_settings_cannot_be_changed_after_they_were_checked() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings().scope = "organization"  # pyright: ignore[reportAttributeAccessIssue]


def test_settings_can_be_a_key_of_a_cache() -> None:
    assert hash(settings()) == hash(settings())


@pytest.mark.parametrize(
    ("field", "key"),
    [("scope", "scope"), ("kms_key_arn", "kmsKeyArn"), ("cloud_watch_logs_days", "cloudWatchLogsDays")],
)
def test_a_key_is_the_field_s_name_in_camel_case(field: str, key: str) -> None:
    assert key_of(field) == key
    assert fields()[field].key == key


def test_every_choice_has_its_default_among_its_words() -> None:
    chosen = {spec.key: spec for spec in fields().values() if spec.kind == "choice"}
    assert set(chosen) == {"scope", "encryption", "insights", "archiveClass", "objectLock", "alertFormat"}
    assert [key for key, spec in chosen.items() if spec.default not in spec.choices] == []


def test_what_cannot_change_once_deployed_is_marked() -> None:
    assert [spec.key for spec in fields().values() if spec.fixed] == [
        "scope",
        "trailName",
        "logBucketName",
        "logArchiveRoleArn",
    ]


@pytest.mark.parametrize(
    ("home", "partition"),
    [
        ("eu-west-1", "aws"),
        ("us-gov-east-1", "aws-us-gov"),
        ("cn-northwest-1", "aws-cn"),
        ("eusc-de-east-1", "aws-eusc"),
    ],
)
def test_the_partition_is_the_home_region_s(home: str, partition: str) -> None:
    assert settings(home).partition == partition


def test_the_bucket_s_name_is_made_from_trail_account_and_home() -> None:
    assert settings(trail_name="audit").bucket_name("111122223333") == "audit-111122223333-eu-west-1"


def test_a_bucket_name_that_was_given_is_kept() -> None:
    assert settings(log_bucket_name="my-logs").bucket_name("111122223333") == "my-logs"


@pytest.mark.parametrize(
    ("encryption", "own"), [("new-key", True), ("existing-key", False), ("sse-s3", False)]
)
def test_only_a_new_key_is_the_deployment_s_own(encryption: str, own: bool) -> None:
    assert settings(encryption=encryption).own_log_key is own


@pytest.mark.parametrize(
    ("given", "own"),
    [
        ({"encryption": "new-key"}, True),
        ({"encryption": "existing-key"}, True),
        ({"encryption": "sse-s3"}, False),
        ({"alert_topic_arn": "arn:aws:sns:eu-west-1:111122223333:mine"}, False),
        ({"region_alert": (), "tamper_alert": False}, False),
        ({"region_alert": (), "tamper_alert": False, "cis_alarms": True}, True),
    ],
)
def test_the_alerts_have_a_key_of_their_own_where_there_is_a_topic_and_log_files_have_one(
    given: dict[str, Any], own: bool
) -> None:
    assert settings(**given).own_alert_key is own


@pytest.mark.parametrize(("scope", "partition"), [("account", "aws-cn"), ("organization", "aws")])
def test_rules_are_no_default_where_they_cannot_watch(scope: str, partition: str) -> None:
    assert RULES not in default_region_alert(scope, partition)


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov", "aws-eusc"])
def test_rules_are_a_default_for_one_account(partition: str) -> None:
    assert RULES in default_region_alert("account", partition)


def test_the_two_sources_have_the_names_of_their_choices() -> None:
    assert list(specs()["regionAlert"].choices) == [RULES, DELIVERED_LOGS] == ["rules", "delivered-logs"]
