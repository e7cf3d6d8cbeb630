"""Which events a question is about: accounts, regions, a time, a principal, a bucket. Pure.

Folders are named after the day of the delivery. CloudTrail delivers within minutes, so one day more than the
events' own is looked at.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from components.named_queries import fragments
from components.named_queries.literal import listed, literal
from components.region_alert.function.digest.account_and_region import is_account
from components.regions import is_known, nearest
from components.settings import Problem, shown
from wizard.failures import UsageFailure

_RECENT = timedelta(days=7)
_DAY, _MOMENT = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True)
class Period:
    """From `begin` on, before `end`, in UTC; None is open."""

    begin: datetime | None = None
    end: datetime | None = None

    def days(self, today: date) -> list[date]:
        """The days of delivery that it takes in, up to today; empty where it has no beginning."""
        if self.begin is None:
            return []
        last = min(today, self.end.date() if self.end else today)
        return [self.begin.date() + _DAY * n for n in range((last - self.begin.date()).days + 1)]

    def __str__(self) -> str:
        begin, end = (f"{one:%Y-%m-%d %H:%M}" if one else "" for one in (self.begin, self.end))
        if begin and end:
            return f"{begin} to {end} UTC"
        return f"since {begin} UTC" if begin else f"before {end} UTC" if end else "all that there is"


@dataclass(frozen=True)
class Chosen:
    """What the command line asks for. Empty is everything."""

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    period: Period = Period()
    principal: str = ""
    bucket: str = ""

    def recent(self, now: datetime) -> Chosen:
        """The same; where no time was given, of the last days alone: Athena is paid by what it reads."""
        if self.period != Period():
            return self
        return replace(
            self, period=Period(begin=(now - _RECENT).replace(hour=0, minute=0, second=0, microsecond=0))
        )

    def days_of_delivery(self) -> tuple[str, str]:
        """The first and last folder (yyyy/MM/dd) that its events may lie in; "" is open."""
        begin, end = self.period.begin, self.period.end
        return (f"{begin:%Y/%m/%d}" if begin else "", f"{end - _MOMENT + _DAY:%Y/%m/%d}" if end else "")

    def condition(self, *, says_principal: bool = False) -> str:
        """The events, as a condition in Athena's SQL. Partitions first: they decide what is read at all."""
        found = [*self._conditions()]
        if self.principal and not says_principal:
            found.append(self.principal_condition())
        return "\n  AND ".join(found) or "true"

    def principal_condition(self) -> str:
        """Whether a call was the principal's, in Athena's SQL."""
        return fragments.principal(self.principal)

    def bucket_name(self) -> str:
        """The bucket's name, in Athena's SQL."""
        return literal(self.bucket)

    def _conditions(self) -> Iterator[str]:
        begin, end = self.period.begin, self.period.end
        if self.accounts:
            yield f"account IN ({listed(self.accounts)})"
        if self.regions:
            yield f"region IN ({listed(self.regions)})"
        first, last = self.days_of_delivery()
        if first:
            yield f"day >= {literal(first)}"
        if last:
            yield f"day <= {literal(last)}"
        if begin:
            yield f"eventtime >= {literal(f'{begin:%Y-%m-%dT%H:%M:%SZ}')}"
        if end:
            yield f"eventtime < {literal(f'{end:%Y-%m-%dT%H:%M:%SZ}')}"


def chosen(
    account: Sequence[str], region: Sequence[str], begin: str, end: str, principal: str, bucket: str
) -> Chosen:
    """From the command line's texts. Raises UsageFailure with all that is wrong, at once."""
    problems: list[Problem] = []

    def wrong(flag: str, value: str, rule: str, fix: str) -> None:
        problems.append(Problem(flag, value, rule, "Nothing would be found.", fix))

    accounts = [one.strip() for text in account for one in text.split(",") if one.strip()]
    regions = [one.strip() for text in region for one in text.split(",") if one.strip()]
    for one in accounts:
        if not is_account(one):
            wrong("--account", one, "it isn't an account's id.", "Write its twelve digits.")
    for one in regions:
        if not is_known(one):
            close = nearest(one)
            wrong("--region", one, "there is no such region.", f"Did you mean {close}?" if close else "")
    times: list[datetime | None] = []
    for flag, text in (("--from", begin), ("--to", end)):
        try:
            times.append(_moment(text, is_end=flag == "--to"))
        except ValueError:
            times.append(None)
            wrong(
                flag, text, "it isn't a time.", "Write a day or a time in UTC: 2026-11-25, 2026-11-25T14:30."
            )
    if times[0] and times[1] and times[0] >= times[1]:
        wrong("--to", end, f"it is before --from {begin}.", "Change one of them.")
    for flag, text in (("--principal", principal), ("--bucket", bucket)):
        if not text.isprintable() or len(text) > 2048:
            wrong(flag, text, "it holds what no name has.", "Type it again by hand.")
    if principal.strip("*") == "" and principal:
        wrong("--principal", principal, "it names everybody.", "Leave it out, or write more of the name.")
    if problems:
        raise UsageFailure("This can't be asked:", problems)
    bucket = re.sub(r"^(s3://|arn:[^:]*:s3:::)", "", bucket).partition("/")[0]
    return Chosen(tuple(accounts), tuple(regions), Period(*times), principal, bucket)


def _moment(text: str, *, is_end: bool) -> datetime | None:
    """A day or a time; the end of a day is its last moment. Raises ValueError."""
    if not text:
        return None
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    found = found.astimezone(timezone.utc) if found.tzinfo else found.replace(tzinfo=timezone.utc)
    if not 2000 <= found.year <= 9000:
        raise ValueError(shown(text))
    return found + _DAY if is_day and is_end else found
