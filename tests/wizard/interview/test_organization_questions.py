"""The questions about an organization: what is offered, what is refused, what is never shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input.base import PipeInput
from prompt_toolkit.output import DummyOutput

from tests.wizard.sky import ACCOUNT, ADA, ARCHIVE, MANAGEMENT, ORGANIZATION
from wizard.account.facts import Identity, MemberAccount, Organization, Probe, Surroundings
from wizard.account.look import Look
from wizard.interview.interview import Interview
from wizard.interview.organization_questions import MOST_LISTED
from wizard.screen.menu_layout import Line
from wizard.screen.menus import Menus
from wizard.screen.questions import Ask, Option
from wizard.stack.answers import Answers
from wizard.stack.asked_settings import QUESTIONS

ENTER, ESC, DOWN, UP = "\r", "\x1b", "\x1b[B", "\x1b[A"
HOME = {"aws:region": "eu-west-1"}
MINE = Organization(ORGANIZATION, ACCOUNT, True, "management")
ACCOUNTS = (
    MemberAccount(ACCOUNT, "main", "ACTIVE"),
    MemberAccount("777766665555", "team", "ACTIVE"),
    MemberAccount(ARCHIVE, "Log Archive", "ACTIVE"),
)
SEEN = Surroundings(Probe("good", MINE), administrators=Probe("good", ()), accounts=Probe("good", ACCOUNTS))
MEMBER = Surroundings(Probe("good", Organization(ORGANIZATION, MANAGEMENT, True, "member")))


class Known(Look):
    """A look that is over."""

    def __init__(self, seen: Surroundings, assumable: str = "") -> None:
        super().__init__(lambda: pytest.fail("nobody looks here"), "us-east-1", with_activity=True)
        self.identity, self.surroundings = Probe("good", Identity(ACCOUNT, ADA)), seen
        self._assumable = assumable

    def start(self) -> None:
        """Nothing more to find out."""

    def can_take_on(self, role_arn: str, home: str) -> bool:
        return bool(self._assumable) and role_arn.endswith(self._assumable)


def asked(
    keys: PipeInput,
    questions: list[str],
    text: str,
    values: dict[str, Any] | None = None,
    look: Look | None = None,
) -> dict[str, Any]:
    """The answers where only these questions are open."""
    given = {question.key for question in QUESTIONS} - set(questions)
    keys.send_text(text)
    answers = Answers({**HOME, **(values or {})}, given=frozenset(given))
    interview = Interview(Menus(), answers, look or Known(SEEN), "eu-west-1")
    interview.run()
    return interview.values


WITHIN = {"scope": "organization"}


def test_a_management_account_may_choose_the_organization(keys: PipeInput) -> None:
    assert asked(keys, ["scope"], DOWN + ENTER)["scope"] == "organization"


def test_a_plain_member_is_not_offered_it(keys: PipeInput) -> None:
    assert asked(keys, ["scope"], DOWN + ENTER, look=Known(MEMBER))["scope"] == "account"


def test_what_turns_out_later_asks_the_scope_again(keys: PipeInput) -> None:
    answers = Answers({**HOME, **WITHIN}, given=frozenset(question.key for question in QUESTIONS))
    interview = Interview(Menus(), answers, Known(MEMBER), "eu-west-1")
    keys.send_text(ENTER)
    interview.settle_scope()
    assert interview.values["scope"] == "account"


def test_the_same_account_comes_first_and_is_no_role(keys: PipeInput) -> None:
    found = asked(keys, ["logArchiveRoleArn", "logArchiveExternalId"], ENTER, WITHIN)
    assert found["logArchiveRoleArn"] == ""
    assert "logArchiveExternalId" not in found


def test_what_may_be_the_log_archive_comes_before_the_other_accounts(keys: PipeInput) -> None:
    found = asked(keys, ["logArchiveRoleArn"], DOWN + ENTER * 2, WITHIN)
    assert found["logArchiveRoleArn"] == f"arn:aws:iam::{ARCHIVE}:role/everyregion-log-archive"


def test_an_account_is_found_by_a_part_of_its_name_or_id(keys: PipeInput) -> None:
    for typed in ("team", "7777"):
        found = asked(keys, ["logArchiveRoleArn"], typed + ENTER * 2, WITHIN)
        assert "::777766665555:" in found["logArchiveRoleArn"]


def test_the_role_that_can_be_taken_on_is_proposed(keys: PipeInput) -> None:
    look = Known(SEEN, "OrganizationAccountAccessRole")
    found = asked(keys, ["logArchiveRoleArn"], DOWN + ENTER * 2, WITHIN, look)
    assert found["logArchiveRoleArn"] == f"arn:aws:iam::{ARCHIVE}:role/OrganizationAccountAccessRole"


def test_esc_at_the_role_leads_back_to_the_account(keys: PipeInput) -> None:
    found = asked(keys, ["logArchiveRoleArn"], DOWN + ENTER + ESC + ENTER, WITHIN)
    assert found["logArchiveRoleArn"] == ""


def test_without_a_list_the_roles_arn_is_typed(keys: PipeInput) -> None:
    nothing = Surroundings(Probe("good", MINE), accounts=Probe("unknown", why="no"))
    role = f"arn:aws:iam::{ARCHIVE}:role/mine"
    found = asked(keys, ["logArchiveRoleArn"], DOWN + ENTER + role + ENTER, WITHIN, Known(nothing))
    assert found["logArchiveRoleArn"] == role


def test_an_external_id_is_kept_by_enter_cleared_by_a_dash_and_never_said(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    role = {**WITHIN, "logArchiveRoleArn": f"arn:aws:iam::{ARCHIVE}:role/mine"}
    key = "logArchiveExternalId"
    assert asked(keys, [key], f"CANARY{ENTER}", role)[key] == "CANARY"
    assert asked(keys, [key], ENTER, {**role, key: "CANARY"})[key] == "CANARY"
    assert asked(keys, [key], f"-{ENTER}", {**role, key: "CANARY"})[key] == ""
    out = capsys.readouterr().out
    assert "External id: (hidden)" in out
    assert "CANARY" not in out


def test_a_delegated_administrator_is_picked_among_the_members(keys: PipeInput) -> None:
    assert asked(keys, ["delegatedAdminAccountId"], ENTER, WITHIN)["delegatedAdminAccountId"] == ""
    found = asked(keys, ["delegatedAdminAccountId"], DOWN + ENTER, WITHIN)
    assert found["delegatedAdminAccountId"] == "777766665555"


def test_only_the_management_account_is_asked_for_one(keys: PipeInput) -> None:
    seen = replace(SEEN, organization=Probe("good", replace(MINE, role="delegated")))
    assert "delegatedAdminAccountId" not in asked(keys, ["delegatedAdminAccountId"], "", WITHIN, Known(seen))


def test_thousands_of_accounts_are_narrowed_down_first(keys: PipeInput) -> None:
    many = tuple(MemberAccount(f"{n:012d}", f"team {n}", "ACTIVE") for n in range(5000))
    seen = replace(SEEN, accounts=Probe("good", (*ACCOUNTS, *many)))
    found = asked(keys, ["logArchiveRoleArn"], f"Log Arch{ENTER}{ENTER}{ENTER}", WITHIN, Known(seen))
    assert f"::{ARCHIVE}:" in found["logArchiveRoleArn"]


def test_a_part_that_too_many_have_is_refused(keys: PipeInput) -> None:
    many = tuple(MemberAccount(f"{n:012d}", f"team {n}", "ACTIVE") for n in range(MOST_LISTED + 50))
    seen = replace(SEEN, accounts=Probe("good", many))
    text = f"team{ENTER} 17{ENTER}{ENTER}{ENTER}"
    found = asked(keys, ["logArchiveRoleArn"], text, WITHIN, Known(seen))
    assert "::000000000017:" in found["logArchiveRoleArn"]


def test_the_longest_names_fit_into_eighty_columns(keys: PipeInput, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DummyOutput, "get_size", lambda self: Size(rows=24, columns=80))
    options = [Option("1", "x" * 50, "444455556666, SUSPENDED, may be the log archive")]
    text = str(Line(options[0], Ask("q", options=options)).title)
    assert max(len(line) for line in text.splitlines()) + 3 <= 80
