"""A trail that has the name of this stack's and isn't it: a live stack, seen from a second clone, mostly."""

from __future__ import annotations

from wizard.account.facts import Trail
from wizard.screen.terminal import safe
from wizard.stack.context import Context


def words(trail: Trail, context: Context) -> str:
    """What is so, what it would cause, and what to do where the trail is this stack's all the same.

    https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_refresh/
    """
    file, stack = safe(context.file.path.name), safe(context.shown_stack)
    is_there = context.file.document.content is not None
    described = f"{file} describes another one" if is_there else f"there is no {file} that describes it"
    lost = f" If only the file is lost, `pulumi config refresh --stack {stack}` writes it anew."
    return (
        f"There is a trail {trail.name} in {trail.home_region} already, and {described}: it belongs to a "
        "stack of another folder or state, or to somebody else. AWS makes no second trail of that name, so "
        f"`deploy` would stop.{'' if is_there else lost}"
    )
