"""CloudTrail: an organization's trail belongs to the management account, whoever makes it, and shows in every
member.

The emulator gives a trail to whoever made it, and shows it to nobody else.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of, shadows
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.trail_organization import check_change

_CHANGES = (
    *("start_logging", "stop_logging", "delete_trail", "update_trail"),
    *("put_event_selectors", "put_insight_selectors", "add_tags", "remove_tags"),
)


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.cloudtrail.models import CloudTrailBackend
    from moto.cloudtrail.responses import CloudTrailResponse

    owners = _Owners(account)
    of_backend: Any = CloudTrailBackend
    for name in _CHANGES:
        yield mock.patch.object(of_backend, name, owners.changing(getattr(of_backend, name)))
    yield mock.patch.object(of_backend, "create_trail", owners.creating(of_backend.create_trail))
    yield mock.patch.object(of_backend, "get_trail", owners.finding(of_backend.get_trail))
    yield mock.patch.object(of_backend, "get_trail_status", owners.status(of_backend.get_trail_status))
    yield mock.patch.object(of_backend, "describe_trails", owners.listing(of_backend.describe_trails))
    yield mock.patch.object(of_backend, "list_tags", owners.tags(of_backend.list_tags))
    yield mock.patch.object(CloudTrailResponse, "describe_trails", _named)


class _Owners:
    """Wraps the calls of one region's store, so that they find what its account doesn't own."""

    def __init__(self, account: EmulatedAccount) -> None:
        self._account = account

    def _of(self, backend: Any) -> EmulatedAccount:
        return self._account.beside(backend.account_id) or self._account

    def _shadow(self, backend: Any, named: str) -> Any:
        """The trail of the organization with this ARN, None where it is the account's own or there is none.

        By its name only its owner finds it.
        """
        found = (one for one in shadows(self._of(backend)) if one.arn == named)
        return next(found, None) if named.startswith("arn:") else None

    def _owner_s(self, backend: Any, trail: Any) -> Any:
        owner = self._account.beside(trail.account_id) or self._account
        return contents.stores(owner, "cloudtrail")[backend.region_name]

    def changing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def changed(backend: Any, *given: Any, **named: Any) -> Any:
            which = (
                given[0] if given else named.get("name") or named.get("trail_name") or named["resource_id"]
            )
            shadow = self._shadow(backend, which)
            trail = shadow or next(
                (t for t in backend.trails.values() if which in (t.arn, t.trail_name)), None
            )
            if trail:
                wanted = named.get("is_organization_trail")
                is_wanted = trail.is_org_trail if wanted is None else bool(wanted)
                caller = self._of(backend)
                if trail.is_org_trail or is_wanted:
                    _as_error(check_change, caller.id, trail.is_org_trail, is_wanted, organization_of(caller))
            return real(self._owner_s(backend, shadow) if shadow else backend, *given, **named)

        return changed

    def creating(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def created(backend: Any, *given: Any) -> Any:
            caller, is_organization_s = self._of(backend), given[7]
            found = organization_of(caller) if is_organization_s else None
            owner = caller.beside(found.management_account) if found else None
            if owner is None:
                return real(backend, *given)
            return real(contents.stores(owner, "cloudtrail")[backend.region_name], *given)

        return created

    def finding(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def found(backend: Any, name_or_arn: str) -> Any:
            shadow = self._shadow(backend, name_or_arn)
            return (
                shadow if shadow and shadow.region_name == backend.region_name else real(backend, name_or_arn)
            )

        return found

    def status(self, real: Callable[..., Any]) -> Callable[..., Any]:
        from moto.cloudtrail.exceptions import TrailNotFoundException

        def found(backend: Any, name: str) -> Any:
            shadow = self._shadow(backend, name)
            foreign = [one.trail_name for one in shadows(self._of(backend))]
            own = [one.trail_name for one in contents.trails(self._of(backend))]
            if name in foreign and name not in own:
                raise TrailNotFoundException(account_id=backend.account_id, name=name)
            return shadow.status if shadow else real(backend, name)

        return found

    def listing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def listed(backend: Any, include_shadow_trails: bool) -> Any:
            own = list(real(backend, include_shadow_trails))
            if not include_shadow_trails:
                return own
            own = [one for one in own if one.account_id == backend.account_id]
            seen = shadows(self._of(backend))
            return [
                *own,
                *(one for one in seen if one.is_multi_region or one.region_name == backend.region_name),
            ]

        return listed

    def tags(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def listed(backend: Any, resource_id_list: list[str]) -> Any:
            return [
                one
                for id in resource_id_list
                for shadow in [self._shadow(backend, id)]
                for one in real(self._owner_s(backend, shadow) if shadow else backend, [id])
            ]

        return listed


def _named(response: Any) -> str:
    """Of the trails that show here those that were asked for: by name, or by ARN."""
    include = response._get_bool_param("includeShadowTrails", True)
    wanted = response._get_param("trailNameList") or ()
    trails = response.cloudtrail_backend.describe_trails(include)
    account = response.current_account
    named = [
        one
        for one in trails
        if not wanted or one.arn in wanted or (one.trail_name in wanted and one.account_id == account)
    ]
    return json.dumps({"trailList": [one.description(include_region=True) for one in named]})


def _as_error(check: Callable[..., Any], *given: Any) -> None:
    from moto.core.exceptions import JsonRESTError

    try:
        check(*given)
    except Refused as refused:
        raise JsonRESTError(refused.code, refused.message) from None
