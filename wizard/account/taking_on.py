"""Clients for another account: those of a role that the caller takes on there."""

from __future__ import annotations

from components.arns import Arn
from wizard.account.assumed_role import assume
from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.failures import AwsFailure
from wizard.failures.redaction import learn


def taking_on(client_for: ClientFor, role_arn: str, external_id: str, region: str) -> ClientFor:
    """Clients with the role's keys, which are renewed for as long as they are used. external_id: "" for none.

    Raises AwsFailure where STS doesn't let the caller in.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """
    learn("external_id", external_id)
    try:
        _, clients = assume(client_for, role_arn, external_id, region)
    except AWS_ERRORS as error:
        raise AwsFailure(_why(error, role_arn, external_id, region)) from None
    return clients


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
