"""Every setting shows in `review`: another value than its default changes what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from components.settings import Spec, specs, validate
from wizard.review import plain_words

HOME, ACCOUNT = "eu-west-1", "123456789012"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ANOTHER_KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/99999999-12ab-34cd-56ef-1234567890ab"
ROLE = "arn:aws:iam::444455556666:role/everyregion-log-archive"

#: Another valid value, where the kind and the choices give none.
OTHERS: Mapping[str, Any] = {
    "trailName": "audit",
    "logBucketName": "our-logs",
    "approvedRegions": ["eu-west-1", "us-west-2"],
    "kmsKeyArn": KEY,
    "dataEvents": ["AWS::S3::Object"],
    "archiveAfterDays": 91,
    "expireAfterDays": 3650,
    "objectLockDays": 366,
    "cloudWatchLogsDays": 731,
    "alertEmails": ["ops@example.com"],
    "alertTopicArn": f"arn:aws:sns:{HOME}:{ACCOUNT}:pages",
    "alertEveryMinutes": 5,
    "alertRepeatMinutes": 61,
    "alertIgnorePrincipals": [f"arn:aws:iam::{ACCOUNT}:role/backup"],
    "alertSkipRegions": ["us-west-2"],
    "logReaders": ["210987654321"],
    "logArchiveRoleArn": ROLE,
    "logArchiveExternalId": "theirs",
    "delegatedAdminAccountId": "444455556666",
    "adoptTrail": f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/everyregion",
    "tags": {"Team": "security"},
}

#: What is set besides, before and after: without it the setting has no meaning.
BESIDES: Mapping[str, Mapping[str, Any]] = {
    "kmsKeyArn": {"encryption": "existing-key", "kmsKeyArn": ANOTHER_KEY},
    "dataEventsReads": {"dataEvents": ["AWS::S3::Object"]},
    "objectLockDays": {"objectLock": "governance"},
    "cloudWatchLogsDays": {"cloudWatchLogs": True},
    "cisAlarms": {"cloudWatchLogs": True},
    "adoptTrail": {"logBucketName": "old-logs"},
    "logArchiveRoleArn": {"scope": "organization"},
    "logArchiveExternalId": {"scope": "organization", "logArchiveRoleArn": ROLE},
    "delegatedAdminAccountId": {"scope": "organization"},
}
#: What one value needs besides itself.
NEEDS: Mapping[object, Mapping[str, Any]] = {"existing-key": {"kmsKeyArn": KEY}}


def other_choices(spec: Spec) -> list[str]:
    return [word for word in spec.choices if word != spec.default and not spec.unbuilt(word)]


def has_another_value(spec: Spec) -> bool:
    return bool(other_choices(spec)) if spec.kind == "choice" else spec.not_yet != "Not yet."


def other_values(spec: Spec) -> Sequence[Any]:
    if spec.kind == "flag":
        return [not spec.default]
    if spec.kind == "list" and spec.choices:
        return [[], *([word] for word in spec.choices)]
    if spec.choices:
        return other_choices(spec)
    assert spec.key in OTHERS, f"{spec.key}: write another valid value of it into OTHERS"
    return [OTHERS[spec.key]]


def said(**values: object) -> list[str]:
    """All but the warnings: what a setting does is to be seen where nothing is wrong with it."""
    settings = validate({"approvedRegions": [HOME], **values}, HOME)
    found = plain_words.sections(settings, ACCOUNT, (HOME, "us-east-1", "us-west-2"))
    return [line for section in found if section.heading != "To think about" for line in section.lines]


@pytest.mark.parametrize("key", [key for key, spec in specs().items() if has_another_value(spec)])
def test_a_setting_that_is_changed_changes_what_review_says(key: str) -> None:
    values, besides = other_values(specs()[key]), BESIDES.get(key, {})
    assert values
    before = said(**besides)
    unseen = [
        f"{key}: {value}"
        for value in values
        if said(**{**besides, key: value, **NEEDS.get(str(value), {})}) == before
    ]
    assert unseen == []
