"""What holds for all of our policies: AWS takes them, they fit, and no Allow is for everyone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import policies
from tests.iam.deployment import PLACES, Place, everywhere
from wizard.iam import problems
from wizard.iam.structure import PolicyKind

READERS = ["arn:aws:iam::111122223333:role/Investigator", *(f"{number:012d}" for number in range(1, 41))]
NAMES, TAMPER_RULES = PLACES[0].names, PLACES[0].tamper_rules
TOPIC, KEY = PLACES[0].topic, PLACES[0].key

# Every document we make, at its longest: its kind, and the most characters that AWS takes.
EVERY: dict[str, tuple[dict[str, Any], PolicyKind, int]] = {
    "log bucket": (policies.log_bucket(NAMES, READERS), "resource", 20_480),
    "access-log bucket": (policies.access_log_bucket(NAMES), "resource", 20_480),
    "log key": (policies.log_key(NAMES, READERS, log_group=True, digest_reads=True), "resource", 32_768),
    "alert key": (policies.alert_key(NAMES), "resource", 32_768),
    "alert queue": (policies.alert_queue(NAMES, TAMPER_RULES), "resource", 8_192),
    "dead-letter queue": (policies.dead_letter_queue(NAMES), "resource", 8_192),
    "failed runs' queue": (policies.failed_runs_queue(NAMES), "resource", 8_192),
    "digest table": (policies.digest_table(NAMES), "resource", 20_480),
    "siem queue": (policies.siem_queue(NAMES, READERS), "resource", 8_192),
    "alert topic": (policies.alert_topic(NAMES), "resource", 30_720),
    "forward trust": (policies.forward_trust(NAMES, NAMES.account), "trust", 2_048),
    "schedule trust": (policies.schedule_trust(NAMES), "trust", 2_048),
    "digest trust": (policies.digest_trust(NAMES), "trust", 2_048),
    "log delivery trust": (policies.log_delivery_trust(), "trust", 2_048),
    "forward": (policies.forward(NAMES), "identity", 10_240),
    "schedule": (policies.schedule(NAMES), "identity", 10_240),
    "digest function": (
        policies.digest_function(
            NAMES, tamper_rules=TAMPER_RULES, topic_key_arn=KEY, reads_logs=True, log_key_arn=KEY
        ),
        "identity",
        10_240,
    ),
    "log delivery": (policies.log_delivery(NAMES), "identity", 10_240),
}

every = pytest.mark.parametrize(("document", "kind", "longest"), EVERY.values(), ids=EVERY.keys())


@every
def test_aws_finds_nothing_malformed(document: dict[str, Any], kind: PolicyKind, longest: int) -> None:
    assert problems(json.dumps(document), kind) == []


@every
def test_it_fits_with_forty_readers(document: dict[str, Any], kind: PolicyKind, longest: int) -> None:
    assert len(json.dumps(document)) <= longest


@every
def test_no_allow_is_for_everyone(document: dict[str, Any], kind: PolicyKind, longest: int) -> None:
    allows = [statement for statement in document["Statement"] if statement["Effect"] == "Allow"]
    named = [statement.get("Principal", {}) for statement in allows]
    assert not any("*" in (who if isinstance(who, str) else json.dumps(list(who.values()))) for who in named)


# The statements that let a service in without asking for whom it acts, and why.
NOT_HELD = {
    ("alert key", "AlarmsEncrypt"): "AWS documents nothing that CloudWatch hands on to KMS",
    (
        "log delivery trust",
        "Trust",
    ): "CloudTrail isn't documented to name the trail, and was seen not to; iam:PassRole decides",
}


def is_held(statement: dict[str, Any]) -> bool:
    """To the account or resource that the service acts for, or to what it encrypts."""
    keys = [key for operator in statement.get("Condition", {}).values() for key in operator]
    return any(
        key in ("aws:SourceArn", "aws:SourceAccount") or key.startswith("kms:EncryptionContext:")
        for key in keys
    )


def test_every_service_is_held_to_a_source_or_a_context() -> None:
    not_held = {
        (name, statement["Sid"])
        for name, (document, _, _) in EVERY.items()
        for statement in document["Statement"]
        if "Service" in statement.get("Principal", {}) and not is_held(statement)
    }
    assert not_held == NOT_HELD.keys()


@everywhere
def test_every_arn_is_in_the_deployments_partition(place: Place) -> None:
    names = place.names
    made = [
        policies.log_bucket(names),
        policies.log_key(names),
        policies.alert_key(names),
        policies.alert_queue(names, place.tamper_rules),
        policies.dead_letter_queue(names),
        policies.failed_runs_queue(names),
        policies.digest_table(names),
        policies.alert_topic(names),
        policies.forward_trust(names, names.account),
        policies.forward(names),
        policies.schedule_trust(names),
        policies.schedule(names),
        policies.log_delivery_trust(),
        policies.log_delivery(names),
        policies.digest_function(
            names, tamper_rules=place.tamper_rules, topic_key_arn=place.key, reads_logs=True
        ),
    ]
    partitions = {part.split(":")[1] for part in json.dumps(made).split('"') if part.startswith("arn:")}
    assert partitions == {place.partition}
