"""The resources that settings name and that this deployment doesn't make: a key, a topic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.names import Names
from components.settings import Settings
from wizard.account.existing_key import judge_key, look_at_key
from wizard.account.existing_topic import judge_topic, look_at_topic
from wizard.account.facts import Finding


def findings(client_for: Callable[[str, str], Any], settings: Settings, account: str) -> tuple[Finding, ...]:
    """What AWS says of the key and the topic, judged; () when the settings name none."""
    names, home = Names.of(settings, account), settings.home_region
    found: list[Finding] = []
    if settings.kms_key_arn:
        found += judge_key(settings, names, look_at_key(client_for, settings.kms_key_arn, home))
    if settings.alert_topic_arn and (settings.region_alert or settings.tamper_alert):
        found += judge_topic(settings, names, look_at_topic(client_for, settings.alert_topic_arn, home))
    return tuple(found)
