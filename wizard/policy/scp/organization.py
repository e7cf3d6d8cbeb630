"""Looks at the organization before anything is attached: who asks, root, target, the policy. Reads only.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from components.region_alert.function.digest.account_and_region import ACCOUNT
from wizard.account import probes
from wizard.account.connect import ClientFor
from wizard.account.facts import Identity, Organization, Probe
from wizard.account.one_call import ask, ask_every_page
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.screen.terminal import safe

SCP = "SERVICE_CONTROL_POLICY"
Kind = Literal["root", "unit", "account"]
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html (TargetId)
_FORMS: tuple[tuple[Kind, str], ...] = (
    ("root", r"r-[0-9a-z]{4,32}"),
    ("unit", r"ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}"),
    ("account", ACCOUNT),
)
_KINDS: Mapping[str, Kind] = {"ROOT": "root", "ORGANIZATIONAL_UNIT": "unit", "ACCOUNT": "account"}
_NOUNS: Mapping[Kind, str] = {"root": "the root", "unit": "the unit", "account": "the account"}
# A root, at most five levels of units, and the account.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
_DEEPEST = 7


@dataclass(frozen=True)
class Target:
    """What a policy can be attached to."""

    id: str
    kind: Kind
    name: str = ""

    def __str__(self) -> str:
        return f"{_NOUNS[self.kind]} {self.id}{f' ({safe(self.name)})' if self.name else ''}"


@dataclass(frozen=True)
class Existing:
    """The organization's policy of our name. is_aws_s: AWS manages it; content: parsed, None where it is no
    JSON; targets: that it is attached to."""

    id: str
    description: str
    is_aws_s: bool
    content: Any
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Found:
    """caller: whose credentials these are; scp: the root's status of that policy type, "" where it is off;
    attached: ids of the policies that the target has; above: account -> itself and all that it is in, None
    where that isn't known, and asked only where the target is a unit."""

    caller: Identity
    organization: Organization
    root: str
    scp: str
    target: Target
    existing: Existing | None = None
    attached: frozenset[str] = frozenset()
    above: Mapping[str, frozenset[str] | None] = field(default_factory=dict[str, frozenset[str] | None])

    def is_below(self, account: str) -> bool | None:
        """Whether the target's policies hold in this account; None where that isn't known."""
        if account == self.organization.management_account:
            return False
        if self.target.kind != "unit":
            return self.target.kind == "root" or account == self.target.id
        above = self.above.get(account)
        return None if above is None else self.target.id in above


def kind_of(target: str) -> Kind:
    """What an id is the id of. Raises UsageFailure for what is none."""
    for kind, form in _FORMS:
        if re.fullmatch(form, target, re.ASCII):
            return kind
    raise UsageFailure(
        f"--attach {safe(target)!r} is no id of a root (r-examplerootid), an organizational unit "
        f"(ou-exampleroot-exampleou1) or an account (twelve digits). {deeds.claim('Nothing was changed.')}"
    )


