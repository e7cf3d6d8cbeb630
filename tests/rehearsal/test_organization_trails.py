"""An organization's trail: whose it is, who sees it, who changes it, and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused as refused_by
from tests.rehearsal.test_organization import DELEGATED, MANAGEMENT, SERVICE, refused
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.organization import EmulatedOrganization, Wanted, open_organization

ARN = f"arn:aws:cloudtrail:{world.HOME}:{MANAGEMENT}:trail/everyregion"


def bucket_policy(organization: str, arn: str = ARN, *folders: str) -> str:
    """What CloudTrail needs for an organization's trail. folders: others than it needs."""
    source = {"aws:SourceArn": arn}
    written = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    where = [f"{world.BUCKET_ARN}/AWSLogs/{one}/*" for one in folders or (MANAGEMENT, organization)]
    return world.text(
        world.allow("cloudtrail", "s3:GetBucketAcl", world.BUCKET_ARN, StringEquals=source),
        world.allow("cloudtrail", "s3:PutObject", where, StringEquals=written),
    )


def make_trail(
    organization: EmulatedOrganization, maker: EmulatedAccount, holder: EmulatedAccount, **changes: Any
) -> world.Outputs:
    """The trail, made by one account, with its bucket in another's."""
    world.log_bucket(holder, bucket_policy(organization.id))
    return world.trail(maker, isOrganizationTrail=True, **changes)


@pytest.fixture
def ready() -> Iterator[EmulatedOrganization]:
    with open_organization(world.HOME, Wanted(registered=True, trusted=True)) as opened:
        yield opened


@pytest.fixture
def delegated(ready: EmulatedOrganization) -> EmulatedOrganization:
    """The delegated administrator has made the trail, into its own bucket."""
    make_trail(ready, ready.delegated, ready.delegated)
    return ready


def shown(account: EmulatedAccount, **asked: Any) -> list[str]:
    return [one["TrailARN"] for one in account.client("cloudtrail").describe_trails(**asked)["trailList"]]


def test_a_delegated_administrator_s_trail_is_the_management_account_s(ready: EmulatedOrganization) -> None:
    made = make_trail(ready, ready.delegated, ready.delegated)
    assert (made["arn"], made["id"], made["isOrganizationTrail"]) == (ARN, ARN, True)
    assert shown(ready.management, includeShadowTrails=False) == [ARN]


def test_it_reads_back_without_a_difference_and_goes_from_there_too(ready: EmulatedOrganization) -> None:
    made = make_trail(ready, ready.delegated, ready.delegated, tags={"Owner": "security"})
    maker = maker_for("aws:cloudtrail/trail:Trail")
    assert maker.read(ready.delegated, ARN, made) == made
    changed = maker.update(
        ready.delegated, ARN, made, {**world.TRAIL_INPUTS, "isOrganizationTrail": True, "tags": {}}
    )
    assert changed["tagsAll"] == {}
    maker.delete(ready.delegated, ARN, changed)
    assert shown(ready.management) == []


def test_every_account_shows_it_as_a_shadow_that_logs(delegated: EmulatedOrganization) -> None:
    for account in delegated.deploying.everywhere:
        assert shown(account) == [ARN]
        assert account.client("cloudtrail").get_trail_status(Name=ARN)["IsLogging"] is True
    for account in (delegated.delegated, *delegated.members):
        assert shown(account, includeShadowTrails=False) == []
        assert shown(account, trailNameList=[ARN]) == [ARN]


def test_by_its_name_only_the_owner_finds_it(delegated: EmulatedOrganization) -> None:
    for account in (delegated.delegated, delegated.members[0]):
        client = account.client("cloudtrail")
        assert refused(client.get_trail_status, Name="everyregion") == "TrailNotFoundException"
        assert refused(client.get_trail, Name="everyregion") == "TrailNotFoundException"
        assert shown(account, trailNameList=["everyregion"]) == []
    assert shown(delegated.management, trailNameList=["everyregion"]) == [ARN]


def test_members_look_at_it_and_change_nothing(delegated: EmulatedOrganization) -> None:
    client = delegated.members[0].client("cloudtrail")
    assert client.get_trail(Name=ARN)["Trail"]["IsOrganizationTrail"] is True
    for call in (client.stop_logging, client.delete_trail, client.update_trail):
        assert refused(call, Name=ARN) == "NotOrganizationMasterAccountException"
    assert client.get_trail_status(Name=ARN)["IsLogging"] is True


def test_a_delegated_administrator_stops_it_but_makes_it_no_account_s(
    delegated: EmulatedOrganization,
) -> None:
    client = delegated.delegated.client("cloudtrail")
    given = {"Name": ARN, "IsOrganizationTrail": False}
    assert refused(client.update_trail, **given) == "NotOrganizationMasterAccountException"
    client.stop_logging(Name=ARN)
    assert client.get_trail_status(Name=ARN)["IsLogging"] is False


