"""Whether the digest function runs this project's code, as it was deployed to run. Pure.

https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.names import Names
from components.region_alert.package import (
    HANDLER,
    MEMORY_MB,
    RUNTIME,
    TIMEOUT_SECONDS,
    code_sha256,
    package,
)
from components.settings import Settings
from components.watched_records import watched_records
from wizard.account.facts import Probe
from wizard.verify.facts import Alert, Facts
from wizard.verify.result import Result, failed, passed, unknown
from wizard.verify.target import tampering
from wizard.verify.watched_keys import UNSEEN, watched_keys

_ID = "alert.function-code"
_FIX = (
    "`pulumi up --refresh` deploys this version's. If nobody deployed another one since, look in CloudTrail "
    "for who called UpdateFunctionCode."
)


def code(facts: Facts, it: Alert, settings: Settings, names: Names) -> Iterator[Result]:
    """One result; none for a function that isn't there. Lambda makes the hash of what it runs, so nobody can
    change the one without the other."""
    if it.function.state == "bad":
        return
    if it.function.value is None:
        yield unknown(_ID, it.function)
        return
    records = _watched_records(facts, settings, names)
    if records.value is None:
        yield unknown(_ID, records)
        return
    wanted, found = code_sha256(package(records.value)), str(it.function.value.get("CodeSha256") or "")
    if found == wanted:
        yield passed(_ID, f"Its code is the one that this version of Everyregion deploys (SHA-256 {wanted}).")
        return
    others = ", CloudTrail's delegated administrators are others than then" if names.organization else ""
    text = (
        f"It runs other code (SHA-256 {found or 'unknown'}) than this version of Everyregion deploys "
        f"({wanted}): another version was deployed{others}, or somebody changed it."
    )
    yield failed(_ID, text, _FIX)


def _watched_records(facts: Facts, settings: Settings, names: Names) -> Probe[str]:
    """What the package has beside code, "" for nothing."""
    if names.organization is None:
        return Probe("good", "")
    administrators = facts.surroundings.administrators if facts.surroundings else Probe[tuple[str, ...]]()
    if administrators.value is None:
        return administrators.then(lambda _: "")
    keys = watched_keys(facts, settings)
    if keys is None:
        return UNSEEN.then(lambda _: "")
    accounts = sorted({*administrators.value, settings.delegated_admin_account_id} - {""})
    return Probe("good", watched_records(names, tampering(settings, names), keys, accounts))


def otherwise(found: Mapping[str, Any], names: Names) -> Iterator[str]:
    """How the function runs otherwise than it was deployed to: other code beside its own, too little time or
    memory for a run, no way to AWS, no rights, nowhere to put a run that failed."""
    if found.get("Layers"):
        yield "a layer with other code"
    if found.get("FileSystemConfigs"):
        yield "a file system with other code"
    if (found.get("VpcConfig") or {}).get("SubnetIds"):
        yield "a network of its own, from which AWS may be out of reach"
    for name, (key, wanted) in {
        "package type": ("PackageType", "Zip"),
        "handler": ("Handler", HANDLER),
        "runtime": ("Runtime", RUNTIME),
        "role": ("Role", names.digest_role_arn),
    }.items():
        if found.get(key, wanted) != wanted:
            yield f"another {name} ({found[key]})"
    for name, (key, least) in {
        "s to run": ("Timeout", TIMEOUT_SECONDS),
        "MB of memory": ("MemorySize", MEMORY_MB),
    }.items():
        if int(found.get(key, least)) < least:
            yield f"{found[key]} {name}, not {least}"
    target = (found.get("DeadLetterConfig") or {}).get("TargetArn", "")
    if target != names.failed_runs_queue_arn:
        yield f"runs that failed go to {target or 'nobody'}"
    error = (found.get("RuntimeVersionConfig") or {}).get("Error")
    if error:
        yield f"Lambda can't tell its runtime's version ({error.get('ErrorCode', 'no code')})"


def held_back(updates: Mapping[str, Any]) -> str:
    """Why Lambda no longer keeps its runtime up to date by itself, "" where it does. An old version runs on,
    with its holes, until something in it expires: then nothing is told any more.

    https://docs.aws.amazon.com/lambda/latest/dg/runtime-management-rollback.html
    """
    mode = updates["UpdateRuntimeOn"]
    if mode == "Auto":
        return ""
    pinned = updates.get("RuntimeVersionArn")
    return f"its runtime is updated on {mode}" + (f", pinned to {pinned}" if pinned else "")


def let_go(names: Names) -> str:
    """What lets Lambda update it again. A refresh leaves that, which isn't the stack's.

    https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html
    """
    return (
        "`aws lambda put-runtime-management-config --update-runtime-on Auto --region "
        f"{names.home} --function-name {names.digest}`"
    )
