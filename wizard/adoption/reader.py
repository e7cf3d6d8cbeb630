"""Asks AWS one thing after another, and remembers each refusal, so that all of them can be said at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wizard.account.errors import AWS_ERRORS, code_of, trouble
from wizard.failures import AwsFailure

ClientFor = Callable[[str, str], Any]
# Call -> the permission that it needs, where it isn't named like the call.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_PERMISSIONS = {
    "get_bucket_lifecycle_configuration": "GetLifecycleConfiguration",
    "get_bucket_encryption": "GetEncryptionConfiguration",
    "get_public_access_block": "GetBucketPublicAccessBlock",
    "get_bucket_notification_configuration": "GetBucketNotification",
    "get_object_lock_configuration": "GetBucketObjectLockConfiguration",
    "head_bucket": "ListBucket",
    "list_buckets": "ListAllMyBuckets",
}
# What S3 says of a part that a bucket doesn't have.
_NONE = frozenset(
    {
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
        "OwnershipControlsNotFoundError",
        "NoSuchPublicAccessBlockConfiguration",
        "ServerSideEncryptionConfigurationNotFoundError",
        "ObjectLockConfigurationNotFoundError",
        "NoSuchTagSet",
        "InsightNotEnabledException",
    }
)
_NOT_THERE = frozenset({"404", "NoSuchBucket", "NotFoundException"})


class Reader:
    """Asks on, also after a refusal, so that all that is missing can be said at once."""

    def __init__(self, client_for: ClientFor, region: str) -> None:
        self._client_for, self.region = client_for, region
        self._refused: dict[str, str] = {}

    def ask(self, service: str, call: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer; {} where there is no such thing, and where the answer was refused."""
        where = region or self.region
        try:
            return getattr(self._client_for(service, where), call)(**parameters)
        except AWS_ERRORS as error:
            if code_of(error) in _NONE | _NOT_THERE:
                return {}
            action = (
                f"{service}:{_PERMISSIONS.get(call) or ''.join(word.title() for word in call.split('_'))}"
            )
            self._refused[action] = trouble(error, action, where).text
            return {}

    def finish(self, what: str) -> None:
        """Raises AwsFailure if anything couldn't be read."""
        if self._refused:
            reasons = "; ".join(text.rstrip(".") for text in self._refused.values())
            raise AwsFailure(
                f"{what} can't be taken over, since not everything about it could be read: {reasons}. What "
                "isn't read can't be kept: policies and notifications of others would be overwritten. Allow "
                f"{', '.join(self._refused)}, or use credentials that may. Nothing was written."
            )
