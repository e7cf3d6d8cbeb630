"""The KMS key for the log files."""

from __future__ import annotations

from typing import Any

from components.encryption import LogKey
from tests.components.cases import HOME, at, deployment
from tests.components.recording import Run

KEY, ALIAS = "aws:kms/key:Key", "aws:kms/alias:Alias"


def made(**fields: Any) -> Run:
    return at(HOME, lambda: LogKey(deployment(**fields)))


def sids(run: Run) -> list[str]:
    return [statement["Sid"] for statement in run.document(KEY, "log-key")["Statement"]]


def test_the_key_rotates_every_year_and_waits_the_longest_before_it_goes() -> None:
    inputs = made().one(KEY).inputs
    assert inputs["enableKeyRotation"] is True
    assert inputs["deletionWindowInDays"] == 30
    assert inputs["description"] == "Log files of the CloudTrail trail everyregion"


def test_the_key_carries_a_name_that_finds_it_again() -> None:
    # A deploy that was cut off while the key was made is resolved by this tag.
    assert made().one(KEY).inputs["tags"] == {
        "ManagedBy": "pulumi",
        "Project": "everyregion",
        "Name": "everyregion-logs",
    }


def test_the_alias_points_at_the_key() -> None:
    assert made().one(ALIAS).inputs == {"name": "alias/everyregion-logs", "targetKeyId": "log-key"}


def test_the_key_s_policy_lets_cloudtrail_encrypt_and_the_account_decide() -> None:
    assert sids(made()) == ["AccountDecides", "CloudTrailEncrypts", "CloudTrailDescribes"]


def test_with_readers_only_they_may_decrypt() -> None:
    run = made(log_readers=("444455556666",), region_alert=("rules",))
    assert sids(run) == ["AccountManages", "CloudTrailEncrypts", "CloudTrailDescribes", "ReadersDecrypt"]


def test_with_readers_and_delivered_logs_the_digest_function_may_decrypt_too() -> None:
    run = made(log_readers=("444455556666",), region_alert=("delivered-logs",))
    assert sids(run)[-2:] == ["ReadersDecrypt", "DigestDecrypts"]


def test_with_a_log_group_cloudwatch_logs_may_use_the_key() -> None:
    assert sids(made(cloud_watch_logs=True))[-1] == "LogGroupEncrypts"


def test_the_key_and_its_alias_stay_when_the_stack_goes() -> None:
    run = made()
    assert run.one(KEY).retain_on_delete
    assert run.one(ALIAS).retain_on_delete


def test_without_retain_logs_the_key_goes_with_the_stack() -> None:
    run = made(retain_logs=False)
    assert not run.one(KEY).retain_on_delete
    assert not run.one(ALIAS).retain_on_delete
