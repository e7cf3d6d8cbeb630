"""CloudTrail's way into CloudWatch Logs: the role it takes, the log group's key.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from __future__ import annotations

import pytest

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CONFIG,
    PLACES,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Principal, Request, evaluate


def role(at: Place) -> str:
    return at.role(f"everyregion-{at.home}-log-delivery")


def assumes(
    at: Place,
    trail: str | None = "",
    account: str | None = ACCOUNT,
    who: Principal = CLOUDTRAIL,
    also: dict[str, str] | None = None,
) -> Request:
    """CloudTrail taking the role; trail "" is ours, None leaves the key out of the request."""
    given = {"aws:SourceArn": at.trail if trail == "" else trail, "aws:SourceAccount": account}
    context = {name: value for name, value in given.items() if value is not None}
    return Request(who, "sts:AssumeRole", role(at), {**context, **(also or {})})


TRUSTED: dict[str, Case] = {
    "our trail": lambda at: assumes(at),
    "our trail over TLS": lambda at: assumes(at, also={"aws:SecureTransport": "true"}),
    "our trail at home": lambda at: assumes(at, also={"aws:RequestedRegion": at.home}),
    "our trail in an organization": lambda at: assumes(at, also={"aws:SourceOrgID": "o-a1b2c3d4e5"}),
    "our trail, keys in another case": lambda at: Request(
        CLOUDTRAIL, "sts:AssumeRole", role(at), {"AWS:SourceArn": at.trail, "aws:sourceaccount": ACCOUNT}
    ),
}

NOT_TRUSTED: dict[str, Case] = {
    "another account's trail": lambda at: assumes(
        at, at.arn("cloudtrail", "trail/everyregion", account=STRANGERS_ACCOUNT), STRANGERS_ACCOUNT
    ),
    "another account's trail that claims our account": lambda at: assumes(
        at, at.arn("cloudtrail", "trail/everyregion", account=STRANGERS_ACCOUNT)
    ),
    "a trail of the same name in another region": lambda at: assumes(
        at, at.arn("cloudtrail", "trail/everyregion", at.elsewhere)
    ),
    "another trail of the account": lambda at: assumes(at, f"{at.trail}2"),
    "CloudTrail without a trail": lambda at: assumes(at, None),
    "CloudTrail without an account": lambda at: assumes(at, account=None),
    "our trail, to tag the session": lambda at: Request(
        CLOUDTRAIL, "sts:TagSession", role(at), assumes(at).context
    ),
    "another service with our trail's ARN": lambda at: assumes(at, who=CONFIG),
    "an administrator of the account": lambda at: assumes(at, who=at.admin),
    "a stranger": lambda at: assumes(at, who=at.stranger),
    "anyone": lambda at: assumes(at, who=ANYONE),
}


@everywhere
@each(TRUSTED)
def test_the_log_delivery_role_trusts(case: Case, place: Place) -> None:
    decision = judged(policies.log_delivery_trust(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(NOT_TRUSTED)
def test_the_log_delivery_role_does_not_trust(case: Case, place: Place) -> None:
    decision = judged(policies.log_delivery_trust(place.names), case(place))
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
    decision = evaluate(case(place), identity_policies=[policies.log_delivery(place.names)])
    assert decision.allowed, decision.reason


@everywhere
@each(MAY_NOT)
def test_the_log_delivery_role_may_not(case: Case, place: Place) -> None:
    decision = evaluate(case(place), identity_policies=[policies.log_delivery(place.names)])
    assert not decision.allowed, decision.reason


def logs_service(at: Place, region: str = "") -> Principal:
    """CloudWatch Logs' name carries the region, and in China the partition's own suffix."""
    return Principal.service(f"logs.{region or at.home}.{at.dns_suffix}")


def uses_key(at: Place, who: Principal, action: str = "GenerateDataKey", of: str = "") -> Request:
    return Request(who, f"kms:{action}", at.key, {"kms:EncryptionContext:aws:logs:arn": of or group(at)})


# TODO when components.policies names CloudWatch Logs by the partition's suffix: all PLACES.
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(
            place,
            id=str(place),
            marks=pytest.mark.xfail(
                place.partition == "aws-cn",
                strict=True,
                reason="it is logs.<region>.amazonaws.com.cn in China",
            ),
        )
        for place in PLACES
    ],
)
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
