"""What becomes of the log group that a trail writes to, and whether its role will do. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.adopted import AdoptedTrail
from components.arns import Arn
from wizard.account.policy_verdict import pasteable
from wizard.adoption.plan import Part
from wizard.adoption.snapshot import Snapshot
from wizard.iam import Principal, Request

_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
# Whoever joins the organization later has an id that nobody knows.
_ANY_MEMBER = "000000000000"


def part(found: Snapshot, adopted: AdoptedTrail) -> Part:
    """What there is to say; a role that isn't enough speaks against the adoption."""
    if not adopted.log_group:
        return Part()
    becomes = adopted.to_organization and found.origin.organization is not None
    return Part(
        notes=(*_elsewhere(found, adopted), *(_not_known(found, adopted) if becomes else ())),
        blockers=tuple(_refused(found, adopted)) if becomes else (),
    )


def _elsewhere(found: Snapshot, adopted: AdoptedTrail) -> Iterator[str]:
    account = Arn.of(adopted.log_group).account
    if account and account != found.origin.account:
        yield (
            f"Its log group is in account {account}, which you don't deploy from: it goes on being written, "
            "and who changes the group there raises no tamper alert."
        )


def _not_known(found: Snapshot, adopted: AdoptedTrail) -> Iterator[str]:
    if found.log_role is None or found.log_role.value is None:
        why = found.log_role.why.rstrip(".") if found.log_role else "nobody looked"
        yield (
            f"Whether the role {_name(adopted)} lets CloudTrail write the members' streams "
            f"({_streams(found, adopted)}) isn't known: {why}. AWS refuses the deploy where it doesn't, so "
            "look before."
        )


def _refused(found: Snapshot, adopted: AdoptedTrail) -> Iterator[str]:
    """The first call that it may not make, and the statement that allows it. AWS tries the role as the trail
    becomes the organization's (InvalidCloudWatchLogsRoleArnException), and a deploy would end half-way."""
    policies = found.log_role.value if found.log_role else None
    if policies is None:
        return
    decisions = (policies.decide(call) for call in _calls(found, adopted))
    decision = next((one for one in decisions if not one.allowed), None)
    if decision is None:
        return
    is_denied = (decision.statement or {}).get("Effect") == "Deny"
    grant = pasteable(_grant(found, adopted), None)
    do = "Change that statement" if is_denied else f"Add this statement to it: {grant}"
    yield (
        f"The role {_name(adopted)}, with which CloudTrail writes to the log group, may not write the "
        f"members' streams ({decision.reason}): AWS would refuse to make the trail the organization's. {do}."
    )


def _calls(found: Snapshot, adopted: AdoptedTrail) -> Iterator[Request]:
    role = Principal.role(adopted.log_group_role)
    account = Arn.of(adopted.log_group_role).account
    begin = _streams(found, adopted).removesuffix("*")
    for action in _ACTIONS:
        for member in (Arn.of(adopted.arn).account, _ANY_MEMBER):
            stream = f"{begin}{member}_CloudTrail_{found.region}"
            yield Request(role, action, stream, {"aws:RequestedRegion": found.region}, account)


def _grant(found: Snapshot, adopted: AdoptedTrail) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": [*_ACTIONS], "Resource": _streams(found, adopted)}


def _streams(found: Snapshot, adopted: AdoptedTrail) -> str:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html"""
    assert found.origin.organization
    return f"{adopted.log_group.removesuffix(':*')}:log-stream:{found.origin.organization.id}_*"


def _name(adopted: AdoptedTrail) -> str:
    return adopted.log_group_role.rpartition("/")[2]
