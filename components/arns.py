"""An ARN's parts by their names, instead of by counting colons. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

from typing import NamedTuple


class Arn(NamedTuple):
    """resource: all that stands behind the account, colons too. Every part of a text that is no ARN is ""."""

    partition: str = ""
    service: str = ""
    region: str = ""
    account: str = ""
    resource: str = ""

    @classmethod
    def of(cls, text: str) -> Arn:
        """The ARN that this text is."""
        parts = text.split(":", 5)
        return cls(*parts[1:]) if len(parts) == 6 and parts[0] == "arn" else cls()

    @property
    def name(self) -> str:
        """The resource's own, without its kind and path: `reader` of `role/service-role/reader`."""
        return self.resource.replace(":", "/").rpartition("/")[2]
