"""May a service, or a role that a service acts with, do this here? The policies' own words, judged by
wizard.iam."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from components.arns import Arn
from wizard.iam import Decision, Principal, Request, evaluate
from wizard.rehearsal.account.contents import Role

# An action, the resource that it is on, and the condition keys that AWS sets.
Asked = tuple[str, str, Mapping[str, str]]
_ALWAYS = {"aws:SecureTransport": True}


def service_may(
    service: str, action: str, resource: str, policy: str | None, context: Mapping[str, str], account: str
) -> Decision:
    """Whether the resource's policy lets a service such as events.amazonaws.com do this. `context`: the
    condition keys that AWS sets; `account`: the one that owns the resource."""
    return _service_may(service, action, resource, policy, tuple(sorted(context.items())), account)


@functools.lru_cache(4096)
def _service_may(
    service: str,
    action: str,
    resource: str,
    policy: str | None,
    context: tuple[tuple[str, str], ...],
    account: str,
) -> Decision:
    request = Request(Principal.service(service), action, resource, {**_ALWAYS, **dict(context)}, account)
    return evaluate(request, resource_policy=policy)


@functools.lru_cache(4096)
def role_may(role_arn: str, action: str, resource: str, policies: tuple[str, ...]) -> Decision:
    """Whether a role's own policies let it do this."""
    request = Request(Principal.role(role_arn), action, resource, _ALWAYS, Arn.of(role_arn).account)
    return evaluate(request, identity_policies=policies)


def role_may_in(
    role: Role, action: str, resource: str, policy: str | None, context: Mapping[str, str]
) -> Decision:
    """Whether a role may do this in another account: its own policies and the resource's have to allow it."""
    owner = Arn.of(resource).account
    request = Request(Principal.role(role.arn), action, resource, {**_ALWAYS, **context}, owner)
    return evaluate(request, resource_policy=policy, identity_policies=role.policies)


def refused_to_service(
    service: str, asked: Iterable[Asked], policy: str | None, owner: str
) -> tuple[str, str]:
    """The first action that the resource's policy doesn't let the service do, and why; "" for none."""
    for action, resource, context in asked:
        decision = service_may(service, action, resource, policy, context, owner)
        if not decision.allowed:
            return action, decision.reason
    return "", ""


def refused_in_role(service: str, role: Role, action: str, resource: str, context: Mapping[str, str]) -> str:
    """Why a service can't do this with a role that it takes on, "" where it can."""
    if role.trust is None:
        return f"the role {role.arn} doesn't exist"
    for decision in (
        service_may_assume(service, role.arn, role.trust, context),
        role_may(role.arn, action, resource, role.policies),
    ):
        if not decision.allowed:
            return decision.reason
    return ""


def service_may_assume(
    service: str, role_arn: str, trust: str | None, context: Mapping[str, str]
) -> Decision:
    """Whether the role's trust policy, None where there is no such role, lets the service take the role."""
    return service_may(service, "sts:AssumeRole", role_arn, trust, context, Arn.of(role_arn).account)
