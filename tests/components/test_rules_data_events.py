"""The grammar of dataEvents, and entries that CloudTrail would refuse or silently not record."""

from __future__ import annotations

import pytest

from components.settings.rules import warnings
from components.settings.rules.data_event_types import AS_OF, KNOWN, SOURCES, TYPES
from components.settings.rules.data_events import DataEvent, idle_entries, read, unknown_types
from tests.components.cases import objections, settings

S3 = "AWS::S3::Object"


@pytest.mark.parametrize(
    ("entry", "event"),
    [
        (S3, DataEvent(S3)),
        (f"{S3}=arn:aws:s3:::bucket/", DataEvent(S3, "arn:aws:s3:::bucket/")),
        (f"{S3}=arn:aws-cn:s3:::bucket/a/b=c/", DataEvent(S3, "arn:aws-cn:s3:::bucket/a/b=c/")),
        ("!arn:aws:s3:::bucket/tmp/", DataEvent(S3, "arn:aws:s3:::bucket/tmp/", left_out=True)),
        (
            "AWS::Lambda::Function=arn:aws:lambda:eu-west-1:111122223333:function:f",
            DataEvent("AWS::Lambda::Function", "arn:aws:lambda:eu-west-1:111122223333:function:f"),
        ),
        ("AWS::S3Express::Object", DataEvent("AWS::S3Express::Object")),
        (
            "AWS::Lambda::Function==arn:aws:lambda:eu-west-1:111122223333:function:f",
            DataEvent(
                "AWS::Lambda::Function", "arn:aws:lambda:eu-west-1:111122223333:function:f", is_whole=True
            ),
        ),
    ],
)
def test_an_entry_is_read(entry: str, event: DataEvent) -> None:
    assert read(entry) == event


@pytest.mark.parametrize(
    "entry",
    ["", "!", "s3", "aws::s3::object", "AWS::S3", "AWS::S3::Object::Key", f"!{S3}", f"{S3}:arn:aws:s3:::b/"],
)
def test_what_is_no_entry_is_not_read(entry: str) -> None:
    assert read(entry) is None


def test_data_events_of_several_types_are_accepted() -> None:
    entries = (f"{S3}=arn:aws:s3:::bucket/", "!arn:aws:s3:::bucket/tmp/", "AWS::DynamoDB::Table")
    assert objections(data_events=entries, data_events_reads=True) == []


def test_an_unknown_resource_type_is_refused() -> None:
    assert objections(data_events=("buckets",)) == [
        'dataEvents: "buckets" isn\'t a resource type. CloudTrail would refuse the selector. '
        "Write AWS::S3::Object, AWS::S3::Object=arn:aws:s3:::bucket/prefix/ or !arn:aws:s3:::bucket/."
    ]


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("AWS::S3::object", S3),
        ("aws::s3::object", S3),
        ("AWS::S3::Bucket", S3),
        ("S3", S3),
        ("AWS::S3", S3),
        ("AWS::Lambda", "AWS::Lambda::Function"),
        ("AWS::DynamoDB", "AWS::DynamoDB::Table"),
        ("AWS::DynamoDb::Table", "AWS::DynamoDB::Table"),
        ("AWS:S3:Object", S3),
        ("AWS::S3::Bucket=arn:aws:s3:::bucket/", f"{S3}=arn:aws:s3:::bucket/"),
        ("AWS::S3::object=arn:aws:s3:::bucket/", f"{S3}=arn:aws:s3:::bucket/"),
    ],
)
def test_what_can_only_stand_for_a_known_type_is_refused_with_that_type(entry: str, meant: str) -> None:
    assert objections(data_events=(entry,)) == [
        f'dataEvents: "{entry}" isn\'t a resource type that CloudTrail records. It would refuse the '
        f"selector. Did you mean {meant}?"
    ]


def test_the_file_of_types_has_its_date_and_its_pages_and_begins_with_what_is_asked_for_most() -> None:
    assert AS_OF == "November 2026"
    assert all(page.startswith("https://docs.aws.amazon.com/") for page in SOURCES)
    assert list(TYPES)[:3] == [S3, "AWS::Lambda::Function", "AWS::DynamoDB::Table"]
    assert len(TYPES) == 250
    assert all(one.service for one in TYPES.values())


@pytest.mark.parametrize("entry", sorted(KNOWN))
def test_every_known_type_is_accepted_without_a_word(entry: str) -> None:
    assert (objections(data_events=(entry,)), list(unknown_types(settings(data_events=(entry,))))) == ([], [])


def test_a_type_that_is_not_known_here_is_accepted_since_aws_adds_some() -> None:
    assert objections(data_events=("AWS::Quantum::Circuit",)) == []
    assert list(unknown_types(settings(data_events=("AWS::Quantum::Circuit",)))) == []


