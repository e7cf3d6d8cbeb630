"""The SIEM's queue: the log bucket fills it, readers empty it, and nothing comes or goes without TLS.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    EVENTS,
    PLAIN_HTTP,
    S3,
    SNS,
    STRANGERS_ACCOUNT,
    TLS,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from tests.iam.frames import from_strangers, with_source
from wizard.iam import Decision, Principal, Request

PARTNER = "777788889999"


def queue(at: Place) -> str:
    return at.arn("sqs", "everyregion-siem")


def calls(at: Place, who: Principal, action: str, context: dict[str, str] | None = None) -> Request:
    return Request(who, f"sqs:{action}", queue(at), {**TLS, **(context or {})})


def sends(
    at: Place,
    bucket: str | None = "",
    account: str | None = ACCOUNT,
    who: Principal = S3,
    over: dict[str, str] = TLS,
) -> Request:
    """S3's SendMessage for a bucket; "" is the log bucket, None leaves the key out of the request."""
    source = f"arn:{at.partition}:s3:::{at.bucket}" if bucket == "" else bucket
    return calls(at, who, "SendMessage", {**over, **with_source(source, account)})


def partner(at: Place) -> Principal:
    return Principal.session(at.role("Siem", PARTNER), "collector")


def investigator(at: Place) -> Principal:
    return Principal.session(at.role("Investigator"), "ida")


ALLOWED: dict[str, Case] = {
    "the log bucket sends": lambda at: sends(at),
    "a reading account receives": lambda at: calls(at, partner(at), "ReceiveMessage"),
    "a reading account deletes what it read": lambda at: calls(at, partner(at), "DeleteMessage"),
    "a reading account keeps a message longer": lambda at: calls(at, partner(at), "ChangeMessageVisibility"),
    "a reading account asks for the address": lambda at: calls(at, partner(at), "GetQueueUrl"),
    "a reading account asks how many": lambda at: calls(at, partner(at), "GetQueueAttributes"),
    "a reading role receives": lambda at: calls(at, investigator(at), "ReceiveMessage"),
    "an administrator looks at it": lambda at: calls(at, at.admin, "GetQueueAttributes"),
}

DENIED: dict[str, Case] = {
    "another bucket sends": lambda at: sends(at, f"arn:{at.partition}:s3:::other"),
    "the access-log bucket sends": lambda at: sends(at, f"arn:{at.partition}:s3:::{at.bucket}-access"),
    "a bucket of that name in another account sends": lambda at: sends(at, account=STRANGERS_ACCOUNT),
    "S3 sends for no bucket": lambda at: sends(at, None),
    "S3 sends for no account": lambda at: sends(at, account=None),
    "S3 sends over plain HTTP": lambda at: sends(at, over=PLAIN_HTTP),
    "S3 receives": lambda at: Request(S3, "sqs:ReceiveMessage", queue(at), sends(at).context),
    "the log bucket sends to another queue": lambda at: Request(
        S3, "sqs:SendMessage", at.arn("sqs", "other"), sends(at).context
    ),
    "a reading account receives from another queue": lambda at: Request(
        partner(at), "sqs:ReceiveMessage", at.arn("sqs", "other"), TLS
    ),
    "EventBridge sends with the bucket's ARN": lambda at: sends(at, who=EVENTS),
    "SNS sends with the bucket's ARN": lambda at: sends(at, who=SNS),
    "a reading account sends": lambda at: calls(at, partner(at), "SendMessage"),
    "a reading account purges": lambda at: calls(at, partner(at), "PurgeQueue"),
    "a reading account deletes the queue": lambda at: calls(at, partner(at), "DeleteQueue"),
    "a reading account opens it to others": lambda at: calls(at, partner(at), "AddPermission"),
    "a reading account over plain HTTP": lambda at: calls(at, partner(at), "ReceiveMessage", PLAIN_HTTP),
    **from_strangers("sends", lambda at, who: calls(at, who, "SendMessage")),
    **from_strangers("sends with the bucket's ARN", lambda at, who: sends(at, who=who)),
    **from_strangers("receives", lambda at, who: calls(at, who, "ReceiveMessage")),
}


def decided(at: Place, case: Case) -> Decision:
    return judged(policies.siem_queue(at.names, [at.role("Investigator"), PARTNER]), case(at))


@everywhere
@each(ALLOWED)
def test_the_siem_queue_allows(case: Case, place: Place) -> None:
    decision = decided(place, case)
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_siem_queue_denies(case: Case, place: Place) -> None:
    decision = decided(place, case)
    assert not decision.allowed, decision.reason
