"""Physical names and ARNs of everything that is deployed, worked out before anything exists.

They are deterministic (trail, account, region), so that an interrupted deploy can be found again,
and so that policies can name what would otherwise depend on each other in a circle.
"""

from __future__ import annotations

import re

from components.adopted import Adopted
from components.alert_names import ALARMS, TAMPER_ALARM, AlertNames
from components.name_parts import log_folder
from components.organization import Organization
from components.settings import Settings

__all__ = ["ALARMS", "TAMPER_ALARM", "Names"]


class Names(AlertNames):
    """Names and ARNs for one deployment: the alert's, and those of trail, log bucket and key."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        account: str,
        adopted: Adopted | None = None,
        organization: Organization | None = None,
    ) -> Names:
        """The names that these settings have, with what is taken over.

        account: the one that is deployed from. organization: as far as it is known; without it the trail is
        named as if that account owned it.
        """
        beside_bucket = settings.log_archive_account or account
        trail = adopted.trail if adopted else None
        bucket = adopted.log_bucket if adopted else None
        return cls(
            trail=settings.trail_name,
            log_bucket=settings.bucket_name(beside_bucket),
            account=beside_bucket,
            trail_account=account,
            home=settings.home_region,
            partition=settings.partition,
            prefix=trail.prefix if trail else "",
            adopted_access_logs=bucket.logs_to if bucket else "",
            adopted_log_group=trail.log_group.split(":")[6] if trail and trail.log_group else "",
            adopted_log_role=trail.log_group_role.rpartition("/")[2] if trail else "",
            shares_bucket=trail is not None,
            existing_topic=settings.alert_topic_arn,
            organization=organization,
            has_cis_alarms=settings.cis_alarms,
        )

    @property
    def trail_arn(self) -> str:
        return self.arn("cloudtrail", f"trail/{self.trail}", account=self.trail_owner)

    @property
    def log_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.log_bucket}"

    @property
    def log_folder(self) -> str:
        """Where log files lie in the bucket, without a slash at its end."""
        return log_folder(self.prefix)

    @property
    def written_folders(self) -> list[str]:
        """The folders that CloudTrail writes into. The owner's own beside an organization's: CloudTrail asks
        for both, since the trail may become one account's again.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
        """
        whose = [self.trail_owner, *([self.organization.id] if self.organization else [])]
        return [f"{self.log_folder}/{one}" for one in whose]

    def account_folder(self, account: str) -> str:
        """Where the log files of one account lie, without a slash at its end."""
        inside = [self.organization.id] if self.organization else []
        return "/".join([self.log_folder, *inside, account])

    @property
    def own_files_arn(self) -> str:
        """The folder of log files in a bucket that others use, the whole bucket otherwise."""
        return f"{self.log_bucket_arn}/{self.log_folder}" if self.shares_bucket else self.log_bucket_arn

    @property
    def written_start(self) -> str:
        """What the keys of the trail's own files begin with: log files, digests and Insights. Of an
        organization's it ends with a slash, since every account has a folder in it."""
        if self.organization:
            return f"{self.log_folder}/{self.organization.id}/"
        return f"{self.account_folder(self.trail_owner)}/CloudTrail"

    @property
    def own_files(self) -> str:
        """The same in a bucket that others use; "" where every file is the trail's."""
        return self.written_start if self.shares_bucket else ""

    @property
    def accounts_folder(self) -> str:
        """Where the accounts' folders lie in the bucket, without a slash at its end."""
        inside = [self.organization.id] if self.organization else []
        return "/".join([self.log_folder, *inside])

    @property
    def query_results_bucket(self) -> str:
        """Where Athena's answers go."""
        return f"{self.log_bucket}-queries"

    @property
    def query_results_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.query_results_bucket}"

    @property
    def query_results_folder(self) -> str:
        """Where in it, without a slash at its end."""
        return "results"

    @property
    def query_workgroup(self) -> str:
        """Athena's workgroup."""
        return self.named("queries")

    @property
    def query_database(self) -> str:
        """Glue's database: Athena takes lower-case letters, digits and underscores alone.

        https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
        """
        return re.sub(r"[^a-z0-9_]", "_", self.named("logs").lower())

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
        return self.arn("logs", f"log-group:{self.log_group}", account=self.trail_account)

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
