"""A key and a topic that are the user's, with policies that are right, and answers of AWS about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from components.names import Names
from components.settings import Settings, validate
from wizard.account.connect import ClientFor

ACCOUNT, HOME = "111122223333", "eu-west-1"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT}:pages"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/everyregion"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"

ACCOUNT_DECIDES = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
ENCRYPTS = {
    "Sid": "CloudTrailEncrypts",
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "kms:GenerateDataKey*",
    "Resource": "*",
    "Condition": {
        "StringEquals": {"aws:SourceArn": TRAIL},
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"},
    },
}
DESCRIBES = {
    "Sid": "CloudTrailDescribes",
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "kms:DescribeKey",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
}


def settings(**more: Any) -> Settings:
    """The default settings with this key and this topic."""
    plain = validate({"approvedRegions": [HOME]}, HOME)
    theirs = {"encryption": "existing-key", "kms_key_arn": KEY, "alert_topic_arn": TOPIC}
    return replace(plain, **{**theirs, **more})


def names() -> Names:
    return Names.of(settings(), ACCOUNT)


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def answering(**answers: Any) -> ClientFor:
    """Clients with these answers by method name; a text is an error's code."""

    class Client:
        def __getattr__(self, name: str) -> Callable[..., Any]:
            def call(**_: Any) -> Any:
                answer = answers[name]
                if isinstance(answer, str):
                    raise ClientError({"Error": {"Code": answer, "Message": "no"}}, name)
                return answer

            return call

    return lambda service, region: Client()
