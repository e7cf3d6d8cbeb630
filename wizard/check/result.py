"""What a check says of one thing it looked at, and what all of it together means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from wizard.account.facts import Probe
from wizard.failures import ExitCode

Group = Literal["who", "organization", "engine", "regions", "trails", "names", "rules"]


@dataclass(frozen=True)
class Result:
    """One thing that was looked at.

    name: the same in every release; state: unknown where AWS wouldn't say; text: a sentence or two; fix: what
    to do; action: what was asked for in vain; blocks: a deployment would fail, or not do what it is for;
    together: the words before and after the regions that have it in common; quiet: too good for the table.
    """

    group: Group
    name: str
    state: Literal["good", "bad", "unknown"]
    text: str
    fix: str = ""
    action: str = ""
    region: str = ""
    blocks: bool = False
    together: tuple[str, str] = ("", "")
    quiet: bool = False

    def in_region(self, region: str, after: str = ".") -> Result:
        """The same words of this region; those that differ by the region alone are told together."""
        text = f"{self.text} in {region}{after}"
        return replace(self, text=text, region=region, together=(self.text, after))

    def as_dict(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "name": self.name,
            "state": self.state,
            "blocks": self.blocks,
            "text": self.text,
            "fix": self.fix,
            "action": self.action,
            "region": self.region,
        }


def unknown(group: Group, name: str, probe: Probe[Any], so: str, region: str = "") -> Result:
    """What couldn't be found out. so: what isn't known for that, as a sentence."""
    return Result(group, name, "unknown", f"{_sentence(probe.why)} {so}", "", probe.action, region)


def unknown_in(group: Group, name: str, probe: Probe[Any], region: str, so: str) -> Result:
    """What couldn't be found out in this region. so: what isn't known for that, as a sentence."""
    why = _sentence(probe.why.replace(f" in {region}", "", 1)).rstrip(".")
    return Result(group, name, "unknown", why, action=probe.action).in_region(region, f". {so}")


def exit_code(checks: Iterable[Result], allow_unknown: bool) -> ExitCode:
    """1 for anything that blocks, 4 where only something isn't known."""
    found = list(checks)
    if any(one.blocks for one in found):
        return ExitCode.CHECK_FAILED
    if not allow_unknown and any(one.state == "unknown" for one in found):
        return ExitCode.UNKNOWN
    return ExitCode.GOOD


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
