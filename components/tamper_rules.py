"""Which rules the tamper alert is made of: names and places, for whoever makes, checks or prices them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import regions, tamper_patterns
from components.names import Names
from components.settings import Settings


@dataclass(frozen=True)
class TamperRule:
    """name: as in `<trail>-tamper-<name>`. account: whose. on_alert_bus: on the custom bus that other regions
    and the trail's own account forward to."""

    name: str
    subjects: tuple[str, ...]
    region: str
    account: str
    on_alert_bus: bool = False

    def arn(self, names: Names) -> str:
        bus = f"{names.alerts}/" if self.on_alert_bus else ""
        rule = f"rule/{bus}{names.tamper_rule(self.name)}"
        return names.arn("events", rule, region=self.region, account=self.account)


def tamper_rules(settings: Settings, names: Names, keys: int) -> list[TamperRule]:
    """The rules of these settings; none with tamperAlert off. keys: how many KMS keys are watched."""
    return list(_rules(settings, names, keys)) if settings.tamper_alert else []


def comes_from_elsewhere(settings: Settings, names: Names) -> bool:
    """Whether tamper events travel to the alert bus: from another region, or from the trail's own account."""
    return settings.tamper_alert and (names.has_log_archive or bool(iam_elsewhere(settings)))


def iam_elsewhere(settings: Settings) -> str:
    """The region that IAM logs to, where that isn't home and a rule can be made; else ""."""
    region = regions.iam_region(settings.partition)
    reaches = regions.forwards_to(settings.home_region, region)
    wanted = settings.tamper_alert and region not in settings.alert_skip_regions
    return region if reaches and wanted else ""


def _rules(settings: Settings, names: Names, keys: int) -> Iterator[TamperRule]:
    for name, subjects in tamper_patterns.shared(names, keys).items():
        yield TamperRule(name, subjects, names.home, names.account)
    roles = tuple(tamper_patterns.where_iam_logs(names))
    away = iam_elsewhere(settings)
    if away:
        yield TamperRule(roles[0], roles, away, names.account)
    if away or regions.iam_region(names.partition) == names.home:
        yield TamperRule(roles[0], roles, names.home, names.account, on_alert_bus=bool(away))
    if names.has_log_archive:
        yield from _in_trail_account(names, keys, away)


def _in_trail_account(names: Names, keys: int, away: str) -> Iterator[TamperRule]:
    """The trail's own account has rules of its own, which forward to the bus; on it each has a twin. What
    comes from the region that IAM logs to (away) is let in by the twin of the log archive's own rule."""
    and_roles = not away and regions.iam_region(names.partition) == names.home
    groups = tamper_patterns.beside_trail(names, keys, and_roles)
    first, second, roles = tamper_patterns.IN_TRAIL_ACCOUNT
    for name, group in zip((first, second), groups, strict=False):
        yield TamperRule(name, group, names.home, names.trail_account)
        yield TamperRule(name, group, names.home, names.account, on_alert_bus=True)
    if away:
        subjects = tuple(tamper_patterns.where_iam_logs(names))
        yield TamperRule(roles, subjects, away, names.trail_account)
