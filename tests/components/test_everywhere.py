"""What holds for every resource: tags, provider, protection, region, partition."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import pulumi_aws as aws
import pytest

from tests.components.cases import EVERYTHING, PLACES, deployed, deployed_in, everything_in
from tests.components.recording import Registered, Run


def everything(partition: str = "aws") -> Run:
    return deployed_in(partition, **everything_in(partition))


def otherwise() -> Run:
    """Everything with other tags, and nothing kept."""
    return deployed(**EVERYTHING, tags=(("Team", "security"),), retain_logs=False)


def of_aws(run: Run) -> list[Registered]:
    return [r for r in run.resources if r.type.startswith("aws:")]


def arguments(type_: str) -> set[str]:
    """What the SDK's class for this type (aws:s3/bucket:Bucket) takes."""
    _, place, name = type_.split(":")
    module = place.partition("/")[0]
    kind = getattr(getattr(aws, f"{module}_" if module == "lambda" else module), name)
    return set(inspect.signature(kind._internal_init).parameters)


def texts(value: Any) -> Iterator[str]:
    """Every string in it, documents within strings included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from texts(each)


def test_the_run_here_has_every_kind_of_resource() -> None:
    assert len({r.type for r in of_aws(everything())}) >= 28


@pytest.mark.parametrize("partition", PLACES)
def test_everything_that_takes_tags_has_them(partition: str) -> None:
    taggable = [r for r in of_aws(everything(partition)) if "tags" in arguments(r.type)]
    assert {"aws:s3/bucket:Bucket", "aws:iam/role:Role", "aws:cloudwatch/eventRule:EventRule"} <= {
        r.type for r in taggable
    }
    tagged = {"ManagedBy": "pulumi", "Project": "everyregion"}.items()
    assert [r.name for r in taggable if not tagged <= r.inputs.get("tags", {}).items()] == []


def test_tags_of_one_s_own_replace_the_default_ones() -> None:
    for resource in of_aws(otherwise()):
        tags = {key: value for key, value in resource.inputs.get("tags", {}).items() if key != "Name"}
        assert tags in ({}, {"Team": "security"})


def test_no_tags_are_no_trouble() -> None:
    tags = [r.inputs.get("tags") or {} for r in of_aws(deployed(**EVERYTHING, tags=()))]
    assert {key for each in tags for key in each} == {"Name"}


@pytest.mark.parametrize("partition", PLACES)
def test_one_provider_serves_all_regions(partition: str) -> None:
    run = everything(partition)
    assert [r.name for r in run.resources if r.type.startswith("pulumi:providers:")] == []
    assert {r.provider for r in run.resources} == {""}


def test_nothing_is_protected_since_that_makes_destroy_fail_half_way() -> None:
    assert [r.name for r in everything().resources if r.protect] == []


def test_what_stays_when_the_stack_goes_is_the_bucket_its_hardening_and_the_log_key() -> None:
    kept = {r.name for r in everything().resources if r.retain_on_delete}
    assert {"log-key", "log-key-alias", "log-bucket", "access-log-bucket"} <= kept
    assert [name for name in kept if not re.match(r"log-key|(access-)?log-bucket", name)] == []


def test_without_retain_logs_nothing_stays() -> None:
    assert [r.name for r in otherwise().resources if r.retain_on_delete] == []


@pytest.mark.parametrize("partition", ["aws-us-gov", "aws-cn", "aws-eusc"])
def test_no_other_partition_s_arn_gets_in(partition: str) -> None:
    run = everything(partition)
    found = {arn for text in texts([[r.inputs for r in run.resources], run.exports])
             for arn in re.findall(r"arn:(aws[\w-]*):", text)}  # fmt: skip
    assert found == {partition}


@pytest.mark.parametrize("partition", ["aws-us-gov", "aws-cn", "aws-eusc"])
def test_no_other_partition_s_region_gets_in(partition: str) -> None:
    run = everything(partition)
    # A record's region is compared there with the homes of the global services, whichever the partition.
    compares = "query-unapproved-regions"
    found = {region for text in texts([[r.inputs for r in run.resources if r.name != compares], run.exports])
             for region in re.findall(r"\b(?:us|eu|ap|cn|us-gov|eusc-de)-[a-z]+-\d\b", text)}  # fmt: skip
    assert found <= set(PLACES[partition][1])


def test_us_east_1_comes_in_only_where_iam_logs_to_it() -> None:
    run = deployed(enabled=("ap-south-1", "eu-west-1"), **EVERYTHING)
    named = {r.name for r in run.resources if any("us-east-1" in text for text in texts([r.inputs, r.name]))}
    # The function looks whether that rule is still there, and may.
    looks = {"digest", "digest-role-policy"}
    # A table's partitions are every region that may ever be enabled; a query knows where IAM logs to.
    asks = {"query-table", "query-unapproved-regions"}
    assert named == {"tamper-roles-us-east-1", "tamper-roles-us-east-1-target", *asks, *looks}


def test_without_the_tamper_alert_us_east_1_does_not_come_in() -> None:
    on = {**EVERYTHING, "tamper_alert": False, "queries": False}
    run = deployed(enabled=("ap-south-1", "eu-west-1"), **on)
    assert [text for r in run.resources for text in texts(r.inputs) if "us-east-1" in text] == []


def test_policies_and_patterns_are_json_objects() -> None:
    keys = ("policy", "assumeRolePolicy", "eventPattern", "redrivePolicy")
    documents = [r.inputs[key] for r in of_aws(everything()) for key in keys if key in r.inputs]
    assert len(documents) >= 25
    assert {type(json.loads(document)) for document in documents} == {dict}


def keys(value: Any) -> Iterator[str]:
    """The names of inputs at every depth; not those that users choose."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            if key not in ("tags", "variables", "inputPaths"):
                yield from keys(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from keys(each)


def test_inputs_are_written_as_the_engine_wants_them() -> None:
    # A key in snake_case would be dropped by the provider without a word.
    for resource in of_aws(everything()):
        assert [key for key in keys(resource.inputs) if "_" in key] == [], resource.name


def test_every_physical_name_is_known_before_the_deploy() -> None:
    # A name that the engine makes up would differ each time, and an interrupted deploy couldn't find it.
    named = {"bucket", "name", "ruleName"}
    nameless = {
        r.name
        for r in of_aws(everything())
        if named & arguments(r.type) and not any(r.inputs.get(key) for key in named)
    }
    assert nameless == set()
