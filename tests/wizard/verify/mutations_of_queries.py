"""What Athena is asked with changed by hand, and the checks that fail then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.wizard.verify.mutation import Mutation, P, Undo, policy_text
from tests.wizard.verify.scene import HOME, Scene


def workgroup(edit: Callable[[dict[str, Any]], object]) -> Mutation:
    """Its configuration edited: the emulator has no UpdateWorkGroup."""

    def change(scene: Scene) -> Undo:
        from moto.athena.models import athena_backends

        group = athena_backends[scene.names.account][HOME].work_groups[f"{P}-queries"]
        before = group.configuration
        after: dict[str, Any] = {
            **before, "ResultConfiguration": dict(before["ResultConfiguration"])
        }  # fmt: skip
        edit(after)
        group.configuration = after
        return lambda: setattr(group, "configuration", before)

    return change


def table(edit: Callable[[dict[str, Any]], object]) -> Mutation:
    def change(scene: Scene) -> Undo:
        glue = scene.client("glue")
        at = {"DatabaseName": f"{P}_logs", "Name": "events"}
        found = glue.get_table(**at)["Table"]
        keys = ("Name", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor")
        before = {key: found[key] for key in keys}
        after: dict[str, Any] = {
            **before,
            "Parameters": dict(before["Parameters"]),
            "StorageDescriptor": dict(before["StorageDescriptor"]),
        }
        edit(after)
        glue.update_table(DatabaseName=at["DatabaseName"], TableInput=after)
        return lambda: glue.update_table(DatabaseName=at["DatabaseName"], TableInput=before)

    return change


def no_table(scene: Scene) -> Undo:
    glue = scene.client("glue")
    found = glue.get_table(DatabaseName=f"{P}_logs", Name="events")["Table"]
    keys = ("Name", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor")
    glue.delete_table(DatabaseName=f"{P}_logs", Name="events")
    return lambda: glue.create_table(DatabaseName=f"{P}_logs", TableInput={key: found[key] for key in keys})


def answers(kind: str, get: str, key: str, value: Any, argument: str = "") -> Mutation:
    """One setting of the bucket for answers; value: None deletes it."""

    def change(scene: Scene) -> Undo:
        s3, name = scene.client("s3"), f"{scene.names.log_bucket}-queries"
        before = getattr(s3, f"get_{get}")(Bucket=name)[key]
        if value is None:
            getattr(s3, f"delete_{kind}")(Bucket=name)
        else:
            getattr(s3, f"put_{get}")(Bucket=name, **{argument or key: value})
        kept = {"Rules": before} if key == "Rules" else before
        return lambda: getattr(s3, f"put_{get}")(Bucket=name, **{argument or key: kept})

    return change


def readable_by_all(scene: Scene) -> Undo:
    s3, name = scene.client("s3"), f"{scene.names.log_bucket}-queries"
    before = s3.get_bucket_policy(Bucket=name)["Policy"]
    arn = f"arn:aws:s3:::{name}"
    deny = {
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{arn}/*"}
    s3.put_bucket_policy(Bucket=name, Policy=policy_text(deny, allow))
    return lambda: s3.put_bucket_policy(Bucket=name, Policy=before)


_LATER = {"Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 400}}]}
_BLOCK = "PublicAccessBlockConfiguration"

#: What somebody does, and exactly the checks that aren't passed then.
OF_QUERIES: dict[str, tuple[Mutation, set[str]]] = {
    "whoever asks may override the workgroup": (
        workgroup(lambda it: it.update(EnforceWorkGroupConfiguration=False)),
        {"queries.workgroup"},
    ),
    "a query may read as much as there is": (
        workgroup(lambda it: it.pop("BytesScannedCutoffPerQuery")),
        {"queries.workgroup"},
    ),
    "a query may read more": (
        workgroup(lambda it: it.update(BytesScannedCutoffPerQuery=10**13)),
        {"queries.workgroup"},
    ),
    "answers go elsewhere": (
        workgroup(lambda it: it["ResultConfiguration"].update(OutputLocation="s3://mine/results/")),
        {"queries.workgroup"},
    ),
    "the table begins elsewhere": (
        table(lambda it: it["StorageDescriptor"].update(Location="s3://mine/AWSLogs/")),
        {"queries.table"},
    ),
    "the table is projected elsewhere": (
        table(lambda it: it["Parameters"].update({"storage.location.template": "s3://mine/${day}"})),
        {"queries.table"},
    ),
    "the table leaves regions out": (
        table(lambda it: it["Parameters"].update({"projection.region.values": HOME})),
        {"queries.table"},
    ),
    "the table is gone": (no_table, {"queries.table"}),
    "answers may be made public": (
        answers("public_access_block", "public_access_block", _BLOCK, None),
        {"queries.answers"},
    ),
    "answers are public": (readable_by_all, {"queries.answers"}),
    "answers go without TLS": (
        answers("bucket_policy", "bucket_policy", "Policy", None),
        {"queries.answers-tls"},
    ),
    "answers stay": (
        answers(
            "bucket_lifecycle", "bucket_lifecycle_configuration", "Rules", _LATER, "LifecycleConfiguration"
        ),
        {"queries.answers-expiry"},
    ),
    "answers stay for ever": (
        answers(
            "bucket_lifecycle", "bucket_lifecycle_configuration", "Rules", None, "LifecycleConfiguration"
        ),
        {"queries.answers-expiry"},
    ),
}
