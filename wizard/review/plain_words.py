"""The settings in plain words: what will be made, where, what it costs, what to think about. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components import prices, regions
from components.prices import Rates
from components.settings import DELIVERED_LOGS, RULES, Problem, Settings, specs, warnings
from wizard.review import organization_words
from wizard.review.costs import alert_path
from wizard.review.costs.alert_path import DEFAULT_REGIONS, idle_traffic, month
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.known import Known, volumes_of
from wizard.review.costs.lines import Kept
from wizard.review.costs.parts import Parts
from wizard.review.costs.words import between
from wizard.review.costs.words import in_words as in_words_of_cost
from wizard.review.data_event_words import in_words
from wizard.screen.terminal import counted


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs."""

    heading: str
    lines: tuple[str, ...]


def sections(
    settings: Settings,
    account: str,
    enabled: Sequence[str] | None,
    notes: Sequence[str] = (),
    accounts: int = 0,
    cost: Estimate | None = None,
) -> list[Section]:
    """The review without the file's diff. account: "" when nobody looked, enabled: None likewise;
    notes: what else to think about; accounts: of the organization, 0 where that isn't known; cost: None for
    one of assumptions."""
    parts = [
        Section("What will be made", tuple(_made(settings, account))),
        Section("Who is told", tuple(_told(settings, enabled))),
        Section("What it costs", tuple(costs(settings, enabled, accounts))),
    ]
    cost = cost or of_assumptions(settings, enabled, accounts)
    parts.append(Section("What that may come to", tuple(in_words_of_cost(cost))))
    found = [*map(str, warnings(settings)), *notes]
    return [*parts, Section("To think about", tuple(found))] if found else parts


def _made(settings: Settings, account: str) -> list[str]:
    home = settings.home_region
    where = organization_words.where(settings, account)
    name = settings.trail_name
    bucket = settings.bucket_name(organization_words.bucket_account(settings, account))
    kind = "An organization trail" if settings.is_organization else "A trail"
    trail, its, writers = f"{kind}, {name}, that", "A", "written by this trail alone"
    if settings.adopt_trail:
        trail, its = f"The trail {name} is taken over: it", "Its"
        writers = "written by this trail and by whom its policy lets write today"
    lines = [
        f"{trail} records management events of every region {where}, with log file validation. Its home is "
        f"{home} ({regions.name_of(home)}).",
        f"{its} log bucket, {bucket}, in {home}: private, versioned, TLS only, {writers}. "
        f"{_encryption(settings)}",
        _retention(settings),
    ]
    if settings.data_events:
        reads = "reads and writes" if settings.data_events_reads else "writes only"
        lines.append(f"Data events ({reads}): {in_words(settings.data_events)}.")
    if settings.insights != "none":
        lines.append(f"Insights: {specs()['insights'].choices[settings.insights]}.")
    lines += [*_around(settings), *organization_words.around(settings)]
    kept = "stay when the stack is destroyed" if settings.retain_logs else "are deleted with the stack"
    lines.append(f"{'Bucket, logs and key' if settings.own_log_key else 'Bucket and logs'} {kept}.")
    tags = ", ".join(f"{name}={value}" for name, value in settings.tags)
    lines.append(f"Tags on everything that takes tags: {tags or 'none'}.")
    return lines


def _around(settings: Settings) -> Iterator[str]:
    """What stands beside trail and bucket."""
    if settings.object_lock != "off":
        meaning = specs()["objectLock"].choices[settings.object_lock]
        days = counted(settings.object_lock_days, "day")
        yield f"Object Lock for {days}: {meaning}. It can't be turned off again."
    if settings.access_logs:
        yield "A second bucket that records who reads the log bucket."
    if settings.cloud_watch_logs:
        yield f"Events go to CloudWatch Logs as well, for {counted(settings.cloud_watch_logs_days, 'day')}."
    if settings.cis_alarms:
        yield "15 alarms of the CIS benchmark on that log group: one mail for five minutes of each."
    if settings.queries:
        yield "Athena can be asked about the logs (`query`); the answers are kept for a week."
    if settings.log_readers and not settings.log_archive_account:
        yield f"Read and decrypted by these alone: {', '.join(settings.log_readers)}."


def _encryption(settings: Settings) -> str:
    key = (
        "its KMS key, or a new one where it has none"
        if settings.adopt_trail
        else "a new KMS key of their own"
    )
    return {
        "new-key": f"Log files are encrypted with {key}.",
        "existing-key": f"Log files are encrypted with your key {settings.kms_key_arn}.",
        "sse-s3": "Log files are encrypted with S3's own keys: who may read the bucket may read the logs.",
    }[settings.encryption]


def _retention(settings: Settings) -> str:
    words: list[str] = []
    if settings.archive_class != "STANDARD":
        words.append(f"move to {settings.archive_class} after {counted(settings.archive_after_days, 'day')}")
    days = settings.expire_after_days
    words.append(f"are deleted after {counted(days, 'day')}{_years(days)}" if days else "are kept for ever")
    return f"Log files {' and '.join(words)}."


def _years(days: int) -> str:
    years = round(days / 365, 1)
    return f" ({years:g} years)" if days >= 365 else ""


def _told(settings: Settings, enabled: Sequence[str] | None) -> Iterator[str]:
    if settings.region_alert:
        yield from _of_other_regions(settings, enabled)
    else:
        approved = ", ".join(settings.approved_regions)
        yield f"Of activity in other regions, nobody: the region alert is off. Approved regions: {approved}."
    if settings.region_alert or settings.tamper_alert:
        yield from _receivers(settings)
    if settings.tamper_alert:
        yield "A change to the trail, its bucket, key or the alert itself is told within minutes."


