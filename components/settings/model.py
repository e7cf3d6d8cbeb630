"""The settings: one frozen model that holds every key, its default and its words for people.

The keys stand in groups (trail_keys.py, storage_keys.py, alert_keys.py, access_keys.py), in the order
of the README's table. Values are typed and already checked (see validate.py); `home_region` is
Pulumi's own `aws:region`, the one setting that isn't a key of this project.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import Any

from components import regions
from components.arns import Arn
from components.settings.access_keys import AccessKeys
from components.settings.alert_keys import DELIVERED_LOGS, RULES, AlertKeys
from components.settings.spec import Spec, spec_of
from components.settings.storage_keys import ARCHIVE_CLASSES, StorageKeys
from components.settings.trail_keys import TrailKeys

__all__ = [
    "ARCHIVE_CLASSES",
    "DELIVERED_LOGS",
    "RULES",
    "Settings",
    "default_region_alert",
    "fields",
    "plain",
    "specs",
]


@dataclass(frozen=True)
class _Place:
    home_region: str


# A dataclass takes its fields from the last base to the first.
@dataclass(frozen=True)
class Settings(AccessKeys, AlertKeys, StorageKeys, TrailKeys, _Place):
    """Everything a deployment is made from. Build it with `validate`, never by hand in a program."""

    @property
    def partition(self) -> str:
        """The partition of the home region: aws, aws-cn, aws-us-gov, aws-eusc ..."""
        found = regions.partition_of(self.home_region)
        return found.id if found else "aws"

    def bucket_name(self, account_id: str) -> str:
        """The log bucket's name, made in this account."""
        return self.log_bucket_name or f"{self.trail_name}-{account_id}-{self.home_region}"

    @property
    def is_organization(self) -> bool:
        """Every account of the organization is covered."""
        return self.scope == "organization"

    @property
    def log_archive_account(self) -> str:
        """The account that bucket, key and alert are made in; "" where that is the trail's own."""
        return Arn.of(self.log_archive_role_arn).account

    @property
    def own_log_key(self) -> bool:
        """Whether the deployment makes a key for the logs."""
        return self.encryption == "new-key"

    @property
    def own_alert_key(self) -> bool:
        """Whether the deployment makes a key for the alerts' topic: never where the log files have none."""
        return self.tells_people and self.encryption != "sse-s3" and not self.alert_topic_arn

    @property
    def tells_people(self) -> bool:
        """Whether something is told through the alert's topic: the alert, or the CIS benchmark's alarms."""
        return bool(self.region_alert) or self.tamper_alert or self.cis_alarms

    def as_keys(self) -> dict[str, Any]:
        """The settings as stack-file keys with plain values (lists and maps, not tuples)."""
        return {spec.key: plain(spec, getattr(self, name)) for name, spec in fields().items()}

    def as_shown(self) -> dict[str, Any]:
        """The same for people's eyes: of a hidden setting only whether it is set."""
        hidden = {key for key, spec in specs().items() if spec.hidden}
        return {
            key: "(hidden)" if key in hidden and value else value for key, value in self.as_keys().items()
        }


def default_region_alert(scope: str, partition: str) -> tuple[str, ...]:
    """The alert's sources where the stack file names none.

    EventBridge doesn't forward between China's regions, so rules are no use there.
    """
    delivered_only = partition == "aws-cn" or scope == "organization"
    return (DELIVERED_LOGS,) if delivered_only else (RULES, DELIVERED_LOGS)


def plain(spec: Spec, value: Any) -> Any:
    """A setting's value as YAML or JSON holds it: tuples become lists, pairs become a map."""
    if spec.kind == "map":
        return dict(value)
    return list(value) if spec.kind == "list" else value


@functools.cache
def fields() -> dict[str, Spec]:
    """Field name -> description, in the model's order."""
    return {f.name: spec_of(f) for f in dataclasses.fields(Settings) if f.name != "home_region"}


@functools.cache
def specs() -> dict[str, Spec]:
    """Stack-file key -> description, in the model's order."""
    return {spec.key: spec for spec in fields().values()}
