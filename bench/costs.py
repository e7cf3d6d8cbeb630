"""What the alert path costs a month, idle in one account and for 1,000 accounts, at AWS's list prices.

Deploys the default settings into an emulated account and lets the schedule start the digest there: the parts
and calls that are found have to be those that are reckoned with. What each sum is made of, and what is
assumed, goes to stderr; docs/costs.md shows the same.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from components import prices
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.review.costs import calls, page
from wizard.review.costs.alert_path import Line, Organization, total
from wizard.review.costs.parts import METRICS, Parts

IDLE_BUDGET = 3
ORGANIZATION_BUDGET = 150
"""For a thousand accounts, and as many times more for more."""
CONFIG = {"everyregion:approvedRegions": json.dumps([prices.REGION])}


@contextmanager
def recorded() -> Iterator[Counter[str]]:
    """Yields the calls that are made through boto3 in the block, as "service:Operation" -> how often."""
    from botocore.client import BaseClient

    made: Counter[str] = Counter()
    real = BaseClient._make_api_call

    def noted(client: Any, operation: str, request: Any) -> Any:
        made[f"{client.meta.service_model.service_name}:{operation}"] += 1
        return real(client, operation, request)

    with mock.patch.object(BaseClient, "_make_api_call", noted):
        yield made


def measured() -> tuple[Parts, list[Counter[str]]]:
    """The parts of the default deployment, and the calls of its first two digests, an hour's self-check
    among those of the first."""
    with open_account(prices.REGION) as account:
        deployment = deploy(account, CONFIG)
        if deployment.refusal:
            raise SystemExit(f"not deployed: {deployment.refusal}")
        parts = Parts.counted(
            ((one.component, one.type, one.name, one.outputs) for one in deployment.made), METRICS
        )
        runs = []
        for _ in range(2):
            with recorded() as made:
                started = tick(account)
            if len(started) != 1 or started[0].error:
                raise SystemExit(f"the digest didn't run: {started}")
            runs.append(made)
    return parts, runs


def differences() -> list[str]:
    """Where what is deployed and done isn't what is reckoned with."""
    parts, (first, second) = measured()
    reckoned = page.parts_by_default()
    expected = {
        "parts": (parts, reckoned),
        "an idle run": (second, calls.of_a_run()),
        # Nobody is subscribed: the self-check tells so, which isn't idle.
        "the self-check": (
            first - second,
            calls.of_a_self_check(reckoned.watched, reckoned.tamper_rules) + Counter({"sns:Publish": 1}),
        ),
    }
    return [f"{what}: {found}, not {wanted}" for what, (found, wanted) in expected.items() if found != wanted]


def shown(heading: str, lines: list[Line], assumed: list[str]) -> str:
    rows = [
        f"{line.usd:8.2f}  {line.what}: {page.number(line.units)} at {line.price.words}" for line in lines
    ]
    return "\n".join(
        [heading, *rows, f"{total(lines):8.2f}  together", *(f"  - {one}" for one in assumed), ""]
    )


def main() -> int:
    wrong = differences()
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 2
    idle = page.idle()
    print(shown("USD a month, one idle account", idle, page.assumptions()), file=sys.stderr)
    print(f"idle-alert-path-usd-per-month {total(idle):.2f} {IDLE_BUDGET}")
    for shape in (Organization(), page.LARGE):
        lines, assumed = page.organization(shape), page.organization_assumptions(shape)
        print(shown(f"USD a month, {shape.accounts:,} accounts", lines, assumed), file=sys.stderr)
        name = f"alert-path-of-{shape.accounts}-accounts-usd-per-month"
        print(f"{name} {total(lines):.2f} {ORGANIZATION_BUDGET * shape.accounts // 1000}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