def test_a_type_that_is_almost_a_known_one_is_accepted_with_a_warning() -> None:
    found = settings(data_events=("AWS::DynamoDB::Tabel=arn:aws:dynamodb:eu-west-1:111122223333:table/x",))
    assert objections(data_events=found.data_events) == []
    assert [str(problem) for problem in warnings(found) if problem.key == "dataEvents"] == [
        "dataEvents: AWS::DynamoDB::Tabel isn't a type that is known here. If CloudTrail doesn't know it "
        "either, it refuses the selector, and the deploy ends there. Did you mean AWS::DynamoDB::Table?"
    ]


@pytest.mark.parametrize("entry", [f"{S3}=bucket", f"{S3}=", "!bucket/tmp/", f"{S3}=arn:aws:s3:::a b/"])
def test_a_prefix_that_is_no_arn_is_refused(entry: str) -> None:
    assert objections(data_events=(S3, entry)) == [
        f'dataEvents: "{entry}" isn\'t a resource type with the beginning of an ARN. '
        "CloudTrail would refuse the selector. "
        "Write AWS::S3::Object, AWS::S3::Object=arn:aws:s3:::bucket/prefix/ or !arn:aws:s3:::bucket/."
    ]


@pytest.mark.parametrize("entry", [f"{S3}=arn:aws:s3:::production-data", "!arn:aws:s3:::production-data"])
def test_a_bucket_without_the_slash_is_refused_since_it_catches_its_neighbours(entry: str) -> None:
    assert objections(data_events=(S3, entry)) == [
        f'dataEvents: "{entry}" lacks the slash after the bucket\'s name. It also matches '
        "production-data-backup and every other bucket whose name begins so. "
        f"Write {entry}/ for one bucket."
    ]


@pytest.mark.parametrize(
    ("entry", "instead"),
    [
        (f"{S3}=arn:aws:s3:::bucket/*", f"{S3}=arn:aws:s3:::bucket/"),
        (f"{S3}=arn:aws:s3:::bucket/*/x", f"{S3}=arn:aws:s3:::bucket/"),
        (f"{S3}=arn:aws:s3:::*", S3),
        ("!arn:aws:s3:::bucket/*", "!arn:aws:s3:::bucket/"),
    ],
)
def test_a_wildcard_is_refused_since_cloudtrail_takes_it_literally(entry: str, instead: str) -> None:
    assert objections(data_events=(S3, entry)) == [
        f'dataEvents: "{entry}" holds a *, which stands for itself here, not for anything. CloudTrail '
        "compares how an ARN begins, letter by letter: this would match nothing. "
        f"Write {instead} instead."
    ]


def test_another_partition_s_arn_is_refused() -> None:
    entry = f"{S3}=arn:aws:s3:::bucket/"
    assert objections("cn-north-1", data_events=(entry,)) == [
        f'dataEvents: "{entry}" names the partition aws, the home region is in aws-cn. '
        "It would record nothing. Begin the ARN with arn:aws-cn:."
    ]


def test_leaving_out_without_recording_is_refused() -> None:
    assert objections(data_events=("AWS::DynamoDB::Table", "!arn:aws:s3:::bucket/")) == [
        "dataEvents: something is left out (!), but nothing of its type is recorded. It would do nothing. "
        "Add AWS::S3::Object, or remove the entries with !."
    ]


FUNCTION = "AWS::Lambda::Function"
SHIP = "arn:aws:lambda:eu-west-1:111122223333:function:ship"


def test_functions_and_tables_can_be_left_out_too() -> None:
    assert read(f"!{SHIP}") == DataEvent(FUNCTION, SHIP, left_out=True)
    assert objections(data_events=(FUNCTION, f"!{SHIP}")) == []


def test_what_is_left_out_may_name_its_type() -> None:
    stream = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/"
    entry = f"!AWS::DynamoDB::Stream={stream}"
    assert read(entry) == DataEvent("AWS::DynamoDB::Stream", stream, left_out=True)
    assert objections(data_events=("AWS::DynamoDB::Stream", entry)) == []


def test_what_is_left_out_has_to_name_its_type_where_that_cannot_be_told_from_the_arn() -> None:
    arn = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/x"
    assert objections(data_events=("AWS::KinesisFirehose::DeliveryStream", f"!{arn}")) == [
        f"dataEvents: \"!{arn}\" doesn't say of which type it is, and that isn't known from its ARN. It "
        f"would "
        f"do nothing. Write !AWS::Service::Type={arn}, with the type that is recorded."
    ]


