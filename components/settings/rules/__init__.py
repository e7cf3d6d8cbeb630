"""The rules between settings, and those that a kind and a range can't express; one file per subject."""

from __future__ import annotations

from collections.abc import Iterator

from components.settings.model import Settings
from components.settings.problems import Problem
from components.settings.rules import (
    access,
    adoption,
    alert,
    data_events,
    names,
    organization,
    places,
    storage,
)
from components.settings.rules.places import meant

__all__ = ["meant", "problems", "warnings"]

_RULES = (
    names.trail_name,
    names.log_bucket_name,
    names.access_log_bucket_name,
    names.query_results_bucket_name,
    places.approved_regions,
    places.alert_skip_regions,
    storage.key_for_encryption,
    storage.archive_and_expiry,
    storage.nothing_undoes_a_compliance_lock,
    storage.log_group_retention,
    data_events.data_events,
    data_events.reads_without_events,
    alert.emails,
    alert.topic,
    alert.ignored_principals,
    alert.repeat_after_digest,
    alert.sources,
    alert.cis_alarms,
    access.log_readers,
    organization.only_with_the_scope,
    organization.log_archive_role,
    organization.external_id,
    organization.delegated_admin,
    adoption.adopt_trail,
    access.tags,
)
_WARNINGS = (
    alert.nobody_is_told,
    alert.alert_is_off,
    places.everything_else_is_watched,
    places.roles_go_unwatched,
    organization.members_without_the_home_region,
    organization.rules_see_one_account,
    storage.archive_hides_logs,
    storage.logs_are_deleted_with_the_stack,
    data_events.unknown_types,
    data_events.idle_entries,
)


def problems(settings: Settings) -> Iterator[Problem]:
    """Everything that makes these settings unusable."""
    for rule in _RULES:
        yield from rule(settings)


def warnings(settings: Settings) -> list[Problem]:
    """What is allowed, but most likely not what was meant."""
    return [problem for rule in _WARNINGS for problem in rule(settings)]
