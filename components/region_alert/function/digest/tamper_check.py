"""Whether the tamper alert's rules are as they were deployed: a part of the hourly self-check. Pure.

Such a rule is the one that would have told of its own end, so its absence has to be noticed otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .clean import clean


@dataclass(frozen=True)
class Rule:
    """One rule as it is now: `state` is empty where there is none; `targets`: ARN -> its role's, "" without.
    `unknown`: what was refused."""

    state: str = ""
    targets: Mapping[str, str] = field(default_factory=dict[str, str])
    unknown: str = ""


@dataclass(frozen=True)
class TamperRule:
    """name: as in AWS; bus: of a custom bus, "" for the default one; target: the ARN that it sends to."""

    region: str
    name: str
    bus: str
    target: str


def written(short: str, region: str = "", on_bus: bool = False) -> str:
    """A rule as one word of TAMPER_RULES: `trail`, `us-east-1:roles`, and `/roles` on the alert bus.

    As short as can be: Lambda takes 4,096 characters for all variables. region: "" for home.
    """
    return f"{region}:{short}" if region else f"/{short}" if on_bus else short


def expected(environment: Mapping[str, str]) -> tuple[TamperRule, ...]:
    """The rules that the environment names. One elsewhere sends to the alert bus, the others to the queue,
    which is called like the bus."""
    partition, home = environment.get("PARTITION", ""), environment.get("HOME_REGION", "")
    account, queue = environment.get("ACCOUNT_ID", ""), environment.get("QUEUE_URL", "").rpartition("/")[2]
    prefix, words = environment.get("TAMPER_PREFIX", ""), environment.get("TAMPER_RULES", "").split(",")
    found: list[TamperRule] = []
    for word in filter(None, words):
        region, _, rest = word.rpartition(":")
        here = f"{home}:{account}"
        target = f"arn:{partition}:events:{here}:event-bus/" if region else f"arn:{partition}:sqs:{here}:"
        bus = queue if rest.startswith("/") else ""
        found.append(TamperRule(region or home, prefix + rest.removeprefix("/"), bus, target + queue))
    return tuple(found)


def gaps(rules: tuple[TamperRule, ...], found: Mapping[TamperRule, Rule]) -> Iterator[str]:
    """One sentence for each rule that isn't as it was deployed."""
    for rule in rules:
        now = found.get(rule, Rule())
        what = f"{rule.region}: the rule {rule.name}"
        if now.unknown:
            yield f"{what} could not be looked at ({clean(now.unknown)})."
        elif not now.state:
            yield f"{what} is gone: changes to the trail or the alert that it watched are not told."
        elif now.state != "ENABLED":
            yield f"{what} is {clean(now.state)}, not ENABLED: changes that it watched are not told."
        elif rule.target not in now.targets:
            yield f"{what} no longer sends to {rule.target.rpartition(':')[2]}: what it sees is not told."
