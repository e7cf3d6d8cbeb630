"""Looks for what has no name, or whose name alone doesn't tell whose it is: keys, aliases, buckets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from wizard.engine.interrupted.search import NotReadable, Search, Sighting, pairs
from wizard.screen.terminal import safe

_USABLE = ("Enabled", "Disabled", "Creating")
# What a plan has for a value that is still to come: pulumi.runtime.rpc.UNKNOWN.
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def key(search: Search) -> Sighting:
    """A key with this stack's tags and description that nothing points at yet, or that its own alias does and
    the run has made: AWS would make a second one.

    A key that an earlier stack left behind has its alias still, and is older. Of several the newest is it.
    https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html
    """
    kms = search.client("kms")
    wanted = search.inputs.get("tags") or {}
    if not wanted:
        raise NotReadable("the state doesn't say its tags")
    own = f"alias/{wanted.get('Name', '')}"
    named = {one.get("TargetKeyId"): one["AliasName"] == own for one in _aliases(kms)}
    pages = kms.get_paginator("list_keys").paginate()
    unnamed = [entry["KeyId"] for page in pages for entry in page["Keys"] if named.get(entry["KeyId"], True)]
    tagged = _tagged(search, kms, [id for id in unnamed if id not in search.known], wanted)
    described = [kms.describe_key(KeyId=id)["KeyMetadata"] for id in tagged]
    description = search.inputs.get("description") or ""
    found = [
        one
        for one in described
        if one.get("Description", "") == description
        and one["KeyState"] in _USABLE
        and (one["KeyId"] not in named or one["CreationDate"] >= search.since)
    ]
    if not found:
        return Sighting()
    newest, *others = sorted(found, key=lambda one: one["CreationDate"], reverse=True)
    return Sighting(newest["KeyId"], _orphans([other["KeyId"] for other in others]))


def _tagged(search: Search, kms: Any, ids: list[str], wanted: Mapping[str, str]) -> list[str]:
    """Which of these keys have these tags."""
    found, refused = [], []
    for id in ids:
        try:
            tags = pairs(kms.list_resource_tags(KeyId=id).get("Tags", []), "TagKey", "TagValue")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "AccessDeniedException":
                raise
            refused.append((id, error))
        else:
            found += [id] if wanted.items() <= tags.items() else []
    # Who may look only at keys with these tags is refused all others: an index of tags tells them apart.
    return [*found, *_indexed(search, refused, wanted)] if refused else found


def _indexed(search: Search, refused: list[tuple[str, ClientError]], wanted: Mapping[str, str]) -> list[str]:
    """https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html"""
    index = search.client("resourcegroupstaggingapi").get_paginator("get_resources")
    filters = [{"Key": key, "Values": [value]} for key, value in wanted.items()]
    try:
        pages = [*index.paginate(TagFilters=filters, ResourceTypeFilters=["kms:key"])]
    except ClientError:
        # What was refused first is what to allow.
        raise refused[0][1] from None
    arns = [entry["ResourceARN"] for page in pages for entry in page["ResourceTagMappingList"]]
    return [id for id, _ in refused if any(arn.endswith(f"/{id}") for arn in arns)]


def _orphans(ids: list[str]) -> str:
    if not ids:
        return ""
    listed = ", ".join(safe(id) for id in ids)
    return (
        f"There are older keys with the same tags that no stack uses ({listed}): if nothing is encrypted "
        "with them, schedule their deletion."
    )


def alias(search: Search) -> Sighting:
    """The alias, if it points at this stack's key."""
    name, target = search.text("name"), search.text("targetKeyId")
    kms = search.client("kms")
    found = next((a for a in _aliases(kms) if a["AliasName"] == name), None)
    if found is None:
        return Sighting()
    if found.get("TargetKeyId") == target.rpartition("/")[2]:
        return Sighting(name)
    # While the key that it is to point at is only planned, its id isn't known: it is the run's own where that
    # made the key too.
    id = found.get("TargetKeyId") if target == _UNKNOWN else None
    if id and kms.describe_key(KeyId=id)["KeyMetadata"]["CreationDate"] >= search.since:
        return Sighting(name)
    return Sighting(
        note=f"{safe(name)} exists, and points at another key ({safe(found.get('TargetKeyId', 'none'))})."
    )


def _aliases(kms: Any) -> list[dict[str, Any]]:
    return [alias for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]]


def bucket(search: Search) -> Sighting:
    """The bucket, if it is this account's and no older than the run that was killed.

    An older one was kept by an earlier stack, or is somebody's own: S3 refuses to make it, and the state is
    no place to take it over without a word.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    """
    name, s3 = search.text("bucket"), search.client("s3")
    for page in s3.get_paginator("list_buckets").paginate(Prefix=name):
        for entry in page.get("Buckets", []):
            if entry["Name"] == name:
                if entry["CreationDate"] >= search.since:
                    return Sighting(name)
                day = entry["CreationDate"].strftime("%Y-%m-%d")
                return Sighting(
                    note=f"{safe(name)} exists since {day}: the run that was interrupted didn't make it."
                )
    return _just_made(s3, name, search.account)


def _just_made(s3: Any, name: str, account: str) -> Sighting:
    """A list may lag behind a bucket that has just been made; a question about the bucket doesn't."""
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        # HEAD has no body: the code is the HTTP status.
        code = error.response.get("Error", {}).get("Code")
        if code in ("404", "NoSuchBucket"):
            return Sighting()
        if code in ("403", "301"):
            return Sighting(note=f"{safe(name)} exists, in another account.")
        raise
    return Sighting(name)
