"""sts:AssumeRole: the role's trust policy decides who takes it on, in another account of the emulation too.

The emulator gives anybody keys for any role, also for one that isn't there.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from components.arns import Arn
from wizard.iam import Principal, Request, evaluate
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import ACTIVE, organization_of
from wizard.rehearsal.emulator.front import Call, Response

# Who calls may do anything that is left to IAM, as everywhere in the emulation.
_ANYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def assume_role(account: EmulatedAccount, call: Call) -> Response | None:
    """AccessDenied where the trust policy doesn't let the caller in; else left to the emulator, which makes
    the keys. AWS says the same whether role, account or external id is wrong, and never tells the latter."""
    arn = str(call.parameters.get("RoleArn", ""))
    who = _caller(account, call.access_key)
    if _is_let_in(account, who, arn, str(call.parameters.get("ExternalId", ""))):
        return None
    message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    body = (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>AccessDenied</Code><Message>{escape(message)}</Message></Error>"
        "<RequestId>rehearsal</RequestId></ErrorResponse>"
    )
    return 403, {"Content-Type": "text/xml"}, body


def _caller(account: EmulatedAccount, access_key: str) -> Principal:
    session = contents.session_of(account, access_key) if access_key != account.access_key else None
    return Principal.session(*session) if session else Principal.user(account.caller_arn)


def _is_let_in(account: EmulatedAccount, who: Principal, arn: str, external_id: str) -> bool:
    role = contents.role(account, arn)
    if role is None or role.trust is None:
        return False
    organization = organization_of(account)
    if organization and organization.states.get(Arn.of(arn).account, ACTIVE) != ACTIVE:
        return False
    context = {
        **({"sts:ExternalId": external_id} if external_id else {}),
        **({"aws:PrincipalOrgID": organization.id} if organization else {}),
        "aws:SecureTransport": True,
    }
    request = Request(who, "sts:AssumeRole", arn, context)
    return evaluate(request, resource_policy=role.trust, identity_policies=(_ANYTHING,)).allowed
