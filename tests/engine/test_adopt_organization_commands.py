"""An organization's trail taken over by the commands alone: set-up, deploy, deploy again, destroy; and what
others did in between."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.engine import handmade_organization as handmade
from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.engine.handmade_organization import BUCKET, MANAGEMENT, MEMBER, ROLE, TRAIL, Found, Handmade
from tests.wizard.command import Ran
from wizard.rehearsal.organization import Wanted

pytestmark = pytest.mark.engine

SETTINGS = {
    **BASE,
    "scope": "organization",
    "regionAlert": ["delivered-logs"],
    "tamperAlert": True,
    "accessLogs": True,
}
WITH_ARCHIVE = {**SETTINGS, "logArchiveRoleArn": ROLE}
TAKE_OVER = ("--defaults", "--set", f"adoptTrail={TRAIL}", "--yes")
NEW = {**handmade.SIEM_READS, "Sid": "New", "Principal": {"AWS": "arn:aws:iam::555566667777:root"}}


@dataclass
class Story:
    """Each command by its name, in this order; what is there after the deploy and the destroy."""

    ran: dict[str, Ran] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def add_a_statement(made: Handmade) -> None:
    s3 = made.owner.client("s3")
    document = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    document["Statement"].append(NEW)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))


@pytest.fixture(scope="module")
def archived(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Bucket and key are in the log archive; somebody adds a statement between set-up and deploy."""
    it = Story()
    wanted = Wanted(archive_role=ROLE, trusted=True)
    with desk(tmp_path_factory.mktemp("commands") / "at", WITH_ARCHIVE, organization=wanted) as at:
        made = handmade.make(at.account)
        it.ran["set up"] = at.run(*TAKE_OVER)
        add_a_statement(made)
        it.ran["deploy too late"] = at.run("deploy", "--yes")
        it.ran["set up again"] = at.run(*TAKE_OVER)
        lived(it, at, made)
    return it


@pytest.fixture(scope="module")
def converted(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The management account's own trail; neither trusted access nor the linked role is there."""
    it = Story()
    wanted = Wanted(linked_role=False)
    with desk(tmp_path_factory.mktemp("converted") / "at", SETTINGS, organization=wanted) as at:
        made = handmade.make(at.account, MANAGEMENT, is_organizations=False)
        it.ran["set up without a yes"] = at.run(*TAKE_OVER)
        it.ran["set up"] = at.run(*TAKE_OVER, "--allow-conversion")
        lived(it, at, made)
    return it


@pytest.fixture(scope="module")
def narrowed(cli: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, dict[str, Any]]:
    """Somebody makes the organization's trail one account's between set-up and deploy."""
    with desk(tmp_path_factory.mktemp("narrowed") / "at", SETTINGS, organization=Wanted(trusted=True)) as at:
        made = handmade.make(at.account, MANAGEMENT)
        assert at.run(*TAKE_OVER).code == 0
        made.management.client("cloudtrail").update_trail(Name=TRAIL, IsOrganizationTrail=False)
        return at.run("deploy", "--yes"), handmade.found(made).trail


def lived(it: Story, at: Desk, made: Handmade) -> None:
    it.ran["preview"] = at.run("preview", "--yes")
    it.ran["deploy"] = at.run("deploy", "--yes")
    it.found["deployed"] = handmade.found(made)
    it.files.append(handmade.deliver(made, MEMBER))
    it.ran["deploy again"] = at.run("preview", "--expect-no-changes")
    it.ran["destroy"] = at.run("destroy", "--yes")
    it.found["destroyed"] = handmade.found(made)
    it.files.append(handmade.deliver(made, MEMBER))
    it.ran["deploy anew"] = at.run("deploy", "--yes")


def codes(it: Story) -> dict[str, int]:
    return {name: int(ran.code) for name, ran in it.ran.items()}


def test_every_command_ends_good_but_the_deploy_that_would_remove_what_others_added(archived: Story) -> None:
    assert codes(archived) == {
        "set up": 0,
        "deploy too late": 2,
        "set up again": 0,
        "preview": 0,
        "deploy": 0,
        "deploy again": 0,
        "destroy": 0,
        "deploy anew": 0,
    }
    said = archived.ran["deploy too late"].said
    assert f"the policy of {BUCKET}: New: allows arn:aws:iam::555566667777:root s3:GetObject" in said


def test_what_was_added_is_kept_once_it_was_read(archived: Story) -> None:
    assert "New" in [one.get("Sid") for one in archived.found["deployed"].statements]


def test_without_a_yes_nothing_becomes_the_organization_s(converted: Story) -> None:
    assert codes(converted) == {
        "set up without a yes": 2,
        "set up": 0,
        "preview": 0,
        "deploy": 0,
        "deploy again": 0,
        "destroy": 0,
        "deploy anew": 0,
    }
    assert converted.found["deployed"].trail["IsOrganizationTrail"] is True
    assert "AWSServiceRoleForCloudTrail is made." in " ".join(converted.ran["deploy"].out.split())


@pytest.mark.parametrize("story", ["archived", "converted"])
def test_what_was_taken_over_is_given_back_and_goes_on(story: str, request: pytest.FixtureRequest) -> None:
    told: Story = request.getfixturevalue(story)
    assert told.found["destroyed"].trail == told.found["deployed"].trail
    assert told.found["destroyed"].is_logging
    assert all(told.files)
    said = " ".join(told.ran["destroy"].out.split())
    assert "The trail was there before the stack, and goes on as the last deploy left it" in said
    assert "delete it for good" not in said


def test_a_trail_that_was_narrowed_meanwhile_isn_t_widened_again_unasked(
    narrowed: tuple[Ran, dict[str, Any]],
) -> None:
    ran, trail = narrowed
    assert ran.code == 2
    assert f"{TRAIL} was an organization's trail when Pulumi.dev.adopted.json was written" in ran.said
    assert trail["IsOrganizationTrail"] is False
