"""A resource that the program registers, and the ARN that it has or will have.

ARN forms: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.program.resource_types import TYPES


@dataclass(frozen=True)
class Resource:
    """name: the short one; inputs: camelCase, with physical names; region: where it is made; kept: it stays
    when the stack goes; import_id: the id of what it takes over, "" for something new."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    region: str
    account: str
    partition: str
    kept: bool = False
    import_id: str = ""

    @property
    def arn(self) -> str:
        """The ARN; for what is part of another resource (a policy, a target), that one's. LookupError for a
        type that isn't known here."""
        if self.type not in TYPES:
            raise LookupError(f"There is no ARN form for {self.type} in wizard/program/resource_types.py.")
        bus = self.inputs.get("eventBusName") or "default"
        said = {
            # On the default bus the bus isn't named.
            "bus/": "" if bus == "default" else f"{bus}/",
            "group": self.inputs.get("groupName") or "default",
            # A new key's id isn't known: its short name stands for it.
            "key id": self.import_id or self.name,
        }
        place = {"partition": self.partition, "region": self.region, "account": self.account}
        return TYPES[self.type].arn.format_map({**self.inputs, **said, **place})

    def within(self, service: str, rest: str) -> str:
        """An ARN in this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{rest}"
