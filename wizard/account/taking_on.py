"""Clients for another account: those of a role that the caller takes on there."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from typing import Any

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.account.time_limits import config
from wizard.failures import AwsFailure
from wizard.failures.redaction import learn

_SESSION = "everyregion"


def taking_on(client_for: ClientFor, role_arn: str, external_id: str, region: str) -> ClientFor:
    """Clients with the role's keys, which are renewed for as long as they are used. external_id: "" for none.

    Raises AwsFailure where STS doesn't let the caller in.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    from botocore.credentials import RefreshableCredentials

    learn("external_id", external_id)
    sts = client_for("sts", region)
    asked = {
        "RoleArn": role_arn,
        "RoleSessionName": _SESSION,
        **({"ExternalId": external_id} if external_id else {}),
    }

    def keys() -> Mapping[str, str]:
        given = sts.assume_role(**asked)["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }

    try:
        first = keys()
    except AWS_ERRORS as error:
        raise AwsFailure(_why(error, role_arn, external_id, region)) from None
    found = RefreshableCredentials.create_from_metadata(
        metadata=dict(first), refresh_using=keys, method="sts-assume-role"
    )
    return _clients(found)


def _clients(credentials: Any) -> ClientFor:
    import boto3
    import botocore.session

    from wizard.account.answers_of_aws import guard

    core = botocore.session.Session()
    core._credentials = credentials  # pyright: ignore[reportAttributeAccessIssue]
    session, lock = boto3.Session(botocore_session=core), threading.Lock()

    @functools.cache
    def made(service: str, region: str) -> Any:
        return guard(session.client(service, region_name=region, config=config()))  # pyright: ignore

    def client_for(service: str, region: str) -> Any:
        with lock:
            return made(service, region)

    return client_for


def _why(error: Exception, role_arn: str, external_id: str, region: str) -> str:
    """The external id is never in it: AWS doesn't say it, and neither do we."""
    found = trouble(error, "sts:AssumeRole", region)
    if found.kind in ("credentials", "throttled", "unreachable", "late"):
        return found.text
    asks = "the external id in logArchiveExternalId" if external_id else "no external id"
    return (
        f"The role {role_arn} can't be taken on. STS doesn't say whether it is missing, its account is "
        "closed, its trust policy leaves these credentials out, or it asks for another external id "
        f"({asks} was given). Correct logArchiveRoleArn, or the role's trust policy in account "
        f"{Arn.of(role_arn).account}."
    )
