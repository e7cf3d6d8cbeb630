"""What in an organization's log files is a change to the trail: for the digest function, as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from components import tamper_patterns
from components.names import Names
from components.regions import iam_region
from components.tamper_rules import TamperRule


def watched_records(
    names: Names, rules: Sequence[TamperRule], keys: Sequence[str], administrators: Sequence[str]
) -> str:
    """ "" without rules, and of one account alone: a rule tells only of its own account. Of the accounts that
    have a part of an organization's trail, the one that owns it may be none that anything can be made in.

    keys: as for tamper_patterns.at_home; administrators: accounts that are delegated ones of CloudTrail.
    """
    if not rules or names.organization is None:
        return ""
    accounts = {names.account, names.trail_account, names.organization.management_account}
    texts = {rule.name: tamper_patterns.of_subjects(names, rule.subjects, keys) for rule in rules}
    return json.dumps(
        {
            "accounts": sorted({*accounts, *administrators}),
            "regions": sorted({names.home, iam_region(names.partition)}),
            "rules": _rules_by_account(names, rules),
            "patterns": {name: json.loads(text) for name, text in sorted(texts.items())},
        }
    )


def _rules_by_account(names: Names, rules: Sequence[TamperRule]) -> dict[str, list[str]]:
    """Which rules' names the queue's messages bear, by the account whose change they tell: those of the
    trail's own account that of their twin on the bus."""
    twins = tamper_patterns.IN_TRAIL_ACCOUNT if names.has_log_archive else ()
    found = {names.account: {rule.name for rule in rules if rule.name not in twins}}
    if names.has_log_archive:
        found[names.trail_account] = {rule.name for rule in rules if rule.on_alert_bus}
    return {account: sorted(some) for account, some in sorted(found.items())}
