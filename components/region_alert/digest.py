"""The digest function with its role, memory and schedule."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components import policies
from components.alerting import Alerting
from components.deployment import Component, Deployment
from components.names import Names
from components.queues import TWO_WEEKS
from components.region_alert.archive import hash_of, source
from components.region_alert.function.digest import principals, subscribers, tamper_check
from components.region_alert.package import HANDLER, MEMORY_MB, RUNTIME, TIMEOUT_SECONDS
from components.region_alert.patterns import RULE_STATE
from components.roles import role
from components.settings import DELIVERED_LOGS, RULES, Settings
from components.tamper_rules import TamperRule

# What is told can be looked into for as long as the logs of a year ago; scanners ask for a year as well.
_LOG_DAYS = 365


class Digest(Component):
    """Reads the alert queue on a schedule and publishes one readable message for what is new.

    watched_regions: where rules forward from, for the hourly self-check. function_name: the function's.
    """

    function_name: pulumi.Output[str]

    def __init__(
        self,
        deployment: Deployment,
        alerting: Alerting,
        queue_url: pulumi.Input[str],
        watched_regions: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("digest", deployment, opts)
        settings, names, topic = self.settings, self.names, alerting.topic
        table = aws.dynamodb.Table(
            self.child("digest-table"),
            name=names.digest,
            billing_mode="PAY_PER_REQUEST",
            hash_key="pk",
            attributes=[{"name": "pk", "type": "S"}],
            ttl={"attribute_name": "expires", "enabled": True},
            # Afterwards it can be seen what was known when. Deletion protection would stop `pulumi destroy`
            # half-way; a deleted memory is a tamper event, and costs no more than alerts told twice.
            point_in_time_recovery={"enabled": True},
            tags=self.tags,
            opts=self.mine,
        )
        aws.dynamodb.ResourcePolicy(
            self.child("digest-table-policy"),
            resource_arn=table.arn,
            policy=json.dumps(policies.digest_table(names)),
            opts=self.mine,
        )
        own_logs = aws.cloudwatch.LogGroup(
            self.child("digest-logs"),
            name=names.digest_log_group,
            retention_in_days=_LOG_DAYS,
            kms_key_id=topic.own_key_arn,
            tags=self.tags,
            opts=self.mine,
        )
        reader = role(
            self,
            "digest-role",
            role_name=names.digest_role,
            trust=policies.digest_trust(names),
            policy_name="digest",
            policy=pulumi.Output.all(topic.key_arn, alerting.log_key_arn or "").apply(
                lambda arns: policies.digest_function(
                    names,
                    tamper_rules=alerting.tamper_rules,
                    topic_key_arn=arns[0],
                    reads_logs=DELIVERED_LOGS in settings.region_alert,
                    log_key_arn=arns[1],
                )
            ),
        )
        failed_runs = self._failed_runs()
        function = aws.lambda_.Function(
            self.child("digest"),
            name=names.digest,
            description="Sums up activity in unapproved regions and publishes it",
            role=reader.arn,
            runtime=RUNTIME,
            handler=HANDLER,
            code=alerting.watched_records.apply(source) if names.organization else source(),
            # Without it a refresh takes over whatever code somebody put there.
            code_sha256=alerting.watched_records.apply(hash_of) if names.organization else hash_of(),
            timeout=TIMEOUT_SECONDS,
            memory_size=MEMORY_MB,
            dead_letter_config={"target_arn": failed_runs.arn},
            environment={
                "variables": {
                    **_environment(settings, names, queue_url, topic.arn, table.name),
                    **_expectations(settings, names, watched_regions, alerting.tamper_rules),
                }
            },
            tags=self.tags,
            opts=self.after(reader.permissions, own_logs),
        )
        self._start(function)
        self.function_name = function.name
        self.register_outputs({"functionName": self.function_name})

    def _failed_runs(self) -> aws.sqs.Queue:
        """Runs that failed at every try: the schedule starts the function without waiting for it."""
        queue = aws.sqs.Queue(
            self.child("digest-failed-runs"),
            name=self.names.failed_runs,
            message_retention_seconds=TWO_WEEKS,
            sqs_managed_sse_enabled=True,
            tags=self.tags,
            opts=self.mine,
        )
        aws.sqs.QueuePolicy(
            self.child("digest-failed-runs-policy"),
            queue_url=queue.url,
            policy=json.dumps(policies.failed_runs_queue(self.names)),
            opts=self.mine,
        )
        return queue

    def _start(self, function: aws.lambda_.Function) -> None:
        starter = role(
            self,
            "digest-schedule-role",
            role_name=self.names.schedule_role,
            trust=policies.schedule_trust(self.names),
            policy_name="start-digest",
            policy=policies.schedule(self.names),
        )
        minutes = self.settings.alert_every_minutes
        aws.scheduler.Schedule(
            self.child("digest-schedule"),
            name=self.names.digest,
            description="Starts the digest of activity in unapproved regions",
            schedule_expression=f"rate({minutes} minute{'s' if minutes > 1 else ''})",
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": function.arn,
                "role_arn": starter.arn,
                # The next start comes anyway: late ones would only pile up.
                "retry_policy": {"maximum_retry_attempts": 0, "maximum_event_age_in_seconds": 60},
            },
            opts=self.after(starter.permissions),
        )


def _environment(
    settings: Settings,
    names: Names,
    queue_url: pulumi.Input[str],
    topic_arn: pulumi.Input[str],
    table_name: pulumi.Input[str],
) -> dict[str, pulumi.Input[str]]:
    return {
        "QUEUE_URL": queue_url,
        "TABLE_NAME": table_name,
        "TOPIC_ARN": topic_arn,
        "HOME_REGION": names.home,
        "PARTITION": names.partition,
        "ACCOUNT_ID": names.account,
        **(
            {
                "TRAIL_ACCOUNT_ID": names.trail_account,
                "LOG_ARCHIVE_ROLE": principals.mark(settings.log_archive_role_arn),
            }
            if names.has_log_archive
            else {}
        ),
        **({"ORGANIZATION_ID": names.organization.id} if names.organization else {}),
        "TRAIL_NAME": names.trail,
        "APPROVED_REGIONS": ",".join(settings.approved_regions),
        "ALERT_READS": "true" if settings.alert_reads else "false",
        "ALERT_REPEAT_MINUTES": str(settings.alert_repeat_minutes),
        "ALERT_FORMAT": settings.alert_format,
        "IGNORE_PRINCIPALS": json.dumps(settings.alert_ignore_principals),
        "OWN_ROLE": names.digest_role,
        # One that was there before may be assumed by others than CloudTrail.
        "LOG_DELIVERY_ROLE": (
            names.log_delivery_role if settings.cloud_watch_logs and not names.adopted_log_role else ""
        ),
        "LOG_BUCKET": names.log_bucket if DELIVERED_LOGS in settings.region_alert else "",
        "LOG_FILES": names.own_files or f"{names.log_folder}/",
    }


def _expectations(
    settings: Settings, names: Names, watched_regions: Sequence[str], tamper: Sequence[TamperRule]
) -> dict[str, pulumi.Input[str]]:
    """What the self-check compares the account with; see function/digest/self_check.py."""
    # Rules in the trail's own account are none that the function could look at.
    looks_at_rules = RULES in settings.region_alert and not names.has_log_archive
    return {
        "REGION_RULE": names.region_rule,
        "REGION_RULE_STATE": RULE_STATE,
        "ALERT_BUS_ARN": names.alert_bus_arn if looks_at_rules else "",
        "FORWARD_ROLE_ARN": names.forward_role_arn if looks_at_rules else "",
        "WATCHED_REGIONS": ",".join(watched_regions),
        "SKIP_REGIONS": ",".join(settings.alert_skip_regions),
        "TAMPER_PREFIX": names.tamper_rule(""),
        "TAMPER_RULES": ",".join(_written(rule, names) for rule in tamper if rule.account == names.account),
        "ALERT_EMAILS": ",".join(
            subscribers.mark(names.alert_topic_arn, address) for address in settings.alert_emails
        ),
    }


def _written(rule: TamperRule, names: Names) -> str:
    away = rule.region if rule.region != names.home else ""
    return tamper_check.written(rule.name, away, rule.on_alert_bus)
