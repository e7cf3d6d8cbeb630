"""Whatever a file or a person hands over, the validator answers with settings or with its own error."""

from __future__ import annotations

import functools
import json
import random
from typing import Any

import pytest

from components.settings import Settings, SettingsError, specs, validate

PIECES = (
    "", " ", "a", "eu-west-1", "us-gov-west-1", "cn-north-1", "nowhere", "*", "!", "=", ",", "[", "{", "]",
    "-", "--5", "-1", "0", "1e9", "٣", "true", "off", "null", "None", "\x00", "\x1b[2J", "\n", "\t", "\u202e",
    "\ud800", "é", "😀", "AWS::S3::Object", "AWS::S3::Object=arn:aws:s3:::b/", "!arn:aws:s3:::b/",
    "arn:aws:iam::1:role/x", "arn:aws:kms:eu-west-1:111122223333:key/1", "111122223333", "a@b.example",
    "organization", "x" * 3000, "a=b", '["eu-west-1"]', '{"a": "b"}', '{"a": 1', "rules", "delivered-logs",
    "GLACIER", "%s", "{0}", "../..", "xn--a",
)  # fmt: skip
NUMBERS = (0, 1, -1, 90, 365, 36500, 36501, 10**30, 0.5, 90.0, -0.0, 1e308, float("inf"), float("nan"))
ONE_OF_EACH_KIND = ("trailName", "insights", "retainLogs", "expireAfterDays", "approvedRegions", "tags")
HOMES = (
    None,
    "",
    "eu-west-1",
    "us-gov-west-1",
    "cn-north-1",
    "eusc-de-east-1",
    "eu-wset-1",
    "\x1b",
    "x" * 500,
)


def any_value(chance: random.Random, depth: int = 0) -> Any:
    """A value of any shape that JSON has; near misses more often than noise."""
    kind = chance.randrange(7 if depth < 3 else 5)
    if kind <= 1:
        return "".join(chance.choices(PIECES, k=chance.choice((1, 1, 1, 2, 3))))
    if kind == 2:
        return chance.choice(NUMBERS)
    if kind <= 4:
        return chance.choice((True, False, None))
    if kind == 5:
        return [any_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(PIECES): any_value(chance, depth + 1) for _ in range(chance.randrange(4))}


def any_settings(chance: random.Random) -> dict[str, Any]:
    keys = chance.sample(sorted(specs()), k=chance.randrange(1, 6))
    stray = [chance.choice(PIECES)] if chance.random() < 0.2 else []
    return {key: any_value(chance) for key in keys + stray}


def answer(raw: dict[str, Any], home: str | None) -> Settings | SettingsError:
    try:
        return validate(raw, home)
    except SettingsError as error:
        return error


def test_any_input_ends_in_settings_or_in_readable_problems() -> None:
    chance = random.Random(1)
    accepted = 0
    for _ in range(2000):
        raw, home = any_settings(chance), chance.choice(HOMES)
        found = answer({"approvedRegions": home, **raw}, home)
        if isinstance(found, Settings):
            accepted += 1
            continue
        assert found.problems
        for problem in found.problems:
            text = str(problem)
            assert text.isprintable(), repr(text)
            assert not text.startswith(":")
            assert problem.rule
    assert accepted > 10


@functools.cache
def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize("key", ONE_OF_EACH_KIND)
@pytest.mark.parametrize("depth", [900, 100_000])
def test_lists_within_lists_are_refused_for_every_kind_of_setting(key: str, depth: int) -> None:
    found = answer({"approvedRegions": "eu-west-1", key: nested(depth)}, "eu-west-1")
    assert isinstance(found, SettingsError)
    assert [problem.key for problem in found.problems] == [key]


@pytest.mark.parametrize("key", ONE_OF_EACH_KIND)
def test_a_very_long_text_is_refused_in_few_words(key: str) -> None:
    found = answer({"approvedRegions": "eu-west-1", key: "a" * 200_000}, "eu-west-1")
    assert isinstance(found, SettingsError)
    assert len(str(found)) < 600


def test_what_is_accepted_survives_a_round_trip_through_json() -> None:
    chance = random.Random(99)
    seen = 0
    while seen < 50:
        found = answer({"approvedRegions": "eu-west-1", **any_settings(chance)}, "eu-west-1")
        if isinstance(found, Settings):
            seen += 1
            assert validate(json.loads(json.dumps(found.as_keys())), found.home_region) == found
