"""The alert path's month, line by line: idle in one account, or beside the log archive of an organization."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from components import prices
from components.prices import Price, Rates
from wizard.review.costs import calls
from wizard.review.costs.parts import Parts

HOURS = 730
"""In a month, as AWS's own calculator counts."""
DEFAULT_REGIONS = 17
"""Enabled in every account: "
  "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"""

# Assumed, since only AWS could measure them. The first is the function's own choice: how long it waits at an
# empty queue. A call across the world takes longer than one at home.
WAIT_SECONDS = 1.0
CALL_SECONDS = 0.02
FAR_CALL_SECONDS = 0.1
FILE_SECONDS = 0.05
BUSY_FILE_SECONDS = 0.5
# The function's own line, measured, and Lambda's three around it, with what CloudWatch adds to each.
LINE_BYTES = 600
LAMBDA_LINES_BYTES = 500
KEPT_MONTHS = 3


@dataclass(frozen=True)
class Traffic:
    """A month of the log bucket. objects: that are made in it; files: of those, the log files; opened: of
    those, the ones that the digest reads: from unapproved regions, and the organization's own. watched: of
    those, the organization's own from busy regions."""

    objects: float
    files: float
    opened: float
    watched: float = 0


@dataclass(frozen=True)
class Organization:
    """The assumptions behind a figure for many accounts. A busy region makes a log file every five minutes
    around the clock, a quiet one (AWS's own services looking round) one an hour; each makes a digest an hour.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
    """

    accounts: int = 1000
    regions: int = DEFAULT_REGIONS
    busy_regions: int = 2
    own_accounts: int = 3
    """Management, delegated administrator, log archive."""
    own_regions: int = 2
    """Where changes to the trail are logged: home, and where IAM logs."""

    @property
    def traffic(self) -> Traffic:
        """The busy regions are the approved ones: only files of the others are opened, and those of the
        organization's own accounts where changes to the trail are logged."""
        quiet = self.accounts * (self.regions - self.busy_regions) * HOURS
        files = self.accounts * self.busy_regions * 12 * HOURS + quiet
        # What isn't busy is opened anyway.
        own = min(self.own_accounts, self.accounts) * min(self.own_regions, self.busy_regions)
        watched = own * 12 * HOURS
        return Traffic(files + self.accounts * self.regions * HOURS, files, quiet + watched, watched)


@dataclass(frozen=True)
class Line:
    """`units` of something in a month, at a price. what: in words, what they are for."""

    what: str
    units: float
    price: Price

    @property
    def usd(self) -> float:
        """In us-east-1."""
        return self.price.of(self.units)


def idle_traffic(parts: Parts, regions: int) -> Traffic:
    """What an account without any activity has: a digest an hour in each region, and the files in which
    CloudTrail records the alert path's own calls."""
    own = (parts.watched + 12) * HOURS if parts.every_minutes else 0
    return Traffic(regions * HOURS + own, own, parts.watched * HOURS)


def month(parts: Parts, traffic: Traffic, insights: str = "both") -> list[Line]:
    """Each thing that is paid for, in USD a month. insights: the setting; what the path itself does is
    analysed by error rates."""
    runs = HOURS * 60 / parts.every_minutes if parts.every_minutes else 0
    checks = HOURS if runs else 0
    files, opened = (traffic.files, traffic.opened) if parts.reads_files and runs else (0, 0)
    in_runs = (
        calls.times(calls.of_a_run(files / runs, opened / runs, parts.decrypts), runs)
        if runs
        else Counter[str]()
    )
    in_checks = calls.times(calls.of_a_self_check(parts.watched, parts.tamper_rules), checks)
    used = calls.units(in_runs) + calls.units(in_checks)
    seconds = (
        runs * WAIT_SECONDS
        + calls.waited_for(in_runs) * CALL_SECONDS
        + opened * FILE_SECONDS
        + (traffic.watched if opened else 0) * (BUSY_FILE_SECONDS - FILE_SECONDS)
        + in_checks.total() * FAR_CALL_SECONDS
    )
    gigabytes = runs * (LINE_BYTES + LAMBDA_LINES_BYTES) / 1e9
    # The schedule takes its role on for each start.
    events = (
        calls.logged(in_runs) + calls.logged(in_checks) + runs if insights in ("both", "error-rate") else 0
    )
    lines = [
        Line("the topic's key", parts.keys, prices.KEY),
        Line("metrics that alarms look at", parts.alarms, prices.ALARM),
        Line("the heartbeat, a custom metric", parts.metrics, prices.METRIC),
        Line("the schedule", runs, prices.SCHEDULED),
        Line("the function's starts", runs, prices.FUNCTION_START),
        Line("the function's time", seconds * parts.memory_mb / 1024, prices.FUNCTION_SECOND),
        Line("the function's log", gigabytes, prices.LOG_INTAKE),
        Line("the function's log, kept", gigabytes * KEPT_MONTHS, prices.LOG_STORAGE),
        Line("the table, read", used[prices.TABLE_READ], prices.TABLE_READ),
        Line("the table, written", used[prices.TABLE_WRITE], prices.TABLE_WRITE),
        Line(
            "the queue: files put in, taken out, deleted",
            files + used[prices.QUEUE_REQUEST],
            prices.QUEUE_REQUEST,
        ),
        Line(
            "each new object, told to EventBridge",
            traffic.objects * parts.told_of_objects,
            prices.OBJECT_EVENT,
        ),
        Line("log files opened", used[prices.OBJECT_READ], prices.OBJECT_READ),
        Line("log files decrypted", used[prices.KEY_REQUEST], prices.KEY_REQUEST),
        Line("the self-check's look at the topic", used[prices.TOPIC_REQUEST], prices.TOPIC_REQUEST),
        Line("Insights on what the path itself does", events, prices.INSIGHT),
    ]
    return [line for line in lines if line.units]


def total(lines: list[Line]) -> float:
    """USD a month in us-east-1."""
    return sum(line.usd for line in lines)


def between(lines: list[Line], rates: Rates) -> tuple[float, float]:
    """USD a month in a region, least and most."""
    least = sum(rates.least(line.price, line.units) for line in lines)
    return least, sum(rates.most(line.price, line.units) for line in lines)
