"""The policies for a stack that takes over an organization's trail: reading all of it first, then changing
it, in the trail's account and in the log archive."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest

from components.adopted import Adopted, AdoptedBucket, AdoptedKey, AdoptedTrail, as_text, file_name
from components.names import Names
from components.organization import Organization
from components.settings import validate
from tests.wizard.adoption.test_read import READS_OF_EVERY_PART
from wizard.account.action_names import action_of
from wizard.iam import Principal, Request, evaluate
from wizard.policy.compose import Document, documents
from wizard.policy.needs import PURPOSES, Stack
from wizard.policy.registered import registered

HOME, MANAGEMENT, DELEGATED, ARCHIVE = "eu-west-1", "111122223333", "222233334444", "444455556666"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/company"
KEY = f"arn:aws:kms:{HOME}:{ARCHIVE}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
BUCKET = "arn:aws:s3:::company-logs"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion"
ORGANIZATION = Organization("o-abcdefghij", MANAGEMENT)
ADOPTED = Adopted(
    ARCHIVE,
    HOME,
    AdoptedTrail(TRAIL, organization=True),
    AdoptedBucket("company-logs", has=("policy", "notification")),
    key=AdoptedKey(KEY, tags={"Name": "theirs"}),
)
CHOSEN = {
    "scope": "organization",
    "approvedRegions": [HOME],
    "adoptTrail": TRAIL,
    "trailName": "company",
    "logBucketName": "company-logs",
    "logArchiveRoleArn": ROLE,
}
SETTINGS = validate(CHOSEN, HOME)
#: What the set-up reads, as IAM knows it; whose the credentials are nobody has to allow.
READS = sorted({action_of(*call.split(".")) for call in READS_OF_EVERY_PART} - {"sts:GetCallerIdentity"})
IN_TRAILS_ACCOUNT = [one for one in READS if one.startswith("cloudtrail:")]
IN_ARCHIVE = [one for one in READS if not one.startswith("cloudtrail:")]


@functools.cache
def made(purpose: str, account: str, of: str, folder: Path) -> list[Document]:
    """account: that is deployed from; of: whose role the policy is for."""
    (folder / file_name("dev")).write_text(as_text(ADOPTED), "utf-8")
    names = Names.of(SETTINGS, account, ADOPTED, ORGANIZATION)
    return documents(
        PURPOSES[purpose](
            Stack(SETTINGS, names, registered(SETTINGS, account, "dev", folder, ORGANIZATION), of)
        )
    )


@functools.cache
def before_reading(of: str) -> list[Document]:
    planned = validate({**CHOSEN, "adoptTrail": ""}, HOME)
    names = Names.of(SETTINGS, MANAGEMENT, None, ORGANIZATION)
    resources = registered(planned, MANAGEMENT, organization=ORGANIZATION)
    return documents(PURPOSES["check"](Stack(SETTINGS, names, resources, of)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project")


def may(policy: list[Document], action: str, account: str, resource: str = "") -> bool:
    service = action.partition(":")[0]
    on = resource or {"cloudtrail": TRAIL, "s3": BUCKET, "kms": KEY}[service]
    context: dict[str, Any] = {
        "aws:RequestedRegion": HOME,
        "aws:ResourceAccount": account,
        "aws:ResourceTag/Name": "theirs",
    }
    who = Principal.session(f"arn:aws:iam::{account}:role/deployer", "me")
    owners = {
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": account}, "Action": "*", "Resource": "*"}]
    }
    request = Request(who, action, on, context)
    return evaluate(request, resource_policy=owners, identity_policies=policy).allowed


def on_all(action: str) -> str:
    return "*" if action in ("cloudtrail:DescribeTrails", "s3:ListAllMyBuckets") else ""


@pytest.mark.parametrize("account", [MANAGEMENT, DELEGATED])
@pytest.mark.parametrize("purpose", ["check", "deploy"])
def test_whoever_deploys_reads_the_trail_whole(purpose: str, account: str, folder: Path) -> None:
    policy = made(purpose, account, account, folder)
    assert [one for one in IN_TRAILS_ACCOUNT if not may(policy, one, account, on_all(one))] == []


@pytest.mark.parametrize("purpose", ["check", "deploy"])
def test_the_archive_s_role_reads_bucket_and_key_whole(purpose: str, folder: Path) -> None:
    policy = made(purpose, MANAGEMENT, ARCHIVE, folder)
    assert [one for one in IN_ARCHIVE if not may(policy, one, ARCHIVE, on_all(one))] == []


def test_before_it_is_read_any_bucket_of_the_account_may_be_looked_at_and_no_file_in_it() -> None:
    policy = before_reading(ARCHIVE)
    somebodys = "arn:aws:s3:::somebodys-logs"
    assert may(policy, "s3:GetBucketPolicy", ARCHIVE, somebodys)
    assert may(policy, "kms:GetKeyPolicy", ARCHIVE, KEY.replace("1234abcd", "00000000"))
    assert not may(policy, "s3:GetObject", ARCHIVE, f"{somebodys}/AWSLogs/x")
    assert not may(policy, "s3:PutBucketPolicy", ARCHIVE, somebodys)


def test_once_it_is_read_only_its_own_may_be(folder: Path) -> None:
    policy = made("check", MANAGEMENT, ARCHIVE, folder)
    assert not may(policy, "s3:GetBucketPolicy", ARCHIVE, "arn:aws:s3:::somebodys-logs")
    assert not may(policy, "kms:GetKeyPolicy", ARCHIVE, KEY.replace("1234abcd", "00000000"))


@pytest.mark.parametrize("account", [MANAGEMENT, DELEGATED])
def test_whoever_deploys_changes_the_trail_and_never_deletes_it(account: str, folder: Path) -> None:
    policy = made("deploy", account, account, folder)
    assert may(policy, "cloudtrail:UpdateTrail", account)
    assert not may(policy, "cloudtrail:DeleteTrail", account)
    assert not may(policy, "s3:PutBucketPolicy", account)


def test_the_archive_s_role_changes_bucket_and_key_and_deletes_neither(folder: Path) -> None:
    policy = made("deploy", MANAGEMENT, ARCHIVE, folder)
    assert may(policy, "s3:PutBucketPolicy", ARCHIVE)
    assert may(policy, "kms:PutKeyPolicy", ARCHIVE)
    assert not may(policy, "s3:DeleteBucket", ARCHIVE)
    assert not may(policy, "kms:ScheduleKeyDeletion", ARCHIVE)
    assert not may(policy, "cloudtrail:UpdateTrail", ARCHIVE)
