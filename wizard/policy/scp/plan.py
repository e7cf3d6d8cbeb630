"""What attaching comes to, worked out before anything is changed: what would change, what stops it. Pure."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from components.settings import Settings
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.policy.scp.document import minified
from wizard.policy.scp.exempt import Exempt
from wizard.policy.scp.organization import SCP, Existing, Found, Target
from wizard.screen.terminal import safe

# Ten for each root, unit and account since May 2026, five before; AWS's pages still say five.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
_MOST, _ONCE = 10, 5


@dataclass(frozen=True)
class Plan:
    """write: what becomes of the policy, "" for nothing; content: as it goes to AWS; attaches: whether it is
    attached too; policy_id: of one that exists; others: that it is attached to already; diff: of the content,
    without line ends."""

    target: Target
    name: str
    description: str
    content: str
    write: Literal["create", "update", ""]
    attaches: bool
    policy_id: str = ""
    others: tuple[Target, ...] = ()
    diff: tuple[str, ...] = ()

    @property
    def root(self) -> Target | None:
        """The root, where this changes what holds in the whole organization."""
        elsewhere = self.others if self.write == "update" else ()
        touched = (self.target, *elsewhere) if self.steps else ()
        return next((one for one in touched if one.kind == "root"), None)

    @property
    def steps(self) -> list[str]:
        """What would be done, in order; empty where all is as it should be."""
        steps: list[str] = []
        if self.write == "create":
            steps.append(f"Make the service control policy {safe(self.name)}.")
        if self.write == "update":
            elsewhere = f", which is attached to {_listed(self.others)} too" if self.others else ""
            steps.append(f"Change the policy {safe(self.name)} ({self.policy_id}){elsewhere}, as shown.")
        if self.attaches:
            steps.append(f"Attach it to {self.target}.")
        return steps


def describe(settings: Settings, accounts: Sequence[str]) -> str:
    """The policy's description, by which it is known to be this stack's again."""
    whose = f"the trail {settings.trail_name} of {', '.join(sorted(accounts))} in {settings.home_region}"
    return f"Denies every region that isn't approved. Made by Everyregion for {whose}."


def plan(found: Found, policy: Mapping[str, Any], name: str, description: str) -> Plan:
    """Raises UsageFailure or AwsFailure where it can't be done."""
    _refuse(found)
    existing = found.existing
    content = minified(policy)
    if existing is None:
        return Plan(found.target, name, description, content, "create", _has_room(found, ""))
    _refuse_foreign(existing, name, description)
    return Plan(
        found.target,
        name,
        description,
        content,
        "" if existing.content == policy else "update",
        _has_room(found, existing.id),
        existing.id,
        tuple(one for one in existing.targets if one.id != found.target.id),
        tuple(_diff(existing.content, policy)),
    )


def cautions(plan: Plan, found: Found, exempt: Exempt, cut_off: Sequence[str]) -> Iterator[str]:
    """What to know before saying yes. cut_off: accounts that the stack is deployed in, in which nobody who
    deploys is exempt though there is something to deploy in closed regions."""
    for account in cut_off:
        bound = _bound(found, account)
        if bound:
            yield (
                f"Your own deployment is cut off: account {account} {bound}, and nobody who deploys there is "
                "exempt, so the next `deploy` is refused in closed regions. Add --exempt ARN of that role."
            )
    bound = _bound(found, found.caller.account)
    if bound and not exempt.may_name(found.caller.arn):
        yield (
            f"You cut yourself off: {safe(found.caller.arn)} isn't exempt, and its account {bound}. Add "
            "--exempt ARN of your role if you work in closed regions."
        )
    attached = len(found.attached)
    if plan.attaches and attached >= _ONCE:
        yield (
            f"{attached} service control policies are attached to {plan.target} already. AWS takes {_MOST} "
            f"since May 2026; where it still takes {_ONCE}, it refuses."
        )


def _bound(found: Found, account: str) -> str:
    """Whether the policy holds in this account, as a verb; "" where it doesn't."""
    below = found.is_below(account)
    if below is None:
        return f"is bound if it is in {found.target}, which isn't known"
    return "is bound" if below else ""


def _refuse(found: Found) -> None:
    if found.scp != "ENABLED":
        status = f"it is {found.scp}" if found.scp else "it is off"
        raise AwsFailure(
            f"The root {found.root} doesn't take service control policies: {status}. `aws organizations "
            f"enable-policy-type --root-id {found.root} --policy-type {SCP}` turns them on; it attaches "
            "FullAWSAccess everywhere, so nothing changes by that alone. "
            f"{deeds.claim('Nothing was changed.')}"
        )
    if found.target.id == found.organization.management_account:
        raise UsageFailure(
            f"{found.target.id} is the management account, and no service control policy binds it. Attach it "
            f"to the unit of the accounts that it is for. {deeds.claim('Nothing was changed.')}"
        )


def _refuse_foreign(existing: Existing, name: str, description: str) -> None:
    if existing.is_aws_s or existing.description != description:
        whose = (
            "AWS's own"
            if existing.is_aws_s
            else f'not this stack\'s (it says: "{safe(existing.description)}")'
        )
        raise UsageFailure(
            f"The organization has a policy {safe(name)} ({existing.id}), and it is {whose}. Choose another "
            f"name with --name. {deeds.claim('Nothing was changed.')}"
        )


def _has_room(found: Found, policy_id: str) -> bool:
    """Whether it is still to be attached. Raises AwsFailure where the target takes no more."""
    if policy_id in found.attached:
        return False
    if len(found.attached) >= _MOST:
        raise AwsFailure(
            f"{len(found.attached)} service control policies are attached to {found.target}, and AWS takes "
            "no more. Detach one that nobody needs, put two into one, or attach this one to the unit above. "
            f"{deeds.claim('Nothing was changed.')}"
        )
    return True


def _diff(before: Any, after: Any) -> Iterator[str]:
    old, new = (json.dumps(one, indent=2).splitlines() for one in (before, after))
    return difflib.unified_diff(old, new, "there now", "this policy", lineterm="", n=2)


def _listed(targets: Sequence[Target]) -> str:
    return ", ".join(map(str, targets))
