"""alertIgnorePrincipals: what covers everybody is refused in whatever form, whoever is named is accepted."""

from __future__ import annotations

import random
import time

import pytest

from components.region_alert.function.digest.principals import compile_pattern
from components.settings.rules.strangers import stranger
from tests.components.cases import objections

IAM, STS = "arn:aws:iam::111122223333", "arn:aws:sts::111122223333:assumed-role"
CENTER = f"{IAM}:role/aws-reserved/sso.amazonaws.com"

EVERYBODY = [
    # Every role.
    f"{IAM}:role/*",
    f"{IAM}:role/**",
    f"{IAM}:role/?*",
    f"{IAM}:role/????????",
    f"{IAM}:role/*/*",
    f"{IAM}:role/a*",
    f"{IAM}:role/ab*",
    f"{IAM}:role/*ab",
    f"{IAM}:role/a*b?",
    f"{IAM}:role/*a*b*c*d*",
    f"{IAM}:role/*/a*",
    f"{IAM}:role/a?c?*",
    "arn:*:iam::*:role/*",
    "arn:aws*:iam::111122223333:role/*",
    # What most roles share.
    f"{IAM}:role/*Role",
    f"{IAM}:role/*role*",
    f"{IAM}:role/*-Role",
    f"{IAM}:role/Role-*",
    f"{IAM}:role/*ole",
    f"{IAM}:role/AWS*",
    f"{IAM}:role/aws-*",
    f"{IAM}:role/*Execution*",
    f"{IAM}:role/service-role/*",
    f"{IAM}:role/service-role/a*",
    f"{IAM}:role/aws-service-role/*",
    f"{IAM}:role/aws-service-role/autoscaling.amazonaws.com/*",
    f"{IAM}:role/stacksets-exec-*",
    f"{IAM}:role/*exec-*",
    # Everybody who comes through Identity Center.
    f"{IAM}:role/aws-reserved/*",
    f"{IAM}:role/aws-res*",
    f"{IAM}:role/*reserved*",
    f"{IAM}:role/*SSO_*",
    f"{IAM}:role/*sso.amazonaws.com*",
    f"{IAM}:role/*/AWSReservedSSO_*",
    f"{IAM}:role/AWSReservedSSO_*",
    f"{CENTER}/*",
    f"{CENTER}/*SSO*",
    f"{CENTER}/*_*",
    f"{CENTER}/AWSReservedSSO_*",
    f"{CENTER}/AWSReservedSSO_*_*",
    f"{CENTER}/AWSReservedSSO?*",
    f"{CENTER}/AWSReservedSSO?*z*",
    f"{CENTER}/AWSReservedSSO_ad*",
    f"{CENTER}/AWSReservedSSO_?*_????????????????",
    f"{CENTER}/AWSReservedSSO_AWS*",
    f"{CENTER}/AWSReservedSSO_*Access_*",
    f"{CENTER}/eu-west-1/*",
    f"{CENTER}/us-*",
    f"{CENTER}/eu-west-1/AWSReservedSSO_*",
    f"{CENTER}/*/AWSReservedSSO_*_*",
    f"{CENTER}/eu-moon-1/A*",
    # Every session, and every session of everybody.
    f"{STS}/*/*",
    f"{STS}/*/deploy-session",
    f"{STS}/?*/*",
    f"{STS}/a*/*",
    f"{STS}/A*/maria@example.com",
    f"{STS}/*Role*/*",
    f"{STS}/AWS*/*",
    f"{STS}/AWSReservedSSO_*/*",
    f"{STS}/AWSReservedSSO_*_*/*",
    f"{STS}/AWSReservedSSO_*/?*",
    f"{STS}/AWSReservedSSO_*/m*",
    f"{STS}/AWSReservedSSO_*/*@example.com",
    # Every user.
    f"{IAM}:user/*",
    f"{IAM}:user/**/*",
    f"{IAM}:user/a?",
    f"{IAM}:user/user*",
    f"{IAM}:user/*user*",
    f"{IAM}:user/*@*",
    f"{IAM}:user/*@example.com",
]
SOMEBODY = [
    f"{IAM}:role/Deploy",
    f"{IAM}:role/a",
    f"{IAM}:role/CI",
    f"{IAM}:role/ci-*",
    "arn:aws:iam::*:role/ci-*",
    f"{IAM}:role/build-*",
    f"{IAM}:role/*deploy*",
    f"{IAM}:role/Deploy?",
    f"{IAM}:role/DeployRole",
    f"{IAM}:role/team/*",
    f"{IAM}:role/*/deploy",
    f"{IAM}:role/OrganizationAccountAccessRole",
    f"{IAM}:role/AWSControlTowerExecution",
    f"{IAM}:role/stacksets-exec-0123456789abcdef0123456789abcdef",
    f"{IAM}:role/service-role/deploy-*",
    f"{IAM}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    f"{IAM}:role/cdk-hnb659fds-*",
    f"{CENTER}/AWSReservedSSO_Admin_0123456789abcdef",
    f"{CENTER}/AWSReservedSSO_Admin_*",
    f"{CENTER}/AWSReservedSSO_QA_*",
    f"{CENTER}/AWSReservedSSO_AdministratorAccess_*",
    f"{CENTER}/AWSReservedSSO_*_0123456789abcdef",
    f"{CENTER}/eu-west-1/AWSReservedSSO_Admin_*",
    f"{CENTER}/*/AWSReservedSSO_Admin_*",
    f"{STS}/Deploy/*",
    f"{STS}/AWSReservedSSO_Admin_*/*",
    f"{STS}/AWSReservedSSO_Admin_0123456789abcdef/maria@example.com",
    f"{STS}/AWSReservedSSO_*/maria@example.com",
    f"{STS}/AWSReservedSSO_*/jo@example.com",
    f"{STS}/AWSReservedSSO_*/ada@*",
    f"{IAM}:user/ada",
    f"{IAM}:user/u",
    f"{IAM}:user/ada*",
    f"{IAM}:user/ada@example.com",
    "arn:*:iam::111122223333:user/team/backup",
]
# Forms that name neither a role nor a user, or that the function couldn't compare.
NEITHER = [
    "*",
    "111122223333",
    "arn:*",
    f"{IAM}:*",
    f"{IAM}:root",
    f"{IAM}:user*",
    f"{IAM}:user*/ada",
    f"{IAM}:r*le/Deploy",
    f"{IAM}:?ole/Deploy",
    f"{IAM}:*/Deploy",
    "arn:aws:iam::1111*:role/Deploy",
    "arn:aws:*::111122223333:role/Deploy",
    "arn:aws:iam:*:111122223333:role/Deploy",
    "arn:aws:sts::111122223333:*/Deploy/x",
    "arn:aws:sts::111122223333:assumed-role/Deploy",
    "arn:aws:sts::111122223333:federated-user/Deploy",
    f"{IAM}:role/De\x1bploy",
    f"{IAM}:role/Dépôt",
]


