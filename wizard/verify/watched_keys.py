"""Which keys the tamper rules are to name. Pure."""

from __future__ import annotations

from typing import Any

from components.settings import Settings
from wizard.account.facts import Probe
from wizard.verify.facts import Facts

#: Why it isn't known what names them, where `watched_keys` is None.
UNSEEN: Probe[Any] = Probe(
    "unknown", why="The log key or the topic's wasn't seen, and it has to name both", cause="other"
)


def watched_keys(facts: Facts, settings: Settings) -> list[str] | None:
    """The log key and the topic's own, in the order of components/alerting.py; None where one isn't known."""
    found: list[str] = []
    if settings.encryption != "sse-s3":
        key = facts.trails[0].key if facts.trails else None
        if key is None or key.key.value is None:
            return None
        found.append(key.key.value.arn)
    if settings.own_alert_key:
        topic = facts.alert.topic.value if facts.alert else None
        if topic is None or topic.key is None or topic.key.value is None:
            return None
        found.append(topic.key.value.arn)
    return found
