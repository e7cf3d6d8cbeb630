"""CloudTrail: DeleteTrail and a trail's topic take an ARN, insight selectors are replaced and not added to,
trails say what they have, in each of their regions, and keep the account's time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timezone
from typing import Any
from unittest import mock

from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.cloudtrail import models
    from moto.cloudtrail.models import CloudTrailBackend, Trail

    def utcnow() -> datetime:
        return datetime.fromtimestamp(account.clock.now(), timezone.utc).replace(tzinfo=None)

    real_delete, real_description = CloudTrailBackend.delete_trail, Trail.description
    real_topic: Any = Trail.topic_arn

    def delete_trail(backend: Any, name: str) -> None:
        real_delete(backend, backend.get_trail(name).trail_name)

    def topic_arn(trail: Any) -> str | None:
        # A name or an ARN: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
        given = trail.sns_topic_name or ""
        return given if given.startswith("arn:") else real_topic.fget(trail)

    def put_insight_selectors(trail: Any, insight_selectors: list[dict[str, str]]) -> None:
        trail.insight_selectors[:] = insight_selectors

    def description(trail: Any, include_region: bool = False) -> dict[str, Any]:
        described = real_description(trail, include_region)
        custom = bool(trail.advanced_event_selectors) or _custom(trail.event_selectors)
        return {
            **described,
            "HasCustomEventSelectors": custom,
            "HasInsightSelectors": bool(trail.insight_selectors),
        }

    def put_event_selectors(trail: Any, event_selectors: Any, advanced_event_selectors: Any) -> None:
        trail.event_selectors = event_selectors or []
        trail.advanced_event_selectors = advanced_event_selectors or []

    def read_anywhere(real: Any) -> Any:
        """A multi-region trail's selectors are read in each of its regions, by its ARN: Prowler does.

        https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
        """

        def read(backend: Any, trail_name: str) -> Any:
            shown = backend.describe_trails(True) if trail_name.startswith("arn:") else ()
            trail = next((one for one in shown if one.arn == trail_name and one.is_multi_region), None)
            if trail is None:
                return real(backend, trail_name)
            owner = account.beside(trail.account_id) or account
            return real(contents.stores(owner, "cloudtrail")[trail.region_name], trail_name)

        return read

    yield mock.patch.object(models, "utcnow", utcnow)
    for name in ("get_event_selectors", "get_insight_selectors"):
        yield mock.patch.object(CloudTrailBackend, name, read_anywhere(getattr(CloudTrailBackend, name)))
    yield mock.patch.object(CloudTrailBackend, "delete_trail", delete_trail)
    yield mock.patch.object(Trail, "topic_arn", property(topic_arn))
    yield mock.patch.object(Trail, "put_insight_selectors", put_insight_selectors)
    yield mock.patch.object(Trail, "put_event_selectors", put_event_selectors)
    yield mock.patch.object(Trail, "description", description)


def _custom(selectors: list[dict[str, Any]]) -> bool:
    plain = {"ReadWriteType": "All", "IncludeManagementEvents": True}
    return any({key: value for key, value in one.items() if value} != plain for one in selectors)