@pytest.mark.parametrize("entry", EVERYBODY)
def test_an_entry_that_covers_everybody_is_refused_in_whatever_form(entry: str) -> None:
    (message,) = objections(alert_ignore_principals=(entry,))
    assert f" names nearly everybody: {stranger(entry)}, for one. " in message
    assert stranger(entry).startswith("arn:")


@pytest.mark.parametrize("entry", SOMEBODY)
def test_one_role_user_or_permission_set_is_accepted(entry: str) -> None:
    assert objections(alert_ignore_principals=(entry,)) == []
    assert compile_pattern(entry).parts


@pytest.mark.parametrize("entry", NEITHER)
def test_what_is_no_role_and_no_user_is_refused(entry: str) -> None:
    (message,) = objections(alert_ignore_principals=(entry,))
    assert "isn't the ARN of a role or user" in message


def test_the_somebody_shown_is_one_whom_the_function_would_silence() -> None:
    for entry in EVERYBODY:
        arn = stranger(entry)
        kind = "IAMUser" if ":user/" in arn else "AssumedRole"
        who = (
            {"type": kind, "arn": arn}
            if kind == "IAMUser"
            else {
                "type": kind,
                "sessionContext": {"sessionIssuer": {"arn": arn}},
            }
        )
        every_session = entry if ":assumed-role/" not in entry else f"{entry.rpartition('/')[0]}/*"
        judge = compile_pattern(every_session)
        # Of roles and users without any name at all the function takes nobody.
        assert judge.matches(who) or not judge.parts


def test_an_entry_for_everybody_stays_refused_with_more_wildcards_in_it() -> None:
    chance = random.Random(2026)
    # A service, or a region that nobody knows yet, could as well be a role's name once it has wildcards.
    entries = [entry for entry in EVERYBODY if "moon" not in entry and "autoscaling" not in entry]
    for _ in range(300):
        letters = list(chance.choice(entries))
        start = letters.index("/") + 1
        for at in chance.choices(range(start, len(letters)), k=2):
            letters[at] = chance.choice("?*") if letters[at].isalnum() else f"{letters[at]}*"
        wider = "".join(letters)
        assert stranger(wider), wider


def test_a_long_entry_with_many_wildcards_is_judged_at_once() -> None:
    began = time.monotonic()
    entry = f"{IAM}:role/" + "*a" * 250
    assert stranger(entry)
    issuer = {"sessionContext": {"sessionIssuer": {"arn": f"{IAM}:role/{'a' * 200}"}}}
    assert not compile_pattern(entry).matches(issuer)
    assert time.monotonic() - began < 5


VENDOR = "999988887777 -> arn:aws:iam::111122223333:role/vendors/Monitor"


@pytest.mark.parametrize("entry", [VENDOR, VENDOR.replace(" ", ""), VENDOR.replace("aws", "aws-us-gov")])
def test_a_vendor_s_account_may_be_named_for_one_role(entry: str) -> None:
    assert objections(alert_ignore_principals=(entry,)) == []


@pytest.mark.parametrize(
    "entry",
    [
        VENDOR.replace("Monitor", "*"),
        VENDOR.replace("Monitor", "Monitor?"),
        VENDOR.replace("111122223333", "*"),
        VENDOR.replace("999988887777", "*"),
        VENDOR.replace("999988887777", "99998888777"),
        VENDOR.replace("999988887777", "111122223333"),
        VENDOR.replace("role", "user"),
        VENDOR.replace("arn:aws", "arn:*"),
        "999988887777 ->",
        "-> arn:aws:iam::111122223333:role/Monitor",
        f"{VENDOR}, {VENDOR}",
        "arn:aws:iam::999988887777:root -> arn:aws:iam::111122223333:role/Monitor",
    ],
)
def test_a_vendor_for_more_than_one_role_or_account_is_refused(entry: str) -> None:
    (message,) = objections(alert_ignore_principals=(entry,))
    assert message.endswith(
        " isn't another account's number and the ARN of one role. "
        "Whatever else it was meant for would alert, "
        "or stay silent for an intruder. Write <the vendor's account> -> "
        "arn:aws:iam::<your account>:role/<name>, without * or ?."
    )
