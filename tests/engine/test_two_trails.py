"""Two AuditTrails with explicit providers in one program: the README's own and a second, by the real CLI."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import readme
from tests.engine import leftovers
from tests.engine.scene import HOME, Scene, scene
from tests.engine.stack import Outcome

pytestmark = pytest.mark.engine

TRAILS = ("audit", "audit-2")
SECOND = """
keys = {"trailName": "audit-2", "approvedRegions": ["eu-west-1"], "encryption": "sse-s3"}
second = validate(keys, home_region="eu-west-1")
elsewhere = aws.Provider("elsewhere", region="eu-west-1")
AuditTrail("audit-2", second, pulumi.ResourceOptions(providers=[elsewhere]))
"""
# Without a region of its own, and without a default provider: whatever asks for one fails.
NO_DEFAULT = {"pulumi:disable-default-providers": ["aws"]}


@dataclass
class Told:
    """Each run, and what the account and the state held in between."""

    up: Outcome
    again: Outcome
    destroy: Outcome
    resources: list[dict[str, Any]]
    outputs: dict[str, Any]
    logging: dict[str, bool]
    others: dict[str, list[str]]
    left: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def told(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Told:
    with scene(tmp_path_factory.mktemp("two") / "stack", {}) as it:
        of_ones_own(it, readme.program() + SECOND)
        up = it.stack.up()
        cloudtrail = it.account.client("cloudtrail")
        story = Told(
            up=up,
            again=it.stack.up(),
            resources=it.stack.resources(),
            outputs=it.stack.outputs(),
            logging={name: cloudtrail.get_trail_status(Name=name)["IsLogging"] for name in TRAILS},
            others=leftovers.others(it.account),
            destroy=it.stack.destroy(),
        )
        story.left = leftovers.others(it.account)
    return story


def of_ones_own(it: Scene, text: str) -> None:
    """A program of somebody's own beside `components/`, in a project that has no setting of ours."""
    (it.stack.folder / "__main__.py").write_text(text, "utf-8")
    (it.stack.folder / "Pulumi.yaml").write_text("name: everyregion\nruntime: python\n", "utf-8")
    it.stack.configure({}, region=None, others=NO_DEFAULT)


def test_an_up_makes_both_and_a_second_one_changes_nothing(told: Told) -> None:
    assert {*told.up.changes.values()} == {"create"}
    for trail in TRAILS:
        assert len([name for name in told.up.changes if name.startswith(f"{trail}-watch-")]) == 2 * 16
    assert told.again.changes == {}


def test_both_trails_log(told: Told) -> None:
    assert told.logging == {"audit": True, "audit-2": True}


def test_both_have_all_parts_of_the_alert(told: Told) -> None:
    others = {kind: {*names} for kind, names in told.others.items()}
    for trail in TRAILS:
        assert f"{trail}-alerts" in others["buses"]
        assert f"arn:aws:sns:{HOME}:123456789012:{trail}-alerts" in others["topics"]
        assert f"{trail}-alert-digest" in others["functions"] & others["schedules"]
        assert {f"{trail}-alert-late", f"{trail}-alert-heartbeat"} <= others["alarms"]
        assert f"us-west-2 {trail}-region-alert" in others["rules"]
        assert f"{HOME} {trail}-delivered-logs" in others["rules"]
        assert f"{trail}-{HOME}-alert-digest" in others["roles"]
        queues = {url.rpartition("/")[2] for url in others["queues"]}
        assert {f"{trail}-alerts", f"{trail}-alert-dead-letters"} <= queues


def test_every_resource_goes_through_the_provider_that_its_audit_trail_was_given(told: Told) -> None:
    through = {
        (r["urn"].rpartition("::")[2].startswith("audit-2-"), r["provider"].split("::")[-2])
        for r in told.resources
        if r["type"].startswith("aws:")
    }
    assert through == {(False, "security"), (True, "elsewhere")}


def test_what_a_program_exports_is_an_attribute(told: Told) -> None:
    assert told.outputs == {"logBucket": f"audit-123456789012-{HOME}"}


def test_the_state_has_each_audit_trail_s_outputs(told: Told) -> None:
    components = [r for r in told.resources if "AuditTrail::" in r["urn"]]
    outputs = {r["urn"].rpartition("::")[2]: r["outputs"] for r in components}
    assert outputs["audit-2"]["logBucket"] == f"audit-2-123456789012-{HOME}"
    assert (outputs["audit-2"]["kmsKeyArn"], outputs["audit"]["kmsKeyArn"] != "") == ("", True)
    assert outputs["audit"]["alertTopicArn"] == f"arn:aws:sns:{HOME}:123456789012:audit-alerts"
    assert len(outputs["audit"]["watchedRegions"]) == 16


def test_a_destroy_takes_both_and_leaves_only_what_is_meant_to_stay(told: Told) -> None:
    assert {*told.destroy.changes.values()} == {"delete"}
    assert {kind: names for kind, names in told.left.items() if names} == {}


def test_without_a_provider_of_its_own_it_is_the_default_one_that_is_asked(cli: None, tmp_path: Path) -> None:
    with scene(tmp_path / "stack", {}) as it:
        of_ones_own(it, readme.program().replace("pulumi.ResourceOptions(provider=there)", ""))
        refused = it.stack.preview(fails=True)
    assert "Default provider for 'aws' disabled" in refused.text


def test_a_provider_that_waits_for_something_is_said_in_one_message(cli: None, tmp_path: Path) -> None:
    waits = """
made_first = aws.sqs.Queue("made-first", opts=pulumi.ResourceOptions(provider=there))
later = aws.Provider("later", region="eu-west-1", profile=made_first.url)
AuditTrail("audit-2", settings, pulumi.ResourceOptions(provider=later))
"""
    with scene(tmp_path / "stack", {}) as it:
        of_ones_own(it, readme.program() + waits)
        refused = it.stack.preview(fails=True)
    assert "audit-2: its AWS provider rests on something that isn't made yet" in refused.text
    assert "Traceback" not in refused.text
