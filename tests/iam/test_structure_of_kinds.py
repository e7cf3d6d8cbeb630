"""What AWS refuses in one kind of policy and takes in another: of an identity, a role's trust, a control.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
"""

from __future__ import annotations

from tests.iam.documents import allow, deny, policy
from wizard.iam import problems


def test_an_identity_policy_has_no_principal() -> None:
    assert problems(policy(allow()), "identity") == []
    assert problems(policy(allow(Principal="*")), "identity") == [
        "Statement 1: such a policy has no Principal."
    ]


def test_an_identity_policys_sid_holds_letters_and_digits_only() -> None:
    assert problems(policy(allow(Sid="ReadQueue2")), "identity") == []
    assert problems(policy(allow(Sid="Read queue")), "identity") == [
        'Statement "Read queue": Sid may hold only letters and digits.'
    ]


def test_a_trust_policy_has_a_principal_and_no_resource() -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert problems(policy(trust), "trust") == []
    assert problems(policy({**trust, "Resource": "*"}), "trust") == [
        "Statement 1: such a policy has no Resource."
    ]


def test_a_control_policy_has_no_principal() -> None:
    assert problems(policy(deny(Principal="*")), "control") == [
        "Statement 1: such a policy has no Principal."
    ]
