"""`preview`, `deploy` and `destroy` with the real CLI: what they do, say and answer with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import PASSPHRASE, desk
from tests.wizard.command import Ran

pytestmark = pytest.mark.engine

BUCKET = "everyregion-123456789012-eu-west-1"


@dataclass
class Story:
    """Each command in this order, and what the account and the state held between them."""

    ran: dict[str, Ran] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    others: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    bucket: dict[str, Any] = field(default_factory=dict)
    logs: str = ""


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    it = Story()
    with desk(tmp_path_factory.mktemp("desk") / "at", BASE) as at:

        def tell(name: str, *words: str) -> None:
            it.ran[name] = at.run(*words)
            it.others[name] = leftovers.others(at.account)

        it.files["project before"] = (at.clone / "Pulumi.yaml").read_text()
        tell("no stack", "preview")
        tell("first preview", "preview", "--yes")
        tell("unasked", "deploy")
        tell("deploy", "deploy", "--yes", "--json")
        it.names["deploy"] = at.names()
        it.files["pulumi's own preview"] = at.pulumi("stack", "output", "--stack", "dev", "--json")
        tell("again", "deploy", "--yes")
        tell("unchanged", "preview", "--expect-no-changes", "--json")
        docs = at.clone / "docs"
        docs.mkdir()
        it.ran["from a folder below"] = replace(at.folder, path=docs).inside("preview", "--expect-no-changes")
        at.configure({**BASE, "alertEmails": ["other@example.com"], "tags": {"Team": "audit"}})
        tell("changes", "preview", "--expect-no-changes")
        tell("changes as JSON", "preview", "--json")
        at.configure({**BASE, "logBucketName": "quite-another-bucket"})
        tell("danger", "preview")
        at.configure(BASE)
        at.account.client("cloudtrail").stop_logging(Name="everyregion")
        tell("drift unseen", "preview", "--expect-no-changes")
        tell("drift", "preview", "--expect-no-changes", "--refresh")
        tell("destroy", "destroy", "--yes")
        it.bucket = leftovers.bucket_answers(at.account, BUCKET)
        it.names["destroy"] = at.names()
        tell("destroy again", "destroy", "--yes", "--json")
        it.others["kept"] = {"keys": leftovers.key_states(at.account)}
        tell("preview of what was kept", "preview")
        tell("come back", "deploy", "--yes", "--json")
        it.others["come back"]["keys"] = leftovers.key_states(at.account)
        tell("afterwards", "preview", "--expect-no-changes", "--refresh")
        it.files["project after"] = (at.clone / "Pulumi.yaml").read_text()
        it.logs = at.logs()
    return it


def test_a_preview_of_a_stack_that_is_not_there_says_how_to_make_it(story: Story) -> None:
    ran = story.ran["no stack"]
    assert (ran.code, ran.out.count("\n")) == (2, 2)
    assert "The stack dev doesn't exist yet at file://" in ran.said
    assert "add --yes, or name another one with --stack." in ran.said


def test_a_first_preview_counts_what_is_to_be_made_by_component(story: Story) -> None:
    ran = story.ran["first preview"]
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[2:] == [
        "42 resources to make.",
        "  - log key: 2 to make",
        "  - log bucket: 7 to make",
        "  - trail: 1 to make",
        "  - alert topic: 5 to make",
        "  - alert bus: 3 to make",
        "  - region alert: 6 to make",
        "  - alert queue: 4 to make",
        "  - digest: 11 to make",
        "  - alert alarms: 3 to make",
    ]


def test_whose_account_it_is_stands_before_everything_else(story: Story) -> None:
    said = " ".join(story.ran["first preview"].out.split())
    assert said.startswith(
        "Stack dev: account 123456789012, as arn:aws:iam::123456789012:user/rehearsal, home region "
        "eu-west-1. 42 resources"
    )


def test_a_preview_makes_nothing(story: Story) -> None:
    assert {kind: names for kind, names in story.others["first preview"].items() if names} == {}


def test_a_deploy_that_nobody_can_confirm_changes_nothing(story: Story) -> None:
    ran = story.ran["unasked"]
    assert (ran.code, ran.out) == (2, "")
    assert "There is no terminal to confirm in" in ran.said
    assert story.others["unasked"]["trails"] == []


def test_a_deploy_makes_what_was_announced(story: Story) -> None:
    document = story.ran["deploy"].document
    assert document["schema"] == "everyregion/deploy/1"
    assert (document["result"], document["changes"], document["failed"]) == ("succeeded", {"create": 42}, [])
    assert {resource["state"] for resource in document["resources"]} == {"done"}
    assert sorted(resource["name"] for resource in document["resources"]) == story.names["deploy"]


def test_json_is_all_that_a_deploy_writes(story: Story) -> None:
    assert story.ran["deploy"].err == ""


def test_the_outputs_are_those_that_pulumi_has(story: Story) -> None:
    import json

    document = story.ran["deploy"].document
    assert document["outputs"] == json.loads(story.files["pulumi's own preview"])
    assert document["outputs"]["logBucket"] == BUCKET


def test_a_second_deploy_changes_nothing_and_says_so(story: Story) -> None:
    ran = story.ran["again"]
    assert ran.code == 0, ran.err
    assert "Nothing would change: 42 resources stay as they are." in ran.out
    assert "python -m wizard drill" in ran.out


def test_a_deploy_ends_with_a_look_that_does_not_decide_how_it_ends(story: Story) -> None:
    found = story.ran["deploy"].document["verify"]
    amiss = {one["id"]: one["cause"] for one in found["amiss"] if one["state"] == "unknown"}
    assert amiss.keys() >= {"trail.delivery", "trail.digests", "coverage.region"}
    assert set(amiss.values()) == {"young"}
    # The mail isn't confirmed yet, say.
    assert story.ran["deploy"].code == 0
    said = " ".join(story.ran["again"].out.split())
    assert "Verify - Nothing failed, but " in said or "Verify - NOT as it should be" in said
    assert "can't be told yet: log files take minutes, digest files an hour." in said
    assert story.ran["again"].code == 0


def test_expecting_no_changes_is_fulfilled_after_a_deploy(story: Story) -> None:
    ran = story.ran["unchanged"]
    assert (ran.code, ran.document["result"], ran.document["changes"]) == (0, "unchanged", {})


def test_it_is_the_same_stack_from_a_folder_below(story: Story) -> None:
    ran = story.ran["from a folder below"]
    assert (ran.code, "42 resources stay as they are" in ran.out) == (0, True), ran.err


def test_changes_are_named_with_their_properties_and_7_says_that_there_are_some(story: Story) -> None:
    ran = story.ran["changes"]
    said = " ".join(ran.out.split())
    assert ran.code == 7
    assert (
        "alert topic: 1 to make; to change: alert-key (tags), alert-topic (tags); to delete: alert-" in said
    )
    assert "log key: to change: log-key (tags)" in said


def test_a_preview_as_json_lists_each_change(story: Story) -> None:
    document = story.ran["changes as JSON"].document
    (trail,) = [resource for resource in document["resources"] if resource["name"] == "trail"]
    assert document["schema"] == "everyregion/preview/1"
    assert (trail["operation"], trail["properties"], trail["state"]) == ("update", ["tags"], "planned")
    assert document["exitCode"] == 0


def test_a_bucket_that_would_be_replaced_is_flagged(story: Story) -> None:
    said = " ".join(story.ran["danger"].out.split())
    assert (
        "! The bucket log-bucket is replaced by a new, empty one (because of bucket). The old one stays in "
        "AWS with its files, outside this stack." in said
    )


def test_only_a_refresh_sees_what_somebody_changed(story: Story) -> None:
    assert story.ran["drift unseen"].code == 0
    ran = story.ran["drift"]
    said = " ".join(ran.out.split())
    assert ran.code == 7, ran.err
    assert "Changed in AWS since the last deploy: trail (enableLogging)." in said
    assert "trail: to change: trail (enableLogging)" in said


def test_destroy_says_what_stays_and_leaves_it(story: Story) -> None:
    ran = story.ran["destroy"]
    said = " ".join(ran.out.split())
    assert ran.code == 0, ran.err
    assert "Stays in AWS, out of the stack (retainLogs) - log-key (KMS key)" in said
    assert f"- log-bucket (S3 bucket) {BUCKET} ! The trail is DELETED." in said
    assert f"- bucket {BUCKET} What can become of it" in said
    assert "aws kms schedule-key-deletion --region eu-west-1 --key-id" in said
    assert story.bucket["GetBucketVersioning"] == "Enabled"
    assert story.names["destroy"] == []


def test_destroy_takes_everything_else(story: Story) -> None:
    assert story.others["deploy"]["queues"] != []
    assert {kind: names for kind, names in story.others["destroy"].items() if names} == {}


def test_a_second_destroy_finds_nothing(story: Story) -> None:
    document = story.ran["destroy again"].document
    assert (document["schema"], document["result"]) == ("everyregion/destroy/1", "unchanged")


def test_the_project_file_is_never_written(story: Story) -> None:
    assert story.files["project after"] == story.files["project before"]


def test_the_passphrase_is_nowhere_to_be_read(story: Story) -> None:
    everything = [text for ran in story.ran.values() for text in (ran.out, ran.err)]
    assert not any(PASSPHRASE in text for text in [*everything, story.logs, *story.files.values()])


def test_a_preview_says_that_something_was_kept(story: Story) -> None:
    said = " ".join(story.ran["preview of what was kept"].out.split())
    assert "! An earlier stack left its bucket or key in AWS: `deploy` takes them over" in said


def test_a_deploy_takes_over_what_was_kept(story: Story) -> None:
    ran = story.ran["come back"]
    assert ran.code == 0, ran.err
    operations = {resource["name"]: resource["operation"] for resource in ran.document["resources"]}
    assert (operations["log-bucket"], operations["log-key"]) == ("import", "import")
    assert operations["trail"] == "create"
    # The log key is the same, the topic's key is another: the first is on its way out.
    assert story.others["kept"]["keys"] == ["Enabled", "PendingDeletion"]
    assert story.others["come back"]["keys"] == ["Enabled", "Enabled", "PendingDeletion"]


def test_nothing_is_left_to_change_after_that(story: Story) -> None:
    assert story.ran["afterwards"].code == 0, story.ran["afterwards"].out
