"""The program in an emulated organization: from either account, with and without a log archive; refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.settings import SettingsError
from tests.rehearsal.test_organization import ARCHIVE, DELEGATED, MANAGEMENT, ROLE, SERVICE
from wizard.explain.explain import foretold
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import Deployment, deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.organization import EmulatedOrganization, Wanted, let_in, open_organization

HOME, AWAY = "eu-central-1", "us-west-2"
ARN = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/everyregion"
PLAIN = {"scope": "organization", "alertEmails": ["ops@example.com"]}
WITH_ARCHIVE = {**PLAIN, "logArchiveRoleArn": ROLE, "logArchiveExternalId": "agreed"}
FROM_DELEGATED = Wanted(from_delegated=True, registered=True, trusted=True)
ARCHIVED = Wanted(archive_role=ROLE, external_id="agreed")


def config(settings: dict[str, Any], account: EmulatedAccount) -> dict[str, str]:
    approved = [region for region in account.regions if region != AWAY]
    given = {"approvedRegions": approved, **settings}
    return {
        f"everyregion:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in given.items()
    }


def deployed(organization: EmulatedOrganization, settings: dict[str, Any]) -> Deployment:
    account = organization.deploying
    return deploy(account, config(settings, account))


def stopped(account: EmulatedAccount, settings: dict[str, Any]) -> tuple[str, int]:
    """What is said of a deployment that is refused, and how many resources it left in any account."""
    made: list[str] = []

    def note(component: str, name: str, count: int) -> None:
        made.append(name)

    with suppress(SettingsError):
        try:
            result = deploy(account, config(settings, account), progress=note)
        except pulumi.RunError as error:
            return str(error), len(made)
        refusal = result.refusal
        assert refusal, "it was deployed"
        return foretold(refusal.type, refusal.name, refusal.code, refusal.message).message, len(made)
    raise AssertionError("the settings were refused by themselves")


@pytest.mark.parametrize(
    ("wanted", "settings", "bucket", "providers"),
    [
        (Wanted(), PLAIN, MANAGEMENT, 1),
        (ARCHIVED, WITH_ARCHIVE, ARCHIVE, 2),
        (FROM_DELEGATED, PLAIN, DELEGATED, 1),
        (replace(FROM_DELEGATED, archive_role=ROLE, external_id="agreed"), WITH_ARCHIVE, ARCHIVE, 2),
    ],
    ids=["management", "with an archive", "delegated", "delegated, with an archive"],
)
def test_it_deploys_and_its_trail_is_the_management_account_s(
    wanted: Wanted, settings: dict[str, Any], bucket: str, providers: int
) -> None:
    with open_organization(HOME, wanted) as organization:
        done = deployed(organization, settings)
        assert done.refusal is None, done.refusal
        assert (done.exports["trailArn"], done.exports["logBucketAccountId"]) == (ARN, bucket)
        assert len(done.providers) == providers
        assert organization.deploying.undelivered == []
        member = organization.members[0].client("cloudtrail")
        assert member.get_trail_status(Name=ARN)["IsLogging"] is True


def test_a_delegated_administrator_that_is_registered_is_taken_over() -> None:
    wanted = Wanted(registered=True, trusted=True)
    with open_organization(HOME, wanted) as organization:
        done = deployed(organization, {**PLAIN, "delegatedAdminAccountId": DELEGATED})
        assert done.refusal is None
        assert "delegated-administrator" in [one.name for one in done.made]


def test_one_that_is_not_is_registered_and_trusted_access_turned_on() -> None:
    with open_organization(HOME) as organization:
        assert deployed(organization, {**PLAIN, "delegatedAdminAccountId": DELEGATED}).refusal is None
        client = organization.management.client("organizations")
        services = client.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        listed = client.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
    assert [one["ServicePrincipal"] for one in services] == [SERVICE]
    assert [one["Id"] for one in listed] == [DELEGATED]


def test_an_account_in_no_organization_is_refused_before_anything_is_made() -> None:
    with open_account(HOME) as account:
        told, made = stopped(account, PLAIN)
    assert told == (
        f"scope: account {MANAGEMENT} isn't in an organization (AWSOrganizationsNotInUseException), so no "
        "trail of one can be made from it; nothing was made. Set scope to account, or deploy with the "
        "credentials of the organization's management account."
    )
    assert made == 0


def closed(organization: EmulatedOrganization) -> None:
    organization.management.client("organizations").close_account(AccountId=ARCHIVE)


def without_role(organization: EmulatedOrganization) -> None:
    iam = organization.archive.client("iam")
    iam.delete_role_policy(RoleName="deployer", PolicyName="deploy")
    iam.delete_role(RoleName="deployer")


def as_it_is(organization: EmulatedOrganization) -> None:
    """Nothing is changed."""


@pytest.mark.parametrize(
    ("wanted", "prepare", "settings", "said"),
    [
        (
            Wanted(all_features=False),
            as_it_is,
            PLAIN,
            "has only consolidated billing; a trail of an organization needs all features.",
        ),
        (
            Wanted(from_delegated=True, trusted=True),
            as_it_is,
            PLAIN,
            f"Account {DELEGATED} is neither the management account of organization",
        ),
        (ARCHIVED, without_role, WITH_ARCHIVE, f"{ROLE}"),
        (replace(ARCHIVED, external_id="another"), as_it_is, WITH_ARCHIVE, f"{ROLE}"),
        (ARCHIVED, closed, WITH_ARCHIVE, f"{ROLE}"),
        (
            Wanted(),
            as_it_is,
            {**PLAIN, "delegatedAdminAccountId": MANAGEMENT},
            "is the management account, which needs no delegation.",
        ),
    ],
    ids=["features", "member", "no role", "external id", "closed archive", "own delegate"],
)
def test_what_can_be_known_beforehand_is_said_before_anything_is_made(
    wanted: Wanted, prepare: Callable[[EmulatedOrganization], None], settings: dict[str, Any], said: str
) -> None:
    with open_organization(HOME, wanted) as organization:
        prepare(organization)
        told, made = stopped(organization.deploying, settings)
    assert said in told
    assert made == 0
    assert [word for word in ("agreed", "another") if word in told] == []


def five_trails(organization: EmulatedOrganization) -> None:
    s3, cloudtrail = (organization.management.client(name) for name in ("s3", "cloudtrail"))
    s3.create_bucket(Bucket="others", CreateBucketConfiguration={"LocationConstraint": HOME})
    for number in range(5):
        cloudtrail.create_trail(Name=f"other-{number}", S3BucketName="others")


def four_administrators(organization: EmulatedOrganization) -> None:
    for member in organization.members:
        organization.management.client("cloudtrail").register_organization_delegated_admin(
            MemberAccountId=member.id
        )


@pytest.mark.parametrize(
    ("wanted", "prepare", "settings", "said"),
    [
        (
            Wanted(from_delegated=True, registered=True, trusted=True),
            lambda organization: organization.management.client("organizations").disable_aws_service_access(
                ServicePrincipal=SERVICE
            ),
            PLAIN,
            "Trusted access isn't on: CloudTrail may not work in the organization's accounts "
            "(CloudTrailAccessNotEnabledException).",
        ),
        (
            Wanted(linked_role=False),
            as_it_is,
            PLAIN,
            "create-service-linked-role --aws-service-name cloudtrail.amazonaws.com",
        ),
        (Wanted(), five_trails, PLAIN, "A region takes 5 trails, and the shadows"),
        (
            Wanted(trusted=True),
            four_administrators,
            {**PLAIN, "delegatedAdminAccountId": DELEGATED},
            "An organization takes 3 delegated administrators of CloudTrail, and has them",
        ),
        (
            Wanted(),
            as_it_is,
            {**PLAIN, "delegatedAdminAccountId": "000011112222"},
            "The organization has no active account with this id (AccountNotFoundException).",
        ),
    ],
    ids=["trusted access", "service-linked role", "five trails", "three administrators", "no such account"],
)
def test_what_aws_refuses_is_one_message_with_its_code_and_what_to_do(
    wanted: Wanted, prepare: Callable[[EmulatedOrganization], Any], settings: dict[str, Any], said: str
) -> None:
    with open_organization(HOME, wanted) as organization:
        prepare(organization)
        told, _ = stopped(organization.deploying, settings)
    assert said in told


def test_a_role_in_another_account_than_allowed_ends_the_provider_in_its_own_words() -> None:
    import pulumi_aws as aws

    def program() -> None:
        aws.Provider(
            "elsewhere",
            region=HOME,
            allowed_account_ids=[MANAGEMENT],
            assume_roles=[aws.ProviderAssumeRoleArgs(role_arn=ROLE, external_id="agreed")],
        )

    with open_organization(HOME, ARCHIVED) as organization:
        done = deploy(organization.deploying, {}, program=program)
    assert done.refusal
    assert done.refusal.message == f"AWS account ID not allowed: {ARCHIVE}"


def test_an_explicit_provider_makes_and_asks_in_its_role_s_account() -> None:
    import pulumi_aws as aws

    asked: list[str] = []

    def program() -> None:
        there = aws.Provider(
            "there",
            region=AWAY,
            assume_roles=[
                aws.ProviderAssumeRoleArgs(role_arn=ROLE, external_id="agreed"),
                aws.ProviderAssumeRoleArgs(role_arn=f"arn:aws:iam::{DELEGATED}:role/next"),
            ],
        )
        aws.sqs.Queue("queue", name="queue", opts=pulumi.ResourceOptions(provider=there))
        asked.append(aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=there)).account_id)
        asked.append(aws.get_region(opts=pulumi.InvokeOptions(provider=there)).region)

    with open_organization(HOME, ARCHIVED) as organization:
        let_in(organization.delegated, f"arn:aws:iam::{DELEGATED}:role/next", organization.archive)
        assert deploy(organization.deploying, {}, program=program).refusal is None
        urls = organization.delegated.client("sqs", AWAY).list_queues()["QueueUrls"]
    assert asked == [DELEGATED, AWAY]
    assert [url.split("/")[3:] for url in urls] == [[DELEGATED, "queue"]]
