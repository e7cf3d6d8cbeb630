"""What policies let somebody do, asked by calls and not by how a statement is spelt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components import merging
from components.arns import Arn
from components.names import Names
from wizard.iam import Limits, Principal, Request, evaluate
from wizard.iam.model import Decision

# An account that none of ours is, whichever ours are.
_STRANGERS = ("999988887777", "888877776666", "777766665555", "666655554444")
CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_EMPTY = {"Version": "2012-10-17", "Statement": []}
_TLS = {"aws:SecureTransport": True}


def administrators(names: Names) -> tuple[Principal, ...]:
    """Whoever may do everything in the account: a role, and the root user."""
    role = f"arn:{names.partition}:iam::{names.account}:role/some-administrator"
    return Principal.role(role), Principal.root(names.account, names.partition)


def stranger(names: Names) -> str:
    """An account that has no part in the deployment."""
    ours = {names.account, names.trail_account, names.trail_owner}
    return next(one for one in _STRANGERS if one not in ours)


def outsiders(names: Names) -> tuple[Principal, ...]:
    """Whoever has no business there: anybody, an administrator of another account, another service."""
    role = f"arn:{names.partition}:iam::{stranger(names)}:role/some-administrator"
    return Principal.anonymous(), Principal.role(role), Principal.service("config.amazonaws.com")


@dataclass(frozen=True)
class Asked:
    """A resource and its policy. policy: JSON text, "" for none; account: the resource's; context: condition
    keys beside those that every call over TLS has."""

    resource: str
    policy: str
    account: str
    context: Mapping[str, Any] = field(default_factory=dict[str, Any])


def may(who: Principal, action: str, of: Asked) -> Decision:
    """Whether a resource's policy lets this caller do that, who may do everything by their own policies."""
    request = Request(who, action, of.resource, {**_TLS, **of.context}, of.account)
    return evaluate(request, resource_policy=of.policy or _EMPTY, identity_policies=[_EVERYTHING])


def allowed(callers: Sequence[Principal], actions: Sequence[str], of: Asked) -> Iterator[str]:
    """Sentences for those of the callers that may do one of these."""
    for who in callers:
        for action in actions:
            decision = may(who, action, of)
            if decision.allowed:
                yield f"{who} may {action}: {decision.reason}"
                break


@dataclass(frozen=True)
class Has:
    """What decides about a role's calls. policies: its own and managed ones; boundary: None for none;
    resources: the policies of what it uses, as JSON text, by ARN."""

    policies: Sequence[Mapping[str, Any]]
    boundary: Mapping[str, Any] | None = None
    resources: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, request: Request) -> Mapping[str, Any] | str | None:
        """The policy of what is asked for; of a file that of its bucket."""
        if request.action.startswith("kms:"):
            return _of_key(request)
        return self.resources.get(request.resource) or self.resources.get(request.resource.partition("/")[0])


def lacking(needed: Mapping[str, Any], has: Has, role_arn: str, home: str) -> list[str]:
    """What a role isn't allowed of all that a document of ours lets it do."""
    who, limits = Principal.role(role_arn), Limits(boundary=has.boundary)
    found: list[str] = []
    for request in _requests(needed, who, home):
        decision = evaluate(
            request, resource_policy=has.of(request), identity_policies=has.policies, limits=limits
        )
        if not decision.allowed:
            found.append(f"{request.action} on {request.resource}")
    return found


def _requests(needed: Mapping[str, Any], who: Principal, home: str) -> Iterator[Request]:
    """One call for each action and resource of each statement, under the conditions that it asks for."""
    for statement in needed["Statement"]:
        block: Mapping[str, Mapping[str, Any]] = statement.get("Condition") or {}
        context = {key: merging.listed(values)[0] for keys in block.values() for key, values in keys.items()}
        for action in merging.listed(statement["Action"]):
            for resource in merging.listed(statement["Resource"]):
                yield Request(who, action.rstrip("*"), _one(resource, home), {**_TLS, **context}, who.account)


def _one(resource: str, home: str) -> str:
    """One of those that a pattern names."""
    arn = Arn.of(resource)
    region = home if arn.region == "*" else arn.region
    return f"arn:{arn.partition}:{arn.service}:{region}:{arn.account}:{arn.resource}".replace("*", "x")


def _of_key(request: Request) -> Mapping[str, Any]:
    """A key's own policy is judged elsewhere: here it lets the account decide."""
    root = f"arn:{Arn.of(request.resource).partition}:iam::{request.principal.account}:root"
    whole = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [whole]}


def trusts(trust: Mapping[str, Any], role_arn: str, service: str, context: Mapping[str, Any]) -> Decision:
    """Whether a role's trust policy lets this service take it on."""
    account = Arn.of(role_arn).account
    request = Request(Principal.service(service), "sts:AssumeRole", role_arn, {**_TLS, **context}, account)
    return evaluate(request, resource_policy=trust)


def over_plain_http(policy: str, names: Names, bucket_arn: str) -> Iterator[str]:
    """Calls that the policy doesn't refuse without TLS, even to those who may do everything."""
    for who in administrators(names):
        for action, resource in (
            ("s3:GetObject", f"{bucket_arn}/AWSLogs/x"),
            ("s3:PutObject", f"{bucket_arn}/x"),
            ("s3:ListBucket", bucket_arn),
        ):
            request = Request(who, action, resource, {"aws:SecureTransport": False}, names.account)
            decision = evaluate(request, resource_policy=policy or _EMPTY, identity_policies=[_EVERYTHING])
            if decision.allowed:
                yield f"{action} by {who}"
