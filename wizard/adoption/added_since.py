"""What others added since the file was written: the next deploy would remove it, unless it is read anew.

A stack may be deployed days after its set-up, by a pipeline. `added` is for what runs just before a deploy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from components import merging
from components.adopted import Adopted, AdoptedBucket
from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.origin import Origin
from wizard.adoption.adopted_file import AdoptedFile
from wizard.adoption.make_plan import plan_left, plan_trail
from wizard.adoption.read import read_left, read_trail
from wizard.adoption.snapshot import Snapshot
from wizard.adoption.statements import title
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.stack.context import Context

Item = Mapping[str, Any]


def read(client_for: ClientFor, adopted: Adopted, alias: str) -> Snapshot:
    """What is there now of what the file names. Raises AwsFailure where something can't be read."""
    if adopted.trail:
        return read_trail(client_for, adopted.trail.arn)
    names = [bucket.name if bucket else "" for bucket in (adopted.log_bucket, adopted.access_log_bucket)]
    return read_left(client_for, adopted.region, names[0], names[1], alias)


def refuse_additions(client_for: ClientFor, context: Context, settings: Settings, origin: Origin) -> str:
    """For the moment before the first deploy. Raises UsageFailure where it would remove what others added
    since; returns a sentence where that couldn't be found out, else ""."""
    file = AdoptedFile.read(context.project, context.stack)
    adopted = file.adopted
    if adopted is None:
        return ""
    names = origin.names(settings, adopted)
    try:
        found = replace(read(client_for, adopted, names.log_key_alias), deployed_from=origin)
        lines = added(found, adopted, settings)
    except AwsFailure as failure:
        said = f"Whether others added something since {file.path.name} was written isn't known: "
        return f"{said}{failure.message}"
    if lines:
        again = f"--set adoptTrail={settings.adopt_trail} " if settings.adopt_trail else ""
        raise UsageFailure(
            "\n".join(
                [
                    f"Others added this since {file.path.name} was written, and a deploy would remove it:",
                    *lines,
                    f"Run {context.command(f'--defaults {again}--yes')}, which reads everything anew and "
                    f"keeps it. {deeds.claim('Nothing was changed.')}",
                ]
            )
        )
    return ""


def added(found: Snapshot, adopted: Adopted, settings: Settings) -> list[str]:
    """Every statement, rule and receiver that is neither ours nor in the file, in words."""
    plan = (plan_trail if found.trail else plan_left)(found, settings, before=adopted)
    now = plan.adopted
    lines = [
        *_bucket(now.log_bucket, adopted.log_bucket, adopted.let_go),
        *_bucket(now.access_log_bucket, adopted.access_log_bucket, adopted.let_go),
    ]
    if now.key:
        known = adopted.key.statements if adopted.key else ()
        new = _statements(now.key.statements, [*known, *adopted.let_go])
        lines += [f"the key's policy: {title(one)}" for one in new]
    return lines


def _bucket(now: AdoptedBucket | None, known: AdoptedBucket | None, let_go: Sequence[Item]) -> Iterator[str]:
    if now is None:
        return
    before = known or AdoptedBucket(now.name)
    for statement in _statements(now.statements, [*before.statements, *let_go]):
        yield f"the policy of {now.name}: {title(statement)}"
    rules = {_rule(rule) for rule in (*before.lifecycle, *let_go)}
    for rule in now.lifecycle:
        if _rule(rule) not in rules:
            yield f"lifecycle rule {rule.get('ID') or '(no id)'} of {now.name}"
    told = _receivers(before.notification)
    for receiver in _receivers(now.notification) - told:
        yield f"S3 tells {receiver} of what happens in {now.name}"


def _statements(now: Sequence[Item], known: Sequence[Item]) -> list[Item]:
    """Those in `now` that aren't in `known`; items of other kinds there don't matter."""
    said = {merging.meaning(one) for one in known if "Effect" in one}
    return [one for one in now if merging.meaning(one) not in said]


def _rule(rule: Item) -> str:
    """The same text for rules that do the same, whatever their id and form."""
    (plain,) = merging.lifecycle([], [rule])
    return json.dumps({key: value for key, value in plain.items() if key != "id"}, sort_keys=True)


def _receivers(notification: Item) -> set[str]:
    return {
        value
        for entries in notification.values()
        if isinstance(entries, (list, tuple))
        for entry in entries
        for key, value in entry.items()
        if key.endswith("Arn")
    }
