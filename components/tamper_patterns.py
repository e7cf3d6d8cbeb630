"""Event patterns of the tamper alert: changes to our own resources, whatever the call is named.

They match by resource and `readOnly: false`, never by lists of API names: AWS adds calls, and
Lambda's names carry versions. Subjects share rules as far as a pattern's 2,048 characters go, since each
rule's metric is paid for by the alarm on it; which subject it was the record tells.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.names import Names
from components.organization import SERVICE

Pattern = dict[str, Any]
Detail = dict[str, Any]
LONGEST = 2048
#: The rules in the trail's own account, where the alert is in the log archive: two at home, and the roles'.
IN_TRAIL_ACCOUNT = ("trail-account", "trail-account-2", "trail-account-roles")
# The subjects at home that that account has too.
_BESIDE_TRAIL = ("trail", "log-groups", "rules", "organization")
_CALL, _DELETED, _REGION = "AWS API Call via CloudTrail", "Object Deleted", "Region Opt-In Status Change"
# As long as a key's ARN gets: patterns are measured with it, since the real ones aren't known beforehand.
_KEY_ARN = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-" + "0" * 32
# Writes that aren't data events: each alert's own Publish may be one, and would raise the next.
_WRITE: Detail = {"readOnly": [False], "eventCategory": [{"exists": False}, {"anything-but": ["Data"]}]}


@dataclass(frozen=True)
class Subject:
    """What one part of the deployment's changes look like: the detail-type, and what is in the detail."""

    detail_type: str
    detail: Detail


def at_home(names: Names, keys: Sequence[str] = ()) -> dict[str, Subject]:
    """Subject by its name, for the home region, where everything but IAM is logged. keys: the ARNs of the log
    key and the alert key, where there are any."""
    return _subjects(names, keys, _settled(names, len(keys)).rules)


def _subjects(names: Names, keys: Sequence[str], tamper_rules: Sequence[str]) -> dict[str, Subject]:
    """tamper_rules: names of the tamper rules themselves. By whole names: another trail may be called like
    this one and -tamper."""
    trail = [names.trail, names.trail_arn]
    outside = IN_TRAIL_ACCOUNT if names.has_log_archive else ()
    rules = [names.region_rule, names.delivered_rule, *map(names.tamper_rule, (*tamper_rules, *outside))]
    bus = [names.alerts, names.alert_bus_arn]
    # With a key that EventBridge can't use it matches no rule. With a log archive there is no room for it.
    default = [] if names.has_log_archive else ["default"]
    topic = names.alert_topic_arn
    # 15 whole names wouldn't have room: another trail may be called like this one and -cis, and is told, too.
    cis: list[Any] = [{"prefix": names.cis_alarm("")}] if names.has_cis_alarms else []
    alarms = [*names.alarms, *cis]
    # Whole names have no room three times. A trail that is called like this one and -alert is told of, too.
    several = [{"prefix": names.named("alert-")}, *cis]
    muted = {"alarmNames": several}
    table = [names.digest, names.digest_table_arn]
    # Lambda takes a name, an ARN and any end of one, each with a version or alias or without:
    # https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
    function = [
        names.digest,
        {"prefix": f"{names.digest}:"},
        names.digest_function_arn,
        {"suffix": f":{names.digest}"},
        {"wildcard": f"*:{names.digest}:*"},
    ]
    groups = {"logGroupName": [names.log_group, names.digest_log_group]}
    found = {
        "trail": _changes("cloudtrail", name=trail, trailName=trail, resourceId=[names.trail_arn]),
        "bucket": _changes("s3", bucketName=[names.log_bucket, names.access_log_bucket]),
        "files": deleted_files(names.log_bucket, names.own_files or f"{names.log_folder}/"),
        # CloudTrail and Lambda make a stream every now and then: that isn't a change to anything.
        "log-groups": _changes("logs", {"eventName": [{"anything-but": ["CreateLogStream"]}]}, **groups),
        "rules": _changes("events", name=[*rules, *bus, *default], rule=rules, eventBusName=bus),
        "queue": _changes("sqs", queueUrl=_urls(names, names.alerts, names.dead_letters)),
        "schedule": _changes("scheduler", name=[names.digest]),
        # Another function with this one's role could read the queue and write the table as well.
        "function": _changes("lambda", functionName=function, role=[names.digest_role_arn]),
        # An export or a restore copies it out, and the names of its parameters are others.
        "table": _changes(
            "dynamodb",
            tableName=table,
            resourceArn=[names.digest_table_arn],
            tableArn=[names.digest_table_arn],
            sourceTableName=table,
            sourceTableArn=[names.digest_table_arn],
        ),
        "alarms": _changes("monitoring", alarmName=alarms, alarmNames=several, muteTargets=muted),
        "topic": _changes(
            "sns",
            topicArn=[topic],
            resourceArn=[topic],
            subscriptionArn=[{"prefix": f"{topic}:"}],
        ),
    }
    if names.organization:
        found["organization"] = _organization()
    # As the record lists them: the request may name a key by id or alias.
    on_keys = {"eventSource": ["kms.amazonaws.com"], "resources": {"ARN": list(keys)}}
    return {**found, "keys": Subject(_CALL, on_keys)} if keys else found


