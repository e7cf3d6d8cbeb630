"""How many messages a working day brings, whose doing they are, and what the alert path costs beside it.

The day is `working_day`, the function the deployed one with default settings. It begins with nothing known.
"""

from __future__ import annotations

import sys

from bench.lived_day import lived, most_often
from bench.working_day import REGIONS, SILENT, day
from wizard.review.costs import page
from wizard.review.costs.alert_path import DEFAULT_REGIONS, HOURS, Traffic, idle_traffic, month, total

MESSAGES, OF_ONE_CAUSE, OF_THE_SILENT = 30, 12, 0.1
WAIT_SECONDS, REGION_SECONDS = 60, 600
USD = 5


def cost() -> float:
    """USD a month where every region has a log file every five minutes, which the digest opens."""
    parts = page.parts_by_default()
    idle = idle_traffic(parts, DEFAULT_REGIONS)
    opened = len(REGIONS) * 12 * HOURS
    return total(month(parts, Traffic(idle.objects + opened, idle.files + opened, opened)))


def main() -> None:
    moments = day()
    found = lived(moments)
    told = {pair for one in found.told for pair in one.regions}
    for one in found.told:
        print(f"{one.at // 3600:02}:{one.at // 60 % 60:02} {one.subject}", file=sys.stderr)
    print(f"noise-messages-a-day {len(found.told)} {MESSAGES}")
    for cause, count in most_often(found):
        print(f"noise-messages-naming-{cause} {count} {OF_THE_SILENT if cause in SILENT else OF_ONE_CAUSE}")
    print(f"noise-longest-wait-of-a-first-event-seconds {max(map(found.delay, told))} {WAIT_SECONDS}")
    moved = {pair: found.second_region(pair) for pair in told & found.succeeded}
    first = [found.delay(pair, region) for pair, region in moved.items() if region]
    print(f"noise-longest-wait-of-a-first-new-region-seconds {max(first)} {WAIT_SECONDS}")
    regions = [found.delay(pair, region) for pair, region in found.arrived if pair in told]
    print(f"noise-longest-wait-of-a-new-region-seconds {max(regions)} {REGION_SECONDS}")
    print(f"noise-alert-path-usd-per-month {cost():.2f} {USD}")


if __name__ == "__main__":
    main()
