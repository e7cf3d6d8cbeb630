"""One group of a digest, made ready to be shown: every value cleaned, in words and in JSON."""

from __future__ import annotations

from typing import Any, NamedTuple

from .clean import clean
from .grouping import Key, Tally
from .places import console_link, region_name
from .settings import Settings
from .state import OTHERS, Group

UNREADABLE = "UnreadableLogFile"
"""The event name of a group of log files that could not be read."""

SERVICES = {
    # Those that people most often act through. What isn't named here is shown as it is.
    "cloudformation.amazonaws.com": "CloudFormation",
    "signin.amazonaws.com": "the console",
    "servicecatalog.amazonaws.com": "Service Catalog",
    "elasticbeanstalk.amazonaws.com": "Elastic Beanstalk",
    "autoscaling.amazonaws.com": "Auto Scaling",
    "ssm.amazonaws.com": "Systems Manager",
}


class Line(NamedTuple):
    """A group as people hear of it: `counts` is what is new since they last did."""

    key: Key
    counts: Tally
    new: bool
    total: int
    partition: str


def line(key: Key, group: Group, settings: Settings) -> Line:
    """A group that is about to be told."""
    return Line(key, group.pending, not group.told, group.total + group.pending.count, settings.partition)


def _examples(counts: dict[str, int], with_numbers: bool = False) -> str:
    shown = [
        f"{clean(value)} ({number})" if with_numbers else clean(value)
        for value, number in sorted(counts.items(), key=lambda item: -item[1])
        if value
    ]
    if counts.get(""):
        shown.append(f"others ({counts['']})")
    return ", ".join(shown)


def _through(counts: dict[str, int]) -> str:
    return _examples({SERVICES.get(value, value): number for value, number in counts.items()})


def _moment(time: str) -> str:
    return time.replace("T", " ").rstrip("Z") if time else "an unknown time"


def place(key: Key) -> str:
    """The region with its name."""
    name = region_name(key.region)
    return f"{clean(key.region)} ({name})" if name else clean(key.region)


def link(line: Line) -> str:
    """Where to look in the console; empty for a region that can't be one."""
    return console_link(line.partition, line.key.region, line.counts.event_id, line.key.event)


def heading(line: Line) -> str:
    """What happened, in a line."""
    key = line.key
    if key.event == UNREADABLE:
        return f"A log file could not be read: {clean(key.principal)}"
    if key.event == OTHERS:
        return "More groups than can be told apart, counted together"
    what = f"{clean(key.event)} ({clean(key.source)})" if key.source else clean(key.event)
    if line.counts.through:
        what += f" through {_through(line.counts.through)}"
    return f"DRILL {clean(key.drill)}: {what}" if key.drill else what


def as_text(line: Line) -> list[str]:
    """The group in lines for a person."""
    key, counts = line.key, line.counts
    first, last = _moment(counts.first), _moment(counts.last)
    lines = [heading(line)]
    if key.event not in (UNREADABLE, OTHERS):
        lines.append(f"  Who       {clean(key.principal)}")
        if counts.details:
            lines.append(f"  Session   {_examples(counts.details)}")
    lines.append(f"  Where     {place(key)}, account {clean(key.account)}")
    if counts.addresses:
        lines.append(f"  From      {_examples(counts.addresses)}")
    if counts.first:
        lines.append(f"  When      {first} UTC" if first == last else f"  When      {first} to {last} UTC")
    often = f"{counts.count}" if line.new else f"{counts.count} since the last message, {line.total} in all"
    if counts.errors:
        often += f"; refused or failed: {_examples(counts.errors, with_numbers=True)}"
    lines.append(f"  How many  {often}")
    if key.event == UNREADABLE:
        lines.append(f"  Files     {_examples(counts.details)}")
        lines.append("  Whatever could be read in it was. To see whether it was changed after delivery:")
        lines.append("  aws cloudtrail validate-logs (AWS CLI)")
    address = link(line)
    if address and key.event not in (UNREADABLE, OTHERS):
        lines.append(f"  Look      {address}")
    return lines


def as_data(line: Line) -> dict[str, Any]:
    """The group for a machine. Values are cleaned too: many a program prints what it gets."""
    key, counts = line.key, line.counts

    def values(examples: dict[str, int]) -> list[str]:
        return [clean(value) for value in examples if value]

    data = {
        "account": clean(key.account),
        "region": clean(key.region),
        "regionName": region_name(key.region),
        "principal": clean(key.principal),
        "sessions": values(counts.details),
        "eventName": clean(key.event),
        "eventSource": clean(key.source),
        "count": counts.count,
        "total": line.total,
        "new": line.new,
        "firstTime": counts.first,
        "lastTime": counts.last,
        "sourceIPAddresses": values(counts.addresses),
        "through": values(counts.through),
        "errorCodes": {clean(value) or "other": number for value, number in counts.errors.items()},
        "eventId": clean(counts.event_id),
        "console": link(line),
    }
    if key.event == UNREADABLE:
        data |= {
            "principal": "",
            "sessions": [],
            "reason": clean(key.principal),
            "files": values(counts.details),
        }
    return {**data, "drill": clean(key.drill)} if key.drill else data
