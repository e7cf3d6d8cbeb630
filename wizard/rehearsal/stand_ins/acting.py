"""A boto3 session that acts as a role: a call that the role's policies don't allow is refused as AWS would.

The emulator lets everybody do everything; without this a function would work here and fail in AWS.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from wizard.iam import Principal, Request, evaluate
from wizard.rehearsal.account import contents, seal
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import Place
from wizard.rehearsal.stand_ins.permissions_needed import Need, needs

_CODES = {"s3": "AccessDenied", "iam": "AccessDenied", "sqs": "AccessDenied", "sns": "AuthorizationError"}
_acting: list[_Actor] = []


@dataclass(frozen=True)
class _Actor:
    """A role's session `name`."""

    account: EmulatedAccount
    role: contents.Role
    name: str


@contextmanager
def acting_as(account: EmulatedAccount, role_arn: str, name: str, region: str) -> Iterator[Any]:
    """Yields the session, whose clients act as the role's session `name`, in every thread, for the block."""
    role = contents.role_at(account, role_arn)
    _acting.append(_Actor(account, role, name))
    try:
        yield _session(region, account.access_key)
    finally:
        _acting.pop()


@functools.cache
def _session(region: str, access_key: str) -> Any:
    session = seal.session(region, access_key)
    session.events.register("provide-client-params", _check)
    return session


def _check(params: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
    if not _acting:
        return
    actor, account = _acting[-1], _acting[-1].account
    service = str(model.service_model.service_name)
    region = str(context.get("client_region") or account.home)
    place = Place(account, region)
    for need in needs(service, model.name, params, place):
        if need.resource:
            _require(actor, model, need, {})
        for key in _keys(account, service, need):
            via = {
                "kms:ViaService": f"{service}.{region}.{account.dns_suffix}",
                **_encryption_context(account, need),
            }
            uses = ("kms:Decrypt",) if service == "s3" else ("kms:GenerateDataKey", "kms:Decrypt")
            for action in uses:
                _require(actor, model, Need(action, key), via)


def _require(actor: _Actor, model: Any, need: Need, context: Mapping[str, str]) -> None:
    from botocore.exceptions import ClientError

    who, account = Principal.session(actor.role.arn, actor.name), actor.account
    request = Request(who, need.action, need.resource, {"aws:SecureTransport": True, **context}, account.id)
    policy = contents.policy(account, need.resource)
    decision = evaluate(request, resource_policy=policy, identity_policies=actor.role.policies)
    if not decision.allowed:
        code = _CODES.get(model.service_model.service_name, "AccessDeniedException")
        if need.action.startswith("kms:"):
            code = "KMSAccessDenied"
        what = f"{need.action} on resource: {need.resource}"
        message = f"User: {who} is not authorized to perform: {what}: {decision.reason}"
        raise ClientError({"Error": {"Code": code, "Message": message}}, model.name)


def _encryption_context(account: EmulatedAccount, need: Need) -> dict[str, str]:
    """What the topic, or CloudTrail when it wrote the log file, has bound the data key to.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
    """
    if need.action == "sns:Publish":
        return {"kms:EncryptionContext:aws:sns:topicArn": need.resource}
    bucket = Arn.of(need.resource).resource.split("/", 1)[0]
    writers = [trail.arn for trail in contents.every_trail(account) if trail.bucket_name == bucket]
    return {"kms:EncryptionContext:aws:cloudtrail:arn": writers[0]} if writers else {}


def _keys(account: EmulatedAccount, service: str, need: Need) -> list[str]:
    """ARNs of the keys that the call uses on its way: a topic's when publishing, an object's when reading."""
    key = ""
    if need.action == "sns:Publish":
        topic = contents.topic(account, need.resource)
        key = (topic.kms_master_key_id or "") if topic else ""
    if need.action in ("s3:GetObject", "s3:GetObjectVersion"):
        key = contents.object_key(account, need.resource)
    found = contents.key(account, Arn.of(need.resource).region or account.home, key) if key else None
    return [found.arn] if found else []
