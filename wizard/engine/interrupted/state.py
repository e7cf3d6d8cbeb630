"""The engine's state after it was killed: what it was doing then, and the same state with that settled. Pure.

A deployment is what `pulumi stack export` writes:
https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from components.settings.plain_data import is_list, is_map

CREATING, UPDATING, DELETING = "creating", "updating", "deleting"
Deployment = Mapping[str, Any]
# Marks a secret in the state: https://www.pulumi.com/docs/iac/concepts/secrets/
_SIGNATURE = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class Role:
    """The role by which a provider gets into another account. external_id: "" for none."""

    arn: str
    external_id: str = ""


@dataclass(frozen=True)
class Pending:
    """What the engine was doing to one resource when it was killed: creating, updating, deleting, reading ...

    inputs: as the program gave them, camelCase. role: of its provider, None for one without.
    """

    doing: str
    urn: str
    type: str
    inputs: Mapping[str, Any]
    role: Role | None = None


def pending(deployment: Deployment) -> list[Pending]:
    """Every operation on a thing in AWS that wasn't finished, each resource once."""
    found = {
        operation["resource"]["urn"]: Pending(
            operation["type"],
            operation["resource"]["urn"],
            operation["resource"]["type"],
            _readable(operation["resource"].get("inputs") or {}),
            role_of(deployment, operation["resource"].get("provider") or ""),
        )
        for operation in deployment.get("pending_operations") or ()
        if _is_in_aws(operation["resource"])
    }
    return list(found.values())


def role_of(deployment: Deployment, provider: str) -> Role | None:
    """The last role that this provider takes on, None for one that takes on none. provider: as a resource
    names it, `<its URN>::<its id>`.

    What isn't text is JSON in a provider's inputs. Of a role that is encrypted nothing is known.
    """
    urn = provider.rpartition("::")[0]
    resources: Sequence[Mapping[str, Any]] = deployment.get("resources") or ()
    roles = next((_readable(_roles(one)) for one in resources if one["urn"] == urn), None)
    if isinstance(roles, str):
        roles = json.loads(roles)
    if not is_list(roles) or not roles or not is_map(roles[-1]):
        return None
    return Role(str(roles[-1].get("roleArn", "")), str(roles[-1].get("externalId") or ""))


def hides_roles(deployment: Deployment) -> bool:
    """Whether a provider's roles are encrypted."""
    providers: list[Mapping[str, Any]] = [
        one for one in deployment.get("resources") or () if one["type"] == "pulumi:providers:aws"
    ]
    return any(_is_encrypted(_roles(one)) for one in providers)


def _roles(provider: Mapping[str, Any]) -> Any:
    inputs: Mapping[str, Any] = provider.get("inputs") or {}
    return inputs.get("assumeRoles") or []


def has_leftovers(deployment: Deployment) -> bool:
    """Whether anything is unfinished, components and providers too, which are nothing in AWS."""
    return bool(deployment.get("pending_operations"))


def hides_names(deployment: Deployment) -> bool:
    """Whether an unfinished creation has encrypted inputs, which may be the name to look for, or may be in an
    account that an encrypted role leads to."""
    return hides_roles(deployment) or any(
        _is_encrypted(operation["resource"].get("inputs"))
        for operation in deployment.get("pending_operations") or ()
        if operation["type"] == CREATING
    )


def never_read(deployment: Deployment) -> list[str]:
    """URNs that `settled` put into the state, and that weren't read from AWS since."""
    return [
        resource["urn"]
        for resource in deployment.get("resources") or ()
        if _is_real(resource) and resource.get("id") and not resource.get("outputs")
    ]


def ids(deployment: Deployment, type: str) -> frozenset[str]:
    """The ids of this type that the state has, those that are still to be deleted included."""
    return frozenset(
        str(resource["id"])
        for resource in deployment.get("resources") or ()
        if resource["type"] == type and resource.get("id") and not resource.get("pendingReplacement")
    )


def present(deployment: Deployment) -> frozenset[str]:
    """The URNs of what the state has, without what is on its way out or gone."""
    return frozenset(
        resource["urn"] for resource in deployment.get("resources") or () if not _is_past(resource)
    )


def home_region(deployment: Deployment) -> str:
    """The region of the default AWS provider, as the state has it; "" without one."""
    providers = [r for r in deployment.get("resources") or () if r["type"] == "pulumi:providers:aws"]
    regions = (p["inputs"].get("region") for p in providers if p.get("inputs"))
    return next((str(region) for region in regions if region), "")


def written_at(deployment: Deployment) -> datetime | None:
    """When the engine last wrote this state."""
    manifest: Mapping[str, Any] = deployment.get("manifest") or {}
    text = str(manifest.get("time") or "")
    try:
        # Go writes nanoseconds, which Python 3.10 doesn't read.
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc) - _offset(text)
    except ValueError:
        return None


def _offset(text: str) -> timedelta:
    zone = text[19:].lstrip(".0123456789")
    if zone in ("", "Z"):
        return timedelta()
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))


def settled(deployment: Deployment, found: Mapping[str, str]) -> dict[str, Any]:
    """The same state with no operation pending; what was found (URN -> id) is in it, to be read from AWS.

    found: nothing that is `present`. A resource without outputs is read as an import would be: the engine
    hands the provider only its id and inputs.
    """
    resources: list[Mapping[str, Any]] = list(deployment.get("resources") or ())
    for operation in deployment.get("pending_operations") or ():
        urn = operation["resource"]["urn"]
        if operation["type"] == CREATING and urn in found:
            new = {key: value for key, value in operation["resource"].items() if key != "outputs"}
            resources = list(_with({**new, "id": found[urn]}, resources))
    return {**deployment, "resources": resources, "pending_operations": []}


def _with(new: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """`new` in the place of its predecessor, which was deleted to be replaced; at the end without one."""
    is_placed = False
    for resource in resources:
        if resource["urn"] == new["urn"] and resource.get("pendingReplacement"):
            is_placed = True
            yield new
        else:
            yield resource
    if not is_placed:
        yield new


def _is_real(resource: Mapping[str, Any]) -> bool:
    """Whether it is a thing in AWS that this stack manages."""
    return _is_in_aws(resource) and not resource.get("external") and not _is_past(resource)


def _is_in_aws(resource: Mapping[str, Any]) -> bool:
    return bool(resource.get("custom")) and not resource["type"].startswith("pulumi:")


def _is_past(resource: Mapping[str, Any]) -> bool:
    return bool(resource.get("delete") or resource.get("pendingReplacement"))


def _is_encrypted(value: Any) -> bool:
    if is_map(value):
        if _SIGNATURE in value:
            return "ciphertext" in value
        return any(_is_encrypted(inner) for inner in value.values())
    return is_list(value) and any(_is_encrypted(inner) for inner in value)


def _readable(value: Any) -> Any:
    """Values as the program gave them: a secret is unwrapped where the export shows it."""
    if is_map(value):
        if _SIGNATURE in value and "plaintext" in value:
            return json.loads(value["plaintext"])
        return {key: _readable(inner) for key, inner in value.items()}
    return [_readable(inner) for inner in value] if is_list(value) else value
