"""Which resource a check is about, by ARN and CloudFormation's name of its type. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.log_table import TABLE
from components.names import Names
from wizard.verify.facts import Facts, TrailFacts
from wizard.verify.result import Result


@dataclass(frozen=True)
class Resource:
    """name: what people call it."""

    arn: str
    type: str
    name: str


def resource(result: Result, facts: Facts) -> Resource:
    """The account itself where the check is about nothing of its own."""
    it = _trail(result, facts)
    group = result.check.group
    if it and group == "key":
        return _key(it)
    if it and group in _OF_TRAIL:
        return _OF_TRAIL[group](it)
    names = facts.names or (it.names if it else None)
    if names and result.id in _BY_ID:
        type, arn = _BY_ID[result.id]
        found = arn(names)
        return Resource(found, type, found.rpartition(":")[2].rpartition("/")[2])
    if names and group in ("alert", "tamper") and result.region:
        return _rule(names, result)
    account = result.account or facts.identity.account
    return Resource(f"arn:{facts.identity.partition}:iam::{account}:root", "AWS::::Account", account)


def _trail(result: Result, facts: Facts) -> TrailFacts | None:
    found = [one for one in facts.trails if _arn(one) == result.trail]
    return next(iter(found or facts.trails), None)


def _arn(it: TrailFacts) -> str:
    return it.trail.arn if it.trail else it.names.trail_arn


def _as_trail(it: TrailFacts) -> Resource:
    return Resource(_arn(it), "AWS::CloudTrail::Trail", it.names.trail)


def _as_bucket(it: TrailFacts) -> Resource:
    return Resource(it.names.log_bucket_arn, "AWS::S3::Bucket", it.names.log_bucket)


def _as_access_bucket(it: TrailFacts) -> Resource:
    return Resource(it.names.access_log_bucket_arn, "AWS::S3::Bucket", it.names.access_log_bucket)


_OF_TRAIL: Mapping[str, Callable[[TrailFacts], Resource]] = {
    "trail": _as_trail,
    "coverage": _as_trail,
    "drift": _as_trail,
    "integrity": _as_bucket,
    "bucket": _as_bucket,
    "access-bucket": _as_access_bucket,
}


def _key(it: TrailFacts) -> Resource:
    """By the trail's own word; by its alias where nothing says more."""
    arn = it.trail.key if it.trail and it.trail.key else ""
    arn = arn or it.settings.kms_key_arn or it.names.arn("kms", it.names.log_key_alias)
    return Resource(arn, "AWS::KMS::Key", arn.rpartition("/")[2])


def _rule(names: Names, result: Result) -> Resource:
    """One of each region: those of the region alert have one name everywhere."""
    if result.id == "alert.rule":
        arn = names.arn("events", f"rule/{names.region_rule}", region=result.region)
        return Resource(arn, "AWS::Events::Rule", names.region_rule)
    # Several rules are judged together: the prefix of their names.
    rules = names.tamper_rule("*")
    return Resource(names.arn("events", f"rule/{rules}", region=result.region), "AWS::Events::Rule", rules)


_QUEUE, _TOPIC, _TABLE = "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table"
_FUNCTION, _ROLE, _RULE = "AWS::Lambda::Function", "AWS::IAM::Role", "AWS::Events::Rule"


def _role_arn(names: Names, name: str) -> str:
    return names.arn("iam", f"role/{name}", region="")


_ANSWERS: tuple[str, Callable[[Names], str]] = (
    "AWS::S3::Bucket",
    lambda names: names.query_results_bucket_arn,
)
_BY_ID: Mapping[str, tuple[str, Callable[[Names], str]]] = {
    "queries.workgroup": (
        "AWS::Athena::WorkGroup",
        lambda names: names.arn("athena", f"workgroup/{names.query_workgroup}"),
    ),
    "queries.table": (
        "AWS::Glue::Table",
        lambda names: names.arn("glue", f"table/{names.query_database}/{TABLE}"),
    ),
    "queries.answers": _ANSWERS,
    "queries.answers-tls": _ANSWERS,
    "queries.answers-encryption": _ANSWERS,
    "queries.answers-expiry": _ANSWERS,
    "alert.forward-role": (_ROLE, lambda names: names.forward_role_arn),
    "alert.bus": ("AWS::Events::EventBus", lambda names: names.alert_bus_arn),
    "alert.bus-rule": (_RULE, lambda names: names.alert_bus_rule_arn),
    "alert.log-file-rule": (_RULE, lambda names: names.delivered_rule_arn),
    "alert.notification": ("AWS::S3::Bucket", lambda names: names.log_bucket_arn),
    "alert.queue": (_QUEUE, lambda names: names.alert_queue_arn),
    "alert.queue-lock": (_QUEUE, lambda names: names.alert_queue_arn),
    "alert.backlog": (_QUEUE, lambda names: names.alert_queue_arn),
    "alert.dead-letters": (_QUEUE, lambda names: names.dead_letter_queue_arn),
    "alert.dead-letter-lock": (_QUEUE, lambda names: names.dead_letter_queue_arn),
    "alert.function": (_FUNCTION, lambda names: names.digest_function_arn),
    "alert.function-settings": (_FUNCTION, lambda names: names.digest_function_arn),
    "alert.function-code": (_FUNCTION, lambda names: names.digest_function_arn),
    "alert.heartbeat": (_FUNCTION, lambda names: names.digest_function_arn),
    "alert.function-role": (_ROLE, lambda names: names.digest_role_arn),
    "alert.schedule-role": (_ROLE, lambda names: _role_arn(names, names.schedule_role)),
    "alert.table": (_TABLE, lambda names: names.digest_table_arn),
    "alert.table-lock": (_TABLE, lambda names: names.digest_table_arn),
    "alert.topic": (_TOPIC, lambda names: names.alert_topic_arn),
    "alert.topic-policy": (_TOPIC, lambda names: names.alert_topic_arn),
    "alert.topic-lock": (_TOPIC, lambda names: names.alert_topic_arn),
    "alert.subscribers": (_TOPIC, lambda names: names.alert_topic_arn),
}
