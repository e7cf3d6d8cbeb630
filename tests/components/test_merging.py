"""Documents of which only a part is ours: nothing of the others' is lost, and ours is whole."""

from __future__ import annotations

from typing import Any

import pytest

from components import merging
from components.event_selectors import Field, Selector
from components.own_files import OwnFiles

OURS: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Writes", "Effect": "Allow", "Principal": {"Service": "a"}, "Action": "s3:PutObject"},
        {"Sid": "Deny", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["x", "y"]},
    ],
}
SIEM = {"Sid": "Siem", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject"}


def sids(*kept: dict[str, Any]) -> list[str | None]:
    return [one.get("Sid") for one in merging.policy(OURS, kept)["Statement"]]


def test_kept_statements_come_first_and_unchanged() -> None:
    assert merging.policy(OURS, [SIEM]) == {**OURS, "Statement": [SIEM, *OURS["Statement"]]}


def test_a_kept_statement_without_a_sid_gets_none() -> None:
    assert sids({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}) == [None, "Writes", "Deny"]


def test_what_ours_says_too_isnt_written_twice_whatever_its_sid() -> None:
    said = {
        "Sid": "x",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["s3:*"],
        "Resource": ["y", "x"],
    }
    assert sids(said) == ["Writes", "Deny"]


def test_two_kept_statements_that_say_the_same_become_one() -> None:
    assert sids(SIEM, {**SIEM, "Sid": "Again"}) == ["Siem", "Writes", "Deny"]


def test_a_kept_statement_with_a_sid_of_ours_gets_another() -> None:
    assert sids({**SIEM, "Sid": "Deny"}, {**SIEM, "Sid": "Deny", "Action": "s3:ListBucket"}) == [
        "DenyKept",
        "DenyKept1",
        "Writes",
        "Deny",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Principal": {"AWS": "111122223333"}}, {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}),
        ({"Principal": "*"}, {"Principal": {"AWS": ["*"]}}),
        ({"Action": "s3:getobject"}, {"Action": ["s3:GetObject"]}),
        (
            {"Condition": {"Bool": {"aws:SecureTransport": False}}},
            {"Condition": {"bool": {"AWS:securetransport": ["false"]}}},
        ),
    ],
)
def test_the_same_meaning_is_known_in_other_words(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert merging.meaning({"Sid": "a", **one}) == merging.meaning({"Sid": "b", **other})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Effect": "Allow"}, {"Effect": "Deny"}),
        ({"Resource": "a/B"}, {"Resource": "a/b"}),
        ({"Principal": {"AWS": "111122223333"}}, {"Principal": {"AWS": "444455556666"}}),
        ({"Principal": {"AWS": "111122223333"}}, {"NotPrincipal": {"AWS": "111122223333"}}),
        ({"Condition": {"Bool": {"a": "x"}}}, {"Condition": {"Bool": {"a": "y"}}}),
    ],
)
def test_another_meaning_is_told_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert merging.meaning(one) != merging.meaning(other)


LOGS = {"id": "logs", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 2555}}


def test_a_kept_rule_comes_as_pulumi_aws_takes_it() -> None:
    kept = {
        "ID": "tidy",
        "Status": "Enabled",
        "Filter": {"And": {"Prefix": "a/", "Tags": [{"Key": "k", "Value": "v"}], "ObjectSizeLessThan": 9}},
        "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}],
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7, "NewerNoncurrentVersions": 2},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3},
    }
    assert merging.lifecycle([LOGS], [kept]) == [
        {
            "id": "tidy",
            "status": "Enabled",
            "filter": {"and_": {"prefix": "a/", "tags": {"k": "v"}, "object_size_less_than": 9}},
            "transitions": [{"days": 30, "storage_class": "GLACIER"}],
            "noncurrent_version_expiration": {"noncurrent_days": 7, "newer_noncurrent_versions": 2},
            "abort_incomplete_multipart_upload": {"days_after_initiation": 3},
        },
        LOGS,
    ]


def test_a_rule_of_the_old_form_gets_a_filter_since_s3_takes_no_mixture() -> None:
    kept = {"ID": "old", "Prefix": "tmp/", "Status": "Enabled", "Expiration": {"Days": 1}}
    assert merging.lifecycle([LOGS], [kept])[0] == {
        "id": "old",
        "status": "Enabled",
        "expiration": {"days": 1},
        "filter": {"prefix": "tmp/"},
    }


def test_a_rule_for_the_whole_bucket_says_so() -> None:
    kept = {"ID": "all", "Filter": {}, "Status": "Enabled", "Expiration": {"Days": 9}}
    assert merging.lifecycle([LOGS], [kept])[0]["filter"] == {"prefix": ""}


def test_a_kept_rule_with_an_id_of_ours_gets_another() -> None:
    kept = {"ID": "logs", "Filter": {"Prefix": "x"}, "Status": "Disabled"}
    assert [rule["id"] for rule in merging.lifecycle([LOGS], [kept])] == ["logs-kept", "logs"]


def entry(**more: Any) -> dict[str, Any]:
    return {"Id": "n", "QueueArn": "arn:q", "Events": ["s3:ObjectCreated:*"], **more}


