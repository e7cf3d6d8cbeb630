"""Looking for what an interrupted run had begun to make: there, not there, somebody else's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pulumi.runtime import rpc

from tests.wizard.aws_fake import Fake
from wizard.engine.interrupted import by_name, keys_and_buckets
from wizard.engine.interrupted.by_type import WAYS
from wizard.engine.interrupted.search import NotReadable, Search, Sighting

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
TAGS = {"ManagedBy": "pulumi", "Name": "everyregion-logs"}
TAG_LIST = [{"TagKey": key, "TagValue": value} for key, value in TAGS.items()]
PAIRS = [{"Key": key, "Value": value} for key, value in TAGS.items()]


def search(fake: Fake, inputs: Mapping[str, Any], known: frozenset[str] = frozenset()) -> Search:
    return Search(fake.client, "eu-west-1", "123456789012", inputs, known, NOW - timedelta(hours=1))


def aws_key(
    id: str, *, made: datetime = NOW, state: str = "Enabled", about: str = ("Log files")
) -> dict[str, Any]:
    return {"KeyMetadata": {"KeyId": id, "CreationDate": made, "KeyState": state, "Description": about}}


def keys(*ids: str, aliased: str = "", more: Mapping[str, Any] | None = None) -> Fake:
    return Fake(
        {
            "kms.list_keys": {"Keys": [{"KeyId": id} for id in ids]},
            "kms.list_aliases": {
                "Aliases": [{"AliasName": "alias/x", ("TargetKeyId"): aliased}] if aliased else []
            },
            "kms.list_resource_tags": {"Tags": TAG_LIST},
            "kms.describe_key": lambda KeyId: aws_key(KeyId),
            **(more or {}),
        }
    )


KEY_INPUTS = {"tags": TAGS, "description": "Log files"}


def test_a_key_with_this_stack_s_tags_that_nothing_points_at_is_it() -> None:
    assert keys_and_buckets.key(search(keys("k1"), KEY_INPUTS)) == Sighting("k1")


@pytest.mark.parametrize(
    ("fake", "known"),
    [
        (keys(), frozenset[str]()),
        (keys("k1", aliased="k1"), frozenset[str]()),
        (keys("k1"), frozenset({"k1"})),
        (keys("k1", more={"kms.list_resource_tags": {"Tags": TAG_LIST[:1]}}), frozenset[str]()),
        (keys("k1", more={"kms.describe_key": aws_key("k1", state="PendingDeletion")}), frozenset[str]()),
        (keys("k1", more={"kms.describe_key": aws_key("k1", about="Alerts")}), frozenset[str]()),
    ],
    ids=["none", "one with an alias", "in the state", "other tags", "going", "another purpose"],
)
def test_another_key_is_not_it(fake: Fake, known: frozenset[str]) -> None:
    assert keys_and_buckets.key(search(fake, KEY_INPUTS, known)) == Sighting()


@pytest.mark.parametrize(("age", "found"), [(timedelta(0), "k1"), (timedelta(days=1), "")])
def test_a_key_with_the_stack_s_own_alias_is_it_only_where_the_run_made_both(
    age: timedelta, found: str
) -> None:
    alias = {"Aliases": [{"AliasName": "alias/everyregion-logs", "TargetKeyId": "k1"}]}
    described = aws_key("k1", made=NOW - age)
    fake = keys("k1", more={"kms.list_aliases": alias, "kms.describe_key": described})
    assert keys_and_buckets.key(search(fake, KEY_INPUTS)) == Sighting(found)


def test_of_several_keys_the_newest_is_it_and_the_others_are_told() -> None:
    made = {"k1": NOW - timedelta(days=2), "k2": NOW, "k3": NOW - timedelta(days=1)}
    fake = keys("k1", "k2", "k3", more={"kms.describe_key": lambda KeyId: aws_key(KeyId, made=made[KeyId])})
    assert keys_and_buckets.key(search(fake, KEY_INPUTS)) == Sighting(
        "k2",
        "There are older keys with the same tags that no stack uses (k3, k1): if nothing is encrypted "
        "with them, schedule their deletion.",
    )


def test_who_may_look_only_at_this_stack_s_keys_finds_them_all_the_same() -> None:
    """A policy that ends at these tags refuses every other key: the index of tags tells which are which."""

    def tags(KeyId: str) -> Any:
        return {"Tags": TAG_LIST} if KeyId == "ours" else "AccessDeniedException"

    nothing: dict[str, Any] = {"ResourceTagMappingList": []}
    fake = keys(
        "foreign",
        "ours",
        more={"kms.list_resource_tags": tags, "resourcegroupstaggingapi.get_resources": nothing},
    )
    assert keys_and_buckets.key(search(fake, KEY_INPUTS)) == Sighting("ours")


def test_an_index_of_tags_finds_a_key_whose_tags_may_not_be_read() -> None:
    index = {"ResourceTagMappingList": [{"ResourceARN": "arn:aws:kms:eu-west-1:123456789012:key/k1"}]}
    refused = {
        "kms.list_resource_tags": "AccessDeniedException",
        ("resourcegroupstaggingapi.get_resources"): index,
    }
    assert keys_and_buckets.key(search(keys("k1", more=refused), KEY_INPUTS)) == Sighting("k1")


def test_a_key_that_nobody_lets_us_look_at_is_unknown_rather_than_missing() -> None:
    refused = {
        "kms.list_resource_tags": "AccessDeniedException",
        "resourcegroupstaggingapi.get_resources": "AccessDeniedException",
    }
    with pytest.raises(ClientError, match="ListResourceTags"):
        keys_and_buckets.key(search(keys("k1", more=refused), KEY_INPUTS))


def test_throttling_is_no_answer_either() -> None:
    with pytest.raises(ClientError, match="ThrottlingException"):
        keys_and_buckets.key(
            search(keys("k1", more={"kms.list_resource_tags": "ThrottlingException"}), KEY_INPUTS)
        )


def test_a_key_without_tags_cannot_be_told_from_others() -> None:
    with pytest.raises(NotReadable, match="the state doesn't say its tags"):
        keys_and_buckets.key(search(keys("k1"), {"description": "Log files"}))


def test_an_alias_is_ours_where_it_points_at_our_key() -> None:
    inputs = {"name": "alias/x", "targetKeyId": "k1"}
    assert keys_and_buckets.alias(search(keys(aliased="k1"), inputs)) == Sighting("alias/x")
    assert keys_and_buckets.alias(search(keys(), inputs)) == Sighting()
    assert keys_and_buckets.alias(search(keys(aliased="k9"), inputs)) == Sighting(
        note="alias/x exists, and points at another key (k9)."
    )
    arn = "arn:aws:kms:eu-west-1:123456789012:key/k1"
    assert keys_and_buckets.alias(search(keys(aliased="k1"), {**inputs, "targetKeyId": arn})) == Sighting(
        "alias/x"
    )


def test_an_alias_of_a_key_that_is_only_planned_is_the_run_s_own_where_that_made_its_key() -> None:
    inputs = {"name": "alias/x", "targetKeyId": rpc.UNKNOWN}
    new, old = (
        keys(aliased="k9", more={"kms.describe_key": aws_key("k9", made=made)})
        for made in (NOW, NOW - timedelta(days=1))
    )
    assert keys_and_buckets.alias(search(new, inputs)) == Sighting("alias/x")
    assert keys_and_buckets.alias(search(old, inputs)) == Sighting(
        note="alias/x exists, and points at another key (k9)."
    )


def buckets(made: datetime | None, head: Any = "404") -> Fake:
    listed = (
        [{"Name": "logs", "CreationDate": made}] if made else [{"Name": "logs-of-old", ("CreationDate"): NOW}]
    )
    return Fake({"s3.list_buckets": {"Buckets": listed}, "s3.head_bucket": head})


@pytest.mark.parametrize(
    ("fake", "sighting"),
    [
        (buckets(NOW), Sighting("logs")),
        (
            buckets(datetime(2025, 1, 31, tzinfo=timezone.utc)),
            Sighting(note="logs exists since 2025-01-31: the run that was interrupted didn't make it."),
        ),
        (buckets(None), Sighting()),
        (buckets(None, {}), Sighting("logs")),
        (buckets(None, "403"), Sighting(note="logs exists, in another account.")),
        (buckets(None, "301"), Sighting(note="logs exists, in another account.")),
    ],
    ids=["new", "kept from before", "none", "too new for the list", "another account's", "elsewhere"],
)
def test_a_bucket_is_ours_where_it_is_this_account_s_and_new(fake: Fake, sighting: Sighting) -> None:
    assert keys_and_buckets.bucket(search(fake, {"bucket": "logs"})) == sighting


ARN = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/x"
QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/x"
# finder -> (its id, AWS's answers where it is there, the call that tells, its answer where it isn't)
FOUND: Mapping[str, tuple[str, Mapping[str, Any], str, Any]] = {
    "trail": (
        ARN,
        {
            "cloudtrail.describe_trails": {"trailList": [{"Name": "x", "TrailARN": ARN}]},
            "cloudtrail.list_tags": {"ResourceTagList": [{"TagsList": PAIRS}]},
        },
        "cloudtrail.describe_trails",
        {"trailList": []},
    ),
    "event_bus": (
        "x",
        {"events.describe_event_bus": {"Arn": "arn"}, "events.list_tags_for_resource": {"Tags": PAIRS}},
        "events.describe_event_bus",
        "ResourceNotFoundException",
    ),
    "role": ("x", {"iam.get_role": {"Role": {"Tags": PAIRS}}}, "iam.get_role", "NoSuchEntity"),
    "queue": (
        QUEUE_URL,
        {"sqs.get_queue_url": {"QueueUrl": QUEUE_URL}, "sqs.list_queue_tags": {"Tags": TAGS}},
        "sqs.get_queue_url",
        "AWS.SimpleQueueService.NonExistentQueue",
    ),
    "topic": (
        "arn:aws:sns:eu-west-1:123456789012:x",
        {"sns.get_topic_attributes": {}, "sns.list_tags_for_resource": {"Tags": PAIRS}},
        "sns.get_topic_attributes",
        "NotFound",
    ),
    "table": (
        "x",
        {
            "dynamodb.describe_table": {"Table": {"TableArn": "arn"}},
            "dynamodb.list_tags_of_resource": {"Tags": PAIRS},
        },
        "dynamodb.describe_table",
        "ResourceNotFoundException",
    ),
    "workgroup": (
        "x",
        {"athena.get_work_group": {}, "athena.list_tags_for_resource": {"Tags": PAIRS}},
        "athena.get_work_group",
        "InvalidRequestException",
    ),
    "database": (
        "123456789012:x",
        {"glue.get_database": {}, "glue.get_tags": {"Tags": TAGS}},
        "glue.get_database",
        "EntityNotFoundException",
    ),
    "log_group": (
        "x",
        {
            "logs.describe_log_groups": {"logGroups": [{"logGroupName": "x-more"}, {"logGroupName": "x"}]},
            "logs.list_tags_for_resource": {"tags": TAGS},
        },
        "logs.describe_log_groups",
        {"logGroups": [{"logGroupName": "x-more"}]},
    ),
    "function": (
        "x",
        {"lambda.get_function": {"Tags": TAGS}},
        "lambda.get_function",
        ("ResourceNotFoundException"),
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_has_a_name_is_found_by_it(name: str) -> None:
    id, answers, _, _ = FOUND[name]
    fake = Fake(answers)
    assert getattr(by_name, name)(search(fake, {"name": "x", "tags": TAGS})) == Sighting(id)
    assert {*fake.regions} == {"eu-west-1"}


@pytest.mark.parametrize("name", FOUND)
def test_what_has_a_name_and_isn_t_there_is_missing(name: str) -> None:
    _, answers, call, missing = FOUND[name]
    fake = Fake({**answers, call: missing})
    assert getattr(by_name, name)(search(fake, {"name": "x", "tags": TAGS})) == Sighting()


@pytest.mark.parametrize("name", FOUND)
def test_what_has_a_name_but_not_our_tags_is_left_alone(name: str) -> None:
    _, answers, _, _ = FOUND[name]
    sighting = getattr(by_name, name)(search(Fake(answers), {"name": "x", "tags": {**TAGS, "Team": ("sec")}}))
    assert sighting.id == ""
    assert sighting.note.endswith("x exists, but without this stack's tags: it is somebody else's.")


@pytest.mark.parametrize("name", FOUND)
def test_a_refused_look_is_no_answer(name: str) -> None:
    _, answers, call, _ = FOUND[name]
    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(by_name, name)(search(Fake({**answers, call: "AccessDenied"}), {"name": "x", ("tags"): TAGS}))


def test_a_schedule_is_ours_where_it_starts_our_function() -> None:
    fake = Fake({"scheduler.get_schedule": {"Target": {"Arn": "arn:f"}}})
    assert by_name.schedule(search(fake, {"name": "x", "target": {"arn": "arn:f"}})) == Sighting("default/x")
    assert by_name.schedule(search(fake, {"name": "x", "target": {"arn": "arn:g"}})) == Sighting(
        note="The schedule x exists, and starts something else."
    )
    missing = Fake({"scheduler.get_schedule": "ResourceNotFoundException"})
    assert by_name.schedule(search(missing, {"name": "x"})) == Sighting()


def test_a_glue_table_is_known_by_its_database() -> None:
    inputs = {"name": "events", "databaseName": "logs"}
    assert by_name.glue_table(search(Fake({"glue.get_table": {}}), inputs)) == Sighting(
        "123456789012:logs:events"
    )
    missing = Fake({"glue.get_table": "EntityNotFoundException"})
    assert by_name.glue_table(search(missing, inputs)) == Sighting()


def test_a_saved_query_is_known_by_its_workgroup_and_its_text() -> None:
    inputs = {"name": "root-use", "database": "logs", "query": "SELECT 1", "workgroup": "questions"}
    mine = {"Name": "root-use", "Database": "logs", "QueryString": "SELECT 1", "WorkGroup": "questions"}
    saved = {"q1": {**mine, "QueryString": "SELECT 2"}, "q2": mine, "q3": mine}
    fake = Fake(
        {
            "athena.list_named_queries": {"NamedQueryIds": list(saved)},
            "athena.get_named_query": lambda NamedQueryId: {"NamedQuery": saved[NamedQueryId]},
        }
    )
    assert by_name.named_query(search(fake, inputs)) == Sighting("q2")
    assert by_name.named_query(search(fake, inputs, frozenset({"q2", "q3"}))) == Sighting()
    gone = Fake({"athena.list_named_queries": "InvalidRequestException"})
    assert by_name.named_query(search(gone, inputs)) == Sighting()


def test_a_delegated_administrator_s_own_trail_is_a_shadow_there() -> None:
    arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"
    shadow = {"Name": "audit", "TrailARN": arn, "HomeRegion": "eu-west-1", "IsOrganizationTrail": True}
    elsewhere = {**shadow, "TrailARN": f"{arn}-2", "HomeRegion": "us-east-1"}
    fake = Fake(
        {
            "cloudtrail.describe_trails": {"trailList": [elsewhere, shadow]},
            "cloudtrail.list_tags": {"ResourceTagList": [{"TagsList": PAIRS}]},
        }
    )
    inputs = {"name": "audit", "tags": TAGS, "isOrganizationTrail": True}
    assert by_name.trail(search(fake, inputs)) == Sighting(arn)


def test_an_administrator_that_is_registered_is_it_whoever_did_that() -> None:
    listed = {"DelegatedAdministrators": [{"Id": "111122223333"}]}
    fake = Fake({"organizations.list_delegated_administrators": listed})
    assert by_name.delegated_administrator(search(fake, {"accountId": "111122223333"})) == Sighting(
        "111122223333"
    )
    assert by_name.delegated_administrator(search(fake, {"accountId": "444455556666"})) == Sighting()


def test_a_name_that_the_state_does_not_say_cannot_be_looked_for() -> None:
    with pytest.raises(NotReadable, match="the state doesn't say its name"):
        by_name.role(search(Fake({}), {"tags": TAGS}))


def test_every_type_that_the_program_makes_has_its_way() -> None:
    tests = Path(__file__).parents[3]
    files = (tests / "urns.txt", tests / "urns-organization.txt")
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    types = {line.split()[0] for line in lines if line.startswith("aws:")}
    assert len(types) > 20
    assert types - {*WAYS} == set()


def test_only_keys_could_be_made_twice_without_a_word() -> None:
    assert [type for type, way in WAYS.items() if way.twice] == ["aws:kms/key:Key"]
