"""What AWS Organizations means when it refuses a policy, and what to do. Pure.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html (Errors)
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.account.action_names import action_of
from wizard.account.errors import code_of, trouble

_BUSY = "Something else is changing the organization's policies at this moment. Wait a minute."
#: By code without its ending, or by the reason that AWS gives with it.
_WORDS: Mapping[str, str] = {
    "AWSOrganizationsNotInUse": "This account isn't part of an organization (any more).",
    "ConcurrentModification": _BUSY,
    "PolicyChangesInProgress": _BUSY,
    "DuplicatePolicy": "Somebody made a policy of this name meanwhile. Choose another with --name.",
    "MalformedPolicyDocument": "AWS doesn't take the policy's text, which is a mistake of this program.",
    "PolicyNotFound": "Somebody deleted the policy meanwhile.",
    "TargetNotFound": "Somebody deleted the target meanwhile.",
    "PolicyTypeNotEnabled": "Service control policies are off: `aws organizations enable-policy-type` turns "
    "them on for the root.",
    "PolicyTypeNotAvailableForOrganization": "The organization hasn't all features turned on, which service "
    "control policies need (management account, Organizations, Settings).",
    "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED": "The target has as many service control policies as AWS "
    "takes. Detach one that nobody needs, or attach this one to the unit above.",
    "POLICY_CONTENT_LIMIT_EXCEEDED": "The policy is longer than AWS takes here. Exempt fewer.",
    "POLICY_NUMBER_LIMIT_EXCEEDED": "The organization has as many policies as AWS takes. Delete some that "
    "nobody needs.",
    "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE": "The organization has only consolidated billing. Turn all "
    "features on in the management account, under Organizations, Settings.",
    "ConstraintViolation": "A rule of the organization forbids it.",
}


def why(error: Exception, call: str, region: str) -> str:
    """What came of the call, and what to do, as sentences. call: boto3's name of it."""
    text = trouble(error, action_of("organizations", call), region).text.rstrip(".")
    response = getattr(error, "response", None) or {}
    reason = str(response.get("Reason") or "")
    words = _WORDS.get(reason) or _WORDS.get(code_of(error).removesuffix("Exception"), "")
    named = f" ({reason})" if reason in _WORDS else ""
    return f"{text[:1].upper()}{text[1:]}{named}. {words}".strip()
