"""Keys about what is recorded: scope, names, regions, encryption, data events, Insights."""

from __future__ import annotations

from dataclasses import dataclass

from components import prices
from components.settings.spec import setting


@dataclass(frozen=True)
class TrailKeys:
    """The trail and its key."""

    scope: str = setting(
        "choice",
        "account",
        "Which accounts are covered: this one, or every account of the organization",
        choices={"account": "this account only", "organization": "all accounts of the AWS organization"},
        risk="The scope is fixed once deployed.",
        more="An organization trail is owned by the management account and covers accounts that join later. "
        "It is deployed from there, or from a delegated administrator of CloudTrail.",
        fixed=True,
    )
    trail_name: str = setting(
        "text",
        "everyregion",
        "Name of the trail, and the beginning of every other resource's name",
        risk="Fixed once deployed: CloudTrail makes a new trail for a new name.",
        more="3 to 128 letters, digits, periods, underscores or dashes; must begin and end with a "
        "letter or digit.",
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
        more="Activity that was found in an account isn't a reason to approve a region: it may be "
        "the intruder's. "
        "The home region has to be on the list, since the trail, its bucket and the alert live there.",
    )
    encryption: str = setting(
        "choice",
        "new-key",
        "How log files are encrypted",
        choices={
            "new-key": "a new KMS key with yearly rotation, for the logs alone; "
            f"{prices.KEY.usd:g} USD a month and {prices.KEY.usd:g} more for the alerts'",
            "existing-key": "a KMS key that you have; its policy has to let CloudTrail use it",
            "sse-s3": "S3's own keys; free, but anyone who may read the bucket can read the logs",
        },
        risk="With a KMS key, reading logs needs two permissions instead of one.",
        more="Scanners (Prowler, Security Hub CloudTrail.2, CIS) fail a trail without a KMS key.",
    )
    kms_key_arn: str = setting(
        "text",
        "",
        "ARN of the existing key, with encryption: existing-key",
        risk="The key must be in the home region. Without the right policy CloudTrail delivers nothing.",
    )
    data_events: tuple[str, ...] = setting(
        "list",
        (),
        "Data events to record, such as AWS::S3::Object=arn:aws:s3:::bucket/prefix/",
        risk=f"{prices.DATA_EVENT.words}; a busy bucket can make millions an hour.",
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
        risk=f"{prices.INSIGHT.words}, for each type.",
        more="Insights learn for some 36 hours before they report; findings appear beside the logs.",
    )
