"""Since when log files are to be verified: an age, or a date. Pure."""

from __future__ import annotations

import re

from components.settings import shown
from wizard.drill.plan import SECONDS
from wizard.failures import UsageFailure
from wizard.verify.integrity.places import seconds

# Log files are kept for seven years by default; nothing of CloudTrail's is older than its digests, of 2015.
_LONGEST = 12 * 366 * 86400


def since(asked: str, now: float) -> float:
    """Epoch seconds of `24h`, `7d`, `90m` ago, of a day (`2026-11-01`) or a moment (`2026-11-01T10:00:00Z`),
    in UTC. Raises UsageFailure."""
    text = asked.strip()
    age = re.fullmatch(r"([0-9]{1,9})(s|m|h|d)", text)
    if age:
        found: float | None = now - int(age[1]) * {**SECONDS, "d": 86400}[age[2]]
    else:
        found = seconds(f"{text}T00:00:00Z") if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else seconds(text)
    if found is None or not now - _LONGEST <= found < now:
        raise UsageFailure(
            f"--integrity {shown(asked)}: write an age such as 90m, 24h or 7d, or a day such as 2026-11-01, "
            "in UTC."
        )
    return found
