"""How a trail that exists differs from what the settings ask for. Pure: facts in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from components import prices
from components.settings import Settings
from wizard.account.facts import Trail
from wizard.account.selectors_record import (
    MODES,
    Management,
    Mode,
    as_advanced,
    has_scanners_name,
    management,
)
from wizard.trails.closer_look import CloserLook
from wizard.trails.difference import Difference, unknown
from wizard.trails.missing import insights_now, loops, missing_data, missing_insights


def compare(
    trail: Trail, settings: Settings, closer_look: CloserLook | None = None, good_key: str = ""
) -> list[Difference]:
    """Every difference, the worst first; [] where all is right, the alert included.

    good_key: the ARN of settings.kms_key_arn, once its policy was found good for this trail.
    """
    seen = closer_look or CloserLook()
    if not trail.bucket:
        # Only its name is known: what would look wrong here isn't known to be.
        return [
            unknown("regions", "What it records, and where to,", trail.unknown),
            *_beside(trail, settings),
        ]
    return [
        *_running(trail),
        *_reach(trail),
        *_events(trail, settings, seen),
        *_files(trail, settings, good_key),
        *_places(trail, seen),
        *_beside(trail, settings),
    ]


def _running(trail: Trail) -> Iterator[Difference]:
    if trail.is_logging is None:
        yield unknown("stopped", "Whether it is logging", trail.unknown)
    elif not trail.is_logging:
        yield Difference("stopped", "It is stopped: nothing is recorded, whoever does what.")
    if trail.delivery_error:
        meaning = _meaning(trail.delivery_error)
        yield Difference(
            "delivery",
            f"The last log files couldn't be delivered ({trail.delivery_error}): {meaning}",
            "by hand",
            "Mend that first; nothing else helps while no file arrives.",
        )


def _meaning(error: str) -> str:
    """S3's error, which is the trail's LatestDeliveryError, in a sentence.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    code = error.split(":")[0].strip()
    if code.startswith("KMS"):
        return "the KMS key is disabled or gone, or doesn't let CloudTrail encrypt."
    return {
        "AccessDenied": "the bucket's policy, or that of its KMS key, doesn't let CloudTrail write.",
        "NoSuchBucket": "the bucket is gone.",
        "AllAccessDisabled": "AWS has disabled access to the bucket.",
    }.get(code, "the bucket refused them.")


def _reach(trail: Trail) -> Iterator[Difference]:
    if not trail.is_multi_region:
        yield Difference(
            "regions",
            f"It records {trail.home_region} alone: what happens in any other region isn't recorded. "
            "Security Hub CloudTrail.1 and Prowler fail it.",
        )
    elif not trail.global_events:
        yield Difference(
            "global-events", "Events of global services, such as IAM and sign-in, aren't recorded."
        )


def _files(trail: Trail, settings: Settings, good_key: str) -> Iterator[Difference]:
    if not trail.validates:
        yield Difference(
            "validation",
            "Log file validation is off: nobody could prove that a log file wasn't changed or removed "
            "(Security Hub CloudTrail.4).",
        )
    if settings.encryption == "existing-key" and trail.key != settings.kms_key_arn:
        how = f"with another KMS key ({trail.key})" if trail.key else "without a KMS key"
        text = f"Log files are encrypted {how}, not with {settings.kms_key_arn}."
        if good_key == settings.kms_key_arn:
            yield Difference("key", text)
        else:
            advice = "It isn't changed here: whether that key's policy lets this trail use it isn't sure."
            yield Difference("key", text, "by hand", advice)
    elif settings.encryption != "sse-s3" and not trail.key:
        yield Difference(
            "key",
            "Log files aren't encrypted with a KMS key: who may read the bucket may read the logs. Security "
            "Hub CloudTrail.2 fails it.",
            "stack",
            "Deploying makes a key; or name one that you have: encryption: existing-key.",
        )


