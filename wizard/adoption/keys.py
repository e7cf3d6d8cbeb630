"""What taking over a KMS key keeps and changes, and which keys can't be taken over. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from components import merging
from components.adopted import AdoptedKey
from components.arns import Arn
from wizard.adoption.plan import Part, Removal
from wizard.adoption.snapshot import FoundKey
from wizard.adoption.statements import Ours, deleted_principals, title

LONGEST_POLICY = 32 * 1024


def is_adoptable(found: FoundKey, account: str, region: str) -> bool:
    """Whether the stack can own it: this account's, here, with material that KMS made, and no replica.

    Anything else is used as an existing key, whose policy stays its owner's.
    """
    described = found.described
    return (
        described["AWSAccountId"] == account
        and Arn.of(found.arn).region == region
        and described.get("KeyManager", "CUSTOMER") == "CUSTOMER"
        and described.get("Origin", "AWS_KMS") == "AWS_KMS"
        and described.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType") != "REPLICA"
    )


def adopted_key(found: FoundKey, ours: Ours, has_alias: bool) -> AdoptedKey:
    """Everything about it that isn't ours. has_alias: our alias names a key already."""
    return AdoptedKey(
        found.arn,
        found.described.get("Description", ""),
        ours.others(found.policy),
        found.rotation_days if found.rotation_days != 365 else 0,
        bool(found.described.get("MultiRegion")),
        has_alias,
        ours.other_tags(found.tags),
    )


def part(found: FoundKey, adopted: AdoptedKey, ours: Mapping[str, Any], has_readers: bool) -> Part:
    """What there is to say. ours: our policy."""
    blockers: list[str] = []
    state = found.described["KeyState"]
    if state != "Enabled":
        blockers.append(
            f"The key {found.arn} is {state}: nothing can be encrypted with it, nor read. Enable it first "
            "(aws kms enable-key, or cancel-key-deletion)."
        )
    size = len(json.dumps(merging.policy(dict(ours), adopted.statements)))
    if size > LONGEST_POLICY:
        blockers.append(
            f"The policy of the key {found.arn} would have {size} characters with our statements, and KMS "
            f"takes {LONGEST_POLICY}: shorten it first."
        )
    kept = [f"key policy: {title(statement)}" for statement in adopted.statements]
    kept += [f"tag {key}={value} of the key" for key, value in adopted.tags.items()]
    changes = [] if found.rotation_days else ["the key is rotated once a year; older files stay readable"]
    return Part(
        tuple(kept),
        tuple(changes),
        tuple(_notes(adopted, has_readers)),
        tuple(_removals(adopted)),
        tuple(blockers),
    )


def _notes(adopted: AdoptedKey, has_readers: bool) -> Iterator[str]:
    if has_readers and any(_decides(statement) for statement in adopted.statements):
        yield (
            "A statement of the key's policy lets the account's IAM policies decide who decrypts, and it "
            "stays: logReaders alone doesn't keep others out."
        )


def _decides(statement: Mapping[str, Any]) -> bool:
    actions = [action.lower() for action in merging.listed(statement.get("Action", []))]
    return statement.get("Effect") == "Allow" and bool({"kms:*", "*", "kms:decrypt"} & {*actions})


def _removals(adopted: AdoptedKey) -> Iterator[Removal]:
    for number, statement in enumerate(adopted.statements):
        gone = deleted_principals(statement)
        if gone:
            yield Removal(
                "key",
                number,
                f"In the policy of the key, {title(statement)}.",
                f"It names {', '.join(gone)}, which was deleted: KMS refuses any policy with it.",
                is_needed=True,
            )
