"""What AWS's error codes mean, where they mean the same in every service. Pure.

Codes stand here without their ending Exception, which some services write and some don't.
https://docs.aws.amazon.com/IAM/latest/UserGuide/CommonErrors.html
"""

from __future__ import annotations

from collections.abc import Collection

# Queries count denied calls by them, too.
from components.refused_codes import REFUSED as REFUSED

EXPIRED = ("ExpiredToken", "RequestExpired", "TokenRefreshRequired")
#: Credentials that AWS doesn't know; where they are good elsewhere, the region isn't enabled.
UNKNOWN_CREDENTIALS = (
    "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId", "AuthFailure", "IncompleteSignature",
)  # fmt: skip
BAD_SIGNATURE = ("SignatureDoesNotMatch", "RequestTimeTooSkewed", "InvalidSignature")
THROTTLED = (
    "Throttling", "TooManyRequests", "RequestLimitExceeded", "SlowDown", "RequestThrottled",
    "ProvisionedThroughputExceeded", "PriorRequestNotComplete", "Throttled",
)  # fmt: skip
#: There is no such thing. A HEAD request's answer has no body, so its HTTP status stands for the code.
NOT_THERE = (
    "404", "NotFound", "ResourceNotFound", "NoSuchEntity", "NoSuchBucket", "TrailNotFound",
    "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
)  # fmt: skip


def is_one_of(code: str, codes: Collection[str]) -> bool:
    """Whether this code of AWS's is among them, however its service ends it."""
    return code.removesuffix("Exception") in codes
