"""The trail itself, judged: what wizard/trails calls a difference fails the check that asks for it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from components.command_line import wizard
from components.event_selectors import insights
from wizard.account.facts import Probe, Trail
from wizard.account.second_copy import Own, second_trail
from wizard.account.selectors_record import as_advanced
from wizard.drill.stage_check import PUT_BACK
from wizard.screen.terminal import counted
from wizard.trails.compare import compare
from wizard.trails.difference import Difference, Kind
from wizard.trails.fixes import command_line, fixes
from wizard.verify.checks.selectors import selectors
from wizard.verify.facts import Document, Facts, TrailFacts
from wizard.verify.result import Result, failed, passed, unknown, young
from wizard.verify.times import FRESH_SECONDS, ago, epoch, minutes_old, started, still_spreads

# Check -> the kinds of difference that fail it, and what is so where there is none.
_CHECKS: Mapping[str, tuple[tuple[Kind, ...], str]] = {
    "trail.multi-region": (("regions",), "It is a multi-region trail"),
    "trail.global-events": (("global-events",), "Global services are included"),
    "trail.validation": (("validation",), "Log file validation is on"),
    "trail.management-events": (("management",), "Reads and writes of every source are recorded"),
    "trail.scanner-name": (
        ("selector-name",),
        "The selector has the name that they look for, or is a basic one",
    ),
    "trail.data-events": (("data-events",), "All that the settings name are recorded"),
    "trail.loop": (("loop",), "Its own log files are left out, or no such events are recorded"),
    "trail.insights": (("insights",), "Insights are on"),
    "trail.encryption": (("key",), "Log files are encrypted with {key}"),
}
_OF_SELECTORS = ("trail.management-events", "trail.scanner-name", "trail.data-events", "trail.loop")


def trail(facts: Facts, it: TrailFacts) -> Iterator[Result]:
    """Everything about the trail but its bucket, its key and what arrives from regions."""
    found = it.trail
    if it.is_own:
        yield _exists(facts, it)
    if found is None:
        return
    yield from _as_wanted(it, found)
    yield from selectors(facts, it, found)
    yield from _logging(facts, it)
    yield from _delivered(facts, it, found)
    yield _tags(it)
    yield _paid_once(facts, it, found)


def any_trail(facts: Facts) -> Iterator[Result]:
    """Of an account's trails as a whole: whether there is one, and whether all of them are known."""
    if facts.settings is not None:
        return
    if facts.listed.state != "good":
        yield unknown("trail.exists", facts.listed)
    elif not facts.trails:
        text = "No trail records anything in this account."
        yield failed("trail.exists", text, f"`{wizard()}` sets one up for every region.")


def _exists(facts: Facts, it: TrailFacts) -> Result:
    arn = it.names.trail_arn
    if it.trail:
        return passed("trail.exists", f"{arn} is there.")
    if facts.listed.state != "good":
        return unknown("trail.exists", facts.listed)
    return failed("trail.exists", f"There is no trail {arn}.", PUT_BACK)


def _as_wanted(it: TrailFacts, found: Trail) -> Iterator[Result]:
    look = it.look
    if it.is_own and it.settings.access_logs and not look.access_logs.value:
        # Turned off by hand, which is another check's: the selectors go on leaving that bucket out.
        look = replace(look, access_logs=Probe("good", it.names.access_log_bucket))
    differences = compare(found, it.settings, look, good_key=it.settings.kms_key_arn)
    by_kind = {one.kind: one for one in differences}
    gap: Probe[Any] = Probe(
        "unknown", why=found.unknown or "It couldn't be looked at as a whole", cause="other"
    )
    for id, (kinds, good) in _CHECKS.items():
        hit = next((by_kind[kind] for kind in kinds if kind in by_kind), None)
        if not _is_asked(id, it):
            continue
        if not found.bucket:
            # Only its name is known.
            yield unknown(id, gap)
        elif hit:
            yield _different(id, it, found, hit)
        elif id in _OF_SELECTORS and as_advanced(found) is None:
            yield unknown(id, gap)
        elif id == "trail.loop" and it.look.recursive.state == "unknown":
            yield unknown(id, it.look.recursive)
        else:
            yield passed(id, f"{good.format(key=found.key)}.")


def _is_asked(id: str, it: TrailFacts) -> bool:
    """Whether somebody wants it so: the settings, or where there are none, the benchmarks."""
    if id == "trail.data-events":
        return it.is_own and bool(it.settings.data_events)
    if id == "trail.insights":
        return bool(insights(it.settings))
    return id != "trail.encryption" or it.settings.encryption != "sse-s3"


def _different(id: str, it: TrailFacts, found: Trail, hit: Difference) -> Result:
    if hit.state == "unknown":
        why: Probe[Any] = Probe("unknown", why=hit.text, cause="other")
        return unknown(id, why)
    commands = [command_line(call) for call in fixes(found, [hit], it.settings, it.look)]
    ways = [PUT_BACK] if it.is_own else [f"`{command}`" for command in commands] or [hit.advice]
    if id == "trail.encryption" and not it.is_own:
        ways = [
            f"`aws cloudtrail update-trail --name {found.arn} --kms-key-id KEY`, with a key whose policy "
            "lets CloudTrail encrypt."
        ]
    return failed(id, hit.text, " ".join(filter(None, ways)))


