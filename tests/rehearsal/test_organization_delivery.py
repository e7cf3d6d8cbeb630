"""What members do: log files in one bucket, events on their own buses, and the way into another account."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.pipeline import CALLS
from tests.rehearsal.test_organization import ARCHIVE, MANAGEMENT, ROLE
from tests.rehearsal.test_organization_trails import ARN, bucket_policy, key_policy
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.organization import MEMBERS, EmulatedOrganization, Wanted, open_organization
from wizard.rehearsal.stand_ins.schedules import tick

AWAY = "us-west-2"


@pytest.fixture
def organization() -> Iterator[EmulatedOrganization]:
    """The management account's trail writes into the archive's bucket."""
    wanted = Wanted(archive_role=ROLE, registered=True, trusted=True)
    with open_organization(world.HOME, wanted) as opened:
        world.log_bucket(opened.archive, bucket_policy(opened.id))
        world.trail(opened.management, isOrganizationTrail=True)
        yield opened


def files(archive: EmulatedAccount) -> list[str]:
    listed = archive.client("s3").list_objects_v2(Bucket=world.BUCKET).get("Contents", [])
    return [one["Key"] for one in listed]


def queue_of(account: EmulatedAccount, region: str, pattern: dict[str, Any]) -> str:
    """A queue that a rule of the account's own default bus fills; its URL."""
    _, queue = world.make(account, "sqs/queue:Queue", name="events", region=region)
    sends = world.text(world.allow("events", "sqs:SendMessage", queue["arn"]))
    world.make(account, "sqs/queuePolicy:QueuePolicy", queueUrl=queue["url"], policy=sends, region=region)
    world.make(
        account,
        "cloudwatch/eventRule:EventRule",
        name="watch",
        eventPattern=json.dumps(pattern),
        region=region,
    )
    world.make(
        account,
        "cloudwatch/eventTarget:EventTarget",
        rule="watch",
        targetId="queue",
        arn=queue["arn"],
        region=region,
    )
    return queue["url"]


def arrived(account: EmulatedAccount, region: str, url: str) -> list[dict[str, Any]]:
    messages = account.client("sqs", region).receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [json.loads(one["Body"]) for one in messages.get("Messages", ())]


def test_a_member_s_log_file_lies_under_the_organization_and_its_own_id(
    organization: EmulatedOrganization,
) -> None:
    member = organization.members[0]
    record = world.put_activity(member, AWAY, {"eventName": "RunInstances"})
    (key,) = files(organization.archive)
    folder = f"AWSLogs/{organization.id}/{member.id}/CloudTrail/{AWAY}/"
    assert key.startswith(folder)
    body = organization.archive.client("s3").get_object(Bucket=world.BUCKET, Key=key)["Body"].read()
    assert json.loads(gzip.decompress(body))["Records"] == [record]
    assert record["recipientAccountId"] == member.id


def test_the_management_account_s_own_files_lie_there_too(organization: EmulatedOrganization) -> None:
    world.put_activity(organization.management, AWAY, {})
    (key,) = files(organization.archive)
    assert key.startswith(f"AWSLogs/{organization.id}/{MANAGEMENT}/CloudTrail/{AWAY}/")


def test_without_the_organization_s_folder_in_the_policy_nothing_is_written(
    organization: EmulatedOrganization,
) -> None:
    s3 = organization.archive.client("s3")
    s3.put_bucket_policy(Bucket=world.BUCKET, Policy=bucket_policy(organization.id, ARN, MANAGEMENT))
    world.put_activity(organization.members[0], AWAY, {})
    assert files(organization.archive) == []
    assert "no statement of the bucket policy allows" in organization.deploying.undelivered[-1]