@dataclass(frozen=True)
class OrganizationLook:
    """Questions to AWS Organizations. region: the home region, in whose partition the organization is."""

    client_for: ClientFor
    region: str

    def everything(self, target: str, name: str, accounts: Sequence[str]) -> Found:
        """All that has to be known. accounts: those that the stack is deployed in. Raises AwsFailure."""
        caller = _known(probes.identity(self.client_for, self.region))
        organization = _usable(
            _known(probes.organization(self.client_for, self.region, caller.account)), caller
        )
        root = self._root(organization, caller)
        seen = self._target(target, root["Id"])
        members = {*accounts, caller.account} - {organization.management_account}
        return Found(
            caller,
            organization,
            root["Id"],
            next((one["Status"] for one in root.get("PolicyTypes") or () if one["Type"] == SCP), ""),
            seen,
            self.policy(name),
            frozenset(self.attached(target)),
            {one: self._above(one) for one in members} if seen.kind == "unit" else {},
        )

    def policy(self, name: str) -> Existing | None:
        """The service control policy of this name, if there is one."""
        listed = _known(self._pages("list_policies", Filter=SCP)).get("Policies") or []
        id = next((one["Id"] for one in listed if one["Name"] == name), "")
        if not id:
            return None
        found = _known(self._ask("describe_policy", PolicyId=id))["Policy"]
        summary = found["PolicySummary"]
        targets = _known(self._pages("list_targets_for_policy", PolicyId=id)).get("Targets") or []
        return Existing(
            id,
            summary.get("Description") or "",
            bool(summary.get("AwsManaged")),
            _parsed(found["Content"]),
            tuple(
                Target(one["TargetId"], _KINDS.get(one["Type"], "account"), one.get("Name") or "")
                for one in targets
            ),
        )

    def attached(self, target: str) -> list[str]:
        """Ids of the service control policies that are attached to the target itself."""
        answer = self._pages("list_policies_for_target", TargetId=target, Filter=SCP)
        return [one["Id"] for one in _known(answer).get("Policies") or []]

    def _ask(self, call: str, absent: Sequence[str] = (), **parameters: Any) -> Probe[Any]:
        return ask(self.client_for, "organizations", self.region, call, absent=absent, **parameters)

    def _pages(self, call: str, **parameters: Any) -> Probe[Any]:
        return ask_every_page(self.client_for, "organizations", self.region, call, **parameters)

    def _root(self, organization: Organization, caller: Identity) -> Mapping[str, Any]:
        answer = self._pages("list_roots")
        if answer.cause == "refused" and organization.role != "management":
            raise AwsFailure(
                f"{_sentence(answer.why)} Account {caller.account} is a member: only the management account, "
                f"{organization.management_account}, attaches policies, or an account that its delegation "
                f"policy lets do so. Name its profile with --profile. {deeds.claim('Nothing was changed.')}"
            )
        roots = _known(answer)["Roots"]
        if not roots:
            raise AwsFailure(
                "AWS Organizations lists no root, which every organization has. "
                f"{deeds.claim('Nothing was changed.')}"
            )
        return roots[0]

    def _target(self, target: str, root: str) -> Target:
        kind = kind_of(target)
        if kind == "root":
            if target != root:
                raise _missing(target, f"its root is {root}")
            return Target(target, kind)
        call, parameter, member = {
            "unit": ("describe_organizational_unit", "OrganizationalUnitId", "OrganizationalUnit"),
            "account": ("describe_account", "AccountId", "Account"),
        }[kind]
        absent = ("OrganizationalUnitNotFound", "AccountNotFound")
        answer = self._ask(call, absent, **{parameter: target})
        if answer.state == "bad":
            raise _missing(target, "`aws organizations list-roots` is where to begin to look for it")
        return Target(target, kind, _known(answer)[member].get("Name") or "")

    def _above(self, account: str) -> frozenset[str] | None:
        """None also for an account of another organization: nothing is known of it here."""
        chain = [account]
        while not chain[-1].startswith("r-") and len(chain) < _DEEPEST:
            answer = self._ask("list_parents", ChildId=chain[-1])
            if answer.value is None:
                return None
            chain += [one["Id"] for one in answer.value["Parents"][:1]] or ["r-"]
        return frozenset(chain)


def _known(answer: Probe[Any]) -> Any:
    if answer.value is None:
        raise AwsFailure(f"{_sentence(answer.why)} {deeds.claim('Nothing was changed.')}")
    return answer.value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:].rstrip('.')}."


def _usable(organization: Organization, caller: Identity) -> Organization:
    if not organization.id:
        raise AwsFailure(
            f"Account {caller.account} isn't part of an organization, and only an organization has service "
            "control policies. Name the profile of its management account with --profile, or make one in AWS "
            f"Organizations. {deeds.claim('Nothing was changed.')}"
        )
    if not organization.all_features:
        raise AwsFailure(
            f"The organization {organization.id} has only consolidated billing, and service control policies "
            "need all features. Turn them on in the management account, under Organizations, Settings; every "
            f"account has to agree. {deeds.claim('Nothing was changed.')}"
        )
    return organization


def _missing(target: str, hint: str) -> AwsFailure:
    return AwsFailure(
        f"The organization has no {target}: {hint}. Give --attach an id that it has. "
        f"{deeds.claim('Nothing was changed.')}"
    )
