"""What there is to pick from where a rehearsal asks for data events."""

from __future__ import annotations

import pytest

from wizard.account.data_resources import READABLE, Listing
from wizard.rehearsal.lazy_account import LazyAccount
from wizard.rehearsal.stand_ins.workload import WORKLOAD


def listing(emulation: LazyAccount, resource_type: str, home: str = "eu-central-1") -> Listing:
    look = emulation.look(home)
    look.start()
    found = look.data_resources(resource_type, home).value
    assert found is not None
    return found


def test_forty_buckets_of_several_regions_have_tags() -> None:
    with LazyAccount() as emulation:
        found = listing(emulation, "AWS::S3::Object")
        assert (len(found.resources), found.unread, found.tags_unread) == (40, (), ())
        assert {one.region for one in found.resources} == {
            "ap-northeast-1", "ap-southeast-2", "eu-central-1", "eu-west-3",
        }  # fmt: skip
        first = found.resources[0]
        assert (first.name, dict(first.tags)) == (
            "billing-assets-123456789012",
            {"team": "billing", "env": "prod"},
        )
        assert emulation.at("eu-central-1").emulated == [WORKLOAD]


@pytest.mark.parametrize(
    ("resource_type", "names"),
    [
        (
            "AWS::Lambda::Function",
            ["card-authorizer", "cart-cleaner", "image-resizer", "index-updater", "invoice-mailer",
             "ledger-writer"],
        ),
        ("AWS::DynamoDB::Table", ["carts", "ledger", "products", "sessions"]),
    ],
)  # fmt: skip
def test_there_are_a_few_functions_and_tables(resource_type: str, names: list[str]) -> None:
    with LazyAccount() as emulation:
        found = listing(emulation, resource_type)
        assert [one.name for one in found.resources] == names
        assert all(one.tags for one in found.resources)


def test_every_kind_that_can_be_picked_has_some_in_a_partition_of_two_regions() -> None:
    with LazyAccount() as emulation:
        for resource_type in READABLE:
            found = listing(emulation, resource_type, "cn-north-1")
            assert {one.region for one in found.resources} == {"cn-north-1", "cn-northwest-1"}


def test_where_nobody_is_asked_about_them_there_are_none() -> None:
    with LazyAccount() as emulation:
        look = emulation.look("eu-central-1")
        look.start()
        look.join(20)
        account = emulation.at("eu-central-1")
        assert account.client("s3").list_buckets()["Buckets"] == []
        assert account.emulated == []


def test_they_are_there_again_where_the_account_is_opened_in_another_home_region() -> None:
    with LazyAccount() as emulation:
        listing(emulation, "AWS::DynamoDB::Table")
        account = emulation.at("eu-west-1")
        assert account.client("dynamodb", "eu-west-1").list_tables()["TableNames"] == ["products"]
        assert account.client("s3").list_buckets()["Buckets"] == []
