"""The regions to choose from, and what the look found beside each: text, which never ticks anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from components import regions
from components.settings import REGION_KEY
from wizard.account.look import Look
from wizard.screen.questions import Option
from wizard.screen.terminal import counted

_NOT_ENABLED = "not enabled"


def for_home(look: Look, preset: str) -> list[Option]:
    """Every region, those of the account's partition first; until it is known, those of the proposal's."""
    here = regions.partition_of(preset) if preset else None
    first = look.identity.value.partition if look.identity.value else here.id if here else "aws"
    ordered = sorted(regions.partitions(), key=lambda partition: partition.id != first)

    def note(name: str) -> Callable[[], str]:
        return lambda: _NOT_ENABLED if _is_closed(look, name) else ""

    return [
        Option(name, name, words, note(name))
        for partition in ordered
        for name, words in partition.regions.items()
    ]


def for_approval(look: Look, home: str, listed: Sequence[str]) -> list[Option]:
    """The home region's partition: home first, what the account can't use last. listed: there in any case."""
    partition, enabled = regions.partition_of(home), look.regions.value
    names = list(partition.regions) if partition else []
    names.sort(key=lambda name: (name != home, enabled is not None and name not in enabled))
    names += [name for name in (home, *listed) if name not in names]
    return [Option(name, name, regions.name_of(name), _note(look, name, home)) for name in names]


def moved(values: Mapping[str, Any], home: str, given: Collection[str]) -> dict[str, Any]:
    """What else another home region changes: who approved the home region alone meant the one that it was
    then. given: the settings that aren't asked."""
    key = "approvedRegions"
    is_home_alone = values.get(key) == [values.get(REGION_KEY)]
    return {key: [home]} if is_home_alone and key not in given else {}


def _note(look: Look, region: str, home: str) -> Callable[[], str]:
    """What stands beside the name now: the look goes on while the question is on screen."""

    def note() -> str:
        if region == home:
            return "(home region)"
        found = look.activity.get(region)
        parts = [_NOT_ENABLED] if _is_closed(look, region) else []
        if found and found.value and found.value.writes:
            more = "+" if found.value.more else ""
            events = counted(found.value.writes, "write event", more)
            parts.append(f"{events} in {counted(found.value.days, 'day')}")
        elif found and found.state == "unknown":
            parts.append("activity unknown")
        return ", ".join(parts)

    return note


def _is_closed(look: Look, region: str) -> bool:
    """Whether the account is known not to have it enabled: of another partition nothing is known."""
    enabled = look.regions.value
    if not enabled or region in enabled:
        return False
    return regions.partition_of(region) == regions.partition_of(enabled[0])
