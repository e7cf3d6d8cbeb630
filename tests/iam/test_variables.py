"""Policy variables, with the examples of AWS's page on them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.documents import allow, policy
from wizard.iam import Principal, Request, evaluate

ALICE = Principal.user("arn:aws:iam::111122223333:user/alice")
HOME = "arn:aws:s3:::demo/${aws:username}/*"
TEAM = "arn:aws:s3:::demo/${aws:PrincipalTag/team, 'company-wide'}/*"


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
    ("written", "asked", "context", "expected"),
    [
        pytest.param(HOME, "arn:aws:s3:::demo/alice/x", {}, True, id="own folder"),
        pytest.param(HOME, "arn:aws:s3:::demo/bob/x", {}, False, id="another user's folder"),
        pytest.param(
            TEAM, "arn:aws:s3:::demo/yellow/x", {"aws:PrincipalTag/team": "yellow"}, True, id="team tag"
        ),
        pytest.param(
            TEAM, "arn:aws:s3:::demo/company-wide/x", {}, True, id="the default where the tag is missing"
        ),
        pytest.param(TEAM, "arn:aws:s3:::demo/yellow/x", {}, False, id="not the default"),
        pytest.param(
            "arn:aws:s3:::demo/${aws:PrincipalTag/team}/*",
            "arn:aws:s3:::demo//x",
            {},
            False,
            id="no value, no default",
        ),
        pytest.param(
            "arn:aws:s3:::demo/${aws:TagKeys}/*",
            "arn:aws:s3:::demo/a/x",
            {"aws:TagKeys": ["a", "b"]},
            False,
            id="several values",
        ),
        pytest.param(
            "arn:aws:s3:::demo/${aws:PrincipalTag/t}/x",
            "arn:aws:s3:::demo/anything/x",
            {"aws:PrincipalTag/t": "*"},
            False,
            id="a star in the value is no wildcard",
        ),
        pytest.param("arn:aws:s3:::demo/${*}", "arn:aws:s3:::demo/*", {}, True, id="the escaped star itself"),
        pytest.param(
            "arn:aws:s3:::demo/${*}", "arn:aws:s3:::demo/a", {}, False, id="the escaped star matches no other"
        ),
        pytest.param("arn:aws:s3:::demo/${$}", "arn:aws:s3:::demo/$", {}, True, id="the escaped dollar"),
    ],
)
def test_a_policy_variable_stands_for_the_requests_value(
    written: str, asked: str, context: dict[str, Any], expected: bool
) -> None:
    assert allowed(allow(Resource=written), resource=asked, context=context) is expected


def test_the_old_policy_version_takes_a_variable_for_plain_text() -> None:
    literal = "arn:aws:s3:::demo/${aws:username}/x"
    assert allowed(allow(Resource=HOME), resource=literal, version="2008-10-17")
    assert not allowed(allow(Resource=HOME), resource="arn:aws:s3:::demo/alice/x", version="2008-10-17")


def test_the_old_policy_version_has_no_variables_in_conditions_either() -> None:
    statement = allow(Condition={"StringLike": {"s3:prefix": "${aws:username}/*"}})
    assert allowed(statement, context={"s3:prefix": "alice/x"})
    assert not allowed(statement, context={"s3:prefix": "alice/x"}, version="2008-10-17")
    assert allowed(statement, context={"s3:prefix": "${aws:username}/x"}, version="2008-10-17")


def test_a_statement_whose_not_resource_cannot_be_filled_in_allows_nothing() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "NotResource": "arn:aws:s3:::demo/${aws:PrincipalTag/team}/*",
    }
    assert not allowed(statement)
