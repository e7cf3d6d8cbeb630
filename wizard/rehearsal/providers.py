"""What an explicit AWS provider comes to: the account whose role it takes on, and its region."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import as_refused
from wizard.rehearsal.makers.shapes import plain
from wizard.rehearsal.refusals import Refused


@dataclass(frozen=True)
class Provided:
    """Where a provider's resources go. region: "" for the account's home."""

    account: EmulatedAccount
    region: str


def provided(account: EmulatedAccount, inputs: Mapping[str, Any]) -> Provided:
    """Takes on the roles of the provider's inputs, one after the other, as it does when it is configured.

    What isn't text is JSON there. Raises Refused where STS lets nobody in, or it ends in another account than
    allowedAccountIds has.
    https://www.pulumi.com/registry/packages/aws/api-docs/provider/
    """
    given = {name: _decoded(value) for name, value in plain(inputs).items()}
    region = str(given.get("region") or "")
    reached, client = account, account.client("sts", region or None)
    for role in given.get("assumeRoles") or ():
        reached, client = _taken_on(reached, client, role)
    allowed = given.get("allowedAccountIds") or ()
    if allowed and reached.id not in allowed:
        # https://github.com/hashicorp/aws-sdk-go-base: what the provider says of it.
        raise Refused("AccountNotAllowed", f"AWS account ID not allowed: {reached.id}")
    return Provided(reached, region)


def _taken_on(account: EmulatedAccount, client: Any, role: Mapping[str, Any]) -> tuple[EmulatedAccount, Any]:
    arn = role["roleArn"]
    more = {"ExternalId": role["externalId"]} if role.get("externalId") else {}
    with as_refused():
        keys = client.assume_role(RoleArn=arn, RoleSessionName=role.get("sessionName") or "pulumi", **more)[
            "Credentials"
        ]
    reached = account.beside(Arn.of(arn).account)
    assert reached, "STS lets nobody into an account that isn't emulated"
    # For a role that this one takes on.
    return reached, account.session().client(
        "sts",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return plain(value)
    try:
        return plain(json.loads(value))
    except ValueError:
        return value
