"""Error codes that mean the same in every service of AWS, and phrases that several services share. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/CommonErrors.html
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.account.error_codes import BAD_SIGNATURE, EXPIRED, THROTTLED, UNKNOWN_CREDENTIALS
from wizard.account.errors import LOG_IN

#: (why, what to do). `{region}` is where it happened.
Words = tuple[str, str]
GONE = (
    "Run `pulumi refresh`: the state hears then of what is gone. After that the same command makes it again."
)
AGAIN = "Run the same command again: it goes on from there."
ANOTHER_NAME = "choose another trailName, which every name begins with"
TAKEN = (
    "Something of this name exists already, and this stack didn't make it.",
    "If it is left from an earlier deployment and nobody needs it, delete it and run the command again. "
    f"Otherwise {ANOTHER_NAME}.",
)
PRINCIPAL = (
    "Its policy names somebody who doesn't exist, or says something that AWS doesn't take.",
    "Each role and account in logReaders has to exist; correct the list, then run the command again.",
)
ROLE_TOO_NEW = (
    "AWS doesn't see yet that the role may be used: IAM takes some seconds to tell everyone about a new one.",
    AGAIN,
)

ANYWHERE: Mapping[str, Words] = {
    **dict.fromkeys(
        EXPIRED,
        ("The AWS credentials have expired.", f"{LOG_IN} Then run the same command again."),
    ),
    **dict.fromkeys(
        UNKNOWN_CREDENTIALS,
        ("AWS doesn't accept the credentials.", LOG_IN),
    ),
    **dict.fromkeys(
        BAD_SIGNATURE,
        (
            "AWS doesn't accept the signature: the secret key is wrong, or this machine's clock is.",
            "Set the clock (AWS takes 5 minutes of difference), and log in again.",
        ),
    ),
    **dict.fromkeys(
        ("OptInRequired", "SubscriptionRequired"),
        (
            "This account isn't signed up for the service, or the region isn't enabled.",
            "Finish the account's registration in the AWS console, or enable the region there.",
        ),
    ),
    **dict.fromkeys(
        THROTTLED,
        (
            "AWS got too many requests from this account, and refused this one even when it was repeated.",
            "Wait a minute, then run the same command again: it goes on from there.",
        ),
    ),
    **dict.fromkeys(
        (
            "ServiceUnavailable", "InternalError", "InternalFailure", "InternalServerError", "InternalServer",
            "Internal", "ServiceFailure", "Service", "KMSInternal", "DependencyTimeout",
        ),
        ("The fault is AWS's own.", f"Wait a minute. {AGAIN}"),
    ),
    **dict.fromkeys(
        ("ConcurrentModification", "ConcurrentAccess", "ResourceConflict", "Conflict", "ResourceInUse"),
        ("Something else is changing it at this moment.", "Wait a minute, then run the same command again."),
    ),
    **dict.fromkeys(
        ("LimitExceeded", "ServiceQuotaExceeded", "OverLimit", "TopicLimitExceeded", "TagsLimitExceeded"),
        (
            "A quota of this account is used up.",
            "Raise it (Service Quotas, in {region}), or delete what nobody needs.",
        ),
    ),
    **dict.fromkeys(
        ("AlreadyExists", "ResourceExists", "NameAlreadyExists"),
        TAKEN,
    ),
    **dict.fromkeys(
        (
            "ResourceNotFound", "NotFound", "NoSuchEntity", "NonExistentQueue", "QueueDoesNotExist",
        ),
        (
            "It doesn't exist (any more): somebody deleted it, or AWS doesn't see it everywhere yet.",
            GONE,
        ),
    ),
}  # fmt: skip
