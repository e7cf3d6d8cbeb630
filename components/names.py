"""Physical names and ARNs of everything that is deployed, worked out before anything exists.

They are deterministic (trail, account, region), so that an interrupted deploy can be found again,
and so that policies can name what would otherwise depend on each other in a circle.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from components.adopted import Adopted
from components.settings import Settings

# A Lambda function, an IAM role and an EventBridge rule take 64 characters, the fewest of all; the longest
# tail, `-us-isof-south-1-alert-schedule`, leaves 33 of them.
_HEAD_LIMIT = 32
ALARMS = ("alert-late", "alert-dead-letters", "alert-heartbeat")
TAMPER_ALARM = "alert-tamper"


@dataclass(frozen=True)
class Names:
    """Names and ARNs for one deployment.

    Of what is taken over, the names that it had: prefix before the log files' keys, adopted_access_logs the
    bucket that access logs go to, adopted_log_group and adopted_log_role of CloudWatch Logs; "" for ours.
    shares_bucket: others may write into the log bucket too. existing_topic: the ARN of the topic that alerts
    go out through; "" for ours.
    """

    trail: str
    log_bucket: str
    account: str
    home: str
    partition: str
    prefix: str = ""
    adopted_access_logs: str = ""
    adopted_log_group: str = ""
    adopted_log_role: str = ""
    shares_bucket: bool = False
    existing_topic: str = ""

    @classmethod
    def of(cls, settings: Settings, account: str, adopted: Adopted | None = None) -> Names:
        """The names that these settings have in this account, with what is taken over."""
        trail = adopted.trail if adopted else None
        bucket = adopted.log_bucket if adopted else None
        return cls(
            trail=settings.trail_name,
            log_bucket=settings.bucket_name(account),
            account=account,
            home=settings.home_region,
            partition=settings.partition,
            prefix=trail.prefix if trail else "",
            adopted_access_logs=bucket.logs_to if bucket else "",
            adopted_log_group=trail.log_group.split(":")[6] if trail and trail.log_group else "",
            adopted_log_role=trail.log_group_role.rpartition("/")[2] if trail else "",
            shares_bucket=trail is not None,
            existing_topic=settings.alert_topic_arn,
        )

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN in this account, at home unless a region is given."""
        where = self.home if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account}:{resource}"

    def named(self, suffix: str, *, region: str = "") -> str:
        """`<trail>[-<region>]-<suffix>`, valid for queues, topics, functions, roles and rules.

        Names of one deployment begin alike, so that a policy or a pattern can name them by a prefix.
        """
        return "-".join(part for part in (self._head, region, suffix) if part)

    @property
    def _head(self) -> str:
        """The trail's name, shortened and with a hash of itself where it doesn't fit.

        Periods and length don't fit, and neither do capitals: IAM takes `Audit` and `audit` for one role.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        """
        head = re.sub(r"[^A-Za-z0-9-]", "-", self.trail)
        if head == self.trail.lower() and len(head) <= _HEAD_LIMIT:
            return head
        digest = hashlib.sha256(self.trail.encode()).hexdigest()[:6]
        return f"{head[: _HEAD_LIMIT - 7]}-{digest}"

    @property
    def trail_arn(self) -> str:
        return self.arn("cloudtrail", f"trail/{self.trail}")

    @property
    def log_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.log_bucket}"

    @property
    def log_folder(self) -> str:
        """Where log files lie in the bucket, without a slash at its end."""
        return f"{self.prefix}/AWSLogs" if self.prefix else "AWSLogs"

    @property
    def own_files_arn(self) -> str:
        """The folder of log files in a bucket that others use, the whole bucket otherwise."""
        return f"{self.log_bucket_arn}/{self.log_folder}" if self.shares_bucket else self.log_bucket_arn

    @property
    def own_files(self) -> str:
        """What the keys of the trail's own files begin with in a bucket that others use: log files, digests
        and Insights. "" where every file is the trail's."""
        return f"{self.log_folder}/{self.account}/CloudTrail" if self.shares_bucket else ""

    @property
    def access_log_bucket(self) -> str:
        return self.adopted_access_logs or f"{self.log_bucket}-access"

    @property
    def access_log_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.access_log_bucket}"

    @property
    def log_group(self) -> str:
        """CloudTrail's own habit: the group carries the trail's name."""
        return self.adopted_log_group or f"/aws/cloudtrail/{self.trail}"

    @property
    def log_group_arn(self) -> str:
        return self.arn("logs", f"log-group:{self.log_group}")

    @property
    def log_delivery_role(self) -> str:
        return self.adopted_log_role or self.named("log-delivery", region=self.home)

    @property
    def siem(self) -> str:
        """The queue that a SIEM reads, and with -dead-letters its dead letters."""
        return self.named("siem")

    @property
    def siem_queue_arn(self) -> str:
        return self.arn("sqs", self.siem)

    @property
    def log_key_alias(self) -> str:
        return f"alias/{self.named('logs')}"

    @property
    def alert_key_alias(self) -> str:
        return f"alias/{self.alerts}"

    @property
    def alerts(self) -> str:
        """The bus, queue and topic of the region alert share this name."""
        return self.named("alerts")

    @property
    def dead_letters(self) -> str:
        return self.named("alert-dead-letters")

    @property
    def digest(self) -> str:
        """The digest function, its table and its schedule."""
        return self.named("alert-digest")

    @property
    def delivered_rule(self) -> str:
        """The rule at home that tells of each delivered log file."""
        return self.named("delivered-logs")

    def tamper_rule(self, subject: str) -> str:
        """A rule that watches our own resources: one a subject, in each region that hears of it."""
        return self.named(f"tamper-{subject}")

    @property
    def tamper_alarm(self) -> str:
        """The alarm on the tamper rules' own matches."""
        return self.named(TAMPER_ALARM)

    @property
    def alarms(self) -> list[str]:
        """The alarms for the day when the alert itself is stuck, and the one on tampering."""
        return [self.named(suffix) for suffix in (*ALARMS, TAMPER_ALARM)]

    @property
    def alarm_arns(self) -> list[str]:
        return [self.arn("cloudwatch", f"alarm:{alarm}") for alarm in self.alarms]

    @property
    def region_rule(self) -> str:
        """The rule in each watched region, and the one on the alert bus."""
        return self.named("region-alert")

    # IAM is global: two home regions in one account must not fight over a role.
    @property
    def forward_role(self) -> str:
        return self.named("alert-forward", region=self.home)

    @property
    def digest_role(self) -> str:
        return self.named("alert-digest", region=self.home)

    @property
    def schedule_role(self) -> str:
        return self.named("alert-schedule", region=self.home)

    @property
    def digest_role_arn(self) -> str:
        return self.arn("iam", f"role/{self.digest_role}", region="")

    @property
    def forward_role_arn(self) -> str:
        return self.arn("iam", f"role/{self.forward_role}", region="")

    @property
    def alert_bus_arn(self) -> str:
        return self.arn("events", f"event-bus/{self.alerts}")

    @property
    def alert_bus_rule_arn(self) -> str:
        return self.arn("events", f"rule/{self.alerts}/{self.region_rule}")

    @property
    def delivered_rule_arn(self) -> str:
        return self.arn("events", f"rule/{self.delivered_rule}")

    @property
    def alert_queue_arn(self) -> str:
        return self.arn("sqs", self.alerts)

    @property
    def dead_letter_queue_arn(self) -> str:
        return self.arn("sqs", self.dead_letters)

    @property
    def alert_topic_arn(self) -> str:
        return self.existing_topic or self.arn("sns", self.alerts)

    @property
    def digest_function_arn(self) -> str:
        return self.arn("lambda", f"function:{self.digest}")

    @property
    def digest_table_arn(self) -> str:
        return self.arn("dynamodb", f"table/{self.digest}")

    @property
    def digest_log_group(self) -> str:
        return f"/aws/lambda/{self.digest}"
