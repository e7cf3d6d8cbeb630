"""Resources in regions that were closed since they were made: AWS keeps them, and no longer lets anyone in.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html: what is in a disabled region
stays there, can't be reached, and is billed on.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from wizard.engine.steps import name_of
from wizard.terminal import safe


def in_closed_regions(
    resources: Iterable[Mapping[str, Any]], enabled: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Region -> URNs of the state's resources there, for each region that isn't enabled (any more)."""
    usable = set(enabled)
    found: dict[str, list[str]] = {}
    for resource in resources:
        region = _region(resource)
        if region and region not in usable:
            found.setdefault(region, []).append(str(resource["urn"]))
    return {region: tuple(urns) for region, urns in sorted(found.items())}


def _region(resource: Mapping[str, Any]) -> str:
    if not resource.get("custom") or not str(resource.get("type", "")).startswith("aws:"):
        return ""
    known = {**(resource.get("outputs") or {}), **(resource.get("inputs") or {})}
    region = known.get("region")
    return region if isinstance(region, str) else ""


def explained(closed: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What is wrong, what it would cause, and both ways out."""
    count = sum(map(len, closed.values()))
    where = ", ".join(closed)
    noun, them = ("resource", "it") if count == 1 else ("resources", "them")
    names = ", ".join(safe(name_of(urn)) for urns in closed.values() for urn in urns)
    return [
        f"{count} {noun} of this stack {'is' if count == 1 else 'are'} in a region that isn't enabled any "
        f"more ({where}): {names}.",
        f"AWS keeps {them} there, but refuses every call, so neither a deploy nor a destroy can change or "
        f"delete {them}, and would fail half-way.",
        f"Either enable {where} again, or take {them} out of the stack: whoever enables that region later "
        f"finds {them} still there, and the next deploy uses {them} again.",
    ]


def commands(closed: Mapping[str, tuple[str, ...]], stack: str) -> list[str]:
    """The commands that do the latter by hand."""
    return [
        f"pulumi state delete {shlex.quote(urn)} --target-dependents --yes --stack {shlex.quote(stack)}"
        for urns in closed.values()
        for urn in urns
    ]
