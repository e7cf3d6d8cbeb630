"""What a destroyed stack leaves in AWS: going on with it, giving back what was there before, deleting it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.adopted import Adopted
from components.command_line import wizard
from wizard.account.one_call import ask
from wizard.engine.automation.events import FORGET, Step, by_component
from wizard.engine.live_trails import mention_anothers
from wizard.engine.session import Session
from wizard.failures import AwsFailure, deeds
from wizard.program import resource_types as types
from wizard.screen.terminal import safe

_LOG_BUCKET, _LOG_KEY = (types.BUCKET, "log-bucket"), (types.KEY, "log-key")
TRAIL = "trail"
_QUEUES = "QueueConfigurations"
KINDS = {types.TRAIL: TRAIL, types.BUCKET: "bucket", types.KEY: "KMS key"}
Left = tuple[str, str]


def take_over(session: Session) -> None:
    """Takes over what an earlier stack kept, unless this one has its bucket already. Raises a Failure.

    What is agreed on is written beside the stack file, where the program reads it: this deploy imports it.
    """
    if not _is_anything_left(session):
        return
    from wizard.adoption.left_by_destroy import take_over

    adoption = take_over(
        session.clients.beside_bucket, session.settings, session.origin, session.context, session.asker
    )
    if not session.quiet:
        adoption.show()
    if adoption.write():
        written = safe(adoption.file.path.name)
        session.say(f"{written} is written; commit it together with {safe(session.context.file.path.name)}.")
    _mention_second_key(session, adoption.adopted)


def _mention_second_key(session: Session, adopted: Adopted) -> None:
    """A `pulumi up` that met the kept bucket has made a key before it failed: its logs need the kept one."""
    second = session.engine.held(*_LOG_KEY)
    if adopted.key and second and second != adopted.key.id:
        session.say(
            f"! A run that failed made a second KMS key ({safe(second)}). The log files are encrypted with "
            "the one that was kept, and the second one isn't used from now on: `aws kms "
            f"schedule-key-deletion --region {session.names.home} --key-id {safe(second)}` removes it.",
            "warning",
        )


def refuse_additions(session: Session) -> None:
    """Before the first deploy of what is taken over: what others added to it since it was read would go.

    Later the stack owns it, and an addition is a change like any other. Raises UsageFailure, and AwsFailure
    where nobody knows and nobody is asked: who reads that before the question may go on.
    """
    if _has_a_bucket(session):
        return
    from wizard.adoption.added_since import refuse_additions

    since = refuse_additions(session.clients, session.context, session.settings, session.origin)
    unknown = since.unknown
    if since.written:
        session.say(f"{safe(since.written)} now names what an earlier deploy left, too; commit it.")
    if unknown and (session.asker is None or session.options.yes):
        so = deeds.claim(", so nothing was changed")
        raise AwsFailure(f"{unknown} A deploy would remove it{so}.")
    if unknown:
        session.note(unknown)


def mention(session: Session) -> None:
    """For a preview, which writes nothing."""
    if mention_anothers(session):
        return
    try:
        is_left = _is_anything_left(session)
    except AwsFailure as failure:
        session.note(failure.message)
        return
    if is_left:
        session.note(
            "An earlier stack left its bucket or key in AWS: `deploy` takes them over, while what follows is "
            "planned without them."
        )


def _is_anything_left(session: Session) -> bool:
    """Whether something is there that belongs to no stack, and isn't planned for yet. Raises AwsFailure where
    nobody can tell."""
    from wizard.adoption.adopted_file import AdoptedFile
    from wizard.adoption.left_by_destroy import is_anything_left

    if AdoptedFile.read(session.context.project, session.context.stack).adopted is not None:
        return False
    if _has_a_bucket(session):
        return False
    held = [session.engine.held(*one) for one in (_LOG_KEY, (types.BUCKET, "access-log-bucket"))]
    found = is_anything_left(session.clients.beside_bucket, session.settings, session.origin, held)
    if found.value is None:
        do = "Allow that" if found.is_refused else "Run it again"
        raise AwsFailure(
            f"Whether an earlier stack left its bucket or key isn't known: {found.why.rstrip('.')}. A deploy "
            f"that meets them fails half-way{deeds.claim(', so nothing was changed')}. {do}."
        )
    return found.value


def _has_a_bucket(session: Session) -> bool:
    """Whether the stack holds its log bucket already, or takes in the one that a failed run made."""
    return session.engine.takes_in(*_LOG_BUCKET) or bool(session.engine.held(*_LOG_BUCKET))


def taken_over(session: Session) -> Adopted | None:
    """What the stack took over with a trail; None where the trail was its own."""
    from wizard.adoption.adopted_file import AdoptedFile

    adopted = AdoptedFile.read(session.context.project, session.context.stack).adopted
    return adopted if adopted and adopted.trail else None


def without(notification: Mapping[str, Any], queue: str) -> dict[str, Any] | None:
    """The document without the entries of that queue (its ARN); None where there are none."""
    every: list[Mapping[str, Any]] = notification.get(_QUEUES) or []
    kept = [one for one in every if one["QueueArn"] != queue]
    if len(kept) == len(every):
        return None
    rest = {key: value for key, value in notification.items() if key not in (_QUEUES, "ResponseMetadata")}
    return {**rest, _QUEUES: kept} if kept else rest


def forget_our_queue(session: Session, adopted: Adopted) -> str:
    """Takes the queue for logReaders, which went with the stack, out of the bucket's notification.

    S3 checks every receiver of a notification whenever it changes: an entry whose queue is gone would have
    somebody else's next change refused. Returns why that couldn't be done and what to do, "" if it was, or
    there was nothing to do.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
    """
    names = session.origin.names(session.settings, adopted)
    queue = names.siem_queue_arn
    bucket = {"Bucket": names.log_bucket, "ExpectedBucketOwner": names.account}
    clients, home = session.clients.beside_bucket, names.home
    done = ask(clients, "s3", home, "get_bucket_notification_configuration", **bucket)
    left = without(done.value, queue) if done.value is not None else None
    if left is not None:
        call = "put_bucket_notification_configuration"
        done = ask(clients, "s3", home, call, **bucket, NotificationConfiguration=left)
    if done.state == "good":
        return ""
    return (
        f"The notification of {names.log_bucket} may still name {queue}, which is gone; S3 refuses the next "
        f"change to it until that entry is taken out: {done.why.rstrip('.')}."
    )


def leftovers(steps: Iterable[Step]) -> list[Left]:
    """(kind, id) of each bucket and key that stays, and of a trail that was taken over; what hardens them
    stays with them."""
    kept = [step for group in by_component(steps).values() for step in group if step.op == FORGET]
    return [(KINDS[step.type], step.id) for step in kept if step.type in KINDS]


def gives_back(left: Iterable[Left]) -> bool:
    """Whether this was there before the stack: only a trail that was taken over stays."""
    return any(kind == TRAIL for kind, _ in left)


def ways_out(left: Sequence[Left], home: str, in_use: str = "") -> list[str]:
    """How to come back to it, and how to delete it for good: only what was not there before the stack.

    in_use: why none of it may be deleted, "" where nothing speaks against it.
    """
    if gives_back(left):
        return [
            "The trail was there before the stack, and goes on as the last deploy left it, into the same "
            "bucket. What the stack added to policies, lifecycle rules and tags stays too, and so does a "
            "bucket for access logs that it made.",
            f"To take them over again: run `{wizard('deploy')}` with the same settings.",
        ]
    if in_use:
        return [in_use]
    lines = [
        f"To go on with it: run `{wizard('deploy')}` with the same settings; what was kept belongs to "
        "the stack again. `pulumi up` alone doesn't look for it, and would stop at the bucket's name.",
        "To delete it for good, with every log file in it, and against your own rules for keeping logs:",
    ]
    for kind, id_ in left:
        if kind == "bucket":
            lines.append(
                f"`aws s3 rb s3://{shlex.quote(id_)}` once it is empty. Its files have versions: the S3 "
                "console's Empty deletes them all."
            )
        else:
            lines.append(
                f"`aws kms schedule-key-deletion --region {home} --key-id {shlex.quote(id_)}`: what it "
                "encrypted can't be read afterwards."
            )
    return lines