def _urls(names: Names, *queues: str) -> list[Any]:
    """What SQS takes for a queue's URL: every one of its hosts, old and new, has account and name behind it,
    and the name alone does as well.

    https://docs.aws.amazon.com/general/latest/gr/sqs-service.html
    https://github.com/aws/aws-sdk-js-v3/pull/6337
    """
    return [*queues, *({"suffix": f"{names.account}/{queue}"} for queue in queues)]


def where_iam_logs(names: Names) -> dict[str, Subject]:
    """Subject by its name, for the region that the partition's IAM logs to; in the commercial one AWS sends
    what becomes of regions there, too, and nowhere else. Organizations logs there as well, but for China."""
    roles = [names.forward_role, names.digest_role, names.schedule_role, names.log_delivery_role]
    found = {"roles": _changes("iam", roleName=roles), "regions": region_switched()}
    return {**found, "organization": _organization()} if names.organization else found


def _organization() -> Subject:
    """CloudTrail's trusted access and its delegated administrators. Without the one, AWS deletes every
    member's copy of the trail.

    https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudtrail.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeregisterOrganizationDelegatedAdmin.html
    """
    ours = [
        {
            "eventSource": ["organizations.amazonaws.com"],
            "requestParameters": {"servicePrincipal": [SERVICE]},
        },
        {
            "eventSource": ["cloudtrail.amazonaws.com"],
            "eventName": [{"wildcard": "*OrganizationDelegatedAdmin"}],
        },
    ]
    return Subject(_CALL, {"$or": ours})


def deleted_files(bucket: str, own_files: str = "") -> Subject:
    """A log file that somebody deleted; what the lifecycle removes has another reason. own_files: what
    our keys begin with. Anybody can put objects elsewhere, whose deletion would hide that of a log file.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    detail: Detail = {"bucket": {"name": [bucket]}, "reason": ["DeleteObject"]}
    if own_files:
        detail["object"] = {"key": [{"prefix": own_files}]}
    return Subject(_DELETED, detail)


def region_switched() -> Subject:
    """A region was enabled or disabled: an intruder's first step into one that nobody watches.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    """
    return Subject(_REGION, {"eventName": [{"exists": False}]})


def pattern(subjects: Sequence[Subject]) -> Pattern:
    """One pattern for all of these. Only AWS can send a source that begins with `aws.`."""
    calls = [one.detail for one in subjects if one.detail_type == _CALL]
    others = [one.detail for one in subjects if one.detail_type != _CALL]
    if calls:
        others.append({**_WRITE, **(calls[0] if len(calls) == 1 else {"$or": calls})})
    return {
        "source": [{"prefix": "aws."}],
        "detail-type": list(dict.fromkeys(one.detail_type for one in subjects)),
        "detail": others[0] if len(others) == 1 else {"$or": others},
    }


def text(subjects: Sequence[Subject]) -> str:
    """The pattern as EventBridge gets it: white space would count."""
    return json.dumps(pattern(subjects), separators=(",", ":"))


def of_subjects(names: Names, subjects: Sequence[str], keys: Sequence[str]) -> str:
    """The text of one pattern for the subjects of these names. keys: as for at_home."""
    known = {**at_home(names, keys), **where_iam_logs(names)}
    return text([known[subject] for subject in subjects])


def beside_trail(names: Names, keys: int, and_roles: bool) -> tuple[tuple[str, ...], ...]:
    """The subjects that the trail's own account has at home where the alert is in another one, by rule: two
    at most. and_roles: with those of the region that IAM logs to."""
    subjects = at_home(names, [_KEY_ARN] * keys)
    there = (*_BESIDE_TRAIL, *(("alarms",) if names.has_cis_alarms else ()))
    wanted = {name: subject for name, subject in subjects.items() if name in there}
    return _grouped({**wanted, **where_iam_logs(names)} if and_roles else wanted)


def shared(names: Names, keys: int) -> dict[str, tuple[str, ...]]:
    """Which subjects share a rule at home: the rule's name -> the subjects. keys: how many there are.

    A rule is called after its first subject. Each takes what has room: the longest names leave less of it.
    """
    return {group[0]: group for group in _settled(names, keys).groups}


@dataclass(frozen=True)
class _Settled:
    """rules: what the tamper rules are called; groups: the subjects of each at home."""

    rules: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


@functools.lru_cache(maxsize=32)
def _settled(names: Names, keys: int) -> _Settled:
    """The rules watch themselves, so what they are called is part of what has to have room in them: their
    names are taken up until no new one comes."""
    rules = (next(iter(where_iam_logs(names))),)
    while True:
        groups = _grouped(_subjects(names, [_KEY_ARN] * keys, rules))
        new = tuple(group[0] for group in groups if group[0] not in rules)
        if not new:
            return _Settled(rules, groups)
        rules += new


def _grouped(subjects: Mapping[str, Subject]) -> tuple[tuple[str, ...], ...]:
    groups: list[list[str]] = []
    for name in subjects:
        both = ((group, [subjects[one] for one in (*group, name)]) for group in groups)
        room = (group for group, together in both if len(text(together)) <= LONGEST)
        group = next(room, None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return tuple(map(tuple, groups))


def _changes(service: str, more: Detail | None = None, **parameters: list[Any] | Detail) -> Subject:
    """Writes whose request names one of these in any of these parameters."""
    alternatives = [{name: values} for name, values in parameters.items()]
    named = alternatives[0] if len(alternatives) == 1 else {"$or": alternatives}
    source = {"eventSource": [f"{service}.amazonaws.com"]}
    return Subject(_CALL, {**source, **(more or {}), "requestParameters": named})
