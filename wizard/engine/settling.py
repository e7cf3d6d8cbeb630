"""What is settled before the engine runs: what an earlier run or stack left, regions closed since."""

from __future__ import annotations

from collections.abc import Mapping

from wizard import terminal
from wizard.asking import Ask, Option
from wizard.engine.opened import Opened
from wizard.failures import AwsFailure, Cancelled
from wizard.terminal import safe


def settle(it: Opened) -> None:
    """Resolves what an interrupted run left, and asks about closed regions. Raises a Failure."""
    from pulumi.automation import ConcurrentUpdateError

    from wizard.engine import locks
    from wizard.engine.failing import refused
    from wizard.engine.pending import resolve_pending
    from wizard.engine.unlocking import unlocked
    from wizard.engine.workspace import CommandError

    _settle_closed(it)
    try:
        resolve_pending(
            it.engine.stack, it.client_for, it.account.id, it.say, unlock=lambda text: unlocked(it, text)
        )
    except ConcurrentUpdateError as error:
        raise AwsFailure(f"Nothing was changed. {locks.explained(it.stack, str(error))}") from None
    except CommandError as error:
        raise refused(error, "What an earlier run left unfinished can't be settled") from None


def mention_pending(it: Opened) -> None:
    """For a preview, which changes nothing, the state neither."""
    from wizard.engine.pending_state import pending

    count = len(pending(it.engine.exported()))
    if count:
        it.say(
            f"An earlier run was interrupted with {count} unfinished; `deploy` looks for them first.",
            "warning",
        )


def look_for_closed(it: Opened) -> AwsFailure | None:
    """What to say of resources in regions that were closed since, or None."""
    from wizard.engine import closed

    found = _closed(it)
    if not found:
        return None
    lines = [*closed.explained(found), "By hand:", *closed.commands(found, it.stack)]
    lines.append(f"Or `python -m wizard {it.options.command} --forget-closed-regions`.")
    return AwsFailure("\n".join(lines))


def _settle_closed(it: Opened) -> None:
    from wizard.engine import closed

    found = _closed(it)
    if not found:
        return
    if not it.options.forget_closed_regions:
        if it.asker is None:
            failure = look_for_closed(it)
            assert failure is not None
            raise failure
        for line in closed.explained(found):
            terminal.say(line, "warning")
        choices = [
            Option(True, "yes", "take them out of the stack; AWS isn't asked"),
            Option(False, "no", "stop here; nothing was changed"),
        ]
        if it.asker.pick(Ask("Take them out of the stack?", options=choices)) is not True:
            raise Cancelled("Stopped; nothing was changed.")
    _forget(it, found)


def _forget(it: Opened, found: Mapping[str, tuple[str, ...]]) -> None:
    from wizard.engine.failing import refused
    from wizard.engine.workspace import CommandError

    for region, urns in found.items():
        for urn in urns:
            # One that depended on another has gone with it.
            if urn in {resource["urn"] for resource in it.engine.resources()}:
                try:
                    it.engine.forget(urn)
                except CommandError as error:
                    raise refused(error, f"{safe(urn)} can't be taken out of the state") from None
        it.say(f"{len(urns)} in {region} taken out of the stack.")


def _closed(it: Opened) -> dict[str, tuple[str, ...]]:
    """Nothing where AWS doesn't tell which regions are enabled: then the engine will."""
    from wizard.account.probes import enabled_regions
    from wizard.engine.closed import in_closed_regions

    enabled = enabled_regions(it.client_for, it.settings.home_region)
    return in_closed_regions(it.engine.resources(), enabled.value) if enabled.value else {}
