"""An organization's trail, and one account's that becomes it, taken over by one deploy over two accounts:
made right where they are, with nothing lost, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from components.organization import Organization
from components.resource_names import short_name
from components.settings import validate
from tests.engine import handmade_organization as handmade
from tests.engine.adopting import written
from tests.engine.base import BASE
from tests.engine.handmade_organization import (
    ARCHIVE,
    BUCKET,
    MANAGEMENT,
    MEMBER,
    ROLE,
    TRAIL,
    Found,
    Handmade,
)
from tests.engine.scene import HOME, Scene, scene
from tests.engine.stack import Outcome
from wizard.account.connect import Clients
from wizard.account.origin import Origin
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.offer import Source
from wizard.rehearsal.organization import Wanted

pytestmark = pytest.mark.engine

SETTINGS: Mapping[str, Any] = {
    **BASE,
    "scope": "organization",
    "trailName": handmade.NAME,
    "logBucketName": BUCKET,
    "adoptTrail": TRAIL,
    "regionAlert": ["delivered-logs"],
    "tamperAlert": True,
}
WITH_ARCHIVE = {**SETTINGS, "logArchiveRoleArn": ROLE}


@dataclass(repr=False)
class Story:
    """Each run of the engine, in this order, and both accounts between them."""

    made: Handmade
    before: Found
    preview: Outcome
    up: Outcome
    deployed: Found
    ids: dict[str, str]
    file: str
    again: Outcome
    refresh: Outcome
    destroy: Outcome
    destroyed: Found
    file_after: str
    stopped: bool
    trusted: list[str]


def tell(it: Scene, made: Handmade, settings: Mapping[str, Any]) -> Story:
    adopt(it, made, settings)
    return Story(
        made,
        before=handmade.found(made),
        preview=it.stack.preview(),
        up=it.stack.up(),
        deployed=handmade.found(made),
        ids={short_name(r["urn"]): r["id"] for r in it.stack.resources() if "id" in r},
        file=handmade.deliver(made, MEMBER),
        again=it.stack.up(),
        refresh=it.stack.refresh(),
        destroy=it.stack.destroy(),
        destroyed=handmade.found(made),
        file_after=handmade.deliver(made, MEMBER),
        stopped=bool(
            made.management.client("cloudtrail").get_trail_status(Name=TRAIL).get("StopLoggingTime")
        ),
        trusted=trusted(made),
    )


def adopt(it: Scene, made: Handmade, settings: Mapping[str, Any]) -> None:
    """What the set-up does: reads both accounts, writes the file and the answers that follow."""
    archive = it.account.beside(ARCHIVE) if "logArchiveRoleArn" in settings else None
    clients = Clients(it.account.client, archive.client if archive else None, ARCHIVE if archive else "")
    origin = Origin(it.account.id, Organization(made.organization, MANAGEMENT))
    checked = validate({**settings, "adoptTrail": ""}, HOME)
    plan = plan_trail(Source(clients, origin).read(TRAIL), checked, settings)
    answers = {key: value for key, value in plan.values.items() if key != "aws:region"}
    it.stack.configure({**settings, **answers})
    written(it, plan)


def trusted(made: Handmade) -> list[str]:
    client = made.management.client("organizations")
    listed = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    return [one["ServicePrincipal"] for one in listed]


@pytest.fixture(scope="module")
def archived(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """From the management account; bucket and key are in the log archive."""
    wanted = Wanted(archive_role=ROLE, trusted=True)
    with scene(tmp_path_factory.mktemp("archived") / "stack", WITH_ARCHIVE, organization=wanted) as it:
        return tell(it, handmade.make(it.account), WITH_ARCHIVE)


@pytest.fixture(scope="module")
def delegated(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """From a delegated administrator; bucket and key are in the log archive."""
    wanted = Wanted(from_delegated=True, registered=True, trusted=True, archive_role=ROLE)
    with scene(tmp_path_factory.mktemp("delegated") / "stack", WITH_ARCHIVE, organization=wanted) as it:
        return tell(it, handmade.make(it.account), WITH_ARCHIVE)


@pytest.fixture(scope="module")
def converted(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The management account's own trail, which becomes the organization's; no trusted access yet."""
    with scene(tmp_path_factory.mktemp("converted") / "stack", SETTINGS, organization=Wanted()) as it:
        return tell(it, handmade.make(it.account, MANAGEMENT, is_organizations=False), SETTINGS)


@pytest.fixture(params=["archived", "delegated", "converted"])
def story(request: pytest.FixtureRequest) -> Story:
    return request.getfixturevalue(request.param)


def ops(outcome: Outcome) -> set[str]:
    return {step.op for step in outcome.steps}


def test_what_is_there_is_imported_and_nothing_deleted_or_replaced(story: Story) -> None:
    imported = {step.name for step in story.preview.steps if step.op == "import"}
    assert imported == {
        "trail",
        "log-key",
        "log-bucket",
        "log-bucket-policy",
        "log-bucket-lifecycle",
        "log-feed-notification",
    }
    assert ops(story.preview) <= {"create", "import", "update", "read", "same"}
    assert ops(story.up) <= {"create", "import", "update", "read", "same"}


