"""Only CloudTrail and our own rules write, only the digest function reads: who may what, action by action.

Everybody here has an identity policy that allows everything, as an administrator's session does: whatever is
denied, the resource's own policy denies.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from components import policies
from components.names import Names
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    CLOUDTRAIL,
    CONFIG,
    EVENTS,
    PLACES,
    S3,
    SNS,
    TLS,
    Place,
    everywhere,
    judged,
)
from wizard.iam import Principal, Request

# Who there is: a name -> the principal.
PEOPLE: dict[str, Callable[[Place], Principal]] = {
    "administrator": lambda at: at.admin,
    "root user": lambda at: at.root,
    "whoever deploys": lambda at: Principal.session(at.role("Deploy"), "pulumi"),
    "a user": lambda at: Principal.user(at.arn("iam", "user/bob", "")),
    "the forwarding role": lambda at: at.forwarder,
    "the schedule's role": lambda at: at.starter,
    "a role named like the digest's, with a path": lambda at: Principal.session(
        at.role(f"x/everyregion-{at.home}-alert-digest"), "x"
    ),
    "the digest's role of another home": lambda at: Principal.session(
        at.role(f"everyregion-{at.elsewhere}-alert-digest"), "x"
    ),
}
TAKING_OUT = ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "PurgeQueue")
UPKEEP_OF_A_QUEUE = (
    "GetQueueAttributes",
    "GetQueueUrl",
    "SetQueueAttributes",
    "AddPermission",
    "RemovePermission",
    "TagQueue",
    "UntagQueue",
    "ListQueueTags",
    "DeleteQueue",
)
WRITING = (
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "PartiQLInsert",
    "PartiQLUpdate",
    "PartiQLDelete",
)
READING = ("GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect", "ConditionCheckItem")
# What else copies the items out is told, not denied.
UPKEEP_OF_A_TABLE = (
    "DescribeTable",
    "DescribeTimeToLive",
    "DescribeContinuousBackups",
    "GetResourcePolicy",
    "ListTagsOfResource",
    "CreateBackup",
    "ExportTableToPointInTime",
    "UpdateTable",
    "UpdateTimeToLive",
    "PutResourcePolicy",
    "DeleteResourcePolicy",
    "TagResource",
    "DeleteTable",
)

people = pytest.mark.parametrize("who", PEOPLE.values(), ids=PEOPLE.keys())


def on_queue(at: Place, who: Principal, action: str, **context: str) -> bool:
    request = Request(who, f"sqs:{action}", at.queue, {**TLS, **context})
    return judged(policies.alert_queue(at.names, at.tamper_rules), request).allowed


def on_dead_letters(at: Place, who: Principal, action: str) -> bool:
    arn = at.arn("sqs", "everyregion-alert-dead-letters")
    return judged(policies.dead_letter_queue(at.names), Request(who, f"sqs:{action}", arn, TLS)).allowed


def on_table(at: Place, who: Principal, action: str) -> bool:
    arn = at.arn("dynamodb", "table/everyregion-alert-digest")
    return judged(policies.digest_table(at.names), Request(who, f"dynamodb:{action}", arn, TLS)).allowed


def on_file(at: Place, who: Principal, action: str, key: str, names: Names | None = None) -> bool:
    arn = f"arn:{at.partition}:s3:::{at.bucket}/{key}"
    request = Request(who, f"s3:{action}", arn, TLS, ACCOUNT)
    return judged(policies.log_bucket(names or at.names), request).allowed


@people
@everywhere
def test_nobody_takes_messages_out_of_the_queue_or_puts_one_in(
    who: Callable[[Place], Principal], place: Place
) -> None:
    refused = [a for a in (*TAKING_OUT, "SendMessage") if not on_queue(place, who(place), a)]
    assert refused == [*TAKING_OUT, "SendMessage"]


@everywhere
def test_the_digest_function_takes_messages_out_and_puts_none_in(place: Place) -> None:
    assert [a for a in TAKING_OUT if on_queue(place, place.digest, a)] == [*TAKING_OUT]
    assert not on_queue(place, place.digest, "SendMessage")


@people
@everywhere
def test_everything_else_about_the_queue_stays_possible(
    who: Callable[[Place], Principal], place: Place
) -> None:
    assert [a for a in UPKEEP_OF_A_QUEUE if not on_queue(place, who(place), a)] == []


@everywhere
def test_our_own_rules_fill_the_queue(place: Place) -> None:
    ours = [
        "rule/everyregion-alerts/everyregion-region-alert",
        "rule/everyregion-delivered-logs",
        "rule/everyregion-tamper-trail",
        "rule/everyregion-alerts/everyregion-tamper-roles",
    ]
    for rule in ours:
        assert on_queue(place, EVENTS, "SendMessage", **{"aws:SourceArn": place.arn("events", rule)})


@everywhere
def test_a_foreign_rule_and_other_services_don_t_even_if_the_account_lets_them(place: Place) -> None:
    """With an Allow for everybody beside our statements, as somebody might add it: the Deny still stands."""
    opened = policies.alert_queue(place.names, place.tamper_rules)
    opened["Statement"].append(
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": place.queue}
    )
    foreign = [
        place.arn("events", f"rule/{name}")
        for name in (
            "nightly",
            "everyregion-tamper-trail-2",
            "everyregion-tamper-evil",
            "everyregion-tamper-x-region-alert",
            "everyregion-tamper-roles",
            "everyregion-alerts/everyregion-tamper-trail",
        )
    ]
    for who, source in (
        *((EVENTS, rule) for rule in foreign),
        (SNS, place.topic),
        (S3, f"arn:{place.partition}:s3:::b"),
    ):
        request = Request(who, "sqs:SendMessage", place.queue, {**TLS, "aws:SourceArn": source})
        assert not judged(opened, request).allowed
    for who in (EVENTS, CLOUDTRAIL, place.stranger, ANYONE):
        assert not judged(opened, Request(who, "sqs:ReceiveMessage", place.queue, TLS)).allowed


@people
@everywhere
def test_dead_letters_are_looked_at_and_not_taken_away(
    who: Callable[[Place], Principal], place: Place
) -> None:
    actions = ("ReceiveMessage", "GetQueueAttributes", "SetQueueAttributes", "DeleteQueue")
    assert [a for a in actions if not on_dead_letters(place, who(place), a)] == []
    assert [a for a in ("DeleteMessage", "PurgeQueue") if on_dead_letters(place, who(place), a)] == []


@people
@everywhere
def test_nobody_writes_what_the_function_remembers(who: Callable[[Place], Principal], place: Place) -> None:
    assert [a for a in WRITING if on_table(place, who(place), a)] == []


@people
@everywhere
def test_nobody_reads_what_the_function_remembers(who: Callable[[Place], Principal], place: Place) -> None:
    assert [a for a in READING if on_table(place, who(place), a)] == []


@people
@everywhere
def test_everything_else_about_the_table_stays_possible(
    who: Callable[[Place], Principal], place: Place
) -> None:
    assert [a for a in UPKEEP_OF_A_TABLE if not on_table(place, who(place), a)] == []


@everywhere
def test_the_digest_function_reads_and_writes_what_it_remembers(place: Place) -> None:
    assert [a for a in (*READING, *WRITING) if not on_table(place, place.digest, a)] == []


def test_all_that_the_digest_function_does_with_its_table_is_denied_to_others() -> None:
    """What its role may, nobody else may: the two lists are written apart."""
    document = policies.digest_function(PLACES[0].names)
    (remember,) = (s for s in document["Statement"] if s["Sid"] == "Remember")
    assert {a.partition(":")[2] for a in remember["Action"]} <= {*READING, *WRITING}


LOG = f"AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/01/31/x.json.gz"


@people
@pytest.mark.parametrize("action", ["PutObject", "ReplicateObject"])
@everywhere
def test_nobody_puts_a_log_file_in(who: Callable[[Place], Principal], action: str, place: Place) -> None:
    written = [
        key
        for key in (
            LOG,
            LOG.replace("CloudTrail/", "CloudTrail-Digest/"),
            "AWSLogs/444455556666/CloudTrail/x.json.gz",
        )
        if on_file(place, who(place), action, key)
    ]
    assert written == []


@people
@everywhere
def test_the_rest_of_the_bucket_is_as_it_was(who: Callable[[Place], Principal], place: Place) -> None:
    assert on_file(place, who(place), "PutObject", "exports/report.csv")
    assert on_file(place, who(place), "DeleteObject", LOG)
    assert on_file(place, who(place), "GetObject", LOG)


@everywhere
def test_cloudtrail_writes_and_other_services_are_left_to_the_allows(place: Place) -> None:
    """Another service was never allowed; it isn't denied either, so that an adopted bucket's own stays."""
    document = policies.log_bucket(place.names)
    ours = {"aws:SourceArn": place.trail, "s3:x-amz-acl": "bucket-owner-full-control"}
    resource = f"arn:{place.partition}:s3:::{place.bucket}/{LOG}"
    cloudtrail = Request(CLOUDTRAIL, "s3:PutObject", resource, {**TLS, **ours}, ACCOUNT)
    config = Request(CONFIG, "s3:PutObject", resource, TLS, ACCOUNT)
    assert judged(document, cloudtrail).allowed
    assert not judged(document, config).allowed
    their_own = {"Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"}}
    document["Statement"].append({**their_own, "Action": "s3:PutObject", "Resource": resource})
    assert judged(document, config).allowed


@everywhere
def test_in_a_bucket_that_others_use_only_our_own_files_are_closed(place: Place) -> None:
    shared = dataclasses.replace(place.names, prefix="audit", shares_bucket=True)
    closed = f"audit/AWSLogs/{ACCOUNT}/CloudTrail"
    for folder in ("", "-Digest", "-Insight"):
        assert not on_file(place, place.admin, "PutObject", f"{closed}{folder}/x.json.gz", shared)
    for key in (LOG, f"audit/AWSLogs/{ACCOUNT}/Config/x.json.gz", "audit/AWSLogs/444455556666/CloudTrail/x"):
        assert on_file(place, place.admin, "PutObject", key, shared)


@everywhere
def test_an_anonymous_caller_writes_no_log_file_even_where_everybody_may(place: Place) -> None:
    document = policies.log_bucket(place.names)
    resource = f"arn:{place.partition}:s3:::{place.bucket}/*"
    document["Statement"].append(
        {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": resource}
    )
    request = Request(ANYONE, "s3:PutObject", resource.replace("*", LOG), TLS, ACCOUNT)
    assert not judged(document, request).allowed
