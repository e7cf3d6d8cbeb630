"""What the region alert and the tamper alert share."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.alert_bus import AlertBus
from components.alert_topic import AlertTopic
from components.tamper_rules import TamperRule, tamper_rules


@dataclass(frozen=True)
class Alerting:
    """topic: what alerts go out through; bus: takes events home, None where nothing comes from elsewhere;
    log_key_arn: the key of the log files, None without one."""

    topic: AlertTopic
    bus: AlertBus | None
    log_key_arn: pulumi.Input[str] | None

    @property
    def key_arns(self) -> list[pulumi.Input[str]]:
        """The keys that the tamper alert watches: the log key and the topic's own, where there are any."""
        return [arn for arn in (self.log_key_arn, self.topic.own_key_arn) if arn is not None]

    @property
    def tamper_rules(self) -> list[TamperRule]:
        """The tamper alert's rules; none where it is off."""
        return tamper_rules(self.topic.settings, self.topic.names, len(self.key_arns))