def test_without_trusted_access_the_copies_go_and_turning_it_on_brings_nothing_back(
    delegated: EmulatedOrganization,
) -> None:
    organizations = delegated.management.client("organizations")
    organizations.disable_aws_service_access(ServicePrincipal=SERVICE)
    assert shown(delegated.members[0]) == []
    trail = delegated.management.client("cloudtrail").get_trail(Name=ARN)["Trail"]
    assert trail["IsOrganizationTrail"] is False
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    assert shown(delegated.members[0]) == []
    delegated.management.client("cloudtrail").update_trail(Name=ARN, IsOrganizationTrail=True)
    assert shown(delegated.members[0]) == [ARN]


def test_the_trusted_access_of_a_stack_is_gone_with_it_where_it_is_not_retained(
    delegated: EmulatedOrganization,
) -> None:
    """Why the program retains it: the provider's own delete turns it off."""
    maker = maker_for("aws:organizations/awsServiceAccess:AwsServiceAccess")
    id, outputs = maker.create(delegated.management, "access", {"servicePrincipal": SERVICE})
    maker.delete(delegated.management, id, outputs)
    assert shown(delegated.members[0]) == []


def test_it_is_made_in_neither_a_member_nor_an_account_alone(ready: EmulatedOrganization) -> None:
    world.log_bucket(ready.members[0], bucket_policy(ready.id))
    with refused_by("NotOrganizationMasterAccountException"):
        world.trail(ready.members[0], isOrganizationTrail=True)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(), "CloudTrailAccessNotEnabledException"),
        (Wanted(trusted=True, all_features=False), "OrganizationNotInAllFeaturesModeException"),
        (
            Wanted(trusted=True, linked_role=False),
            "InsufficientDependencyServiceAccessPermissionException",
        ),
    ],
)
def test_an_organization_that_is_not_ready_gets_no_trail(wanted: Wanted, code: str) -> None:
    with open_organization(world.HOME, wanted) as opened:
        world.log_bucket(opened.management, bucket_policy(opened.id))
        with refused_by(code):
            world.trail(opened.management, isOrganizationTrail=True)


def test_a_delegated_administrator_makes_none_without_the_service_linked_role(
    ready: EmulatedOrganization,
) -> None:
    iam = ready.management.client("iam")
    iam.delete_role(RoleName="AWSServiceRoleForCloudTrail")
    world.log_bucket(ready.delegated, bucket_policy(ready.id))
    with refused_by("NoManagementAccountSLRExistsException"):
        world.trail(ready.delegated, isOrganizationTrail=True)


def test_the_management_account_s_five_trails_leave_no_room(ready: EmulatedOrganization) -> None:
    client = ready.management.client("cloudtrail")
    world.log_bucket(ready.management, bucket_policy(ready.id))
    for number in range(5):
        client.create_trail(Name=f"other-{number}", S3BucketName=world.BUCKET)
    with refused_by("MaximumNumberOfTrailsExceededException", MANAGEMENT):
        world.trail(ready.delegated, isOrganizationTrail=True, isMultiRegionTrail=False)


def test_members_own_trails_leave_room_for_it(ready: EmulatedOrganization) -> None:
    member = ready.members[0]
    member.client("s3").create_bucket(
        Bucket="own", CreateBucketConfiguration={"LocationConstraint": world.HOME}
    )
    for number in range(5):
        member.client("cloudtrail").create_trail(Name=f"other-{number}", S3BucketName="own")
    make_trail(ready, ready.management, ready.archive)
    assert len(shown(member)) == 6


def test_a_bucket_in_another_account_needs_the_owner_s_arn_in_its_policy(ready: EmulatedOrganization) -> None:
    mine = ARN.replace(MANAGEMENT, DELEGATED)
    world.log_bucket(ready.archive, bucket_policy(ready.id, mine))
    with refused_by("InsufficientS3BucketPolicyException", ARN):
        world.trail(ready.delegated, isOrganizationTrail=True)


def test_both_folders_have_to_be_let_written(ready: EmulatedOrganization) -> None:
    world.log_bucket(ready.archive, bucket_policy(ready.id, ARN, ready.id))
    with refused_by("InsufficientS3BucketPolicyException", f"AWSLogs/{MANAGEMENT}/"):
        world.trail(ready.management, isOrganizationTrail=True)


def test_a_bucket_in_a_closed_account_is_out_of_reach(ready: EmulatedOrganization) -> None:
    world.log_bucket(ready.archive, bucket_policy(ready.id))
    ready.management.client("organizations").close_account(AccountId=ready.archive.id)
    with refused_by("InsufficientS3BucketPolicyException", "SUSPENDED"):
        world.trail(ready.management, isOrganizationTrail=True)


