"""The regions of an emulated account: those on by default in its partition, and those it opted into.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from components.regions import ON_BY_DEFAULT

_DEFAULT = {
    "aws": ON_BY_DEFAULT,
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
    "aws-eusc": ("eusc-de-east-1",),
}
_OPT_IN = {
    "aws": (
        *("af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4"),
        *("ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1"),
        *("eu-central-2", "eu-south-1", "eu-south-2", "il-central-1"),
        *("me-central-1", "me-south-1", "mx-central-1"),
    ),
}
NO_OPT_IN_NEEDED, OPTED_IN, NOT_OPTED_IN = "opt-in-not-required", "opted-in", "not-opted-in"


def partition_of(region: str) -> str:
    """The partition that holds this region; ValueError for a region that the table doesn't have."""
    for partition, default in _DEFAULT.items():
        if region in (*default, *_OPT_IN.get(partition, ())):
            return partition
    raise ValueError(f"{region!r} isn't a region that can be emulated.")


def statuses(home: str, opted_in: Iterable[str] = (), *, optional_home: bool = True) -> Mapping[str, str]:
    """Each region of the home region's partition, with its opt-in status as EC2 words it, in alphabetical
    order. optional_home: whether the account has opted in to the home region, where that takes it."""
    partition = partition_of(home)
    wanted, optional = {*((home,) if optional_home else ()), *opted_in}, _OPT_IN.get(partition, ())
    unknown = sorted(wanted - {*_DEFAULT[partition], *optional})
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: not in partition {partition}, so it can't be opted into.")
    found = dict.fromkeys(_DEFAULT[partition], NO_OPT_IN_NEEDED)
    found |= {region: OPTED_IN if region in wanted else NOT_OPTED_IN for region in optional}
    return dict(sorted(found.items()))
