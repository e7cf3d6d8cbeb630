"""Who may work in closed regions: roles of this deployment, of AWS's own tools, and whom somebody names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from components.arns import Arn
from components.names import Names
from components.region_alert.function.digest.principals import fits
from components.settings import RULES, Problem, Settings, shown
from components.settings.plain_data import is_list, is_map
from components.settings.rules.strangers import stranger
from components.tamper_rules import tamper_rules

#: Stands for the account where it isn't known: a role of that name in every account.
ANY_ACCOUNT = "*"
# A session is judged by its role, so an ARN of STS never matches; `${...}` would be a policy variable.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
_PRINCIPAL = re.compile(
    r"arn:(?P<partition>[a-z-]+|\*):iam::(?:\d{12}|\*):(?:role|user)/[\w+=,.@/*?-]+", re.ASCII
)
_ROLE = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)
# Credentials that the stack file gives to Pulumi's provider.
# https://www.pulumi.com/registry/packages/aws/installation-configuration/
_TAKEN_ON = ("aws:assumeRole", "aws:assumeRoles", "aws:assumeRoleWithWebIdentity")


@dataclass(frozen=True)
class Exempt:
    """ARNs. own: what the deployment makes; deploying: the roles that it is deployed with, where the stack
    file names them; named: by --exempt."""

    own: tuple[str, ...]
    deploying: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Each once, in order."""
        return tuple(dict.fromkeys((*self.own, *self.deploying, *self.named)))

    @property
    def accounts(self) -> frozenset[str]:
        """Those in which somebody who may deploy is exempt; ANY_ACCOUNT stands for all."""
        return frozenset(Arn.of(name).account for name in (*self.deploying, *self.named))

    def may_name(self, caller: str) -> bool:
        """Whether somebody is exempt, as far as an ARN of STS tells: it leaves a role's path out."""
        who = Arn.of(caller)
        kind, _, rest = who.resource.partition("/")
        name = rest.partition("/")[0] if kind == "assumed-role" else rest.rpartition("/")[2]
        for one in map(Arn.of, self.all):
            alike = one.resource.startswith("user/") == (kind == "user")
            if alike and fits(one.account, who.account) and fits(one.name, name):
                return True
        return False


def aws_roles(partition: str) -> tuple[str, ...]:
    """The roles with which Control Tower and service-managed StackSets work in a member account.

    https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
    """
    names = ("AWSControlTowerExecution", "stacksets-exec-*")
    return tuple(f"arn:{partition}:iam::*:role/{name}" for name in names)


def own_roles(settings: Settings, accounts: Sequence[str]) -> Iterator[str]:
    """The digest function's role and the one that rules forward with, where there are any.

    accounts: that the stack may be deployed in; none stands for every account.
    """
    for account in accounts or (ANY_ACCOUNT,):
        names = Names.of(settings, account)
        archive = Arn.of(settings.log_archive_role_arn).account or account
        if settings.region_alert or settings.tamper_alert:
            yield replace(names, account=archive).digest_role_arn
        if RULES in settings.region_alert or archive != account or _tamper_regions(settings, names):
            for one in dict.fromkeys((account, archive)):
                yield replace(names, account=one).forward_role_arn


def deploying_roles(settings: Settings, config: Mapping[Any, Any]) -> Iterator[str]:
    """The roles that Pulumi takes on for this stack. config: the stack file's."""
    found = [role for key, value in config.items() if str(key) in _TAKEN_ON for role in _roles_in(value)]
    yield from filter(_ROLE.fullmatch, (*found, settings.log_archive_role_arn))


def _roles_in(value: Any) -> Iterator[str]:
    for one in value if is_list(value) else [value]:
        if is_map(one):
            yield str(one.get("roleArn", ""))


def closed_rules(settings: Settings) -> tuple[bool, tuple[str, ...]]:
    """Whether the deployment has rules in every unapproved region, and else in which: the tamper alert's."""
    tamper = _tamper_regions(settings, Names.of(settings, ANY_ACCOUNT)) - set(settings.approved_regions)
    return RULES in settings.region_alert, tuple(sorted(tamper))


def _tamper_regions(settings: Settings, names: Names) -> set[str]:
    """Where the tamper alert has rules away from home. How many keys there are changes no region."""
    return {rule.region for rule in tamper_rules(settings, names, keys=0)} - {names.home}


def problems(entries: Iterable[str], partition: str) -> Iterator[Problem]:
    """What can't be an exemption: it would exempt nobody, or nearly everybody."""
    for entry in entries:
        found = _PRINCIPAL.fullmatch(entry)
        form = f"arn:{partition}:iam::<account>:role/<name>"
        if not found:
            yield Problem(
                "--exempt",
                entry,
                f"{shown(entry)} isn't the ARN of a role or user.",
                "`*`, a whole account or its root user would undo the policy; an ARN of STS matches nobody, "
                "since a session goes by its role's.",
                f"Write {form}, with * inside the name if you need it.",
            )
        elif found["partition"] not in (partition, "*"):
            yield Problem(
                "--exempt",
                entry,
                f"{shown(entry)} is in {found['partition']}, but this stack is in {partition}.",
                "It would exempt nobody.",
                f"Write {form}.",
            )
        elif somebody := stranger(entry):
            yield Problem(
                "--exempt",
                entry,
                f"{shown(entry)} names nearly everybody: {somebody}, for one.",
                "They could work in every region, as if there were no policy.",
                "Name at least three characters in a row that not every such role or user shares.",
            )
