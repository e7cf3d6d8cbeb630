"""From an error code of AWS to why it refused and what to do. Pure.

A key is `<service>:<code>` where a code means something else in each service, or the code alone; codes are
without their ending Exception.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.explain.any_service import ANYWHERE, Words
from wizard.explain.cloudtrail import CLOUDTRAIL
from wizard.explain.other_services import OTHERS, PHRASES, S3

WORDS: Mapping[str, Words] = {**ANYWHERE, **CLOUDTRAIL, **S3, **OTHERS}
#: Codes that a region which isn't enabled answers with, where the credentials are good elsewhere:
#: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
OF_A_CLOSED_REGION = frozenset({"InvalidClientTokenId", "UnrecognizedClient", "AuthFailure", "OptInRequired"})


def words_for(service: str, code: str, text: str) -> Words | None:
    """What a code means in this service, None for one that isn't known. text: AWS's sentence."""
    said = (words for of, part, words in PHRASES if of == code and part in text.lower())
    return next(said, None) or WORDS.get(f"{service}:{code}") or WORDS.get(code)
