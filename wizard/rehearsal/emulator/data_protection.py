"""The data protection policies of SNS topics, which the emulator lacks: put and told. No message heeds them.

https://docs.aws.amazon.com/sns/latest/api/API_PutDataProtectionPolicy.html
https://docs.aws.amazon.com/sns/latest/api/API_GetDataProtectionPolicy.html
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.emulator.front import Call, Response

_XMLNS = "http://sns.amazonaws.com/doc/2010-03-31/"


def _put(account: EmulatedAccount, call: Call) -> Response:
    """An empty policy takes it away."""
    return _of_topic(account, call) or _kept(account, call)


def _kept(account: EmulatedAccount, call: Call) -> Response:
    account.data_protection[call.parameters["ResourceArn"]] = call.parameters["DataProtectionPolicy"]
    return 200, {"Content-Type": "text/xml"}, f'<PutDataProtectionPolicyResponse xmlns="{_XMLNS}"/>'


def _get(account: EmulatedAccount, call: Call) -> Response:
    return _of_topic(account, call) or _told(account, call)


def _told(account: EmulatedAccount, call: Call) -> Response:
    policy = escape(account.data_protection.get(call.parameters["ResourceArn"], ""))
    body = (
        f'<GetDataProtectionPolicyResponse xmlns="{_XMLNS}"><GetDataProtectionPolicyResult>'
        f"<DataProtectionPolicy>{policy}</DataProtectionPolicy></GetDataProtectionPolicyResult>"
        "</GetDataProtectionPolicyResponse>"
    )
    return 200, {"Content-Type": "text/xml"}, body


def _of_topic(account: EmulatedAccount, call: Call) -> Response | None:
    """The refusal where there is no such topic."""
    if call.parameters["ResourceArn"] in contents.stores(account, "sns")[call.region].topics:
        return None
    body = (
        f'<ErrorResponse xmlns="{_XMLNS}"><Error><Type>Sender</Type><Code>NotFound</Code>'
        "<Message>Topic does not exist</Message></Error></ErrorResponse>"
    )
    return 404, {"Content-Type": "text/xml"}, body


ANSWERS: dict[str, Any] = {"PutDataProtectionPolicy": _put, "GetDataProtectionPolicy": _get}
