"""Settles what an interrupted run had begun: found things are taken into the state, the others are forgotten.

The engine itself would only warn and make them again, a second KMS key among them:
https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/deployment_executor.go
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pulumi import automation

from wizard.account.connect import ClientFor
from wizard.engine.interrupted import state
from wizard.engine.interrupted.find import sightings
from wizard.engine.interrupted.search import Sighting
from wizard.engine.interrupted.state import CREATING, DELETING, UPDATING, Deployment, Pending
from wizard.explain.resource_nouns import thing
from wizard.failures import AwsFailure, deeds
from wizard.screen.terminal import safe
from wizard.stack.project import short_name

Tell = Callable[[str], None]
_OUTCOMES = {
    "imported": "was made, and belongs to the stack now",
    "again": "is made again, which changes nothing that is there",
    "missing": "wasn't made yet",
    "read": "is read from AWS again",
    "forgotten": "needs nothing",
}


@dataclass(frozen=True)
class Resolved:
    """What became of one unfinished operation. id: what it was imported by; note: what else to know."""

    urn: str
    outcome: Literal["imported", "again", "missing", "read", "forgotten"]
    id: str = ""
    note: str = ""

    @property
    def sentence(self) -> str:
        """`log-key (KMS key) was made, and belongs to the stack now (1234abcd...).`"""
        id = f" ({safe(self.id)})" if self.id else ""
        return " ".join(filter(None, (f"{thing(self.urn)} {_OUTCOMES[self.outcome]}{id}.", self.note)))


class Unresolved(AwsFailure):
    """Nobody can tell whether something was made."""

    def __init__(self, unknown: Sequence[str], stack: str) -> None:
        so = deeds.claim(", so nothing was changed")
        lines = [
            "An earlier run was interrupted while it made these, and whether they exist can't be seen:",
            *(f"  - {sentence}" for sentence in unknown),
            f"Going on could make them twice{so}. Allow what was refused and run the "
            f"command again; or look yourself, and answer `pulumi refresh --stack {safe(short_name(stack))}`:"
            " import with its id what exists, clear what doesn't.",
        ]
        super().__init__("\n".join(lines))


def resolve_pending(
    stack: automation.Stack,
    client_for: ClientFor,
    account: str,
    tell: Tell,
    *,
    unlock: Callable[[str], bool] = lambda text: False,
    pause: Callable[[float], None] = time.sleep,
) -> list[Resolved]:
    """Settles every operation that the state has as unfinished, before the engine runs again.

    client_for: gives a boto3 client for a service and a region; account: the account that is deployed to;
    tell: is given a sentence for each resource; unlock: is given the CLI's refusal where the stack is locked,
    and returns whether it isn't any more. Raises Unresolved where AWS doesn't let us look (nothing is changed
    then), and the SDK's CommandError where the engine fails: run it again then, nothing is lost.
    """
    exported = _exported(stack)
    deployment = exported.get("deployment") or {}
    unread = state.never_read(deployment)
    resolved: list[Resolved] = []
    if state.has_leftovers(deployment):
        shown = _exported(stack, "--show-secrets") if state.hides_names(deployment) else exported
        unfinished = state.pending(shown["deployment"])
        resolved = _decided(unfinished, deployment, client_for, account, stack.name, pause)
        found = {one.urn: one.id for one in resolved if one.outcome == "imported"}
        settled = {**exported, "deployment": state.settled(deployment, found)}
        try:
            _replace(stack, exported, settled)
        except automation.ConcurrentUpdateError as error:
            # Who was killed left a lock behind, too.
            if not unlock(str(error)):
                raise
            _replace(stack, exported, settled)
    if resolved:
        tell(f"An earlier run was interrupted with {_counted(len(resolved))} unfinished:")
    for one in resolved:
        tell(one.sentence)
    # What was left by a settling that got no further than this counts too.
    to_read = [*(one.urn for one in resolved if one.outcome in ("imported", "read")), *unread]
    if to_read:
        stack.refresh(target=[*dict.fromkeys(to_read)], color="never")
    return resolved


def _decided(
    unfinished: Sequence[Pending],
    deployment: Deployment,
    client_for: ClientFor,
    account: str,
    stack: str,
    pause: Callable[[float], None],
) -> list[Resolved]:
    looks = sightings(unfinished, deployment, client_for, account, pause)
    present, home = state.present(deployment), state.home_region(deployment)
    unknown = [look for urn, look in looks.items() if isinstance(look, str) and urn not in present]
    if unknown:
        raise Unresolved(unknown, stack)
    return [_resolved(one, looks.get(one.urn), one.urn in present, home) for one in unfinished]


def _resolved(one: Pending, look: Sighting | str | None, is_present: bool, home: str) -> Resolved:
    if one.doing in (UPDATING, DELETING) and is_present:
        return Resolved(one.urn, "read")
    if one.doing != CREATING:
        return Resolved(one.urn, "forgotten")
    if is_present:
        # A later run of `pulumi up` made it anew.
        return Resolved(one.urn, "forgotten", note=_orphan(look))
    if not isinstance(look, Sighting):
        return Resolved(one.urn, "again")
    if not look.id:
        return Resolved(one.urn, "missing", note=look.note)
    return Resolved(one.urn, "imported", look.import_id(one.inputs.get("region"), home), look.note)


def _orphan(look: Sighting | str | None) -> str:
    if not isinstance(look, Sighting) or not look.id:
        return ""
    return (
        f"The one that the interrupted run made is still there, and no stack uses it ({safe(look.id)}): "
        "delete it if it isn't needed."
    )


def _counted(number: int) -> str:
    return "1 resource" if number == 1 else f"{number} resources"


def _exported(stack: automation.Stack, *options: str) -> dict[str, Any]:
    """The state, with secrets still encrypted: the SDK's own export would write them out."""
    return json.loads(_run(stack, "stack", "export", *options))


def _replace(stack: automation.Stack, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Gives the stack another state. The CLI takes it from a file only, and drops pending operations itself.

    It would write over whatever it finds: that has to be `before` still.
    """
    if _exported(stack) != before:
        raise AwsFailure("Another run has changed the state meanwhile. Run the same command again.")
    with tempfile.TemporaryDirectory(prefix="everyregion-state-") as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps(after), "utf-8")
        _run(stack, "stack", "import", "--file", str(file))


def _run(stack: automation.Stack, *words: str) -> str:
    workspace = stack.workspace
    home = {"PULUMI_HOME": workspace.pulumi_home} if workspace.pulumi_home else {}
    result = workspace.pulumi_command.run(
        [*words, "--stack", stack.name], workspace.work_dir, {**home, **workspace.env_vars}
    )
    return result.stdout
