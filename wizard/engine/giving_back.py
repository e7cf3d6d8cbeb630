"""What is still to do when a stack goes whose trail and bucket were there before, and stay.

S3 checks every receiver of a bucket's notification whenever it changes: an entry whose queue is gone would
have somebody else's next change refused.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.adopted import Adopted
from components.names import Names
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.engine.opened import Opened

_QUEUES = "QueueConfigurations"


def taken_over(it: Opened) -> Adopted | None:
    """What the stack took over with a trail; None where the trail was its own."""
    from wizard.adoption.file import AdoptedFile

    adopted = AdoptedFile.read(it.ready.project, it.ready.stack).adopted
    return adopted if adopted and adopted.trail else None


def without(notification: Mapping[str, Any], queue: str) -> dict[str, Any] | None:
    """The document without the entries of that queue (its ARN); None where there are none."""
    every = notification.get(_QUEUES) or []
    kept = [one for one in every if one["QueueArn"] != queue]
    if len(kept) == len(every):
        return None
    rest = {key: value for key, value in notification.items() if key not in (_QUEUES, "ResponseMetadata")}
    return {**rest, _QUEUES: kept} if kept else rest


def forget_our_queue(it: Opened, adopted: Adopted) -> str:
    """Takes the queue for logReaders, which went with the stack, out of the bucket's notification.

    Returns why that couldn't be done and what to do, "" if it was, or there was nothing to do.
    """
    names = Names.of(it.settings, it.account.id, adopted)
    queue = names.siem_queue_arn
    bucket = {"Bucket": names.log_bucket, "ExpectedBucketOwner": it.account.id}
    s3 = it.client_for("s3", names.home)
    action = "s3:GetBucketNotification"
    try:
        left = without(s3.get_bucket_notification_configuration(**bucket), queue)
        if left is not None:
            action = "s3:PutBucketNotification"
            s3.put_bucket_notification_configuration(**bucket, NotificationConfiguration=left)
    except AWS_ERRORS as error:
        return (
            f"The notification of {names.log_bucket} may still name {queue}, which is gone; S3 refuses the "
            f"next change to it until that entry is taken out. {trouble(error, action, names.home).text}"
        )
    return ""
