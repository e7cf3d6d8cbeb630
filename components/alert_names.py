"""Names and ARNs of the region alert and the tamper alert."""

from __future__ import annotations

from components.cis_benchmark import cis_alarms
from components.name_parts import NameParts

ALARMS = ("alert-late", "alert-dead-letters", "alert-heartbeat")
TAMPER_ALARM = "alert-tamper"


class AlertNames(NameParts):
    """What the alert's parts are called. All of it is in the log bucket's account and at home, but for roles,
    which are IAM's, and rules in other regions."""

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
    def failed_runs(self) -> str:
        """The queue of runs of the digest function that failed each time."""
        return self.named("alert-failed-runs")

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

    def cis_alarm(self, name: str) -> str:
        """The alarm that is called so in cis_benchmark.json, its metric and its metric filter."""
        return self.named(f"cis-{name}")

    @property
    def cis_alarms(self) -> list[str]:
        """The alarms of the CIS benchmark, none where they aren't made. They are beside the trail."""
        return [self.cis_alarm(one.name) for one in cis_alarms()] if self.has_cis_alarms else []

    @property
    def alarm_arns(self) -> list[str]:
        """All that tell the topic."""
        ours = [self.arn("cloudwatch", f"alarm:{alarm}") for alarm in self.alarms]
        there = self.trail_account
        return [*ours, *(self.arn("cloudwatch", f"alarm:{one}", account=there) for one in self.cis_alarms)]

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
        return self.forward_role_of(self.account)

    def forward_role_of(self, account: str) -> str:
        """The role's ARN in one of the accounts that events are forwarded from."""
        return self.arn("iam", f"role/{self.forward_role}", region="", account=account)

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
    def failed_runs_queue_arn(self) -> str:
        return self.arn("sqs", self.failed_runs)

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
