"""Every event pattern of the project before AWS's event-ruler: it is accepted, and takes what it should."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import tamper_patterns
from components.names import Names
from components.region_alert import patterns
from components.region_alert.function.digest import credential_reads
from components.region_alert.function.digest.global_services import global_sources
from components.regions import iam_region, partitions
from tests.components.cases import names
from tests.components.matching import ACCOUNT, call, log_file, matches, tamper_rule_patterns
from tests.components.test_tamper_patterns import KEYS, OTHERS, TAMPERING, write
from tests.function.cases import Case, corpus
from tests.java.judge import Judge, Pattern
from tests.table import for_each
from wizard.rehearsal.refusals.pattern_complexity import complexity

pytestmark = pytest.mark.java

MOST_CHARACTERS, MOST_COMPLEX = 2048, 9
DETAIL_TYPES = {
    "AwsApiCall": "AWS API Call via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsConsoleAction": "AWS Console Action via CloudTrail",
    "AwsCloudTrailInsight": "AWS Insight via CloudTrail",
}
# The longest that CloudTrail takes, periods and digits, and letters that repeat after a wildcard.
TRAIL_NAMES = ["everyregion", "a" * 128, "1.2-3_4", "Audit.Trail", "ab-" * 42 + "ab", "CloudTrail-CloudTrail"]
BUCKETS = ["logs", "a" * 63, "ab" * 31, "cloudtrail.json.gz", "1-2.3-4"]
REGIONS = [(partition.id, region) for partition in partitions() for region in partition.regions]


def tamper(trail: str, home: str = "eu-west-1") -> dict[str, Pattern]:
    """Every pattern of the tamper alert for a trail of this name."""
    named = names(home, trail_name=trail)
    keys = [named.arn("kms", f"key/{letter * 36}") for letter in "ab"]
    return tamper_rule_patterns(named, keys)


def every_pattern() -> dict[str, Pattern]:
    found = {f"regional {region}": patterns.regional(partition, region) for partition, region in REGIONS}
    found |= {
        f"regional {region} with reads": patterns.regional(partition, region, reads=True)
        for partition, region in REGIONS
    }
    found["home bus"] = patterns.home_bus()
    found |= {f"log files of {bucket[:20]}": patterns.delivered_logs(bucket) for bucket in BUCKETS}
    mine = "corp/AWSLogs/o-exampleorgid/"
    found["an organization's in a shared bucket"] = patterns.delivered_logs(BUCKETS[0], mine, "corp/AWSLogs")
    for home in ("eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"):
        for trail in TRAIL_NAMES:
            made = tamper(trail, home).items()
            found |= {f"tamper {subject} {trail[:20]} {home}": pattern for subject, pattern in made}
    return found


EVERY_PATTERN = every_pattern()


def test_eventbridge_takes_every_pattern(judge: Judge) -> None:
    refused = {}
    for name, pattern in EVERY_PATTERN.items():
        found = judge.judge(pattern)
        length = len(json.dumps(pattern, separators=(",", ":")))
        if found.problem or found.complexity > MOST_COMPLEX or length > MOST_CHARACTERS:
            refused[name] = (found.problem, found.complexity, length)
    assert refused == {}


def test_every_partition_s_regions_are_among_them() -> None:
    assert {
        "regional us-east-1",
        "regional cn-north-1",
        "regional us-gov-east-1",
        "regional eusc-de-east-1",
    } < (set(EVERY_PATTERN))


def test_the_rehearsal_counts_the_complexity_of_every_pattern_alike(judge: Judge) -> None:
    counted = {name: complexity(pattern) for name, pattern in EVERY_PATTERN.items()}
    assert counted == {name: judge.judge(pattern).complexity for name, pattern in EVERY_PATTERN.items()}


@pytest.mark.parametrize(
    ("pattern", "score"),
    [
        ({"a": [{"wildcard": "*/CloudTrail/*.json.gz"}]}, 4),
        ({"a": [{"wildcard": f"*/{region}/*"} for region in ("eu-west-1", "eu-west-2", "us-east-1")]}, 10),
    ],
)
def test_the_judge_tells_a_simple_pattern_from_a_complex_one(
    judge: Judge, pattern: Pattern, score: int
) -> None:
    assert judge.judge(pattern).complexity == score


def test_the_judge_refuses_what_is_no_pattern(judge: Judge) -> None:
    assert judge.judge({"a": "b"}).problem
    assert judge.judge({"a": [{"wildcard": "**"}]}).problem


def wrapped(record: dict[str, Any]) -> dict[str, Any]:
    """The record as EventBridge carries it."""
    event_type = record.get("eventType")
    kind = DETAIL_TYPES.get(event_type if isinstance(event_type, str) else "", DETAIL_TYPES["AwsApiCall"])
    source = record.get("eventSource")
    return {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": kind,
        "source": f"aws.{str(source).partition('.')[0]}",
        "account": ACCOUNT,
        "time": "2026-01-31T12:00:05Z",
        "region": record.get("awsRegion") or "us-west-1",
        "resources": [],
        "detail": record,
    }


#: Verdict's reason -> whether the rule lets the record through: only what is free to keep out is kept out.
LET_THROUGH = {
    "activity": True,
    "own-look": True,
    "log-delivery": True,
    "service-linked-role": True,
    "ignored-principal": True,
    "approved-region": True,
    "read": False,
    "service-event": False,
    "insight": False,
    "aws-service": False,
}


def rule_cases() -> list[Case]:
    """The corpus without what EventBridge doesn't carry, and without shapes that AWS never writes."""
    found = []
    for case in corpus():
        record = case.record if isinstance(case.record, dict) else {}
        identity = record.get("userIdentity")
        kind = identity.get("type") if isinstance(identity, dict) else None
        if record and record.get("eventType") != "AwsVpceEvent":
            found += [case] if kind is None or isinstance(kind, str) else []
    return found


