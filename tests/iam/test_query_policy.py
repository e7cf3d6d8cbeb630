"""Each call of a real `query` on Athena is allowed by `policy --for query`, and hardly more is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from components.organization import Organization
from tests.iam.calls import Call
from tests.iam.test_integrity_policy import ARCHIVE, OWN, TAKEN_ON, Ran, may, names_of, recording
from tests.wizard.query.asking import wanted
from tests.wizard.verify.organization_scene import MEMBER, organization_deployed
from tests.wizard.verify.scene import AWAY, HOME, Scene, deployed
from wizard.account.connect import ClientFor
from wizard.failures import Cancelled
from wizard.query.ask_athena import Athena
from wizard.query.athena_names import reach
from wizard.query.readable import accounts
from wizard.rehearsal.organization import DELEGATED, MANAGEMENT

pytestmark = pytest.mark.long
REGIONS = (HOME, AWAY, "us-east-1")
ASKED = {
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
    "s3:ListObjectsV2",
}


def ended_by_hand(client_for: ClientFor) -> ClientFor:
    """Clients with which Ctrl-C is pressed at the first look at how far the query is."""

    class Client:
        def __init__(self, real: Any) -> None:
            self.real = real

        def __getattr__(self, name: str) -> Any:
            if name == "get_query_execution":
                raise KeyboardInterrupt
            return getattr(self.real, name)

    return lambda service, region: Client(client_for(service, region))


def run(scene: Scene) -> dict[str, list[Call]]:
    """One question that is answered, and one that Ctrl-C ends."""
    with recording(scene.client("sts")) as calls:
        client_for, names = reach(scene.account.client, scene.settings, None)
        about = wanted(begin="2026-11-20")
        if names.organization:
            assert MEMBER in accounts(client_for, names)
        Athena(client_for, names, True, 60, lambda _: None).ask("SELECT 1", about, 10)
        with pytest.raises(Cancelled):
            Athena(ended_by_hand(client_for), names, True, 60).ask("SELECT 1", about, 10)
    return calls


def without_identity(calls: dict[str, list[Call]]) -> dict[str, list[Call]]:
    """GetCallerIdentity needs no permission."""
    return {whose: [c for c in made if c.operation != "GetCallerIdentity"] for whose, made in calls.items()}


@pytest.fixture(scope="module")
def alone() -> Ran:
    """One account."""
    with deployed(REGIONS, queries="true") as scene:
        return Ran(without_identity(run(scene)), scene.settings, scene.names)


@pytest.fixture(scope="module")
def organized() -> Ran:
    """An organization's, from a delegated administrator, with a log archive."""
    with organization_deployed(delegated=True, regions=REGIONS, queries="true") as scene:
        organization = Organization(scene.organization.id, MANAGEMENT)
        return Ran(without_identity(run(scene)), scene.settings, scene.names, organization)


def test_each_call_of_one_account_is_allowed(alone: Ran) -> None:
    assert names_of(alone.calls[OWN]) == ASKED
    assert alone.calls[TAKEN_ON] == []
    assert alone.refused(OWN, alone.policy("query")) == []


def test_each_call_of_an_organization_is_allowed_by_the_policy_of_its_own_side(organized: Ran) -> None:
    own, archive = organized.policy("query", DELEGATED), organized.policy("query", ARCHIVE)
    assert names_of(organized.calls[OWN]) == {
        "organizations:DescribeOrganization",
        "organizations:ListDelegatedAdministrators",
        "sts:AssumeRole",
    }
    assert names_of(organized.calls[TAKEN_ON]) == ASKED
    assert organized.refused(OWN, own) == []
    assert organized.refused(TAKEN_ON, archive) == []
    assert len(organized.refused(TAKEN_ON, own)) > 4


@dataclass(frozen=True)
class Done:
    """Something on one ARN; file: of the log bucket or of the answers'."""

    action: str
    arn: str


