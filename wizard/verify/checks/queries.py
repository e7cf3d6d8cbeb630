"""Whether what Athena is asked with is as it was made, and keeps answers to itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from components import log_table
from components.log_table import MOST_BYTES, RESULT_DAYS
from components.names import Names
from components.regions import regions_of
from components.settings import Settings
from wizard.drill.stage_check import PUT_BACK
from wizard.verify.checks.bucket import public_access
from wizard.verify.checks.bucket_policy import not_public, tls_only
from wizard.verify.checks.lifecycle import effect
from wizard.verify.facts import Bucket, Document, Facts
from wizard.verify.result import Result, failed, passed, unknown

_GONE = "It is gone."


def queries(facts: Facts) -> Iterator[Result]:
    """None where the settings have no table."""
    it, names, settings = facts.queries, facts.names, facts.settings
    if it is None or names is None or settings is None:
        return
    for id, probe, wrong, good in (
        ("queries.workgroup", it.workgroup, _of_workgroup, "Its configuration can't be overridden."),
        ("queries.table", it.table, _of_table, "It is projected over the trail's folders."),
    ):
        if probe.value is None:
            yield failed(id, _GONE, PUT_BACK) if probe.state == "bad" else unknown(id, probe)
            continue
        text = next(wrong(probe.value, names, settings), "")
        yield failed(id, text, PUT_BACK) if text else passed(id, good)
    yield from _answers(it.answers, names)


def _of_workgroup(found: Document, names: Names, _: Settings) -> Iterator[str]:
    has: Any = found.get("Configuration") or {}
    result = has.get("ResultConfiguration") or {}
    limit = int(has.get("BytesScannedCutoffPerQuery") or 0)
    wanted = f"s3://{names.query_results_bucket}/{names.query_results_folder}/"
    if not found:
        yield _GONE
    elif found.get("State", "ENABLED") != "ENABLED":
        yield "It is disabled."
    elif not has.get("EnforceWorkGroupConfiguration"):
        yield "Whoever asks may override its configuration."
    elif not 0 < limit <= MOST_BYTES:
        most = f"{limit:,} bytes" if limit else "as much as there is"
        yield f"A query may read {most}, not {MOST_BYTES:,} bytes."
    elif result.get("OutputLocation") != wanted:
        yield f"Answers go to {result.get('OutputLocation') or 'nowhere in particular'}, not to {wanted}."
    elif not (result.get("EncryptionConfiguration") or {}).get("EncryptionOption"):
        yield "Its answers aren't told to be encrypted."


def _of_table(found: Document, names: Names, settings: Settings) -> Iterator[str]:
    where = log_table.location(names.log_bucket, names.accounts_folder)
    there = str((found.get("StorageDescriptor") or {}).get("Location", ""))
    if there.rstrip("/") != where.rstrip("/"):
        yield f"It begins at {there or 'nowhere'}, not at {where}."
    wanted = log_table.projection(
        names.log_bucket,
        names.accounts_folder,
        regions_of(names.partition),
        "" if names.organization else names.trail_owner,
        settings.expire_after_days,
    )
    has = found.get("Parameters") or {}
    for key, value in wanted.items():
        if has.get(key) != value:
            yield f"Its {key} isn't what was deployed."


def _answers(found: Bucket, names: Names) -> Iterator[Result]:
    public, tls = "queries.answers", "queries.answers-tls"
    encrypted, expires = "queries.answers-encryption", "queries.answers-expiry"
    if found.owner.value in ("nobody", "others"):
        text = "There is no such bucket." if found.owner.value == "nobody" else "It is another account's."
        yield failed(public, text, PUT_BACK)
        return
    if found.policy.value is None:
        yield unknown(public, found.policy)
        yield unknown(tls, found.policy)
    else:
        block = public_access(public, found, is_own=True)
        yield block if block.state != "passed" else not_public(public, found, is_own=True)
        yield tls_only(tls, found, names, is_own=True)
    if found.encryption.value is None:
        yield unknown(encrypted, found.encryption)
    elif found.encryption.value.get("SSEAlgorithm"):
        yield passed(encrypted, f"Its default is {found.encryption.value['SSEAlgorithm']}.")
    else:
        yield failed(encrypted, "It has no default encryption.", PUT_BACK)
    if found.lifecycle.value is None:
        yield unknown(expires, found.lifecycle)
        return
    expiry = effect(found.lifecycle.value, f"{names.query_results_folder}/").expiry
    said = f"They are {expiry.words}." if expiry else "They are kept for ever."
    is_good = expiry is not None and not expiry.part and expiry.days <= RESULT_DAYS
    yield passed(expires, said) if is_good else failed(expires, said, PUT_BACK)
