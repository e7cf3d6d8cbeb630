"""AWS's order of evaluation: from a request and every policy that applies to it to one decision with its reason.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .conditions import context_of
from .model import Decision, Document, Request
from .principals import Grant
from .statements import Placed, miss, placed
from .wildcards import Context
from .words import policy_of, quoted

Levels = Sequence[Document | Sequence[Document]]

IDENTITY, BOUNDARY, SESSION = "identity policy", "permissions boundary", "session policy"
SERVICE_CONTROL, RESOURCE_CONTROL = "service control policy", "resource control policy"
_WITHOUT_AN_ACCOUNT = ("service", "federated", "anonymous")


def evaluate(
    request: Request,
    *,
    resource_policy: Document | None = None,
    identity_policies: Sequence[Document] = (),
    boundary: Document | None = None,
    session_policies: Sequence[Document] = (),
    scps: Levels = (),
    rcps: Levels = (),
) -> Decision:
    """Whether AWS would allow the request, and which statement decides.

    `resource_policy` is the resource's own policy of whatever kind: bucket, topic or queue policy, a KMS key's
    policy, or a role's trust policy. Keys and roles are treated as AWS treats them: their own policy must allow,
    and naming the account only hands the decision to the account's identity policies.
    `scps` and `rcps` are given by level (root, unit, account): each level a document or a list of them, each must allow.
    Identity, boundary and session policies count only for a caller that can have them; () or None means there is none.
    """
    return _Case.of(
        request,
        _documents(policy_of(request.resource), () if resource_policy is None else (resource_policy,)),
        _documents(IDENTITY, identity_policies),
        None if boundary is None else _documents(BOUNDARY, (boundary,)),
        _documents(SESSION, session_policies) or None,
        [_documents(SERVICE_CONTROL, _level(level)) for level in scps],
        [_documents(RESOURCE_CONTROL, _level(level)) for level in rcps],
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

    @classmethod
    def of(
        cls,
        request: Request,
        resource: tuple[Placed, ...],
        identity: tuple[Placed, ...],
        boundary: tuple[Placed, ...] | None,
        session: tuple[Placed, ...] | None,
        scps: Sequence[tuple[Placed, ...]],
        rcps: Sequence[tuple[Placed, ...]],
    ) -> _Case:
        """Leaves out what doesn't apply to such a caller: a service, a stranger and the root user have no identity
        policies, and organization policies don't bind service-linked roles."""
        principal = request.principal
        account = request.resource_account or _account_in(request.resource) or principal.account
        if principal.kind in (*_WITHOUT_AN_ACCOUNT, "root"):
            identity, boundary, session = (), None, None
        linked = ":role/aws-service-role/" in principal.role_arn
        limits = {
            name: found for name, found in ((BOUNDARY, boundary), (SESSION, session)) if found is not None
        }
        return cls(
            request,
            context_of(request, account),
            account,
            resource,
            identity,
            limits,
            () if linked or principal.kind in _WITHOUT_AN_ACCOUNT else scps,
            () if linked else rcps,
        )

    def decide(self) -> Decision:
        everything = [*self.rcps, *self.scps, self.resource, self.identity, *self.limits.values()]
        for statements in everything:
            denied = self._first(statements, "Deny")
            if denied:
                return self._decided(denied)
        for source, levels in ((RESOURCE_CONTROL, self.rcps), (SERVICE_CONTROL, self.scps)):
            for level in levels:
                if not self._first(level, "Allow"):
                    return self._nobody_allows({source: level})
        granted, grant = self._granted()
        if self.request.principal.kind in _WITHOUT_AN_ACCOUNT:
            return (
                self._decided(granted) if granted else self._nobody_allows({self._own_policy: self.resource})
            )
        if self.request.principal.account == self.resource_account:
            return self._within_the_account(granted, grant)
        return self._across_accounts(granted)

    def _within_the_account(self, granted: Placed | None, grant: Grant) -> Decision:
        if granted and grant is Grant.DIRECT:
            return self._decided(granted)
        if not granted and self._must_be_named:
            return self._nobody_allows({self._own_policy: self.resource})
        if granted and grant is Grant.ROLE:
            return self._limited() or self._decided(granted)
        if self.request.principal.kind == "root":
            return self._root()
        own = self._first(self.identity, "Allow")
        if not own:
            # Naming the account only hands the decision on, so the resource's policy is the nearest only if it's silent.
            sources = {} if granted else {self._own_policy: self.resource}
            return self._nobody_allows({**sources, IDENTITY: self.identity})
        return self._limited() or self._decided(own)

    def _across_accounts(self, granted: Placed | None) -> Decision:
        if not granted:
            return self._nobody_allows({self._own_policy: self.resource})
        if self.request.principal.kind != "root" and not self._first(self.identity, "Allow"):
            return self._nobody_allows({IDENTITY: self.identity})
        return self._limited() or self._decided(granted)

    @property
    def _own_policy(self) -> str:
        return policy_of(self.request.resource)

    @property
    def _must_be_named(self) -> bool:
        """KMS keys and roles are reached only through their own policy.

        https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
        """
        parts = self.request.resource.split(":", 5)
        service, name = (parts[2], parts[5]) if len(parts) == 6 else ("", "")
        assuming = self.request.action.lower().startswith(
            ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")
        )
        return (service == "kms" and name.startswith("key/")) or assuming

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
                return self._nobody_allows({source: statements})
        return None

    def _what(self) -> str:
        return f"{self.request.action} on {quoted(self.request.resource)}"

    def _decided(self, one: Placed) -> Decision:
        verb = "allows" if one.effect == "Allow" else "denies"
        reason = f"statement {one.name} of the {one.source} {verb} {self.request.principal} {self._what()}"
        return Decision(one.effect == "Allow", reason, one.source, one.statement)

    def _root(self) -> Decision:
        return Decision(True, f"the account's root user may do {self._what()}", "root user")

    def _nobody_allows(self, sources: Mapping[str, tuple[Placed, ...]]) -> Decision:
        where = " or ".join(f"the {source}" for source in sources)
        reason = f"no statement of {where} allows {self.request.principal} {self._what()}"
        near = [
            (found.depth, one, found.words)
            for statements in sources.values()
            for one in statements
            if one.effect == "Allow" and (found := miss(one, self.request, self.context)) is not None
        ]
        if not near:
            return Decision(False, reason, next(iter(sources)))
        _, one, words = max(near, key=lambda found: found[0])
        return Decision(
            False, f"{reason}; the nearest is statement {one.name}: {words}", one.source, one.statement
        )


def _documents(source: str, documents: Sequence[Document]) -> tuple[Placed, ...]:
    return tuple(one for document in documents for one in placed(document, source))


def _level(level: Document | Sequence[Document]) -> Sequence[Document]:
    return (level,) if isinstance(level, (str, Mapping)) else level


def _account_in(resource: str) -> str:
    parts = resource.split(":", 5)
    return parts[4] if len(parts) == 6 else ""
