"""Which part of a time Athena can read: it skips files in Glacier without a word.

A sample of the days is looked at, since a long time has millions of files.
https://docs.aws.amazon.com/athena/latest/ug/querying-glacier.html
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any

from components.names import Names
from wizard.account.connect import ClientFor
from wizard.account.one_call import ask, ask_every_page
from wizard.account.spread import spread
from wizard.failures import AwsFailure, UsageFailure
from wizard.query.chosen import Chosen

_ARCHIVED = ("GLACIER", "DEEP_ARCHIVE")
_MOST_DAYS, _MOST_FOLDERS, _AT_ONCE = 14, 6, 8
#: What a query may name where the partition is injected.
# https://docs.aws.amazon.com/athena/latest/ug/partition-projection-dynamic-id-partitioning.html
_MOST_ACCOUNTS = 1000


@dataclass(frozen=True)
class Readable:
    """notes: sentences; facts: the same for machines."""

    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def accounts(client_for: ClientFor, names: Names) -> tuple[str, ...]:
    """Every account that has log files in the bucket. Raises AwsFailure, and UsageFailure for too many."""
    found = _folders(client_for, names, f"{names.accounts_folder}/")
    if isinstance(found, str):
        raise AwsFailure(
            f"Which accounts have log files can't be found out: {found} Name the accounts: --account."
        )
    if len(found) > _MOST_ACCOUNTS:
        raise UsageFailure(
            f"{len(found):,} accounts have log files, and Athena takes {_MOST_ACCOUNTS:,} a query: name some "
            "of them with --account."
        )
    return tuple(found)


def look(client_for: ClientFor, names: Names, chosen: Chosen, today: date | None = None) -> Readable:
    """What share of the files of that time Athena skips, by a sample of its days, accounts and regions."""
    days = chosen.period.days(today or datetime.now(timezone.utc).date())
    if not days:
        return Readable((), {"from": None, "to": None, "sampledFiles": 0})
    whose = chosen.accounts or _folders(client_for, names, f"{names.accounts_folder}/")
    if isinstance(whose, str):
        return _told(days, [], whose)
    places = [
        f"{names.accounts_folder}/{account}/CloudTrail/"
        for account in spread(whose or (names.trail_owner,), 2)
    ]
    regions = chosen.regions or _folders(client_for, names, places[0])
    if isinstance(regions, str):
        return _told(days, [], regions)
    folders = [f"{place}{region}/" for place in places for region in spread(regions, _MOST_FOLDERS // 2)]
    asked = [(day, f"{folder}{day:%Y/%m/%d}/") for day in spread(days, _MOST_DAYS) for folder in folders]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda one: _classes(client_for, names, one[1]), asked))
    why = next((answer for answer in answers if isinstance(answer, str)), "")
    classes = [
        (day, kind)
        for (day, _), answer in zip(asked, answers, strict=True)
        if not isinstance(answer, str)
        for kind in answer
    ]
    return _told(days, classes, why)


def _told(days: Sequence[date], classes: Sequence[tuple[date, str]], why: str) -> Readable:
    archived = [day for day, kind in classes if kind in _ARCHIVED]
    facts: dict[str, Any] = {
        "from": f"{days[0]}",
        "to": f"{days[-1]}",
        "sampledFiles": len(classes),
        "sampledArchived": len(archived),
        "lastArchivedDay": f"{max(archived)}" if archived else None,
        "unknown": why or None,
    }
    time = f"{days[0]} to {days[-1]}"
    if why:
        return Readable(
            (f"Whether files of {time} are in Glacier, which Athena skips silently, isn't known: {why}",),
            facts,
        )
    if not classes:
        return Readable((f"No log files of {time} were found where a sample was looked for.",), facts)
    if not archived:
        return Readable(
            (f"Readable: {time}; of {len(classes):,} files looked at none is in Glacier.",), facts
        )
    share = 100 * len(archived) / len(classes)
    return Readable(
        (
            f"Of {time}, {share:.0f}% of the {len(classes):,} files looked at are in Glacier, up to those of "
            f"{max(archived)}: Athena skips them silently, so their events are missing here.",
        ),
        facts,
    )


def _classes(client_for: ClientFor, names: Names, prefix: str) -> list[str] | str:
    """The storage classes of the first thousand files there; why not, as text."""
    found = ask(client_for, "s3", names.home, "list_objects_v2", Bucket=names.log_bucket, Prefix=prefix)
    if found.value is None:
        return found.why
    return [one.get("StorageClass", "STANDARD") for one in found.value.get("Contents", ())]


def _folders(client_for: ClientFor, names: Names, prefix: str) -> list[str] | str:
    """The names of the folders right below; why not, as text."""
    answer = ask_every_page(
        client_for, "s3", names.home, "list_objects_v2", Bucket=names.log_bucket, Prefix=prefix, Delimiter="/"
    )
    if answer.value is None:
        return answer.why
    found = [one["Prefix"].removeprefix(prefix).rstrip("/") for one in answer.value.get("CommonPrefixes", ())]
    return [one for one in found if one]
