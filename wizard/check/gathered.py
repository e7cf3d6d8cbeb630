"""What a check found out, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wizard.account.facts import Activity, Identity, Key, Organization, Owner, Probe, Topic, Trail
from wizard.check.backend import Backend
from wizard.pulumi_cli import PulumiCli


@dataclass
class Gathered:
    """What was found out. Every probe is over: what gave no answer in time is unknown.

    owners: bucket -> whose it is; keys: key ARN -> its state; rules, activity: by region; key, topic: what
    kmsKeyArn and alertTopicArn name, None when they name nothing; backend: who is logged in there.
    """

    identity: Identity
    organization: Probe[Organization]
    regions: Probe[tuple[str, ...]]
    trails: Probe[tuple[Trail, ...]]
    cli: Probe[PulumiCli]
    backend: Probe[str]
    chosen: Backend
    key: Probe[Key] | None = None
    topic: Probe[Topic] | None = None
    owners: dict[str, Probe[Owner]] = field(default_factory=dict)
    keys: dict[str, Probe[str]] = field(default_factory=dict)
    rules: dict[str, Probe[bool]] = field(default_factory=dict)
    activity: dict[str, Probe[Activity]] = field(default_factory=dict)

    def probes(self) -> Iterator[Probe[Any]]:
        """Those that AWS answers, one by one."""
        yield from (self.organization, self.regions, self.trails)
        for some in (self.owners, self.keys, self.rules, self.activity):
            yield from some.values()
        if self.key:
            yield from (self.key, *((self.key.value.policy,) if self.key.value else ()))
        if self.topic:
            yield self.topic
