"""Tells people when somebody changes the trail, its bucket, its keys or the alert itself.

Straight from the rules to the topic, not through the digest function: whoever stops that
function is reported all the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components import regions, tamper_patterns
from components.alert_bus import AlertBus
from components.alert_topic import AlertTopic
from components.names import Names
from components.settings import Settings

_FIELDS = {
    "what": "$.detail.eventName",
    "who": "$.detail.userIdentity.arn",
    "from": "$.detail.sourceIPAddress",
    "when": "$.detail.eventTime",
    "account": "$.account",
    "region": "$.region",
    "type": "$.detail-type",
}


class TamperAlert(pulumi.ComponentResource):
    """One rule a subject at home, and one for the roles in the region that IAM logs to.

    key_arns: the log key and the alert key, where there are any.
    bus: takes the roles' events home, needed where IAM logs to another region.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        names: Names,
        *,
        topic: AlertTopic,
        bus: AlertBus | None,
        key_arns: Sequence[pulumi.Input[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("everyregion:index:TamperAlert", f"{name}-tamper-alert", None, opts)
        self._owner, self._names, self._topic, self._tags = name, names, topic, dict(settings.tags)
        topic_arn = settings.alert_topic_arn or names.alert_topic_arn
        for subject, pattern in tamper_patterns.at_home(names, topic_arn).items():
            self._rule(subject, json.dumps(pattern))
        if key_arns:
            on_keys = pulumi.Output.all(*key_arns).apply(lambda arns: json.dumps(tamper_patterns.keys(arns)))
            self._rule("keys", on_keys)
        iam_region = regions.iam_region(names.partition)
        for subject, pattern in tamper_patterns.where_iam_logs(names).items():
            if iam_region == names.home:
                self._rule(subject, json.dumps(pattern))
            elif bus:
                self._bring_home(subject, pattern, iam_region, bus)
        self.register_outputs({})

    def _rule(
        self, subject: str, pattern: pulumi.Input[str], bus_name: pulumi.Input[str] | None = None
    ) -> None:
        name = f"{self._owner}-tamper-{subject}"
        mine = pulumi.ResourceOptions(parent=self)
        rule = aws.cloudwatch.EventRule(
            name,
            name=self._names.tamper_rule(subject),
            description=f"Changes to the audit trail itself: {subject}",
            event_bus_name=bus_name,
            event_pattern=pattern,
            tags=self._tags,
            opts=mine,
        )
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            event_bus_name=bus_name,
            target_id="alert-topic",
            arn=self._topic.arn,
            input_transformer={"input_paths": _FIELDS, "input_template": message(subject)},
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._topic.ready),
        )

    def _bring_home(self, subject: str, pattern: tamper_patterns.Pattern, region: str, bus: AlertBus) -> None:
        """A rule's topic has to be in the rule's own region, so these events travel first."""
        rule = aws.cloudwatch.EventRule(
            f"{self._owner}-tamper-{subject}-{region}",
            region=region,
            name=self._names.tamper_rule(subject),
            description=f"Changes to the audit trail itself, to {self._names.home}: {subject}",
            event_pattern=json.dumps(pattern),
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.cloudwatch.EventTarget(
            f"{self._owner}-tamper-{subject}-{region}-target",
            region=region,
            rule=rule.name,
            target_id="alert-bus",
            arn=bus.arn,
            role_arn=bus.role_arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=bus.ready),
        )
        self._rule(subject, json.dumps(pattern), bus.name)


def message(subject: str) -> str:
    """The mail's text, as an EventBridge input template: a JSON string, since SNS takes no other.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    return json.dumps(
        f"Everyregion: the audit trail was changed ({subject}). <what> by <who> from <from>, <when>, "
        "account <account>, region <region> (<type>). If you didn't do this, the person above may be "
        "trying to hide: check that the trail still logs, and their other activity."
    )
