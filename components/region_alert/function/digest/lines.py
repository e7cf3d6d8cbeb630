"""One group of a digest, made ready to be shown: every value cleaned, in words and in JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from . import made_of
from .clean import chosen, clean
from .drills import Mark, subject_of
from .grouping import DRILL, FILE, FOLD, MEMORY, TAMPER, Key, Tally
from .moments import span
from .news import Addresses, addresses_of, news
from .places import console_link, region_name
from .rank import word
from .settings import Settings
from .shares import Group, standing
from .sources import DELIVERED_LOGS, RULES
from .state import State

UNREADABLE = "UnreadableLogFile"
"""The event name of a group of log files that could not be read."""
DAMAGED = "UnreadableMemory"
"""The same where it is what the digest remembered that could not be read."""
BY = {RULES: "the rules", DELIVERED_LOGS: "the log files"}
LONGEST_NAME = 50
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html"""
CHANGED = "The audit trail or the alert was changed"

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
    """A group as people hear of it: `counts` is what is new since they last did, `news` what changed. `new`:
    they never did; `known`: they heard of that rank. `account_name`: what the account is called, where that
    is known; as data, since whoever makes an account names it."""

    key: Key
    counts: Tally
    new: bool
    total: int
    partition: str
    news: tuple[str, ...] = ()
    known: bool = False
    account_name: str = ""


def named(lines: Sequence[Line], names: Mapping[str, str]) -> list[Line]:
    """The lines with the names of their accounts."""
    return [line._replace(account_name=names.get(line.key.account, "")) for line in lines]


def _line(key: Key, group: Group, addresses: Addresses, settings: Settings, now: int) -> Line:
    changes = tuple(news(key, group, addresses, now)) if group.told else ()
    total = group.total + group.pending.count
    known = standing(group)[1]
    return Line(key, group.pending, not group.told, total, settings.partition, changes, known)


def lines_of(state: State, keys: Sequence[Key], settings: Settings, now: int) -> list[Line]:
    """The groups that are about to be told, in this order."""
    known = addresses_of(state.groups)
    return [_line(key, state.groups[key], known, settings, now) for key in keys]


def in_order(lines: Sequence[Line]) -> list[Line]:
    """As they are shown: by rank, then what is new, then by time."""
    return sorted(lines, key=lambda one: (one.counts.rank, one.known, one.counts.first, one.key))


def _examples(counts: dict[str, int], clean: Callable[[str], str] = clean, with_numbers: bool = False) -> str:
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


def where(line: Line) -> str:
    """The region with its name, or how many there are."""
    regions = [region for region in line.counts.regions if region] or [line.counts.region]
    if len(regions) > 1:
        return f"{len(regions)} regions"
    name = region_name(regions[0])
    return f"{clean(regions[0])} ({name})" if name else clean(regions[0])


def account(line: Line) -> str:
    """The account by its id and, where that is known, its name."""
    name = chosen(line.account_name, LONGEST_NAME)
    return f"{clean(line.key.account)} ({name})" if name else clean(line.key.account)


def is_refused(line: Line) -> bool:
    """Whether all of it was refused or failed."""
    return line.counts.failed >= line.counts.count


def link(line: Line) -> str:
    """Where to look in the console; empty for a region that can't be one, and for what CloudTrail has not."""
    if line.key.kind in (FILE, FOLD, MEMORY) or line.key.source.startswith("aws."):
        return ""
    event_id = line.counts.event_id.removeprefix("tamper#")
    return console_link(line.partition, line.counts.region, event_id, line.key.event)


def heading(line: Line) -> str:
    """What happened, in a line."""
    key = line.key
    if key.kind == FILE:
        return f"A log file could not be read: {clean(key.about)}"
    if key.kind == MEMORY:
        return f"What the alert remembered could not be read: {clean(key.about)}"
    if key.kind == FOLD:
        return "More groups than can be told apart, counted together"
    what = f"{clean(key.event)} ({clean(key.source)})" if key.source else clean(key.event)
    if line.counts.through:
        what += f" through {_through(line.counts.through)}"
    if key.kind == TAMPER:
        done = "A change to the audit trail or the alert was refused" if is_refused(line) else CHANGED
        return f"{done}, {clean(key.about)}: {what}"
    if key.kind == DRILL:
        mark = Mark.of(key)
        return f"DRILL {clean(mark.nonce)} by {BY.get(mark.source, 'an unknown way')}: {what}"
    return what