def test_a_key_that_lets_only_another_trail_encrypt_stops_the_files() -> None:
    with open_organization(world.HOME, Wanted(archive_role=ROLE, registered=True, trusted=True)) as opened:
        world.log_bucket(opened.archive, bucket_policy(opened.id))
        arn = world.key(opened.archive, key_policy(ARCHIVE))
        world.trail(opened.management, isOrganizationTrail=True, kmsKeyId=arn)
        world.put_activity(opened.members[0], AWAY, {})
        assert len(files(opened.archive)) == 1
        other = key_policy(ARCHIVE).replace(ARN, f"{ARN}-2")
        opened.archive.client("kms").put_key_policy(
            KeyId=arn.rpartition("/")[2], PolicyName="default", Policy=other
        )
        world.put_activity(opened.members[0], AWAY, {})
        assert len(files(opened.archive)) == 1


def test_the_event_is_on_that_member_s_own_bus_alone(organization: EmulatedOrganization) -> None:
    member, others = organization.members[0], (organization.management, organization.members[1])
    mine = queue_of(member, AWAY, CALLS)
    theirs = [queue_of(one, AWAY, CALLS) for one in others]
    record = world.put_activity(member, AWAY, {})
    (event,) = arrived(member, AWAY, mine)
    assert (event["account"], event["detail"]) == (member.id, record)
    assert [arrived(one, AWAY, url) for one, url in zip(others, theirs, strict=True)] == [[], []]


def test_of_the_new_file_the_bucket_s_own_account_hears(organization: EmulatedOrganization) -> None:
    archive = organization.archive
    world.make(archive, "s3/bucketNotification:BucketNotification", bucket=world.BUCKET, eventbridge=True)
    created = {"source": ["aws.s3"], "detail-type": ["Object Created"]}
    there = queue_of(archive, world.HOME, created)
    here = queue_of(organization.management, world.HOME, created)
    world.put_activity(organization.members[0], AWAY, {})
    (event,) = arrived(archive, world.HOME, there)
    assert (event["account"], event["detail"]["object"]["key"]) == (ARCHIVE, files(archive)[0])
    assert arrived(organization.management, world.HOME, here) == []


def test_a_member_that_has_not_opted_in_to_the_home_region_sends_nothing() -> None:
    home = "me-south-1"
    left_out, other = "456789012345", "567890123456"
    wanted = Wanted(trusted=True, without_home=(left_out,))
    with open_organization(home, wanted) as opened:
        arn = f"arn:aws:cloudtrail:{home}:{MANAGEMENT}:trail/everyregion"
        world.log_bucket(opened.archive, bucket_policy(opened.id, arn))
        world.trail(opened.management, isOrganizationTrail=True)
        for member in opened.members[:2]:
            world.put_activity(member, "us-east-1", {})
        assert [key.split("/")[2] for key in files(opened.archive)] == [other]


def test_a_member_that_left_sends_nothing_any_more(organization: EmulatedOrganization) -> None:
    member = organization.members[0]
    organizations = organization.management.client("organizations")
    organizations.remove_account_from_organization(AccountId=member.id)
    world.put_activity(member, AWAY, {})
    assert files(organization.archive) == []


def into_archive(organization: EmulatedOrganization, bus_policy: str | None, may: bool = True) -> str:
    """A rule of the management account that forwards to a bus in the archive; the URL of what comes there."""
    management, archive = organization.management, organization.archive
    bus = world.make(archive, "cloudwatch/eventBus:EventBus", name="alerts")[1]["arn"]
    if bus_policy:
        world.make(
            archive,
            "cloudwatch/eventBusPolicy:EventBusPolicy",
            eventBusName="alerts",
            policy=bus_policy.replace("BUS", bus),
        )
    role = world.role(
        management, "forward", "events", policy=world.may("events:PutEvents", bus) if may else None
    )
    rule = {"name": "watch", "region": AWAY, "eventPattern": json.dumps(CALLS)}
    world.make(management, "cloudwatch/eventRule:EventRule", **rule)
    target = {"rule": "watch", "targetId": "bus", "arn": bus, "roleArn": role, "region": AWAY}
    world.make(management, "cloudwatch/eventTarget:EventTarget", **target)
    _, queue = world.make(archive, "sqs/queue:Queue", name="events")
    sends = world.text(world.allow("events", "sqs:SendMessage", queue["arn"]))
    world.make(archive, "sqs/queuePolicy:QueuePolicy", queueUrl=queue["url"], policy=sends)
    on_bus = {"eventBusName": "alerts", "eventPattern": json.dumps(CALLS)}
    world.make(archive, "cloudwatch/eventRule:EventRule", name="collect", **on_bus)
    collected = {"rule": "collect", "eventBusName": "alerts", "targetId": "queue", "arn": queue["arn"]}
    world.make(archive, "cloudwatch/eventTarget:EventTarget", **collected)
    return queue["url"]


