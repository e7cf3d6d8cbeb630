"""Bucket names that S3 refuses.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

import re

from wizard.rehearsal.refusals import Refused

_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def check_bucket_name(name: str) -> None:
    """Raises Refused for a name that can't be a general purpose bucket's."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name):
        why = (
            "it has 3 to 63 lowercase letters, digits, periods and hyphens, and begins and ends with a "
            "letter or digit"
        )
    elif ".." in name:
        why = "two periods can't stand side by side"
    elif _ADDRESS.fullmatch(name):
        why = "it can't look like an IP address"
    elif name.startswith(_PREFIXES) or name.endswith(_SUFFIXES):
        why = f"it can't begin with {', '.join(_PREFIXES)} or end with {', '.join(_SUFFIXES)}"
    else:
        return
    raise Refused("InvalidBucketName", f"The specified bucket is not valid. {name!r}: {why}.")
