"""A trail that is an organization's, or becomes one: what it means, and where it can't be taken over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.adopted import Adopted, AdoptedTrail
from components.organization import Organization
from tests.wizard.adoption.cases import (
    ACCOUNT,
    ARN,
    BUCKET,
    FOUND_KEY,
    HOME,
    READS,
    TRAIL,
    bucket,
    found,
    settings,
    trail,
    with_policy,
)
from wizard.account.facts import MemberAccount, Probe, Surroundings
from wizard.account.facts import Organization as Seen
from wizard.account.origin import Origin
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.organizations import out_of_place
from wizard.adoption.plan import Plan
from wizard.adoption.snapshot import FoundBucket, Reach, Snapshot

DELEGATED, ARCHIVE, MEMBER = "222233334444", "444455556666", "555566667777"
O_ID = "o-exampleorgid"
ORGANIZATION = Organization(O_ID, ACCOUNT)
ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion"
ITS = trail(IsOrganizationTrail=True)


def snapshot(there: Any = None, account: str = ACCOUNT, of: Any = ITS, **more: Any) -> Snapshot:
    made = replace(found(there or bucket(), trail=of), deployed_from=Origin(account, ORGANIZATION))
    return replace(made, **more)


def plan(there: Snapshot, before: Adopted | None = None, **chosen: Any) -> Plan:
    return plan_trail(there, settings(**{"scope": "organization", "insights": "none", **chosen}), (), before)


def adopted(made: Plan) -> AdoptedTrail:
    assert made.adopted.trail
    return made.adopted.trail


@pytest.mark.parametrize("account", [ACCOUNT, DELEGATED])
def test_an_organization_s_trail_is_taken_over_as_it_is(account: str) -> None:
    made = plan(snapshot(account=account))
    assert (made.blockers, made.becomes) == ((), ())
    assert (adopted(made).organization, adopted(made).to_organization) == (True, False)


def test_for_one_account_it_would_stop_for_all_the_others() -> None:
    (blocker,) = plan(replace(snapshot(), deployed_from=Origin(ACCOUNT)), scope="account").blockers
    assert blocker == (
        "acme is an organization's trail. Taken over for one account, it would stop for all the others. Set "
        f"scope to organization, with credentials of its management account {ACCOUNT} or of a delegated "
        "administrator of CloudTrail; or leave it."
    )


def test_one_account_s_trail_becomes_the_organization_s_in_the_management_account_alone() -> None:
    assert plan(snapshot(of=TRAIL)).blockers == ()
    (blocker,) = plan(snapshot(of=TRAIL, account=DELEGATED)).blockers
    assert "AWS lets no delegated administrator do it" in blocker


def test_what_becoming_the_organization_s_means_is_said() -> None:
    reach = Reach(accounts=37, copy_usd=12.5)
    selector = {
        "Name": "objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ],
    }
    made = plan(snapshot(of=replace(TRAIL, advanced=(selector,)), reach=reach), insights="call-rate")
    assert made.becomes == (
        f"From the first deploy on acme records every account of organization {O_ID}, 37 of them now, and "
        f"each that joins later. Their log files go into {BUCKET}, and account {ACCOUNT} pays for storing "
        "them.",
        "An account's first copy of management events is free. A member that has a trail of its own pays for "
        "this second copy, 2.00 USD per 100,000 events; from here those trails can't be seen. At the pace of "
        "the writes that were seen here that is 12.50 USD a year for each such account, and more with reads.",
        "What else it records, it records in every account then: 0.10 USD per 100,000 events. Selectors: "
        "objects.",
        "Insights (ApiCallRateInsight) look at every account's events then: 0.35 USD per 100,000 events "
        "analysed, of each type.",
        "Every member sees the trail, and none can stop, change or delete it. CloudTrail's trusted access to "
        "the organization is turned on where it isn't, and stays on.",
        f"New log files lie below AWSLogs/{O_ID}/<account>/, those of {ACCOUNT} too; what is below "
        f"AWSLogs/{ACCOUNT}/ stays there, and nothing new comes. archiveClass and expireAfterDays are for "
        "the new folder alone.",
        f"It can be undone: `aws cloudtrail update-trail --name {ARN} --no-is-organization-trail`, with the "
        f"credentials of {ACCOUNT}. The members' copies go then, their log files stay. `destroy` doesn't do "
        "that: it leaves the trail the organization's.",
    )
    assert made.changes[0] == f"one account's trail becomes the trail of organization {O_ID}"


def told(prefix: str) -> FoundBucket:
    rules = [{"Name": "Prefix", "Value": prefix}] if prefix else []
    entry = {
        "Id": "siem",
        "QueueArn": "arn:aws:sqs:eu-west-1:111122223333:siem",
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": rules}},
    }
    return bucket(notification={"QueueConfigurations": [entry]})


@pytest.mark.parametrize(
    ("prefix", "is_said"),
    [
        (f"AWSLogs/{ACCOUNT}/", True),
        (f"AWSLogs/{ACCOUNT}/CloudTrail/{HOME}/", True),
        ("AWSLogs/", False),
        ("", False),
        (f"AWSLogs/{O_ID}/", False),
        ("exports/", False),
    ],
)
def test_who_hears_of_the_old_folder_alone_is_named(prefix: str, is_said: bool) -> None:
    lines = [one for one in plan(snapshot(told(prefix), of=TRAIL)).becomes if "hears of no new file" in one]
    assert bool(lines) == is_said


def test_who_may_read_the_old_folder_alone_is_named() -> None:
    there = f"arn:aws:s3:::{BUCKET}"
    old = {**READS, "Sid": "Old", "Resource": f"{there}/AWSLogs/{ACCOUNT}/*"}
    made = plan(snapshot(with_policy(READS, old), of=TRAIL))
    assert [one for one in made.becomes if "lets nobody read new files" in one] == [
        f"In the policy of {BUCKET}, Old: allows arn:aws:iam::444455556666:root s3:GetObject in the old "
        "folder alone: it lets nobody read new files."
    ]


def test_a_lifecycle_rule_of_the_old_folder_is_named() -> None:
    rule = {
        "ID": "tidy",
        "Status": "Enabled",
        "Filter": {"Prefix": f"AWSLogs/{ACCOUNT}/"},
        "Expiration": {"Days": 9},
    }
    made = plan(snapshot(bucket(lifecycle=(rule,)), of=TRAIL))
    assert f'Lifecycle rule tidy is for "AWSLogs/{ACCOUNT}/": no new file is in it.' in made.becomes


def test_who_agreed_once_isn_t_asked_again() -> None:
    before = plan(snapshot(of=TRAIL)).adopted
    again = plan(snapshot(of=TRAIL), before)
    assert (again.becomes, adopted(again).to_organization) == ((), True)


def test_a_yes_to_another_trail_counts_for_nothing() -> None:
    other = Adopted(ACCOUNT, HOME, AdoptedTrail(f"{ARN}2", to_organization=True))
    assert plan(snapshot(of=TRAIL), other).becomes != ()


@pytest.mark.parametrize(
    ("chosen", "more", "said"),
    [
        (
            {},
            {},
            "name a role there in logArchiveRoleArn (`python -m wizard policy --role-template FILE` writes",
        ),
        ({"logArchiveRoleArn": ROLE}, {}, "Name a role in the bucket's own account in logArchiveRoleArn"),
        ({"logArchiveRoleArn": ROLE}, {"stray_bucket": True}, "Leave logArchiveRoleArn empty."),
    ],
)
def test_a_bucket_that_isn_t_where_it_is_looked_for_ends_it_with_what_to_set(
    chosen: dict[str, Any], more: dict[str, Any], said: str
) -> None:
    (blocker,) = plan(replace(snapshot(), bucket=None, **more), **chosen).blockers
    assert said in blocker


def test_a_bucket_in_another_region_than_the_trail_s_home_ends_it() -> None:
    (blocker,) = plan(snapshot(bucket(region="us-east-1"))).blockers
    assert "is in us-east-1, the trail's home is eu-west-1" in blocker


def test_control_tower_s_is_left_alone() -> None:
    tower = trail(
        IsOrganizationTrail=True,
        Name="aws-controltower-BaselineCloudTrail",
        TrailARN=ARN.replace("acme", "aws-controltower-BaselineCloudTrail"),
    )
    (blocker,) = plan(snapshot(of=tower)).blockers
    assert "AWS Control Tower's" in blocker


def archived(there: FoundBucket, **chosen: Any) -> Plan:
    made = replace(snapshot(there), account=ARCHIVE)
    return plan(made, logArchiveRoleArn=ROLE, **chosen)


def test_in_a_log_archive_whoever_reads_today_goes_on_until_readers_are_named() -> None:
    made = archived(with_policy(READS))
    assert [one for one in made.notes if "goes on reading it" in one] != []
    assert [one for one in made.changes if "nobody but logReaders" in one] == []


def test_with_readers_named_those_who_are_left_out_are_told() -> None:
    reader = "arn:aws:iam::999988887777:role/siem"
    made = archived(
        with_policy(READS, {**READS, "Sid": "Mine", "Principal": {"AWS": reader}}), logReaders=[reader]
    )
    assert [one for one in made.notes if "can't any more" in one] == [
        f"In the policy of {BUCKET}, Siem: allows arn:aws:iam::444455556666:root s3:GetObject. From now on "
        "nobody but logReaders reads log files below AWSLogs/: arn:aws:iam::444455556666:root can't any "
        "more. "
        "Name them in logReaders too, or leave it empty."
    ]
    assert f"{BUCKET}: nobody but logReaders and the alert's function reads log files" in made.changes


def test_a_key_in_the_log_archive_is_taken_over_and_one_elsewhere_used_as_it_is() -> None:
    mine = replace(FOUND_KEY, described={**FOUND_KEY.described, "AWSAccountId": ARCHIVE})
    inside = plan(replace(snapshot(key=mine), account=ARCHIVE), logArchiveRoleArn=ROLE)
    outside = plan(replace(snapshot(key=FOUND_KEY), account=ARCHIVE), logArchiveRoleArn=ROLE)
    assert inside.adopted.key
    assert inside.values["encryption"] == "new-key"
    assert outside.adopted.key is None
    assert (outside.values["encryption"], outside.values["kmsKeyArn"]) == ("existing-key", FOUND_KEY.arn)


def test_with_a_bucket_key_cloudtrail_may_decrypt_as_well() -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
    assert plan(snapshot(bucket(encryption=(rule,)))).adopted.log_bucket == replace(
        plan(snapshot(bucket(encryption=({**rule, "BucketKeyEnabled": False},)))).adopted.log_bucket,  # pyright: ignore[reportArgumentType]
        bucket_key=True,
    )


def test_a_log_group_of_another_account_is_kept_and_told() -> None:
    group = f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:trails:*"
    there = trail(
        IsOrganizationTrail=True,
        CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/trails",
    )
    made = plan(snapshot(of=there, account=DELEGATED))
    assert adopted(made).log_group == group
    assert f"Its log group is in account {ACCOUNT}, which you don't deploy from" in made.notes[0]
    assert plan(snapshot(of=there)).notes != made.notes


SEEN = Surroundings(
    Probe("good", Seen(O_ID, ACCOUNT, all_features=True, role="delegated")),
    accounts=Probe(
        "good", (MemberAccount(ACCOUNT, "main", "ACTIVE"), MemberAccount(MEMBER, "team", "ACTIVE"))
    ),
)


def of(account: str) -> str:
    return ARN.replace(ACCOUNT, account)


def test_a_member_s_own_trail_never_becomes_the_organization_s() -> None:
    assert out_of_place(of(ACCOUNT), DELEGATED, SEEN) == ""
    said = out_of_place(of(MEMBER), DELEGATED, SEEN)
    assert said.startswith(f"acme belongs to account {MEMBER} (team), a member of the organization")
    assert said.endswith("with its profile and scope: account.")


def test_a_trail_of_an_account_outside_the_organization_is_told() -> None:
    assert "which isn't in organization o-exampleorgid" in out_of_place(of("999988887777"), DELEGATED, SEEN)


def test_from_an_account_in_no_organization_nothing_is_read() -> None:
    alone = Surroundings(Probe("good", Seen()))
    assert "is in no organization" in out_of_place(ARN, ACCOUNT, alone)


def test_from_a_plain_member_nothing_is_read() -> None:
    member = Surroundings(Probe("good", Seen(O_ID, ACCOUNT, all_features=True, role="member")))
    assert "is a plain member of organization" in out_of_place(ARN, MEMBER, member)
