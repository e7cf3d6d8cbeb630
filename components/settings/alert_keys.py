"""Keys about the alerts: where they come from, who hears them, how often."""

from __future__ import annotations

from dataclasses import dataclass

from components.settings.spec import setting

RULES, DELIVERED_LOGS = "rules", "delivered-logs"


@dataclass(frozen=True)
class AlertKeys:
    """The region alert and the tamper alert."""

    region_alert: tuple[str, ...] = setting(
        "list",
        (RULES, DELIVERED_LOGS),
        "Where the alert for activity in unapproved regions comes from; empty turns it off",
        choices={
            RULES: "EventBridge rules in each unapproved region: a few minutes",
            DELIVERED_LOGS: "the delivered log files: 5 to 10 minutes, every region, also closed ones",
        },
        risk="Off means that nobody hears of activity in a region you never use.",
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
        "text",
        "",
        "ARN of an existing SNS topic for the alerts, in the home region",
        risk="Its policy, and that of its key, have to let CloudWatch publish.",
    )
    alert_format: str = setting(
        "choice",
        "text",
        "Form of the alert",
        choices={
            "text": "a mail that people read, with JSON for machines",
            "chat": "Amazon Q Developer's custom notification, for Slack and Teams",
        },
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
        "Minutes before a known group of events is reported again, while it lasts; doubles up to a day",
        low=1,
        high=10080,
        more="Twice as long each time that nothing changed. A message that goes out anyway may bring it "
        "sooner.",
    )
    alert_ignore_principals: tuple[str, ...] = setting(
        "list",
        (),
        "ARNs of roles or users whose activity never alerts; * stands for any characters",
        risk="Whoever gets hold of such a role works unseen in every region.",
        more="A role stays silent while it is being assumed, too. A vendor's account can be named for "
        "assuming one role: 999988887777 -> arn:aws:iam::111122223333:role/Vendor; what it does as that role "
        "still alerts. What would cover everybody is refused.",
    )
    alert_skip_regions: tuple[str, ...] = setting(
        "list",
        (),
        "Unapproved regions where no rule can be made (an SCP forbids it)",
        risk="These regions are not watched by rules.",
        more="us-east-1 here leaves out the tamper alert's rule there, too: changes to the alert's roles, "
        "and regions that are enabled, are then not told.",
    )
    tamper_alert: bool = setting(
        "flag",
        True,
        "Alert when someone changes the trail, its bucket, key or the alert itself",
        risk="Your own deployments are changes too, and are told.",
    )
