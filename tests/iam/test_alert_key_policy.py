"""The alert topic's key: alarms use it, the digest function through SNS only, nobody else.

AWS documents nothing that CloudWatch hands on to KMS, so it isn't held to a topic here.

KMS takes requests over TLS only, so plain HTTP isn't a case here.
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from __future__ import annotations

from typing import Any

from components import policies
from tests.iam.deployment import (
    ANYONE,
    CLOUDTRAIL,
    CLOUDWATCH,
    EVENTS,
    LAMBDA,
    S3,
    SCHEDULER,
    SNS,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Decision, Principal, Request, evaluate


def uses_key(at: Place, who: Principal, action: str, **context: str) -> Request:
    return Request(who, f"kms:{action}", at.key, context)


def through_sns(at: Place, region: str = "") -> dict[str, Any]:
    return {"kms:ViaService": f"sns.{region or at.home}.{at.dns_suffix}"}


def with_own_policy(at: Place, request: Request) -> Decision:
    """The key's policy; the digest function has its own policy beside it, everyone else every right."""
    digest = policies.digest_function(at.names, topic_key_arn=at.key)
    if request.principal == at.digest:
        return evaluate(request, resource_policy=policies.alert_key(at.names), identity_policies=[digest])
    return judged(policies.alert_key(at.names), request)


def for_topic(at: Place) -> dict[str, Any]:
    return {"kms:EncryptionContext:aws:sns:topicArn": at.topic}


def for_log(at: Place, group: str = "/aws/lambda/everyregion-alert-digest") -> dict[str, Any]:
    return {"kms:EncryptionContext:aws:logs:arn": at.arn("logs", f"log-group:{group}")}


def logs(at: Place, region: str = "") -> Principal:
    return Principal.service(f"logs.{region or at.home}.{at.dns_suffix}")


ALLOWED: dict[str, Case] = {
    "the digest function's log is encrypted": lambda at: uses_key(
        at, logs(at), "GenerateDataKey", **for_log(at)
    ),
    "the digest function's log is read": lambda at: uses_key(at, logs(at), "Decrypt", **for_log(at)),
    "an alarm's message is encrypted": lambda at: uses_key(at, CLOUDWATCH, "GenerateDataKey"),
    "an alarm's message is encrypted for the topic": lambda at: uses_key(
        at, CLOUDWATCH, "GenerateDataKey", **for_topic(at)
    ),
    "an alarm's message is decrypted": lambda at: uses_key(at, CLOUDWATCH, "Decrypt"),
    "the digest function encrypts an alert": lambda at: uses_key(
        at, at.digest, "GenerateDataKey", **through_sns(at)
    ),
    "the digest function has SNS decrypt": lambda at: uses_key(at, at.digest, "Decrypt", **through_sns(at)),
    "an administrator looks at the key": lambda at: uses_key(at, at.admin, "DescribeKey"),
    "an administrator turns rotation on": lambda at: uses_key(at, at.admin, "EnableKeyRotation"),
    "the root user changes the policy": lambda at: uses_key(at, at.root, "PutKeyPolicy"),
}

DENIED: dict[str, Case] = {
    "another log is encrypted": lambda at: uses_key(
        at, logs(at), "GenerateDataKey", **for_log(at, "/aws/lambda/other")
    ),
    "another region's log is encrypted": lambda at: uses_key(
        at, logs(at, at.elsewhere), "GenerateDataKey", **for_log(at)
    ),
    "a rule's message is encrypted": lambda at: uses_key(at, EVENTS, "GenerateDataKey"),
    "a rule's message is encrypted for the topic": lambda at: uses_key(
        at, EVENTS, "GenerateDataKey", **for_topic(at)
    ),
    "a rule's message is decrypted": lambda at: uses_key(at, EVENTS, "Decrypt"),
    "a rule schedules deletion": lambda at: uses_key(at, EVENTS, "ScheduleKeyDeletion"),
    "a rule makes a grant": lambda at: uses_key(at, EVENTS, "CreateGrant", **for_topic(at)),
    "a rule changes the policy": lambda at: uses_key(at, EVENTS, "PutKeyPolicy"),
    "a rule re-encrypts": lambda at: uses_key(at, EVENTS, "ReEncryptFrom", **for_topic(at)),
    "a rule encrypts with the key itself": lambda at: uses_key(at, EVENTS, "Encrypt", **for_topic(at)),
    "an alarm schedules deletion": lambda at: uses_key(at, CLOUDWATCH, "ScheduleKeyDeletion"),
    "an alarm disables the key": lambda at: uses_key(at, CLOUDWATCH, "DisableKey", **for_topic(at)),
    "the scheduler encrypts for our topic": lambda at: uses_key(
        at, SCHEDULER, "GenerateDataKey", **for_topic(at)
    ),
    "Lambda decrypts for our topic": lambda at: uses_key(at, LAMBDA, "Decrypt", **for_topic(at)),
    "another service's message for our topic": lambda at: uses_key(
        at, S3, "GenerateDataKey", **for_topic(at)
    ),
    "a stranger decrypts for our topic": lambda at: uses_key(at, at.stranger, "Decrypt", **for_topic(at)),
    "the digest function uses the key directly": lambda at: uses_key(at, at.digest, "GenerateDataKey"),
    "the digest function through another service": lambda at: uses_key(
        at, at.digest, "Decrypt", **{"kms:ViaService": f"s3.{at.home}.{at.dns_suffix}"}
    ),
    "the digest function through SNS elsewhere": lambda at: uses_key(
        at, at.digest, "GenerateDataKey", **through_sns(at, at.elsewhere)
    ),
    "the digest function disables the key": lambda at: uses_key(
        at, at.digest, "DisableKey", **through_sns(at)
    ),
    "a stranger encrypts": lambda at: uses_key(at, at.stranger, "GenerateDataKey", **through_sns(at)),
    "a stranger decrypts": lambda at: uses_key(at, at.stranger, "Decrypt"),
    "a stranger schedules deletion": lambda at: uses_key(at, at.stranger, "ScheduleKeyDeletion"),
    "another account's root user decrypts for our topic": lambda at: uses_key(
        at, Principal.root(STRANGERS_ACCOUNT, at.partition), "Decrypt", **for_topic(at)
    ),
    "anyone decrypts": lambda at: uses_key(at, ANYONE, "Decrypt"),
    "CloudTrail encrypts": lambda at: uses_key(
        at, CLOUDTRAIL, "GenerateDataKey", **{"aws:SourceArn": at.trail}
    ),
    "SNS for itself": lambda at: uses_key(at, SNS, "Decrypt", **{"aws:SourceArn": at.topic}),
}


@everywhere
@each(ALLOWED)
def test_the_alert_key_allows(case: Case, place: Place) -> None:
    decision = with_own_policy(place, case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_alert_key_denies(case: Case, place: Place) -> None:
    decision = with_own_policy(place, case(place))
    assert not decision.allowed, decision.reason
