"""Where a deployment goes, as its own provider answers: the account, and which regions are enabled in it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.settings import RULES, Settings


@dataclass(frozen=True)
class Place:
    """enabled_regions: none where no rule is made in them."""

    account: str
    enabled_regions: tuple[str, ...]


def look_around(component: pulumi.ComponentResource, settings: Settings) -> Place:
    """Asks the provider that this component's children get.

    Plain calls, not their output form: names, and how many rules there are, have to be known before anything
    is registered. Raises pulumi.RunError where the provider is for another region, or isn't configured yet.
    https://www.pulumi.com/docs/iac/concepts/functions/provider-functions/
    """
    asked = pulumi.InvokeOptions(parent=component)
    region = aws.get_region(opts=asked).region
    # Of a provider that waits for something the engine knows nothing in a preview, and answers with nothing.
    if not region:
        raise pulumi.RunError(
            f"{component.pulumi_resource_name}: its AWS provider rests on something that isn't made yet, so "
            "its account isn't known. Names and policies are made from the account. Give the provider values "
            "that are known before the deployment, or make what it waits for in a stack of its own."
        )
    if region != settings.home_region:
        raise pulumi.RunError(
            f"{component.pulumi_resource_name}: the settings' home region is {settings.home_region}, but its "
            f"AWS provider is for {region}. Policies would name what isn't there. Give it a provider for "
            f"{settings.home_region}, or settings for {region}."
        )
    # Asked anew at every deploy, so that a region enabled since is watched from then on.
    enabled = tuple(aws.get_regions(opts=asked).names) if RULES in settings.region_alert else ()
    return Place(aws.get_caller_identity(opts=asked).account_id, enabled)
