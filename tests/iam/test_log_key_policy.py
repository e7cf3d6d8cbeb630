"""The log key's policy: this trail encrypts, and the account's own policies decide about everything else.

KMS takes requests over TLS only, so plain HTTP isn't a case here.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CONFIG,
    S3,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from tests.iam.frames import present
from wizard.iam import Principal, Request, evaluate

CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"


def encrypts(
    at: Place,
    *,
    trail: str | None = "",
    encrypting: str | None = "",
    who: Principal = CLOUDTRAIL,
    action: str = "kms:GenerateDataKey",
) -> Request:
    """CloudTrail's request for a data key; "" is our trail, and None leaves the key out of the request."""
    context = {
        "aws:SourceArn": at.trail if trail == "" else trail,
        CONTEXT: at.trail if encrypting == "" else encrypting,
    }
    return Request(who, action, at.key, present(context))


def describes(at: Place, trail: str | None = "", who: Principal = CLOUDTRAIL) -> Request:
    return encrypts(at, trail=trail, encrypting=None, who=who, action="kms:DescribeKey")


def foreign(at: Place) -> str:
    return at.arn("cloudtrail", "trail/everyregion", account=STRANGERS_ACCOUNT)


ALLOWED: dict[str, Case] = {
    "CloudTrail encrypts this trail's logs": lambda at: encrypts(at),
    "CloudTrail encrypts without seeing the key": lambda at: encrypts(
        at, action="kms:GenerateDataKeyWithoutPlaintext"
    ),
    "CloudTrail encrypts in the name of the trail's shadow elsewhere": lambda at: encrypts(
        at, encrypting=at.arn("cloudtrail", "trail/everyregion", at.elsewhere)
    ),
    "CloudTrail looks at the key": lambda at: describes(at),
    "an administrator decrypts": lambda at: Request(at.admin, "kms:Decrypt", at.key, {CONTEXT: at.trail}),
    "an administrator schedules deletion": lambda at: Request(at.admin, "kms:ScheduleKeyDeletion", at.key),
    "the root user changes the policy": lambda at: Request(at.root, "kms:PutKeyPolicy", at.key),
}

DENIED: dict[str, Case] = {
    "another account's trail of the same name": lambda at: encrypts(at, trail=foreign(at)),
    "a trail of the same name in another region": lambda at: encrypts(
        at, trail=at.arn("cloudtrail", "trail/everyregion", at.elsewhere)
    ),
    "another trail of the account": lambda at: encrypts(at, trail=f"{at.trail}2"),
    "CloudTrail without a SourceArn": lambda at: encrypts(at, trail=None),
    "CloudTrail without an encryption context": lambda at: encrypts(at, encrypting=None),
    "CloudTrail for another account's logs": lambda at: encrypts(at, encrypting=foreign(at)),
    "CloudTrail for something that isn't a trail": lambda at: encrypts(
        at, encrypting=at.arn("cloudtrail", "eventdatastore/x")
    ),
    "CloudTrail decrypts": lambda at: encrypts(at, action="kms:Decrypt"),
    "CloudTrail encrypts with the key itself": lambda at: encrypts(at, action="kms:Encrypt"),
    "CloudTrail makes a grant": lambda at: encrypts(at, action="kms:CreateGrant"),
    "CloudTrail schedules deletion": lambda at: encrypts(at, action="kms:ScheduleKeyDeletion"),
    "CloudTrail looks at the key for another account's trail": lambda at: describes(at, foreign(at)),
    "CloudTrail looks at the key for nobody": lambda at: describes(at, None),
    "another service encrypts with our trail's ARN": lambda at: encrypts(at, who=CONFIG),
    "another service looks at the key with our trail's ARN": lambda at: describes(at, who=CONFIG),
    "S3 for itself": lambda at: encrypts(at, who=S3),
    "a stranger decrypts": lambda at: Request(at.stranger, "kms:Decrypt", at.key, {CONTEXT: at.trail}),
    "a stranger encrypts as if for our trail": lambda at: encrypts(at, who=at.stranger),
    "a stranger changes the policy": lambda at: Request(at.stranger, "kms:PutKeyPolicy", at.key),
    "another account's root user decrypts": lambda at: Request(
        Principal.root(STRANGERS_ACCOUNT, at.partition), "kms:Decrypt", at.key, {CONTEXT: at.trail}
    ),
    "anyone decrypts": lambda at: Request(ANYONE, "kms:Decrypt", at.key, {CONTEXT: at.trail}),
    "anyone encrypts as if for our trail": lambda at: encrypts(at, who=ANYONE),
}


@everywhere
@each(ALLOWED)
def test_the_log_key_allows(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(DENIED)
def test_the_log_key_denies(case: Case, place: Place) -> None:
    decision = judged(policies.log_key(place.names), case(place))
    assert not decision.allowed, decision.reason


@everywhere
def test_the_log_key_lets_nobody_decrypt_by_itself(place: Place) -> None:
    request = Request(place.admin, "kms:Decrypt", place.key, {CONTEXT: place.trail})
    assert not evaluate(request, resource_policy=policies.log_key(place.names)).allowed


@everywhere
def test_an_account_of_the_same_number_in_another_partition_is_another_account(place: Place) -> None:
    foreign_root = Principal.root(ACCOUNT, "aws-eusc")
    request = Request(foreign_root, "kms:PutKeyPolicy", place.key)
    assert not judged(policies.log_key(place.names), request).allowed
