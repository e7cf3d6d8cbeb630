"""How much an account, or an organization's together, does in a month, as far as that is known: a least and
a most, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from wizard.review.costs.alert_path import DEFAULT_REGIONS

#: Measured by AWS in Cost Explorer, reckoned from a sample of the account, or assumed.
Source = Literal["usage", "sample", "assumption"]
# A record of an event in a log file that is compressed, and as CloudWatch Logs takes it in: bytes.
COMPRESSED_BYTES, RAW_BYTES = 250, 1500
#: Of management events that nobody told reads from writes: so many are writes, at least and at most.
FEW_WRITES, MANY_WRITES = 0.05, 0.2
#: Reckoned with where nobody knows how many accounts an organization has.
UNKNOWN_ACCOUNTS = 10
_WHOSE = (
    " A management account is told of its whole organization, any other of itself alone. Log files are "
    "reckoned as those of {:,} accounts."
)


@dataclass(frozen=True)
class Volume:
    """A month of these accounts together. reads, writes: management events; data: data events that the
    settings would record; busy_regions: where something is logged in every five minutes, and regions: the
    enabled ones, of each account; network: network activity events, which only a trail that was there before
    records."""

    reads: float
    writes: float
    data: float
    busy_regions: float
    regions: int = DEFAULT_REGIONS
    accounts: int = 1
    network: float = 0

    @property
    def events(self) -> float:
        return self.reads + self.writes

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Volumes:
    """From least to most. source: of the management events; words: a sentence on where they come from."""

    least: Volume
    most: Volume
    source: Source
    words: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "words": self.words,
            "least": self.least.as_dict(),
            "most": self.most.as_dict(),
        }


def assumed(regions: int = DEFAULT_REGIONS) -> Volumes:
    """From a quiet account to one where a team and its tools work all day."""
    return Volumes(
        Volume(50_000, 5_000, 100_000, 1, regions, network=100_000),
        Volume(2_000_000, 200_000, 10_000_000, 4, regions, network=10_000_000),
        "assumption",
        "Assumed: 55,000 to 2,200,000 management events a month, one in eleven a write, and, where data "
        "events are recorded, 100,000 to 10,000,000 of them.",
    )


def assumed_of_organization(accounts: int, regions: int = DEFAULT_REGIONS) -> Volumes:
    """Each account as `assumed` has one. accounts: 0 where nobody knows how many there are."""
    each, number = assumed(regions), accounts or UNKNOWN_ACCOUNTS
    whose = _counted(number, "account") + ("" if accounts else " (how many there are isn't known)")
    return Volumes(
        _times(each.least, number),
        _times(each.most, number),
        "assumption",
        f"Assumed for each of {whose}: {each.words.removeprefix('Assumed: ')}",
    )


def _times(one: Volume, accounts: int) -> Volume:
    return replace(
        one,
        reads=one.reads * accounts,
        writes=one.writes * accounts,
        data=one.data * accounts,
        network=one.network * accounts,
        accounts=accounts,
    )


def sampled(writes: float, days: int, regions: int = DEFAULT_REGIONS) -> Volumes:
    """From the write events that LookupEvents showed: one page for each region, so at least so many.

    Reads are taken for 5 to 20 times as many, writes for up to 4 times as many as were seen.
    """
    month = writes / days * 365 / 12 if days else 0
    base = assumed(regions)
    return Volumes(
        replace(base.least, reads=5 * month, writes=month),
        replace(base.most, reads=80 * month, writes=4 * month),
        "sample",
        f"From {_counted(writes, 'write event')} seen in {_counted(days, 'day')}: at least so many; reads "
        "are taken for 5 to 20 times the writes.",
    )


def _counted(number: float, word: str) -> str:
    shown = f"{number:,.0f}"
    return f"{shown} {word}{'' if shown == '1' else 's'}"


def of_events(events: float, share: float, volume: Volume) -> Volume:
    """The volume with so many management events, such a share of them writes."""
    return replace(volume, reads=(1 - share) * events, writes=share * events)


def counted(
    events: float,
    data: float,
    days: int,
    regions: int = DEFAULT_REGIONS,
    accounts: int = 1,
    network: float = 0,
) -> Volumes:
    """From what Cost Explorer says that CloudTrail recorded in so many days.

    accounts: whose usage that is; an organization's is told to its management account alone.

    It doesn't tell reads from writes, which only Insights ask about: 5 to 20 % are taken for writes.
    """
    month, data, network = (value / days * 365 / 12 for value in (events, data, network))
    base = assumed(regions)
    least, most = (data, data) if data else (base.least.data * accounts, base.most.data * accounts)
    return Volumes(
        of_events(month, FEW_WRITES, Volume(0, 0, least, 1, regions, accounts, network)),
        of_events(month, MANY_WRITES, Volume(0, 0, most, 4, regions, accounts, network)),
        "usage",
        f"From Cost Explorer: {_counted(events, 'management event')}"
        + (f" and {_counted(data, 'data event')} a month" if data else "")
        + f" in {days} days."
        + (_WHOSE.format(accounts) if accounts > 1 else ""),
    )