def _of_other_regions(settings: Settings, enabled: Sequence[str] | None) -> Iterator[str]:
    watched = [name for name in enabled or () if name not in settings.approved_regions]
    count = counted(len(watched), "region") if enabled is not None else "every other enabled region"
    soon = "within a few minutes" if RULES in settings.region_alert else "within 5 to 10 minutes"
    if settings.alert_every_minutes > 1:
        soon += f" and at most {settings.alert_every_minutes} more (alertEveryMinutes)"
    call = "A read or a write" if settings.alert_reads else "A write"
    yield (
        f"You work in {', '.join(settings.approved_regions)}. {call} in {count} raises an alert {soon}; what "
        f"is repeated is told again after {counted(settings.alert_repeat_minutes, 'minute')}, then less and "
        "less often, with a count."
    )
    if settings.alert_reads:
        yield "Consoles and scanners read every region all day: they are told too."
    else:
        yield "Reads aren't told, but for those that hand out credentials or secrets."
    if watched:
        yield f"Watched: {', '.join(watched)}."
    yield from (f"Source: {specs()['regionAlert'].choices[source]}." for source in settings.region_alert)
    if settings.alert_skip_regions:
        yield f"Not watched by rules (alertSkipRegions): {', '.join(settings.alert_skip_regions)}."
    if settings.alert_ignore_principals:
        silent = ", ".join(settings.alert_ignore_principals)
        yield f"Never told of, whatever they do in whatever region (alertIgnorePrincipals): {silent}."


def _receivers(settings: Settings) -> Iterator[str]:
    receivers = [*settings.alert_emails, *([settings.alert_topic_arn] if settings.alert_topic_arn else [])]
    if receivers:
        yield f"It goes to {', '.join(receivers)}. Each address has to confirm AWS's mail first."
    yield f"Form of the alert: {specs()['alertFormat'].choices[settings.alert_format]}."


def of_assumptions(
    settings: Settings, enabled: Sequence[str] | None = None, accounts: int = 0, kept: Kept | None = None
) -> Estimate:
    """The estimate where nothing is known of the account. accounts: of the organization, 0 where that isn't
    known; kept: what a trail that is taken over goes on recording."""
    known = Known(regions=len(enabled or ()), accounts=accounts)
    return estimate(settings, volumes_of(settings, known), kept=kept)


def _rates(settings: Settings) -> Rates:
    return Rates.of(settings.partition, settings.home_region)


def costs(settings: Settings, enabled: Sequence[str] | None, accounts: int) -> list[str]:
    """In sentences. enabled: None where nobody looked; accounts: of the organization, 0 likewise."""
    rates = _rates(settings)
    lines = [
        f"Trail: the first copy of management events is free; a further one costs "
        f"{rates.words(prices.EVENT_COPY)}."
    ]
    keys = ["the log key"] if settings.own_log_key else []
    alerts = settings.region_alert or settings.tamper_alert
    if settings.own_alert_key:
        keys.append("the alerts' key")
    if keys:
        lines.append(
            f"KMS: {_usd(rates, prices.KEY, 1)} a month for {' and as much for '.join(keys)}; once more "
            "after each of the first two yearly rotations."
        )
    if settings.data_events:
        lines.append(f"Data events: {rates.words(prices.DATA_EVENT)}.")
    if settings.insights != "none":
        types = "for each of two types" if settings.insights == "both" else "for one type"
        lines.append(f"Insights: {rates.words(prices.INSIGHT)}, {types}.")
    if settings.cloud_watch_logs:
        lines.append(f"CloudWatch Logs: {rates.words(prices.LOG_INTAKE)}, and more to keep them.")
    if settings.cis_alarms:
        lines.append(
            f"CIS alarms: {_usd(rates, prices.ALARM, 15)} a month for 15 alarms, and up to "
            f"{_usd(rates, prices.METRIC, 15)} for their metrics: one is paid for in the hours in which "
            "something matched."
        )
    if DELIVERED_LOGS in settings.region_alert:
        usd = _usd(rates, prices.OBJECT_EVENT, 1_000_000)
        lines.append(f"Delivered logs as a source: about {usd} for a million files.")
    whose = "each account writes" if settings.is_organization else "the account writes"
    lines.append(f"Log files: S3's storage price for what {whose}; cents a month for a quiet account.")
    number = DEFAULT_REGIONS if enabled is None else len(enabled)
    if alerts and settings.is_organization:
        lines.append(organization_words.alert_path_cost(settings, accounts, number))
    elif alerts:
        lines.append(_alert_path(settings, number))
    return lines


def _usd(rates: Rates, price: prices.Price, units: float) -> str:
    return between(rates.least(price, units), rates.most(price, units))


def _alert_path(settings: Settings, enabled: int) -> str:
    parts = Parts.of(settings, enabled)
    lines = month(parts, idle_traffic(parts, enabled), settings.insights)
    usd = between(*alert_path.between(lines, _rates(settings)))
    key = ", its key included" if parts.keys else ""
    return f"Alert path: about {usd} a month while nothing happens{key}; docs/costs.md has each part."


def as_document(settings: Settings, found: Sequence[Problem]) -> dict[str, object]:
    """The settings and what to think about, for --json."""
    return {
        "settings": {"aws:region": settings.home_region, **settings.as_shown()},
        "warnings": [problem.as_dict() for problem in found],
    }
