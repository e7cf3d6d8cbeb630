"""Makes policy documents of permissions: merged, and split so that each fits into a managed policy. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.policies.document import one_or_many
from wizard.policy.permission import Condition, Permission

# White space isn't counted. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LONGEST = 6_144
Document = dict[str, Any]
_Statement = tuple[tuple[str, ...], tuple[str, ...], Condition]  # actions, resources, condition


def documents(permissions: Iterable[Permission]) -> list[Document]:
    """As few documents as these permissions need, statements in the order of their services.

    Nothing is allowed that isn't among the permissions, but for one thing: what is in several regions
    under one name is named with * for the region, so that a region enabled later is no new policy.
    """
    made: list[Document] = []
    for statement in _statements(permissions):
        if not made or size(_document([*made[-1]["Statement"], statement])) > LONGEST:
            made.append(_document([]))
        made[-1]["Statement"].append(statement)
    return made


def size(document: Mapping[str, Any]) -> int:
    """Characters as IAM counts them."""
    return len(json.dumps(document, separators=(",", ":"), ensure_ascii=False))


def _document(statements: Sequence[Mapping[str, Any]]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statements(permissions: Iterable[Permission]) -> list[dict[str, Any]]:
    return [
        {
            "Effect": "Allow",
            "Action": one_or_many(actions),
            "Resource": one_or_many(resources),
            **({"Condition": _block(condition)} if condition else {}),
        }
        for actions, resources, condition in sorted(_merged(permissions))
    ]


def _merged(permissions: Iterable[Permission]) -> Iterable[_Statement]:
    """Actions on the same under the same conditions stand together, then resources with the same actions."""
    actions: dict[tuple[str, str, Condition], set[str]] = defaultdict(set)
    for one in permissions:
        service = one.action.partition(":")[0]
        actions[service, one.resource, one.condition].add(one.action)
    resources: dict[tuple[tuple[str, ...], Condition], set[str]] = defaultdict(set)
    for (_, resource, condition), names in actions.items():
        resources[tuple(sorted(names)), condition].add(resource)
    conditions: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Condition]] = defaultdict(list)
    for (names, condition), where in resources.items():
        conditions[names, _without_regions(where)].append(condition)
    return [
        (names, where, condition)
        for (names, where), given in conditions.items()
        for condition in _joined(given)
    ]


def _without_regions(resources: Iterable[str]) -> tuple[str, ...]:
    """ARNs that differ in nothing but the region become one."""
    regions: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for arn in resources:
        parts = tuple(arn.split(":", 5))
        regions[(*parts[:3], "", *parts[4:]) if len(parts) == 6 else parts].add(arn)
    return tuple(
        sorted(
            next(iter(arns)) if len(arns) == 1 else ":".join((*parts[:3], "*", *parts[4:]))
            for parts, arns in regions.items()
        )
    )


def _joined(conditions: list[Condition]) -> list[Condition]:
    """Conditions that differ in one test's values alone become one with all of them."""
    done: list[Condition] = []
    for condition in sorted(conditions):
        for position, other in enumerate(done):
            both = _either(other, condition)
            if both:
                done[position] = both
                break
        else:
            done.append(condition)
    return done


def _either(one: Condition, other: Condition) -> Condition | None:
    if [test[:2] for test in one] != [test[:2] for test in other]:
        return None
    differing = [at for at, tests in enumerate(zip(one, other, strict=True)) if tests[0] != tests[1]]
    if len(differing) != 1:
        return None
    at = differing[0]
    operator, key, values = one[at]
    return (*one[:at], (operator, key, tuple(sorted({*values, *other[at][2]}))), *one[at + 1 :])


def _block(condition: Condition) -> dict[str, dict[str, Any]]:
    block: dict[str, dict[str, Any]] = {}
    for operator, key, values in condition:
        block.setdefault(operator, {})[key] = one_or_many(values)
    return block
