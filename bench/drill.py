"""What a drill takes in the rehearsal: until its alert came, and what it made is removed again."""

from __future__ import annotations

import json
import time

from components.settings import validate
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.drill import drills
from wizard.rehearsal.opening import open_account

HOME = "us-east-1"
BUDGET_SECONDS = 3


def main() -> None:
    settings = validate({"approvedRegions": [HOME], "alertEmails": ["ops@example.com"]}, HOME)
    values = settings.as_keys()
    config = {f"everyregion:{key}": json.dumps(values[key]) for key in ("approvedRegions", "alertEmails")}
    with open_account(HOME) as account:
        if deploy(account, config).refusal:
            raise SystemExit(2)
        started = time.perf_counter()
        done = drills(account, settings)
        seconds = time.perf_counter() - started
    if any(one.outcome is None or one.failed for one in done):
        raise SystemExit(2)
    print(f"drill-seconds {seconds / len(done):.3f} {BUDGET_SECONDS}")


if __name__ == "__main__":
    main()