CASES = rule_cases()


def expected(case: Case) -> bool:
    if case.reason == "global-service":
        # STS is global or regional, which only the function can tell, and to some hardly anybody writes.
        source = case.record["eventSource"]
        return source not in global_sources(case.settings.partition, case.record["awsRegion"])
    # A rule lets through what sounds like a secret; whether it is one the function judges.
    name = str(case.record.get("eventName"))
    sounds = name in credential_reads.IF_ASKED or name.endswith(credential_reads.ENDINGS)
    return LET_THROUGH[case.reason] or (case.reason == "read" and sounds)


def pattern_for(case: Case) -> Pattern:
    region = case.record.get("awsRegion")
    place = region if isinstance(region, str) and region else "ap-south-1"
    return patterns.regional(case.settings.partition, place, case.settings.alert_reads)


@for_each("case", CASES, lambda case: case.name)
def test_a_region_s_rule_lets_a_record_through_or_not(judge: Judge, case: Case) -> None:
    assert judge.takes(pattern_for(case), wrapped(case.record)) == expected(case)


@for_each("case", CASES, lambda case: case.name)
def test_the_matcher_of_the_other_tests_decides_as_event_ruler_does(judge: Judge, case: Case) -> None:
    event = wrapped(case.record)
    for pattern in (pattern_for(case), patterns.home_bus()):
        assert matches(pattern, event) == judge.takes(pattern, event)


@for_each("case", CASES, lambda case: case.name)
def test_the_bus_s_rule_takes_whatever_a_region_s_rule_forwards(judge: Judge, case: Case) -> None:
    if expected(case):
        assert judge.takes(patterns.home_bus(), {**wrapped(case.record), "region": "eu-west-1"})


def told(judge: Judge, found: dict[str, Pattern], event: dict[str, Any]) -> list[str]:
    """The subjects whose rule the event sets off."""
    return [subject for subject, pattern in found.items() if judge.takes(pattern, event)]


HOME_RULES = tamper_rule_patterns(names(), KEYS)
# Which subjects are in which of them.
SHARED = {**tamper_patterns.shared(names(), len(KEYS)), "roles": ("roles", "regions")}


def rule_of(subject: str) -> str:
    return next(rule for rule, subjects in SHARED.items() if subject in subjects)


@pytest.mark.parametrize(("subject", "event"), TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_sets_off_its_subject_s_rule(judge: Judge, subject: str, event: dict[str, Any]) -> None:
    assert told(judge, HOME_RULES, event) == [rule_of(subject)]


@pytest.mark.parametrize("event", OTHERS.values(), ids=OTHERS.keys())
def test_what_is_not_ours_sets_off_none(judge: Judge, event: dict[str, Any]) -> None:
    assert told(judge, HOME_RULES, event) == []


@pytest.mark.parametrize("event", [event for _, event in TAMPERING.values()], ids=TAMPERING.keys())
def test_looking_sets_off_none(judge: Judge, event: dict[str, Any]) -> None:
    assert told(judge, HOME_RULES, {**event, "detail": {**event["detail"], "readOnly": True}}) == []


def deleted(reason: str) -> dict[str, Any]:
    event = log_file("AWSLogs/x.json.gz", "everyregion-111122223333-eu-west-1", "Object Deleted")
    return {**event, "detail": {**event["detail"], "reason": reason}}


REGION_ON = {
    "source": "aws.account",
    "detail-type": "Region Opt-In Status Change",
    "detail": {"accountId": ACCOUNT, "regionName": "me-central-1", "status": "ENABLED"},
}


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (deleted("DeleteObject"), ["trail"]),
        (deleted("Lifecycle Expiration"), []),
        (REGION_ON, ["roles"]),
        ({**REGION_ON, "source": "mine"}, []),
    ],
    ids=["deleted", "expired", "a region on", "somebody's own"],
)
def test_what_is_no_api_call_sets_off_the_rule_that_it_shares(
    judge: Judge, event: dict[str, Any], rules: list[str]
) -> None:
    assert told(judge, HOME_RULES, event) == rules