def _places(trail: Trail, closer_look: CloserLook) -> Iterator[Difference]:
    if closer_look.bucket.state == "unknown":
        yield unknown("bucket", f"Whose bucket {trail.bucket} is", closer_look.bucket.why)
    elif closer_look.bucket.value == "nobody":
        yield Difference(
            "bucket",
            f"Its bucket {trail.bucket} doesn't exist: no log file can be delivered.",
            "by hand",
            "Make a bucket whose policy lets CloudTrail write, and name it with "
            "`aws cloudtrail update-trail`.",
        )
    elif closer_look.bucket.value == "others":
        yield Difference(
            "bucket",
            f"Its bucket {trail.bucket} belongs to another account: who may read, change or delete the log "
            "files is decided there, and no deployment here can harden it.",
            "by hand",
            "That account's owner can; ask there.",
        )

    if closer_look.key.state == "unknown":
        yield unknown("key-state", "The state of its KMS key", closer_look.key.why)
    elif closer_look.key.value not in (None, "Enabled"):
        yield Difference(
            "key-state",
            f"Its KMS key {trail.key} is {closer_look.key.value}: nothing can be encrypted with it, and so "
            "no log file is delivered.",
            "by hand",
            "Enable the key or cancel its deletion; what it has encrypted can't be read without it.",
        )


def _beside(trail: Trail, settings: Settings) -> Iterator[Difference]:
    """What stands beside a trail, and is made only by deploying."""
    if settings.cloud_watch_logs and not trail.log_group:
        yield Difference("log-group", "Events don't go to CloudWatch Logs.", "stack")
    if settings.region_alert:
        yield Difference(
            "region-alert",
            "The region alert isn't the trail's: nobody hears of activity in regions that you never use.",
            "stack",
        )
    if settings.tamper_alert:
        yield Difference(
            "tamper-alert",
            "Nobody hears of changes to the trail, its bucket or its key.",
            "stack",
        )


_MOST_NAMED = 5


def _events(trail: Trail, settings: Settings, closer_look: CloserLook) -> Iterator[Difference]:
    """Management events first, then what costs or is missing beside them."""
    yield from _selectors(trail, settings, closer_look)
    yield from _insights(trail, settings, closer_look)


def _selectors(trail: Trail, settings: Settings, closer_look: CloserLook) -> Iterator[Difference]:
    recorded = as_advanced(trail)
    if recorded is None:
        yield unknown("management", "Which events it records", trail.unknown)
        return
    gaps = _gaps(management(recorded))
    if gaps:
        yield Difference("management", f"{' '.join(gaps)} Security Hub CloudTrail.1 and Prowler fail it.")
    elif trail.advanced_selectors and not has_scanners_name(recorded):
        yield Difference(
            "selector-name",
            "All management events are recorded, but Prowler fails the trail: it looks for a selector called "
            'exactly "Management events selector", without readOnly.',
        )
    loop = [files.prefix for files in loops(recorded, trail, closer_look)]
    if loop:
        yield Difference(
            "loop",
            f"Its data events include what is written to {_named(loop)}: each log file is an event that "
            f"makes another log file, without end ({prices.DATA_EVENT.words}). Once that is left out, who "
            "reads log files isn't recorded here either: the bucket's access logs show it.",
        )
    missing = missing_data(recorded, trail, settings, closer_look)
    if missing:
        types = [one["Name"].removeprefix("Data events selector: ") for one in missing]
        yield Difference("data-events", f"Data events that you want are missing: {_named(types)}.")


def _gaps(found: Mapping[Mode, Management]) -> list[str]:
    extents = {found[mode].extent for mode in MODES}
    if extents == {"none"}:
        return ["No management events are recorded: who changes what in the account isn't known."]
    sentences = [
        f"{mode.capitalize()} among the management events aren't recorded."
        for mode in MODES
        if found[mode].extent == "none"
    ]
    if "some" in extents:
        sentences.append("Only a part of the management events is recorded.")
    left_out = sorted({source for mode in MODES for source in found[mode].left_out})
    if left_out:
        sentences.append(f"Management events of {_named(left_out)} are left out.")
    return sentences


def _insights(trail: Trail, settings: Settings, closer_look: CloserLook) -> Iterator[Difference]:
    if settings.insights == "none":
        return
    now = insights_now(trail, closer_look)
    if now is None:
        yield unknown("insights", "Which Insights are on", closer_look.insights.why or trail.unknown)
        return
    missing = missing_insights(now, settings)
    if missing:
        yield Difference(
            "insights",
            f"Insights are off ({_named(missing)}): nobody is told of unusual numbers of calls or errors.",
        )


def _named(things: Sequence[str]) -> str:
    more = len(things) - _MOST_NAMED
    return f"{', '.join(things[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"
