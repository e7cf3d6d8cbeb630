"""The policies of an IAM role, as far as they may be read: what its documents allow, and what limits them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask, ask_every_page
from wizard.iam import Decision, Limits, Request, evaluate


@dataclass(frozen=True)
class RolePolicies:
    """documents: of its inline and attached policies; boundary: its permissions boundary's, None without one.
    What else may forbid a call, such as a service control policy, isn't in them."""

    documents: Sequence[Any]
    boundary: Any = None

    def decide(self, call: Request) -> Decision:
        """Whether they let the role make this call, and why."""
        return evaluate(call, identity_policies=self.documents, limits=Limits(boundary=self.boundary))


def role_policies(client_for: ClientFor, region: str, role_arn: str) -> Probe[RolePolicies]:
    """Some calls to IAM, all read-only; unknown where one of them gave no answer."""
    name = role_arn.rpartition("/")[2]
    role = ask(client_for, "iam", region, "get_role", RoleName=name)
    attached = ask_every_page(client_for, "iam", region, "list_attached_role_policies", RoleName=name)
    inline = ask_every_page(client_for, "iam", region, "list_role_policies", RoleName=name)
    if role.value is None or attached.value is None or inline.value is None:
        return _unknown(role, attached, inline)
    boundary = (role.value["Role"].get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    managed = [
        managed_policy(client_for, region, one["PolicyArn"]) for one in attached.value["AttachedPolicies"]
    ]
    own = [
        ask(client_for, "iam", region, "get_role_policy", RoleName=name, PolicyName=one).then(
            lambda found: found["PolicyDocument"]
        )
        for one in inline.value["PolicyNames"]
    ]
    limit = [managed_policy(client_for, region, boundary)] if boundary else []
    if any(one.value is None for one in (*managed, *own, *limit)):
        return _unknown(*managed, *own, *limit)
    documents = [one.value for one in (*managed, *own)]
    return Probe("good", RolePolicies(documents, limit[0].value if limit else None))


def managed_policy(client_for: ClientFor, region: str, arn: str) -> Probe[Any]:
    """The document that is in force."""
    policy = ask(client_for, "iam", region, "get_policy", PolicyArn=arn)
    if policy.value is None:
        return policy
    version = policy.value["Policy"]["DefaultVersionId"]
    answer = ask(client_for, "iam", region, "get_policy_version", PolicyArn=arn, VersionId=version)
    return answer.then(lambda found: found["PolicyVersion"]["Document"])


def _unknown(*answers: Probe[Any]) -> Probe[RolePolicies]:
    """For the reason of the first that failed."""
    gap = next(one for one in answers if one.value is None)
    return Probe("unknown", why=gap.why, action=gap.action, cause=gap.cause)
