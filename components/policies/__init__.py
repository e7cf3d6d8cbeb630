"""Every policy document of the deployment: pure functions from names to plain dicts."""

from components.policies.alert import (
    alert_key,
    alert_queue,
    alert_topic,
    digest_function,
    digest_trust,
    forward,
    forward_trust,
    schedule,
    schedule_trust,
)
from components.policies.logs import log_bucket, log_key

__all__ = [
    "alert_key",
    "alert_queue",
    "alert_topic",
    "digest_function",
    "digest_trust",
    "forward",
    "forward_trust",
    "log_bucket",
    "log_key",
    "schedule",
    "schedule_trust",
]
