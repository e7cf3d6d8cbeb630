"""What the region alert and the tamper alert share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components import tamper_patterns
from components.alert_bus import AlertBus
from components.alert_topic import AlertTopic
from components.regions import iam_region
from components.tamper_rules import TamperRule, tamper_rules


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
        """What in an organization's log files is a change to the trail, as JSON; "" without tamperAlert.

        A rule tells only of its own account. Of the accounts that have a part of the trail, the one that owns
        it may be none that anything can be made in.
        """
        names, rules = self.topic.names, self.tamper_rules
        if not rules or names.organization is None:
            return pulumi.Output.from_input("")
        accounts = {names.account, names.trail_account, names.organization.management_account}
        regions = {names.home, iam_region(names.partition)}
        texts = {rule.name: self.pattern(rule) for rule in rules}
        return pulumi.Output.json_dumps(
            {
                "accounts": sorted({*accounts, *self.administrators}),
                "regions": sorted(regions),
                "rules": self._rules_by_account,
                "patterns": {name: text.apply(json.loads) for name, text in sorted(texts.items())},
            }
        )

    @property
    def _rules_by_account(self) -> dict[str, list[str]]:
        """Which rules' names the queue's messages bear, by the account whose change they tell: those of the
        trail's own account that of their twin on the bus."""
        names, rules = self.topic.names, self.tamper_rules
        twins = tamper_patterns.IN_TRAIL_ACCOUNT if names.has_log_archive else ()
        found = {names.account: {rule.name for rule in rules if rule.name not in twins}}
        if names.has_log_archive:
            found[names.trail_account] = {rule.name for rule in rules if rule.on_alert_bus}
        return {account: sorted(some) for account, some in sorted(found.items())}

    @property
    def tamper_rules(self) -> list[TamperRule]:
        """The tamper alert's rules; none where it is off."""
        return tamper_rules(self.topic.settings, self.topic.names, len(self.key_arns))
