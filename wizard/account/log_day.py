"""What a trail's log files of one day come to: how many there are, how large, and of some of them the events.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

import datetime
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from components.region_alert.function.digest.account_and_region import is_account
from components.region_alert.function.digest.noise import says_read_only
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe, Trail
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.account.one_call import amount, figures
from wizard.account.selectors_record import as_advanced, category
from wizard.account.spread import spread

#: Of an organization's accounts, and of the day's files, as many are looked at; pages of 1,000 files of one
#: region; bytes of one file, as it is stored and as it is read.
MOST_ACCOUNTS, MOST_FILES, MOST_PAGES, MOST_PACKED, MOST_UNPACKED = 5, 12, 10, 4 << 20, 64 << 20


@dataclass(frozen=True)
class Counted:
    """The events of some files. packed: the bytes of those files as they are stored; data: by resource
    type."""

    files: int
    packed: int
    reads: int
    writes: int
    data: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def events(self) -> int:
        return self.reads + self.writes


@dataclass(frozen=True)
class LogDay:
    """files, packed: of the accounts looked at, the bytes as they are stored; accounts: how many have files,
    looked_at of which were looked at; counted: None where no file was read, and why; is_mixed: the trail may
    record more than management events, so that sizes alone tell nothing of these."""

    trail: str
    files: int
    packed: int
    accounts: int
    looked_at: int
    counted: Counted | None
    why: str = ""
    is_mixed: bool = False


def log_day(
    client_for: ClientFor,
    trail: Trail,
    account: str,
    regions: Sequence[str],
    day: datetime.date,
    until: float,
    at_once: int = AT_ONCE,
    *,
    may_read: bool = True,
) -> Probe[LogDay]:
    """Of one trail. account: its own, of one account's trail; may_read: False lists alone. Good with no files
    where nothing was delivered that day; unknown where its bucket can't be listed."""
    listed = _accounts(client_for, trail, account)
    if listed.value is None:
        return listed.gap
    looked_at = spread(listed.value, MOST_ACCOUNTS)
    calls = {
        (folder, region): partial(_files, client_for, trail, f"{folder}/CloudTrail/{region}/{day:%Y/%m/%d}/")
        for folder in looked_at
        for region in regions
    }
    found = side_by_side(calls, until, at_once=at_once)
    failed = next((one for one in found.values() if one.value is None), None)
    if failed is not None or len(found) < len(calls):
        missing = failed or late("s3:ListBucket")
        return missing.gap
    files = sorted((size, key) for one in found.values() for key, size in (one.value or {}).items() if size)
    counted: Probe[Counted] = Probe()
    if may_read:
        counted = _count(client_for, trail, files, until, at_once)
    packed = sum(size for size, _ in files)
    accounts = len(listed.value)
    mixed = any(category(one) != "Management" for one in as_advanced(trail) or ())
    made = LogDay(trail.name, len(files), packed, accounts, len(looked_at), counted.value, counted.why, mixed)
    return Probe("good", made)


def _accounts(client_for: ClientFor, trail: Trail, account: str) -> Probe[list[str]]:
    """The folders of the accounts whose files the trail writes."""
    if not trail.is_organization:
        return Probe("good", [f"{trail.log_folder}/{account}"])
    whose = {"Bucket": trail.bucket, "Delimiter": "/"}

    def folders() -> list[str]:
        client = client_for("s3", trail.home_region)
        organizations = _prefixes(client.list_objects_v2(Prefix=f"{trail.log_folder}/o-", **whose))
        pages = [page for one in organizations for page in _pages(client, Prefix=one, **whose)]
        found = [one.rstrip("/") for page in pages for one in _prefixes(page)]
        return [one for one in found if is_account(one.rpartition("/")[2])]

    return figures("s3", trail.home_region, "list_objects_v2", folders)


def _prefixes(page: Mapping[str, Any]) -> list[str]:
    return [str(one["Prefix"]) for one in page.get("CommonPrefixes") or ()]


def _pages(client: Any, **wanted: Any) -> Iterator[Mapping[str, Any]]:
    """MOST_PAGES of them at most: no more are needed to reckon with."""
    for _ in range(MOST_PAGES):
        page = client.list_objects_v2(**wanted)
        yield page
        token = page.get("NextContinuationToken")
        if not token:
            return
        wanted["ContinuationToken"] = token


def _files(client_for: ClientFor, trail: Trail, folder: str) -> Probe[dict[str, int]]:
    """Key -> bytes."""

    def files() -> dict[str, int]:
        pages = _pages(client_for("s3", trail.home_region), Bucket=trail.bucket, Prefix=folder)
        return {
            str(one["Key"]): int(amount(one["Size"])) for page in pages for one in page.get("Contents") or ()
        }

    return figures("s3", trail.home_region, "list_objects_v2", files)


def _count(
    client_for: ClientFor, trail: Trail, files: Sequence[tuple[int, str]], until: float, at_once: int
) -> Probe[Counted]:
    """Of files of every size, since large ones hold most events. files: by size."""
    some = [(size, key) for size, key in spread(files, MOST_FILES) if size <= MOST_PACKED]
    if not some:
        return Probe("unknown", why="there is none that could be read" if files else "there is none")
    calls = {key: partial(_records, client_for, trail, key) for _, key in some}
    found = side_by_side(calls, until, at_once=at_once)
    read = [(size, records) for size, key in some if key in found and (records := found[key].value)]
    if not read:
        return next(
            (one.gap for one in found.values()),
            late("s3:GetObject"),
        )
    data: Counter[str] = Counter()
    for _, records in read:
        data.update(records.data)
    return Probe(
        "good",
        Counted(
            len(read),
            sum(size for size, _ in read),
            sum(records.reads for _, records in read),
            sum(records.writes for _, records in read),
            dict(data),
        ),
    )


def _records(client_for: ClientFor, trail: Trail, key: str) -> Probe[Counted]:
    def packed() -> bytes:
        answer = client_for("s3", trail.home_region).get_object(Bucket=trail.bucket, Key=key)
        return answer["Body"].read(MOST_PACKED)

    answer = figures("s3", trail.home_region, "get_object", packed)
    if answer.value is None:
        return answer.gap
    try:
        return Probe("good", counted(answer.value))
    except (ValueError, RecursionError, zlib.error) as error:
        return Probe("unknown", why=f"a log file makes no sense ({type(error).__name__})")


def counted(packed: bytes) -> Counted:
    """The events of one file. Raises zlib.error and ValueError for what is none.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = json.loads(inflater.decompress(packed, MOST_UNPACKED))
    records = content.get("Records") if isinstance(content, dict) else None
    if not isinstance(records, list):
        raise ValueError
    reads = writes = 0
    data: Counter[str] = Counter()
    for one in records:
        if not isinstance(one, dict):
            continue
        if one.get("eventCategory", "Management") == "Data":
            data[_type_of(one)] += 1
        elif says_read_only(one):
            reads += 1
        else:
            writes += 1
    return Counted(1, len(packed), reads, writes, dict(data))


def _type_of(record: Mapping[str, Any]) -> str:
    """The resource type that the record is about: objects come with their bucket."""
    resources = record.get("resources")
    types = (
        [one.get("type") for one in resources if isinstance(one, dict)] if isinstance(resources, list) else []
    )
    return next((str(one) for one in types if one and one != "AWS::S3::Bucket"), "")
