"""What somebody changed by hand: a refresh shows it, and the next up mends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from components.region_alert.package import package
from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.scene import scene
from tests.engine.stack import Outcome
from tests.engine.story import BUCKET
from wizard.rehearsal.account.emulated_account import EmulatedAccount

pytestmark = pytest.mark.engine

RULE = "everyregion-region-alert"
CHANGED = (
    "log-bucket-versioning", "log-bucket-policy", "log-key", "trail",
    "watch-us-east-1", "alert-queue-policy", "digest",
)  # fmt: skip
REMOVED = (
    "log-bucket-public-access", "log-bucket-lifecycle",
    "watch-us-west-2", "watch-us-west-2-target", "forward-role-policy",
)  # fmt: skip
OPEN_TO_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}],
}


def meddle(account: EmulatedAccount) -> None:
    """What an intruder, or a colleague in a hurry, does in the console."""
    s3, kms, sqs = account.client("s3"), account.client("kms"), account.client("sqs")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    policy = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    policy["Statement"] = [s for s in policy["Statement"] if s["Effect"] != "Deny"]
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    s3.delete_public_access_block(Bucket=BUCKET)
    s3.delete_bucket_lifecycle(Bucket=BUCKET)
    kms.disable_key_rotation(KeyId=leftovers.key_behind(account, "alias/everyregion-logs")["KeyId"])
    account.client("cloudtrail").stop_logging(Name="everyregion")
    account.client("events", "us-east-1").disable_rule(Name=RULE)
    west = account.client("events", "us-west-2")
    west.remove_targets(Rule=RULE, Ids=["alert-bus"])
    west.delete_rule(Name=RULE)
    queue = sqs.get_queue_url(QueueName="everyregion-alerts")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(OPEN_TO_ALL)})
    account.client("iam").delete_role_policy(
        RoleName="everyregion-eu-west-1-alert-forward", PolicyName="forward"
    )
    account.client("lambda").update_function_configuration(
        FunctionName="everyregion-alert-digest", Environment={"Variables": {"APPROVED_REGIONS": "us-east-1"}}
    )
    account.client("lambda").update_function_code(
        FunctionName="everyregion-alert-digest", ZipFile=package("other code")
    )


def seen(account: EmulatedAccount) -> dict[str, Any]:
    """What `meddle` changes, as the account answers."""
    sqs, function = account.client("sqs"), account.client("lambda")
    queue = sqs.get_queue_url(QueueName="everyregion-alerts")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]
    configuration = function.get_function_configuration(FunctionName="everyregion-alert-digest")
    return {
        **leftovers.bucket_answers(account, BUCKET),
        "rotation": leftovers.key_behind(account, "alias/everyregion-logs")["KeyRotationEnabled"],
        "logging": account.client("cloudtrail").get_trail_status(Name="everyregion")["IsLogging"],
        "rules": {
            region: [rule["State"] for rule in account.client("events", region).list_rules()["Rules"]]
            for region in ("us-east-1", "us-west-2")
        },
        "targets": account.client("events", "us-west-2").list_targets_by_rule(Rule=RULE)["Targets"],
        "queue policy": json.loads(attributes["Policy"]),
        "forward": account.client("iam").get_role_policy(
            RoleName="everyregion-eu-west-1-alert-forward", PolicyName="forward"
        )["PolicyDocument"],
        "environment": configuration["Environment"]["Variables"],
        "code": configuration["CodeSha256"],
    }


@dataclass
class Mending:
    """before, after: what the account answered when deployed, and once it was mended."""

    before: dict[str, Any]
    refresh: Outcome
    up: Outcome
    after: dict[str, Any]
    again: Outcome


@pytest.fixture(scope="module")
def mending(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Mending:
    with scene(tmp_path_factory.mktemp("drift") / "stack", BASE) as it:
        it.stack.up()
        before = seen(it.account)
        meddle(it.account)
        return Mending(
            before=before,
            refresh=it.stack.refresh(),
            up=it.stack.up(),
            after=seen(it.account),
            again=it.stack.refresh(),
        )


@pytest.mark.parametrize("name", CHANGED)
def test_a_refresh_shows_what_was_changed_by_hand(mending: Mending, name: str) -> None:
    assert mending.refresh.changes.get(name) == "update"


@pytest.mark.parametrize("name", REMOVED)
def test_a_refresh_shows_what_was_removed_by_hand(mending: Mending, name: str) -> None:
    assert mending.refresh.changes.get(name) == "delete"


def test_a_refresh_shows_nothing_else(mending: Mending) -> None:
    assert sorted(mending.refresh.changes) == sorted((*CHANGED, *REMOVED))


def test_the_next_up_puts_back_just_what_was_changed(mending: Mending) -> None:
    assert mending.up.changes == {**dict.fromkeys(CHANGED, "update"), **dict.fromkeys(REMOVED, "create")}


def test_after_that_up_the_account_answers_as_it_did_before(mending: Mending) -> None:
    assert mending.after == mending.before


def test_nothing_is_left_to_mend(mending: Mending) -> None:
    assert mending.again.changes == {}
