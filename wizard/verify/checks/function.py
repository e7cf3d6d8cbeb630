"""Whether the digest function was told what the settings say, by the function's own reading of it, and runs
as it was deployed to. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from components.names import Names
from components.region_alert.function.digest.principals import mark as mark_of_role
from components.region_alert.function.digest.self_check import Expected
from components.region_alert.function.digest.settings import Settings as Told
from components.region_alert.function.digest.subscribers import mark
from components.region_alert.function.digest.tamper_check import TamperRule
from components.region_alert.patterns import RULE_STATE, regions_left_out
from components.settings import DELIVERED_LOGS, RULES, Settings
from wizard.account.facts import Probe
from wizard.verify.checks.code import held_back, let_go, otherwise
from wizard.verify.facts import Alert, Facts
from wizard.verify.result import Result, failed, passed, unknown
from wizard.verify.target import tampering

_ID = "alert.function-settings"
# Everything that components/region_alert/digest.py tells it. Any other variable isn't ours: by one alone
# boto3 sends what it publishes elsewhere (AWS_ENDPOINT_URL_SNS), or Python loads other code (PYTHONPATH).
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
_TOLD = frozenset({
    "QUEUE_URL", "TABLE_NAME", "TOPIC_ARN", "HOME_REGION", "PARTITION", "ACCOUNT_ID", "TRAIL_ACCOUNT_ID",
    "LOG_ARCHIVE_ROLE", "ORGANIZATION_ID", "TRAIL_NAME", "APPROVED_REGIONS", "ALERT_READS",
    "ALERT_REPEAT_MINUTES", "ALERT_FORMAT", "IGNORE_PRINCIPALS", "OWN_ROLE", "LOG_DELIVERY_ROLE",
    "LOG_BUCKET", "LOG_FILES", "REGION_RULE", "REGION_RULE_STATE", "ALERT_BUS_ARN", "FORWARD_ROLE_ARN",
    "WATCHED_REGIONS", "SKIP_REGIONS", "TAMPER_PREFIX", "TAMPER_RULES", "ALERT_EMAILS",
})  # fmt: skip


def function(facts: Facts, it: Alert, settings: Settings, names: Names) -> Iterator[Result]:
    """One result; none for a function that isn't there, which is another check's."""
    if it.function.state == "bad":
        return
    if it.function.value is None:
        yield unknown(_ID, it.function)
        return
    environment = it.function.value.get("Environment") or {}
    if "Variables" not in environment:
        # Who may not decrypt them sees none.
        yield unknown(_ID, Probe("unknown", why="Its variables may not be read", cause="other"))
        return
    wrong = [*_differences(environment["Variables"], settings, names), *otherwise(it.function.value, names)]
    held = held_back(it.runtime.value) if it.runtime.value else ""
    if wrong or held:
        text = f"It was told or set otherwise: {', '.join([*wrong, *filter(None, [held])])}."
        told = "`pulumi up --refresh` tells it what the stack file says."
        yield failed(_ID, text, " ".join([*([told] if wrong else []), *([let_go(names)] if held else [])]))
    elif it.runtime.value is None:
        yield unknown(_ID, it.runtime)
    else:
        yield passed(_ID, "Its variables are those of the settings.")


def _differences(variables: Mapping[str, str], settings: Settings, names: Names) -> Iterator[str]:
    try:
        told, expected = Told.from_environment(variables), Expected.from_environment(variables)
        ignored = json.loads(variables.get("IGNORE_PRINCIPALS") or "[]")
    except (KeyError, ValueError) as error:
        yield f"{error} can't be read"
        return
    for name, (found, wanted) in _compared(told, expected, settings, names).items():
        if found != wanted:
            yield name
    if ignored != list(settings.alert_ignore_principals):
        yield "alertIgnorePrincipals"
    for name in sorted(variables.keys() - _TOLD):
        yield f"the variable {name}, which isn't ours"


def _compared(told: Told, expected: Expected, settings: Settings, names: Names) -> dict[str, tuple[Any, Any]]:
    """What is compared -> as it was told, as the settings have it. Which regions were watched when it was
    deployed isn't: that is how new ones are known."""
    rules = {
        TamperRule(
            rule.region,
            names.tamper_rule(rule.name),
            names.alerts if rule.on_alert_bus else "",
            names.alert_queue_arn if rule.region == names.home else names.alert_bus_arn,
        )
        for rule in tampering(settings, names)
        if rule.account == names.account
    }
    topic = names.alert_topic_arn
    by_logs = DELIVERED_LOGS in settings.region_alert
    # Rules in the trail's own account are none that the function could look at.
    looks_at_rules = RULES in settings.region_alert and not names.has_log_archive
    delivers = names.arn("iam", f"role/{names.log_delivery_role}", "", names.trail_account)
    writes_logs = settings.cloud_watch_logs and not names.adopted_log_role
    return {
        "approvedRegions": (told.approved_regions, frozenset(settings.approved_regions)),
        "alertReads": (told.alert_reads, settings.alert_reads),
        "alertRepeatMinutes": (told.repeat_minutes, settings.alert_repeat_minutes),
        "alertFormat": (told.chat, settings.alert_format == "chat"),
        "trailName": (told.trail_name, names.trail),
        # Both are left out of what is told.
        "its own role": (told.own_role_arn, names.digest_role_arn),
        "the role that delivers logs": (told.log_delivery_role_arn, delivers if writes_logs else ""),
        "the trail's account": (told.trail_account, names.trail_account if names.has_log_archive else ""),
        "the archive's role": (
            told.log_archive_role,
            mark_of_role(settings.log_archive_role_arn) if names.has_log_archive else "",
        ),
        "the topic": (told.topic_arn, topic),
        "the queue": (told.queue_url.split("/")[-2:], [names.account, names.alerts]),
        "the table": (told.table_name, names.digest),
        "the place": (
            (told.home_region, told.partition, told.account_id),
            (names.home, names.partition, names.account),
        ),
        "the log bucket": (told.log_bucket, names.log_bucket if by_logs else ""),
        "the folder of log files": (told.log_files, names.own_files or f"{names.log_folder}/"),
        "the rules' bus": (expected.bus_arn, names.alert_bus_arn if looks_at_rules else ""),
        "the organization": (told.organization, names.organization.id if names.organization else ""),
        "the region rule": (
            (expected.rule, expected.rule_state),
            (names.region_rule, RULE_STATE),
        ),
        "the rules' role": (expected.role_arn, names.forward_role_arn if looks_at_rules else ""),
        "alertSkipRegions": (expected.left_out, regions_left_out(settings)),
        "the tamper rules": (set(expected.tamper), rules),
        "alertEmails": (
            set(expected.emails),
            {mark(topic, one) for one in settings.alert_emails},
        ),
    }
