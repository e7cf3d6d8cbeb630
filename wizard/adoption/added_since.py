"""What others added since the file was written: the next deploy would remove it, unless it is read anew.

A stack may be deployed days after its set-up, by a pipeline. `added` is for what runs just before a deploy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from components import merging
from components.adopted import PARTS, Adopted, AdoptedBucket
from components.settings import Settings
from wizard.account.connect import Clients
from wizard.account.origin import Origin
from wizard.adoption.adopted_file import AdoptedFile
from wizard.adoption.make_plan import plan_left, plan_trail
from wizard.adoption.organizations import is_organizations
from wizard.adoption.read import read_left, read_trail
from wizard.adoption.snapshot import Snapshot
from wizard.adoption.statements import title
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.stack.context import Context

Item = Mapping[str, Any]


def read(clients: Clients, adopted: Adopted, alias: str) -> Snapshot:
    """What is there now of what the file names. Raises AwsFailure where something can't be read."""
    if adopted.trail:
        return read_trail(clients.own, adopted.trail.arn, clients.archive)
    names = [bucket.name if bucket else "" for bucket in (adopted.log_bucket, adopted.access_log_bucket)]
    return read_left(clients.beside_bucket, adopted.region, names[0], names[1], alias)


@dataclass(frozen=True)
class Since:
    """What came of the look. unknown: a sentence where it couldn't be found out whether others added
    something; written: the file's name, where what an earlier deploy of this stack left was written into it;
    "" otherwise."""

    unknown: str = ""
    written: str = ""


def refuse_additions(clients: Clients, context: Context, settings: Settings, origin: Origin) -> Since:
    """For the moment before the first deploy, or the first one after a destroy. Raises UsageFailure where it
    would remove what others added since the file was written."""
    file = AdoptedFile.read(context.project, context.stack)
    adopted = file.adopted
    if adopted is None:
        return Since()
    names = origin.names(settings, adopted)
    try:
        found = replace(read(clients, adopted, names.log_key_alias), deployed_from=origin)
        again = f"--set adoptTrail={settings.adopt_trail} " if settings.adopt_trail else ""
        command = context.command(f"--defaults {again}--yes")
        _refuse_a_narrower(found, adopted, file.path.name, command)
        now = _plan(found, adopted, settings)
        lines = _lines(now, adopted)
    except AwsFailure as failure:
        said = f"Whether others added something since {file.path.name} was written isn't known: "
        return Since(f"{said}{failure.message}")
    if lines:
        raise UsageFailure(
            "\n".join(
                [
                    f"Others added this since {file.path.name} was written, and a deploy would remove it:",
                    *lines,
                    f"Run {command}, which reads everything anew and "
                    f"keeps it. {deeds.claim('Nothing was changed.')}",
                ]
            )
        )
    more = with_what_is_left(adopted, now)
    if more == adopted:
        return Since()
    file.write(more)
    return Since(written=file.path.name)


def with_what_is_left(adopted: Adopted, now: Adopted) -> Adopted:
    """The same with what an earlier deploy of this stack made beside it, and `destroy` kept: made a second
    time it would be refused. now: what a plan made today would take over."""
    bucket, key = adopted.log_bucket, adopted.key
    if bucket and now.log_bucket:
        parts = {*bucket.has, *now.log_bucket.has}
        bucket = replace(bucket, has=tuple(part for part in PARTS if part in parts))
    if key and now.key and key.arn == now.key.arn:
        key = replace(key, has_alias=now.key.has_alias)
    access_logs = adopted.access_log_bucket or now.access_log_bucket
    return replace(adopted, log_bucket=bucket, key=key, access_log_bucket=access_logs)


def added(found: Snapshot, adopted: Adopted, settings: Settings) -> list[str]:
    """Every statement, rule and receiver that is neither ours nor in the file, in words."""
    return _lines(_plan(found, adopted, settings), adopted)


def _plan(found: Snapshot, adopted: Adopted, settings: Settings) -> Adopted:
    return (plan_trail if found.trail else plan_left)(found, settings, before=adopted).adopted


def _lines(now: Adopted, adopted: Adopted) -> list[str]:
    lines = [
        *_bucket(now.log_bucket, adopted.log_bucket, adopted.let_go),
        *_bucket(now.access_log_bucket, adopted.access_log_bucket, adopted.let_go),
    ]
    if now.key:
        known = adopted.key.statements if adopted.key else ()
        new = _statements(now.key.statements, [*known, *adopted.let_go])
        lines += [f"the key's policy: {title(one)}" for one in new]
    return lines


def _refuse_a_narrower(found: Snapshot, adopted: Adopted, file: str, again: str) -> None:
    """Nobody agreed that the trail becomes the organization's: when it was read it was that already. Raises
    UsageFailure."""
    trail, known = found.trail, adopted.trail
    if trail and known and known.organization and not is_organizations(trail):
        raise UsageFailure(
            f"{known.arn} was an organization's trail when {file} was written, and is account "
            f"{known.account}'s alone now: a deploy would make it the organization's again. Run {again}, "
            f"which says what that means. {deeds.claim('Nothing was changed.')}"
        )


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
