"""Partitions and regions, read from botocore's data without importing botocore."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from components import regions

ROOT = Path(__file__).parents[2]
# The partitions that the program has to know, and a region of each.
PARTITIONS = {
    "aws": ("eu-west-1", "amazonaws.com"),
    "aws-cn": ("cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com"),
    "aws-eusc": ("eusc-de-east-1", "amazonaws.eu"),
    "aws-iso": ("us-iso-east-1", "c2s.ic.gov"),
    "aws-iso-b": ("us-isob-east-1", "sc2s.sgov.gov"),
    "aws-iso-e": ("eu-isoe-west-1", "cloud.adc-e.uk"),
    "aws-iso-f": ("us-isof-south-1", "csp.hci.ic.gov"),
}


def test_the_commercial_partition_comes_first() -> None:
    assert regions.partitions()[0].id == "aws"


@pytest.mark.parametrize("partition", PARTITIONS)
def test_a_region_belongs_to_its_partition(partition: str) -> None:
    found = regions.partition_of(PARTITIONS[partition][0])
    assert found is not None
    assert found.id == partition


@pytest.mark.parametrize("partition", PARTITIONS)
def test_a_partition_has_its_dns_suffix(partition: str) -> None:
    assert regions.dns_suffix_of(partition) == PARTITIONS[partition][1]


def test_a_partition_nobody_knows_has_the_commercial_suffix() -> None:
    assert regions.dns_suffix_of("aws-moon") == "amazonaws.com"


def test_the_commercial_partition_has_the_regions_that_are_always_enabled() -> None:
    default = {
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
        "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
        "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    }  # fmt: skip
    assert default <= set(regions.partitions()[0].regions)


@pytest.mark.parametrize("alias", ["aws-global", "aws-cn-global", "aws-us-gov-global", "aws-iso-global"])
def test_an_endpoint_s_alias_is_no_region(alias: str) -> None:
    assert not regions.is_known(alias)


@pytest.mark.parametrize("text", ["", "EU-WEST-1", "eu-west-1 ", "eu-west-9", "Ireland"])
def test_only_a_region_s_exact_id_is_known(text: str) -> None:
    assert not regions.is_known(text)


def test_a_region_newer_than_the_list_belongs_to_the_partition_that_its_name_fits() -> None:
    newer = {
        "eu-moon-1": "aws",
        "us-gov-moon-1": "aws-us-gov",
        "cn-moon-9": "aws-cn",
        "eusc-de-west-1": "aws-eusc",
    }
    found = {region: regions.partition_of(region) for region in newer}
    assert {region: partition and partition.id for region, partition in found.items()} == newer


@pytest.mark.parametrize("text", ["", "moon", "eu_west_1", "eu-west-1\n", "xeu-west-1"])
def test_what_fits_no_partition_has_none(text: str) -> None:
    assert regions.partition_of(text) is None


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("eu-west-1", "Europe (Ireland)"),
        ("us-gov-west-1", "AWS GovCloud (US-West)"),
        ("eu-moon-1", "eu-moon-1"),
    ],
)
def test_a_region_has_its_name(region: str, name: str) -> None:
    assert regions.name_of(region) == name


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("us-eats-1", "us-east-1"),
        ("US-EAST-1", "us-east-1"),
        ("eu-wset-1", "eu-west-1"),
        ("eu-centrall-1", "eu-central-1"),
        ("us-gov-est-1", "us-gov-west-1"),
        ("cn-nort-1", "cn-north-1"),
        ("Frankfurt", None),
        ("", None),
    ],
)
def test_a_mistyped_region_is_near_the_one_that_was_meant(text: str, meant: str | None) -> None:
    assert regions.nearest(text) == meant


def test_the_nearest_region_may_be_kept_to_one_partition() -> None:
    assert regions.nearest("us-gov-west-1", "aws") != "us-gov-west-1"
    assert regions.nearest("cn-north-1", "aws-cn") == "cn-north-1"
    assert regions.nearest("eu-west-1", "aws-eusc") == "eusc-de-east-1"


@pytest.mark.parametrize(
    ("partition", "region"),
    [
        ("aws", "us-east-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-cn", "cn-north-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ],
)
def test_iam_logs_to_one_region_of_each_partition(partition: str, region: str) -> None:
    assert regions.iam_region(partition) == region


def test_iam_s_region_is_known_for_every_partition_and_lies_in_it() -> None:
    homes = {partition.id: regions.iam_region(partition.id) for partition in regions.partitions()}
    assert [id for id, region in homes.items() if not regions.is_known(region)] == []
    assert {id: p.id for id, region in homes.items() if (p := regions.partition_of(region))} == {
        id: id for id in homes
    }


@pytest.mark.parametrize(
    ("home", "other", "forwards"),
    [
        ("eu-west-1", "us-east-1", True),
        ("us-gov-west-1", "us-gov-east-1", True),
        ("cn-north-1", "cn-northwest-1", False),
        ("eu-west-1", "eu-west-1", False),
    ],
)
def test_events_travel_home_from_other_regions_but_not_within_china(
    home: str, other: str, forwards: bool
) -> None:
    assert regions.forwards_to(home, other) is forwards


def test_reading_the_regions_imports_neither_botocore_nor_pulumi() -> None:
    code = (
        "import sys; from components import regions; regions.partitions();"
        "print(sorted({'boto3', 'botocore', 'pulumi', 'pulumi_aws'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
