"""Buckets, functions and tables as an account has them: regions, tags, bounds, and what may not be read."""

from __future__ import annotations

import time
from typing import Any

from tests.wizard.sky import ACCOUNT, ADA, Sky, account, overhead
from wizard.account.data_resources import DataResource, Listing, data_resources
from wizard.account.facts import Identity, Probe

S3, FUNCTION, TABLE = "AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"
REGIONS = ("eu-west-1", "us-east-1")


def found(sky: Sky, resource_type: str) -> Probe[Listing]:
    with overhead(sky):
        until = time.monotonic() + 20
        return data_resources(
            sky.client_for, resource_type, Identity(ACCOUNT, ADA), "eu-west-1", REGIONS, until
        )


def tagged(region: str, parameters: Any) -> dict[str, Any]:
    arn = "arn:aws:s3:::payments" if region == "us-east-1" else "arn:aws:s3:::logs"
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": [{"Key": "team", "Value": region}]}]}


def buckets(*names: str, **answers: Any) -> Sky:
    listed = [{"Name": name, "BucketRegion": "us-east-1"} for name in names]
    return account(ListBuckets={"Buckets": listed}, **{"GetResources": tagged, **answers})


def test_buckets_have_their_region_and_tags() -> None:
    assert found(buckets("payments", "a"), S3).value == Listing(
        (
            DataResource("arn:aws:s3:::a", "a", "us-east-1"),
            DataResource("arn:aws:s3:::payments", "payments", "us-east-1", {"team": "us-east-1"}),
        )
    )


def test_buckets_are_listed_without_their_tags_where_those_may_not_be_read() -> None:
    sky = buckets("payments")
    sky.refusals["GetResources"] = "refused"
    listing = found(sky, S3).value
    assert listing
    assert [one.name for one in listing.resources] == ["payments"]
    assert "tag:GetResources" in listing.tags_unread[0]


def test_buckets_that_may_not_be_listed_are_unknown() -> None:
    sky = buckets("payments")
    sky.refusals["ListBuckets"] = "refused"
    probe = found(sky, S3)
    assert (probe.state, probe.value, probe.action) == ("unknown", None, "s3:ListAllMyBuckets")


def functions(region: str, _: Any) -> dict[str, Any]:
    arn = f"arn:aws:lambda:{region}:{ACCOUNT}:function:ship"
    return {"Functions": [{"FunctionName": "ship", "FunctionArn": arn}]}


def test_functions_are_read_in_every_region() -> None:
    listing = found(buckets(ListFunctions=functions), FUNCTION).value
    assert listing
    assert [(one.name, one.region) for one in listing.resources] == [
        ("ship", "eu-west-1"),
        ("ship", "us-east-1"),
    ]


def test_a_region_that_may_not_be_read_costs_nothing_else() -> None:
    sky = buckets(ListFunctions=functions)
    sky.refusals["ListFunctions in us-east-1"] = "closed"
    probe = found(sky, FUNCTION)
    assert probe.state == "good"
    assert probe.value
    assert [one.region for one in probe.value.resources] == ["eu-west-1"]
    assert len(probe.value.unread) == 1


def test_tables_get_their_arn_from_where_they_are() -> None:
    listing = found(buckets(ListTables={"TableNames": ["orders"]}), TABLE).value
    assert listing
    assert listing.resources[0].arn == f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"


def test_pages_are_read_up_to_a_bound_and_what_is_beyond_is_told() -> None:
    def page(_: str, parameters: Any) -> dict[str, Any]:
        from_ = int(str(parameters.get("query_string", {}).get("continuation-token", "0")) or 0)
        listed = [{"Name": f"b{n:05}", "BucketRegion": "us-east-1"} for n in range(from_, from_ + 400)]
        return {"Buckets": listed, "ContinuationToken": str(from_ + 400)}

    sky = account(ListBuckets=page, GetResources={"ResourceTagMappingList": []})
    listing = found(sky, S3).value
    assert listing
    assert len(listing.resources) == 1000
    assert listing.unread == ("There are more than 1,000; the rest isn't listed",)
