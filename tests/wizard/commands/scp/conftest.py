"""The emulated organization, for every test here that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wizard.command import project_folder
from tests.wizard.commands.scp.scene import HOME, SCP, Scene, write
from wizard.rehearsal.opening import open_account


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Scene]:
    """The account without an organization."""
    with open_account(HOME) as account:
        folder = project_folder(
            tmp_path, AWS_ACCESS_KEY_ID="rehearsal", AWS_SECRET_ACCESS_KEY="rehearsal", TERM="dumb"
        )
        yield Scene(folder, account.client("organizations"), "", "", "111122223333")


@pytest.fixture
def scene(bare: Scene) -> Scene:
    client = bare.client
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType=SCP)
    unit = client.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    status = client.create_account(AccountName="app", Email="app@example.com")["CreateAccountStatus"]
    member = status["AccountId"]
    client.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    write(bare.project, member)
    return Scene(bare.project, client, root, unit, member)
