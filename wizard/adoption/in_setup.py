"""Adoption's place in the set-up: which answers an ARN implies, and what there is to adopt."""

from __future__ import annotations

import sys
from dataclasses import replace

from components.settings import REGION_KEY, Settings
from components.settings.rules.adoption import TRAIL_ARN
from wizard.account.connect import Clients
from wizard.account.facts import Trail
from wizard.account.look import Look
from wizard.account.second_copy import yearly_copy
from wizard.adoption import left_by_destroy
from wizard.adoption.adopted_file import AdoptedFile
from wizard.adoption.offer import Adoption, Source, begin, begin_unattended
from wizard.adoption.organizations import out_of_place
from wizard.adoption.snapshot import Reach
from wizard.failures import AwsFailure, Cancelled, UsageFailure, deeds
from wizard.review import own_key_and_topic
from wizard.screen import terminal
from wizard.screen.questions import Asker, agrees
from wizard.stack.answers import Answers
from wizard.stack.context import Context
from wizard.stack.secret_setting import with_external_id

_KEY = "adoptTrail"


def implied(answers: Answers) -> Answers:
    """With the home region and the name of the trail that was named on the way in."""
    arn = answers.values.get(_KEY)
    match = TRAIL_ARN.fullmatch(arn) if isinstance(arn, str) and _KEY in answers.given else None
    if match is None:
        return answers
    follow = {REGION_KEY: match["region"], "trailName": match["name"]}
    new = {key: value for key, value in follow.items() if key not in answers.given}
    return replace(answers, values={**answers.values, **new}, given=answers.given | new.keys())


def agree(
    clients: Clients,
    look: Look,
    settings: Settings,
    context: Context,
    asker: Asker | None,
    chosen: Trail | None = None,
) -> Adoption | None:
    """What is taken over, None for nothing. chosen: a trail that was just picked; asker: None with nobody
    there, who keeps everything. Raises UsageFailure and AwsFailure where it can't be."""
    origin = look.origin(settings)
    if chosen is not None and asker is not None:
        return begin(_source(clients, look, settings, context, chosen.arn), chosen, settings, context, asker)
    there = AdoptedFile.read(context.project, context.stack)
    if settings.adopt_trail:
        if there.adopted is not None and _KEY not in context.answers.given:
            return None
        trail = next((one for one in look.trails.value or () if one.arn == settings.adopt_trail), None)
        source = _source(clients, look, settings, context, settings.adopt_trail)
        if asker is not None and trail is not None:
            return begin(source, trail, settings, context, asker)
        return begin_unattended(source, settings.adopt_trail, settings, context)
    is_deployed = any(
        (one.name, one.home_region) == (settings.trail_name, settings.home_region)
        for one in look.trails.value or ()
    )
    beside_bucket = clients.beside_bucket
    if settings.log_archive_account and clients.archive is None:
        # Nobody can look there now: the deploy does.
        return None
    if is_deployed or not origin.account:
        return None
    left = left_by_destroy.is_anything_left(beside_bucket, settings, origin)
    if left.value is None:
        terminal.say(
            "! Whether an earlier stack left its bucket or key isn't known: "
            f"{left.why.rstrip('.')}. `deploy` looks again.",
            "warning",
            sys.stderr,
        )
    if not left.value:
        return None
    bucket = origin.names(settings).log_bucket
    _refuse_a_bucket_in_use(look, bucket)
    if asker is not None:
        _ask(asker, bucket)
    return left_by_destroy.take_over(beside_bucket, settings, origin, context, asker)


def _source(clients: Clients, look: Look, settings: Settings, context: Context, arn: str) -> Source:
    """Where the trail is read. Before anything of it is: raises UsageFailure where the organization's stack
    can't take it over from here, and AwsFailure where that isn't known, or nobody gets into the log
    archive."""
    origin, seen = look.origin(settings), look.surroundings
    if not settings.is_organization:
        return Source(clients, origin)
    reason = out_of_place(arn, origin.account, seen)
    if reason:
        raise UsageFailure(
            f"The trail {arn} can't be taken over. {reason} {deeds.claim('Nothing was written.')}"
        )
    if origin.organization is None:
        why = seen.organization.why.rstrip(".") or "AWS didn't answer"
        raise AwsFailure(
            f"What account {origin.account} is in its organization isn't known, so nor is whose trail {arn} "
            f"is: {why}. {deeds.claim('Nothing was written.')}"
        )
    if clients.archive is None and settings.log_archive_account not in ("", origin.account):
        clients = _with_archive(look, settings, context, arn)
    counted = [probe.value for probe in list(look.activity.values()) if probe.value]
    return Source(clients, origin, Reach(len(seen.accounts.value or ()), yearly_copy(counted)))


def _with_archive(look: Look, settings: Settings, context: Context, arn: str) -> Clients:
    """With the log archive's, whose external id may be encrypted in the stack file. Raises UsageFailure where
    its role lets nobody in, AwsFailure where that isn't known."""
    full, unread = with_external_id(context, settings)
    clients = look.clients(full, unread)
    if clients.archive is None:
        found = look.existing(full, unread)
        own_key_and_topic.refuse(found, settings)
        why = " ".join(one.text for one in found if one.state == "unknown")
        raise AwsFailure(
            f"The bucket of {arn} is to be read with {settings.log_archive_role_arn}: what isn't read can't "
            f"be kept. {why} {deeds.claim('Nothing was written.')}"
        )
    return clients


def _refuse_a_bucket_in_use(look: Look, bucket: str) -> None:
    """What a trail writes into is no leftover. Raises UsageFailure."""
    for one in look.trails.value or ():
        if one.bucket == bucket and one.is_logging is not False:
            raise UsageFailure(
                f"The trail {one.arn} writes into the bucket {bucket}, which this stack would take for what "
                "an earlier one left. Take that trail over (`--set adoptTrail=...`), or choose another "
                f"logBucketName. {deeds.claim('Nothing was written.')}"
            )


def _ask(asker: Asker, bucket: str) -> None:
    terminal.say()
    terminal.say(
        f"What an earlier stack kept is still there: the log bucket {bucket}, or its key.", "warning"
    )
    yes = "the next deploy goes on with it; nothing in it is lost"
    no = "nothing is written; another logBucketName leaves it alone"
    names = ("take it over", "stop here")
    if not agrees(asker, "Go on with what was kept?", yes, no, proposed=True, names=names):
        raise Cancelled(
            f"Stopped because of what an earlier stack kept{deeds.claim('; nothing was written')}."
        )
