"""Both sources decide alike: each record of the corpus through the rules and through a delivered log file.

Rules: the state and pattern of the watched region's rule, the bus's own rule, then the function. Files: the
pattern for delivered files, the key, the reader, then the same function. Each packs a record its own way.
"""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from components.region_alert import patterns
from components.region_alert.function.digest import log_key, log_reader
from components.region_alert.function.digest.noise import verdict
from components.region_alert.function.digest.sources import Record, read
from tests.components.matching import log_file, matches
from tests.function.cases import Case, corpus

# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
DETAIL_TYPES = {
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsConsoleAction": "AWS Console Action via CloudTrail",
    "AwsCloudTrailInsight": "AWS Insight via CloudTrail",
}
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
FOLDERS = {"AwsCloudTrailInsight": "CloudTrail-Insight", "AwsVpceEvent": "CloudTrail-NetworkActivity"}
# A list where AWS always writes one word.
INVENTED = "odd: An identity type that is a list"
CASES = [case for case in corpus() if isinstance(case.record, dict) and case.name != INVENTED]
BUCKET = "trail-logs"


def kind(case: Case) -> str:
    found = case.record.get("eventType")
    return found if isinstance(found, str) else "AwsApiCall"


def region_of(case: Case) -> str:
    """Where it happened: a record that doesn't say was made in some unapproved region."""
    named = case.record.get("awsRegion")
    return named if isinstance(named, str) and named else "ap-south-1"


def in_the_state(record: dict[str, Any], state: str) -> bool:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html"""
    name = str(record.get("eventName"))
    return state != "ENABLED" or not name.startswith(("Get", "List", "Describe"))


def alerts_by_rules(case: Case, state: str = patterns.RULE_STATE) -> bool:
    region, source = region_of(case), str(case.record.get("eventSource")).partition(".")[0]
    if region in case.settings.approved_regions or kind(case) == "AwsVpceEvent":
        # No rule is there, or EventBridge doesn't carry it.
        return False
    event = {
        "detail-type": DETAIL_TYPES.get(kind(case), "AWS API Call via CloudTrail"),
        "source": f"aws.{source}",
        "account": "111122223333",
        "region": region,
        "detail": case.record,
    }
    pattern = patterns.regional(case.settings.partition, region, case.settings.alert_reads)
    if not in_the_state(case.record, state) or not matches(pattern, event):
        return False
    if not matches(patterns.home_bus(), event):
        return False
    # Odd enough for the queue to refuse: such a message ends in the dead letters, which have an alarm.
    if not case.record.get("eventName") and not case.record.get("eventSource"):
        return True
    brought = read(json.dumps({**event, "region": "eu-west-1"}))
    assert isinstance(brought, Record)
    return verdict(brought.record, case.settings).alert


def alerts_by_files(case: Case) -> bool:
    region, folder = region_of(case), FOLDERS.get(kind(case), "CloudTrail")
    name = f"111122223333_CloudTrail_{region}_20240502T1005Z_AbCdEfGh12345678.json.gz"
    key = f"AWSLogs/111122223333/{folder}/{region}/2024/05/02/{name}"
    if not matches(patterns.delivered_logs(BUCKET), log_file(key, BUCKET)):
        return False
    about = log_key.parse(key)
    assert about is not None
    assert about.strict
    if about.region in case.settings.approved_regions:
        return False
    packed = gzip.compress(json.dumps({"Records": [case.record]}).encode())
    (record,) = log_reader.records([packed])
    assert isinstance(record, dict)
    record.setdefault("awsRegion", about.region)
    return verdict(record, case.settings).alert


def expected(case: Case) -> bool:
    """What is written beside the record; network activity is in neither source, and nobody asked for it."""
    return case.alert and kind(case) != "AwsVpceEvent"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_record_gets_the_same_verdict_from_both_sources(case: Case) -> None:
    assert (alerts_by_rules(case), alerts_by_files(case)) == (expected(case), expected(case))


def test_with_a_rule_in_the_usual_state_the_sources_would_differ() -> None:
    differing = {case.name for case in CASES if alerts_by_rules(case, "ENABLED") != alerts_by_files(case)}
    assert "reads: GetSecretValue" in differing
    assert "secrets: A parameter in clear" in differing


def test_most_of_the_corpus_is_compared() -> None:
    assert len(CASES) >= len(corpus()) - 4
    assert sum(expected(case) for case in CASES) >= 100
