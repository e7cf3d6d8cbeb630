"""Asks AWS for everything about a thing that is taken over, and says all that is missing at once."""

from __future__ import annotations

from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask
from wizard.failures import AwsFailure, deeds

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
        "InsightNotEnabled",
    }
)
# Not of a trail: one that went meanwhile isn't read as one that doesn't log.
_NOT_THERE = frozenset({"404", "NoSuchBucket", "NotFound"})


class Reader:
    """Asks on, also after a call that failed, so that all that is missing can be said at once."""

    def __init__(self, client_for: ClientFor, region: str) -> None:
        self.client_for, self.region = client_for, region
        self._failed: dict[str, Probe[Any]] = {}
        self._whose = ""

    def in_archive(self, client_for: ClientFor) -> Reader:
        """One that asks in the log archive; what fails there is told together with the rest."""
        other = Reader(client_for, self.region)
        other._failed, other._whose = self._failed, " for logArchiveRoleArn"
        return other

    def ask(self, service: str, call: str, *, region: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer; {} where there is no such thing, and where none came."""
        absent = _NONE | _NOT_THERE
        found = ask(self.client_for, service, region or self.region, call, absent=absent, **parameters)
        if found.state == "unknown":
            self._failed[f"{found.action}{self._whose}"] = found
        return found.value or {}

    def finish(self, what: str) -> None:
        """Raises AwsFailure if anything couldn't be read."""
        if self._failed:
            reasons = "; ".join(one.why.rstrip(".") for one in self._failed.values())
            refused = [action for action, one in self._failed.items() if one.is_refused]
            do = f"Allow {', '.join(refused)}, or use credentials that may" if refused else "Run it again"
            raise AwsFailure(
                f"{what} can't be taken over, since not everything about it could be read: {reasons}. What "
                f"isn't read can't be kept: policies and notifications of others would be overwritten. {do}. "
                f"{deeds.claim('Nothing was written.')}"
            )
