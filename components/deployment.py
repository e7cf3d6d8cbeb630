"""What everything below an AuditTrail is made from, and what our components have in common."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.adopted import Adopted, AdoptedBucket
from components.names import Names
from components.settings import Settings


@dataclass(frozen=True)
class Deployment:
    """One AuditTrail's settings and names. owner: its own name in the Pulumi state; adopted: what it takes
    over, None where everything is new."""

    owner: str
    settings: Settings
    names: Names
    adopted: Adopted | None = None

    @property
    def log_bucket_was(self) -> AdoptedBucket:
        """The log bucket that was there before; one without a name where it is new."""
        return (self.adopted and self.adopted.log_bucket) or AdoptedBucket("")

    @property
    def keeps_logs(self) -> bool:
        """The log files outlive the stack, with the bucket and key that they need.

        Nor may these go while a trail that was somebody's before goes on without the stack.
        """
        return self.settings.retain_logs or self.names.shares_bucket


class Component(pulumi.ComponentResource):
    """A component of the type `everyregion:index:<its class's name>`, called `<owner>-<short>`.

    settings, names, tags: for what it makes. mine: the options of what it makes; retain: that outlives the
    stack. A caller's own options are for the component alone: the engine passes on what children inherit.
    """

    def __init__(
        self,
        short: str,
        deployment: Deployment,
        opts: pulumi.ResourceOptions | None = None,
        *,
        retain: bool = False,
    ) -> None:
        type_ = f"everyregion:index:{type(self).__name__}"
        super().__init__(type_, f"{deployment.owner}-{short}", None, opts)
        self.deployment = deployment
        self.settings, self.names = deployment.settings, deployment.names
        self.tags = dict(deployment.settings.tags)
        self.mine = pulumi.ResourceOptions(parent=self, retain_on_delete=retain or None)

    def child(self, short: str) -> str:
        """The name in the Pulumi state of something that it makes."""
        return f"{self.deployment.owner}-{short}"

    def after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        """The options of something that is made after these."""
        return pulumi.ResourceOptions.merge(self.mine, pulumi.ResourceOptions(depends_on=[*resources]))
