"""What CloudTrail takes without a word, and what it then doesn't record, or records beside what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from components.selector_linter import lint, lint_basic, paid_twice
from tests.components.selector_linter.cases import (
    FUNCTION,
    MANAGEMENT,
    NETWORK,
    S3,
    TABLE,
    arn,
    data,
    field,
    found,
    kinds,
    selector,
)

NOTHING = "This selector records nothing."
WRITES, READS = field("readOnly", Equals=["false"]), field("readOnly", Equals=["true"])


@pytest.mark.parametrize(
    "condition",
    [
        arn(Equals=["arn:aws:s3:::b/k"], NotEquals=["arn:aws:s3:::b/k"]),
        arn(Equals=["arn:aws:s3:::b/k"], NotStartsWith=["arn:aws:s3:::b/"]),
        arn(Equals=["arn:aws:s3:::b/k.gz"], NotEndsWith=[".gz"]),
        arn(StartsWith=["arn:aws:s3:::b/logs/"], NotStartsWith=["arn:aws:s3:::b/"]),
        arn(StartsWith=["arn:aws:s3:::b/", "arn:aws:s3:::c/"], NotStartsWith=["arn:aws:s3:::"]),
        arn(EndsWith=[".json.gz"], NotEndsWith=[".gz"]),
        arn(NotStartsWith=["arn:"]),
        field("eventName", Equals=["PutObject"], NotStartsWith=["Put"]),
    ],
)
def test_conditions_that_contradict_each_other_record_nothing(condition: Mapping[str, Any]) -> None:
    (said,) = lint([data(condition)])
    assert (said.kind, said.what, said.consequence) == (
        "nothing",
        f"leaves out by {condition['Field']} all that it selects.",
        NOTHING,
    )


@pytest.mark.parametrize(
    "condition",
    [
        arn(StartsWith=["arn:aws:s3:::b/"], NotStartsWith=["arn:aws:s3:::b/logs/"]),
        arn(StartsWith=["arn:aws:s3:::b/"], NotStartsWith=["arn:aws:s3:::c/"]),
        arn(StartsWith=["arn:aws:s3:::b/"], NotEndsWith=[".gz"]),
        arn(EndsWith=["gz"], NotEndsWith=[".gz"]),
        arn(Equals=["arn:aws:s3:::b/k"], NotEquals=["arn:aws:s3:::b/K"]),
        field("eventName", StartsWith=["Put"], NotEquals=["PutObject"]),
    ],
)
def test_conditions_that_leave_something_over_are_fine(condition: Mapping[str, Any]) -> None:
    assert lint([data(condition)]) == []


def test_a_value_among_others_that_is_left_out_again() -> None:
    mixed = arn(StartsWith=["arn:aws:s3:::b/", "arn:aws:s3:::c/"], NotStartsWith=["arn:aws:s3:::b/"])
    assert found(data(mixed)) == [
        'part: Selector "ours": selects "arn:aws:s3:::b/" by resources.ARN, and leaves it out again. That '
        "value "
        "does nothing. Remove one of the two."
    ]


def test_reads_by_name_and_writes_only() -> None:
    assert found(data(field("eventName", Equals=["GetObject", "HeadObject"]), WRITES)) == [
        'nothing: Selector "ours": asks for "GetObject", "HeadObject", which are reads, and for readOnly '
        "false. "
        f"{NOTHING} Remove readOnly, or name other events."
    ]
    assert lint([data(field("eventName", Equals=["GetObject", "PutObject"]), WRITES)]) == []


def test_writes_by_name_and_reads_only() -> None:
    assert kinds(lint([data(field("eventName", Equals=["Invoke"]), READS, resource_type=FUNCTION)])) == [
        "nothing"
    ]


def test_an_event_name_that_is_almost_one() -> None:
    assert found(data(field("eventName", Equals=["PutObjct"]))) == [
        f'part: Selector "ours": has eventName "PutObjct", which isn\'t an event of {S3} that is known. It '
        f"matches "
        "nothing. Did you mean PutObject?"
    ]


def test_a_resource_type_that_is_almost_one() -> None:
    assert found(data(resource_type="AWS::DynamoDB::Tabel")) == [
        'nothing: Selector "ours": is of AWS::DynamoDB::Tabel, which isn\'t a type that is known here. If '
        "CloudTrail "
        "doesn't know it either, it refuses the selectors. Did you mean AWS::DynamoDB::Table?"
    ]


@pytest.mark.parametrize(
    ("resource_type", "value"),
    [
        (FUNCTION, "arn:aws:s3:::bucket/"),
        (S3, "arn:aws:lambda:eu-west-1:111122223333:function:x"),
        (S3, "arn:aws:s3:eu-west-1:111122223333:accesspoint/x"),
        (TABLE, "arn:aws:dynamodb:eu-west-1:111122223333:index/x"),
        ("AWS::SNS::Topic", "arn:aws:sqs:eu-west-1:111122223333:x"),
        (S3, "s3://bucket/"),
    ],
)
@pytest.mark.parametrize("operator", ["StartsWith", "Equals"])
def test_an_arn_of_another_service_or_kind_records_nothing(
    resource_type: str, value: str, operator: str
) -> None:
    said = lint([data(arn(**{operator: [value]}), resource_type=resource_type)])
    wanted = ["refused"] if not value.startswith("arn:") and operator == "Equals" else ["part", "nothing"]
    assert kinds(said) == wanted


def test_an_arn_of_another_service_names_the_shape() -> None:
    said = lint([data(arn(StartsWith=["arn:aws:s3:::bucket/"]), resource_type=FUNCTION)])
    assert str(said[0]) == (
        f'Selector "ours": has resources.ARN StartsWith "arn:aws:s3:::bucket/", which isn\'t an ARN of AWS '
        f"Lambda: "
        f"those of {FUNCTION} are like "
        f"arn:<partition>:lambda:<region>:<account_ID>:function:<function_name>. It "
        "would match nothing. Name ARNs of this type, or another type."
    )


def test_an_arn_of_another_partition() -> None:
    said = found(data(arn(StartsWith=["arn:aws:s3:::bucket/"])), partition="aws-us-gov")
    assert said[0] == (
        'part: Selector "ours": has resources.ARN StartsWith "arn:aws:s3:::bucket/", which names the '
        "partition aws, "
        "the home region is in aws-us-gov. It would record nothing. Write arn:aws-us-gov:s3:::bucket/."
    )
    assert said[1].startswith("nothing: ")


@pytest.mark.parametrize("value", ["arn:aws:s3:::bucket/*", "arn:aws:s3:::*"])
def test_a_wildcard_in_an_arn(value: str) -> None:
    assert kinds(lint([data(arn(StartsWith=[value]))])) == ["part", "nothing"]


def test_a_wildcard_in_a_name() -> None:
    assert found(data(field("eventName", Equals=["Put*"]))) == [
        'part: Selector "ours": has eventName Equals "Put*": wildcards stand for themselves. It matches '
        "nothing. "
        "Use StartsWith or EndsWith, or their negations, with what is fixed."
    ]


def test_a_wildcard_in_what_is_left_out() -> None:
    said = lint([data(arn(NotStartsWith=["arn:aws:s3:::logs/*"]))])
    assert [(one.kind, one.consequence, one.fix) for one in said] == [
        ("part", "It leaves nothing out.", "Write arn:aws:s3:::logs/.")
    ]


def test_a_bucket_without_its_slash_catches_its_neighbours() -> None:
    assert found(data(arn(StartsWith=["arn:aws:s3:::bucket"]))) == [
        'wider: Selector "ours": has resources.ARN StartsWith "arn:aws:s3:::bucket", which lacks the slash '
        "after the "
        "bucket's name. It also matches bucket-backup and every other bucket whose name begins so. Write "
        "arn:aws:s3:::bucket/."
    ]
    (said,) = lint([data(arn(NotStartsWith=["arn:aws:s3:::logs"]))])
    assert (said.kind, said.consequence) == (
        "wider",
        "It also leaves out logs-backup and every other bucket whose name begins so.",
    )


def test_a_whole_bucket_s_arn_is_no_object_s() -> None:
    assert kinds(lint([data(arn(Equals=["arn:aws:s3:::bucket"]))])) == ["part", "nothing"]


@pytest.mark.parametrize("value", ["arn:aws:s3:::", "arn:aws:s3", "arn:aws", "arn:aws-cn:s3:::bucket/"])
def test_the_beginning_of_an_arn_is_fine(value: str) -> None:
    assert lint([data(arn(StartsWith=[value]))]) == []


def test_an_event_source_without_its_domain() -> None:
    (said,) = lint([data(field("eventSource", Equals=["s3"]))])
    assert said.fix == "Write s3.amazonaws.com."


def test_an_event_type_that_is_none() -> None:
    (said,) = lint([data(field("eventType", Equals=["AwsServiceEvents"]))])
    assert (said.kind, said.fix) == ("part", "Did you mean AwsServiceEvent?")


@pytest.mark.parametrize(
    ("source", "meant"),
    [("kms", "kms.amazonaws.com"), ("secretmanager.amazonaws.com", "secretsmanager.amazonaws.com")],
)
def test_network_activity_of_a_source_that_is_almost_one(source: str, meant: str) -> None:
    (said,) = lint([selector(NETWORK, field("eventSource", Equals=[source]))])
    assert (said.kind, said.fix) == ("nothing", f"Did you mean {meant}?")


def test_an_endpoint_s_id_that_is_none() -> None:
    source = field("eventSource", Equals=["kms.amazonaws.com"])
    (said,) = lint([selector(NETWORK, source, field("vpcEndpointId", Equals=["subnet-1"]))])
    assert (said.kind, said.consequence) == ("part", "It matches nothing.")


def test_a_selector_that_another_holds_does_nothing() -> None:
    whole, bucket = data(), data(arn(StartsWith=["arn:aws:s3:::bucket/"]), WRITES)
    (said,) = lint([bucket, whole])
    assert (said.kind, said.what) == ("redundant", 'records nothing that Selector "ours" doesn\'t record.')
    assert lint([data(WRITES), data(READS)]) == []
    assert lint([data(arn(StartsWith=["arn:aws:s3:::a/"])), data(arn(StartsWith=["arn:aws:s3:::b/"]))]) == []
    leaves_out = data(arn(NotStartsWith=["arn:aws:s3:::bucket/x"]))
    assert lint([leaves_out, bucket]) == []


def test_of_two_that_say_the_same_the_second_is_told() -> None:
    assert [one.where for one in lint([selector(MANAGEMENT, name="a"), selector(MANAGEMENT, name="b")])] == [
        'Selector "b"'
    ]


OURS = [selector(MANAGEMENT, name="management"), data(WRITES, arn(StartsWith=["arn:aws:s3:::bucket/"]))]


@pytest.mark.parametrize(
    ("theirs", "is_twice"),
    [
        ([data()], True),
        ([data(arn(StartsWith=["arn:aws:s3:::bucket/logs/"]))], True),
        ([data(arn(EndsWith=[".csv"]))], True),
        ([data(READS)], False),
        ([data(arn(NotStartsWith=["arn:aws:s3:::bucket/"]))], False),
        ([data(arn(StartsWith=["arn:aws:s3:::other/"]))], False),
        ([data(resource_type=TABLE)], False),
        ([selector(MANAGEMENT)], False),
    ],
)
def test_data_events_of_two_trails_are_paid_for_twice(theirs: list[Any], is_twice: bool) -> None:
    said = paid_twice(OURS, theirs, "theirs")
    assert [str(one) for one in said] == (
        [
            'Selector "ours": records events that the trail "theirs" records as well. Each is paid for in '
            "both: "
            "0.10 USD per 100,000 events, twice. Leave them out of one of the two."
        ]
        if is_twice
        else []
    )


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        ({"Type": S3, "Values": ["arn:aws:s3:::bucket"]}, "wider"),
        ({"Type": S3, "Values": ["arn:aws:lambda:eu-west-1:111122223333:function:x"]}, "part"),
        ({"Type": FUNCTION, "Values": ["arn:aws:lambda:eu-west-1:111122223333:function:x*"]}, "part"),
        ({"Type": FUNCTION, "Values": ["arn:aws:s3"]}, "part"),
    ],
)
def test_a_basic_selector_s_arn(resource: dict[str, Any], kind: str) -> None:
    assert kinds(lint_basic([{"DataResources": [resource]}])) == [kind]


def test_a_basic_selector_of_nothing() -> None:
    (said,) = lint_basic([{"IncludeManagementEvents": False, "DataResources": []}])
    assert (said.kind, said.what) == ("nothing", "records neither management events nor data events.")
    excluding = {
        "IncludeManagementEvents": False,
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
        "DataResources": [{"Type": S3, "Values": ["arn:aws:s3:::bucket/"]}],
    }
    assert kinds(lint_basic([excluding])) == ["part"]
