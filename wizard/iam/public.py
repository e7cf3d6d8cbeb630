"""Does S3 take a bucket policy for public? One public statement is enough for BlockPublicPolicy to refuse it.

S3 begins by assuming that it is, and lets itself be convinced by fixed values only: those without a wildcard
or a policy variable. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
(The meaning of "public")
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any

from components.arns import Arn
from components.region_alert.function.digest.account_and_region import is_account

from .conditions import texts
from .model import Document, Statement, as_object
from .operators import network, take_apart
from .statements import statements_of

_WIDEST_V4, _WIDEST_V6 = 8, 32
_PRIVATE = [ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_NOT_FIXED = re.compile(r"[*?]|\$\{")
_POSITIVE = frozenset(
    {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress"}
)


def public_statements(document: Document) -> list[Statement]:
    """The statements for which S3 calls the policy public."""
    return [one for one in statements_of(document) if is_public(one)]


def is_public(statement: Statement) -> bool:
    """Whether S3 takes this statement for public: it allows somebody who isn't named, under no condition that
    names them with a fixed value."""
    if statement.get("Effect") != "Allow" or _names_somebody(statement):
        return False
    conditions = as_object(statement.get("Condition")) or {}
    return not any(
        _pins(written, key.lower(), values)
        for written, keys in conditions.items()
        for key, values in (as_object(keys) or {}).items()
    )


def _names_somebody(statement: Statement) -> bool:
    """A fixed account, user, role or service. Whom an identity provider signs in is nobody fixed."""
    kinds = as_object(statement.get("Principal"))
    if not kinds:
        return False
    return all(
        kind in ("AWS", "Service", "CanonicalUser") and texts(names) and all(map(_is_fixed, texts(names)))
        for kind, names in kinds.items()
    )


def _pins(written: str, key: str, values: Any) -> bool:
    """Whether this condition holds only for callers that its values name.

    A negated operator holds for all others, Null for everybody, and IfExists and ForAllValues also for a
    request that doesn't have the key.
    """
    name = take_apart(written)
    if name is None or name.base not in _POSITIVE or name.if_exists or name.qualifier == "ForAllValues":
        return False
    judge = _KEYS.get(key)
    return judge is not None and bool(texts(values)) and all(map(judge, texts(values)))


def _is_fixed(text: str) -> bool:
    return _NOT_FIXED.search(text) is None


def _is_narrow(text: str) -> bool:
    """Of the addresses on the Internet: not wider than /8, or /32 for IPv6."""
    found = network(text)
    if isinstance(found, ipaddress.IPv4Network):
        return found.prefixlen >= _WIDEST_V4 or any(found.subnet_of(one) for one in _PRIVATE)
    return found is not None and found.prefixlen >= _WIDEST_V6


def _has_fixed_account(text: str) -> bool:
    """An ARN may hold wildcards where its account doesn't."""
    return is_account(Arn.of(text).account) and "${" not in text


def _has_fixed_organization(text: str) -> bool:
    return _is_fixed(text.partition("/")[0]) and "${" not in text


_KEYS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(
        (
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceowner",
            "aws:sourceaccount",
            "aws:sourceorgid",
            "aws:principalorgid",
            "aws:principalaccount",
            "aws:userid",
            "s3:dataaccesspointaccount",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            # A key's own: bucket policies can't have it.
            # https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
            "kms:calleraccount",
        ),
        _is_fixed,
    ),
    "aws:sourceip": _is_narrow,
    "aws:principalarn": _has_fixed_account,
    "s3:dataaccesspointarn": _has_fixed_account,
    "aws:principalorgpaths": _has_fixed_organization,
    "aws:sourceorgpaths": _has_fixed_organization,
}
