"""The settings: one frozen model that holds every key, its default and its words for people.

Values here are typed and already checked (see validate.py); `home_region` is Pulumi's own
`aws:region`, the one setting that isn't a key of this project.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import Any

from components import regions
from components.settings.spec import Spec, setting, spec_of

RULES, DELIVERED_LOGS = "rules", "delivered-logs"
ARCHIVE_CLASSES = {
    "STANDARD": "no archive step",
    "INTELLIGENT_TIERING": "S3 moves what isn't read; queries keep working; small fee per object",
    "GLACIER_IR": "cheap, read at once, queries keep working; billed for at least 90 days",
    "GLACIER": "cheaper, restored within hours; Athena skips these files; at least 90 days",
    "DEEP_ARCHIVE": "cheapest, restored within two days; Athena skips these files; at least 180 days",
}


def _not_empty(value: Any) -> bool:
    return bool(value)


@dataclass(frozen=True)
class Settings:
    """Everything a deployment is made from. Build it with `validate`, never by hand in a program."""

    home_region: str

    scope: str = setting(
        "choice",
        "account",
        "Which accounts are covered: this one, or every account of the organization",
        choices={"account": "this account only", "organization": "all accounts of the AWS organization"},
        risk="The scope is fixed once deployed.",
        more="An organization trail is owned by the management account and covers accounts that join later.",
        unbuilt=lambda value: value == "organization",
        fixed=True,
    )
    trail_name: str = setting(
        "text",
        "everyregion",
        "Name of the trail, and the beginning of every other resource's name",
        risk="Fixed once deployed: CloudTrail makes a new trail for a new name.",
        more="3 to 128 letters, digits, periods, underscores or dashes; must begin and end with a letter or digit.",
        fixed=True,
    )
    log_bucket_name: str = setting(
        "text",
        "",
        "Name of the log bucket; empty means <trailName>-<account>-<home region>",
        risk="A name is taken world-wide; renaming would mean a new bucket.",
        more="An existing bucket is used only when its trail is adopted.",
        fixed=True,
    )
    approved_regions: tuple[str, ...] = setting(
        "list",
        (),
        "Regions you work in; a write anywhere else raises the alert",
        risk="A region ticked here is not watched. Tick only what you really use.",
        more="Activity that was found in an account isn't a reason to approve a region: it may be the intruder's. "
        "The home region has to be on the list, since the trail, its bucket and the alert live there.",
    )
    encryption: str = setting(
        "choice",
        "new-key",
        "How log files are encrypted",
        choices={
            "new-key": "a new KMS key with yearly rotation, for the logs alone; 1 USD a month and 1 more for the alerts'",
            "existing-key": "a KMS key that you have; its policy has to let CloudTrail use it",
            "sse-s3": "S3's own keys; free, but anyone who may read the bucket can read the logs",
        },
        risk="With a KMS key, reading logs needs two permissions instead of one.",
        more="Scanners (Prowler, Security Hub CloudTrail.2, CIS) fail a trail without a KMS key.",
        unbuilt=lambda value: value == "existing-key",
    )
    kms_key_arn: str = setting(
        "text",
        "",
        "ARN of the existing key, with encryption: existing-key",
        risk="The key must be in the home region. Without the right policy CloudTrail delivers nothing.",
        unbuilt=_not_empty,
    )
    data_events: tuple[str, ...] = setting(
        "list",
        (),
        "Data events to record, such as AWS::S3::Object=arn:aws:s3:::bucket/prefix/",
        risk="0.10 USD per 100,000 events; a busy bucket can make millions an hour.",
        more="`AWS::S3::Object` records all buckets, `AWS::S3::Object=arn:aws:s3:::bucket/` one bucket, "
        "`!arn:aws:s3:::bucket/` leaves one out. Any resource type that CloudTrail takes. "
        "The log bucket is always left out: recording it would feed on itself.",
    )
    data_events_reads: bool = setting(
        "flag",
        False,
        "Record reads (GetObject ...) among the data events too",
        risk="Reads are usually most of the events, so most of the cost.",
    )
    insights: str = setting(
        "choice",
        "both",
        "CloudTrail Insights: unusual API call rates and error rates",
        choices={
            "both": "call rate and error rate",
            "call-rate": "unusual rates of write calls",
            "error-rate": "unusual rates of failed calls",
            "none": "off",
        },
        risk="0.35 USD per 100,000 events analysed, for each type.",
        more="Insights learn for some 36 hours before they report; findings appear beside the logs.",
    )
    archive_class: str = setting(
        "choice",
        "GLACIER_IR",
        "Storage class that older log files move to",
        choices=ARCHIVE_CLASSES,
        risk="S3 leaves files under 128 KB where they are, and most log files of a quiet account are smaller.",
        more="Only GLACIER_IR and INTELLIGENT_TIERING can still be queried; Athena skips the other two silently.",
    )
    archive_after_days: int = setting(
        "number",
        90,
        "Days before log files move to the archive class",
        risk="Ignored with archiveClass STANDARD.",
        low=1,
    )
    expire_after_days: int = setting(
        "number",
        2555,
        "Days before log files are deleted; 0 keeps them for ever",
        risk="Deleted logs are gone. 2555 days are seven years.",
        more="An expiry has to leave room for the archive class's minimum stay and for any lock.",
    )
    object_lock: str = setting(
        "choice",
        "off",
        "S3 Object Lock: log files can't be changed or deleted before their time",
        choices={
            "off": "no lock",
            "governance": "locked, but a named permission can lift it",
            "compliance": "locked for everyone, the root user included",
        },
        risk="A lock can't be turned off again, and locked files are paid for until their time is over.",
        unbuilt=lambda value: value != "off",
    )
    object_lock_days: int = setting(
        "number", 365, "Days that each log file stays locked, with objectLock on", low=1
    )
    access_logs: bool = setting(
        "flag",
        False,
        "A second bucket that records who reads the log bucket",
        risk="A few cents a month.",
        unbuilt=_not_empty,
    )
    cloud_watch_logs: bool = setting(
        "flag",
        False,
        "Send events to CloudWatch Logs as well",
        risk="0.50 USD or more for each GB, on top of S3.",
        unbuilt=_not_empty,
    )
    cloud_watch_logs_days: int = setting(
        "number", 365, "Days that CloudWatch Logs keeps them; CIS wants 365 or more", low=1
    )
    cis_alarms: bool = setting(
        "flag",
        False,
        "The metric filters and alarms of the CIS benchmark; needs cloudWatchLogs",
        risk="0.10 USD a month for each of 15 alarms.",
        unbuilt=_not_empty,
    )
    queries: bool = setting(
        "flag", False, "Athena table and named questions over the logs", unbuilt=_not_empty
    )
    region_alert: tuple[str, ...] = setting(
        "list",
        (RULES,),
        "Where the alert for activity in unapproved regions comes from; empty turns it off",
        choices={
            RULES: "EventBridge rules in each unapproved region: a few minutes",
            DELIVERED_LOGS: "the delivered log files: 5 to 10 minutes, every region, also closed ones",
        },
        risk="Off means that nobody hears of activity in a region you never use.",
        unbuilt=lambda value: DELIVERED_LOGS in value,
    )
    alert_emails: tuple[str, ...] = setting(
        "list",
        (),
        "Addresses that alerts go to",
        risk="Each person has to click the link in AWS's confirmation mail, or hears nothing.",
        more="A group address that people read at night is better than one person's. "
        "Without an address or alertTopicArn nobody is told.",
    )
    alert_topic_arn: str = setting(
        "text", "", "ARN of an existing SNS topic for the alerts, in the home region", unbuilt=_not_empty
    )
    alert_format: str = setting(
        "choice",
        "text",
        "Form of the alert",
        choices={
            "text": "a mail that people read, with JSON for machines",
            "chat": "Amazon Q Developer's custom notification, for Slack and Teams",
        },
        unbuilt=lambda value: value == "chat",
    )
    alert_reads: bool = setting(
        "flag",
        False,
        "Alert for reads (List, Describe, Get ...) too",
        risk="Consoles and scanners read every region all day: expect noise.",
    )
    alert_every_minutes: int = setting(
        "number", 1, "Minutes between digests: how often an alert may go out", low=1, high=1440
    )
    alert_repeat_minutes: int = setting(
        "number",
        60,
        "Minutes before a known group of events is reported again, while it lasts",
        low=1,
        high=10080,
    )
    alert_ignore_principals: tuple[str, ...] = setting(
        "list",
        (),
        "ARNs of roles or users whose activity never alerts; * stands for any characters",
        risk="Whoever gets hold of such a role works unseen in every region.",
    )
    alert_skip_regions: tuple[str, ...] = setting(
        "list",
        (),
        "Unapproved regions where no rule can be made (an SCP forbids it)",
        risk="These regions are not watched by rules.",
    )
    tamper_alert: bool = setting(
        "flag",
        False,
        "Alert when someone changes the trail, its bucket, key or the alert itself",
        unbuilt=_not_empty,
    )
    log_readers: tuple[str, ...] = setting(
        "list",
        (),
        "Role ARNs or account ids that may read and decrypt the logs",
        unbuilt=_not_empty,
    )
    log_archive_role_arn: str = setting(
        "text", "", "Role in the log-archive account that makes the bucket there", unbuilt=_not_empty
    )
    log_archive_external_id: str = setting(
        "text", "", "External id that this role asks for", unbuilt=_not_empty
    )
    delegated_admin_account_id: str = setting(
        "text", "", "Member account that may manage the organization trail", unbuilt=_not_empty
    )
    adopt_trail: str = setting("text", "", "ARN of an existing trail to take over", unbuilt=_not_empty)
    retain_logs: bool = setting(
        "flag",
        True,
        "Keep the log bucket, what hardens it, and the key when the stack is destroyed",
        risk="false means that `destroy` deletes every log file.",
    )
    tags: tuple[tuple[str, str], ...] = setting(
        "map",
        (("ManagedBy", "pulumi"), ("Project", "everyregion")),
        "Tags on everything that takes tags",
    )

    @property
    def partition(self) -> str:
        """The partition of the home region: aws, aws-cn, aws-us-gov, aws-eusc ..."""
        found = regions.partition_of(self.home_region)
        return found.id if found else "aws"

    def bucket_name(self, account_id: str) -> str:
        """The log bucket's name in this account."""
        return self.log_bucket_name or f"{self.trail_name}-{account_id}-{self.home_region}"

    @property
    def own_log_key(self) -> bool:
        """Whether the deployment makes a key for the logs, and so one for the alerts too."""
        return self.encryption == "new-key"

    def as_keys(self) -> dict[str, Any]:
        """The settings as stack-file keys with plain values (lists and maps, not tuples)."""
        return {spec.key: plain(spec, getattr(self, name)) for name, spec in fields().items()}


def default_region_alert(scope: str, partition: str) -> tuple[str, ...]:
    """The alert's sources where the stack file names none.

    EventBridge doesn't forward between China's regions, so rules are no use there.
    """
    return () if partition == "aws-cn" or scope == "organization" else (RULES,)


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
