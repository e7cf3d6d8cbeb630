"""The way into the log-archive account: a provider of its own, which takes on the role there."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.organization import SESSION
from components.settings import Settings


def provider(name: str, settings: Settings, opts: pulumi.ResourceOptions) -> aws.Provider:
    """A second provider, for the home region of the log-archive account. name: the AuditTrail's.

    A provider that a program makes takes nothing from the stack's `aws:` configuration, so what says whose
    credentials these are is handed on.
    https://www.pulumi.com/docs/iac/concepts/resources/providers/#explicit-provider-configuration
    """
    role = aws.ProviderAssumeRoleArgs(role_arn=settings.log_archive_role_arn, session_name=SESSION)
    if settings.log_archive_external_id:
        role.external_id = pulumi.Output.secret(settings.log_archive_external_id)
    stack = pulumi.Config("aws")
    return aws.Provider(
        f"{name}-log-archive",
        region=settings.home_region,
        profile=stack.get("profile"),
        allowed_account_ids=[settings.log_archive_account],
        assume_roles=[*_taken_on_before(stack), role],
        opts=opts,
    )


def reach(archive: aws.Provider, settings: Settings) -> None:
    """Asks who that provider is. Raises pulumi.RunError where it gets nobody in, or is somebody elsewhere:
    before anything is registered, so that nothing is half made in the trail's own account.

    https://www.pulumi.com/docs/iac/concepts/functions/provider-functions/
    """
    role, wanted = settings.log_archive_role_arn, settings.log_archive_account
    try:
        found = aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=archive)).account_id
    # The SDK raises plain exceptions; AWS's text never has the external id in it.
    except Exception as error:  # noqa: BLE001
        raise pulumi.RunError(
            f"logArchiveRoleArn: nobody gets into account {wanted} with {role}, so nothing was made. Check "
            "that the role is there, that its trust policy lets these credentials in, and that "
            f"logArchiveExternalId is the one that it asks for. {error}"
        ) from None
    # In a preview nothing is known of a provider that waits for something.
    if found and found != wanted:
        raise pulumi.RunError(
            f"log_archive: its provider is for account {found}, but logArchiveRoleArn is in {wanted}. "
            "Policies would name what isn't there. Give it the provider of that account."
        )


def _taken_on_before(stack: pulumi.Config) -> list[aws.ProviderAssumeRoleArgs]:
    """The roles that the deploying credentials take on themselves, first to last.

    Of a plain dict nothing reaches the provider: its names aren't translated.
    """
    roles: list[dict[str, Any]] = stack.get_object("assumeRoles") or []
    names = {"roleArn": "role_arn", "externalId": "external_id", "sessionName": "session_name"}
    return [
        aws.ProviderAssumeRoleArgs(**{names[key]: value for key, value in role.items() if key in names})
        for role in roles
    ]
