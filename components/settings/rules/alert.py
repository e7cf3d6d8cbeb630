"""Rules about the region alert and who hears it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from components.region_alert.function.digest.ignored import VENDOR
from components.settings.model import RULES, Settings, default_region_alert
from components.settings.problems import Problem, shown
from components.settings.rules.strangers import stranger

_EMAIL = re.compile(
    r"[^@\s,;<>()\"]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]*[A-Za-z0-9])+"
)
_TOPIC = re.compile(r"arn:(?P<partition>[\w-]+):sns:(?P<region>[\w-]+):\d{12}:[\w-]{1,256}", re.ASCII)
# A session is named by its role: its own name, and a federated user's, are whatever their caller likes.
_PRINCIPAL = re.compile(
    r"arn:[\w*-]+:(?:iam::(?:\d{12}|\*):(?:role|user)/[!-~]+|sts::(?:\d{12}|\*):assumed-role/[!-.0-~]+/[!-~]+)",
    re.ASCII,
)
# Lambda takes 4,096 characters for all variables of a function; the other ones need up to 2,080, with a few
# addresses. Each further one is told as a mark of ten characters.
_MOST_PRINCIPALS, _A_FEW, _ADDRESS = 2000, 5, 11


def emails(settings: Settings) -> Iterator[Problem]:
    """Addresses that SNS can mail to."""
    for address in settings.alert_emails:
        if not _EMAIL.fullmatch(address) or len(address) > 320:
            yield Problem(
                "alertEmails",
                address,
                f"{shown(address)} isn't an email address.",
                "Alerts to it would be lost.",
                "Write name@example.com, without spaces; separate several with commas.",
            )


def topic(settings: Settings) -> Iterator[Problem]:
    """An existing topic in the home region, not a FIFO one."""
    arn = settings.alert_topic_arn
    home = settings.home_region
    match = _TOPIC.fullmatch(arn)
    here = match and (not home or (match["partition"], match["region"]) == (settings.partition, home))
    if arn and not here:
        yield Problem(
            "alertTopicArn",
            arn,
            f"{shown(arn)} isn't the ARN of a standard SNS topic in {home or 'the home region'}.",
            "Alarms and rules reach only a topic in their own region.",
            f"Name one of the form arn:{settings.partition}:sns:{home or '<region>'}:<account>:<name>.",
        )


def ignored_principals(settings: Settings) -> Iterator[Problem]:
    """Entries that name somebody, not everybody, and that fit into the function's environment."""
    for entry in settings.alert_ignore_principals:
        yield from _vendor(entry, settings) if "->" in entry else _principal(entry, settings)
    size = len(json.dumps(settings.alert_ignore_principals))
    most = _MOST_PRINCIPALS - _ADDRESS * max(0, len(settings.alert_emails) - _A_FEW)
    if size > most:
        yield Problem(
            "alertIgnorePrincipals",
            len(settings.alert_ignore_principals),
            f"the patterns take {size} characters.",
            "Lambda would refuse the digest function: what it is told has to fit into 4,096.",
            f"Use at most {most}: a * may stand for several names that begin alike.",
        )


def _principal(entry: str, settings: Settings) -> Iterator[Problem]:
    if not _PRINCIPAL.fullmatch(entry):
        yield Problem(
            "alertIgnorePrincipals",
            entry,
            f"{shown(entry)} isn't the ARN of a role or user.",
            "`*`, a whole account or the root user would silence the alert for an intruder too.",
            f"Write arn:{settings.partition}:iam::<account>:role/<name>, with * inside the name "
            "if you need it.",
        )
    elif found := stranger(entry):
        yield Problem(
            "alertIgnorePrincipals",
            entry,
            f"{shown(entry)} names nearly everybody: {found}, for one.",
            "The alert would stay silent for an intruder too.",
            "Name at least three characters in a row that not every such role or user shares.",
        )


def _vendor(entry: str, settings: Settings) -> Iterator[Problem]:
    """A vendor's account may be named for its AssumeRole of one role."""
    found = VENDOR.fullmatch(entry)
    if not found or found["role"].split(":")[4] == found["account"]:
        yield Problem(
            "alertIgnorePrincipals",
            entry,
            f"{shown(entry)} isn't another account's number and the ARN of one role.",
            "Whatever else it was meant for would alert, or stay silent for an intruder.",
            f"Write <the vendor's account> -> arn:{settings.partition}:iam::<your account>:role/<name>, "
            "without * or ?.",
        )


def repeat_after_digest(settings: Settings) -> Iterator[Problem]:
    """A repeat can't come more often than digests do."""
    if settings.alert_repeat_minutes < settings.alert_every_minutes:
        yield Problem(
            "alertRepeatMinutes",
            settings.alert_repeat_minutes,
            f"it is {settings.alert_repeat_minutes}, but digests go out every "
            f"{settings.alert_every_minutes} minutes.",
            "A repeat can't come more often than digests do.",
            f"Raise it to {settings.alert_every_minutes} or more.",
        )


def sources(settings: Settings) -> Iterator[Problem]:
    """EventBridge doesn't forward between China's two regions, so rules can't watch there."""
    if settings.partition == "aws-cn" and RULES in settings.region_alert:
        yield Problem(
            "regionAlert",
            list(settings.region_alert),
            "rules can't forward between the regions of aws-cn.",
            "No alert would ever arrive.",
            "Set regionAlert to [delivered-logs].",
        )


def cis_alarms(settings: Settings) -> Iterator[Problem]:
    """The alarms read a log group."""
    if settings.cis_alarms and not settings.cloud_watch_logs:
        yield Problem(
            "cisAlarms",
            True,
            "the alarms need cloudWatchLogs.",
            "They would watch a log group that nothing writes to.",
            "Set cloudWatchLogs to true as well.",
        )


def nobody_is_told(settings: Settings) -> Iterator[Problem]:
    """An alert without a reader."""
    if settings.tells_people and not settings.alert_emails and not settings.alert_topic_arn:
        yield Problem(
            "alertEmails",
            [],
            "nobody is subscribed to the alerts.",
            "Alerts are made, and reach no one.",
            "Add an address.",
        )


def alert_is_off(settings: Settings) -> Iterator[Problem]:
    """regionAlert [] is allowed, and said aloud."""
    default = default_region_alert(settings.scope, settings.partition)
    if not settings.region_alert:
        yield Problem(
            "regionAlert",
            [],
            "the region alert is off.",
            "Activity in a region you never use is logged, but nobody is told.",
            f"Remove regionAlert to get its default, [{', '.join(default)}].",
        )
