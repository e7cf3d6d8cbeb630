"""What a rehearsal prints: the emulated account as it was read back, and the alert that was proved. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.proof import Proof
from wizard.review import Section

PROOF = "Proof"
_MESSAGE_LINES = 8


def message(proof: Proof | None) -> list[str]:
    """The subject and the first lines of the alert that came, as its readers get them."""
    if proof is None or not proof.subject:
        return []
    return [f"Subject: {proof.subject}", "", *proof.lines[:_MESSAGE_LINES], "..."]


def sections(found: dict[str, Any], proof: Proof | None) -> Iterator[Section]:
    """The summary's document (wizard.rehearsal.summary) as headings with lines."""
    yield Section("Trail", tuple(_trail(found["trail"], found["regions"])))
    yield Section("Log bucket", tuple(_bucket(found["logBucket"])))
    yield Section("Region alert", tuple(_alert(found["alert"])))
    yield Section(PROOF, tuple(_proof(proof)))
    if found["warnings"]:
        yield Section("To think about", tuple(found["warnings"]))
    yield Section("Emulated here", tuple(found["emulated"]))


def _trail(trail: dict[str, Any] | None, enabled: list[str]) -> Iterator[str]:
    if trail is None:
        yield "There is no trail."
        return
    logging = "is logging" if trail["isLogging"] else "is NOT logging"
    yield f"{trail['name']} {logging}: {trail['arn']}"
    kind = "multi-region" if trail["isMultiRegion"] else "for one region only"
    yield f"{kind}, log file validation {_on(trail['logFileValidation'])}"
    yield f"encrypted with {trail['kmsKeyId'] or 'keys of S3'}"
    shown = ", ".join(trail["regions"])
    yield f"Regions that show it logging: {len(trail['regions'])} of {len(enabled)} enabled ({shown})"


def _bucket(bucket: dict[str, Any] | None) -> Iterator[str]:
    if bucket is None:
        yield "There is no log bucket."
        return
    yield f"{bucket['name']} in {bucket['region']}"
    yield (
        f"public access blocked {_yes(bucket['publicAccessBlocked'])}, TLS only {_yes(bucket['tlsOnly'])}, "
        f"versions kept {_yes(bucket['versioning'])}, encryption {bucket['encryption'] or 'none'}"
    )


def _alert(alert: dict[str, Any] | None) -> Iterator[str]:
    if alert is None:
        yield "There is no region alert: nobody is told of activity in a region you never use."
        return
    watched, function = alert["watchedRegions"], alert["function"] or {}
    yield f"Watched by rules: {len(watched)} regions ({', '.join(watched) or 'none'})"
    yield f"Approved: {', '.join(alert['approvedRegions']) or 'none'}"
    path = {
        "bus": alert["bus"],
        "queue": (alert["queue"] or {}).get("arn"),
        "function": function.get("name"),
        "topic": alert["topic"],
    }
    hops = " -> ".join(f"{kind} {_last(arn)}" for kind, arn in path.items())
    yield f"Path: rules -> {hops} -> {_people(alert['subscriptions'])}"
    if function:
        yield f"The function {function['name']} starts at {function['schedule']}"


def _people(subscriptions: list[dict[str, Any]]) -> str:
    return ", ".join(str(one["endpoint"]) for one in subscriptions) or "nobody (add alertEmails)"


def _last(arn: str | None) -> str:
    """The readable end of an ARN."""
    return str(arn).rpartition(":")[2].rpartition("/")[2] if arn else "MISSING"


def _proof(proof: Proof | None) -> Iterator[str]:
    if proof is None:
        yield "No region is watched by rules, so there is nothing to prove."
    elif not proof.subject:
        yield f"{proof.event} was put in {proof.region}, and NO alert came: {proof.trouble}."
    else:
        yield f"{proof.event} was put in {proof.region}. One digest later the alert came out of the topic."


def _on(value: bool) -> str:
    return "on" if value else "OFF"


def _yes(value: bool) -> str:
    return "yes" if value else "NO"