def _logging(facts: Facts, it: TrailFacts) -> Iterator[Result]:
    for region, covered in it.regions.items():
        status = covered.status
        if status.state == "bad" and still_spreads(facts.now, it):
            yield young("trail.logging", f"The trail is new, and doesn't show in {region} yet.", region)
        elif status.state == "bad":
            text = f"The trail doesn't show in {region}: it doesn't record that region."
            fix = PUT_BACK if it.is_own else "Make it a trail of every region: see that check."
            yield failed("trail.logging", text, fix, region)
        elif status.value is None:
            yield unknown("trail.logging", status, region)
        elif not status.value["IsLogging"]:
            since = _said(status.value, "StopLoggingTime", facts.now)
            yield failed("trail.logging", f"It doesn't log in {region}{since}.", _start(it), region)
        else:
            yield passed("trail.logging", f"It logs in {region}.", region)


def _start(it: TrailFacts) -> str:
    names = it.names
    return (
        f"`aws cloudtrail start-logging --region {names.home} --name {names.trail_arn}`; and find out who "
        "stopped it."
    )


def _said(status: Document, key: str, now: float) -> str:
    when = epoch(status.get(key))
    return f", since {ago(now - when)} ago" if when else ""


def _delivered(facts: Facts, it: TrailFacts, found: Trail) -> Iterator[Result]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html"""
    status = it.status
    wanted = {
        "trail.delivery": ("LatestDeliveryError", "LatestDeliveryTime", "log files"),
        "trail.digests": ("LatestDigestDeliveryError", "LatestDigestDeliveryTime", "digest files"),
        "trail.log-group": (
            "LatestCloudWatchLogsDeliveryError",
            "LatestCloudWatchLogsDeliveryTime",
            "events",
        ),
        "trail.topic": ("LatestNotificationError", "LatestNotificationTime", "notifications"),
    }
    if found.bucket and not found.validates:
        del wanted["trail.digests"]
    if found.bucket and not found.log_group:
        del wanted["trail.log-group"]
        if it.settings.cloud_watch_logs:
            text = "The trail sends its events to no log group."
            yield failed("trail.log-group", text, PUT_BACK)
    for id, (error, time, what) in wanted.items():
        if status.value is None:
            if id != "trail.topic":
                yield unknown(id, status)
            continue
        seen = status.value.get(error)
        when = epoch(status.value.get(time))
        if seen:
            text = f"The last {what} couldn't be delivered: {seen}."
            fix = "Look at the policies of what they go to, and of its key. " + (
                PUT_BACK if it.is_own else ""
            )
            yield failed(id, text, fix.strip())
        elif id == "trail.topic":
            if when:
                yield passed(id, f"The last one was {ago(facts.now - when)} ago.")
        elif id == "trail.digests" and (not when or facts.now - when > FRESH_SECONDS):
            yield _no_digests(facts, it, when)
        elif id == "trail.delivery" and not when and status.value.get("LatestDigestDeliveryTime"):
            yield passed(id, "No log file so far, since nothing happened; digest files arrive.")
        elif id == "trail.delivery" and not when:
            yield _nothing_yet(facts, it)
        else:
            shown = f"the last {what} were delivered {ago(facts.now - when)} ago" if when else "no error"
            yield passed(id, f"{shown[:1].upper()}{shown[1:]}.")


def _no_digests(facts: Facts, it: TrailFacts, when: float) -> Result:
    if minutes_old(facts.now, it.status):
        return young("trail.digests", _young(facts, it))
    last = f"the last one came {ago(facts.now - when)} ago" if when else "none was delivered so far"
    fix = "Look at the log bucket's policy and the key's; files come every hour."
    return failed("trail.digests", f"No digest file for two hours: {last}.", fix)


def _nothing_yet(facts: Facts, it: TrailFacts) -> Result:
    if minutes_old(facts.now, it.status):
        return young("trail.delivery", _young(facts, it))
    text = "No log file was ever delivered."
    return failed("trail.delivery", text, "Look at the log bucket's policy and the key's.")


def _young(facts: Facts, it: TrailFacts) -> str:
    return f"The trail is {ago(facts.now - started(it.status))} old."


def _tags(it: TrailFacts) -> Result:
    if it.tags.value is None:
        return unknown("trail.tags", it.tags)
    own = [key for key in it.tags.value if not key.startswith("aws:")]
    if own or (it.is_own and not it.settings.tags):
        return passed("trail.tags", f"It has {counted(len(own), 'tag')}.")
    fix = PUT_BACK if it.is_own else "`aws cloudtrail add-tags`, with an owner, for one."
    return failed("trail.tags", "It has no tags.", fix)


def _paid_once(facts: Facts, it: TrailFacts, found: Trail) -> Result:
    other = second_trail(facts.listed.value or (), Own(found.name, found.home_region, found.is_organization))
    if found.records_management is False or found.is_logging is False:
        return passed("trail.paid-once", "This trail makes no copy of management events.")
    if other is not None and other.arn != found.arn:
        if other.unknown and (other.is_logging is None or other.records_management is None):
            why: Probe[Any] = Probe(
                "unknown", why=f"Whether {other.name} records them too: {other.unknown}", cause="other"
            )
            return unknown("trail.paid-once", why)
        text = f"The trail {other.name} ({other.home_region}, bucket {other.bucket}) records them as well."
        fix = "Keep one of the two: stop or delete the other, once nobody reads its files."
        return failed("trail.paid-once", text, fix)
    if facts.listed.state != "good":
        return unknown("trail.paid-once", facts.listed)
    return passed("trail.paid-once", "No other trail records the management events of every region.")
