"""AWS's order of evaluation: a request and the policies that apply to it give one decision with its reason.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.arns import Arn

from .conditions import context_of
from .explanation import decided, nobody_allows, root_may
from .model import Decision, Document, Request
from .principals import Grant
from .statements import BOUNDARY, IDENTITY, RESOURCE_CONTROL, SERVICE_CONTROL, SESSION, Placed, miss, placed
from .wildcards import Context
from .words import policy_of

Levels = Sequence[Document | Sequence[Document]]

_WITHOUT_AN_ACCOUNT = ("service", "federated", "anonymous")


@dataclass(frozen=True)
class Limits:
    """What narrows what is granted. `scps` and `rcps` are given by level (root, unit, account): each level a
    document or a list of them, and each must allow. () or None means there are no such policies.
    `management_account` is the organization's: neither kind binds it."""

    boundary: Document | None = None
    session_policies: Sequence[Document] = ()
    scps: Levels = ()
    rcps: Levels = ()
    management_account: str = ""


_NONE = Limits()


def evaluate(
    request: Request,
    *,
    resource_policy: Document | None = None,
    identity_policies: Sequence[Document] = (),
    limits: Limits = _NONE,
) -> Decision:
    """Whether AWS would allow the request, and which statement decides.

    `resource_policy` is the resource's own policy of whatever kind: bucket, topic or queue policy, a KMS
    key's policy, or a role's trust policy. Keys and roles are treated as AWS treats them: their own policy
    must allow, and naming the account only hands the decision to the account's identity policies. KMS grants
    aren't known here.
    What doesn't apply to such a caller is left out: a service, a stranger and the root user have no identity
    policies, boundary or session, and organization policies don't bind service-linked roles.
    """
    who = request.principal
    account = request.resource_account or Arn.of(request.resource).account or who.account
    has_identity = who.kind not in (*_WITHOUT_AN_ACCOUNT, "root")
    narrowing = {
        BOUNDARY: () if limits.boundary is None else (limits.boundary,),
        SESSION: limits.session_policies,
    }
    linked = ":role/aws-service-role/" in who.role_arn
    managing = limits.management_account
    has_scps = (
        not linked and who.kind not in _WITHOUT_AN_ACCOUNT and (not managing or who.account != managing)
    )
    has_rcps = not linked and (not managing or account != managing)
    return _Case(
        request,
        context_of(request, account),
        account,
        _documents(policy_of(request.resource), () if resource_policy is None else (resource_policy,)),
        _documents(IDENTITY, identity_policies if has_identity else ()),
        {name: _documents(name, found) for name, found in narrowing.items() if found and has_identity},
        [_documents(SERVICE_CONTROL, _level(level)) for level in (limits.scps if has_scps else ())],
        [_documents(RESOURCE_CONTROL, _level(level)) for level in (limits.rcps if has_rcps else ())],
    ).decide()


@dataclass(frozen=True)
class _Case:
    request: Request
    context: Context
    resource_account: str
    resource: tuple[Placed, ...]
    identity: tuple[Placed, ...]
    limits: Mapping[str, tuple[Placed, ...]]  # boundary and session policies, each must allow
    scps: Sequence[tuple[Placed, ...]]
    rcps: Sequence[tuple[Placed, ...]]

    def decide(self) -> Decision:
        everything = [*self.rcps, *self.scps, self.resource, self.identity, *self.limits.values()]
        for statements in everything:
            denied = self._first(statements, "Deny")
            if denied:
                return decided(self.request, denied)
        for source, levels in ((RESOURCE_CONTROL, self.rcps), (SERVICE_CONTROL, self.scps)):
            for level in levels:
                if not self._first(level, "Allow"):
                    return self._nobody(source, level)
        granted, grant = self._granted()
        if self.request.principal.kind in _WITHOUT_AN_ACCOUNT:
            return (
                decided(self.request, granted) if granted else self._nobody(self._own_policy, self.resource)
            )
        if self.request.principal.account == self.resource_account:
            return self._within_the_account(granted, grant)
        return self._across_accounts(granted)

    def _within_the_account(self, granted: Placed | None, grant: Grant) -> Decision:
        if granted and grant is Grant.DIRECT:
            return decided(self.request, granted)
        if not granted and self._must_be_named:
            return self._nobody(self._own_policy, self.resource)
        if granted and grant is Grant.ROLE:
            return self._limited() or decided(self.request, granted)
        if self.request.principal.kind == "root":
            return root_may(self.request)
        own = self._first(self.identity, "Allow")
        if not own:
            # Naming the account hands the decision on: then only the identity policies are to blame.
            sources = {} if granted else {self._own_policy: self.resource}
            return nobody_allows(self.request, self.context, {**sources, IDENTITY: self.identity})
        return self._limited() or decided(self.request, own)

    def _across_accounts(self, granted: Placed | None) -> Decision:
        if not granted:
            return self._nobody(self._own_policy, self.resource)
        if self.request.principal.kind != "root" and not self._first(self.identity, "Allow"):
            return self._nobody(IDENTITY, self.identity)
        return self._limited() or decided(self.request, granted)

    @property
    def _own_policy(self) -> str:
        return policy_of(self.request.resource)

    @property
    def _must_be_named(self) -> bool:
        """KMS keys and roles are reached only through their own policy.

        https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
        """
        arn = Arn.of(self.request.resource)
        assuming = self.request.action.lower().startswith(
            ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")
        )
        return (arn.service == "kms" and arn.resource.startswith("key/")) or assuming

    def _first(self, statements: Iterable[Placed], effect: str) -> Placed | None:
        return next((one for one in statements if one.effect == effect and self._applies(one)), None)

    def _applies(self, one: Placed) -> bool:
        return miss(one, self.request, self.context, bounded=BOUNDARY in self.limits) is None

    def _granted(self) -> tuple[Placed | None, Grant]:
        """The resource policy's most direct Allow for this caller."""
        allows = [
            (one, one.grant(self.request))
            for one in self.resource
            if one.effect == "Allow" and self._applies(one)
        ]
        return max(allows, key=lambda found: found[1], default=(None, Grant.NONE))

    def _limited(self) -> Decision | None:
        for source, statements in self.limits.items():
            if not self._first(statements, "Allow"):
                return self._nobody(source, statements)
        return None

    def _nobody(self, source: str, statements: tuple[Placed, ...]) -> Decision:
        return nobody_allows(self.request, self.context, {source: statements})


def _documents(source: str, documents: Sequence[Document]) -> tuple[Placed, ...]:
    return tuple(one for document in documents for one in placed(document, source))


def _level(level: Document | Sequence[Document]) -> Sequence[Document]:
    return (level,) if isinstance(level, (str, Mapping)) else level
