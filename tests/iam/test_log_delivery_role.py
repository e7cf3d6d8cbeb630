"""CloudTrail's way into CloudWatch Logs: the role it takes, the log group's key.

CloudTrail isn't documented to say for which trail it takes the role, so the trust asks for nothing.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from __future__ import annotations

from typing import Any

import pytest

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CLOUDWATCH,
    CONFIG,
    EVENTS,
    LAMBDA,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
    permitted,
)
from wizard.iam import Principal, Request


def role(at: Place) -> str:
    return at.role(f"everyregion-{at.home}-log-delivery")


def logs_service(at: Place, region: str = "") -> Principal:
    """CloudWatch Logs' name carries the region, and in China the partition's own suffix."""
    return Principal.service(f"logs.{region or at.home}.{at.dns_suffix}")


def assumes(at: Place, who: Principal, action: str = "AssumeRole", **context: str) -> Request:
    return Request(who, f"sts:{action}", role(at), context)


def source(at: Place) -> dict[str, Any]:
    return {"aws:SourceArn": at.trail, "aws:SourceAccount": ACCOUNT}


TRUSTED: dict[str, Case] = {
    "CloudTrail, which names no trail": lambda at: assumes(at, CLOUDTRAIL),
    "CloudTrail over TLS": lambda at: assumes(at, CLOUDTRAIL, **{"aws:SecureTransport": "true"}),
    "CloudTrail at home": lambda at: assumes(at, CLOUDTRAIL, **{"aws:RequestedRegion": at.home}),
    "CloudTrail for the account": lambda at: assumes(at, CLOUDTRAIL, **{"aws:SourceAccount": ACCOUNT}),
    "CloudTrail for the trail": lambda at: assumes(at, CLOUDTRAIL, **source(at)),
}

NOT_TRUSTED: dict[str, Case] = {
    "CloudTrail, to tag the session": lambda at: assumes(at, CLOUDTRAIL, "TagSession"),
    "CloudTrail, to name a source identity": lambda at: assumes(at, CLOUDTRAIL, "SetSourceIdentity"),
    "AWS Config": lambda at: assumes(at, CONFIG),
    "AWS Config with our trail's ARN": lambda at: assumes(at, CONFIG, **source(at)),
    "EventBridge": lambda at: assumes(at, EVENTS),
    "CloudWatch": lambda at: assumes(at, CLOUDWATCH),
    "CloudWatch Logs": lambda at: assumes(at, logs_service(at)),
    "Lambda": lambda at: assumes(at, LAMBDA),
    "an administrator of the account": lambda at: assumes(at, at.admin),
    "the root user": lambda at: assumes(at, at.root),
    "the role itself": lambda at: assumes(at, Principal.session(role(at), "CLOUDWATCH_LOGS_DELIVERY")),
    "a stranger": lambda at: assumes(at, at.stranger),
    "a stranger with our trail's ARN": lambda at: assumes(at, at.stranger, **source(at)),
    "anyone": lambda at: assumes(at, ANYONE),
    "anyone with a web identity": lambda at: assumes(
        at, Principal.federated("accounts.google.com"), "AssumeRoleWithWebIdentity"
    ),
}


@everywhere
@each(TRUSTED)
def test_the_log_delivery_role_trusts(case: Case, place: Place) -> None:
    decision = judged(policies.log_delivery_trust(), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(NOT_TRUSTED)
def test_the_log_delivery_role_does_not_trust(case: Case, place: Place) -> None:
    decision = judged(policies.log_delivery_trust(), case(place))
    assert not decision.allowed, decision.reason


def group(at: Place, name: str = "/aws/cloudtrail/everyregion") -> str:
    return at.arn("logs", f"log-group:{name}")


def stream(at: Place, suffix: str = "") -> str:
    return f"{group(at)}:log-stream:{ACCOUNT}_CloudTrail_{at.home}{suffix}"


def does(at: Place, action: str, resource: str) -> Request:
    return Request(Principal.session(role(at), "CLOUDWATCH_LOGS_DELIVERY"), f"logs:{action}", resource)


MAY: dict[str, Case] = {
    "open its stream": lambda at: does(at, "CreateLogStream", stream(at)),
    "open its second stream": lambda at: does(at, "CreateLogStream", stream(at, "_2")),
    "write events": lambda at: does(at, "PutLogEvents", stream(at)),
    "write events to its second stream": lambda at: does(at, "PutLogEvents", stream(at, "_2")),
    "write events to its tenth stream": lambda at: does(at, "PutLogEvents", stream(at, "_10")),
}

MAY_NOT: dict[str, Case] = {
    "write to another stream": lambda at: does(at, "PutLogEvents", f"{group(at)}:log-stream:x"),
    "write another account's stream": lambda at: does(
        at, "PutLogEvents", f"{group(at)}:log-stream:{STRANGERS_ACCOUNT}_CloudTrail_{at.home}"
    ),
    "write to another group": lambda at: does(
        at, "PutLogEvents", stream(at).replace("/aws/cloudtrail/everyregion", "/aws/cloudtrail/other")
    ),
    "write to another account's group": lambda at: does(
        at, "PutLogEvents", stream(at).replace(f":{ACCOUNT}:log", f":{STRANGERS_ACCOUNT}:log")
    ),
    "write elsewhere": lambda at: does(
        at, "PutLogEvents", stream(at).replace(f"logs:{at.home}", "logs:xx-new-9")
    ),
    "read events": lambda at: does(at, "GetLogEvents", stream(at)),
    "delete its stream": lambda at: does(at, "DeleteLogStream", stream(at)),
    "delete the group": lambda at: does(at, "DeleteLogGroup", group(at)),
    "change how long events stay": lambda at: does(at, "PutRetentionPolicy", group(at)),
}


@everywhere
@each(MAY)
def test_the_log_delivery_role_may(case: Case, place: Place) -> None:
    decision = permitted(policies.log_delivery(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(MAY_NOT)
def test_the_log_delivery_role_may_not(case: Case, place: Place) -> None:
    decision = permitted(policies.log_delivery(place.names), case(place))
    assert not decision.allowed, decision.reason


def uses_key(at: Place, who: Principal, action: str = "GenerateDataKey", of: str = "") -> Request:
    return Request(who, f"kms:{action}", at.key, {"kms:EncryptionContext:aws:logs:arn": of or group(at)})


@everywhere
@pytest.mark.parametrize("action", ["Encrypt", "Decrypt", "ReEncryptFrom", "GenerateDataKey", "DescribeKey"])
def test_cloudwatch_logs_uses_the_log_key_for_the_trails_group(place: Place, action: str) -> None:
    request = uses_key(place, logs_service(place), action)
    decision = judged(policies.log_key(place.names, log_group=True), request)
    assert decision.allowed, decision.reason


KEY_DENIED: dict[str, Case] = {
    "for another group": lambda at: uses_key(at, logs_service(at), of=group(at, "/aws/cloudtrail/other")),
    "for another account's group": lambda at: uses_key(
        at, logs_service(at), of=group(at).replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "without saying for what": lambda at: Request(logs_service(at), "kms:GenerateDataKey", at.key),
    "from another region": lambda at: uses_key(at, logs_service(at, at.elsewhere)),
    "by its name without a region": lambda at: uses_key(at, Principal.service(f"logs.{at.dns_suffix}")),
    "to make a grant": lambda at: uses_key(at, logs_service(at), "CreateGrant"),
    "as another service": lambda at: uses_key(at, CONFIG),
    "as a stranger": lambda at: uses_key(at, at.stranger, "Decrypt"),
    "as anyone": lambda at: uses_key(at, ANYONE, "Decrypt"),
}


@everywhere
@each(KEY_DENIED)
def test_cloudwatch_logs_does_not_use_the_log_key(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names, log_group=True), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_without_a_log_group_cloudwatch_logs_has_no_key(place: Place) -> None:
    assert not judged(policies.log_key(place.names), uses_key(place, logs_service(place))).allowed
