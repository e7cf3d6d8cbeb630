"""Adoption within an organization, in the set-up: with options alone, and with somebody who answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.engine import handmade_organization as handmade
from tests.engine.handmade_organization import ARCHIVE, BUCKET, DELEGATED, MANAGEMENT, MEMBER, ROLE, TRAIL
from tests.rehearsal import world
from tests.wizard.adoption.setup_run import FILE, Setup
from tests.wizard.command import Ran, project_folder
from tests.wizard.trails.conftest import Person, Refusing
from wizard import screen
from wizard.account.look import Look
from wizard.commands import setup
from wizard.rehearsal.organization import Wanted, open_organization
from wizard.screen import terminal

SCOPE = ("--set", "scope=organization")
WITH_ARCHIVE = (*SCOPE, "--set", f"logArchiveRoleArn={ROLE}")
TAKEN = ("--set", f"adoptTrail={TRAIL}")
FROM_DELEGATED = Wanted(from_delegated=True, registered=True, trusted=True, archive_role=ROLE)


@contextmanager
def within(wanted: Wanted, tmp_path: Path, patch: pytest.MonkeyPatch) -> Iterator[Setup]:
    with open_organization("eu-west-1", wanted) as organization:
        made = Setup(project_folder(tmp_path), organization.deploying)

        def new_look(options: Any, region: str, with_activity: bool) -> Look:
            return Look(lambda: made.clients, region, False, at_once=1)

        patch.setattr(setup, "new_look", new_look)
        yield made


@pytest.fixture
def archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setup]:
    """The organization's trail; its bucket and key are in the log archive."""
    with within(Wanted(archive_role=ROLE, trusted=True), tmp_path, monkeypatch) as run:
        handmade.make(run.account)
        yield run


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setup]:
    """The management account's own trail."""
    with within(Wanted(), tmp_path, monkeypatch) as run:
        handmade.make(run.account, MANAGEMENT, is_organizations=False, told=f"corp/AWSLogs/{MANAGEMENT}/")
        yield run


def test_an_organization_s_trail_is_read_in_both_accounts_and_taken_over(archived: Setup) -> None:
    ran = archived(*WITH_ARCHIVE, *TAKEN, "--yes")
    assert ran.code == 0, ran.err
    wanted = {
        "everyregion:scope": "organization",
        "everyregion:adoptTrail": TRAIL,
        "everyregion:trailName": "company",
        "everyregion:logBucketName": BUCKET,
        "everyregion:logArchiveRoleArn": ROLE,
    }
    assert {key: archived.stack()[key] for key in wanted} == wanted
    found = archived.adopted()
    assert found.account == ARCHIVE
    assert found.trail
    assert (found.trail.organization, found.trail.to_organization) == (True, False)
    assert found.log_bucket
    assert [one["Sid"] for one in found.log_bucket.statements][-1] == "Siem"
    assert found.key
    assert [one["Sid"] for one in found.key.statements] == ["Root", "AllowCloudTrail", "SiemDecrypts"]


def test_from_a_delegated_administrator_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with within(FROM_DELEGATED, tmp_path, monkeypatch) as run:
        handmade.make(run.account)
        ran = run(*WITH_ARCHIVE, *TAKEN, "--yes")
        assert ran.code == 0, ran.err
        assert run.stack()["aws:allowedAccountIds"] == [DELEGATED]
        assert run.adopted().account == ARCHIVE


def test_without_a_way_into_the_bucket_s_account_it_says_what_to_set(archived: Setup) -> None:
    ran = archived(*SCOPE, *TAKEN, "--yes")
    assert ran.code == 2
    assert f"The bucket {BUCKET} isn't in account {MANAGEMENT}: it is another account's, or gone." in ran.said
    assert "name a role there in logArchiveRoleArn" in ran.said
    assert archived.project.names() == {"Pulumi.yaml"}


def test_for_one_account_it_is_refused_with_the_scope_to_set(archived: Setup) -> None:
    ran = archived(*TAKEN, "--yes")
    assert (ran.code, archived.project.names()) == (2, {"Pulumi.yaml"})
    assert "Set scope to organization, with credentials of its management account" in ran.said


def test_a_role_that_lets_nobody_in_ends_it_before_anything_is_read(archived: Setup) -> None:
    ran = archived(*SCOPE, "--set", f"logArchiveRoleArn={ROLE}-other", *TAKEN, "--yes")
    assert (ran.code, archived.project.names()) == (2, {"Pulumi.yaml"})
    assert f"{ROLE}-other can't be taken on" in ran.said