LETS_IN = world.text(
    {
        "Sid": "Forward",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"},
        "Action": "events:PutEvents",
        "Resource": "BUS",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{MANAGEMENT}:role/forward"}},
    }
)


def test_an_event_crosses_accounts_and_regions_and_keeps_its_own_account(
    organization: EmulatedOrganization,
) -> None:
    url = into_archive(organization, LETS_IN)
    record = world.put_activity(organization.management, AWAY, {})
    (event,) = arrived(organization.archive, world.HOME, url)
    assert (event["account"], event["detail"]) == (MANAGEMENT, record)


@pytest.mark.parametrize(
    ("policy", "may"),
    [
        (None, True),
        (LETS_IN, False),
        (LETS_IN.replace("role/forward", "role/other"), True),
        (LETS_IN.replace(MANAGEMENT, "000011112222"), True),
    ],
    ids=["no policy", "role may not", "another role", "another account"],
)
def test_role_and_bus_have_both_to_let_it_through(
    organization: EmulatedOrganization, policy: str | None, may: bool
) -> None:
    url = into_archive(organization, policy, may)
    world.put_activity(organization.management, AWAY, {})
    assert arrived(organization.archive, world.HOME, url) == []
    assert "event-bus/alerts" in organization.deploying.undelivered[-1]


def test_each_account_s_digest_files_lie_under_the_organization_and_its_own_id(
    organization: EmulatedOrganization,
) -> None:
    tick(organization.deploying, 3700)
    there = [one for one in files(organization.archive) if "/CloudTrail-Digest/" in one]
    accounts = organization.management.emulation.accounts
    assert len(there) == sum(len(one.regions) for one in accounts.values())
    member = organization.members[0]
    folder = f"AWSLogs/{organization.id}/{member.id}/CloudTrail-Digest/{AWAY}/"
    (key,) = [one for one in there if one.startswith(folder)]
    assert f"/{member.id}_CloudTrail-Digest_{AWAY}_{world.TRAIL}_{world.HOME}_" in key
    body = organization.archive.client("s3").get_object(Bucket=world.BUCKET, Key=key)["Body"].read()
    assert json.loads(gzip.decompress(body))["awsAccountId"] == member.id


def test_a_member_that_is_not_in_the_trail_s_home_region_has_no_digest_file() -> None:
    wanted = Wanted(trusted=True, without_home=(MEMBERS[0],))
    with open_organization("me-south-1", wanted) as opened:
        arn = ARN.replace(world.HOME, "me-south-1")
        world.log_bucket(opened.management, bucket_policy(opened.id, arn), region="me-south-1")
        world.trail(opened.management, isOrganizationTrail=True)
        tick(opened.deploying, 3700)
        there = [one.split("/")[2] for one in files(opened.management) if "/CloudTrail-Digest/" in one]
        assert set(there) == {*opened.management.emulation.accounts} - {MEMBERS[0]}


def test_the_status_of_the_organization_s_trail_is_each_account_s_own(
    organization: EmulatedOrganization,
) -> None:
    member = organization.members[0]
    world.put_activity(member, AWAY, {"eventName": "RunInstances"})
    tick(organization.deploying, 3700)
    seen = [
        one.client("cloudtrail", AWAY).get_trail_status(Name=ARN) for one in (member, organization.management)
    ]
    assert ["LatestDeliveryTime" in one for one in seen] == [True, False]
    assert all(one["IsLogging"] and "LatestDigestDeliveryTime" in one for one in seen)
