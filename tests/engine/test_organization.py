"""An organization's trail over two accounts, by the real CLI: up, up again, destroy, what can't change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine import leftovers, urns
from tests.engine.base import BASE
from tests.engine.scene import Scene, scene
from tests.engine.stack import Outcome
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.organization import Wanted

pytestmark = pytest.mark.engine

MANAGEMENT, DELEGATED, ARCHIVE = "123456789012", "210987654321", "345678901234"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/audit/deployer"
EXTERNAL_ID = "agreed-beforehand"
TRAIL = f"arn:aws:cloudtrail:eu-west-1:{MANAGEMENT}:trail/everyregion"
BY_HAND = f"arn:aws:cloudtrail:eu-west-1:{MANAGEMENT}:trail/by-hand"
SERVICE = "cloudtrail.amazonaws.com"
SETTINGS: Mapping[str, Any] = {
    **BASE,
    "scope": "organization",
    "regionAlert": ["delivered-logs"],
    "tamperAlert": True,
}
WITH_ARCHIVE = {
    **SETTINGS,
    "logArchiveRoleArn": ROLE,
    "logArchiveExternalId": EXTERNAL_ID,
    "delegatedAdminAccountId": DELEGATED,
}


def of(it: Scene, id: str) -> EmulatedAccount:
    found = it.account.beside(id)
    assert found
    return found


def make_by_hand(management: EmulatedAccount) -> None:
    """A second trail of the organization, with a bucket of its own: no stack knows it."""
    where = {"LocationConstraint": "eu-west-1"}
    management.client("s3").create_bucket(Bucket="by-hand", CreateBucketConfiguration=where)
    cloudtrail = management.client("cloudtrail")
    cloudtrail.create_trail(Name="by-hand", S3BucketName="by-hand", IsOrganizationTrail=True)
    cloudtrail.start_logging(Name="by-hand")


def shown(account: EmulatedAccount) -> dict[str, bool]:
    """ARN -> whether it logs, for each trail of the organization that the account shows."""
    client = account.client("cloudtrail")
    listed = [one["TrailARN"] for one in client.describe_trails()["trailList"] if one["IsOrganizationTrail"]]
    return {arn: client.get_trail_status(Name=arn)["IsLogging"] for arn in listed}


def trusted(it: Scene) -> list[str]:
    client = of(it, MANAGEMENT).client("organizations")
    listed = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    return [one["ServicePrincipal"] for one in listed]


def registered(it: Scene) -> list[str]:
    client = of(it, MANAGEMENT).client("organizations")
    listed = client.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
    return [one["Id"] for one in listed]


def aws_providers(it: Scene) -> list[str]:
    return [r["urn"] for r in it.stack.resources() if r["type"] == "pulumi:providers:aws"]


@dataclass
class Story:
    """What each run did, and what two accounts held in between."""

    up: Outcome
    again: Outcome
    moved: Outcome
    held: dict[str, dict[str, list[str]]]
    held_after_move: dict[str, dict[str, list[str]]]
    outputs: dict[str, Any]
    providers: list[str]
    shown: dict[str, bool]
    destroy: Outcome
    left: dict[str, dict[str, list[str]]]
    shown_after: dict[str, bool]
    trusted_after: list[str]
    registered_after: list[str]
    urns: list[str]
    state: str


def held(it: Scene) -> dict[str, dict[str, list[str]]]:
    accounts = (it.account.id, ARCHIVE)
    return {id: {k: sorted(v) for k, v in leftovers.others(of(it, id)).items()} for id in accounts}


def lived(it: Scene, settings: Mapping[str, Any]) -> Story:
    member = of(it, "456789012345")
    up = it.stack.up()
    before = held(it)
    outputs, providers, seen = it.stack.outputs(), aws_providers(it), shown(member)
    lines = urns.of(it.stack.resources())
    (file,) = (it.stack.home / "state" / ".pulumi" / "stacks").rglob("test.json")
    state = file.read_text("utf-8")
    again = it.stack.up()
    kept = {key: value for key, value in settings.items() if key not in {*WITH_ARCHIVE} - {*SETTINGS}}
    it.stack.configure({**kept, "scope": "account"})
    moved = it.stack.up(fails=True)
    after_move = held(it)
    it.stack.configure(settings)
    make_by_hand(of(it, MANAGEMENT))
    destroy = it.stack.destroy()
    return Story(
        up=up,
        again=again,
        moved=moved,
        held=before,
        held_after_move=after_move,
        outputs=outputs,
        providers=providers,
        shown=seen,
        destroy=destroy,
        left=held(it),
        shown_after=shown(member),
        trusted_after=trusted(it),
        registered_after=registered(it),
        urns=lines,
        state=state,
    )


@pytest.fixture(scope="module")
def archived(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """From the management account, with a log archive."""
    wanted = Wanted(archive_role=ROLE, external_id=EXTERNAL_ID)
    folder = tmp_path_factory.mktemp("archived") / "stack"
    with scene(folder, WITH_ARCHIVE, organization=wanted) as it:
        return lived(it, WITH_ARCHIVE)


@pytest.fixture(scope="module")
def delegated(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """From a delegated administrator, without one."""
    wanted = Wanted(from_delegated=True, registered=True, trusted=True)
    folder = tmp_path_factory.mktemp("delegated") / "stack"
    with scene(folder, SETTINGS, organization=wanted) as it:
        return lived(it, SETTINGS)


def test_a_second_up_changes_nothing(archived: Story, delegated: Story) -> None:
    assert archived.again.changes == {}
    assert delegated.again.changes == {}


def test_the_trail_is_the_management_account_s_and_shows_logging_in_a_member(
    archived: Story, delegated: Story
) -> None:
    assert (archived.outputs["trailArn"], delegated.outputs["trailArn"]) == (TRAIL, TRAIL)
    assert archived.shown == {TRAIL: True}
    assert delegated.shown == {TRAIL: True}


def test_bucket_and_alert_are_in_the_archive(archived: Story) -> None:
    assert archived.outputs["logBucketAccountId"] == ARCHIVE
    assert archived.outputs["alertAccountId"] == ARCHIVE
    here, there = archived.held[MANAGEMENT], archived.held[ARCHIVE]
    assert here["queues"] == []
    assert [url.rpartition("/")[2] for url in there["queues"]] == [
        "everyregion-alert-dead-letters",
        "everyregion-alert-failed-runs",
        "everyregion-alerts",
    ]
    assert there["functions"] == ["everyregion-alert-digest"]


def test_from_a_delegated_administrator_bucket_and_alert_are_its_own(delegated: Story) -> None:
    assert delegated.outputs["logBucketAccountId"] == DELEGATED
    assert delegated.held[DELEGATED]["functions"] == ["everyregion-alert-digest"]


def test_an_archive_takes_exactly_two_providers_and_else_one_is_enough(
    archived: Story, delegated: Story
) -> None:
    assert [urn.rpartition("::")[2] for urn in archived.providers] == [
        "default_7_51_1",
        "everyregion-log-archive",
    ]
    assert len(delegated.providers) == 1


def test_the_external_id_is_encrypted_in_the_state(archived: Story) -> None:
    assert (ARCHIVE in archived.state, EXTERNAL_ID in archived.state) == (True, False)


@pytest.mark.parametrize("story", ["archived", "delegated"])
def test_the_scope_can_not_change_and_nothing_is_made(story: str, request: pytest.FixtureRequest) -> None:
    told: Story = request.getfixturevalue(story)
    assert told.moved.changes == {}
    assert (
        "scope: it is account, but this stack's trail was deployed with scope: organization."
        in told.moved.errors[0]
    )
    assert told.held_after_move == told.held


def test_every_name_type_and_parent_is_one_that_is_listed(archived: Story) -> None:
    of_organization = urns.listed(urns.OF_ORGANIZATION)
    assert sorted({*archived.urns} - {*urns.listed()}) == sorted(of_organization)
    assert {*of_organization} & {*urns.listed()} == set()


@pytest.mark.parametrize("story", ["archived", "delegated"])
def test_destroying_it_leaves_trusted_access_on_and_another_trail_working(
    story: str, request: pytest.FixtureRequest
) -> None:
    told: Story = request.getfixturevalue(story)
    assert told.trusted_after == [SERVICE]
    assert told.registered_after == [DELEGATED]
    assert told.shown_after == {BY_HAND: True}


@pytest.mark.parametrize("story", ["archived", "delegated"])
def test_of_the_rest_nothing_is_left_in_either_account(story: str, request: pytest.FixtureRequest) -> None:
    told: Story = request.getfixturevalue(story)
    names = [name for kinds in told.left.values() for listed in kinds.values() for name in listed]
    assert [name for name in names if "everyregion" in name] == []


@pytest.fixture(scope="module")
def refused(cli: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, list[str]]:
    """The role asks for another external id than the settings have."""
    wanted = Wanted(archive_role=ROLE, external_id="another-one")
    with scene(tmp_path_factory.mktemp("refused") / "stack", WITH_ARCHIVE, organization=wanted) as it:
        return it.stack.up(fails=True), [r["type"] for r in it.stack.resources() if r["type"][:4] == "aws:"]


def test_with_a_wrong_external_id_nothing_is_made_and_none_is_ever_shown(
    refused: tuple[Outcome, list[str]],
) -> None:
    outcome, made = refused
    said = "\n".join([*outcome.messages, outcome.text])
    assert f"logArchiveRoleArn: nobody gets into account {ARCHIVE} with {ROLE}, so nothing was made." in said
    assert "is not authorized to perform: sts:AssumeRole" in said
    assert [word for word in (EXTERNAL_ID, "another-one") if word in said] == []
    assert made == []