def events_of(named: Names) -> list[dict[str, Any]]:
    """One change to each part of a deployment, as it is logged."""
    queue = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/{named.alerts}"
    return [
        write("cloudtrail", "StopLogging", name=named.trail),
        write("cloudtrail", "DeleteTrail", name=named.trail_arn),
        write("s3", "DeleteBucketPolicy", bucketName=named.log_bucket),
        write("events", "DeleteRule", name=named.region_rule),
        write("events", "DisableRule", name=named.tamper_rule("trail")),
        write("events", "DeleteEventBus", name=named.alerts),
        write("sqs", "DeleteQueue", queueUrl=queue),
        write("scheduler", "DeleteSchedule", name=named.digest),
        write("lambda", "DeleteFunction20150331", functionName=named.digest),
        write("lambda", "CreateFunction20150331", functionName="x", role=named.digest_role_arn),
        write("dynamodb", "DeleteTable", tableName=named.digest),
        write("monitoring", "DisableAlarmActions", alarmNames=[named.tamper_alarm]),
        write("sns", "DeleteTopic", topicArn=named.alert_topic_arn),
        write("iam", "DeleteRole", roleName=named.forward_role),
    ]


@pytest.mark.parametrize("trail", TRAIL_NAMES, ids=lambda name: name[:20])
def test_whatever_the_trail_is_called_a_change_to_each_part_is_told_once(judge: Judge, trail: str) -> None:
    found = tamper(trail)
    assert [len(told(judge, found, event)) for event in events_of(names(trail_name=trail))] == [1] * 14


ALERT_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0b1c"


def on_key(arn: str, **changes: Any) -> dict[str, Any]:
    """A write on a key that the request names by its alias: only the record's resources name the key."""
    record = {
        "eventSource": "kms.amazonaws.com",
        "eventName": "DisableKey",
        "requestParameters": {"keyId": "alias/logs"},
        "resources": [{"type": "AWS::Other"}, {"type": "AWS::KMS::Key", "ARN": arn}],
    }
    return call("eu-west-1", **{**record, **changes})


ON_KEYS = tamper_rule_patterns(names(), ["arn:aws:kms:eu-west-1:111122223333:key/other", ALERT_KEY])


def test_a_key_is_found_among_the_record_s_resources(judge: Judge) -> None:
    assert told(judge, ON_KEYS, on_key(ALERT_KEY)) == ["function"]


@pytest.mark.parametrize(
    "event",
    [
        on_key(ALERT_KEY + "0"),
        on_key(ALERT_KEY, readOnly=True),
        on_key(ALERT_KEY, resources=None),
    ],
    ids=["another key", "only looked at", "no resources"],
)
def test_another_call_on_keys_is_not_told(judge: Judge, event: dict[str, Any]) -> None:
    assert told(judge, ON_KEYS, event) == []


KEY = "AWSLogs/111122223333/CloudTrail/ap-south-1/2026/01/31/111122223333_CloudTrail_x.json.gz"


@pytest.mark.parametrize("bucket", BUCKETS, ids=lambda name: name[:20])
@pytest.mark.parametrize(
    ("key", "taken"),
    [
        (KEY, True),
        (f"prefix/{KEY.replace('AWSLogs/', 'AWSLogs/o-exampleorgid/')}", True),
        (KEY.replace("/CloudTrail/", "/CloudTrail-Digest/"), False),
        (KEY.replace("/CloudTrail/", "/CloudTrail-Insight/"), False),
        (KEY.removesuffix(".gz"), False),
        ("AWSLogs/111122223333/CloudTrail/", False),
    ],
    ids=["a log file", "an organization's", "a digest", "an insight", "not zipped", "a folder"],
)
def test_log_files_are_told_from_everything_else(judge: Judge, bucket: str, key: str, taken: bool) -> None:
    assert judge.takes(patterns.delivered_logs(bucket), log_file(key, bucket)) == taken


def test_iam_logs_where_the_roles_rule_is(judge: Judge) -> None:
    for partition in ("aws", "aws-us-gov", "aws-cn", "aws-eusc"):
        assert (partition, iam_region(partition)) in REGIONS
