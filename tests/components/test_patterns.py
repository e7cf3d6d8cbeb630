"""Patterns as EventBridge takes them: short, simple, and without the approved regions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from components import regions
from components.names import Names
from components.region_alert import patterns
from components.region_alert.patterns import Pattern
from tests.components.cases import settings
from tests.components.matching import tamper_rule_patterns
from tests.table import for_each

ACCOUNT = "111122223333"
EVERY_REGION = [(partition.id, region) for partition in regions.partitions() for region in partition.regions]
MOST_CHARACTERS = 2048


def length(pattern: Pattern) -> int:
    # As the program writes it.
    return len(json.dumps(pattern))


def written(pattern: Pattern) -> int:
    # As the tamper alert writes it: without white space.
    return len(json.dumps(pattern, separators=(",", ":")))


def leaves(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for value in node.values():
            yield from leaves(value)
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value)
    else:
        yield node


def lists(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, list):
        yield node
        for value in node:
            yield from lists(value)
    elif isinstance(node, dict):
        for value in node.values():
            yield from lists(value)


def tamper(trail: str, partition: str, region: str) -> dict[str, Pattern]:
    topic = f"arn:{partition}:sns:{region}:{ACCOUNT}:{'t' * 256}"
    keys = [f"arn:{partition}:kms:{region}:{ACCOUNT}:key/mrk-{'0' * 32}"] * 2
    names = Names(trail, "b" * 56, ACCOUNT, ACCOUNT, region, partition, existing_topic=topic)
    return tamper_rule_patterns(names, keys)


def test_there_are_regions_of_eight_partitions_to_judge() -> None:
    assert len({partition for partition, _ in EVERY_REGION}) >= 8
    assert len(EVERY_REGION) >= 40


@for_each("partition, region", EVERY_REGION)
def test_a_region_s_pattern_fits_into_eventbridge_s_limit(partition: str, region: str) -> None:
    assert length(patterns.regional(partition, region)) <= MOST_CHARACTERS
    assert length(patterns.regional(partition, region, reads=True)) <= MOST_CHARACTERS


def test_the_patterns_at_home_fit_into_eventbridge_s_limit() -> None:
    assert length(patterns.home_bus()) <= MOST_CHARACTERS
    assert length(patterns.delivered_logs("b" * 63)) <= MOST_CHARACTERS


@pytest.mark.parametrize("trail", ["everyregion", "x" * 128, "a" + ".b" * 63])
@for_each("partition, region", EVERY_REGION)
def test_a_tamper_pattern_fits_into_eventbridge_s_limit(partition: str, region: str, trail: str) -> None:
    too_long = {
        rule: written(pattern)
        for rule, pattern in tamper(trail, partition, region).items()
        if written(pattern) > MOST_CHARACTERS
    }
    assert too_long == {}


@for_each("partition, region", EVERY_REGION)
def test_a_region_s_pattern_names_no_region_at_all(partition: str, region: str) -> None:
    # Approved or not: the rule's place says which region it watches.
    known = {name for _, name in EVERY_REGION}
    assert known & set(leaves(patterns.regional(partition, region))) == set()


def test_no_pattern_at_home_names_a_region() -> None:
    known = {name for _, name in EVERY_REGION}
    found = {*leaves(patterns.home_bus()), *leaves(patterns.delivered_logs("logs"))}
    assert known & found == set()


@for_each("partition, region", EVERY_REGION)
def test_a_field_is_compared_with_a_list_that_is_not_empty(partition: str, region: str) -> None:
    every = [patterns.regional(partition, region), *tamper("everyregion", partition, region).values()]
    for pattern in every:
        found = list(lists(pattern))
        assert found
        assert [] not in found


def test_the_only_wildcard_is_the_one_for_delivered_log_files() -> None:
    delivered = json.dumps(patterns.delivered_logs("logs"))
    others = [patterns.home_bus(), *(patterns.regional(*place) for place in EVERY_REGION)]
    assert delivered.count("wildcard") == 1
    assert delivered.count("*") == 2
    assert "wildcard" not in json.dumps(others)


@pytest.mark.parametrize(
    ("enabled", "approved", "skipped", "watched"),
    [
        (["us-east-1", "eu-west-1", "ap-south-1"], ["eu-west-1"], [], ["ap-south-1", "us-east-1"]),
        (["us-east-1", "eu-west-1", "ap-south-1"], ["eu-west-1"], ["us-east-1"], ["ap-south-1"]),
        (["eu-west-1"], ["eu-west-1"], [], []),
        # An approved or skipped region that isn't enabled changes nothing.
        (["eu-west-1", "us-east-1"], ["eu-west-1", "af-south-1"], ["me-south-1"], ["us-east-1"]),
        (["us-east-1", "us-east-1", "eu-west-1"], ["eu-west-1"], [], ["us-east-1"]),
    ],
)
def test_watched_are_the_enabled_regions_that_are_neither_approved_nor_skipped(
    enabled: list[str], approved: list[str], skipped: list[str], watched: list[str]
) -> None:
    chosen = settings(approved_regions=tuple(approved), alert_skip_regions=tuple(skipped))
    assert patterns.watched_regions(enabled, chosen) == watched
