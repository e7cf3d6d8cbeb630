"""Which keys the tamper rules are to name. Pure."""

from __future__ import annotations

from components.settings import Settings
from wizard.verify.facts import Facts


def watched_keys(facts: Facts, settings: Settings) -> list[str] | None:
    """The log key and the topic's own, in the order of components/alerting.py; None where one isn't known."""
    found: list[str] = []
    if settings.encryption != "sse-s3":
        key = facts.trails[0].key if facts.trails else None
        if key is None or key.key.value is None:
            return None
        found.append(key.key.value.arn)
    if not settings.alert_topic_arn:
        topic = facts.alert.topic.value if facts.alert else None
        if topic is None or topic.key is None or topic.key.value is None:
            return None
        found.append(topic.key.value.arn)
    return found