def test_a_whole_arn_has_to_be_one() -> None:
    (said,) = objections(data_events=(f"{FUNCTION}==arn:aws:lambda:eu-west-1:111122223333:function:sh*",))
    assert said.endswith(
        "CloudTrail compares letter by letter: this would match nothing. Write the whole ARN."
    )
    (said,) = objections(data_events=(f"{S3}==arn:aws:s3:::bucket",))
    assert said.endswith(f"It would match nothing. Write {S3}=arn:aws:s3:::bucket/ for one bucket.")


@pytest.mark.parametrize(
    "entry", [S3, f"{S3}=arn:aws:s3:::b/", f"!{FUNCTION}=={SHIP}", f"!{S3}=arn:aws:s3:::b/"]
)
def test_an_entry_is_written_as_it_is_read(entry: str) -> None:
    assert str(read(entry)) == entry


def test_leaving_out_another_type_than_is_recorded_is_refused() -> None:
    assert objections(data_events=(S3, "!arn:aws:dynamodb:eu-west-1:111122223333:table/secret")) == [
        "dataEvents: something is left out (!), but nothing of its type is recorded. It would do nothing. "
        "Add AWS::DynamoDB::Table, or remove the entries with !."
    ]


def test_an_arn_of_another_service_is_refused() -> None:
    assert objections(data_events=(f"{FUNCTION}=arn:aws:s3:::bucket/",)) == [
        f'dataEvents: "{FUNCTION}=arn:aws:s3:::bucket/" isn\'t an ARN of AWS Lambda: those of {FUNCTION} are '
        "like arn:<partition>:lambda:<region>:<account_ID>:function:<function_name>. It would match nothing. "
        f"Name what is recorded as {FUNCTION}, or choose the type of this ARN."
    ]


def test_an_arn_of_another_kind_of_the_service_is_refused() -> None:
    (found,) = objections(data_events=(f"{S3}=arn:aws:s3:eu-west-1:111122223333:accesspoint/x/",))
    assert f"isn't one of {S3}, which are like arn:<partition>:s3:::<bucket_name>" in found
    layer = "arn:aws:lambda:eu-west-1:111122223333:layer:x"
    (found,) = objections(data_events=(f"{FUNCTION}={layer}",))
    assert f"isn't one of {FUNCTION}, which are like" in found


def test_an_entry_that_is_left_out_again_is_refused() -> None:
    entry = f"{S3}=arn:aws:s3:::bucket/a/"
    assert objections(data_events=(entry, "!arn:aws:s3:::bucket/")) == [
        f'dataEvents: all of "{entry}" is left out by !arn:aws:s3:::bucket/. It would record nothing. '
        "Remove one of the two."
    ]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((S3, f"{S3}=arn:aws:s3:::bucket/"), f'"{S3}=arn:aws:s3:::bucket/" is recorded by {S3} already.'),
        (
            (f"{S3}=arn:aws:s3:::bucket/", f"{S3}=arn:aws:s3:::bucket/a/"),
            f'"{S3}=arn:aws:s3:::bucket/a/" is recorded by arn:aws:s3:::bucket/ already.',
        ),
        ((S3, S3), f'"{S3}" is recorded by {S3} already.'),
        (
            (f"{S3}=arn:aws:s3:::bucket/", "!arn:aws:s3:::other/"),
            'nothing that "!arn:aws:s3:::other/" leaves out is recorded.',
        ),
    ],
)
def test_an_entry_that_changes_nothing_is_told(entries: tuple[str, ...], said: str) -> None:
    found = [problem.rule for problem in idle_entries(settings(data_events=entries))]
    assert found == [said]


def test_entries_that_do_something_are_not_told() -> None:
    entries = (S3, "!arn:aws:s3:::bucket/", f"{FUNCTION}={SHIP}", "AWS::DynamoDB::Table")
    assert list(idle_entries(settings(data_events=entries))) == []


def test_more_values_than_a_trail_takes_are_refused() -> None:
    # 1 for management events, 3 for the type, 2 for the buckets that are always left out.
    buckets = tuple(f"{S3}=arn:aws:s3:::bucket-{number}/" for number in range(495))
    assert objections(data_events=buckets[:494]) == []
    assert objections(data_events=buckets) == [
        "dataEvents: these 495 entries make 501 values in the trail's selectors. CloudTrail takes 500. "
        "Use prefixes that cover more, or whole resource types."
    ]


def test_each_type_s_own_values_count_too() -> None:
    types = tuple(f"AWS::Service{number}::Thing" for number in range(166))
    assert objections(data_events=types[:165]) == []
    assert len(objections(data_events=types)) == 1
    assert objections(data_events=types, data_events_reads=True) == []


def test_reads_without_data_events_are_refused() -> None:
    assert objections(data_events_reads=True) == [
        "dataEventsReads: reads are on, but dataEvents is empty. Nothing would be recorded. "
        "Name the data events, or set dataEventsReads to false."
    ]
