"""S3: a Deny with a condition doesn't bind everybody, and Object Created has the shape that AWS documents.

The emulator looks at neither Principal nor Condition, so a TLS-only statement would close the bucket to
all, and lets every account into every bucket, where here none gets into another's; it sends S3's events to
every bus, under names of its own; it doesn't say that a bucket sends any, nor in which region one of a list
is; it takes a lock only for an empty bucket; and its objects are of the machine's time, not the account's.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timezone
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
_REASONS = {
    "s3:ObjectCreated:Put": ("Object Created", "PutObject"),
    "s3:ObjectCreated:Post": ("Object Created", "POST Object"),
    "s3:ObjectCreated:Copy": ("Object Created", "CopyObject"),
    "s3:ObjectCreated:CompleteMultipartUpload": ("Object Created", "CompleteMultipartUpload"),
    "s3:ObjectRemoved:Delete": ("Object Deleted", "DeleteObject"),
    "s3:ObjectRemoved:DeleteMarkerCreated": ("Object Deleted", "DeleteObject"),
    "s3:LifecycleExpiration:Delete": ("Object Deleted", "Lifecycle Expiration"),
}


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.iam.access_control import PermissionResult
    from moto.s3 import models, notifications
    from moto.s3.models import FakeBucket, S3Backend
    from moto.s3.responses import S3Response

    def send(account_id: str, bucket: Any, event_name: Any, key: Any) -> None:
        from wizard.rehearsal.stand_ins.event_delivery import publish

        owner = account.beside(account_id) or account
        event = _object_event(owner, bucket, str(event_name.value), key)
        if event:
            publish(owner, bucket.region_name, event)

    def utcnow() -> datetime:
        return datetime.fromtimestamp(account.clock.now(), timezone.utc).replace(tzinfo=None)

    yield mock.patch.object(models, "utcnow", utcnow)
    yield mock.patch.object(FakeBucket, "get_permission", return_value=PermissionResult.NEUTRAL)
    within = _WithinCalls()
    yield mock.patch.object(models, "s3_allow_crossdomain_access", within.may_look)
    for name in ("bucket_response", "key_response"):
        yield mock.patch.object(S3Response, name, within.call(getattr(S3Response, name)))
    yield mock.patch.object(notifications, "_send_event_bridge_message", send)
    told = _telling_of_event_bridge(S3Response.get_bucket_notification)
    yield mock.patch.object(S3Response, "get_bucket_notification", told)
    yield mock.patch.object(S3Response, "all_buckets", _telling_of_regions(S3Response.all_buckets))
    yield mock.patch.object(
        S3Backend, "put_object_lock_configuration", _also_with_files(S3Backend.put_object_lock_configuration)
    )


class _WithinCalls:
    """Knows whether a call of S3's own is answered: other services look at buckets too."""

    def __init__(self) -> None:
        self._here = threading.local()

    def may_look(self) -> bool:
        """Whether a bucket of another account may be looked at."""
        return not getattr(self._here, "answering", False)

    def call(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        def answered(response: Any, *given: Any, **named: Any) -> Any:
            self._here.answering = True
            try:
                return answer(response, *given, **named)
            finally:
                self._here.answering = False

        return answered


def _also_with_files(put: Callable[..., None]) -> Callable[..., None]:
    """A bucket's lock can be set and changed while it holds files; the emulator takes only an empty bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
    """

    def put_with_files(backend: Any, bucket_name: str, *given: Any, **named: Any) -> None:
        with mock.patch.object(backend.get_bucket(bucket_name).keys, "item_size", return_value=0):
            put(backend, bucket_name, *given, **named)

    return put_with_files


def _telling_of_event_bridge(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html"""

    def told(response: Any) -> Any:
        status, headers, body = answer(response)
        configured = response.backend.get_bucket_notification_configuration(response.bucket_name)
        if configured and configured.event_bridge is not None:
            end = "</NotificationConfiguration>"
            opened = body if body.endswith(end) else body.removesuffix("/>") + f">{end}"
            body = opened.removesuffix(end) + f"<EventBridgeConfiguration/>{end}"
        return status, headers, body

    return told


def _telling_of_regions(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """In pages, and where something is asked for.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html
    """

    def told(response: Any) -> Any:
        serialized = response.serialized

        def with_regions(result: Any) -> Any:
            for one in result.result["Buckets"]:
                one["BucketRegion"] = response.backend.get_bucket(one["Name"]).region_name
            return serialized(result)

        if not any(response._get_param(name) for name in ("max-buckets", "prefix", "bucket-region")):
            return answer(response)
        with mock.patch.object(response, "serialized", with_regions):
            return answer(response)

    return told


def _object_event(account: EmulatedAccount, bucket: Any, name: str, key: Any) -> dict[str, Any] | None:
    from wizard.rehearsal.stand_ins.event_delivery import envelope

    if name not in _REASONS:
        return None
    detail_type, reason = _REASONS[name]
    changed = {"key": key.name, "version-id": key.version_id, "sequencer": uuid.uuid4().hex[:16].upper()}
    if detail_type == "Object Created":
        changed |= {"size": key.size, "etag": key.etag.replace('"', "")}
    deletion = "Delete Marker Created" if name.endswith("DeleteMarkerCreated") else "Permanently Deleted"
    detail = {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": {name: value for name, value in changed.items() if value != "null"},
        "request-id": uuid.uuid4().hex[:16].upper(),
        "requester": account.id,
        "source-ip-address": "192.0.2.1",
        "reason": reason,
        **({"deletion-type": deletion} if detail_type == "Object Deleted" else {}),
    }
    arn = f"arn:{account.partition}:s3:::{bucket.name}"
    return envelope(account, bucket.region_name, "aws.s3", detail_type, detail, arn)