def as_text(line: Line) -> list[str]:
    """The group in lines for a person."""
    key, counts = line.key, line.counts
    lines = [heading(line)]
    if key.kind not in (FILE, MEMORY):
        lines.append(f"  Who       {chosen(key.principal)}")
    if counts.details and key.kind != FILE:
        name = _detail_name(key)
        shown = _examples(counts.details, chosen if name in _CHOSEN else clean)
        lines.append(f"  {name:<10}{shown}")
    lines.append(f"  Where     {where(line)}, account {account(line)}")
    if len(counts.regions) > 1:
        lines.append(f"  Regions   {_examples(counts.regions, with_numbers=True)}")
    if counts.addresses:
        lines.append(f"  From      {_examples(counts.addresses)}")
    if counts.first:
        lines.append(f"  When      {span(counts.first, counts.last)} UTC")
    often = f"{counts.count}" if line.new else f"{counts.count} since the last message, {line.total} in all"
    if counts.errors:
        often += f"; refused or failed: {_examples(counts.errors, with_numbers=True)}"
    lines.append(f"  How many  {often}")
    if line.news:
        lines.append(f"  New       {clean('; '.join(line.news))}")
    lines += made_of.rows(key, counts)
    if key.kind == FILE:
        lines.append(f"  Files     {_examples(counts.details)}")
        lines.append("  Whatever could be read in it was. To see whether it was changed after delivery:")
        lines.append("  aws cloudtrail validate-logs (AWS CLI)")
    if key.kind == MEMORY:
        lines.append("  What waited to be told again may be lost: look at CloudTrail's logs of the last day.")
    address = link(line)
    if address:
        lines.append(f"  Look      {address}")
    return lines


_CHOSEN = ("Among", "Session")


def _detail_name(key: Key) -> str:
    """What the examples of a group are of."""
    if key.kind == MEMORY:
        return "Kept as"
    if key.kind == FOLD:
        return "Among"
    return "Of" if key.kind == TAMPER and key.source == "aws.s3" else "Session"


def as_data(line: Line) -> dict[str, object]:
    """The group for a machine. Values are cleaned too: many a program prints what it gets."""
    key, counts = line.key, line.counts

    def values(examples: dict[str, int]) -> list[str]:
        return [clean(value) for value in examples if value]

    def numbers(examples: dict[str, int]) -> dict[str, int]:
        return {clean(value) or "other": number for value, number in examples.items()}

    data: dict[str, object] = {
        "account": clean(key.account),
        "region": clean(counts.region),
        "regionName": region_name(counts.region),
        "regions": numbers(counts.regions),
        "rank": word(counts.rank),
        "principal": clean(key.principal),
        "sessions": values(counts.details),
        "eventName": clean(key.event),
        "eventSource": clean(key.source),
        "count": counts.count,
        "failed": counts.failed,
        "total": line.total,
        "new": line.new,
        "news": [clean(change) for change in line.news],
        "firstTime": counts.first,
        "lastTime": counts.last,
        "sourceIPAddresses": values(counts.addresses),
        "through": values(counts.through),
        "errorCodes": numbers(counts.errors),
        "eventId": clean(counts.event_id),
        "console": link(line),
    }
    if line.account_name:
        data["accountName"] = clean(line.account_name, LONGEST_NAME)
    if key.kind in (FILE, MEMORY):
        data |= {"sessions": [], "reason": clean(key.about), "files": values(counts.details)}
    data |= made_of.as_data(key, counts)
    if key.kind == TAMPER:
        data["tamper"] = clean(subject_of(key))
    if key.kind == DRILL:
        mark = Mark.of(key)
        data |= {"drill": clean(mark.nonce), "sources": [clean(mark.source)]}
    return data
