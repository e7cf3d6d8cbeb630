"""What the CIS AWS Foundations Benchmark's 15 alarms look for: cis_benchmark.json has the sources. Pure."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("cis_benchmark.json")


@dataclass(frozen=True)
class CisAlarm:
    """name: behind `<trail>-cis-`; control: its number in version 5 of the benchmark; about: what it tells
    of; pattern: the metric filter's."""

    name: str
    control: str
    about: str
    pattern: str


@functools.cache
def cis_alarms() -> tuple[CisAlarm, ...]:
    """All of them, in the benchmark's order."""
    found = json.loads(_FILE.read_text("utf-8"))["alarms"]
    return tuple(CisAlarm(one["name"], one["control"], one["about"], _pattern(one)) for one in found)


def _pattern(alarm: dict[str, Any]) -> str:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""
    if "pattern" in alarm:
        return alarm["pattern"]
    called = " || ".join(f"($.eventName = {name})" for name in alarm["eventNames"])
    source = alarm.get("eventSource")
    return f'{{ ($.eventSource = "{source}") && ({called}) }}' if source else f"{{ {called} }}"
