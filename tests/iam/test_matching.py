"""Actions and resources, with the examples of AWS's pages on those elements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import allow, policy
from wizard.iam import Principal, Request, evaluate

ALICE = Principal.user("arn:aws:iam::111122223333:user/alice")
JOHN_PATH = "arn:aws:iam::111122223333:user/division_abc/subdivision_xyz/JaneDoe"


def allowed(
    statement: dict[str, Any],
    action: str = "s3:GetObject",
    resource: str = "arn:aws:s3:::logs/a.txt",
    context: dict[str, Any] | None = None,
    version: str = "2012-10-17",
) -> bool:
    request = Request(ALICE, action, resource, context or {}, resource_account=ALICE.account)
    return evaluate(request, identity_policies=[policy(statement, version=version)]).allowed


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        pytest.param("s3:GetObject", "s3:GetObject", True, id="exact"),
        pytest.param("S3:getobject", "s3:GetObject", True, id="case does not matter"),
        pytest.param(
            "iam:*AccessKey*", "iam:CreateAccessKey", True, id="AWS's example of stars on both sides"
        ),
        pytest.param("iam:*AccessKey*", "iam:CreateUser", False, id="another action of the service"),
        pytest.param("s3:Get?bject", "s3:GetObject", True, id="a question mark is one character"),
        pytest.param("s3:GetObject?", "s3:GetObject", False, id="a question mark is never none"),
        pytest.param(
            "kms:GenerateDataKey*", "kms:GenerateDataKeyWithoutPlaintext", True, id="a trailing star"
        ),
        pytest.param("*", "sqs:SendMessage", True, id="star alone"),
        pytest.param("s3:*", "s3express:GetObject", False, id="another service whose name begins alike"),
        pytest.param("s3.*", "s3:GetObject", False, id="a period is only a period"),
    ],
)
def test_an_action_matches_by_wildcards_without_regard_to_case(
    written: str, asked: str, expected: bool
) -> None:
    assert allowed(allow(Action=written), action=asked) is expected


def test_any_one_of_several_actions_is_enough() -> None:
    assert allowed(allow(Action=["s3:PutObject", "s3:GetObject"]))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [pytest.param("s3:GetObject", True, id="not listed"), pytest.param("IAM:CreateUser", False, id="listed")],
)
def test_not_action_takes_everything_that_is_not_listed(asked: str, expected: bool) -> None:
    statement = {"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}
    assert allowed(statement, action=asked) is expected


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        pytest.param("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/a/b.txt", True, id="a star crosses slashes"),
        pytest.param("arn:aws:s3:::logs/*", "arn:aws:s3:::logs", False, id="objects are not the bucket"),
        pytest.param(
            "arn:aws:s3:::logs*", "arn:aws:s3:::logs-of-others/a", True, id="a star right after the name"
        ),
        pytest.param("arn:aws:s3:::Logs/*", "arn:aws:s3:::logs/a", False, id="case matters"),
        pytest.param(
            "arn:aws:s3:::demo/*/test/*",
            "arn:aws:s3:::demo/1///test///object",
            True,
            id="AWS's example with slashes",
        ),
        pytest.param(
            "arn:aws:s3:::demo/*/test/*",
            "arn:aws:s3:::demo/1/test",
            False,
            id="AWS's example without the last part",
        ),
        pytest.param("arn:aws:iam::111122223333:user/division_abc*", JOHN_PATH, True, id="a path"),
        pytest.param(
            "arn:aws:iam::111122223333:user/division_abc*",
            "arn:aws:iam::111122223333:user/John",
            False,
            id="outside the path",
        ),
        pytest.param("arn:aws:sqs", "arn:aws:sqs:eu-west-1:111122223333:jobs", True, id="an incomplete ARN"),
        pytest.param(
            "arn:aws:sqs", "arn:aws:sns:eu-west-1:111122223333:jobs", False, id="an incomplete ARN's service"
        ),
        pytest.param(
            "arn:aws:sqs:*:111122223333:jobs",
            "arn:aws:sqs:eu-west-1:111122223333:jobs",
            True,
            id="a star for a part",
        ),
        pytest.param(
            "arn:aws:sqs:eu-?est-1:*:jobs",
            "arn:aws:sqs:eu:est-1:1:jobs",
            False,
            id="a question mark is no colon",
        ),
        pytest.param(
            "arn:aws:sqs:*-west-1:111122223333:jobs",
            "arn:aws:sqs:eu:us-west-1:111122223333:jobs",
            False,
            id="a star within a part stays in it",
        ),
        pytest.param(
            "arn:aws:logs:*:log-group:x:*",
            "arn:aws:logs:eu-west-1:1:log-group:x:s",
            True,
            id="past the colon",
        ),
        pytest.param("*", "*", True, id="star for calls on no one resource"),
        pytest.param("arn:aws:s3:::logs/[ab]", "arn:aws:s3:::logs/a", False, id="no character classes"),
    ],
)
def test_a_resource_matches_by_wildcards_and_case(written: str, asked: str, expected: bool) -> None:
    assert allowed(allow(Resource=written), resource=asked) is expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("arn:aws:s3:::logs/a.txt", True, id="not listed"),
        pytest.param("arn:aws:s3:::payroll/a.txt", False, id="listed"),
    ],
)
def test_not_resource_takes_everything_that_is_not_listed(asked: str, expected: bool) -> None:
    statement = {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::payroll/*"}
    assert allowed(statement, resource=asked) is expected
