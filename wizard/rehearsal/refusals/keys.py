"""Keys and aliases that KMS refuses.

https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from components.arns import Arn
from wizard.iam import Principal, Request, evaluate
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.documents import check_policy, check_principals
from wizard.rehearsal.refusals.names import ALIAS

_MALFORMED = "MalformedPolicyDocumentException"
# Whoever deploys may do anything that key policies leave to IAM.
_ADMINISTRATOR = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def check_key_policy(policy: str, caller: str, key_arn: str, known: Collection[str]) -> None:
    """`caller`: the deploying user's ARN, who must be able to change the policy again; `known`: ARNs of the
    account's users and roles."""
    account = Arn.of(caller).account
    check_policy(policy, "resource", _MALFORMED, 32 * 1024)
    words = "Policy contains a statement with one or more invalid principals:"
    check_principals(policy, account, {*known, caller}, _MALFORMED, words)
    request = Request(
        Principal.user(caller), "kms:PutKeyPolicy", key_arn, {"aws:SecureTransport": True}, account
    )
    if not evaluate(request, resource_policy=policy, identity_policies=(_ADMINISTRATOR,)).allowed:
        raise Refused(
            _MALFORMED, "The new key policy will not allow you to update the key policy in the future."
        )


def check_key(inputs: Mapping[str, Any]) -> None:
    """Numbers in pulumi-aws' names."""
    for setting, least, most in (("deletionWindowInDays", 7, 30), ("rotationPeriodInDays", 90, 2560)):
        value = inputs.get(setting)
        if value is not None and not least <= value <= most:
            raise Refused("ValidationException", f"{setting} is {value}; it must be {least} to {most}.")


def check_alias(name: str) -> None:
    if not name.startswith("alias/"):
        raise Refused("InvalidAliasNameException", f"An alias begins with alias/, and {name!r} doesn't.")
    if name.startswith("alias/aws/"):
        raise Refused("NotAuthorizedException", "Aliases that begin with alias/aws/ belong to AWS.")
    ALIAS.check(name)
