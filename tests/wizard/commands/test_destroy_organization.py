"""What `destroy` says of an organization: what stays in the one account and in the other."""

from __future__ import annotations

from components.names import Names
from components.organization import Organization
from tests.components.cases import settings
from tests.wizard.sky import ACCOUNT, ARCHIVE, ARCHIVE_ROLE, ORGANIZATION
from wizard.commands.destroy import of_organization

MINE = Organization(ORGANIZATION, ACCOUNT)


def test_trusted_access_is_said_to_stay_and_what_turning_it_off_would_do() -> None:
    names = Names.of(settings(scope="organization"), ACCOUNT, None, MINE)
    access, copies = of_organization(names)
    assert "Turning trusted access off deletes the members' copies of every organization trail." in access
    assert copies == "The members' copies of this trail go with it; their log files stay in the bucket."


def test_the_role_in_the_log_archive_is_said_to_stay_there() -> None:
    wanted = settings(scope="organization", log_archive_role_arn=ARCHIVE_ROLE)
    said = of_organization(Names.of(wanted, ACCOUNT, None, MINE))
    assert said[-1].startswith(f"In account {ARCHIVE} the role that was taken on stays")
