"""What the digest function is told through its environment, read once and never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from .ignored import Entry, compile_entry
from .watched_records import WatchedRecords


@dataclass(frozen=True)
class Settings:
    """The function's settings. `log_bucket` is empty when delivered log files aren't a source, and
    `log_delivery_role_arn` where no role of ours writes to CloudWatch Logs. `log_files` is what the keys of
    log files begin with: nobody but CloudTrail can put an object there. `organization` is the id of the one
    whose trail this is, empty for one account's."""

    queue_url: str
    table_name: str
    topic_arn: str
    home_region: str
    partition: str
    account_id: str
    approved_regions: frozenset[str]
    trail_name: str = "everyregion"
    log_bucket: str = ""
    log_files: str = ""
    alert_reads: bool = False
    repeat_minutes: int = 60
    chat: bool = False
    ignored_principals: tuple[Entry, ...] = ()
    own_role_arn: str = ""
    log_delivery_role_arn: str = ""
    trail_account: str = ""
    """The account that the stack is deployed from, where the alert is in a log archive; else empty."""
    log_archive_role: str = ""
    """The mark of the role that the deployment, and a drill, take on there: see `principals.mark`."""
    organization: str = ""
    watched_records: WatchedRecords = field(default=WatchedRecords(), hash=False)
    """Whose log files are opened for changes to the audit trail, in an organization."""
    queue_wait_seconds: int = 1
    """How long an empty queue is waited for. 0 asks only some of SQS's servers and can miss messages:
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises KeyError, with the variable's name, for one that has no safe default."""
        regions = environment["APPROVED_REGIONS"].split(",")
        entries = json.loads(environment.get("IGNORE_PRINCIPALS") or "[]")
        own = environment.get("OWN_ROLE")
        delivery = environment.get("LOG_DELIVERY_ROLE")
        # It writes where the trail is, which is another account where there is a log archive.
        beside_trail = environment.get("TRAIL_ACCOUNT_ID") or environment["ACCOUNT_ID"]
        return cls(
            queue_url=environment["QUEUE_URL"],
            table_name=environment["TABLE_NAME"],
            topic_arn=environment["TOPIC_ARN"],
            home_region=environment["HOME_REGION"],
            partition=environment["PARTITION"],
            account_id=environment["ACCOUNT_ID"],
            approved_regions=frozenset(region.strip() for region in regions if region.strip()),
            trail_name=environment.get("TRAIL_NAME") or "everyregion",
            log_bucket=environment.get("LOG_BUCKET", ""),
            log_files=environment.get("LOG_FILES", ""),
            alert_reads=environment.get("ALERT_READS", "false").lower() == "true",
            repeat_minutes=int(environment.get("ALERT_REPEAT_MINUTES") or 60),
            chat=environment.get("ALERT_FORMAT", "text") == "chat",
            ignored_principals=tuple(compile_entry(entry) for entry in entries),
            own_role_arn=_role(environment, environment["ACCOUNT_ID"], own),
            log_delivery_role_arn=_role(environment, beside_trail, delivery),
            trail_account=environment.get("TRAIL_ACCOUNT_ID", ""),
            log_archive_role=environment.get("LOG_ARCHIVE_ROLE", ""),
            organization=environment.get("ORGANIZATION_ID", ""),
            queue_wait_seconds=int(environment.get("QUEUE_WAIT_SECONDS") or 1),
        )


def _role(environment: Mapping[str, str], account: str, name: str | None) -> str:
    return f"arn:{environment['PARTITION']}:iam::{account}:role/{name}" if name else ""
