"""What CloudTrail refuses, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from components.selector_linter import lint, lint_basic, lint_trail
from tests.components.selector_linter.cases import (
    DATA,
    FUNCTION,
    MANAGEMENT,
    NETWORK,
    S3,
    arn,
    data,
    field,
    found,
    kinds,
    of_type,
    selector,
)

REFUSED = "CloudTrail refuses it (InvalidEventSelectors)."
SOURCE = field("eventSource", Equals=["kms.amazonaws.com"])


@pytest.mark.parametrize(
    ("fields", "what", "fix"),
    [
        (
            [of_type(S3)],
            "must say eventCategory, once, as Equals Management, Data or NetworkActivity.",
            "Add or mend that field.",
        ),
        (
            [field("eventCategory", Equals=["data"]), of_type(S3)],
            "must say eventCategory, once, as Equals Management, Data or NetworkActivity.",
            "Did you mean Data?",
        ),
        (
            [field("eventCategory", Equals=["Management", "Data"])],
            "must say eventCategory, once, as Equals Management, Data or NetworkActivity.",
            "Add or mend that field.",
        ),
        (
            [field("eventCategory", Equals=["Insight"])],
            "is of the category Insight, which event data stores have and trails don't.",
            "Add or mend that field.",
        ),
        (
            [DATA],
            "of data events doesn't say resources.type.",
            "Add resources.type with Equals; one selector for each.",
        ),
        (
            [NETWORK],
            "of network activity doesn't say eventSource.",
            "Add eventSource with Equals; one selector for each.",
        ),
        ([DATA, of_type(S3), of_type(S3)], "says resources.type twice.", "Put the conditions into one."),
        (
            [MANAGEMENT, field("eventName", Equals=["PutObject"])],
            "filters management events by eventName: only event data stores can, a trail can't.",
            "Remove the field.",
        ),
        (
            [MANAGEMENT, arn(StartsWith=["arn:aws:s3:::bucket/"])],
            'filters by "resources.ARN", which isn\'t a field of management events.',
            "Those are eventCategory, eventSource, readOnly.",
        ),
        (
            [DATA, of_type(S3), field("eventname", Equals=["PutObject"])],
            'filters by "eventname", which isn\'t a field of data events.',
            "Did you mean eventName?",
        ),
        (
            [DATA, of_type(S3), field("vpcEndpointId", Equals=["vpce-1"])],
            'filters by "vpcEndpointId", which isn\'t a field of data events.',
            "Those are eventCategory, "
            "eventName, eventSource, eventType, readOnly, resources.ARN, resources.type, "
            "sessionCredentialFromConsole, userIdentity.arn.",
        ),
        (
            [NETWORK, SOURCE, field("readOnly", Equals=["false"])],
            'filters by "readOnly", which isn\'t a field of network activity.',
            "Those are eventCategory, eventSource, eventName, errorCode, vpcEndpointId, userIdentity.arn.",
        ),
        (
            [DATA, field("resources.type", StartsWith=["AWS::S3"])],
            "has resources.type with StartsWith.",
            "resources.type takes Equals only.",
        ),
        (
            [MANAGEMENT, field("readOnly", NotEquals=["true"])],
            "has readOnly with NotEquals.",
            "readOnly takes Equals only.",
        ),
        (
            [field("eventCategory", Equals=["Data"], NotEquals=["Management"]), of_type(S3)],
            "has eventCategory with NotEquals.",
            "eventCategory takes Equals only.",
        ),
        (
            [NETWORK, field("eventSource", StartsWith=["kms"])],
            "has eventSource with StartsWith.",
            "eventSource takes Equals only.",
        ),
        (
            [NETWORK, SOURCE, field("errorCode", NotEquals=["VpceAccessDenied"])],
            "has errorCode with NotEquals.",
            "errorCode takes Equals only.",
        ),
        (
            [DATA, of_type(S3), field("sessionCredentialFromConsole", StartsWith=["t"])],
            "has sessionCredentialFromConsole with StartsWith.",
            "sessionCredentialFromConsole takes Equals and NotEquals only.",
        ),
        (
            [MANAGEMENT, field("eventSource", Equals=["kms.amazonaws.com"])],
            "has eventSource with Equals.",
            "eventSource takes NotEquals only.",
        ),
        (
            [DATA, of_type(S3), field("eventName")],
            "has eventName without a value.",
            "Name what it is to match, or remove it.",
        ),
        (
            [MANAGEMENT, field("readOnly", Equals=["False"])],
            'has readOnly with "False"; it is true or false.',
            "Write true for reads, false for writes.",
        ),
        (
            [MANAGEMENT, field("readOnly", Equals=["true", "false"])],
            'has readOnly with "false", "true"; it is true or false.',
            "Leave readOnly out for both.",
        ),
        (
            [DATA, of_type(S3), field("sessionCredentialFromConsole", Equals=["false"])],
            'has sessionCredentialFromConsole with "false"; it takes "true" only.',
            'For the others: NotEquals "true".',
        ),
        (
            [NETWORK, SOURCE, field("errorCode", Equals=["AccessDenied"])],
            'has errorCode with "AccessDenied", which isn\'t a code it takes.',
            "Write VpceAccessDenied.",
        ),
        (
            [MANAGEMENT, field("eventSource", NotEquals=["kms.amazonaws.com", "ec2.amazonaws.com"])],
            'leaves out "ec2.amazonaws.com".',
            "Only kms.amazonaws.com and rdsdata.amazonaws.com can be left out of management events.",
        ),
        (
            [DATA, field("resources.type", Equals=[S3, FUNCTION])],
            "names 2 resource types.",
            "Make a selector of each.",
        ),
        (
            [NETWORK, field("eventSource", Equals=["kms.amazonaws.com", "s3.amazonaws.com"])],
            "names 2 event sources.",
            "Make a selector of each.",
        ),
        (
            [DATA, of_type("AWS::S3::Bucket")],
            'is of "AWS::S3::Bucket", which isn\'t a resource type of data events.',
            "Did you mean AWS::S3::Object?",
        ),
        (
            [DATA, of_type("aws::lambda::function")],
            'is of "aws::lambda::function", which isn\'t a resource type of data events.',
            "Did you mean AWS::Lambda::Function?",
        ),
        (
            [DATA, of_type("objects")],
            'is of "objects", which isn\'t a resource type of data events.',
            "Types are written like AWS::S3::Object.",
        ),
        (
            [DATA, of_type(S3), arn(Equals=["bucket/key"])],
            'has resources.ARN Equals "bucket/key", which isn\'t a whole ARN.',
            "Write the whole ARN, or use StartsWith.",
        ),
        (
            [DATA, of_type(S3), field("eventName", Equals=["x" * 2049])],
            "has a value of 2049 characters in eventName.",
            "1 to 2,048 are allowed.",
        ),
    ],
)
def test_a_selector_that_breaks_a_rule(fields: Sequence[Mapping[str, Any]], what: str, fix: str) -> None:
    assert found(selector(*fields)) == [f'refused: Selector "ours": {what} {REFUSED} {fix}']


def test_a_name_of_more_than_1000_characters() -> None:
    (said,) = lint([selector(MANAGEMENT, name="x" * 1001)])
    assert (said.kind, said.what) == ("refused", "has a name of more than 1,000 characters.")


def test_a_selector_without_a_name_is_called_by_its_place() -> None:
    wrong = selector(MANAGEMENT, field("readOnly", Equals=["no"]), name="")
    assert [one.where for one in lint([data(), wrong])] == ["Selector 2"]


def test_all_values_of_all_selectors_count() -> None:
    half = [f"arn:aws:s3:::bucket-{number}/" for number in range(248)]
    assert lint([data(arn(StartsWith=half)), data(arn(NotStartsWith=half))]) == []
    (said,) = lint([data(arn(StartsWith=half)), data(arn(NotStartsWith=[*half, "arn:aws:s3:::more/"]))])
    assert (said.kind, said.what) == ("refused", "has 501 values in its selectors; 500 are allowed.")


def test_each_wrong_selector_is_told_and_none_stops_the_others() -> None:
    wrong = selector(MANAGEMENT, field("readOnly", Equals=["no"]))
    assert kinds(lint([wrong, data(), wrong])) == ["refused", "refused"]


def test_basic_and_advanced_selectors_together() -> None:
    (said,) = lint_trail([selector(MANAGEMENT)], [{"ReadWriteType": "All"}])
    assert str(said) == (
        f"The trail: has basic and advanced event selectors. {REFUSED} Turn the basic ones into advanced "
        f"ones; a "
        "trail takes one kind."
    )


RESOURCE = {"Type": S3, "Values": ["arn:aws:s3:::bucket/"]}


@pytest.mark.parametrize(
    ("selectors", "said"),
    [
        ([{}] * 6, "has 6 event selectors; 5 are allowed."),
        ([{"ReadWriteType": "Write"}], 'has readWriteType "Write"; it is All, ReadOnly or WriteOnly.'),
        ([{"ExcludeManagementEventSources": ["s3.amazonaws.com"]}], 'leaves out "s3.amazonaws.com".'),
        (
            [{"DataResources": [{"Type": "AWS::SQS::Queue", "Values": []}]}],
            'is of "AWS::SQS::Queue", which needs an advanced event selector.',
        ),
        (
            [{"DataResources": [{"Type": S3, "Values": [f"arn:aws:s3:::b{n}/" for n in range(251)]}]}],
            "names 251 data resources; 250 are allowed.",
        ),
    ],
)
def test_basic_selectors_that_break_a_rule(selectors: list[dict[str, Any]], said: str) -> None:
    assert [(one.kind, one.what) for one in lint_basic(selectors)] == [("refused", said)]
