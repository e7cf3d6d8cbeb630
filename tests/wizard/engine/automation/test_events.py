"""What the engine tells becomes steps."""

from __future__ import annotations

from pulumi.automation import events

from components.resource_names import short_name
from tests.engine import urns
from tests.wizard.engine.events import BUCKET, KEY, RULE, TRAIL, begun, ended, failed, said, urn
from wizard.engine.automation.events import Run, by_component
from wizard.program.resource_types import COMPONENTS


def told(*seen: events.EngineEvent) -> Run:
    run = Run()
    for event in seen:
        run.see(event)
    return run


def test_a_resource_is_at_work_from_its_beginning_to_its_end() -> None:
    run = told(begun("create", KEY, "log-key", component="log-key"))
    assert [(step.name, step.component, step.op) for step in run.running.values()] == [
        ("log-key", "log-key", "create")
    ]
    run.see(ended("create", KEY, "log-key", component="log-key"))
    assert (len(run.running), len(run.done), run.changed) == (0, 1, 1)


def test_components_and_providers_are_no_things_in_aws() -> None:
    run = told(
        begun("create", "everyregion:index:LogKey", "log-key", custom=False),
        begun("create", "pulumi:providers:aws", "default"),
    )
    assert run.steps == {}


def test_what_stays_the_same_is_counted_and_no_change() -> None:
    run = told(begun("same", KEY, "log-key"), ended("same", KEY, "log-key"))
    assert (run.unchanged, run.changes, run.changed) == (1, [], 0)


def test_what_is_imported_and_changed_is_one_step_that_says_what_changes() -> None:
    run = told(
        begun("import", BUCKET, "log-bucket"),
        ended("import", BUCKET, "log-bucket"),
        begun("update", BUCKET, "log-bucket", changed=["tags"]),
        ended("update", BUCKET, "log-bucket", changed=["tags"]),
    )
    assert [(step.op, step.changed) for step in run.changes] == [("import", ("tags",))]


def test_a_replacement_is_one_step_with_its_reason() -> None:
    run = told(
        begun("delete-replaced", BUCKET, "log-bucket", kept=True),
        ended("delete-replaced", BUCKET, "log-bucket", kept=True),
        begun("replace", BUCKET, "log-bucket", changed=["bucket"], because=["bucket"], kept=True),
        ended("replace", BUCKET, "log-bucket", changed=["bucket"], because=["bucket"], kept=True),
    )
    assert run.counts == {"replace": 1}
    assert run.done == {}, "the new one isn't there yet"
    run.see(begun("create-replacement", BUCKET, "log-bucket", because=["bucket"]))
    run.see(ended("create-replacement", BUCKET, "log-bucket", because=["bucket"]))
    (step,) = run.done.values()
    assert (step.op, step.because, step.kept) == ("replace", ("bucket",), True)


def test_what_was_deleted_for_a_replacement_and_is_not_wanted_any_more_is_deleted() -> None:
    run = told(
        begun("delete-replaced", RULE, "watch"),
        ended("delete-replaced", RULE, "watch"),
        begun("remove-pending-replace", RULE, "watch"),
        ended("remove-pending-replace", RULE, "watch"),
    )
    assert run.counts == {"delete": 1}


def test_what_is_retained_is_forgotten_and_not_deleted() -> None:
    run = told(begun("delete", KEY, "log-key", kept=True), begun("delete", TRAIL, "trail"))
    assert run.counts == {"delete": 1, "forget": 1}


def test_a_failure_is_no_longer_at_work_and_has_its_reason() -> None:
    run = told(
        begun("create", TRAIL, "trail"),
        said("creating trail: AccessDenied", urn=urn(TRAIL, "trail")),
        failed("create", TRAIL, "trail"),
    )
    assert (list(run.failed), run.running, run.done) == ([urn(TRAIL, "trail")], {}, {})
    assert run.why(urn(TRAIL, "trail")) == "creating trail: AccessDenied"


def test_a_refresh_tells_what_was_changed_and_what_is_gone() -> None:
    run = told(
        begun("refresh", TRAIL, "trail"),
        ended("refresh", TRAIL, "trail", changed=["enableLogging"]),
        begun("refresh", RULE, "watch"),
        ended("refresh", RULE, "watch", is_gone=True),
        begun("refresh", KEY, "log-key"),
        ended("refresh", KEY, "log-key"),
    )
    assert [(step.name, step.op, step.changed) for step in run.drifted.values()] == [
        ("trail", "update", ("enableLogging",)),
        ("watch", "delete", ()),
    ]
    assert run.changes == []


def test_debug_messages_are_left_out_and_colours_removed() -> None:
    run = told(said("noise", "debug"), said("<{%reset%}>careful<{%reset%}>", "warning"))
    assert [(d.severity, d.message) for d in run.diagnostics] == [("warning", "careful")]


def test_components_come_in_reading_order_and_unknown_ones_last() -> None:
    run = told(
        begun("create", RULE, "x", component="new-thing"),
        begun("create", TRAIL, "trail", component="trail"),
        begun("create", KEY, "log-key", component="log-key"),
    )
    assert list(by_component(run.changes)) == ["log-key", "trail", "new-thing"]


def test_every_component_of_the_program_has_its_place() -> None:
    parents = {short_name(line.split()[-1].rpartition("::")[2]) for line in urns.listed()}
    assert parents - {"everyregion", "-"} <= {*COMPONENTS}
