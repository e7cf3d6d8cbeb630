"""Policy documents that no service takes: not JSON, not a policy, too long, or for somebody who isn't
there."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from components.arns import Arn
from components.settings.plain_data import is_map
from wizard.iam import problems
from wizard.iam.conditions import texts
from wizard.iam.structure import PolicyKind
from wizard.rehearsal.refusals import Refused

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
_DELETED = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,}")


def check_policy(policy: str, kind: PolicyKind, code: str, longest: int = 0) -> None:
    """Refuses, with the service's `code`, what isn't a sound policy of this kind or has more than `longest`
    characters (0: no limit)."""
    found = problems(policy, kind)
    if found:
        raise Refused(code, " ".join(found))
    if longest and len(policy) > longest:
        raise Refused(code, f"The policy has {len(policy)} characters; at most {longest} are allowed.")


def check_principals(policy: str, account: str, known: Collection[str], code: str, message: str) -> None:
    """Refuses a policy that names a user or role of this account that isn't there, or one that was deleted,
    which AWS shows as a unique id; other accounts' can't be looked up.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    for arn in principals(policy):
        if _DELETED.fullmatch(arn):
            raise Refused(code, f"{message} {arn} was deleted.")
        named = Arn.of(arn)
        ours = named.service == "iam" and named.account == account
        if ours and named.resource.startswith(("role/", "user/")) and arn not in known:
            raise Refused(code, f"{message} {arn} doesn't exist.")


def principals(policy: str) -> Iterator[str]:
    """Every AWS principal that the policy names."""
    for statement in statements(policy):
        for element in (statement.get("Principal"), statement.get("NotPrincipal")):
            yield from texts(element.get("AWS")) if is_map(element) else ()


def statements(policy: str) -> list[dict[str, Any]]:
    """The policy's statements as a list."""
    found = json.loads(policy).get("Statement", [])
    return [found] if isinstance(found, dict) else found
