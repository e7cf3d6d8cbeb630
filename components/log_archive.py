"""The way into the log-archive account: a provider of its own, which takes on the role there."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.settings import Settings

SESSION = "everyregion"


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
