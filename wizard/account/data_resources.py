"""What there is to record data events of: buckets, functions and tables, with their regions and tags.

Read-only, bounded, and side by side over regions; a region or tags that can't be read cost nothing else.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from wizard.account.action_names import action_of
from wizard.account.connect import ClientFor
from wizard.account.facts import Identity, Probe
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.account.one_call import ask_every_page

#: As many of a kind as are read: of each region, or of all buckets.
MOST = 1000


@dataclass(frozen=True)
class DataResource:
    """One of them. arn: as CloudTrail's resources.ARN has it, a bucket's without a slash; region: "" where it
    isn't known."""

    arn: str
    name: str
    region: str = ""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Listing:
    """What was read. unread: why something is missing: a region, or what is beyond MOST; tags_unread: why
    there are no tags. Sentences, () where nothing is."""

    resources: tuple[DataResource, ...]
    unread: tuple[str, ...] = ()
    tags_unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Kind:
    """How one kind is read. service, call: boto3's; key: the list in an answer; tagged: what the tagging API
    calls them; is_global: one list for all regions."""

    service: str
    call: str
    key: str
    made: Callable[[Any, str, Identity], DataResource]
    tagged: str
    is_global: bool = False


def _bucket(found: Any, _: str, who: Identity) -> DataResource:
    name = str(found["Name"])
    return DataResource(f"arn:{who.partition}:s3:::{name}", name, str(found.get("BucketRegion") or ""))


def _function(found: Any, region: str, _: Identity) -> DataResource:
    return DataResource(str(found["FunctionArn"]), str(found["FunctionName"]), region)


def _table(found: Any, region: str, who: Identity) -> DataResource:
    name = str(found)
    return DataResource(f"arn:{who.partition}:dynamodb:{region}:{who.account}:table/{name}", name, region)


_KINDS: Mapping[str, _Kind] = {
    "AWS::S3::Object": _Kind("s3", "list_buckets", "Buckets", _bucket, "s3", is_global=True),
    "AWS::Lambda::Function": _Kind("lambda", "list_functions", "Functions", _function, "lambda:function"),
    "AWS::DynamoDB::Table": _Kind("dynamodb", "list_tables", "TableNames", _table, "dynamodb:table"),
}
#: The resource types whose resources can be read.
READABLE = tuple(_KINDS)


def data_resources(
    client_for: ClientFor,
    resource_type: str,
    who: Identity,
    home: str,
    regions: Sequence[str],
    until: float,
    at_once: int = AT_ONCE,
) -> Probe[Listing]:
    """Those of this type, by name; unknown where no region said anything.

    home: where a global list is asked for; regions: the enabled ones; until: of time.monotonic(). Raises
    KeyError for a type that isn't READABLE.
    """
    kind = _KINDS[resource_type]
    places = [home] if kind.is_global else list(regions)
    calls = {place: partial(_listed, client_for, kind, who, place) for place in places}
    answers = side_by_side(calls, until, at_once=at_once)
    action = action_of(kind.service, kind.call)
    read = {place: answers.get(place, late(action, place)) for place in places}
    if all(one.value is None for one in read.values()):
        return next(iter(read.values())).then(lambda _: Listing(()))
    found = [resource for one in read.values() if one.value for resource in one.value.resources]
    unread = [one.why for one in read.values() if one.value is None]
    unread += [why for one in read.values() if one.value for why in one.value.unread]
    tags, tags_unread = _tags(client_for, kind, sorted({one.region or home for one in found}), until, at_once)
    made = (replace(one, tags=tags.get(one.arn, {})) for one in found)
    return Probe(
        "good",
        Listing(
            tuple(sorted(made, key=lambda one: (one.name, one.region))),
            tuple(dict.fromkeys(unread)),
            tuple(dict.fromkeys(tags_unread)),
        ),
    )


def _listed(client_for: ClientFor, kind: _Kind, who: Identity, place: str) -> Probe[Listing]:
    # S3 names a bucket's region in pages alone.
    pages = {"PageSize": MOST if kind.is_global else 50, "MaxItems": MOST}
    answer = ask_every_page(client_for, kind.service, place, kind.call, PaginationConfig=pages)

    def read(found: Mapping[str, Any]) -> Listing:
        more = (
            f"There are more than {MOST:,}{'' if kind.is_global else f' in {place}'}; the rest isn't listed"
        )
        listed = tuple(kind.made(one, place, who) for one in found.get(kind.key) or ())
        return Listing(listed, (more,) if found.get("NextToken") else ())

    return answer.then(read)


def _tags(
    client_for: ClientFor, kind: _Kind, regions: Sequence[str], until: float, at_once: int
) -> tuple[Mapping[str, Mapping[str, str]], list[str]]:
    """ARN -> tags, of those that have any, and why some couldn't be read."""
    pages = {"PageSize": 100, "MaxItems": MOST}
    calls = {
        region: partial(
            ask_every_page,
            client_for,
            "resourcegroupstaggingapi",
            region,
            "get_resources",
            ResourceTypeFilters=[kind.tagged],
            PaginationConfig=pages,
        )
        for region in regions
    }
    answers = side_by_side(calls, until, at_once=at_once)
    read = [answers.get(region, late("tag:GetResources", region)) for region in regions]
    tags = {
        str(one["ResourceARN"]): {tag["Key"]: tag["Value"] for tag in one.get("Tags") or ()}
        for answer in read
        for one in (answer.value or {}).get("ResourceTagMappingList") or ()
    }
    return tags, [answer.why for answer in read if answer.value is None]