def test_it_stays_the_same_trail_in_the_same_bucket_with_the_same_key(story: Story) -> None:
    kept = ("TrailARN", "S3BucketName", "S3KeyPrefix", "KmsKeyId")
    assert {name: story.deployed.trail[name] for name in kept} == {
        "TrailARN": TRAIL,
        "S3BucketName": BUCKET,
        "S3KeyPrefix": "corp",
        "KmsKeyId": story.made.key,
    }
    assert (story.ids["trail"], story.ids["log-key"]) == (TRAIL, story.made.key.rpartition("/")[2])


def test_it_was_not_validated_and_is_made_right(story: Story) -> None:
    assert (
        story.before.trail["LogFileValidationEnabled"],
        story.deployed.trail["LogFileValidationEnabled"],
    ) == (
        False,
        True,
    )
    assert story.deployed.trail["IsOrganizationTrail"] is True


def test_one_account_s_trail_was_no_organization_s_before(converted: Story, archived: Story) -> None:
    assert converted.before.trail["IsOrganizationTrail"] is False
    assert "isOrganizationTrail" in converted.up.detailed_changes["trail"].split()
    assert archived.up.detailed_changes["trail"] == (
        "update advancedEventSelectors enableLogFileValidation eventSelectors insightSelectors tags"
    )


def test_it_never_stopped_logging(story: Story) -> None:
    assert (story.before.is_logging, story.deployed.is_logging, story.destroyed.is_logging) == (True,) * 3
    assert story.stopped is False


def test_every_statement_that_was_in_the_bucket_policy_still_is(story: Story) -> None:
    assert story.deployed.statements[: len(story.before.statements)] == story.before.statements
    assert [one["Sid"] for one in story.deployed.statements[len(story.before.statements) :]] == [
        "CloudTrailReadsAcl",
        "CloudTrailWrites",
        "OnlyServicesWriteLogs",
        "DenyInsecureTransport",
    ]


def test_cloudtrail_may_write_into_the_organization_s_folder_and_the_owner_s(story: Story) -> None:
    (ours,) = (one for one in story.deployed.statements if one["Sid"] == "CloudTrailWrites")
    assert ours["Resource"] == [
        f"arn:aws:s3:::{BUCKET}/corp/AWSLogs/{MANAGEMENT}/*",
        f"arn:aws:s3:::{BUCKET}/corp/AWSLogs/{story.made.organization}/*",
    ]
    assert ours["Condition"]["StringEquals"]["aws:SourceArn"] == TRAIL


def test_the_key_s_policy_keeps_what_it_had(story: Story) -> None:
    # What Root says ours says too, and once is enough.
    assert story.deployed.key_statements == [
        "AllowCloudTrail",
        "SiemDecrypts",
        "AccountDecides",
        "CloudTrailEncrypts",
        "CloudTrailDescribes",
    ]


def test_others_rules_tags_and_queue_stay(story: Story) -> None:
    assert story.deployed.rules[0] == handmade.RULE
    mine = {"Prefix": f"corp/AWSLogs/{story.made.organization}/"}
    assert {rule["ID"]: rule["Filter"] for rule in story.deployed.rules[1:]} == {
        "logs": mine,
        "delete-markers": mine,
    }
    assert story.deployed.tags["CostCenter"] == "4711"
    assert story.deployed.notification == {**story.before.notification, "EventBridgeConfiguration": {}}


def test_a_member_s_log_file_is_delivered_where_it_was_before(story: Story) -> None:
    folder = f"corp/AWSLogs/{story.made.organization}/{MEMBER}/CloudTrail/{HOME}/"
    assert story.file.startswith(folder)
    assert story.file_after.startswith(folder)


def test_a_second_deploy_and_a_refresh_find_nothing_to_do(story: Story) -> None:
    assert (story.again.changes, story.refresh.changes) == ({}, {})


def test_destroying_the_stack_gives_it_back_as_the_organization_s(story: Story) -> None:
    assert story.destroyed.trail == story.deployed.trail
    assert story.destroyed.statements == story.deployed.statements
    assert story.destroyed.key_statements == story.deployed.key_statements
    assert story.destroyed.notification == story.deployed.notification
    assert story.trusted == ["cloudtrail.amazonaws.com"]


@pytest.fixture(scope="module")
def unasked(cli: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Found, Found]:
    """Somebody edits the scope of a stack that took over one account's trail, and runs `pulumi up`."""
    with scene(tmp_path_factory.mktemp("unasked") / "stack", SETTINGS, organization=Wanted()) as it:
        made = handmade.make(it.account, MANAGEMENT, is_organizations=False)
        account_alone = {**SETTINGS, "scope": "account"}
        checked = validate({**account_alone, "adoptTrail": ""}, HOME)
        source = Source(Clients(it.account.client), Origin(it.account.id))
        written(it, plan_trail(source.read(TRAIL), checked, account_alone))
        before = handmade.found(made)
        return it.stack.up(fails=True), before, handmade.found(made)


def test_the_program_makes_nobody_s_trail_the_organization_s_unasked(
    unasked: tuple[Outcome, Found, Found],
) -> None:
    outcome, before, after = unasked
    said = "\n".join([*outcome.messages, outcome.text])
    assert "is one account's trail, and Pulumi.test.adopted.json doesn't say that it may become" in said
    assert {"trail", "log-bucket", "trusted-access"} & {*outcome.changes} == set()
    assert after == before
