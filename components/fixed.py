"""Settings that can't change once deployed, held against what the stack's last update exported."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from components.arns import Arn
from components.settings import Problem, Settings, shown

_TRIES, _PAUSE = 50, 0.1
_ANOTHER = "To change it, destroy this stack first, or deploy a stack and a trail of their own."


def refuse_moved(settings: Settings) -> None:
    """Raises pulumi.RunError, before anything is registered, where a fixed setting was changed."""
    exported = _last_exported()
    if not exported.get("trailArn"):
        return
    problems = list(moved(settings, aws.get_caller_identity().account_id, exported))
    if problems:
        raise pulumi.RunError("\n".join(map(str, problems)))


def moved(settings: Settings, account: str, exported: Mapping[str, Any]) -> Iterator[Problem]:
    """What was changed among the fixed settings. account: the one that is deployed from; exported: the
    stack's outputs."""
    trail, bucket_account = Arn.of(exported["trailArn"]), exported.get("logBucketAccountId")
    was = "organization" if exported.get("organizationId") else "account"
    if settings.scope != was:
        yield Problem(
            "scope",
            settings.scope,
            f"it is {settings.scope}, but this stack's trail was deployed with scope: {was}.",
            "Its log files would lie elsewhere, and members would lose their trail or get a second one, "
            "which is paid.",
            f"Set scope to {was}. {_ANOTHER}",
        )
        return
    if settings.trail_name != trail.name:
        yield Problem(
            "trailName",
            settings.trail_name,
            f"it is {shown(settings.trail_name)}, but this stack's trail is called {shown(trail.name)}.",
            "CloudTrail would delete the one and make the other: events between the two would be lost.",
            f"Set trailName to {trail.name}. {_ANOTHER}",
        )
    beside_bucket = settings.log_archive_account or account
    if bucket_account and bucket_account != beside_bucket:
        yield Problem(
            "logArchiveRoleArn",
            settings.log_archive_role_arn,
            f"the log bucket would be in account {beside_bucket}, but this stack's is in {bucket_account}.",
            "Bucket, key and alert would be made anew there, and the old ones let go of.",
            f"Use the settings and credentials that it was deployed with. {_ANOTHER}",
        )


def _last_exported() -> Mapping[str, Any]:
    """The outputs of the stack as its last update left them; nothing of a new one.

    What a StackReference to itself would give, but without a resource in the state.
    https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences
    """
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    why = ""
    for left in reversed(range(_TRIES)):
        try:
            answer: dict[str, Any] | None = pulumi.runtime.invoke(
                "pulumi:pulumi:readStackOutputs", {"name": name}
            ).value
            return (answer or {}).get("outputs") or {}
        except Exception as error:
            # The SDK raises plain exceptions. The engine writes the state meanwhile, and a file is then seen
            # half written.
            if "checkpoint" not in str(error):
                raise
            why = str(error)
            if left:
                time.sleep(_PAUSE)
    raise pulumi.RunError(
        f"What the stack exported last can't be read ({why}), so it isn't known whether a setting was "
        "changed that can't be. Nothing was changed. Run it again."
    )
