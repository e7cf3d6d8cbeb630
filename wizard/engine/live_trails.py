"""A trail that is alive and not this stack's: another clone's, another backend's, or somebody's own.

The names of two clones' stacks are the same, and so are their tags. What the other one's trail writes into is
no leftover: taken over, the deploy would fail half-way, and what is left of it be offered for deletion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wizard.account.connect import ClientFor, Clients
from wizard.account.facts import Probe
from wizard.account.writing_trails import WritingTrail, writing_trails
from wizard.adoption.adopted_file import AdoptedFile
from wizard.engine.session import Session
from wizard.failures import AwsFailure, UsageFailure, deeds

_LOG_BUCKET = ("aws:s3/bucket:Bucket", "log-bucket")


def refuse_anothers(session: Session) -> None:
    """Before anything is taken in, taken over or made. Raises UsageFailure where a trail that isn't this
    stack's uses its names, AwsFailure where its bucket is there and nobody can see who uses it."""
    reason, unknown = _reason(session)
    if reason:
        raise UsageFailure(f"{reason} {deeds.claim('Nothing was changed.')}")
    if unknown:
        raise AwsFailure(unknown)


def mention_anothers(session: Session) -> bool:
    """For a preview, which changes nothing; whether there was something to mention."""
    reason, unknown = _reason(session)
    for text in filter(None, (reason, unknown)):
        session.note(text)
    return bool(reason or unknown)


def _reason(session: Session) -> tuple[str, str]:
    """Why this can't be deployed; why that isn't known."""
    adopted = AdoptedFile.read(session.context.project, session.context.stack).adopted
    if (adopted and adopted.trail) or session.engine.held(*_LOG_BUCKET):
        return "", ""
    names = session.names
    found = _writing(session.clients, names.home, (names.log_bucket,))
    for one in found.value or ():
        is_namesake = (one.name, one.home_region) == (names.trail, names.home)
        if is_namesake or (one.is_logging and one.uses((names.log_bucket,))):
            return anothers(one, names.log_bucket), ""
    if found.state == "good":
        return "", ""
    why = found.why.rstrip(".")
    if not found.is_refused:
        return "", (
            f"Whether a trail of another stack is called {names.trail}, or writes into its bucket, isn't "
            f"known: {why}. Run it again{deeds.claim('; nothing was changed')}."
        )
    if not _has_bucket(session.clients.beside_bucket, names.home, names.log_bucket):
        session.note(f"Whether another stack's trail is called {names.trail} can't be seen: {why}.")
        return "", ""
    return "", (
        f"The bucket {names.log_bucket} is there and isn't this stack's, and whether a trail writes into it "
        f"can't be seen: {why}. Allow that{deeds.claim('; nothing was changed')}."
    )


def _writing(clients: Clients, region: str, things: Collection[str]) -> Probe[tuple[WritingTrail, ...]]:
    """The trails that every account of the deployment knows, each once."""
    answers = [writing_trails(one, region, things) for one in clients.all]
    found = {trail.arn: trail for answer in answers for trail in answer.value or ()}
    gaps = [answer.why for answer in answers if answer.state != "good"]
    return Probe("unknown" if gaps else "good", tuple(found.values()), "; ".join(gaps))


def _has_bucket(client_for: ClientFor, region: str, name: str) -> bool:
    from wizard.account.bucket_and_key import has_bucket
    from wizard.account.one_call import ask

    listed = ask(client_for, "s3", region, "list_buckets", Prefix=name)
    return listed.value is None or has_bucket(listed.value, name)


def anothers(trail: WritingTrail, bucket: str) -> str:
    """What is wrong, what it would cause, and the ways out."""
    uses = f"writes into the bucket {bucket}" if trail.bucket == bucket else "has the name of this stack's"
    return (
        f"The trail {trail.arn} {uses}, and isn't in this stack's state: it belongs to a stack of another "
        "folder or state, or to somebody else. Deploying here would take its bucket and key, and fail "
        "half-way. If it is this stack's, use the state that it was deployed with (`pulumi login`, "
        "PULUMI_BACKEND_URL, the same stack name); to have one of your own beside it, choose another "
        "trailName and logBucketName; if nobody needs it, destroy it from where it was deployed."
    )


def still_used(clients: Clients, region: str, things: Iterable[str]) -> str:
    """Why these buckets and keys can't be called left over: a sentence, "" where no trail logs with them."""
    left = {*things}
    found = _writing(clients, region, left)
    users = [one.arn for one in found.value or () if one.is_logging and one.uses(left)]
    if users:
        return (
            f"{', '.join(users)} still logs with them: without this bucket or key it would record nothing, "
            "and what it recorded be lost. None of it may be deleted while it does."
        )
    if found.state == "good":
        return ""
    return (
        f"Whether a trail still logs with them can't be seen: {found.why.rstrip('.')}. Look before you "
        "delete anything."
    )
