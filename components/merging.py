"""Whole documents of which only a part is ours: what others put there stays, ours is added. Pure.

S3 and KMS know no other way to change a policy, a lifecycle or a notification than to write it anew.
Kept parts are as AWS gives them; results are as pulumi-aws takes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from components.event_selectors import Field, Selector
from components.own_files import OwnFiles, records, without
from components.settings.plain_data import is_list_or_tuple, is_map

Document = dict[str, Any]
Statement = Mapping[str, Any]
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LISTS = {
    "QueueConfigurations": ("queues", "QueueArn", "queue_arn"),
    "TopicConfigurations": ("topics", "TopicArn", "topic_arn"),
    "LambdaFunctionConfigurations": ("lambda_functions", "LambdaFunctionArn", "lambda_function_arn"),
}
_OPERATORS = {
    "Equals": "equals",
    "NotEquals": "not_equals",
    "StartsWith": "starts_with",
    "NotStartsWith": "not_starts_with",
    "EndsWith": "ends_with",
    "NotEndsWith": "not_ends_with",
}


def policy(ours: Document, kept: Sequence[Statement]) -> Document:
    """Every kept statement, then ours. One that ours repeats isn't written twice; one that has the Sid of
    ours by chance gets another."""
    said = {meaning(statement) for statement in ours["Statement"]}
    taken = {statement["Sid"] for statement in ours["Statement"]}
    statements: list[Statement] = []
    for statement in kept:
        if meaning(statement) in said:
            continue
        said.add(meaning(statement))
        sid = statement.get("Sid")
        if sid:
            sid = _free(str(sid), taken)
            taken.add(sid)
        statements.append({**statement, "Sid": sid} if sid else dict(statement))
    return {**ours, "Statement": [*statements, *ours["Statement"]]}


def meaning(statement: Statement) -> str:
    """The same text for statements that say the same, whatever their Sid, order and spelling.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    said: dict[str, Any] = {}
    for key, value in statement.items():
        if key == "Sid":
            continue
        if key in ("Action", "NotAction"):
            said[key] = sorted(action.lower() for action in listed(value))
        elif key in ("Principal", "NotPrincipal"):
            said[key] = _principal(value)
        elif key == "Condition":
            said[key] = {
                operator.lower(): {
                    name.lower(): sorted(map(_text, listed(values))) for name, values in block.items()
                }
                for operator, block in value.items()
            }
        else:
            said[key] = sorted(listed(value)) if key in ("Resource", "NotResource") else value
    return json.dumps(said, sort_keys=True)


def _principal(value: Any) -> Any:
    """An account is named by its id or by its root: both mean the same."""
    if value == "*":
        return {"AWS": ["*"]}
    return {
        kind: sorted(re.sub(r"^arn:[\w-]+:iam::(\d{12}):root$", r"\1", name) for name in listed(names))
        for kind, names in value.items()
    }


def listed(value: Any) -> list[Any]:
    """The value as a list: a policy has one thing without brackets."""
    return list(value) if is_list_or_tuple(value) else [value]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _free(name: str, taken: set[str], tail: str = "Kept") -> str:
    """The name, or one like it that isn't taken."""
    tries = (f"{name}{tail}{number or ''}" for number in range(len(taken) + 1))
    return name if name not in taken else next(one for one in tries if one not in taken)


def lifecycle(ours: Sequence[Any], kept: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Ours after every kept rule; one that has the id of ours by chance gets another.

    A rule of the old form, with its prefix outside a filter, is written in the new one, which means the same:
    S3 takes no mixture. https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
    """
    taken = {str(rule["id"]) for rule in ours}
    rules: list[dict[str, Any]] = []
    for rule in kept:
        new = _snake({key: value for key, value in rule.items() if key != "Prefix"})
        new.setdefault("filter", {"prefix": rule.get("Prefix", "")})
        new["filter"] = _filter(new["filter"])
        if new.get("id"):
            new["id"] = _free(str(new["id"]), taken, "-kept")
            taken.add(new["id"])
        rules.append(new)
    return [*rules, *ours]


def _filter(found: dict[str, Any]) -> dict[str, Any]:
    if "and" not in found:
        return found or {"prefix": ""}
    both = dict(found["and"])
    if "tags" in both:
        both["tags"] = {tag["key"]: tag["value"] for tag in both["tags"]}
    return {"and_": both}


def notification(kept: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The kept queues, topics and functions, by the names of BucketNotification's arguments."""
    found: dict[str, list[Any]] = {}
    for plural, (name, api, argument) in _LISTS.items():
        entries = [
            {"id": entry["Id"], argument: entry[api], "events": list(entry["Events"]), **_key_filter(entry)}
            for entry in kept.get(plural) or ()
        ]
        if entries:
            found[name] = entries
    return found


def told_already(kept: Mapping[str, Any], prefix: str, suffix: str) -> str:
    """The ARN of a queue, topic or function that hears of new files among these, "" if none does.

    S3 takes no second one for the same files, other than EventBridge.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
    """
    for plural, (_, api, _) in _LISTS.items():
        for entry in kept.get(plural) or ():
            on = _key_filter(entry)
            overlap = may_overlap(
                (on.get("filter_prefix", ""), on.get("filter_suffix", "")), (prefix, suffix)
            )
            if overlap and any(event.startswith("s3:ObjectCreated") for event in entry["Events"]):
                return entry[api]
    return ""


def may_overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether one key may pass both of these notifications' filters, each a prefix and a suffix, "" for none.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
    """
    return begin_alike(one[0], other[0]) and begin_alike(one[1][::-1], other[1][::-1])


def begin_alike(one: str, other: str) -> bool:
    """Whether one is the other's beginning."""
    return one.startswith(other) or other.startswith(one)


def _key_filter(entry: Mapping[str, Any]) -> dict[str, str]:
    rules = entry.get("Filter", {}).get("Key", {}).get("FilterRules", ())
    return {f"filter_{rule['Name'].lower()}": rule["Value"] for rule in rules}


def selectors(
    ours: Sequence[Selector], kept: Sequence[Mapping[str, Any]], own: Sequence[OwnFiles]
) -> list[Selector]:
    """Ours, then every kept one that ours doesn't repeat. One that would record how its own files are written
    leaves them out from now on."""
    found = list(ours)
    for data in kept:
        selector = selector_of(data)
        for files in own:
            selector = without(selector, files) if records(selector, files) else selector
        if selector.fields not in [one.fields for one in found]:
            found.append(selector)
    return found


def selector_of(data: Mapping[str, Any]) -> Selector:
    """A selector that AWS gave."""
    fields = (
        Field(
            field["Field"],
            **{name: tuple(field[api]) for api, name in _OPERATORS.items() if field.get(api)},
        )
        for field in data["FieldSelectors"]
    )
    return Selector(data.get("Name") or "", tuple(fields))


def _snake(value: Any) -> Any:
    """AWS's names to those of pulumi-aws' arguments."""
    if is_map(value):
        return {_WORD.sub("_", key).lower(): _snake(item) for key, item in value.items()}
    return [_snake(item) for item in value] if is_list_or_tuple(value) else value
