"""Turns calls that are made in the emulated account into CloudTrail records, as CloudTrail would.

Only inside `calls_are_logged`: a deployment makes hundreds of calls, and none of them is what a drill or a
test is about. Reads are left out, but for those that hand out a secret.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from components.arns import Arn
from components.regions import iam_region
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import account_of
from wizard.rehearsal.stand_ins import activity, trails

_READS = re.compile(r"Get|List|Describe|Head|Lookup|Search|BatchGet|Filter|Simulate|Test|Select|Query|Scan")
_SECRETS = ("GetPasswordData", "GetSecretValue", "GetSessionToken", "GetFederationToken")
# Data events, and what CloudTrail doesn't log: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
_DATA = {
    "sqs": re.compile(r"(Send|Receive|Delete|Change)Message"),
    "sns": re.compile(r"Publish"),
    "dynamodb": re.compile(r"Put|Update(Item)|DeleteItem|Batch|Transact|Execute"),
    "lambda": re.compile(r"Invoke"),
    "events": re.compile(r"PutEvents"),
    "logs": re.compile(r"PutLogEvents"),
    "monitoring": re.compile(r"PutMetricData"),
    "kms": re.compile(r"Encrypt|Decrypt|ReEncrypt|Generate|Sign|Verify"),
    "sts": re.compile(r""),
}
_GLOBAL = ("iam", "organizations", "account")


@contextmanager
def calls_are_logged(account: EmulatedAccount) -> Iterator[None]:
    """Inside, each write through a boto3 client is logged, in the account whose keys the client has: an
    event, and a record in a log file."""
    from botocore.client import BaseClient
    from botocore.exceptions import ClientError

    real: Any = BaseClient._make_api_call  # pyright: ignore[reportAttributeAccessIssue]

    def call(client: Any, operation_name: str, api_params: dict[str, Any]) -> Any:
        model = client.meta.service_model.operation_model(operation_name)
        if not _is_logged(model, api_params):
            return real(client, operation_name, api_params)
        access_key = client._request_signer._credentials.access_key
        caller = account_of(account.emulation, access_key)
        record = _record(caller, model, api_params, client.meta.region_name)
        record |= _identity(caller, access_key)
        # Asked beforehand: that a trail was stopped or deleted is still recorded by it.
        recorded_by = trails.recording(caller, record["awsRegion"], record)
        try:
            with _user_agent(client, record):
                answer = real(client, operation_name, api_params)
        except ClientError as refusal:
            record |= _error(model, refusal.response)
            raise
        finally:
            activity.put_activities(caller, record["awsRegion"], [record], recorded_by=recorded_by)
        return answer

    with mock.patch.object(BaseClient, "_make_api_call", call):
        yield


def _identity(account: EmulatedAccount, access_key: str) -> dict[str, Any]:
    """Of a role's session that STS gave keys for; anybody else is the account's user.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """
    session = contents.session_of(account, access_key) if access_key != account.access_key else None
    if session is None:
        return {}
    role = Arn.of(session[0])
    issuer = {"type": "Role", "arn": session[0], "accountId": account.id, "userName": role.name}
    arn = f"arn:{role.partition}:sts::{account.id}:assumed-role/{role.name}/{session[1]}"
    context = {"sessionContext": {"sessionIssuer": issuer}}
    return {"userIdentity": {"type": "AssumedRole", "arn": arn, "accountId": account.id, **context}}


@contextmanager
def _user_agent(client: Any, record: dict[str, Any]) -> Iterator[None]:
    """Notes in the record what the request said of its program."""

    def note(request: Any, **_: Any) -> None:
        agent = request.headers.get("User-Agent", "")
        record["userAgent"] = agent.decode() if isinstance(agent, bytes) else agent

    client.meta.events.register_last("request-created", note)
    try:
        yield
    finally:
        client.meta.events.unregister("request-created", note)


def as_logged(shape: Any, value: Any) -> Any:
    """A request's parameters under CloudTrail's names: members begin with a small letter, the keys of maps
    stay, and a file's or a message's bytes are left out."""
    if shape is None or value is None:
        return None
    if shape.type_name == "structure":
        found = {
            _small(name): as_logged(shape.members[name], inner)
            for name, inner in value.items()
            if name in shape.members and shape.members[name].type_name != "blob"
        }
        return found or None
    if shape.type_name == "list":
        return [as_logged(shape.member, inner) for inner in value]
    if shape.type_name == "map":
        return {str(name): as_logged(shape.value, inner) for name, inner in value.items()}
    return value if isinstance(value, (str, bool, int, float)) else str(value)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _is_logged(model: Any, params: Mapping[str, Any]) -> bool:
    service = model.service_model.endpoint_prefix
    if service == "s3" and "Key" in params:
        return False
    if service in _DATA and _DATA[service].match(model.name):
        return False
    return model.name in _SECRETS or not _READS.match(model.name)


def _record(
    account: EmulatedAccount, model: Any, params: Mapping[str, Any], client_region: str
) -> dict[str, Any]:
    service = model.service_model.endpoint_prefix
    region = iam_region(account.partition) if service in _GLOBAL else client_region
    parameters = as_logged(model.input_shape, params)
    if service == "s3" and parameters and "bucket" in parameters:
        parameters = {"bucketName" if name == "bucket" else name: one for name, one in parameters.items()}
    found = {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": _name(service, model),
        "requestParameters": parameters,
        "readOnly": model.name in _SECRETS,
    }
    if service == "kms" and parameters and parameters.get("keyId"):
        key = contents.key(account, region, parameters["keyId"])
        if key:
            found["resources"] = [{"accountId": account.id, "type": "AWS::KMS::Key", "ARN": key.arn}]
    return activity.completed(account, region, found)


def _name(service: str, model: Any) -> str:
    """Lambda's oldest actions are logged with their API's date.

    https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
    """
    dated = service == "lambda" and "/2015-03-31/" in model.http.get("requestUri", "")
    return f"{model.name}20150331" if dated else model.name


def _error(model: Any, parsed: Mapping[str, Any]) -> dict[str, str]:
    error = parsed.get("Error") or {}
    if not error.get("Code"):
        return {}
    # EC2's codes are logged with who is to blame before them.
    blame = "Client." if model.service_model.endpoint_prefix == "ec2" else ""
    return {"errorCode": f"{blame}{error['Code']}", "errorMessage": str(error.get("Message", ""))}
