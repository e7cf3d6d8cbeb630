"""What CloudTrail delivered, and when: for a trail's status, and for the digest files to come."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount


@dataclass(frozen=True)
class Delivered:
    """One log file that arrived: when, its hash, and the times of its first and last event."""

    key: str
    at: float
    hash: str
    oldest: str
    newest: str


def status_of(account: EmulatedAccount, trail: Any, region: str) -> dict[str, Any]:
    """What is kept of this trail and region: `files` that arrived, when, or why not. It may be changed."""
    return account.deliveries.setdefault((trail.arn, region), {"files": []})


def note(account: EmulatedAccount, trail: Any, region: str, key: str, records: Sequence[Any]) -> None:
    """A log file was delivered, or with key "" couldn't be."""
    status = status_of(account, trail, region)
    now = account.clock.now()
    if not key:
        status["error"] = "AccessDenied"
        return
    status.pop("error", None)
    status["delivered"] = now
    times = sorted(str(record.get("eventTime", "")) for record in records) or [""]
    body = json.dumps({"Records": list(records)}).encode()
    status["files"].append(Delivered(key, now, hashlib.sha256(body).hexdigest(), times[0], times[-1]))
