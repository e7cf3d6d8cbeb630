"""The stack's alert, judged: the drill's stages as they are, and what stands beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from components import tamper_patterns
from components.names import Names
from components.settings import Settings
from wizard.account.existing_topic import judge_topic, kept_back
from wizard.account.facts import Probe
from wizard.drill.stage_check import PUT_BACK, Finding
from wizard.verify import meaning
from wizard.verify.checks.alarms import alarms
from wizard.verify.checks.code import code
from wizard.verify.checks.function import function
from wizard.verify.checks.who_may import locks, roles
from wizard.verify.facts import Alert, Facts
from wizard.verify.meaning import Asked
from wizard.verify.result import Result, about, failed, passed, unknown
from wizard.verify.since import is_told, new_regions, watched_when_deployed


def alert(facts: Facts) -> Iterator[Result]:
    """Nothing where the settings have no alert."""
    it, settings, names = facts.alert, facts.settings, facts.names
    if it is None or settings is None or names is None:
        return
    yield from _stages(facts, it)
    yield from _new_regions(facts, it, settings)
    yield from roles(facts, it, settings, names)
    yield from locks(it, names)
    yield from function(facts, it, settings, names)
    yield from code(facts, it, settings, names)
    yield from _topic(it, settings, names)
    yield from alarms(facts, it, settings, names)


def _stages(facts: Facts, it: Alert) -> Iterator[Result]:
    """What the drill judges. A check of several stages is as good as the worst; one that is judged further
    below, too, is told there where the stage is good."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for (check, region), finding in it.findings.items():
        id = check.partition(":")[0]
        # A region of its own, also where several rules are in one.
        groups.setdefault((id, region), []).append(finding)
    bus, new = _bus(facts, it), new_regions(facts)
    for (id, where), some in groups.items():
        region = where.partition(" ")[0]
        if id == "alert.rule" and region in new:
            continue
        worst = next((one for one in some if one.state == "bad"), None)
        worst = worst or next((one for one in some if one.state == "unknown"), some[0])
        if id == "alert.bus" and worst.state == "good":
            yield from bus
        elif id == "alert.dead-letters" and worst.state == "good":
            yield _dead_letters(facts, it, worst)
        else:
            found = _told(facts, id, worst, region if id in ("alert.rule", "tamper.rule") else "")
            yield from about([found], account=_of_rule(facts, id, where))


def _of_rule(facts: Facts, id: str, where: str) -> str:
    """Whose account a stage's rule is in, where it isn't the alert's own; else ""."""
    names = facts.names
    assert names is not None
    if not names.has_log_archive:
        return ""
    outside = {names.tamper_rule(one) for one in tamper_patterns.IN_TRAIL_ACCOUNT}
    return names.trail_account if id == "alert.rule" or where.partition(" ")[2] in outside else ""


def _told(facts: Facts, id: str, finding: Finding, region: str) -> Result:
    text = f"{finding.what[:1].upper()}{finding.what[1:].rstrip('.')}."
    if finding.state == "good":
        return passed(id, text, region)
    if finding.state == "bad":
        return failed(id, text, finding.fix or PUT_BACK, region)
    cause: Any = "closed" if region in facts.closed else "other"
    return unknown(id, Probe("unknown", why=finding.what, cause=cause), region)


def _bus(facts: Facts, it: Alert) -> Iterator[Result]:
    """Whether the bus lets anybody else in. Within the account a bus without a policy takes events too, from
    whoever IAM lets: no pattern of ours takes one that no service sent.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
    """
    names = facts.names
    assert names is not None
    if it.bus.value is None:
        yield unknown("alert.bus", it.bus)
        return
    asked = Asked(names.alert_bus_arn, it.bus.value.get("Policy") or "", names.account)
    wrong = list(meaning.allowed(meaning.outsiders(names), ["events:PutEvents", "events:PutRule"], asked))
    sender = meaning.Principal.role(names.forward_role_of(names.trail_account))
    lets_in = meaning.may(sender, "events:PutEvents", asked)
    key = it.bus.value.get("KmsKeyIdentifier")
    if wrong:
        yield failed("alert.bus", f"{wrong[0]}.", f"Take that statement out of the policy of {names.alerts}.")
    elif not lets_in.allowed and names.has_log_archive:
        text = (
            f"The bus {names.alerts} takes no events from account {names.trail_account}, where the trail is."
        )
        yield failed("alert.bus", text, PUT_BACK)
    elif not lets_in.allowed:
        text = f"The bus {names.alerts} takes no events of the rules' role: {lets_in.reason}."
        yield failed("alert.bus", text, f"Take that statement out of the policy of {names.alerts}.")
    elif key:
        text = f"The bus {names.alerts} is encrypted with {key}: without that key no event arrives."
        yield failed("alert.bus", text, PUT_BACK)
    else:
        yield passed("alert.bus", f"The bus {names.alerts} is there, and no stranger may use it.")


def _dead_letters(facts: Facts, it: Alert, seen: Finding) -> Result:
    """Whether what can't be read goes there. A queue that is gone is another check's."""
    id, names = "alert.dead-letters", facts.names
    assert names is not None
    if it.queue.state == "unknown":
        return unknown(id, it.queue)
    redrive = str((it.queue.value or {}).get("RedrivePolicy") or "")
    if it.queue.value is not None and names.dead_letter_queue_arn not in redrive:
        return failed(id, f"{names.alerts} sends nothing to {names.dead_letters}.", PUT_BACK)
    return _told(facts, id, seen, "")


def _new_regions(facts: Facts, it: Alert, settings: Settings) -> Iterator[Result]:
    """Those that the function wasn't told of when it was deployed; the rule that each lacks is told here."""
    if not is_told(facts, settings):
        return
    if facts.enabled.value is None:
        yield unknown("alert.new-regions", facts.enabled)
        return
    if it.function.state == "bad":
        return
    if watched_when_deployed(it) is None:
        yield unknown("alert.new-regions", it.function)
        return
    new = new_regions(facts)
    if new:
        text = (
            f"{', '.join(new)}: enabled since the last deployment, or not approved any more, without a rule."
        )
        yield failed("alert.new-regions", text, "`pulumi up` makes the rules.")
    else:
        yield passed("alert.new-regions", "No region was enabled since.")


def _topic(it: Alert, settings: Settings, names: Names) -> Iterator[Result]:
    """Whether what publishes may. A topic that is gone is the drill's stage's."""
    if it.topic.state == "bad":
        return
    topic = it.topic.value
    if topic is None:
        yield unknown("alert.topic-policy", it.topic)
        return
    findings = judge_topic(replace(settings, alert_topic_arn=names.alert_topic_arn), names, it.topic)
    # Whether anybody hears it is the subscribers' check.
    some = [one for one in findings if not one.text.startswith(("Nobody hears", "Subscriptions of"))]
    worst = next((one for one in some if one.state == "bad"), None)
    unsure = next((one for one in some if one.state == "unknown"), None)
    if worst:
        # A refresh leaves it, which isn't the stack's.
        let_through = (
            f"`aws sns put-data-protection-policy --data-protection-policy '' --resource-arn {topic.arn}`"
        )
        own = let_through if worst in kept_back(topic) else PUT_BACK
        yield failed("alert.topic-policy", worst.text, "" if settings.alert_topic_arn else own)
    elif unsure:
        yield unknown("alert.topic-policy", Probe("unknown", why=unsure.text, cause="other"))
    else:
        yield passed("alert.topic-policy", "The digest function and the alarms may publish, key included.")
