"""Looks at the stack's alert: the drill's own stages, each at once, and what they don't ask. Read-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from components.arns import Arn
from components.names import Names
from components.settings import DELIVERED_LOGS, RULES, Settings
from wizard.account.asked_once import AskedOnce
from wizard.account.error_codes import NOT_THERE
from wizard.account.existing_topic import look_at_topic
from wizard.account.facts import Probe
from wizard.account.in_parallel import late
from wizard.account.one_call import ask, ask_every_page
from wizard.drill import stages_at_home, stages_by_source
from wizard.drill.plan import WRITE, Plan
from wizard.drill.stage_check import Finding, judged
from wizard.drill.subscribers import subscriptions
from wizard.verify.facts import Alert, RulePlace
from wizard.verify.look_at_role import look_at_role, unread
from wizard.verify.muted import look_for_mute_rules
from wizard.verify.target import forwards, tampering
from wizard.verify.together import Asking
from wizard.verify.wanted_rules import WantedRule, wanted_rules

_Calls = dict[tuple[str, ...], Callable[[], Any]]


def look_at_alert(
    asking: Asking,
    beside_trail: AskedOnce,
    settings: Settings,
    names: Names,
    enabled: Callable[[], Sequence[str]],
) -> Alert:
    """Everything of the alert. asking: with clients of its account; beside_trail: clients of the trail's, the
    same without a log archive; enabled: the regions that are, as soon as that is known."""
    inner = asking.within()
    looks = _Looks(inner, beside_trail, settings, names)
    stages, parts = looks.stages_at_home(), looks.parts()

    def by_region() -> tuple[_Calls, _Calls, dict[tuple[str, ...], Any]]:
        rules, their_stages = looks.rules(enabled()), looks.rule_stages(enabled())
        return rules, their_stages, inner.together({**rules, **their_stages})

    # At home answers lead to further questions: nothing of it waits for the regions.
    halves = asking.together(
        {"home": lambda: inner.together({**parts, **looks.ahead(), **stages}), "regions": by_region}
    )
    rules, their_stages, of_rules = halves.get("regions") or (looks.rules(()), looks.rule_stages(()), {})
    found = {**(halves.get("home") or {}), **of_rules}
    stages = {**stages, **their_stages}

    def finding(key: tuple[str, ...]) -> Finding:
        return found.get(key) or Finding(
            key[1], "unknown", f"no answer in time about {key[1]} {key[2]}".strip()
        )

    def part(name: str) -> Any:
        if ("part", name) not in parts:
            return Probe()
        return found.get(("part", name)) or late(name, names.home)

    return Alert(
        findings={(check, region): finding(("stage", check, region)) for _, check, region in stages},
        rules={key[1:]: found.get(key) or late("events:DescribeRule", key[1]) for key in rules},  # pyright: ignore
        roles={
            key: found.get(("part", *key)) or unread(name, names.home) for key, name in looks.roles().items()
        },
        queue=part("queue"),
        dead_letters=part("dead letters"),
        bus=part("bus"),
        function=part("function"),
        runtime=part("runtime updates"),
        schedule=part("schedule"),
        alarms=part("alarms"),
        muted=part("mute rules"),
        table=part("table"),
        table_policy=part("table policy"),
        topic=part("topic"),
    )


class _Looks:
    def __init__(self, asking: Asking, beside_trail: AskedOnce, settings: Settings, names: Names) -> None:
        self._asking, self._settings, self._names = asking, settings, names
        self._client_for, self._beside_trail = asking.client_for, beside_trail
        self._tampering = tampering(settings, names)

    def _of(self, account: str) -> AskedOnce:
        return self._client_for if account == self._names.account else self._beside_trail

    def _places(self, enabled: Sequence[str]) -> Mapping[RulePlace, WantedRule]:
        return wanted_rules(self._settings, self._names, self._tampering, enabled)

    def rules(self, enabled: Sequence[str]) -> _Calls:
        """What each rule is now."""
        return {
            ("rule", *place): partial(self._rule, self._of(wanted.account), *place)
            for place, wanted in self._places(enabled).items()
        }

    def _rule(self, client_for: AskedOnce, region: str, name: str, bus: str) -> Probe[Any]:
        on = {"EventBusName": bus} if bus else {}
        return ask(client_for, "events", region, "describe_rule", absent=NOT_THERE, Name=name, **on)

    def rule_stages(self, enabled: Sequence[str]) -> _Calls:
        """The drill's stages of the rules, each by the check that it answers and where."""
        found: _Calls = {}
        for (region, name, bus), wanted in self._places(enabled).items():
            # Of the tamper rules there are several in one region.
            check, its = wanted.check, self._of(wanted.account)
            where = f"{region} {name} {bus}".rstrip() if check == "tamper.rule" else region
            look = partial(stages_by_source.rule, its, region, name, bus, dict(wanted.targets))
            found["stage", check, where] = partial(judged, check, look)
        return found

    def stages_at_home(self) -> _Calls:
        """The drill's other stages."""
        names, settings, client_for = self._names, self._settings, self._client_for
        found: _Calls = {}

        def stage(check: str, region: str, look: Callable[[], str]) -> None:
            found["stage", check, region] = partial(judged, check, look)

        home = self._plan(RULES if RULES in settings.region_alert else DELIVERED_LOGS)
        if forwards(settings, self._tampering):
            stage(
                "alert.bus", names.home, partial(stages_by_source.bus, client_for, names.home, names.alerts)
            )
        if DELIVERED_LOGS in settings.region_alert or settings.tamper_alert:
            stage("alert.notification", names.home, partial(stages_by_source.notification, home, client_for))
        for source in settings.region_alert or (RULES,):
            stage(
                f"alert.queue:{source}",
                names.home,
                partial(stages_at_home.queue, self._plan(source), client_for),
            )
        for check, look in {
            "alert.dead-letters": stages_at_home.dead_letters,
            "alert.function": stages_at_home.function,
            "alert.schedule": stages_at_home.schedule,
            "alert.topic": stages_at_home.topic,
            "alert.subscribers": subscriptions,
        }.items():
            stage(check, names.home, partial(look, home, client_for))
        return found

    def _plan(self, source: str) -> Plan:
        return Plan(self._settings, self._names, source, "-", WRITE, 0, "")

    def roles(self) -> dict[tuple[str, str], str]:
        """Check and account -> the role's name."""
        names = self._names
        found = {
            ("alert.function-role", names.account): names.digest_role,
            ("alert.schedule-role", names.account): names.schedule_role,
        }
        if forwards(self._settings, self._tampering):
            for account in (names.account, names.trail_account):
                found["alert.forward-role", account] = names.forward_role
        return found

    def ahead(self) -> _Calls:
        """What is asked of the roles one after the other, asked at once: answers are kept."""
        found: _Calls = {}
        home, client_for = self._names.home, self._client_for
        for (_, account), name in self.roles().items():
            for call in ("list_role_policies", "list_attached_role_policies"):
                look = partial(ask_every_page, self._of(account), "iam", home, call, RoleName=name)
                found["ahead", account, name, call] = look
        concurrency = "get_function_concurrency"
        named = {"FunctionName": self._names.digest}
        found["ahead", concurrency] = partial(ask, client_for, "lambda", home, concurrency, **named)
        return found

    def parts(self) -> _Calls:
        """What else is asked, by what it is about."""
        names, home = self._names, self._names.home
        topic = names.alert_topic_arn
        alarms = [one for one in names.alarms if self._settings.tamper_alert or one != names.tamper_alarm]
        table = {"TableName": names.digest}

        def one(service: str, call: str, **parameters: Any) -> Callable[[], Probe[Any]]:
            return partial(
                ask,
                self._client_for,
                service,
                home,
                call,
                absent=(*NOT_THERE, "PolicyNotFound"),
                **parameters,
            )

        calls: dict[str, Callable[[], Any]] = {
            "queue": partial(self._queue, names.alerts),
            "dead letters": partial(self._queue, names.dead_letters),
            "function": one("lambda", "get_function_configuration", FunctionName=names.digest),
            "runtime updates": one("lambda", "get_runtime_management_config", FunctionName=names.digest),
            "schedule": one("scheduler", "get_schedule", Name=names.digest),
            "alarms": partial(self._alarms, alarms),
            "mute rules": partial(look_for_mute_rules, self._client_for, home, alarms),
            "table": one("dynamodb", "describe_table", **table),
            "table policy": partial(
                _text, one("dynamodb", "get_resource_policy", ResourceArn=names.digest_table_arn)
            ),
            "topic": partial(look_at_topic, self._client_for, topic, Arn.of(topic).region),
        }
        if forwards(self._settings, self._tampering):
            calls["bus"] = one("events", "describe_event_bus", Name=names.alerts)
        roles = {
            ("part", *key): partial(look_at_role, self._of(key[1]), names.home, name)
            for key, name in self.roles().items()
        }
        return {**{("part", name): call for name, call in calls.items()}, **roles}

    def _queue(self, name: str) -> Probe[Mapping[str, str]]:
        home = self._names.home
        url = ask(self._client_for, "sqs", home, "get_queue_url", absent=NOT_THERE, QueueName=name)
        if url.value is None:
            return url
        wanted = {"QueueUrl": url.value["QueueUrl"], "AttributeNames": ["All"]}
        found = ask(self._client_for, "sqs", home, "get_queue_attributes", absent=NOT_THERE, **wanted)
        return found.then(lambda answer: answer["Attributes"])

    def _alarms(self, wanted: Sequence[str]) -> Probe[Mapping[str, Any]]:
        answer = ask(
            self._client_for, "cloudwatch", self._names.home, "describe_alarms", AlarmNames=list(wanted)
        )
        return answer.then(lambda found: {one["AlarmName"]: one for one in found.get("MetricAlarms") or ()})


def _text(look: Callable[[], Probe[Any]]) -> Probe[str]:
    found = look()
    return (
        Probe("good", "") if found.state == "bad" else found.then(lambda answer: answer.get("Policy") or "")
    )
