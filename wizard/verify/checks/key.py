"""The key that log files are encrypted with, judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components.arns import Arn
from wizard.account.existing_key import uses
from wizard.account.facts import Probe
from wizard.account.policy_verdict import judged
from wizard.drill.stage_check import PUT_BACK
from wizard.iam.public import public_statements
from wizard.iam.witnesses import Witness, witnesses
from wizard.verify import meaning
from wizard.verify.facts import LogKey, TrailFacts
from wizard.verify.meaning import Asked, Call
from wizard.verify.result import Result, failed, passed, unknown

_USES = (
    "kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant",
    "kms:PutKeyPolicy", "kms:DisableKey", "kms:ScheduleKeyDeletion",
)  # fmt: skip
_ENABLE = "`aws kms enable-key --key-id {}`, or cancel its deletion (`aws kms cancel-key-deletion`)."


def key(it: TrailFacts) -> Iterator[Result]:
    """Nothing where log files aren't encrypted with a key."""
    found = it.key
    if found is None:
        return
    probe = found.key
    whose = Arn.of(it.trail.key if it.trail else "").account
    if probe.state == "bad" and not it.is_own and whose not in ("", it.names.account):
        why: Probe[Any] = Probe(
            "unknown", why=f"It belongs to account {whose}: look from there", cause="other"
        )
        yield unknown("key.state", why)
        return
    if probe.state == "bad":
        fix = PUT_BACK if it.is_own else "Give the trail another key; what this one encrypted is lost."
        yield failed("key.state", probe.why or "There is no such key.", fix)
        return
    if probe.value is None:
        for id in ("key.state", "key.rotation", *_of_policy(it)):
            yield unknown(id, probe)
        return
    state, arn = probe.value.state, probe.value.arn
    if state == "Enabled":
        yield passed("key.state", f"{arn} is enabled.")
    else:
        yield failed("key.state", f"{arn} is {state}.", _ENABLE.format(arn))
    yield _rotation(it, found, probe.value.manager)
    yield from _policy(it, probe.value.policy, arn)


def _of_policy(it: TrailFacts) -> tuple[str, ...]:
    return (
        ("key.takes-trail", "key.readers", "key.not-public")
        if it.is_own
        else ("key.takes-trail", "key.not-public")
    )


def _rotation(it: TrailFacts, found: LogKey, manager: str) -> Result:
    if found.rotates.value is None:
        return unknown("key.rotation", found.rotates)
    if found.rotates.value or manager == "AWS":
        return passed("key.rotation", "It rotates by itself.")
    arn = found.key.value.arn if found.key.value else ""
    fix = (
        PUT_BACK if it.is_own and it.settings.own_log_key else f"`aws kms enable-key-rotation --key-id {arn}`"
    )
    return failed("key.rotation", "It doesn't rotate.", fix)


def _strangers(it: TrailFacts, policy: str, arn: str) -> Iterator[Witness]:
    """Whom its statements leave open; of a key of ours also whom they name and logReaders doesn't."""
    names = it.names
    ours = {Arn.of(arn).account, names.account, names.trail_account, names.trail_owner}
    readers = {Arn.of(one).account or one for one in it.settings.log_readers}
    is_ours = it.is_own and it.settings.own_log_key
    public = public_statements(policy)
    for one in witnesses(policy, meaning.stranger(names), names.partition):
        account = one.principal.account
        if one.principal.kind == "service" or account in ours:
            continue
        if one.statement in public or (is_ours and account not in readers):
            yield one


def _policy(it: TrailFacts, policy: Probe[str], arn: str) -> Iterator[Result]:
    if policy.value is None:
        for id in _of_policy(it):
            yield unknown(id, policy)
        return
    own = PUT_BACK if it.is_own and it.settings.own_log_key else ""
    asked = Asked(arn, policy.value, it.names.account, {"kms:CallerAccount": meaning.stranger(it.names)})
    wrong = list(meaning.allowed(meaning.outsiders(it.names)[:2], _USES, asked))
    asked = Asked(arn, policy.value, it.names.account)
    wrong += meaning.let_in(_strangers(it, policy.value, arn), [Call(one) for one in _USES], asked)
    if wrong:
        yield failed("key.not-public", f"{wrong[0]}.", own or "Take that statement out, or narrow it.")
    else:
        yield passed("key.not-public", "No stranger may use or change it.")
    bucket_key = bool((it.bucket.encryption.value or {}).get("BucketKeyEnabled"))
    # The first are CloudTrail's, the others who reads what it writes.
    cloudtrails = 3 if bucket_key else 2
    wanted = uses(it.settings, it.names, arn, bucket_key=bucket_key)
    findings = [judged("", use, policy.value) for use in wanted]
    groups = {"key.takes-trail": findings[:cloudtrails]}
    groups |= {"key.readers": findings[cloudtrails:]} if it.is_own else {}
    for id, some in groups.items():
        worst: Any = next((one for one in some if one.state == "bad"), None)
        worst = worst or next((one for one in some if one.state == "unknown"), None)
        if worst is None:
            yield passed(id, " ".join(one.text for one in some) or "The settings name nobody who reads logs.")
        elif worst.state == "bad":
            yield failed(id, worst.text, own or "Add the statement that it lacks; `check` prints it.")
        elif id == "key.takes-trail" and not it.is_own and it.files_arrive:
            yield passed(id, f"{worst.text} But the last log files were delivered.")
        else:
            why: Probe[Any] = Probe("unknown", why=worst.text, cause="other")
            yield unknown(id, why)
