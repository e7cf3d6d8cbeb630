"""The costs as people read them: lines to print, and the tables of docs/costs.md.

`python -m wizard.review.costs.page` rewrites that page's tables; a test checks that they are current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from components import prices
from components.settings import validate
from wizard.review.costs import alert_path
from wizard.review.costs.alert_path import DEFAULT_REGIONS, Line, Organization, idle_traffic, month, total
from wizard.review.costs.parts import Parts

_PART = re.compile(r"(<!-- (idle|organization|prices) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


LARGE = Organization(accounts=10_000)


def parts_by_default(**settings: object) -> Parts:
    """The alert path of default settings, in an account where nobody opted into further regions."""
    home = prices.REGION
    return Parts.of(validate({"approvedRegions": [home], **settings}, home), DEFAULT_REGIONS)


def idle() -> list[Line]:
    """One account, the default settings, nobody doing anything."""
    parts = parts_by_default()
    return month(parts, idle_traffic(parts, DEFAULT_REGIONS))


def organization(shape: Organization) -> list[Line]:
    """An organization whose log archive has the alert path, with log files as its one source."""
    return month(parts_by_default(regionAlert=["delivered-logs"]), shape.traffic)


def assumptions() -> list[str]:
    """What isn't counted but assumed, in sentences."""
    call, far, file = (
        f"{seconds * 1000:g} ms"
        for seconds in (alert_path.CALL_SECONDS, alert_path.FAR_CALL_SECONDS, alert_path.FILE_SECONDS)
    )
    logged = alert_path.LINE_BYTES + alert_path.LAMBDA_LINES_BYTES
    return [
        f"Prices of {prices.REGION}, {prices.AS_OF}, in USD, without free tiers and taxes; "
        f"{alert_path.HOURS} hours a month. Each line is rounded by itself, their sum is not.",
        f"A run of the function waits {alert_path.WAIT_SECONDS:g} second at the empty queue; a call takes "
        f"{call}, one of the self-check {far}, a log file {file}.",
        f"It logs {logged:,} bytes a run, Lambda's own lines among them.",
        "CloudTrail delivers a file every five minutes for the home region and one an hour for each watched "
        "one, since it records the path's own calls, and a digest an hour for each region.",
        "Insights count the schedule's role as taken on anew for every start.",
    ]


def organization_assumptions(shape: Organization) -> list[str]:
    """The same for an organization."""
    busy, quiet = shape.busy_regions, shape.regions - shape.busy_regions
    return [
        f"{shape.accounts:,} accounts with {shape.regions} regions each. In {busy} of them, the approved "
        "ones, something happens at every hour: a log file every five minutes.",
        f"In the other {quiet} AWS's own services look round once an hour: a log file an hour, which the "
        "function opens.",
        "Each account and region has a digest an hour.",
        f"{shape.own_accounts} accounts have a part of the trail (management, delegated administrator, log "
        f"archive): their files of {shape.own_regions} busy regions are opened, too, "
        f"{alert_path.BUSY_FILE_SECONDS:g} seconds each.",
    ]


def table(lines: Sequence[Line]) -> list[str]:
    """A Markdown table with its sum."""
    rows = ["| what | a month | at | USD a month |", "|---|--:|---|--:|"]
    rows += [
        f"| {line.what} | {number(line.units)} | {line.price.words} | {line.usd:.2f} |" for line in lines
    ]
    return [*rows, f"| **together** | | | **{total(list(lines)):.2f}** |"]


def price_list(lines: Sequence[Line]) -> list[str]:
    """The prices that the lines are made of, each with AWS's page."""
    pages: dict[str, list[str]] = {}
    for price in dict.fromkeys(line.price for line in lines):
        pages.setdefault(price.page, []).append(price.words)
    return [f"- {page}: {'; '.join(words)}" for page, words in sorted(pages.items())]


def updated(text: str) -> str:
    """The page with what stands between its marks made anew."""
    shape = Organization()
    parts = {
        "idle": [*table(idle()), "", *(f"- {one}" for one in assumptions())],
        "organization": [
            *table(organization(shape)),
            "",
            *(f"- {one}" for one in organization_assumptions(shape)),
            "",
            f"{LARGE.accounts:,} accounts, by the same: {total(organization(LARGE)):,.2f} USD a month.",
        ],
        "prices": price_list(idle() + organization(shape)),
    }
    return _PART.sub(lambda match: match[1] + "\n".join([*parts[match[2]], match[3]]), text)


def number(value: float) -> str:
    """Whole, or two digits of less than one."""
    return f"{value:,.0f}" if value >= 1 else f"{value:.2g}"


def main() -> int:
    """Rewrites docs/costs.md in the working directory."""
    path = Path("docs", "costs.md")
    path.write_text(updated(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
