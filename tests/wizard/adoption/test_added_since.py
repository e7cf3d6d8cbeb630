"""What others added between the set-up and the deploy is named, before the deploy would remove it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components import merging, policies
from components.names import Names
from tests.wizard.adoption.cases import ACCOUNT, BUCKET, FOUND_KEY, HOME, READS, bucket, found, settings
from wizard.adoption.added_since import added, with_what_is_left
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.plan import without
from wizard.adoption.snapshot import Snapshot

RULE = {"ID": "logs", "Status": "Enabled", "Prefix": "x/", "Expiration": {"Days": 3}}
TOLD = {"QueueConfigurations": [{"Id": "q", "QueueArn": "arn:q", "Events": ["s3:ObjectCreated:*"]}]}
PUBLIC = {**READS, "Sid": "Website", "Principal": "*"}
NEW = {**READS, "Sid": "New", "Principal": {"AWS": "555566667777"}}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def account(*statements: dict[str, Any], **more: Any) -> Snapshot:
    key = replace(FOUND_KEY, policy=policy(READS))
    return found(bucket(policy=policy(*statements), lifecycle=(RULE,), notification=TOLD, **more), key)


def now(there: Snapshot) -> list[str]:
    before = plan_trail(account(READS, PUBLIC), settings())
    agreed = without(before.adopted, [one for one in before.removals if "Website" in one.what])
    return added(there, agreed, settings(**{k: v for k, v in before.values.items() if k != "aws:region"}))


def test_as_long_as_nobody_adds_anything_there_is_nothing_to_say() -> None:
    assert now(account(READS, PUBLIC)) == []


def test_a_statement_that_was_added_is_named() -> None:
    assert now(account(READS, PUBLIC, NEW)) == [
        f"the policy of {BUCKET}: New: allows 555566667777 s3:GetObject"
    ]


def test_a_statement_that_was_added_to_the_key_is_named() -> None:
    key = replace(FOUND_KEY, policy=policy(READS, NEW))
    assert now(replace(account(READS), key=key)) == [
        "the key's policy: New: allows 555566667777 s3:GetObject"
    ]


def test_a_rule_and_a_receiver_that_were_added_are_named() -> None:
    there = account(READS)
    assert there.bucket
    more = {
        **TOLD,
        "TopicConfigurations": [{"Id": "t", "TopicArn": "arn:t", "Events": ["s3:ObjectRemoved:*"]}],
    }
    rules = (RULE, {**RULE, "ID": "r2", "Expiration": {"Days": 4}})
    grown = replace(there.bucket, lifecycle=rules, notification=more)
    assert now(replace(there, bucket=grown)) == [
        f"lifecycle rule r2 of {BUCKET}",
        f"S3 tells arn:t of what happens in {BUCKET}",
    ]


def test_what_a_deploy_wrote_itself_is_nothing_new() -> None:
    names = Names("acme", BUCKET, ACCOUNT, ACCOUNT, HOME, "aws")
    merged = merging.policy(policies.log_bucket(names), [READS])
    kept = {key: value for key, value in RULE.items() if key != "Prefix"}
    renamed = {**kept, "ID": "logs-kept", "Filter": {"Prefix": "x/"}}
    ours = {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": f"AWSLogs/{ACCOUNT}/CloudTrail"}}
    there = account(*merged["Statement"])
    assert there.bucket
    deployed = replace(there.bucket, lifecycle=(renamed, ours))
    assert now(replace(there, bucket=deployed)) == []


def test_what_an_earlier_deploy_left_beside_it_is_taken_in_and_the_rest_stays() -> None:
    before = plan_trail(account(READS), settings()).adopted
    assert before.log_bucket
    left = replace(
        account(READS, versioning={"Status": "Enabled"}),
        access_bucket=bucket(name=f"{BUCKET}-access", versioning={}),
        alias_of=FOUND_KEY.described["KeyId"],
    )
    now = plan_trail(left, settings(), before=before).adopted
    after = with_what_is_left(before, now)
    assert after.access_log_bucket
    assert after.access_log_bucket.name == f"{BUCKET}-access"
    assert (before.key and before.key.has_alias, after.key and after.key.has_alias) == (False, True)
    assert after.log_bucket
    assert after.log_bucket.statements == before.log_bucket.statements
    assert with_what_is_left(before, before) == before
