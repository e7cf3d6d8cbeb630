"""What AWS refuses as a malformed policy document.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.iam.documents import allow, deny, policy
from wizard.iam import problems

ONE: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::demo/*",
}


def changed(**elements: Any) -> dict[str, Any]:
    """A sound bucket policy with some elements of its statement replaced, or left out by None."""
    return policy({name: value for name, value in {**ONE, **elements}.items() if value is not None})


def condition(operator: str, value: Any) -> dict[str, Any]:
    return changed(Condition={operator: {"aws:SourceArn": value}})


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(policy(ONE), id="a dict"),
        pytest.param(json.dumps(policy(ONE)), id="JSON"),
        pytest.param({"Statement": ONE}, id="one statement without a list, no version"),
        pytest.param({**policy(ONE), "Version": "2008-10-17", "Id": "a name"}, id="the old version, an Id"),
        pytest.param(changed(Sid="a name with spaces"), id="a Sid with spaces"),
        pytest.param(changed(Action=None, NotAction=["s3:*"]), id="NotAction"),
        pytest.param(changed(Resource=None, NotResource="*"), id="NotResource"),
        pytest.param(policy(deny(NotPrincipal={"AWS": "111122223333"})), id="NotPrincipal with Deny"),
        pytest.param(
            changed(Principal={"AWS": ["arn:aws:iam::111122223333:role/a/b", "AROAEXAMPLEID1234567"]}),
            id="AWS",
        ),
        pytest.param(
            changed(Principal={"AWS": "arn:aws-us-gov:sts::111122223333:assumed-role/a/b"}), id="GovCloud"
        ),
        pytest.param(changed(Principal={"Service": ["cloudtrail.amazonaws.com"]}), id="service"),
        pytest.param(changed(Action=["s3:Get*", "kms:GenerateDataKey*", "*"]), id="wildcards in actions"),
        pytest.param(
            condition("ForAnyValue:StringLikeIfExists", ["a", "b"]), id="a set operator with IfExists"
        ),
        pytest.param(condition("NumericLessThan", 10), id="a JSON number"),
        pytest.param(condition("Bool", True), id="a JSON boolean"),
        pytest.param(condition("Null", "true"), id="Null"),
        pytest.param(condition("IpAddress", ["203.0.113.0/24", "2001:db8::/32"]), id="addresses"),
        pytest.param(condition("DateLessThan", "2026-01-31T00:00:00Z"), id="a date"),
        pytest.param(
            condition("NumericLessThan", "${aws:PrincipalTag/limit}"), id="a variable, whatever it may hold"
        ),
    ],
)
def test_a_sound_resource_policy_has_no_problems(document: Any) -> None:
    assert problems(document) == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param("{", "The policy isn't valid JSON.", id="not JSON"),
        pytest.param("[]", "The policy isn't a JSON object.", id="a list"),
        pytest.param(
            '{"Statement": [], "Statement": []}',
            '"Statement" is given twice in one object.',
            id="a key twice",
        ),
        pytest.param(
            {**policy(ONE), "Owner": "me"}, '"Owner" isn\'t an element of a policy.', id="unknown element"
        ),
        pytest.param(
            {**policy(ONE), "Version": "2012-10-18"},
            'Version is "2012-10-18"; it is 2012-10-17 or 2008-10-17.',
            id="version",
        ),
        pytest.param(
            policy(), "Statement is missing or empty: a policy has at least one statement.", id="no statement"
        ),
        pytest.param(
            {"Version": "2012-10-17", "Statement": ["x"]}, "Statement 1 isn't a JSON object.", id="a string"
        ),
        pytest.param(
            policy({**ONE, "Sid": "A"}, {**ONE, "Sid": "A"}), 'Sid "A" is used twice.', id="Sid twice"
        ),
        pytest.param(
            changed(Effect="allow"), "Statement 1: Effect must be Allow or Deny.", id="effect in lower case"
        ),
        pytest.param(changed(Effect=None), "Statement 1: Effect must be Allow or Deny.", id="no effect"),
        pytest.param(
            changed(Sid="Mine", Resources="*"),
            'Statement "Mine": "Resources" isn\'t an element of a statement.',
            id="a mistyped element, with the Sid",
        ),
        pytest.param(
            changed(NotAction="s3:*"),
            "Statement 1: it must have exactly one of Action and NotAction.",
            id="both actions",
        ),
        pytest.param(
            changed(Action=None),
            "Statement 1: it must have exactly one of Action and NotAction.",
            id="no action",
        ),
        pytest.param(
            changed(Resource=None),
            "Statement 1: it must have exactly one of Resource and NotResource.",
            id="no resource",
        ),
        pytest.param(
            changed(Principal=None),
            "Statement 1: it must have exactly one of Principal and NotPrincipal.",
            id="no principal",
        ),
        pytest.param(changed(Action=[]), "Statement 1: Action is empty.", id="no actions"),
        pytest.param(changed(Resource=[]), "Statement 1: Resource is empty.", id="no resources"),
        pytest.param(
            changed(Action="GetObject"),
            'Statement 1: "GetObject" isn\'t an action; one looks like s3:GetObject.',
            id="no service",
        ),
        pytest.param(
            changed(Action="s3:Get Object"),
            'Statement 1: "s3:Get Object" isn\'t an action; one looks like s3:GetObject.',
            id="a space in the action",
        ),
        pytest.param(
            changed(Resource="demo/*"),
            'Statement 1: "demo/*" isn\'t a resource; it is an ARN or "*".',
            id="a resource that is no ARN",
        ),
        pytest.param(
            changed(Principal="111122223333"),
            'Statement 1: Principal must be "*" or an object like {"Service": "..."}.',
            id="a bare account id",
        ),
        pytest.param(
            changed(Principal={"AWs": "*"}),
            'Statement 1: "AWs" isn\'t a kind of principal; there are AWS, Service, Federated, '
            "CanonicalUser.",
            id="a mistyped kind of principal",
        ),
        pytest.param(
            changed(Principal={"AWS": "arn:aws:iam::111122223333:role/*"}),
            'Statement 1: "arn:aws:iam::111122223333:role/*" isn\'t a principal; '
            "wildcards can't be part of one.",
            id="a wildcard in a principal",
        ),
        pytest.param(
            changed(Principal={"AWS": []}), "Statement 1: Principal AWS is empty.", id="an empty principal"
        ),
        pytest.param(
            policy(allow(NotPrincipal={"AWS": "111122223333"})),
            "Statement 1: NotPrincipal works only with Deny, and not in a trust policy.",
            id="NotPrincipal with Allow",
        ),
    ],
)
def test_a_malformed_policy_is_refused_in_words(document: Any, expected: str) -> None:
    assert expected in problems(document)


def test_all_problems_are_reported_at_once() -> None:
    assert problems(changed(Effect="Maybe", Action="x", Resource="y")) == [
        "Statement 1: Effect must be Allow or Deny.",
        'Statement 1: "x" isn\'t an action; one looks like s3:GetObject.',
        'Statement 1: "y" isn\'t a resource; it is an ARN or "*".',
    ]
