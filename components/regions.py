"""Partitions and region names, as the installed botocore's endpoint data lists them.

Only the JSON file is read: importing botocore costs a third of a second, and the wizard's first
question has to be on screen before that. Updating boto3 is what teaches this module a new region.
"""

from __future__ import annotations

import difflib
import functools
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Partition:
    """One AWS partition: its id ("aws"), DNS suffix, and region id -> region name."""

    id: str
    dns_suffix: str
    region_pattern: str
    regions: dict[str, str]


@functools.cache
def partitions() -> tuple[Partition, ...]:
    """Every partition that botocore knows, the commercial one first."""
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("botocore is not installed: run `make try` or install requirements.txt")
    text = (Path(spec.submodule_search_locations[0]) / "data" / "partitions.json").read_text("utf-8")
    return tuple(
        Partition(
            id=entry["id"],
            dns_suffix=entry["outputs"]["dnsSuffix"],
            region_pattern=entry["regionRegex"],
            # "aws-global" and the like are endpoint aliases, not regions that hold resources.
            regions={
                name: facts.get("description", name)
                for name, facts in sorted(entry["regions"].items())
                if not name.endswith("-global")
            },
        )
        for entry in json.loads(text)["partitions"]
    )


def partition_of(region: str) -> Partition | None:
    """The partition that holds this region, by list or by its naming pattern; None if neither fits."""
    listed = next((p for p in partitions() if region in p.regions), None)
    return listed or next((p for p in partitions() if re.fullmatch(p.region_pattern, region)), None)


def regions_of(partition_id: str) -> list[str]:
    """Every region of the partition, also those that have to be enabled first."""
    return [region for one in partitions() if one.id == partition_id for region in one.regions]


def is_known(region: str) -> bool:
    """Whether this region is in the installed list."""
    return any(region in partition.regions for partition in partitions())


def name_of(region: str) -> str:
    """The name, such as Europe (Ireland) for eu-west-1; the id itself for a region newer than the list."""
    return next((p.regions[region] for p in partitions() if region in p.regions), region)


def nearest(text: str, partition_id: str | None = None) -> str | None:
    """The region id that a mistyped one most likely meant, or None when nothing is close."""
    pool = [r for p in partitions() if partition_id in (None, p.id) for r in p.regions]
    return next(iter(difflib.get_close_matches(text.lower(), pool, n=1, cutoff=0.6)), None)


def dns_suffix_of(partition_id: str) -> str:
    """amazonaws.com, amazonaws.com.cn ..."""
    return next((p.dns_suffix for p in partitions() if p.id == partition_id), "amazonaws.com")


def iam_region(partition_id: str) -> str:
    """The region that IAM logs to.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html; in China it is
    Beijing, while other global services log to Ningxia.
    """
    return _IAM_REGIONS[partition_id]


def is_opt_in(region: str) -> bool:
    """Whether accounts have to opt in to it: every commercial region that came after March 2019.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    """
    partition = partition_of(region)
    return partition is not None and partition.id == "aws" and region not in ON_BY_DEFAULT


def forwards_to(home: str, region: str) -> bool:
    """Whether a rule in this other region can forward to a bus at home: not within China."""
    partition = partition_of(home)
    return region != home and partition is not None and partition.id != "aws-cn"


#: Commercial regions that are enabled in every account.
ON_BY_DEFAULT = (
    *("ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
    *("ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1"),
    *("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1"),
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
)

_IAM_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
}
