"""What an account's number and a region's name look like: in keys of log files, folders and messages.

A region that this code doesn't know yet is one as well, and eusc-de-east-1 begins with four letters.
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""

from __future__ import annotations

import re

ACCOUNT = "[0-9]{12}"
REGION = "[a-z]{2,8}(?:-[a-z]+)+-[0-9]{1,2}"
"""For regular expressions: neither takes other scripts' digits."""


def is_account(text: str) -> bool:
    """Whether this may be an account's number. Whoever may write into a bucket may name a folder anything."""
    return re.fullmatch(ACCOUNT, text) is not None


def is_region(text: str) -> bool:
    """Whether this looks like a region's name, whether we know of the region or not."""
    return re.fullmatch(REGION, text) is not None
