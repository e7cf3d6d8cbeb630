"""What the region alert and the tamper alert share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components import tamper_patterns
from components.alert_bus import AlertBus
from components.alert_topic import AlertTopic
from components.tamper_rules import TamperRule, tamper_rules
from components.watched_records import watched_records


@dataclass(frozen=True)
class Alerting:
    """topic: what alerts go out through; bus: takes events home, None where nothing comes from elsewhere;
    log_key_arn: the key of the log files, None without one; administrators: accounts that are delegated
    administrators of CloudTrail."""

    topic: AlertTopic
    bus: AlertBus | None
    log_key_arn: pulumi.Input[str] | None
    administrators: Sequence[str] = ()

    @property
    def key_arns(self) -> list[pulumi.Input[str]]:
        """The keys that the tamper alert watches: the log key and the topic's own, where there are any."""
        return [arn for arn in (self.log_key_arn, self.topic.own_key_arn) if arn is not None]

    def pattern(self, rule: TamperRule) -> pulumi.Output[str]:
        """The tamper rule's event pattern as EventBridge gets it."""
        names = self.topic.names
        return pulumi.Output.all(*self.key_arns).apply(
            lambda keys: tamper_patterns.of_subjects(names, rule.subjects, keys)
        )

    @property
    def watched_records(self) -> pulumi.Output[str]:
        """What in an organization's log files is a change to the trail, as JSON; "" without tamperAlert."""
        names, rules, administrators = self.topic.names, self.tamper_rules, self.administrators
        if not rules or names.organization is None:
            return pulumi.Output.from_input("")
        return pulumi.Output.all(*self.key_arns).apply(
            lambda keys: watched_records(names, rules, keys, administrators)
        )

    @property
    def tamper_rules(self) -> list[TamperRule]:
        """The tamper alert's rules; none where it is off."""
        return tamper_rules(self.topic.settings, self.topic.names, len(self.key_arns))
