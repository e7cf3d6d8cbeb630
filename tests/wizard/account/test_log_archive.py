"""Taking on the log archive's role, and what is looked at there with it."""

from __future__ import annotations

import datetime
import json
import time
from typing import Any
from urllib.parse import quote

import pytest

from components.names import Names
from components.organization import Organization
from tests.components.cases import settings
from tests.wizard.sky import ACCOUNT, ARCHIVE, ARCHIVE_ROLE, ORGANIZATION, Sky, organization, overhead
from wizard.account import assumed_role
from wizard.account.assumed_role import TakenOn, take_on
from wizard.account.facts import LogArchive, Probe
from wizard.account.log_archive import first_calls, look_at_archive
from wizard.failures.redaction import without_secrets

HOME = "eu-west-1"
WANTED = settings(HOME, scope="organization", log_archive_role_arn=ARCHIVE_ROLE)
NAMES = Names.of(WANTED, ACCOUNT, None, Organization(ORGANIZATION, ACCOUNT))
CALLS = [one.action for one in first_calls(WANTED, NAMES)]


@pytest.fixture(autouse=True)
def same_sky(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whoever takes on a role goes on talking to the same answers."""
    given: list[Any] = []

    def clients(credentials: Any, again: Any) -> Any:
        given.append(credentials)
        return _sky[0].client_for

    monkeypatch.setattr(assumed_role, "clients_with", clients)
    return given


_sky: list[Sky] = []


def tried(sky: Sky, **said: Any) -> Probe[TakenOn]:
    _sky[:] = [sky]
    with overhead(sky):
        return take_on(sky.client_for, settings(HOME, log_archive_role_arn=ARCHIVE_ROLE, **said))


def seen(sky: Sky) -> LogArchive:
    _sky[:] = [sky]
    with overhead(sky):
        return look_at_archive(TakenOn(sky.client_for, "arn:s"), WANTED, NAMES, time.monotonic() + 10)


def test_the_session_is_named_after_this_project_and_has_the_external_id() -> None:
    asked: list[Any] = []
    sky = organization()
    answer = sky.answers["AssumeRole"]
    sky.answers["AssumeRole"] = lambda region, params: asked.append(params["body"]) or answer
    assert tried(sky, log_archive_external_id="their-id").state == "good"
    (body,) = asked
    assert (body["RoleArn"], body["RoleSessionName"], body["ExternalId"]) == (
        ARCHIVE_ROLE,
        "everyregion",
        "their-id",
    )


def test_without_an_external_id_none_is_sent() -> None:
    asked: list[Any] = []
    sky = organization()
    answer = sky.answers["AssumeRole"]
    sky.answers["AssumeRole"] = lambda region, params: asked.append(params["body"]) or answer
    tried(sky)
    assert "ExternalId" not in asked[0]


@pytest.mark.parametrize(
    ("kind", "state"),
    [("refused", "bad"), ("throttled", "unknown"), ("late", "unknown"), ("broken", "unknown")],
)
def test_only_awss_no_is_final(kind: str, state: str) -> None:
    sky = organization()
    sky.refusals["AssumeRole"] = kind
    found = tried(sky)
    assert (found.state, found.value, found.action) == (state, None, "sts:AssumeRole")


def test_an_external_id_is_struck_out_of_whatever_is_printed_later() -> None:
    tried(organization(), log_archive_external_id="CANARY-external")
    assert without_secrets("wrong: CANARY-external") == "wrong: <logArchiveExternalId>"


def test_the_credentials_of_a_session_are_struck_out_too() -> None:
    _REAL(given("CANARY-secret-key", "CANARY-session"), dict)
    assert without_secrets("CANARY-secret-key, CANARY-session") == "<secret access key>, <session token>"


def test_credentials_that_run_out_are_renewed() -> None:
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=5)
    client = _REAL(given("CANARY-first", "CANARY-t", soon), lambda: given("CANARY-next", "CANARY-t"))(
        "sqs", HOME
    )
    assert client._request_signer._credentials.get_frozen_credentials().secret_key == "CANARY-next"


def given(secret: str, token: str, until: datetime.datetime | None = None) -> dict[str, Any]:
    """Credentials as STS gives them."""
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    return {
        "AccessKeyId": "AKIA", "SecretAccessKey": secret, "SessionToken": token, "Expiration": until or later,
    }  # fmt: skip


_REAL = assumed_role.clients_with


def test_a_role_that_may_do_all_of_it_is_refused_nothing() -> None:
    found = seen(organization())
    assert (found.refused, found.account) == (Probe("good", ()), ARCHIVE)
    assert found.regions.value == ("ap-south-1", "eu-west-1", "eu-west-3", "us-east-1")


def test_every_service_that_something_is_made_of_is_asked_for() -> None:
    assert CALLS == [
        "s3:CreateBucket",
        "s3:PutBucketPolicy",
        "kms:CreateKey",
        "sqs:CreateQueue",
        "dynamodb:CreateTable",
        "events:CreateEventBus",
        "iam:CreateRole",
        "iam:PassRole",
        "lambda:CreateFunction",
        "scheduler:CreateSchedule",
        "cloudwatch:PutMetricAlarm",
        "sns:CreateTopic",
    ]


def test_what_the_simulator_denies_is_named() -> None:
    def simulate(region: str, params: Any) -> dict[str, Any]:
        action = next(value for key, value in params["body"].items() if key.startswith("ActionNames"))
        verdict = "explicitDeny" if action == "kms:CreateKey" else "allowed"
        return {"EvaluationResults": [{"EvalDecision": verdict}]}

    assert seen(organization(SimulatePrincipalPolicy=simulate)).refused == Probe("good", ("kms:CreateKey",))


POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
NO_KEYS = {
    "Version": "2012-10-17",
    "Statement": [*POLICY["Statement"], {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}],
}


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def _sent(document: Any) -> str:
    """As IAM gives a document."""
    return quote(json.dumps(document))


def readable(document: Any = POLICY, **role: Any) -> Sky:
    """Where IAM's simulator isn't allowed, and the role's policies can be read."""
    sky = organization(
        GetRole={"Role": {"Arn": ARCHIVE_ROLE, **role}},
        ListAttachedRolePolicies={"AttachedPolicies": [{"PolicyName": "all", "PolicyArn": ADMINISTRATOR}]},
        ListRolePolicies={"PolicyNames": []},
        GetPolicy={"Policy": {"DefaultVersionId": "v1"}},
        GetPolicyVersion={"PolicyVersion": {"Document": _sent(document)}},
    )
    sky.refusals["SimulatePrincipalPolicy"] = "refused"
    return sky


def test_without_the_simulator_the_roles_own_policies_are_read() -> None:
    assert seen(readable()).refused == Probe("good", ())
    assert seen(readable(NO_KEYS)).refused == Probe("good", ("kms:CreateKey",))


def test_a_permissions_boundary_counts() -> None:
    documents = iter([POLICY, NO_KEYS])
    sky = readable(PermissionsBoundary={"PermissionsBoundaryArn": f"arn:aws:iam::{ARCHIVE}:policy/boundary"})
    sky.answers["GetPolicyVersion"] = lambda region, params: {
        "PolicyVersion": {"Document": _sent(next(documents))}
    }
    assert seen(sky).refused == Probe("good", ("kms:CreateKey",))


def test_where_neither_is_allowed_nothing_is_known() -> None:
    sky = readable()
    sky.refusals["ListRolePolicies"] = "refused"
    found = seen(sky).refused
    assert (found.state, found.value, found.action) == ("unknown", None, "iam:SimulatePrincipalPolicy")
