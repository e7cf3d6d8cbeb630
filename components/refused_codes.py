"""AWS's error codes that say somebody wasn't allowed to. Pure.

They stand here without their ending Exception, which some services write and some don't.
https://docs.aws.amazon.com/IAM/latest/UserGuide/CommonErrors.html
"""

from __future__ import annotations

REFUSED = (
    "AccessDenied", "UnauthorizedOperation", "AuthorizationError", "Forbidden", "NotAuthorized",
    "InvalidSecurity",
)  # fmt: skip
