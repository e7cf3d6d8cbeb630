"""Takes on a role in another account: what it gives is clients there, or AWS's no in a sentence.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from components.arns import Arn
from components.organization import SESSION
from components.settings import Settings
from wizard.account.connect import ClientFor, clients_of
from wizard.account.error_codes import REFUSED, is_one_of
from wizard.account.errors import AWS_ERRORS, code_of, unanswered
from wizard.account.facts import Probe
from wizard.failures.redaction import learn

_ACTION = "sts:AssumeRole"
#: What the external id is called where it would stand.
EXTERNAL_ID = "logArchiveExternalId"


@dataclass(frozen=True)
class TakenOn:
    """client_for: clients with the role's rights; session: the ARN that AWS knows the session by."""

    client_for: ClientFor
    session: str


def take_on(client_for: ClientFor, settings: Settings) -> Probe[TakenOn]:
    """The log archive's role, taken on as a deployment does; bad where AWS says no, which is final."""
    external_id, region = settings.log_archive_external_id, settings.home_region
    learn(EXTERNAL_ID, external_id)
    try:
        answer, clients = assume(client_for, settings.log_archive_role_arn, external_id, region)
    except AWS_ERRORS as error:
        found = unanswered(error, _ACTION, region)
        is_final = is_one_of(code_of(error), (*REFUSED, "RegionDisabled", "ValidationError"))
        return replace(found, state="bad" if is_final else "unknown")
    return Probe("good", TakenOn(clients, answer["AssumedRoleUser"]["Arn"]))


def assume(
    client_for: ClientFor, role_arn: str, external_id: str, region: str
) -> tuple[Mapping[str, Any], ClientFor]:
    """STS's answer, and clients with the role's keys, renewed for as long as they are used. external_id: ""
    for none. Raises what boto3 does."""
    sts = client_for("sts", region)
    asked = {
        "RoleArn": role_arn,
        "RoleSessionName": SESSION,
        **({"ExternalId": external_id} if external_id else {}),
    }

    def again() -> Mapping[str, Any]:
        return sts.assume_role(**asked)["Credentials"]

    answer = sts.assume_role(**asked)
    return answer, clients_with(answer["Credentials"], again)


def can_take_on(client_for: ClientFor, role_arn: str, region: str) -> bool:
    """Whether this role can be taken on without an external id; False also where that isn't known."""
    try:
        client_for("sts", region).assume_role(RoleArn=role_arn, RoleSessionName=SESSION)
    except AWS_ERRORS:
        return False
    return True


def clients_with(credentials: Mapping[str, Any], again: Callable[[], Mapping[str, Any]]) -> ClientFor:
    """Clients that sign with these, as STS gives them. again: gives new ones before these run out, since a
    deployment may take longer than a session. Nothing of them is ever shown."""
    import boto3
    from botocore.credentials import RefreshableCredentials
    from botocore.session import Session

    core = Session()
    core._credentials = RefreshableCredentials.create_from_metadata(  # pyright: ignore[reportAttributeAccessIssue]
        metadata=_metadata(credentials),
        refresh_using=lambda: _metadata(again()),
        method="sts-assume-role",
    )
    return clients_of(boto3.Session(botocore_session=core))


def _metadata(credentials: Mapping[str, Any]) -> dict[str, Any]:
    learn("secret access key", credentials["SecretAccessKey"])
    learn("session token", credentials["SessionToken"])
    return {
        "access_key": credentials["AccessKeyId"],
        "secret_key": credentials["SecretAccessKey"],
        "token": credentials["SessionToken"],
        "expiry_time": credentials["Expiration"].isoformat(),
    }


def refusal(settings: Settings, why: Probe[Any], caller: str) -> str:
    """Why the role can't be taken on, and what to do. AWS never says which of several reasons it is."""
    arn = settings.log_archive_role_arn
    if why.cause == "closed":
        return f"{arn} can't be taken on: {why.why}."
    asks = (
        "it asks for another external id than logArchiveExternalId"
        if settings.log_archive_external_id
        else "it asks for an external id, and logArchiveExternalId is empty"
    )
    account = Arn.of(arn).account
    return (
        f"{arn} can't be taken on ({why.why}). AWS doesn't say which of these is why: there is no such "
        f"role in account {account}; its trust policy doesn't name {caller}; {asks}; or these credentials "
        f"lack sts:AssumeRole on it."
    )
