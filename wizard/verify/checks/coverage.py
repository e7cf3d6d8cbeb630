"""Whether the log files of each region, and of each account of an organization, arrive, judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.account.facts import Probe
from wizard.screen.terminal import counted
from wizard.verify.coverage import AccountCoverage, RegionCoverage, account_coverage, proof
from wizard.verify.facts import Covered, Facts, TrailFacts
from wizard.verify.result import Result, about, failed, passed, unknown, young
from wizard.verify.since import new_regions
from wizard.verify.times import FRESH_SECONDS, ago, clock, epoch, minutes_old, started, still_spreads

_LOOK = "Look at the log bucket's policy and the key's, and whether somebody stopped the trail."
_START = "See the check of logging."
# Log files come within about five minutes, at times fifteen.
_LATE_SECONDS = 1800
# Regions that are named in one sentence, and sentences about one account.
_NAMED, _SENTENCES = 4, 3


def regions(facts: Facts) -> Iterator[Result]:
    """Whether it is known which regions there are."""
    if facts.enabled.value is None:
        yield unknown("coverage.regions", facts.enabled)
    else:
        yield passed("coverage.regions", f"{len(facts.enabled.value)} regions are enabled.")


def coverage(facts: Facts, it: TrailFacts) -> Iterator[Result]:
    """Each region of the trail."""
    new = new_regions(facts)
    for region, covered in it.regions.items():
        stopped = _stopped(it, covered)
        if covered.status.state == "bad" and still_spreads(facts.now, it):
            text = f"The trail is new, and doesn't show in {region} yet."
            yield young("coverage.region", text, region)
        elif stopped:
            yield failed("coverage.region", f"{stopped} {region}, whatever arrived before.", _START, region)
        elif covered.digest.state == "bad":
            text = f"Nothing can arrive from {region}: the bucket is gone."
            yield failed("coverage.region", text, _LOOK, region)
        elif it.trail is not None and it.trail.bucket and not it.trail.validates:
            yield _by_log_files(facts, it, region, covered)
        elif covered.digest.state != "good":
            yield unknown("coverage.region", covered.digest, region)
        else:
            found = _by_digests(facts, it, region, covered)
            if found.state == "failed" and region in new:
                found = young("coverage.region", f"{region} was enabled since; nothing came yet.", region)
            yield found


def _stopped(it: TrailFacts, covered: Covered) -> str:
    """What is so where nothing is recorded now: then no digest file of an hour ago proves anything."""
    status = covered.status
    if it.trail is None and status.state == "bad":
        return "There is no trail that would record"
    if status.state == "bad":
        return "The trail doesn't record"
    if status.value is not None and not status.value["IsLogging"]:
        return "The trail is stopped and doesn't record"
    return ""


def _by_digests(facts: Facts, it: TrailFacts, region: str, covered: Covered) -> Result:
    digest = covered.digest.value
    if digest is not None and facts.now - digest.end < FRESH_SECONDS:
        return passed("coverage.region", proof(digest), region)
    if minutes_old(facts.now, it.status):
        delivered = epoch((covered.status.value or {}).get("LatestDeliveryTime"))
        if delivered:
            when = ago(facts.now - delivered)
            text = f"Log files arrived {when} ago; the first digest file comes within an hour or two."
            return passed("coverage.region", text, region)
        age = ago(facts.now - started(it.status))
        return young(
            "coverage.region", f"The trail is {age} old, and nothing came from {region} yet.", region
        )
    last = f"the last one is of {clock(digest.end)}" if digest else "there is none"
    return failed("coverage.region", f"No digest file from {region} for two hours: {last}.", _LOOK, region)


def _by_log_files(facts: Facts, it: TrailFacts, region: str, covered: Covered) -> Result:
    """Without digests only what happened can prove that it is delivered: the account's own event history."""
    if covered.status.value is None:
        return unknown("coverage.region", covered.status, region)
    if covered.last_event.state != "good":
        why = covered.last_event
        if why.state == "pending":
            why = Probe[float | None](
                "unknown",
                why="Log file validation is off, so no digest file proves anything, and another account's "
                "event history can't be asked",
                cause="other",
            )
        return unknown("coverage.region", why, region)
    delivered = epoch(covered.status.value.get("LatestDeliveryTime"))
    event = covered.last_event.value
    if event is None or facts.now - event < _LATE_SECONDS:
        if delivered and facts.now - delivered < FRESH_SECONDS:
            return passed("coverage.region", f"Log files arrived {ago(facts.now - delivered)} ago.", region)
        why = Probe[float | None](
            "unknown",
            why="Log file validation is off, so no digest file proves anything, and nothing happened in "
            f"{region} that should have arrived by now",
            cause="other",
        )
        return unknown("coverage.region", why, region)
    if delivered >= event:
        return passed("coverage.region", f"Log files arrived {ago(facts.now - delivered)} ago.", region)
    last = (
        f"the last log file came {ago(facts.now - delivered)} ago" if delivered else "no log file ever came"
    )
    text = f"Something happened in {region} {ago(facts.now - event)} ago, and {last}."
    return failed("coverage.region", text, _LOOK, region)


def accounts(facts: Facts, it: TrailFacts) -> Iterator[Result]:
    """Each other account of the organization, by the worst of its regions."""
    for one in it.accounts.values():
        yield from about([_account(account_coverage(facts, it, one))], account=one.account.id)


def _account(found: AccountCoverage) -> Result:
    id, proved = "coverage.account", found.of("passed")
    if found.state == "failed":
        text = _sentences(found.of("failed"))
        if proved:
            text += f" From {counted(len(proved), 'other region')} files arrive."
        return failed(id, text, _LOOK)
    if found.state == "unknown":
        some = found.of("unknown")
        if all(one.waits for one in some):
            return young(id, _sentences(some))
        gap = next(one for one in some if not one.waits)
        cause = gap.cause if gap.cause != "young" else "other"
        return unknown(id, Probe("unknown", why=_sentences(some), action=gap.action, cause=cause or "other"))
    if not proved:
        reasons = " ".join(dict.fromkeys(one.why for one in found.regions))
        return passed(id, reasons or "Nothing ever came from it, and nothing has to.")
    events = [one.newest_event for one in proved]
    newest = f"; newest event {max(map(str, filter(None, events)))}" if any(events) else ""
    if not newest and "" in events:
        newest = "; no activity in that hour"
    return passed(id, f"Digest files of {counted(len(proved), 'region')} came within two hours{newest}.")


def _sentences(some: Sequence[RegionCoverage]) -> str:
    """What is said of these regions, those together of which the same is said."""
    groups: dict[str, list[str]] = {}
    for one in some:
        groups.setdefault(one.why, []).append(one.region)
    told: list[str] = []
    for why, names in groups.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        told.append(f"{', '.join(names[:_NAMED])}{more}: {why}")
    return " ".join(told[:_SENTENCES]) + (" ..." if len(told) > _SENTENCES else "")
