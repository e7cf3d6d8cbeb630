"""Keys about other accounts and roles, what is kept, and tags."""

from __future__ import annotations

from dataclasses import dataclass

from components.settings.spec import setting


@dataclass(frozen=True)
class AccessKeys:
    """Readers, the log-archive account, adoption, retention, tags."""

    log_readers: tuple[str, ...] = setting(
        "list",
        (),
        "Role ARNs or account ids that may read and decrypt the logs",
        risk="With readers, nobody else in the account can decrypt them.",
    )
    log_archive_role_arn: str = setting(
        "text",
        "",
        "ARN of a role in the log-archive account: bucket, key and alert are made there with it",
        risk="Whoever may take on the role there can change the alert. Without a log-archive account, the "
        "trail's own administrators can delete the logs.",
        more="With scope: organization. The trail stays in the account that you deploy from; nobody but "
        "logReaders may read the log files.",
        fixed=True,
    )
    log_archive_external_id: str = setting(
        "text",
        "",
        "External id that this role asks for",
        more="It is never shown. `pulumi config set --secret logArchiveExternalId` keeps it encrypted in the "
        "stack file.",
        hidden=True,
    )
    delegated_admin_account_id: str = setting(
        "text",
        "",
        "Member account that is made a delegated administrator of CloudTrail",
        risk="It may change and delete every trail of the organization. At most three accounts can.",
        more="Only from the management account; it stays registered when the stack is destroyed.",
    )
    adopt_trail: str = setting(
        "text",
        "",
        "ARN of an existing trail to take over, with its bucket and key",
        risk="From then on the stack owns what they were set to; the wizard writes down what others rely on.",
        more="The wizard reads the trail, its bucket and its key first, and keeps every statement, rule and "
        "notification in Pulumi.<stack>.adopted.json, which belongs into version control. trailName and "
        "logBucketName have to be theirs.",
    )
    retain_logs: bool = setting(
        "flag",
        True,
        "Keep the log bucket, what hardens it, and the key when the stack is destroyed",
        risk="false means that `destroy` deletes every log file.",
    )
    tags: tuple[tuple[str, str], ...] = setting(
        "map",
        (("ManagedBy", "pulumi"), ("Project", "everyregion")),
        "Tags on everything that takes tags",
    )
