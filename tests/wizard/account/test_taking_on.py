"""Clients for another account, by the role that is taken on there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard.account.taking_on import taking_on
from wizard.failures import AwsFailure
from wizard.failures.redaction import without_secrets
from wizard.rehearsal.organization import EmulatedOrganization, Wanted, open_organization

HOME, ARCHIVE = "eu-central-1", "999988887777"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/audit/deployer"


@pytest.fixture
def organization() -> Iterator[EmulatedOrganization]:
    with open_organization(HOME, Wanted(archive_role=ROLE, external_id="agreed-beforehand")) as opened:
        yield opened


def test_its_clients_are_in_the_role_s_account(organization: EmulatedOrganization) -> None:
    client_for = taking_on(organization.management.client, ROLE, "agreed-beforehand", HOME)
    assert client_for("sts", HOME).get_caller_identity()["Arn"] == (
        f"arn:aws:sts::{ARCHIVE}:assumed-role/deployer/everyregion"
    )
    assert client_for("sqs", HOME) is client_for("sqs", HOME)
    client_for("sqs", "us-west-2").create_queue(QueueName="there")
    assert len(organization.archive.client("sqs", "us-west-2").list_queues()["QueueUrls"]) == 1


def test_keys_that_are_about_to_expire_are_renewed(organization: EmulatedOrganization) -> None:
    given: list[str] = []

    class Short:
        """STS whose keys hold for a minute."""

        def assume_role(self, **asked: str) -> object:
            answer = organization.management.client("sts").assume_role(**asked)
            expires = answer["Credentials"]["Expiration"]
            given.append(answer["Credentials"]["AccessKeyId"])
            return {"Credentials": {**answer["Credentials"], "Expiration": expires.replace(year=2000)}}

    def client_for(service: str, region: str) -> object:
        return Short()

    clients = taking_on(client_for, ROLE, "agreed-beforehand", HOME)
    with pytest.raises(RuntimeError, match="expired"):
        clients("sts", HOME).get_caller_identity()
    assert len(given) > 1


@pytest.mark.parametrize(
    ("external_id", "asks"),
    [("guessed-wrongly", "the external id in logArchiveExternalId"), ("", "no external id")],
)
def test_who_is_not_let_in_is_told_what_to_look_at_and_no_external_id(
    organization: EmulatedOrganization, external_id: str, asks: str
) -> None:
    with pytest.raises(AwsFailure) as failure:
        taking_on(organization.management.client, ROLE, external_id, HOME)
    assert failure.value.message == (
        f"The role {ROLE} can't be taken on. STS doesn't say whether it is missing, its account is closed, "
        "its trust policy leaves these credentials out, or it asks for another external id "
        f"({asks} was given). Correct logArchiveRoleArn, or the role's trust policy in account {ARCHIVE}."
    )


def test_an_external_id_is_a_secret_from_then_on(organization: EmulatedOrganization) -> None:
    taking_on(organization.management.client, ROLE, "agreed-beforehand", HOME)
    assert without_secrets("it is agreed-beforehand") == "it is <external_id>"
