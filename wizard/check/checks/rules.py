"""Whether the alert's rules can be made where they have to be, judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result, unknown, unknown_in

_CLOSED = "A service control policy forbids EventBridge"
_SKIP = (
    "Name the region in alertSkipRegions: it is then watched by delivered log files alone. Or have events:* "
    "exempted in that policy."
)
_MAYBE = "Approve the region, or name it in alertSkipRegions, once the regions are chosen."
_HERE = "Choose another home region, or have events:* exempted in that policy."
_IAM = (
    "Have events:* exempted in that policy, or name the region in alertSkipRegions: changes to the alert's "
    "roles, and regions that are enabled, are then not told."
)


def rules(found: Gathered, intended: Intended) -> Iterator[Result]:
    """A verdict for each region in which rules have to be made."""
    enabled = found.regions.value
    if enabled is None:
        so = "So it isn't known where rules have to be made, and whether they can be."
        yield unknown("rules", "rules", found.regions, so, intended.region)
        return
    needed = intended.needs_rules(enabled)
    asked = {region: why for region, why in needed.items() if region in found.rules}
    if not asked:
        yield Result("rules", "rules", "good", "The settings ask for no rules.")
    for region, why in asked.items():
        probe = found.rules[region]
        if probe.state == "good":
            yield Result("rules", "rules", "good", "Rules can be made").in_region(region)
        elif probe.state == "unknown":
            so = "Whether rules can be made there isn't known."
            yield unknown_in("rules", "rules", probe, region, so)
        else:
            yield _closed(region, why, probe.action)


def _closed(region: str, why: str, action: str) -> Result:
    after = {
        "home": ", the home region: the alert couldn't work.",
        "iam": ", where IAM logs to: changes to the alert's roles would stay unseen.",
    }.get(why, ": the rule there would make the deployment fail.")
    fix = {"home": _HERE, "iam": _IAM, "maybe": _MAYBE}.get(why, _SKIP)
    blocks = why != "maybe"
    return Result("rules", "rules", "bad", _CLOSED, fix, action, blocks=blocks).in_region(region, after)
