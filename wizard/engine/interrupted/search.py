"""What a search for one resource is given, and what it can come to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from components.regions import partition_of
from wizard.account.connect import ClientFor


@dataclass(frozen=True)
class Sighting:
    """id: what pulumi-aws imports it by, without a region; "" if it isn't there, or isn't this stack's.

    note: what was found that somebody should know of, as a sentence.
    """

    id: str = ""
    note: str = ""

    def import_id(self, region: str | None, home: str) -> str:
        """`<id>@<region>` where pulumi-aws wouldn't look in the right region by itself.

        https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
        """
        return f"{self.id}@{region}" if region and region != home else self.id


@dataclass(frozen=True)
class Search:
    """inputs: as the program gave them; known: the ids of this type that the state has already.

    since: what is older wasn't made by the run that was killed.
    """

    client_for: ClientFor
    region: str
    account: str
    inputs: Mapping[str, Any]
    known: frozenset[str]
    since: datetime

    def client(self, service: str) -> Any:
        return self.client_for(service, self.region)

    def text(self, key: str) -> str:
        """An input that is text. Raises NotReadable where it is missing or something else."""
        value = self.inputs.get(key)
        if not isinstance(value, str) or not value:
            raise NotReadable(f"the state doesn't say its {key}")
        return value

    def arn(self, service: str, resource: str) -> str:
        """An ARN in this account, in the region that is searched."""
        partition = partition_of(self.region)
        return f"arn:{partition.id if partition else 'aws'}:{service}:{self.region}:{self.account}:{resource}"

    def sighting(self, id: str, tags: Mapping[str, str], what: str) -> Sighting:
        """It, if it has the tags that this stack gives it; `what` names it otherwise."""
        wanted = self.inputs.get("tags") or {}
        if all(tags.get(key) == value for key, value in wanted.items()):
            return Sighting(id)
        return Sighting(note=f"{what} exists, but without this stack's tags: it is somebody else's.")


Look = Callable[[Search], Sighting]


class NotReadable(ValueError):
    """The state doesn't say what to look for."""


def missing_where(*codes: str) -> Callable[[Look], Look]:
    """For a function that looks: AWS's "there is no such thing", with one of these codes, is no sighting."""

    def decorated(look: Look) -> Look:
        @functools.wraps(look)
        def looked(search: Search) -> Sighting:
            try:
                return look(search)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") not in codes:
                    raise
                return Sighting()

        return looked

    return decorated


def pairs(listed: list[Mapping[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as most APIs give them, as a dict."""
    return {tag[key]: tag.get(value, "") for tag in listed}
