"""Asks AWS about what the settings name, and judges it: organization, role, key and topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from components.adopted import Adopted
from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.facts import Finding, Identity, LogArchive, Probe, Surroundings, Trail
from wizard.account.origin import origin_of

if TYPE_CHECKING:
    from wizard.account.assumed_role import TakenOn


def findings(
    client_for: ClientFor,
    settings: Settings,
    identity: Identity,
    seen: Surroundings,
    unread: str = "",
    trails: Sequence[Trail] = (),
    adopted: Adopted | None = None,
) -> tuple[Finding, ...]:
    """What AWS says of the organization, and of the role, key and topic that the settings name, judged; ()
    when they name none. unread: why the role's external id isn't known, "" where it is; trails: those that
    are seen; adopted: what the stack takes over."""
    from wizard.account.existing_key import judge_key, look_at_key
    from wizard.account.existing_topic import judge_topic, look_at_topic
    from wizard.account.organization_verdict import Scene, judge_organization

    names, home = origin_of(settings, identity.account, seen).names(settings, adopted), settings.home_region
    taken_on = archive_of(client_for, settings, identity.account, unread)
    beside_bucket = taken_on.value.client_for if taken_on and taken_on.value else client_for
    archive: Probe[LogArchive] | None = None
    if taken_on is not None:
        from wizard.account.log_archive import look_at_archive
        from wizard.account.one_look import deadline

        def look(taken: TakenOn) -> LogArchive:
            with deadline() as until:
                return look_at_archive(taken, settings, names, until)

        archive = taken_on.then(look)
    found = judge_organization(Scene(settings, identity, seen, archive, trails))
    if settings.kms_key_arn:
        bucket = adopted.log_bucket if adopted else None
        key = look_at_key(beside_bucket, settings.kms_key_arn, home)
        found += judge_key(settings, names, key, bucket_key=bool(bucket and bucket.bucket_key))
    if settings.alert_topic_arn and settings.tells_people:
        found += judge_topic(settings, names, look_at_topic(beside_bucket, settings.alert_topic_arn, home))
    return tuple(found)


def archive_of(
    client_for: ClientFor, settings: Settings, account: str, unread: str = ""
) -> Probe[TakenOn] | None:
    """The log archive's role, taken on; None where the settings name none in another account."""
    from wizard.account.assumed_role import take_on

    if not settings.is_organization or settings.log_archive_account in ("", account):
        return None
    if unread:
        return Probe("unknown", why=unread, action="sts:AssumeRole", cause="other")
    return take_on(client_for, settings)
