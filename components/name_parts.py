"""What every name of a deployment begins with and every ARN is made of."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from components.organization import Organization

# A Lambda function, an IAM role and an EventBridge rule take 64 characters, the fewest of all; the longest
# tail, `-us-isof-south-1-alert-schedule`, leaves 33 of them.
_HEAD_LIMIT = 32


def log_folder(prefix: str) -> str:
    """Where a trail's files lie in its bucket, without a slash at its end.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    return f"{prefix}/AWSLogs" if prefix else "AWSLogs"


@dataclass(frozen=True)
class NameParts:
    """Names and ARNs for one deployment.

    Of what is taken over, the names that it had: prefix before the log files' keys, adopted_access_logs the
    bucket that access logs go to, adopted_log_group and adopted_log_role of CloudWatch Logs; "" for ours.
    shares_bucket: others may write into the log bucket too. existing_topic: the ARN of the topic that alerts
    go out through; "" for ours.

    account: where the log bucket and the alert are. trail_account: whose credentials make the trail, which is
    another one where there is a log-archive account. organization: None for a trail of one account.
    has_cis_alarms: whether the alarms of the CIS benchmark are made.
    """

    trail: str
    log_bucket: str
    account: str
    trail_account: str
    home: str
    partition: str
    prefix: str = ""
    adopted_access_logs: str = ""
    adopted_log_group: str = ""
    adopted_log_role: str = ""
    shares_bucket: bool = False
    existing_topic: str = ""
    organization: Organization | None = None
    has_cis_alarms: bool = False

    def arn(self, service: str, resource: str, region: str | None = None, account: str | None = None) -> str:
        """An ARN in the log bucket's account and at home, unless others are given."""
        where, whose = self.home if region is None else region, account or self.account
        return f"arn:{self.partition}:{service}:{where}:{whose}:{resource}"

    @property
    def has_log_archive(self) -> bool:
        """The log bucket and the alert are in another account than the one that makes the trail."""
        return self.trail_account != self.account

    @property
    def trail_owner(self) -> str:
        """The account that the trail belongs to: its ARN has this one's id, whoever makes it."""
        return self.organization.management_account if self.organization else self.trail_account

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