def with_callers_rights(ran: Ran) -> list[Done]:
    """What Athena does as whoever asks: https://docs.aws.amazon.com/athena/latest/ug/managing-access.html"""
    names, owner = ran.names, MEMBER if ran.organization else ran.names.account
    glue = f"arn:aws:glue:{HOME}:{names.account}"
    answers = f"arn:aws:s3:::{names.log_bucket}-queries"
    folder = f"AWSLogs/{ran.organization.id}/{owner}" if ran.organization else f"AWSLogs/{owner}"
    return [
        Done("glue:GetDatabase", f"{glue}:database/everyregion_logs"),
        Done("glue:GetDatabase", f"{glue}:database/default"),
        Done("glue:GetDatabase", f"{glue}:catalog"),
        Done("glue:GetTable", f"{glue}:table/everyregion_logs/events"),
        Done("glue:GetTable", f"{glue}:database/everyregion_logs"),
        Done("glue:GetTable", f"{glue}:catalog"),
        Done("s3:GetBucketLocation", names.log_bucket_arn),
        Done("s3:ListBucket", names.log_bucket_arn),
        Done("s3:GetObject", f"{names.log_bucket_arn}/{folder}/CloudTrail/{AWAY}/2026/11/26/x.json.gz"),
        Done("s3:GetBucketLocation", answers),
        Done("s3:PutObject", f"{answers}/results/x.csv"),
        Done("s3:GetObject", f"{answers}/results/x.csv"),
        Done("s3:AbortMultipartUpload", f"{answers}/results/x.csv"),
    ]


@pytest.mark.parametrize("layout", ["alone", "organized"])
def test_athena_may_do_as_its_caller_what_a_query_takes(layout: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(layout)
    policy = ran.policy("query", ARCHIVE if ran.organization else "")
    assert [one for one in with_callers_rights(ran) if not may(policy, one.action, one.arn)] == []


@pytest.mark.parametrize("layout", ["alone", "organized"])
def test_log_files_are_decrypted_through_s3_alone(layout: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(layout)
    policy = ran.policy("query", ARCHIVE if ran.organization else "")
    key = f"arn:aws:kms:{HOME}:{ran.names.account}:key/made-just-now"
    tag: dict[str, Any] = {"aws:ResourceTag/Name": "everyregion-logs"}
    through = {"kms:ViaService": f"s3.{HOME}.amazonaws.com"}
    assert may(policy, "kms:Decrypt", key, {**tag, **through})
    assert not may(policy, "kms:Decrypt", key, tag)
    assert not may(policy, "kms:Decrypt", key, {**through, "aws:ResourceTag/Name": "company"})


def test_nothing_but_an_answer_is_written_and_nothing_else_read(alone: Ran) -> None:
    policy, names = alone.policy("query"), alone.names
    athena, glue = f"arn:aws:athena:{HOME}:{names.account}", f"arn:aws:glue:{HOME}:{names.account}"
    answers, folder = f"arn:aws:s3:::{names.log_bucket}-queries", f"AWSLogs/{names.account}"
    for action, resource in (
        ("athena:StartQueryExecution", f"{athena}:workgroup/primary"),
        ("athena:UpdateWorkGroup", f"{athena}:workgroup/everyregion-queries"),
        ("glue:GetTable", f"{glue}:table/company/customers"),
        ("glue:GetDatabase", f"{glue}:database/company"),
        ("glue:CreateDatabase", f"{glue}:database/default"),
        ("glue:UpdateTable", f"{glue}:table/everyregion_logs/events"),
        ("s3:PutObject", f"{names.log_bucket_arn}/{folder}/CloudTrail/x.json.gz"),
        ("s3:GetObject", f"{names.log_bucket_arn}/{folder}/CloudTrail-Digest/x.json.gz"),
        ("s3:GetObject", f"{names.log_bucket_arn}/AWSLogs/444455556666/CloudTrail/x.json.gz"),
        ("s3:GetObjectVersion", f"{names.log_bucket_arn}/{folder}/CloudTrail/x.json.gz"),
        ("s3:PutObject", f"{answers}/elsewhere/x.csv"),
        ("s3:DeleteObject", f"{answers}/results/x.csv"),
        ("sts:AssumeRole", f"arn:aws:iam::{names.account}:role/admin"),
    ):
        assert not may(policy, action, resource), (action, resource)
