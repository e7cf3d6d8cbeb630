"""Every policy document of the deployment: pure functions from names to plain dicts."""

from components.policies.alert import (
    alarms_publish,
    alert_bus,
    alert_key,
    alert_key_use,
    alert_queue,
    alert_topic,
    digest_function,
    digest_trust,
    failed_runs_queue,
    forward,
    forward_trust,
    schedule,
    schedule_trust,
)
from components.policies.delivery import log_delivery, log_delivery_trust, siem_queue
from components.policies.locks import dead_letter_queue, digest_table, only_ours_publish
from components.policies.logs import (
    access_log_bucket,
    log_bucket,
    log_key,
    log_key_use,
    query_results_bucket,
)

__all__ = [
    "access_log_bucket",
    "alarms_publish",
    "alert_bus",
    "alert_key",
    "alert_key_use",
    "alert_queue",
    "alert_topic",
    "dead_letter_queue",
    "digest_function",
    "digest_table",
    "digest_trust",
    "failed_runs_queue",
    "forward",
    "forward_trust",
    "log_bucket",
    "log_delivery",
    "log_delivery_trust",
    "log_key",
    "log_key_use",
    "only_ours_publish",
    "query_results_bucket",
    "schedule",
    "schedule_trust",
    "siem_queue",
]
