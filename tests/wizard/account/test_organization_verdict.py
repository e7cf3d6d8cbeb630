"""Whether an organization's trail can be made from here, and the log archive used: what is told, and how to
mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.components.cases import settings
from tests.wizard.sky import ACCOUNT, ADA, ARCHIVE, ARCHIVE_ROLE, MANAGEMENT, ORGANIZATION
from wizard.account.facts import (
    Finding,
    Identity,
    LogArchive,
    MemberAccount,
    Organization,
    Probe,
    Surroundings,
    Trail,
)
from wizard.account.organization_role import in_words
from wizard.account.organization_verdict import Scene, judge_organization

HOME = "eu-west-1"
MINE = Organization(ORGANIZATION, ACCOUNT, True, "management")
ACCOUNTS = (
    MemberAccount(ARCHIVE, "Log Archive", "ACTIVE"),
    MemberAccount(ACCOUNT, "main", "ACTIVE"),
    MemberAccount("777766665555", "old", "SUSPENDED"),
)
SEEN = Surroundings(
    Probe("good", MINE), Probe("good", True), Probe("good", True), Probe("good", ()), Probe("good", ACCOUNTS)
)
DELEGATED = replace(
    SEEN,
    organization=Probe("good", Organization(ORGANIZATION, MANAGEMENT, True, "delegated")),
    linked_role=Probe(),
    administrators=Probe("good", (ACCOUNT,)),
)
UNKNOWN: Probe[Any] = Probe("unknown", why="AWS throttled it", action="x:Y", cause="throttled")
ARCHIVED = Probe("good", LogArchive(ARCHIVE, "arn:s", Probe("good", (HOME,)), Probe("good", ())))


def judged(seen: Surroundings = SEEN, archive: Probe[LogArchive] | None = None, **said: Any) -> list[Finding]:
    wanted = settings(HOME, scope="organization", **said)
    return judge_organization(Scene(wanted, Identity(ACCOUNT, ADA), seen, archive))


def texts(found: list[Finding], state: str) -> list[str]:
    return [one.text for one in found if one.state == state]


def test_nothing_is_said_of_a_trail_of_one_account() -> None:
    assert judge_organization(Scene(settings(HOME), Identity(ACCOUNT, ADA), SEEN)) == []


def test_where_all_is_well_everything_is_good() -> None:
    found = judged(archive=ARCHIVED, log_archive_role_arn=ARCHIVE_ROLE)
    assert {one.state for one in found} == {"good"}
    assert texts(found, "good") == [
        "Account 111122223333 is the management account of o-abcdefghij, 3 accounts.",
        "CloudTrail has trusted access to the organization.",
        "The management account has CloudTrail's service-linked role.",
        "Delegated administrators of CloudTrail: none.",
        "Account 444455556666 (Log Archive) is the log archive.",
        f"{ARCHIVE_ROLE} can be taken on.",
        "The role everyregion-log-archive may make what belongs there.",
    ]


@pytest.mark.parametrize(
    ("organization", "reason"),
    [
        (
            Organization(),
            "Account 111122223333 is in no organization, so it has no other accounts to cover. Choose scope: "
            "account, or use the credentials of an organization's management account (--profile).",
        ),
        (
            replace(MINE, all_features=False),
            "Organization o-abcdefghij has only consolidated billing; its trail needs all features. Turn "
            "them on in the management account 111122223333, under Organizations, Settings; every account "
            "has to agree.",
        ),
        (
            Organization(ORGANIZATION, MANAGEMENT, True, "member"),
            "Account 111122223333 is a plain member of organization o-abcdefghij: only the management "
            "account 999988887777, or a delegated administrator of CloudTrail, makes the organization's "
            "trail. Use a profile of the management account, or register this one from there: `aws "
            "cloudtrail register-organization-delegated-admin --member-account-id 111122223333`.",
        ),
    ],
)
def test_what_makes_it_hopeless_is_all_that_is_said(organization: Organization, reason: str) -> None:
    seen = replace(SEEN, organization=Probe("good", organization))
    assert judged(seen, log_archive_role_arn=ARCHIVE_ROLE) == [Finding("scope", "bad", reason)]


def test_a_member_that_could_not_ask_who_is_delegated_is_not_taken_for_a_plain_one() -> None:
    there = Organization(ORGANIZATION, MANAGEMENT, True, "member")
    seen = Surroundings(Probe("unknown", there, "AWS throttled it", "organizations:X", "throttled"))
    (found,) = judged(seen)
    assert (found.state, found.action) == ("unknown", "organizations:X")


def test_trusted_access_that_is_off_is_turned_on_from_the_management_account() -> None:
    found = judged(replace(SEEN, trusted_access=Probe("good", False)))
    assert texts(found, "bad") == []
    assert found[1].text.endswith("the deployment turns it on, and `destroy` never turns it off.")


def test_a_delegated_administrator_is_told_who_has_to_turn_trusted_access_on() -> None:
    found = judged(replace(DELEGATED, trusted_access=Probe("good", False)))
    assert texts(found, "bad") == [
        "CloudTrail has no trusted access to the organization, and a delegated administrator can't turn it "
        "on. In the management account: `aws organizations enable-aws-service-access --service-principal "
        "cloudtrail.amazonaws.com`."
    ]


def test_a_missing_service_linked_role_is_made_by_the_deployment() -> None:
    found = judged(replace(SEEN, linked_role=Probe("good", False)))
    assert found[2].state == "good"
    assert "`aws iam create-service-linked-role --aws-service-name cloudtrail.amazonaws.com`" in found[2].text


def test_a_delegated_administrator_is_told_that_the_role_can_not_be_seen_and_what_makes_it() -> None:
    found = judged(DELEGATED)
    assert texts(found, "bad") == []
    assert texts(found, "unknown") == [
        "Whether the management account has CloudTrail's service-linked role isn't known: a delegated "
        "administrator can't look there. Where it is missing, the deployment ends at the trail "
        "(NoManagementAccountSLRExists); `aws iam create-service-linked-role --aws-service-name "
        "cloudtrail.amazonaws.com` in the management account makes it."
    ]


@pytest.mark.parametrize(
    ("is_organization", "is_logging", "state"),
    [(True, True, "good"), (True, False, "unknown"), (True, None, "unknown"), (False, True, "unknown")],
)
def test_an_organization_s_trail_that_logs_is_a_sign_of_it(
    is_organization: bool, is_logging: bool | None, state: str
) -> None:
    there = Trail("audit", "arn:t", HOME, "logs", True, is_organization, is_logging, True)
    scene = Scene(settings(HOME, scope="organization"), Identity(ACCOUNT, ADA), DELEGATED, trails=[there])
    about = [one for one in judge_organization(scene) if "service-linked role" in one.text]
    assert [one.state for one in about] == [state]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("trusted_access", "Whether CloudTrail has trusted access to the organization isn't known"),
        ("administrators", "Who is a delegated administrator of CloudTrail isn't known"),
        ("linked_role", "Whether the management account has CloudTrail's service-linked role isn't known"),
        ("accounts", "Whether 444455556666 is in the organization, and active, isn't known"),
    ],
)
def test_what_is_not_known_is_not_good(part: str, said: str) -> None:
    found = judged(replace(SEEN, **{part: UNKNOWN}), ARCHIVED, log_archive_role_arn=ARCHIVE_ROLE)
    assert [(one.text, one.action) for one in found if one.state == "unknown"] == [
        (f"{said}: AWS throttled it.", "x:Y")
    ]


@pytest.mark.parametrize(
    ("seen", "wanted", "state", "said"),
    [
        (SEEN, ARCHIVE, "good", "can be made a delegated administrator of CloudTrail."),
        (SEEN, ACCOUNT, "bad", "111122223333 is the management account, which needs no delegation."),
        (SEEN, "123412341234", "bad", "Account 123412341234 isn't in this organization."),
        (SEEN, "777766665555", "bad", "Account 777766665555 (old) is SUSPENDED: nothing can be made in it"),
        (DELEGATED, ACCOUNT, "good", "111122223333 is a delegated administrator of CloudTrail already."),
        (DELEGATED, ARCHIVE, "bad", "only the management account 999988887777 can register one."),
        (
            replace(SEEN, administrators=Probe("good", ("1", "2", "3"))),
            ARCHIVE,
            "bad",
            "1, 2, 3 are delegated administrators of CloudTrail, and there can be 3",
        ),
    ],
)
def test_a_delegated_administrator_is_looked_at(
    seen: Surroundings, wanted: str, state: str, said: str
) -> None:
    (found,) = [
        one for one in judged(seen, delegated_admin_account_id=wanted) if one.key == "delegatedAdminAccountId"
    ]
    assert found.state == state
    assert said in found.text


def test_a_role_in_the_account_that_is_deployed_from_is_no_log_archive() -> None:
    found = judged(log_archive_role_arn=f"arn:aws:iam::{ACCOUNT}:role/mine")
    assert texts(found, "bad")[0].startswith("The role is in account 111122223333, which you deploy from")


def test_a_suspended_log_archive_is_told_by_its_state_and_its_role_is_not_judged() -> None:
    role = "arn:aws:iam::777766665555:role/everyregion-log-archive"
    found = judged(archive=Probe("bad", why="no"), log_archive_role_arn=role)
    assert texts(found, "bad") == [
        "Account 777766665555 (old) is SUSPENDED: nothing can be made in it, and AWS deletes what lies there "
        "90 days after it was closed. Have it reopened, or name another one."
    ]


def test_a_role_that_cannot_be_taken_on_names_every_reason_and_the_template() -> None:
    no: Probe[LogArchive] = Probe(
        "bad", why="not allowed: sts:AssumeRole in eu-west-1 (AccessDenied)", cause="refused"
    )
    (said,) = texts(judged(archive=no, log_archive_role_arn=ARCHIVE_ROLE), "bad")
    assert said == (
        f"{ARCHIVE_ROLE} can't be taken on (not allowed: sts:AssumeRole in eu-west-1 (AccessDenied)). AWS "
        f"doesn't say which of these is why: there is no such role in account {ARCHIVE}; its trust policy "
        f"doesn't name {ADA}; it asks for an external id, and logArchiveExternalId is empty; or these "
        "credentials lack sts:AssumeRole on it. `python -m wizard policy --role-template FILE` writes a "
        "CloudFormation template that makes it."
    )


def test_a_wrong_external_id_is_never_said() -> None:
    no: Probe[LogArchive] = Probe("bad", why="not allowed", cause="refused")
    found = judged(archive=no, log_archive_role_arn=ARCHIVE_ROLE, log_archive_external_id="CANARY-id")
    assert "it asks for another external id than logArchiveExternalId" in texts(found, "bad")[0]
    assert "CANARY" not in str(found)


def test_a_role_that_could_not_be_tried_is_unknown() -> None:
    found = judged(archive=UNKNOWN, log_archive_role_arn=ARCHIVE_ROLE)
    assert texts(found, "unknown") == [
        "Whether the log archive's role can be taken on isn't known: AWS throttled it."
    ]


def test_a_home_region_that_the_log_archive_has_not_enabled_is_told() -> None:
    archive = Probe("good", LogArchive(ARCHIVE, "", Probe("good", ("us-east-1",)), Probe("good", ())))
    assert texts(judged(archive=archive, log_archive_role_arn=ARCHIVE_ROLE), "bad") == [
        "eu-west-1 isn't enabled in the log-archive account 444455556666, so no bucket can be made there. "
        "Enable it in that account, or choose another home region."
    ]


def test_a_role_without_rights_names_the_actions_that_it_lacks() -> None:
    lacking = Probe("good", ("kms:CreateKey", "sqs:CreateQueue"))
    archive = Probe("good", LogArchive(ARCHIVE, "", Probe("good", (HOME,)), lacking))
    (said,) = texts(judged(archive=archive, log_archive_role_arn=ARCHIVE_ROLE), "bad")
    assert said.startswith(
        "The role everyregion-log-archive may not kms:CreateKey, sqs:CreateQueue in account 444455556666: "
        "the deployment would stop there."
    )


@pytest.mark.parametrize(
    ("organization", "said"),
    [
        (Organization(), "Account 1 is in no organization."),
        (MINE, "Account 1 is the management account of o-abcdefghij, 3 accounts."),
        (replace(MINE, role="member"), "Account 1 is a member of o-abcdefghij, 3 accounts."),
        (
            replace(MINE, role="delegated"),
            "Account 1 is a delegated administrator of CloudTrail of o-abcdefghij, 3 accounts.",
        ),
    ],
)
def test_what_an_account_is_there_is_said_in_a_sentence(organization: Organization, said: str) -> None:
    assert in_words(replace(SEEN, organization=Probe("good", organization)), "1") == said
