"""How a check asks AWS, and what it finds: good, bad, or unknown because it wasn't allowed to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from wizard.account import one_call
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE
from wizard.account.facts import Probe
from wizard.screen.terminal import safe

PUT_BACK = "`pulumi up --refresh` puts it back."


@dataclass(frozen=True)
class Finding:
    """One stage of the alert's way. what: a sentence; fix: what to do when it is bad.
    blocks: nothing can come through, so there is no use in waiting."""

    stage: str
    state: Literal["good", "bad", "unknown"]
    what: str
    fix: str = ""
    blocks: bool = False


class Broken(Exception):
    """A stage is broken: what is wrong, and what to do."""

    def __init__(self, what: str, fix: str = PUT_BACK, *, blocks: bool = True) -> None:
        super().__init__(what)
        self.what, self.fix, self.blocks = what, fix, blocks


class Unknown(Exception):
    """AWS didn't let us look, or couldn't be asked."""


def judged(stage: str, look: Callable[[], str]) -> Finding:
    """What a look finds. It returns what is good, or raises Broken."""
    try:
        return Finding(stage, "good", look())
    except Broken as broken:
        return Finding(stage, "bad", broken.what, broken.fix, broken.blocks)
    except Unknown as unknown:
        return Finding(stage, "unknown", str(unknown))


def ask(client_for: ClientFor, service: str, region: str, method: str, gone: str = "", **named: Any) -> Any:
    """What AWS answers. gone: what it means that the thing isn't there, else that is unknown too."""
    absent = NOT_THERE if gone else ()
    return known(one_call.ask(client_for, service, region, method, absent=absent, **named), gone)


def known(found: Probe[Any], gone: str = "") -> Any:
    """What is there of a call. Raises Unknown where that isn't known, and Broken where it is gone."""
    if found.state == "good":
        return found.value
    if found.state == "bad":
        raise Broken(safe(gone))
    raise Unknown(found.why)
