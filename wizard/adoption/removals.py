"""What speaks against being kept in a bucket's policy and lifecycle. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.adopted import AdoptedBucket
from wizard.adoption.plan import Removal
from wizard.adoption.statements import deleted_principals, is_public, title, wants_no_tls


def of_statements(adopted: AdoptedBucket, of: Any) -> Iterator[Removal]:
    for number, statement in enumerate(adopted.statements):
        what = f"In the policy of {adopted.name}, {title(statement)}."
        if is_public(statement):
            why = "It makes the bucket public, and S3 refuses such a policy once public access is blocked."
            yield Removal(of, number, what, why, is_needed=True)
        elif gone := deleted_principals(statement):
            why = f"It names {', '.join(gone)}, which was deleted: S3 refuses any policy with it."
            yield Removal(of, number, what, why, is_needed=True)
        elif wants_no_tls(statement):
            why = "It allows calls without TLS, which are denied from now on: it would do nothing."
            yield Removal(of, number, what, why)


def early_deletions(adopted: AdoptedBucket, folder: str, expire_after_days: int) -> Iterator[Removal]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html"""
    for number, rule in enumerate(adopted.lifecycle):
        expiration = rule.get("Expiration") or {}
        days, date = expiration.get("Days"), expiration.get("Date")
        both = rule.get("Filter") or {}
        both = both.get("And") or both
        prefix = both.get("Prefix") or rule.get("Prefix") or ""
        is_ours = prefix.startswith(folder) or folder.startswith(prefix)
        tagged = both.get("Tag") or both.get("Tags")
        is_early = date or (days and (not expire_after_days or days < expire_after_days))
        if rule.get("Status") == "Enabled" and is_ours and is_early and not tagged:
            when = f"after {days} days" if days else f"on {date}"
            wanted = f"after {expire_after_days} days" if expire_after_days else "never"
            yield Removal(
                "lifecycle",
                number,
                f"Lifecycle rule {rule.get('ID') or '(no id)'} of {adopted.name}, for keys that begin with "
                f'"{prefix}".',
                f"It deletes log files {when}, and S3 does what comes first: expireAfterDays says {wanted}.",
            )
