"""What policies let somebody do, asked by calls and not by how a statement is spelt. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from components import merging
from components.arns import Arn
from components.names import Names
from wizard.iam import Limits, Principal, Request, evaluate
from wizard.iam.model import Decision
from wizard.iam.statements import covers_action
from wizard.iam.unknown_keys import KNOWN_OF_SERVICES, asked_for, kindest, strictest
from wizard.iam.witnesses import Witness
from wizard.iam.words import quoted

# An account that none of ours is, whichever ours are.
_STRANGERS = ("999988887777", "888877776666", "777766665555", "666655554444")
CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_EMPTY = {"Version": "2012-10-17", "Statement": []}
# Of every call, as long as it is over TLS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
_TLS = {"aws:SecureTransport": True, "s3:TlsVersion": "1.3"}


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
    """Sentences for those of the callers that may do one of these, with whatever headers they choose."""
    of = replace(of, policy=_as_callers_choose(of.policy))
    for who in callers:
        for action in actions:
            decision = may(who, action, of)
            if decision.allowed:
                yield f"{who} may {action}: {decision.reason}"
                break


def _as_callers_choose(policy: str) -> str:
    """The policy as it is for somebody whose request says what suits them: a Deny that hangs on a header
    stops nobody, and an Allow that asks for one lets everybody in."""
    asked = {key.lower() for key in asked_for(policy or _EMPTY, ())}
    fixed = {key for key in asked if key not in _CHOSEN and (key.startswith("aws:") or key in _NOT_CHOSEN)}
    fixed -= {key for key in asked if key.startswith("aws:requesttag/")}
    return policy if fixed == asked else json.dumps(kindest(policy, fixed))


# Global keys that hold what a caller wrote, and services' own that don't:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_CHOSEN = frozenset({"aws:referer", "aws:useragent", "aws:tagkeys"})
_NOT_CHOSEN = frozenset(
    {
        "s3:resourceaccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "s3:tlsversion",
        "kms:calleraccount", "kms:viaservice", "kms:grantisforawsresource",
    }
)  # fmt: skip


def let_in(found: Iterable[Witness], calls: Sequence[Call], of: Asked) -> Iterator[str]:
    """Sentences for those of the witnesses that may do one of the calls, be it on what their own statement
    is about."""
    of = replace(of, policy=_as_callers_choose(of.policy))
    for one in found:
        context = {key.lower(): value for key, value in {**_TLS, **of.context}.items()}
        account = (
            {} if one.principal.account in ("", of.account) else {"kms:calleraccount": one.principal.account}
        )
        own = [call for call in calls if covers_action(one.statement, call.action)]
        tried = ((call, where) for call in own for where in call.places(of.resource, one.resources))
        for call, where in tried:
            request = Request(
                one.principal, call.action, where, {**context, **account, **one.context}, of.account
            )
            decision = evaluate(request, resource_policy=of.policy, identity_policies=[_EVERYTHING])
            if decision.allowed:
                sid = quoted(str((decision.statement or {}).get("Sid") or "(no Sid)"))
                yield f"{one.words} may {call.action}, by the statement {sid} of the {decision.source}"
                break


@dataclass(frozen=True)
class Call:
    """An action, and what of a resource it is done to: itself, or what lies in a folder of it."""

    action: str
    folder: str = ""

    def places(self, resource: str, named: Sequence[str]) -> Iterator[str]:
        """The resources to ask about. named: those that a statement has."""
        if not self.folder:
            yield resource
            return
        yield f"{resource}/{self.folder}x.json.gz"
        yield from (one for one in named if one.startswith(f"{resource}/{self.folder}"))


def surely(who: Principal, action: str, of: Asked) -> bool | None:
    """Whether the policy lets this service do that, whatever AWS sets of what isn't known; None where that
    decides."""
    known = KNOWN_OF_SERVICES | {key.lower() for key in of.context}
    worlds = [supposing(of.policy or _EMPTY, known) for supposing in (kindest, strictest)]
    kind, strict = (may(who, action, replace(of, policy=json.dumps(world))).allowed for world in worlds)
    return kind if kind == strict else None


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
    policy = _as_callers_choose(policy)
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
