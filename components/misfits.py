"""Where what a stack takes over and its settings contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from components.adopted import Adopted, AdoptedTrail, file_name
from components.command_line import wizard
from components.settings import Problem, Settings, shown


def check(adopted: Adopted | None, settings: Settings, account: str, owner: str) -> None:
    """Raises pulumi.RunError where what is taken over and the settings contradict each other. owner: the
    account that the deployment's trail belongs to."""
    import pulumi

    problems = misfits(adopted, settings, account, pulumi.get_stack(), owner)
    if problems:
        raise pulumi.RunError("\n".join(map(str, problems)))


def misfits(
    adopted: Adopted | None, settings: Settings, account: str, stack: str, owner: str = ""
) -> list[Problem]:
    """Where the file and the settings contradict each other, so that a deploy would do harm. owner: the
    account that the deployment's trail belongs to, "" as long as that isn't known."""
    name, wanted = file_name(stack), settings.adopt_trail
    again = f"Run `{wizard()} --stack {stack} --set adoptTrail={wanted}`, which reads them and writes it."
    if adopted is None:
        if not wanted:
            return []
        return [
            Problem(
                "adoptTrail",
                wanted,
                f"{shown(wanted)} is to be taken over, but there is no {name}.",
                "Policies, notifications and lifecycle rules that others put on its bucket and key would be "
                "overwritten.",
                again,
            )
        ]
    found: list[Problem] = []
    # Trail apart, everything that is taken over lies beside the bucket.
    account = settings.log_archive_account or account
    was = adopted.trail.arn if adopted.trail else ""
    if was != wanted:
        found.append(
            Problem(
                "adoptTrail",
                wanted,
                f"it is {shown(wanted)}, but {name} is about {shown(was) if was else 'no trail'}.",
                "What is kept for others would be lost, or kept in the wrong place.",
                f"Set adoptTrail to {shown(was)}" + (f", or remove {name}. {again}" if wanted else "."),
            )
        )
    if (adopted.account, adopted.region) != (account, settings.home_region):
        found.append(
            Problem(
                "adoptTrail",
                wanted,
                f"{name} is about account {adopted.account} in {adopted.region}, but this deployment is for "
                f"account {account} in {settings.home_region}.",
                "What it names isn't there.",
                "Use the credentials and the region that it was written with.",
            )
        )
    if adopted.trail:
        found += _misfits_of_scope(adopted.trail, settings, name, owner)
    bucket = adopted.log_bucket
    if bucket and bucket.name != settings.bucket_name(account):
        found.append(
            Problem(
                "logBucketName",
                settings.log_bucket_name,
                f"the log bucket is {shown(settings.bucket_name(account))}, but {name} takes over "
                f"{shown(bucket.name)}.",
                "The trail would move to another bucket, away from whoever reads the logs.",
                f"Set logBucketName to {bucket.name}.",
            )
        )
    return found


def _misfits_of_scope(trail: AdoptedTrail, settings: Settings, name: str, owner: str) -> Iterator[Problem]:
    """Whose events the trail records changes by nobody's mistake."""
    arn = trail.arn
    if owner and trail.account != owner:
        yield Problem(
            "adoptTrail",
            arn,
            f"{name} is about a trail of account {trail.account}, but this deployment's belongs to account "
            f"{owner}.",
            "Another trail would be made in its place, and its bucket and key be given to that.",
            "Use the credentials that the file was written with.",
        )
    if trail.organization and not settings.is_organization:
        yield Problem(
            "scope",
            settings.scope,
            f"{shown(arn)} is an organization's trail, by {name}.",
            "Every other account of the organization would be recorded no more.",
            "Set scope to organization.",
        )
    elif trail.to_organization and not settings.is_organization:
        yield Problem(
            "scope",
            settings.scope,
            f"{name} says that {shown(arn)} becomes an organization's trail.",
            "Where its members' events go would be settled by whichever was changed last.",
            f"Set scope to organization; or run `{wizard()} --set scope=account --set adoptTrail={arn}`.",
        )
    elif settings.is_organization and not (trail.organization or trail.to_organization):
        yield Problem(
            "scope",
            settings.scope,
            f"{shown(arn)} is one account's trail, and {name} doesn't say that it may become the "
            "organization's.",
            "Every member's events would go into its bucket, without anybody having agreed to that.",
            f"Set scope to account; or run `{wizard()} --set adoptTrail={arn}`, which says what that means.",
        )
