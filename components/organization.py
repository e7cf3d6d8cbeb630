"""The AWS organization that a deployment is for, and who owns its trails."""

from __future__ import annotations

from dataclasses import dataclass

#: The service that needs trusted access to the organization's accounts.
SERVICE = "cloudtrail.amazonaws.com"
#: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html
LINKED_ROLE = "AWSServiceRoleForCloudTrail"
#: What a session in the log-archive account is called, so that its own log tells whose calls these are.
SESSION = "everyregion"


@dataclass(frozen=True)
class Organization:
    """id: `o-` and letters; management_account: it owns every trail of the organization, whoever makes it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
    """

    id: str
    management_account: str
