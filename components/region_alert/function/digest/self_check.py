"""Whether the alert still covers what it should: once an hour the function looks for itself.

Rules, their targets and role in each watched region, the tamper rules, regions enabled since the deploy, and
whether everybody who should be subscribed is. Pure: expectation and finding in, sentences out.
What couldn't be looked at is said as well: not knowing isn't the same as good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from . import subscribers, tamper_check
from .clean import clean
from .tamper_check import Rule, TamperRule


@dataclass(frozen=True)
class Expected:
    """What the deploy made. `bus_arn` is empty where no rules forward from other regions; `emails` are the
    marks of alertEmails."""

    rule: str
    bus_arn: str
    role_arn: str
    topic_arn: str
    rule_state: str
    watched: frozenset[str]
    left_out: frozenset[str]
    tamper: tuple[TamperRule, ...] = ()
    emails: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Expected:
        """`left_out` are the approved regions and those that the settings skip."""
        skipped = _regions(environment.get("SKIP_REGIONS", ""))
        return cls(
            rule=environment.get("REGION_RULE", ""),
            bus_arn=environment.get("ALERT_BUS_ARN", ""),
            role_arn=environment.get("FORWARD_ROLE_ARN", ""),
            topic_arn=environment["TOPIC_ARN"],
            rule_state=environment.get("REGION_RULE_STATE", "ENABLED"),
            watched=_regions(environment.get("WATCHED_REGIONS", "")),
            left_out=_regions(environment["APPROVED_REGIONS"]) | skipped,
            tamper=tamper_check.expected(environment),
            emails=tuple(filter(None, environment.get("ALERT_EMAILS", "").split(","))),
        )


@dataclass(frozen=True)
class Found:
    """What is there now. An `..._unknown` names the call that was refused, and why.

    people: the mark of each subscribed address -> confirmed, filtered or pending; held_back: how many of the
    confirmed subscriptions have a filter.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict[str, Rule])
    tamper: Mapping[TamperRule, Rule] = field(default_factory=dict[TamperRule, Rule])
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    enabled: frozenset[str] = frozenset()
    enabled_unknown: str = ""
    role_exists: bool = True
    role_unknown: str = ""
    confirmed: int = 0
    pending: int = 0
    held_back: int = 0
    subscriptions_unknown: str = ""
    filters_unknown: str = ""


def differences(expected: Expected, found: Found, heard: Collection[str] = ()) -> list[str]:
    """One sentence for each gap; empty when all is as it was deployed. heard: marks of addresses that were
    confirmed at an earlier look."""
    return [
        *_rules(expected, found),
        *tamper_check.gaps(expected.tamper, found.tamper),
        *_regions_since(expected, found),
        *_people(expected, found, heard),
    ]


def _rules(expected: Expected, found: Found) -> Iterator[str]:
    for region in sorted(expected.watched):
        rule = found.rules.get(region, Rule())
        if rule.unknown:
            yield f"{region}: the rule could not be looked at ({clean(rule.unknown)})."
        elif not rule.state:
            yield f"{region}: the rule {expected.rule} is gone: nothing there raises the alert."
        elif rule.state != expected.rule_state:
            yield f"{region}: the rule {expected.rule} is {clean(rule.state)}, not {expected.rule_state}."
        elif expected.bus_arn not in rule.targets:
            yield f"{region}: the rule {expected.rule} no longer forwards to the alert bus."
        elif rule.targets[expected.bus_arn] != expected.role_arn:
            yield f"{region}: the rule's target has another role, so it may not be able to forward."
    if expected.watched and found.role_unknown:
        yield f"The role that rules forward with could not be looked at ({clean(found.role_unknown)})."
    elif expected.watched and not found.role_exists:
        yield "The role that rules forward with is gone: no region's events arrive."


def _regions_since(expected: Expected, found: Found) -> Iterator[str]:
    if not expected.bus_arn:
        return
    if found.enabled_unknown:
        yield f"Which regions are enabled could not be looked at ({clean(found.enabled_unknown)})."
    for region in sorted(found.enabled - expected.watched - expected.left_out):
        yield f"{region} was enabled since the last deploy and has no rule: run `pulumi up`."


def _people(expected: Expected, found: Found, heard: Collection[str]) -> Iterator[str]:
    if found.subscriptions_unknown:
        yield f"Who is subscribed could not be looked at ({clean(found.subscriptions_unknown)})."
        return
    if not found.confirmed:
        yield "Nobody has confirmed a subscription to the alerts' topic."
    elif found.held_back >= found.confirmed and subscribers.FILTERED not in found.people.values():
        yield "Each confirmed subscription has a filter policy: nobody gets every alert."
    if found.filters_unknown:
        yield f"Whether a filter holds alerts back could not be looked at ({clean(found.filters_unknown)})."
    yield from subscribers.gaps(expected.emails, found.people, heard)
    ours = sum(found.people.get(one) == subscribers.PENDING for one in expected.emails)
    if found.pending > ours:
        others = found.pending - ours
        yield f"{others} subscribed and never clicked the link in AWS's mail: they hear nothing."


def _regions(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())