def filtered(*rules: tuple[str, str]) -> dict[str, Any]:
    return {"Filter": {"Key": {"FilterRules": [{"Name": name, "Value": value} for name, value in rules]}}}


def test_kept_receivers_come_under_their_arguments_names_however_s3_spells_a_filter() -> None:
    kept = {
        "QueueConfigurations": [entry(**filtered(("Prefix", "a/"), ("suffix", ".gz")))],
        "LambdaFunctionConfigurations": [
            {"Id": "f", "LambdaFunctionArn": "arn:f", "Events": ["s3:ObjectRemoved:*"]}
        ],
        "EventBridgeConfiguration": {},
    }
    assert merging.notification(kept) == {
        "queues": [
            {
                "id": "n",
                "queue_arn": "arn:q",
                "events": ["s3:ObjectCreated:*"],
                "filter_prefix": "a/",
                "filter_suffix": ".gz",
            }
        ],
        "lambda_functions": [{"id": "f", "lambda_function_arn": "arn:f", "events": ["s3:ObjectRemoved:*"]}],
    }


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (entry(), "arn:q"),
        (entry(**filtered(("prefix", "AWSLogs/"))), "arn:q"),
        (entry(**filtered(("prefix", "AWSLogs/1/CloudTrail/eu-west-1/"))), "arn:q"),
        (entry(**filtered(("suffix", ".gz"))), "arn:q"),
        (entry(**filtered(("prefix", "exports/"))), ""),
        (entry(**filtered(("suffix", ".csv"))), ""),
        (entry(Events=["s3:ObjectRemoved:*"]), ""),
    ],
)
def test_who_hears_of_log_files_already_is_known(there: dict[str, Any], told: str) -> None:
    kept = {"QueueConfigurations": [there]}
    assert merging.told_already(kept, "AWSLogs/1/CloudTrail/", ".json.gz") == told


MANAGEMENT = Selector("Management events selector", (Field("eventCategory", equals=("Management",)),))
OWN = [OwnFiles("arn:aws:s3:::logs", ".json.gz")]


def kept_selector(**arn: list[str]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]
    return {
        "Name": "objects",
        "FieldSelectors": [*fields, *([{"Field": "resources.ARN", **arn}] if arn else [])],
    }


def arn_field(kept: dict[str, Any]) -> Field | None:
    selector = merging.selectors([MANAGEMENT], [kept], OWN)[1]
    return next((field for field in selector.fields if field.name == "resources.ARN"), None)


def test_a_kept_selector_of_all_objects_leaves_out_the_log_bucket_from_now_on() -> None:
    assert arn_field(kept_selector()) == Field("resources.ARN", not_starts_with=("arn:aws:s3:::logs/",))


def test_one_that_leaves_it_out_already_or_is_about_another_bucket_stays_as_it_is() -> None:
    left_out = kept_selector(NotStartsWith=["arn:aws:s3:::logs/"])
    assert arn_field(left_out) == Field("resources.ARN", not_starts_with=("arn:aws:s3:::logs/",))
    other = kept_selector(StartsWith=["arn:aws:s3:::orders/"])
    assert arn_field(other) == Field("resources.ARN", starts_with=("arn:aws:s3:::orders/",))


def test_a_kept_selector_of_another_folder_of_the_log_bucket_stays_as_it_is() -> None:
    folder = [OwnFiles("arn:aws:s3:::shared/cloudtrail/AWSLogs", ".json.gz")]
    exports = kept_selector(StartsWith=["arn:aws:s3:::shared/exports/"])
    made = merging.selectors([], [exports, kept_selector(StartsWith=["arn:aws:s3:::shared/"])], folder)
    assert [one.fields[-1] for one in made] == [
        Field("resources.ARN", starts_with=("arn:aws:s3:::shared/exports/",)),
        Field(
            "resources.ARN",
            starts_with=("arn:aws:s3:::shared/",),
            not_starts_with=("arn:aws:s3:::shared/cloudtrail/AWSLogs/",),
        ),
    ]


def test_a_kept_selector_that_cannot_match_log_files_stays_as_it_is() -> None:
    no_logs = kept_selector(NotEndsWith=[".json.gz"])
    assert arn_field(no_logs) == Field("resources.ARN", not_ends_with=(".json.gz",))
    deletions = kept_selector()
    deletions["FieldSelectors"].append({"Field": "eventName", "StartsWith": ["Delete"]})
    assert arn_field(deletions) is None


def test_every_operator_of_a_kept_selector_is_kept() -> None:
    operators = ("Equals", "NotEquals", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith")
    field = {"Field": "eventName", **{name: [name] for name in operators}}
    kept = {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, field]}
    assert merging.selectors([], [kept], [])[0].fields[1] == Field(
        "eventName",
        equals=("Equals",),
        not_equals=("NotEquals",),
        starts_with=("StartsWith",),
        not_starts_with=("NotStartsWith",),
        ends_with=("EndsWith",),
        not_ends_with=("NotEndsWith",),
    )


def test_a_kept_selector_that_ours_repeats_isnt_written_twice() -> None:
    kept = {"Name": "x", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
    assert merging.selectors([MANAGEMENT], [kept], []) == [MANAGEMENT]
