"""What a rehearsal prints: the emulated account as it was read back, and what its drills brought. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wizard.drill.plan import place
from wizard.drill.report import verdict
from wizard.rehearsal.drill import Drilled
from wizard.rehearsal.members import MemberProof
from wizard.review.plain_words import Section
from wizard.screen.terminal import counted

DRILL = "Drill"
# A group's title, who, where, from where, when and how many.
_GROUP_LINES = 6


def message(drills: Sequence[Drilled]) -> list[str]:
    """The subject of the first alert that came, how it begins, and its group about the drill, as its readers
    get them."""
    for drilled in drills:
        outcome, mail = drilled.outcome, drilled.mail
        if outcome and outcome.alert and mail:
            begins = list(mail[: mail.index("") if "" in mail else len(mail)])
            label = f"DRILL {outcome.plan.nonce}"
            at = next((number for number, line in enumerate(mail) if label in line), len(mail))
            between = ["..."] if mail[len(begins) + 1 : at] else []
            about = mail[at : at + _GROUP_LINES]
            return [f"Subject: {outcome.alert.subject}", "", *begins, "", *between, *about, "..."]
    return []


def sections(
    found: dict[str, Any],
    drills: Sequence[Drilled],
    checked: Sequence[str] = (),
    member: MemberProof | None = None,
) -> Iterator[Section]:
    """The summary's document (wizard.rehearsal.summary) as headings with lines. checked: what verify says;
    member: what one did, in an organization."""
    yield Section("Trail", tuple(_trail(found["trail"], found["regions"])))
    if found["organization"]:
        yield Section("Organization", tuple(_organization(found)))
    yield Section("Log bucket", tuple(_bucket(found["logBucket"])))
    yield Section("Region alert", tuple(_alert(found["alert"])))
    yield Section("Emulated here", tuple(found["emulated"]))
    yield Section(DRILL, tuple(line for drilled in drills for line in _drill(drilled)))
    if member:
        yield Section("A member account", tuple(_member(member)))
    if checked:
        yield Section("Verify, an hour later", tuple(checked))
    if found["warnings"]:
        yield Section("To think about", tuple(found["warnings"]))


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


def _organization(found: dict[str, Any]) -> Iterator[str]:
    organization = found["organization"]
    yield f"{organization['id']}, management account {organization['managementAccount']}"
    whence = organization["deployedFrom"].replace("-", " ")
    providers = counted(found["providers"], "AWS provider")
    yield f"Deployed from account {found['account']} ({whence}), with {providers}"
    yield f"Trusted access for CloudTrail {_on(organization['trustedAccess'])}"
    administrators = ", ".join(organization["delegatedAdministrators"]) or "none"
    yield f"Delegated administrators of CloudTrail: {administrators}"
    covered, accounts = organization["coveredAccounts"], organization["accounts"]
    yield f"Accounts that show the trail logging: {len(covered)} of {len(accounts)} ({', '.join(covered)})"


def _member(proof: MemberProof) -> Iterator[str]:
    if proof.why:
        yield f"There is nothing to prove of the other accounts. {proof.why}"
        return
    yield (
        f"Account {proof.member} started an instance in {place(proof.unapproved)}: "
        f"{_told(proof.alerts)}{'' if proof.alerts == 1 else '; it should be told once'}."
    )
    yield (
        f"And one in {place(proof.approved)}, which is approved: {_told(proof.false_alerts)}"
        f"{'' if proof.false_alerts == 0 else '; it should NOT be told'}."
    )


def _told(alerts: int) -> str:
    return {0: "no alert", 1: "one alert"}.get(alerts, f"{alerts} alerts")


def _bucket(bucket: dict[str, Any] | None) -> Iterator[str]:
    if bucket is None:
        yield "There is no log bucket."
        return
    yield f"{bucket['name']} in {bucket['region']}, account {bucket['account']}"
    yield (
        f"public access blocked {_yes(bucket['publicAccessBlocked'])}, TLS only {_yes(bucket['tlsOnly'])}, "
        f"versions kept {_yes(bucket['versioning'])}, encryption {bucket['encryption'] or 'none'}"
    )


def _alert(alert: dict[str, Any] | None) -> Iterator[str]:
    if alert is None:
        yield "There is no region alert: nobody is told of activity in a region you never use."
        return
    watched, function = alert["watchedRegions"], alert["function"] or {}
    regions = f"{counted(len(watched), 'region')} ({', '.join(watched)})" if watched else "no region"
    yield f"Watched by rules: {regions}"
    if alert["deliveredLogs"]:
        yield "By log files: whatever the trail logs, in whatever region and account"
    yield f"Approved: {', '.join(alert['approvedRegions']) or 'none'}"
    first = {"bus": alert["bus"]} if watched or not alert["deliveredLogs"] else {}
    path = {
        **first,
        "queue": (alert["queue"] or {}).get("arn"),
        "function": function.get("name"),
        "topic": alert["topic"],
    }
    hops = " -> ".join(f"{kind} {_last(arn)}" for kind, arn in path.items())
    yield f"Path: {'rules' if first else 'log files'} -> {hops} -> {_people(alert['subscriptions'])}"
    if function:
        yield f"The function {function['name']} starts at {function['schedule']}"


def _people(subscriptions: list[dict[str, Any]]) -> str:
    return ", ".join(str(one["endpoint"]) for one in subscriptions) or "nobody (add alertEmails)"


def _last(arn: str | None) -> str:
    """The readable end of an ARN."""
    return str(arn).rpartition(":")[2].rpartition("/")[2] if arn else "MISSING"


def _drill(drilled: Drilled) -> Iterator[str]:
    outcome = drilled.outcome
    if outcome is None:
        yield f"There is nothing to drill. {drilled.why}"
        return
    plan = outcome.plan
    called = f"By {plan.source}: {plan.call.name} was called in {place(plan.region)} as a dry run"
    if outcome.alert:
        yield f"{called}; at the next digest the alert came out of the topic."
        return
    if outcome.answer:
        yield f"{called}."
    yield " ".join([verdict(outcome), *(f"{one}." for one in drilled.undelivered)])


def _on(value: bool) -> str:
    return "on" if value else "OFF"


def _yes(value: bool) -> str:
    return "yes" if value else "NO"