def test_an_organization_that_isn_t_known_ends_it(archived: Setup) -> None:
    archived.clients = Refusing(archived.account, "describe_organization", "AccessDenied")
    ran = archived(*WITH_ARCHIVE, *TAKEN, "--yes")
    assert (ran.code, archived.project.names()) == (3, {"Pulumi.yaml"})
    assert "isn't known, so nor is whose trail" in ran.said


def test_what_the_role_may_not_read_is_named_as_the_role_s(
    archived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard.account import assumed_role

    archive = archived.account.beside(ARCHIVE)
    assert archive
    refusing = Refusing(archive, "get_bucket_policy", "AccessDenied")
    monkeypatch.setattr(assumed_role, "clients_with", lambda *_: refusing)
    ran = archived(*WITH_ARCHIVE, *TAKEN, "--yes")
    assert (ran.code, archived.project.names()) == (3, {"Pulumi.yaml"})
    assert "Allow s3:GetBucketPolicy for logArchiveRoleArn, or use credentials that may." in ran.said


def test_a_member_s_trail_is_refused_with_what_to_do(archived: Setup) -> None:
    ran = archived(*SCOPE, "--set", f"adoptTrail={TRAIL.replace(MANAGEMENT, MEMBER)}", "--yes")
    assert (ran.code, archived.project.names()) == (2, {"Pulumi.yaml"})
    assert f"company belongs to account {MEMBER} (payments), a member of the organization" in ran.said


def test_one_account_s_trail_becomes_the_organization_s_only_once_that_is_allowed(alone: Setup) -> None:
    ran = alone(*SCOPE, *TAKEN, "--yes")
    assert (ran.code, alone.project.names()) == (2, {"Pulumi.yaml"})
    assert "is one account's, and would become the organization's. Nothing was written." in ran.said
    assert "S3 tells arn:aws:sqs:eu-west-1:123456789012:siem of keys that begin with" in ran.said
    assert "To do it, add --allow-conversion" in ran.said


def test_allowed_it_is_written_and_what_it_means_is_said_all_the_same(alone: Setup) -> None:
    ran = alone(*SCOPE, *TAKEN, "--yes", "--allow-conversion")
    assert ran.code == 0, ran.err
    found = alone.adopted().trail
    assert found
    assert (found.organization, found.to_organization) == (False, True)
    said = " ".join(ran.out.split())
    assert "It was one account's, and becomes the organization's. What that means:" in said
    # The trail that becomes it is no second one beside itself.
    assert alone(*SCOPE, "--yes").code == 0


def with_log_group(run: Setup, streams: str) -> None:
    """The trail writes to a log group, with a role that may write these streams there."""
    account = run.account
    account.client("logs").create_log_group(logGroupName="trail")
    group = account.arn("logs", "log-group:trail")
    policy = world.may(["logs:CreateLogStream", "logs:PutLogEvents"], f"{group}:log-stream:{streams}")
    role = world.role(account, "delivers", "cloudtrail", policy=policy)
    account.client("cloudtrail").update_trail(
        Name=TRAIL, CloudWatchLogsLogGroupArn=f"{group}:*", CloudWatchLogsRoleArn=role
    )


def test_a_log_group_s_role_that_is_not_enough_for_the_members_ends_it(alone: Setup) -> None:
    with_log_group(alone, f"{MANAGEMENT}_*")
    ran = alone(*SCOPE, *TAKEN, "--yes", "--allow-conversion")
    assert (ran.code, alone.project.names()) == (2, {"Pulumi.yaml"})
    assert "The role delivers, with which CloudTrail writes to the log group, may not write" in ran.said
    assert "Add this statement to it:" in ran.said


def test_a_log_group_s_role_that_may_write_the_members_streams_is_kept(alone: Setup) -> None:
    with_log_group(alone, "*")
    ran = alone(*SCOPE, *TAKEN, "--yes", "--allow-conversion")
    assert ran.code == 0, ran.err
    assert "members' streams" not in " ".join(ran.out.split())


def test_from_a_delegated_administrator_the_management_account_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with within(FROM_DELEGATED, tmp_path, monkeypatch) as run:
        handmade.make(run.account, MANAGEMENT, is_organizations=False)
        ran = run(*SCOPE, *TAKEN, "--yes", "--allow-conversion")
        assert (ran.code, run.project.names()) == (3, {"Pulumi.yaml"})
        assert f"There is no trail {TRAIL} in account {DELEGATED}." in ran.said
        assert f"If it is account {MANAGEMENT}'s own, only that account sees it" in ran.said


def answering(run: Setup, monkeypatch: pytest.MonkeyPatch, person: Person, *words: str) -> Ran:
    monkeypatch.setattr(terminal, "is_interactive", lambda: True)
    monkeypatch.setattr(screen, "new_asker", lambda options: person)
    return run(*words)


def test_a_person_is_told_and_asked(alone: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person("make it the organization's", "write")
    ran = answering(alone, monkeypatch, person, *SCOPE, *TAKEN)
    assert ran.code == 0, ran.err
    assert person.asked[0].help == "Make it the organization's trail?"
    # Whoever presses Enter without reading stops.
    assert person.asked[0].options[0].name == "stop here"
    said = " ".join(ran.out.split())
    assert said.index("What that means:") < said.index("is taken over. What stays:")
    found = alone.adopted().trail
    assert found
    assert found.to_organization


def test_a_person_may_stop_there(alone: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = answering(alone, monkeypatch, Person("stop here"), *SCOPE, *TAKEN)
    assert (ran.code, alone.project.names()) == (130, {"Pulumi.yaml"})
    assert "stays one account's; nothing was written." in ran.said


def test_a_person_who_picks_the_trail_takes_it_over_with_its_archive(
    archived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person("take it into the stack", "write")
    ran = answering(archived, monkeypatch, person, *WITH_ARCHIVE, "--region", "eu-west-1")
    assert ran.code == 0, ran.err
    assert archived.stack()["everyregion:adoptTrail"] == TRAIL
    assert archived.adopted().account == ARCHIVE


def test_where_its_bucket_is_elsewhere_a_person_is_told_what_to_set(
    archived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = answering(archived, monkeypatch, Person("leave it as it is"), *SCOPE, "--region", "eu-west-1")
    said = " ".join(ran.out.split())
    assert f"Not to be taken into this stack: its bucket {BUCKET} isn't in account {MANAGEMENT}." in said


def test_of_two_organization_trails_the_other_one_is_told(archived: Setup) -> None:
    cloudtrail = archived.account.client("cloudtrail")
    archived.account.client("s3").create_bucket(
        Bucket="another", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    cloudtrail.create_trail(
        Name="another", S3BucketName="another", IsOrganizationTrail=True, IsMultiRegionTrail=True
    )
    cloudtrail.start_logging(Name="another")
    ran = archived(*WITH_ARCHIVE, *TAKEN, "--yes")
    assert (ran.code, archived.project.names()) == (2, {"Pulumi.yaml"})
    assert (
        "The organization trail another (home region eu-west-1, bucket another) already records" in ran.said
    )
    assert archived(*WITH_ARCHIVE, *TAKEN, "--yes", "--allow-second-trail").code == 0


def test_a_statement_that_makes_the_archive_s_bucket_public_ends_it(archived: Setup) -> None:
    archive = archived.account.beside(ARCHIVE)
    assert archive
    s3 = archive.client("s3")
    document = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
    document["Statement"].append({**handmade.SIEM_READS, "Sid": "Website", "Principal": "*"})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    ran = archived(*WITH_ARCHIVE, *TAKEN, "--yes")
    assert (ran.code, archived.project.names()) == (2, {"Pulumi.yaml"})
    assert "Website: allows everybody s3:GetObject. It makes the bucket public" in ran.said


def test_another_home_region_is_refused_before_anything_is_read(archived: Setup) -> None:
    ran = archived(*WITH_ARCHIVE, *TAKEN, "--region", "eu-central-1", "--yes")
    assert (ran.code, archived.project.names()) == (2, {"Pulumi.yaml"})
    assert "the trail's home is eu-west-1, this deployment's eu-central-1" in ran.said


def test_read_again_after_it_was_written_nothing_differs(archived: Setup) -> None:
    archived(*WITH_ARCHIVE, *TAKEN, "--yes")
    before = (archived.project.path / FILE).read_text("utf-8")
    assert archived(*WITH_ARCHIVE, *TAKEN, "--yes").code == 0
    assert (archived.project.path / FILE).read_text("utf-8") == before
