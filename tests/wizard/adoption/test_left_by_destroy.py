"""What is there under the names of a stack, and belongs to none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wizard.adoption.cases import ACCOUNT, settings
from tests.wizard.aws_fake import Fake
from wizard.account.origin import Origin
from wizard.adoption.left_by_destroy import is_anything_left

LOGS = f"everyregion-{ACCOUNT}-eu-west-1"
NO_KEY: Any = "NotFoundException"
KEY = {"KeyMetadata": {"KeyId": "1234", "Arn": "arn:k"}}


@pytest.mark.parametrize(
    ("buckets", "key", "held", "left"),
    [
        ([], NO_KEY, [], False),
        ([LOGS], NO_KEY, [], True),
        ([f"{LOGS}-access"], NO_KEY, [], True),
        ([], KEY, [], True),
        # What a run made that failed before it came to the log bucket is this stack's own.
        ([], KEY, ["1234"], False),
        ([f"{LOGS}-access"], KEY, ["1234", f"{LOGS}-access"], False),
        ([LOGS, f"{LOGS}-access"], KEY, ["1234", f"{LOGS}-access"], True),
        ([], KEY, ["5678"], True),
    ],
)
def test_only_what_the_stack_does_not_hold_was_left(
    buckets: list[str], key: Any, held: list[str], left: bool
) -> None:
    listed = {"Buckets": [{"Name": name} for name in buckets]}
    fake = Fake({"s3.list_buckets": lambda Prefix: listed, "kms.describe_key": key})
    found = is_anything_left(fake.client, settings(), Origin(ACCOUNT), held)
    assert (found.state, found.value) == ("good", left)


@pytest.mark.parametrize(
    ("buckets", "key", "left"),
    [
        ("AccessDenied", NO_KEY, None),
        ("InternalError", NO_KEY, None),
        ("AccessDenied", KEY, True),
        ([], "InternalErrorException", None),
        # A key of ours bears tags by which it may be looked at.
        ([], "AccessDeniedException", False),
        ([LOGS], "InternalErrorException", True),
    ],
)
def test_a_look_that_failed_is_no_account_where_nothing_was_left(
    buckets: Any, key: Any, left: bool | None
) -> None:
    listed = buckets if isinstance(buckets, str) else {"Buckets": [{"Name": name} for name in buckets]}
    fake = Fake({"s3.list_buckets": lambda Prefix: listed, "kms.describe_key": key})
    assert is_anything_left(fake.client, settings(), Origin(ACCOUNT)).value is left
