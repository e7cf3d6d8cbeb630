"""Which rules the tamper alert is made of: names and places, for whoever makes, checks or prices them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import regions, tamper_patterns
from components.names import Names
from components.settings import Settings


@dataclass(frozen=True)
class TamperRule:
    """name: as in `<trail>-tamper-<name>`. on_alert_bus: on the custom bus that other regions forward to."""

    name: str
    subjects: tuple[str, ...]
    region: str
    on_alert_bus: bool = False

    def arn(self, names: Names) -> str:
        bus = f"{names.alerts}/" if self.on_alert_bus else ""
        return names.arn("events", f"rule/{bus}{names.tamper_rule(self.name)}", region=self.region)


def tamper_rules(settings: Settings, names: Names, keys: int) -> list[TamperRule]:
    """The rules of these settings; none with tamperAlert off. keys: how many KMS keys are watched."""
    return list(_rules(settings, names, keys)) if settings.tamper_alert else []


def comes_from_elsewhere(settings: Settings) -> str:
    """The region that IAM logs to, where that isn't home and a rule can be made; else ""."""
    region = regions.iam_region(settings.partition)
    reaches = regions.forwards_to(settings.home_region, region)
    wanted = settings.tamper_alert and region not in settings.alert_skip_regions
    return region if reaches and wanted else ""


def _rules(settings: Settings, names: Names, keys: int) -> Iterator[TamperRule]:
    for name, subjects in tamper_patterns.shared(names, keys).items():
        yield TamperRule(name, subjects, names.home)
    roles = tuple(tamper_patterns.where_iam_logs(names))
    away = comes_from_elsewhere(settings)
    if away:
        yield TamperRule(roles[0], roles, away)
    if away or regions.iam_region(names.partition) == names.home:
        yield TamperRule(roles[0], roles, names.home, on_alert_bus=bool(away))
