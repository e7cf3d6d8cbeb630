"""Roles and their policies that IAM refuses.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import re
from collections.abc import Collection

from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy, check_principals
from wizard.rehearsal.refusals.names import ROLE, ROLE_POLICY

_MALFORMED = "MalformedPolicyDocument"


def check_role(name: str, trust: str, account: str, known: Collection[str], description: str = "") -> None:
    """`known`: ARNs of the account's users and roles."""
    ROLE.check(name)
    check_trust(trust, account, known)
    if len(description) > 1000:
        raise Refused("ValidationError", "A role's description has at most 1,000 characters.")


def check_trust(trust: str, account: str, known: Collection[str]) -> None:
    """A role's trust policy. White space doesn't count towards its length."""
    check_policy(trust, "trust", _MALFORMED)
    check_principals(trust, account, known, _MALFORMED, "Invalid principal in policy:")
    _check_size(trust, 2048, "ACLSizePerRole")


def check_role_policy(name: str, policy: str, role: str, others: int) -> None:
    """`others`: characters that the role's other inline policies have."""
    ROLE_POLICY.check(name)
    check_policy(policy, "identity", _MALFORMED)
    _check_size(
        policy,
        10240 - others,
        f"role {role}: 10240 characters of inline policies",
        "Maximum policy size exceeded for",
    )


def size(policy: str) -> int:
    """How much of the quota a document uses: all but its white space."""
    return len(re.sub(r"\s", "", policy))


def _check_size(policy: str, longest: int, quota: str, words: str = "Cannot exceed quota for") -> None:
    if size(policy) > longest:
        raise Refused(
            "LimitExceeded", f"{words} {quota}. It has {size(policy)} characters, {longest} are left."
        )
