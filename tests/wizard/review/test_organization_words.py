"""The review of an organization's trail."""

from __future__ import annotations

from typing import Any

from tests.components.cases import settings
from tests.wizard.sky import ACCOUNT, ARCHIVE, ARCHIVE_ROLE
from wizard.review.plain_words import sections

HOME = "eu-west-1"


def said(heading: str, accounts: int = 0, **fields: Any) -> str:
    wanted = settings(HOME, **{"scope": "organization", "region_alert": ("delivered-logs",), **fields})
    return " ".join(
        line
        for section in sections(wanted, ACCOUNT, ["eu-west-1", "us-east-1"], (), accounts)
        if section.heading == heading
        for line in section.lines
    )


def test_the_trail_covers_every_account_and_those_that_join_later() -> None:
    made = said("What will be made")
    assert made.startswith(
        "An organization trail, everyregion, that records management events of every region in every account "
        "of the organization, also in those that join later, with log file validation."
    )


def test_without_a_log_archive_its_risk_is_said() -> None:
    assert (
        "Everything is in the account that you deploy from: its administrators can delete the logs and "
        "silence the alert."
    ) in said("What will be made")


def test_a_log_archive_says_what_lies_there_and_that_nobody_reads() -> None:
    made = said("What will be made", log_archive_role_arn=ARCHIVE_ROLE)
    assert f"A log bucket, everyregion-{ARCHIVE}-{HOME}, in {HOME}" in made
    assert (
        f"are in the log-archive account {ARCHIVE}, made there with the role everyregion-log-archive; the "
        "trail itself stays in the account that you deploy from. The log files can be read by nobody, until "
        "logReaders names somebody."
    ) in made


def test_who_may_read_in_a_log_archive_is_said_once() -> None:
    made = said("What will be made", log_archive_role_arn=ARCHIVE_ROLE, log_readers=("777766665555",))
    assert "The log files can be read by these alone: 777766665555." in made
    assert made.count("777766665555") == 1


def test_a_delegated_administrators_power_is_said() -> None:
    made = said("What will be made", delegated_admin_account_id="777766665555")
    assert "it may change and delete every trail of the organization" in made


def test_trusted_access_is_said_to_stay() -> None:
    assert "stays on when the stack is destroyed" in said("What will be made")


def test_nothing_of_this_is_said_of_one_account() -> None:
    made = said("What will be made", scope="account")
    assert "organization" not in made
    assert f"in account {ACCOUNT}" in made


def test_the_cost_grows_with_the_accounts() -> None:
    few, many = said("What it costs", 10), said("What it costs", 1000)
    assert "for 10 accounts in 2 regions, 2 of them busy" in few
    assert "for 1,000 accounts in 2 regions" in many
    # What watches is paid once, and so are the files of the accounts that have a part of the trail.
    assert _usd(many) > 8 * _usd(few)


def test_where_the_number_of_accounts_is_not_known_that_is_said() -> None:
    assert "for 10 accounts (how many there are isn't known)" in said("What it costs")


def _usd(text: str) -> float:
    return float(text.split("Alert path: about ")[1].split(" USD")[0])


def test_an_opt_in_home_region_is_to_be_thought_about() -> None:
    wanted = settings("me-south-1", scope="organization")
    (thoughts,) = [one for one in sections(wanted, ACCOUNT, None) if one.heading == "To think about"]
    assert any("hasn't opted in to the trail's home region" in line for line in thoughts.lines)