def key_policy(account: str, *more: dict[str, Any]) -> str:
    root = {**world.ROOT, "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
    return world.text(root, world.ENCRYPTS, world.DESCRIBES, *more)


def test_a_key_in_the_archive_lets_the_owner_s_trail_encrypt(ready: EmulatedOrganization) -> None:
    arn = world.key(ready.archive, key_policy(ready.archive.id))
    assert make_trail(ready, ready.delegated, ready.archive, kmsKeyId=arn)["kmsKeyId"] == arn


def test_with_a_bucket_key_the_key_has_to_let_it_decrypt_too(ready: EmulatedOrganization) -> None:
    world.log_bucket(ready.archive, bucket_policy(ready.id))
    world.make(
        ready.archive,
        "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        bucket=world.BUCKET,
        rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}, "bucketKeyEnabled": True}],
    )
    without = world.key(ready.archive, key_policy(ready.archive.id))
    with refused_by("InsufficientEncryptionPolicyException", "kms:Decrypt"):
        world.trail(ready.management, isOrganizationTrail=True, kmsKeyId=without)
    decrypts = {**world.ENCRYPTS, "Action": "kms:Decrypt"}
    arn = world.key(ready.archive, key_policy(ready.archive.id, decrypts))
    assert world.trail(ready.management, isOrganizationTrail=True, kmsKeyId=arn)["arn"] == ARN


def test_a_log_group_role_has_to_write_the_organization_s_streams_too(ready: EmulatedOrganization) -> None:
    world.log_bucket(ready.management, bucket_policy(ready.id))
    _, group = world.make(ready.management, "cloudwatch/logGroup:LogGroup", name="trail")
    stream = f"{group['arn']}:log-stream"
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    own = world.may(actions, f"{stream}:{MANAGEMENT}_CloudTrail_{world.HOME}*")
    role = world.role(ready.management, "delivers", "cloudtrail", policy=own)
    given = {"cloudWatchLogsGroupArn": f"{group['arn']}:*", "cloudWatchLogsRoleArn": role}
    with refused_by("InvalidCloudWatchLogsRoleArnException", ready.id):
        world.trail(ready.management, isOrganizationTrail=True, **given)
    ready.management.client("iam").put_role_policy(
        RoleName="delivers", PolicyName="all", PolicyDocument=world.may(actions, f"{stream}:{ready.id}_*")
    )
    assert world.trail(ready.management, isOrganizationTrail=True, **given)["arn"] == ARN


def test_the_bus_s_policy_is_put_whole(account: EmulatedAccount) -> None:
    bus = world.make(account, "cloudwatch/eventBus:EventBus", name="alerts")[1]["arn"]
    statement = {
        "Sid": "One",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{DELEGATED}:root"},
        "Action": "events:PutEvents",
        "Resource": bus,
    }
    for sid in ("One", "Two"):
        policy = world.text({**statement, "Sid": sid})
        world.make(account, "cloudwatch/eventBusPolicy:EventBusPolicy", eventBusName="alerts", policy=policy)
    found = json.loads(account.client("events").describe_event_bus(Name="alerts")["Policy"])
    assert [one["Sid"] for one in found["Statement"]] == ["Two"]


def test_a_policy_of_another_bus_and_one_without_a_sid_are_refused(account: EmulatedAccount) -> None:
    type_ = "cloudwatch/eventBusPolicy:EventBusPolicy"
    world.make(account, "cloudwatch/eventBus:EventBus", name="alerts")
    bus = account.arn("events", "event-bus/alerts")
    allowed = {"Effect": "Allow", "Principal": {"AWS": DELEGATED}, "Action": "events:PutEvents"}
    with refused_by("ValidationException", "Sid"):
        world.make(account, type_, eventBusName="alerts", policy=world.text({**allowed, "Resource": bus}))
    with refused_by("ValidationException", "others"):
        other = {**allowed, "Sid": "A", "Resource": bus.replace("alerts", "others")}
        world.make(account, type_, eventBusName="alerts", policy=world.text(other))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(), "CloudTrailAccessNotEnabledException"),
        (Wanted(trusted=True, linked_role=False), "InsufficientDependencyServiceAccessPermissionException"),
        (Wanted(all_features=False), "OrganizationNotInAllFeaturesModeException"),
    ],
)
def test_one_account_s_trail_becomes_the_organization_s_only_with_all_that_a_new_one_needs(
    wanted: Wanted, code: str
) -> None:
    with open_organization(world.HOME, wanted) as organization:
        cloudtrail = organization.management.client("cloudtrail")
        organization.management.client("s3").create_bucket(
            Bucket=world.BUCKET, CreateBucketConfiguration={"LocationConstraint": world.HOME}
        )
        cloudtrail.create_trail(Name="everyregion", S3BucketName=world.BUCKET)
        assert refused(cloudtrail.update_trail, Name=ARN, IsOrganizationTrail=True) == code
        assert cloudtrail.get_trail(Name=ARN)["Trail"]["IsOrganizationTrail"] is False
