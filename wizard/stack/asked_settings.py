"""The questions, in the order they are asked: data only. The words are the settings' own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from components.settings import REGION_KEY, plain, specs

Screen = Literal[
    "pick", "region", "regions", "number", "list", "text", "scope", "archive", "hidden", "administrator",
    "data-events",
]  # fmt: skip


def _always(_: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """key: the setting; label: what the answer is called afterwards; screen: how it is asked;
    help, risk, more: the question, its cost or risk in a line, and what `?` shows; when: whether the
    answers so far make it worth asking; needs_when: an answer from before is dropped when they don't."""

    key: str
    label: str
    screen: Screen
    help: str
    risk: str = ""
    more: str = ""
    when: Callable[[Mapping[str, Any]], bool] = _always
    needs_when: bool = False


def _of(
    key: str,
    label: str,
    screen: Screen,
    when: Callable[[Mapping[str, Any]], bool] = _always,
    needs_when: bool = False,
) -> Question:
    spec = specs()[key]
    return Question(key, label, screen, spec.help, spec.risk, spec.more, when, needs_when)


def _has_own_key(answers: Mapping[str, Any]) -> bool:
    return answers.get("encryption") == "existing-key"


def _is_organization(answers: Mapping[str, Any]) -> bool:
    return answers.get("scope") == "organization"


def _has_log_archive(answers: Mapping[str, Any]) -> bool:
    return _is_organization(answers) and bool(answers.get("logArchiveRoleArn"))


def _has_topic(answers: Mapping[str, Any]) -> bool:
    """Asked of nobody, but who named one can change it."""
    return bool(answers.get("alertTopicArn"))


def _has_archive(answers: Mapping[str, Any]) -> bool:
    return answers.get("archiveClass") != "STANDARD"


def _has_data_events(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("dataEvents"))


_HOME = Question(
    REGION_KEY,
    "Home region",
    "region",
    "Home region: where the trail, its log bucket and the alert live",
    "Moving it later means a new trail and a new bucket.",
    "A multi-region trail records every region wherever its home is; the home region is where it can be "
    "changed. Choose the region where you work most, or the one that law or policy wants logs in.",
)

QUESTIONS: tuple[Question, ...] = (
    _of("scope", "Scope", "scope"),
    _HOME,
    _of("logArchiveRoleArn", "Log archive", "archive", _is_organization, needs_when=True),
    _of("logArchiveExternalId", "External id", "hidden", _has_log_archive, needs_when=True),
    _of(
        "delegatedAdminAccountId",
        "Delegated administrator",
        "administrator",
        _is_organization,
        needs_when=True,
    ),
    _of("approvedRegions", "Approved regions", "regions"),
    _of("encryption", "Encryption", "pick"),
    _of("kmsKeyArn", "KMS key", "text", _has_own_key, needs_when=True),
    _of("dataEvents", "Data events", "data-events"),
    _of("dataEventsReads", "Reads among data events", "pick", _has_data_events, needs_when=True),
    _of("archiveClass", "Archive class", "pick"),
    _of("archiveAfterDays", "Archive after days", "number", _has_archive),
    _of("expireAfterDays", "Expire after days", "number"),
    _of("insights", "Insights", "pick"),
    _of("alertEmails", "Alert addresses", "list"),
    _of("alertTopicArn", "Alert topic", "text", _has_topic),
)
KEYS = frozenset(question.key for question in QUESTIONS)


def defaults() -> dict[str, Any]:
    """Every setting's default, by key, as the stack file writes it."""
    return {key: plain(spec, spec.default) for key, spec in specs().items()}
