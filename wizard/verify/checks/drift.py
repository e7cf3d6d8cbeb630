"""What was changed since the stack was deployed and no other check asks for, judged by the settings. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from components import event_selectors, merging, own_files, tamper_patterns
from components.names import Names
from components.region_alert.patterns import RULE_STATE, delivered_logs, home_bus, regional
from components.settings import Settings
from wizard.account.facts import Probe, Trail
from wizard.account.selectors_record import as_advanced
from wizard.drill.stage_check import PUT_BACK
from wizard.verify.facts import Alert, Facts, RulePlace, TrailFacts
from wizard.verify.result import Result, about, failed, passed, unknown
from wizard.verify.target import tampering
from wizard.verify.watched_keys import UNSEEN, watched_keys


def drift(facts: Facts) -> Iterator[Result]:
    """Nothing without a stack."""
    settings, names = facts.settings, facts.names
    if settings is None or names is None:
        return
    for it in facts.trails:
        if it.trail is not None:
            found = [_trail(it, it.trail), *_selectors(it, it.trail), _tags(it)]
            yield from about(found, account=facts.identity.account)
    if facts.alert is not None:
        yield from _patterns(facts, facts.alert, settings, names)
        yield from _schedule(facts.alert, settings)


def _trail(it: TrailFacts, found: Trail) -> Result:
    names, settings = it.names, it.settings
    if not found.bucket:
        return unknown("drift.trail", Probe("unknown", why=found.unknown, cause="other"))
    wrong: list[str] = []
    if found.bucket != names.log_bucket:
        wrong.append(f"its bucket is {found.bucket}, not {names.log_bucket}")
    if found.prefix != names.prefix:
        wrong.append(f"its folder is {found.prefix or 'none'}, not {names.prefix or 'none'}")
    key = it.key.key.value if it.key else None
    # Whether there is a key at all is the check of encryption.
    if found.key and settings.encryption == "sse-s3":
        wrong.append(f"it encrypts with {found.key}, and the settings say S3's own keys")
    elif found.key and key is not None and found.key != key.arn:
        wrong.append(f"its key is {found.key}, not {key.arn}")
    if wrong:
        text = "; ".join(wrong)
        return failed("drift.trail", f"{text[:1].upper()}{text[1:]}.", PUT_BACK)
    return passed("drift.trail", f"It writes to {found.bucket}.")


def _selectors(it: TrailFacts, found: Trail) -> Iterator[Result]:
    """What is recorded and nobody asked for. One that was adopted keeps what it recorded."""
    if it.names.shares_bucket:
        return
    recorded = as_advanced(found)
    if recorded is None:
        yield unknown("drift.selectors", Probe("unknown", why=found.unknown, cause="other"))
        return
    own = own_files.of_stack(it.settings, it.names)
    wanted = event_selectors.selectors(it.settings, [one.arn for one in own])
    known = {_meaning(one) for one in wanted}
    more = [one for one in map(merging.selector_of, recorded) if _meaning(one) not in known]
    # Fewer management events are another check's.
    more = [one for one in more if not _is_management(one)]
    kinds = set(found.insights or ()) - set(event_selectors.insights(it.settings))
    if more or kinds:
        text = ", ".join([*(one.name or "a selector without a name" for one in more), *sorted(kinds)])
        yield failed("drift.selectors", f"Beside what the settings ask for: {text}.", PUT_BACK)
    else:
        yield passed("drift.selectors", "It records what the settings ask for, and nothing else.")


def _meaning(selector: event_selectors.Selector) -> frozenset[Any]:
    """Fields, whatever their order and the selector's name."""
    return frozenset(
        (
            field.name,
            *(
                frozenset(getattr(field, name))
                for name in (
                    "equals",
                    "starts_with",
                    "not_starts_with",
                    "ends_with",
                    "not_ends_with",
                    "not_equals",
                )
            ),
        )
        for field in selector.fields
    )


def _is_management(selector: event_selectors.Selector) -> bool:
    return any(field.name == "eventCategory" and "Management" in field.equals for field in selector.fields)


def _tags(it: TrailFacts) -> Result:
    if it.tags.value is None:
        return unknown("drift.tags", it.tags)
    there, wanted = it.tags.value, dict(it.settings.tags)
    lost = [key for key, value in wanted.items() if there.get(key, "") != value and key in there]
    lost += [key for key in wanted if key not in there] if there else []
    if lost:
        return failed("drift.tags", f"Not as the settings have it: {', '.join(sorted(lost))}.", PUT_BACK)
    return passed("drift.tags", "It has those of the settings, as far as it has any.")


def _patterns(facts: Facts, it: Alert, settings: Settings, names: Names) -> Iterator[Result]:
    """Rules that are there; one that is gone, off or sends elsewhere is another check's."""
    wrong: list[str] = []
    gap: Probe[Any] | None = None
    for place, probe in it.rules.items():
        if probe.state == "unknown":
            gap = gap or probe
        if probe.value is None:
            continue
        wanted = _wanted(place, facts, settings, names)
        if wanted is None:
            gap = gap or UNSEEN
        elif _parsed(probe.value.get("EventPattern")) != json.loads(json.dumps(wanted)):
            wrong.append(f"{place[1]} in {place[0]}")
        elif place[1] == names.region_rule and probe.value.get("State") == "ENABLED":
            # It sees fewer events than it was deployed to: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
            wrong.append(f"{place[1]} in {place[0]} (its state is ENABLED, not {RULE_STATE})")
    if wrong:
        yield failed(
            "drift.rule-patterns", f"Another pattern or state than deployed: {', '.join(wrong)}.", PUT_BACK
        )
    elif gap is not None:
        yield unknown("drift.rule-patterns", gap)
    elif it.rules:
        yield passed("drift.rule-patterns", f"{len(it.rules)} rules match what they were deployed to match.")


def _wanted(place: RulePlace, facts: Facts, settings: Settings, names: Names) -> Mapping[str, Any] | None:
    """The pattern that this rule has to have, None where that isn't known."""
    region, name, bus = place
    if name == names.region_rule:
        if bus:
            return home_bus()
        return regional(names.partition, region, settings.alert_reads)
    if name == names.delivered_rule:
        return delivered_logs(names.log_bucket, names.own_files, names.log_folder)
    keys = watched_keys(facts, settings)
    if keys is None:
        return None
    known = {
        **tamper_patterns.at_home(names, keys),
        **tamper_patterns.where_iam_logs(names),
    }
    for rule in tampering(settings, names):
        on = names.alerts if rule.on_alert_bus else ""
        if (rule.region, names.tamper_rule(rule.name), on) == place:
            return tamper_patterns.pattern([known[subject] for subject in rule.subjects])
    return None


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text or "{}")
    except (TypeError, ValueError):
        return None


def _schedule(it: Alert, settings: Settings) -> Iterator[Result]:
    """One that is gone is another check's."""
    if it.schedule.state == "bad":
        return
    if it.schedule.value is None:
        yield unknown("drift.schedule", it.schedule)
        return
    minutes = settings.alert_every_minutes
    wanted = f"rate({minutes} minute{'s' if minutes > 1 else ''})"
    found = str(it.schedule.value.get("ScheduleExpression", ""))
    if found == wanted:
        yield passed("drift.schedule", f"It starts at {found}.")
    else:
        yield failed("drift.schedule", f"It starts at {found}, and the settings say {wanted}.", PUT_BACK)
