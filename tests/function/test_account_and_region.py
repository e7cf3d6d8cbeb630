"""What an account's number and a region's name look like."""

from __future__ import annotations

import pytest

from components.region_alert.function.digest.account_and_region import is_account, is_region


@pytest.mark.parametrize(
    ("name", "account", "region"),
    [
        ("111122223333", True, False),
        ("11112222333", False, False),
        ("\u0661\u0661\u0661\u0661\u0662\u0662\u0662\u0662\u0663\u0663\u0663\u0663", False, False),
        ("111122223333\n", False, False),
        ("eu-west-1", False, True),
        ("us-gov-east-1", False, True),
        ("eusc-de-east-1", False, True),
        ("ap-southeast-17", False, True),
        ("eu-west-1\n", False, False),
        ("eu-west-\u0661", False, False),
        ("CloudTrail", False, False),
        ("", False, False),
    ],
)
def test_a_folder_is_an_account_s_a_region_s_or_neither(name: str, account: bool, region: bool) -> None:
    assert (is_account(name), is_region(name)) == (account, region)
