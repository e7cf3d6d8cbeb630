"""Where on the map a region is, and what people call it. Pure; the continents are in continents.json."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from components import regions

# Directions, which are no name without what they belong to: Canada (Central), AWS GovCloud (US-East).
_DIRECTIONS = re.compile(r"\b(central|north|south|east|west)\b", re.IGNORECASE)


@functools.cache
def _table() -> Mapping[str, Any]:
    return json.loads(Path(__file__).with_name("continents.json").read_text("utf-8"))


def continents() -> tuple[str, ...]:
    """Every continent, in the order of the board."""
    return tuple(_table()["order"])


def continent(region: str) -> str:
    """Of a region's id; `Elsewhere` for one that begins as none did so far."""
    found = _table()["byRegion"].get(region) or _table()["byPrefix"].get(region.partition("-")[0])
    return found or continents()[-1]


def city(region: str) -> str:
    """`Frankfurt` for eu-central-1; the whole name where its end alone says nothing, the id of an unknown."""
    name = regions.name_of(region)
    match = re.fullmatch(r"(.+) \((.+)\)", name)
    if match and not _DIRECTIONS.search(match[2]):
        return match[2]
    return name.removeprefix("AWS ")
