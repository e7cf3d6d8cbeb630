"""Which rules the alert is made of, whose they are, and where each has to send to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.names import Names
from components.region_alert.patterns import watched_regions
from components.settings import DELIVERED_LOGS, RULES, Settings
from components.tamper_rules import TamperRule
from wizard.verify.facts import RulePlace


@dataclass(frozen=True)
class WantedRule:
    """check: the id that it is judged by; account: whose rule it is; targets: what it has to send to, with
    which role, "" for none."""

    check: str
    account: str
    targets: Mapping[str, str]


def wanted_rules(
    settings: Settings, names: Names, tampering: Iterable[TamperRule], enabled: Sequence[str]
) -> Mapping[RulePlace, WantedRule]:
    """By their places. enabled: the regions that are."""
    to_queue = {names.alert_queue_arn: ""}
    found: dict[RulePlace, WantedRule] = {}

    def forwards(check: str, account: str) -> WantedRule:
        return WantedRule(check, account, {names.alert_bus_arn: names.forward_role_of(account)})

    if RULES in settings.region_alert:
        for region in watched_regions(enabled, settings):
            found[region, names.region_rule, ""] = forwards("alert.rule", names.trail_account)
        at_home = (names.home, names.region_rule, names.alerts)
        found[at_home] = WantedRule("alert.bus-rule", names.account, to_queue)
    if DELIVERED_LOGS in settings.region_alert:
        at_home = (names.home, names.delivered_rule, "")
        found[at_home] = WantedRule("alert.log-file-rule", names.account, to_queue)
    for rule in tampering:
        place = (rule.region, names.tamper_rule(rule.name), names.alerts if rule.on_alert_bus else "")
        is_at_queue = (rule.region, rule.account) == (names.home, names.account)
        to = WantedRule("tamper.rule", rule.account, to_queue)
        found[place] = to if is_at_queue else forwards("tamper.rule", rule.account)
    return found
