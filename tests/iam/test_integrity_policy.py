"""Each call of a real `verify --integrity` is allowed by `policy --for integrity`, and hardly more is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
from botocore.client import BaseClient

from components.names import Names
from components.organization import Organization
from components.settings import Settings
from tests.iam.calls import ACCOUNT, Call, questions
from tests.wizard.verify.integrity.organization_scene import bucketful
from tests.wizard.verify.organization_scene import MEMBER
from tests.wizard.verify.scene import AWAY, HOME, Scene
from wizard.iam import Principal, Request, evaluate
from wizard.policy.compose import Document, documents
from wizard.policy.needs import PURPOSES, Stack
from wizard.policy.registered import registered
from wizard.rehearsal.organization import DELEGATED, MANAGEMENT
from wizard.verify.log_files import with_integrity

pytestmark = pytest.mark.long
ARCHIVE = "999988887777"
OWN, TAKEN_ON = "own", "taken on"


@dataclass(frozen=True)
class Ran:
    """calls: of a run that found nothing amiss, by whose credentials they were made."""

    calls: dict[str, list[Call]] = field(repr=False)
    settings: Settings
    names: Names
    organization: Organization | None = None

    def policy(self, purpose: str = "integrity", of: str = "") -> list[Document]:
        made = registered(self.settings, self.names.trail_account, organization=self.organization)
        return documents(PURPOSES[purpose](Stack(self.settings, self.names, made, of)))

    def refused(self, whose: str, policy: list[Document]) -> list[str]:
        return [
            f"{asked.action} on {asked.resource}"
            for asked in sorted(questions(self.calls[whose]), key=str)
            if not may(policy, asked.action, asked.resource, asked.context)
        ]


def may(policy: list[Document], action: str, resource: str, context: Any = None) -> bool:
    """By somebody of the account that the policy is for, whose resources let the account in."""
    account = resource.split(":")[4] if resource.startswith("arn:") else MANAGEMENT
    who = Principal.session(f"arn:aws:iam::{account or MANAGEMENT}:role/auditor", "night")
    owners = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": who.account}, "Action": "*"}]}
    owners["Statement"][0]["Resource"] = "*"
    request = Request(who, action, resource, {"aws:RequestedRegion": HOME, **(context or {})})
    return evaluate(request, resource_policy=owners, identity_policies=policy).allowed


def key_of(client: Any) -> str:
    return client._request_signer._credentials.access_key


@contextmanager
def recording(own: Any) -> Iterator[dict[str, list[Call]]]:
    """Each call inside, by whose credentials. own: a client of who looks."""
    calls: dict[str, list[Call]] = {OWN: [], TAKEN_ON: []}
    real: Any = BaseClient._make_api_call  # pyright: ignore[reportAttributeAccessIssue]

    def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        meta = client.meta
        whose = OWN if key_of(client) == key_of(own) else TAKEN_ON
        account = {TAKEN_ON: ARCHIVE}.get(whose, ACCOUNT)
        service = meta.service_model.service_name
        calls[whose].append(Call(service, operation, meta.region_name, parameters, account=account))
        return real(client, operation, parameters)

    with mock.patch.object(BaseClient, "_make_api_call", call):
        yield calls


def run(scene: Scene, age: float) -> dict[str, list[Call]]:
    """The part of the run that reads log files: what comes before is `verify`'s."""
    done = scene.verified()
    with recording(scene.client("sts")) as calls:
        proved = with_integrity(done, scene.account.clock.now() - age, scene.account.client, quiet=True)
    assert {one.state for one in proved.results if one.id.startswith("integrity.")} <= {"passed", "unknown"}
    return calls


@pytest.fixture(scope="module")
def ran() -> Iterator[Ran]:
    """From a delegated administrator, with a log archive."""
    with bucketful(1, delegated=True) as there:
        scene = there.scene
        organization = Organization(scene.organization.id, MANAGEMENT)
        yield Ran(run(scene, 86400), scene.settings, scene.names, organization)


def names_of(calls: list[Call]) -> set[str]:
    return {one.name for one in calls}


def test_the_archive_s_role_reads_what_lies_in_the_bucket_and_the_caller_does_the_rest(ran: Ran) -> None:
    assert names_of(ran.calls[TAKEN_ON]) == {"s3:GetObject", "s3:ListObjectsV2"}
    assert names_of(ran.calls[OWN]) == {"cloudtrail:ListPublicKeys", "sts:AssumeRole"}


def test_each_call_is_allowed_by_the_policy_of_its_own_side_and_not_of_the_other(ran: Ran) -> None:
    own, archive = ran.policy(of=DELEGATED), ran.policy(of=ARCHIVE)
    assert ran.refused(OWN, own) == []
    assert ran.refused(TAKEN_ON, archive) == []
    for whose, other in ((OWN, archive), (TAKEN_ON, own)):
        assert len(ran.refused(whose, other)) == len(questions(ran.calls[whose])) > 0


def test_without_integrity_no_log_file_is_read_and_no_key_listed(ran: Ran) -> None:
    refused = ran.refused(TAKEN_ON, ran.policy("verify", ARCHIVE))
    assert refused
    assert all("/CloudTrail/" in one for one in refused)
    assert {one.partition(" ")[0] for one in ran.refused(OWN, ran.policy("verify", DELEGATED))} == {
        "cloudtrail:ListPublicKeys"
    }


def test_the_archive_s_role_reads_only_the_trail_s_files_of_the_organization(ran: Ran) -> None:
    archive, bucket = ran.policy(of=ARCHIVE), ran.names.log_bucket_arn
    folder = f"{bucket}/{ran.names.account_folder(MEMBER)}"
    assert may(archive, "s3:GetObject", f"{folder}/CloudTrail/{AWAY}/2026/11/26/x.json.gz")
    assert may(archive, "s3:GetObject", f"{folder}/CloudTrail-Insight/{AWAY}/2026/11/26/x.json.gz")
    for other in (
        f"{folder}/Config/{AWAY}/x.json.gz",
        f"{bucket}/AWSLogs/o-anotherone/{MEMBER}/CloudTrail/{AWAY}/x.json.gz",
        f"{bucket}/AWSLogs/{MEMBER}/vpcflowlogs/x.log.gz",
        f"{bucket}-of-others/{ran.names.account_folder(MEMBER)}/CloudTrail/x.json.gz",
    ):
        assert not may(archive, "s3:GetObject", other), other
    for action in ("s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:BypassGovernanceRetention"):
        assert not may(archive, action, f"{folder}/CloudTrail/{AWAY}/2026/11/26/x.json.gz"), action


def test_files_are_decrypted_through_s3_alone(ran: Ran) -> None:
    key = f"arn:aws:kms:{HOME}:{ARCHIVE}:key/made-just-now"
    tag = {"aws:ResourceTag/Name": "everyregion-logs"}
    through = {"kms:ViaService": f"s3.{HOME}.amazonaws.com"}
    assert may(ran.policy(of=ARCHIVE), "kms:Decrypt", key, {**tag, **through})
    assert not may(ran.policy(of=ARCHIVE), "kms:Decrypt", key, tag)
    assert not may(ran.policy(of=DELEGATED), "kms:Decrypt", key, {**tag, **through})
