"""CloudTrail's service-linked role in the management account: looked up, and made where it is missing."""

from __future__ import annotations

from components.command_line import wizard
from components.organization import LINKED_ROLE, SERVICE
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.account.organization import linked_role
from wizard.account.organization_verdict import MAKE_LINKED_ROLE, UNSEEN_ROLE
from wizard.engine.automation.events import CREATE, Run
from wizard.engine.session import Session
from wizard.failures import AwsFailure, Cancelled, deeds
from wizard.program.resource_types import TRAIL
from wizard.screen.questions import agrees
from wizard.screen.terminal import safe

_LACKS = f"The trail needs the role {LINKED_ROLE} in the management account, and there is none."


def lacks_linked_role(session: Session) -> bool:
    """Whether the management account has to get CloudTrail's service-linked role first. False where that
    can't be seen: this is told when the session opens, or by `mention_unseen`."""
    organization = session.origin.organization
    if organization is None or organization.management_account != session.account.id:
        return False
    return linked_role(session.client_for, session.settings.home_region).value is False


def mention_linked_role(session: Session) -> None:
    """For a preview, which changes nothing."""
    if lacks_linked_role(session):
        session.say(f"! {_LACKS} `{wizard('deploy')}` makes it first.", "warning")


def mention_unseen(session: Session, run: Run) -> None:
    """Says that a delegated administrator can't see the role, where the trail is still to be made."""
    organization = session.origin.organization
    if organization is None or organization.management_account == session.account.id:
        return
    if any(step.type == TRAIL and step.op == CREATE for step in run.changes):
        session.note(UNSEEN_ROLE)


def make_linked_role(session: Session) -> None:
    """Makes the role where it is missing, after a yes: no stack owns it, and `destroy` leaves it. Raises
    Cancelled, and AwsFailure where IAM refuses.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html
    """
    if not lacks_linked_role(session):
        return
    session.say(_LACKS)
    if session.asker is not None and not session.options.yes:
        yes, no = (
            f"make {LINKED_ROLE}; no stack owns it, and it stays",
            f"stop here{deeds.claim('; nothing was changed')}",
        )
        if not agrees(session.asker, "Make it?", yes, no, proposed=True):
            raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")
    region = session.settings.home_region
    try:
        session.client_for("iam", region).create_service_linked_role(AWSServiceName=SERVICE)
    except AWS_ERRORS as error:
        said = trouble(error, "iam:CreateServiceLinkedRole", region).text.rstrip(".")
        raise AwsFailure(
            f"{_LACKS} It couldn't be made: {safe(said)}. Allow that, or have somebody run "
            f"{MAKE_LINKED_ROLE}. {deeds.claim('Nothing was changed.')}"
        ) from None
    deeds.note(f"the role {LINKED_ROLE} was made")
    session.say(f"{LINKED_ROLE} is made.")
