"""The policy for a stack that takes over a trail, with a bucket and a key under names of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.adopted import Adopted, AdoptedBucket, AdoptedKey, AdoptedTrail, as_text, file_name
from components.names import Names
from components.settings import validate
from tests.iam.deployment import ACCOUNT
from tests.iam.documents import allow, policy
from wizard.iam import Principal, Request, evaluate
from wizard.policy.compose import Document, documents
from wizard.policy.needs import Stack, deploy
from wizard.policy.registered import registered

HOME = "us-gov-west-1"
P = "arn:aws-us-gov"
TRAIL = f"{P}:cloudtrail:{HOME}:{ACCOUNT}:trail/company"
KEY = f"{P}:kms:{HOME}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
DEPLOYER = Principal.session(f"{P}:iam::{ACCOUNT}:role/deployer", "pipeline")
ADOPTED = Adopted(
    account=ACCOUNT,
    region=HOME,
    trail=AdoptedTrail(TRAIL),
    log_bucket=AdoptedBucket("company-logs", has=("policy", "notification")),
    key=AdoptedKey(KEY, tags={"Name": "theirs"}),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    folder = tmp_path_factory.mktemp("project")
    (folder / file_name("dev")).write_text(as_text(ADOPTED), "utf-8")
    settings = validate(
        {
            "approvedRegions": [HOME],
            "adoptTrail": TRAIL,
            "trailName": "company",
            "logBucketName": "company-logs",
        },
        HOME,
    )
    stack = Stack(settings, Names.of(settings, ACCOUNT), registered(settings, ACCOUNT, "dev", folder))
    return documents(deploy(stack))


def may(made: list[Document], action: str, resource: str) -> bool:
    owners = policy(allow(Principal={"AWS": ACCOUNT}))
    request = Request(DEPLOYER, action, resource, {"aws:ResourceTag/Name": "theirs"})
    return evaluate(request, resource_policy=owners, identity_policies=made).allowed


def test_the_trail_and_its_bucket_may_be_changed_under_their_own_names(made: list[Document]) -> None:
    assert may(made, "cloudtrail:UpdateTrail", TRAIL)
    assert may(made, "s3:PutBucketPolicy", f"{P}:s3:::company-logs")
    assert may(made, "s3:PutBucketNotification", f"{P}:s3:::company-logs")


def test_what_was_there_before_the_stack_cannot_be_deleted(made: list[Document]) -> None:
    assert not may(made, "cloudtrail:DeleteTrail", TRAIL)
    assert not may(made, "s3:DeleteBucket", f"{P}:s3:::company-logs")
    assert not may(made, "kms:ScheduleKeyDeletion", KEY)


def test_the_key_is_named_by_its_id_since_its_tags_arent_ours(made: list[Document]) -> None:
    assert may(made, "kms:PutKeyPolicy", KEY)
    assert not may(made, "kms:PutKeyPolicy", KEY.replace("1234abcd", "00000000"))


def test_without_the_file_the_program_refuses_and_so_does_the_policy(tmp_path: Path) -> None:
    import pulumi

    settings = validate({"approvedRegions": [HOME], "adoptTrail": TRAIL, "trailName": "company"}, HOME)
    with pytest.raises(pulumi.RunError, match=r"Pulumi\.dev\.adopted\.json"):
        registered(settings, ACCOUNT, "dev", tmp_path)
