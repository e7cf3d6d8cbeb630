"""A deployment that doesn't come to its end: stopped, refused by AWS, locked, without a passphrase."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.resource_names import short_name
from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import PASSPHRASE, Desk, desk
from wizard.rehearsal.account.regions import NOT_OPTED_IN

pytestmark = pytest.mark.engine

REFUSAL = "creating trail: InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected"


@pytest.fixture
def at(cli: None, tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "at", BASE) as opened:
        yield opened


def test_control_c_lets_what_is_under_way_finish_and_a_deploy_makes_the_rest(at: Desk) -> None:
    stopped = at.run_stopped("deploy", "--yes", at="log-key")
    assert stopped.code == 130, stopped.err
    assert "nothing is half-done, and the state knows all of it." in stopped.said
    assert "`python -m wizard deploy --stack dev` goes on from there." in stopped.said
    state = at.state()
    assert "log-key" in at.names()
    assert "log-key-alias" not in at.names()
    assert state.get("pending_operations") is None

    finished = at.run("deploy", "--yes", "--json")
    assert finished.code == 0, finished.err
    assert sorted(at.provider.made) == at.names()
    assert len(at.provider.made) == 42
    assert len(leftovers.key_states(at.account)) == 2


def test_a_second_control_c_ends_at_once_and_a_deploy_finds_what_was_under_way(at: Desk) -> None:
    stopped = at.run_stopped("deploy", "--yes", at="log-key", presses=2)
    assert stopped.code == 130, stopped.err
    assert "Ended at once" in stopped.said
    # Others that take no time may be under way beside it.
    assert "log-key" in stopped.said.partition("Under way were: ")[2]
    pending = at.state()["pending_operations"]
    assert "log-key" in {short_name(operation["resource"]["urn"]) for operation in pending}

    finished = at.run("deploy", "--yes")
    assert finished.code == 0, finished.err
    assert "log-key (KMS key) was made, and belongs to the stack now" in " ".join(finished.out.split())
    assert at.provider.made.count("log-key") == 1
    assert len(leftovers.key_states(at.account)) == 2


def test_control_c_during_a_destroy_is_finished_by_the_next(at: Desk) -> None:
    assert at.run("deploy", "--yes").code == 0
    stopped = at.run_stopped("destroy", "--yes", at="trail")
    assert stopped.code == 130, stopped.err
    assert "`python -m wizard destroy --stack dev` goes on from there." in stopped.said
    assert at.run("destroy", "--yes").code == 0
    assert at.names() == []


def test_a_refusal_is_told_once_and_as_json_with_where_the_full_text_is(at: Desk) -> None:
    at.provider.refused["trail"] = REFUSAL
    ran = at.run("deploy", "--yes")
    assert ran.code == 3
    assert "FAILED trail" in ran.err
    assert "1 failed" in ran.said
    assert (
        "Making trail failed: The log bucket's policy doesn't let CloudTrail write this trail's "
        "files there (InsufficientS3BucketPolicyException)." in ran.said
    )
    assert "Traceback" not in ran.err
    (line,) = [line for line in ran.err.split() if line.endswith(".log")]
    assert "InsufficientS3BucketPolicyException" in Path(line).read_text()
    assert PASSPHRASE not in at.logs()

    at.provider.refused["trail"] = REFUSAL
    ran = at.run("deploy", "--yes", "--json")
    document = ran.document
    assert (ran.code, document["exitCode"], document["result"]) == (3, 3, "failed")
    assert [failed["name"] for failed in document["failed"]] == ["trail"]
    assert "InsufficientS3BucketPolicyException" in document["failed"][0]["why"]
    assert Path(document["logFile"]).exists()
    states = {resource["name"]: resource["state"] for resource in document["resources"]}
    assert states["trail"] == "failed"


def test_another_passphrase_than_the_stacks_is_told_before_anything_changes(at: Desk) -> None:
    assert at.run("preview", "--yes").code == 0
    at.environment["PULUMI_CONFIG_PASSPHRASE"] = "quite another one"
    ran = at.run("deploy", "--yes")
    assert ran.code == 2
    assert "That isn't the passphrase of the stack dev, so nothing was changed." in ran.said
    assert "quite another one" not in ran.out + ran.err
    assert at.provider.made == []


def test_without_a_passphrase_and_a_terminal_it_says_which_variables_to_set(at: Desk) -> None:
    del at.environment["PULUMI_CONFIG_PASSPHRASE"]
    ran = at.run("deploy", "--yes")
    assert ran.code == 2
    assert "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE" in ran.said


def test_a_locked_stack_names_who_holds_it_and_how_to_free_it(at: Desk, tmp_path: Path) -> None:
    assert at.run("preview", "--yes").code == 0
    locks = tmp_path / "at/state/.pulumi/locks/organization/everyregion/dev"
    locks.mkdir(parents=True, exist_ok=True)
    lock = {"pid": 12, "username": "ada", "hostname": "elsewhere", "timestamp": "2026-01-31T12:00:00Z"}
    (locks / "0b1c.json").write_text(json.dumps(lock))
    ran = at.run("deploy", "--yes")
    assert ran.code == 3
    assert (
        "Nothing was changed. The stack dev is locked by ada on elsewhere (process 12), since "
        "2026-01-31T12:00:00Z. Two at once would spoil its state. Wait until it has ended. If you are sure "
        "that nobody deploys, `pulumi cancel dev` takes the lock away." in ran.said
    )
    assert at.provider.made == []


def test_settings_that_do_not_fit_end_it_before_the_engine_starts(at: Desk) -> None:
    at.configure({**BASE, "approvedRegions": ["us-east-1"]})
    ran = at.run("deploy", "--yes")
    assert ran.code == 2
    assert "approvedRegions" in ran.err
    assert not (at.clone.parent / "state" / ".pulumi").exists()


def test_another_account_than_the_stack_files_is_refused(at: Desk) -> None:
    text = at.stack_file.read_text()
    at.stack_file.write_text(text + "  aws:allowedAccountIds: ['999999999999']\n")
    ran = at.run("deploy", "--yes")
    assert ran.code == 2
    assert "The credentials are for account 123456789012, but Pulumi.dev.yaml is for 999999999999" in ran.said


def test_no_chosen_backend_is_an_error_without_a_terminal(at: Desk) -> None:
    del at.environment["PULUMI_BACKEND_URL"]
    ran = at.run("deploy", "--yes")
    assert ran.code == 2
    assert "No place for Pulumi's state is chosen, so nothing can be deployed." in ran.said


def test_regions_closed_since_are_explained_and_can_be_forgotten(at: Desk) -> None:
    assert at.run("deploy", "--yes").code == 0
    at.account.region_statuses = {**at.account.region_statuses, "us-west-2": NOT_OPTED_IN}
    closed = {"watch-us-west-2", "watch-us-west-2-target"}
    at.provider.refused = dict.fromkeys(closed, "UnrecognizedClientException: The security token is invalid.")
    ran = at.run("deploy", "--yes")
    assert ran.code == 3
    assert "2 resources of this stack are in a region that isn't enabled any more (us-west-2)" in ran.said
    assert "pulumi state delete 'urn:pulumi:dev::everyregion::" in ran.said

    forgotten = at.run("deploy", "--yes", "--forget-closed-regions")
    assert forgotten.code == 0, forgotten.err
    assert closed & {*at.names()} == set()
    assert closed <= {*at.provider.refused}, "nobody may have asked AWS"
