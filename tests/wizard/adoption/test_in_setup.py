"""Adoption as a part of the set-up: with options alone, and with somebody who answers."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components import policies
from components.names import Names
from components.settings import validate
from tests.engine import handmade
from tests.engine.handmade import BUCKET, TRAIL
from tests.wizard.adoption.setup_run import FILE, Setup
from tests.wizard.command import Ran, project_folder
from tests.wizard.trails.conftest import Person, Refusing
from wizard import screen
from wizard.account.connect import Clients
from wizard.account.look import Look
from wizard.account.origin import Origin
from wizard.adoption.added_since import refuse_additions
from wizard.commands import setup
from wizard.failures import UsageFailure
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.opening import open_account
from wizard.screen import terminal
from wizard.stack.context import checked, prepare

TAKEN = ("--set", f"adoptTrail={TRAIL}")


@pytest.fixture(scope="module")
def account() -> Iterator[EmulatedAccount]:
    with open_account("eu-west-1") as open_session:
        handmade.make(open_session)
        # What becomes of a second trail is another question.
        open_session.client("cloudtrail").delete_trail(Name="acme-second")
        yield open_session


@pytest.fixture
def run(account: EmulatedAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    made = Setup(project_folder(tmp_path), account)

    def new_look(options: Any, region: str, with_activity: bool) -> Look:
        return Look(lambda: made.clients, region, False, at_once=1)

    monkeypatch.setattr(setup, "new_look", new_look)
    return made


def test_an_arn_and_yes_are_all_it_takes(run: Setup) -> None:
    ran = run(*TAKEN, "--yes")
    assert ran.code == 0, ran.err
    wanted = {
        "aws:region": "eu-west-1",
        "everyregion:adoptTrail": TRAIL,
        "everyregion:trailName": "acme",
        "everyregion:logBucketName": BUCKET,
        "everyregion:encryption": "sse-s3",
    }
    assert {key: run.stack()[key] for key in wanted} == wanted
    assert run.statements() == ["AWSCloudTrailAclCheck20150319", "AWSCloudTrailWrite20150319", "Siem"]
    assert "Pulumi.dev.adopted.json: changes" in ran.out


@pytest.mark.parametrize("name", ["Management-Events", "org_trail.2019", "X" * 45, "Y" * 100])
def test_a_trail_may_be_called_as_no_bucket_could(run: Setup, name: str) -> None:
    client = run.account.client("cloudtrail")
    client.create_trail(Name=name, S3BucketName=BUCKET, S3KeyPrefix="corp", IsMultiRegionTrail=True)
    try:
        client.start_logging(Name=name)
        ran = run("--set", f"adoptTrail={TRAIL.replace('trail/acme', f'trail/{name}')}", "--yes")
    finally:
        client.delete_trail(Name=name)
    assert ran.code == 0, ran.err
    config = run.stack()
    assert (config["everyregion:trailName"], config["everyregion:logBucketName"]) == (name, BUCKET)


def test_without_yes_nothing_is_written(run: Setup) -> None:
    ran = run(*TAKEN)
    assert ran.code == 2
    assert "add --yes" in ran.said
    assert run.project.names() == {"Pulumi.yaml"}


def test_json_has_what_is_taken_over(run: Setup) -> None:
    found = run(*TAKEN, "--yes", "--json").document["adopted"]
    assert found["file"].endswith(FILE)
    assert found["trail"]["arn"] == TRAIL
    assert json.loads((run.project.path / FILE).read_text("utf-8"))["trail"] == found["trail"]


def test_a_refused_read_ends_it_with_nothing_written(run: Setup) -> None:
    run.clients = Refusing(run.account, "get_bucket_policy", "AccessDenied")
    ran = run(*TAKEN, "--yes")
    assert ran.code == 3
    assert "Allow s3:GetBucketPolicy, or use credentials that may. Nothing was written." in ran.said
    assert run.project.names() == {"Pulumi.yaml"}


def test_another_trail_name_is_refused_before_aws_is_asked(run: Setup) -> None:
    ran = run(*TAKEN, "--set", "trailName=other", "--yes")
    assert ran.code == 2
    assert 'the trail is named acme, but trailName is "other"' in ran.said


def test_written_once_the_file_stays_as_it_is(run: Setup) -> None:
    run(*TAKEN, "--yes")
    path = run.project.path / FILE
    less = path.read_text("utf-8").replace('"topic": "acme-logs",', "")
    path.write_text(less, "utf-8")
    assert run("--yes").code == 0
    assert path.read_text("utf-8") == less


def test_named_again_it_is_read_again(run: Setup) -> None:
    run(*TAKEN, "--yes")
    path = run.project.path / FILE
    text = path.read_text("utf-8")
    path.write_text(text.replace('"topic": "acme-logs",', ""), "utf-8")
    assert run(*TAKEN, "--yes").code == 0
    assert path.read_text("utf-8") == text


def test_a_damaged_file_is_never_written_over(run: Setup) -> None:
    (run.project.path / FILE).write_text("{", "utf-8")
    ran = run(*TAKEN, "--yes")
    assert ran.code == 2
    assert "Mend it or take it back from version control" in ran.said
    assert (run.project.path / FILE).read_text("utf-8") == "{"


def with_person(run: Setup, monkeypatch: pytest.MonkeyPatch, person: Person, *words: str) -> Ran:
    monkeypatch.setattr(terminal, "is_interactive", lambda: True)
    monkeypatch.setattr(screen, "new_asker", lambda options: person)
    return run(*words)


def test_what_a_person_answers_about_a_key_is_written(run: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = with_person(run, monkeypatch, Person("S3's own keys", "write"), *TAKEN)
    assert ran.code == 0, ran.err
    assert run.stack()["everyregion:encryption"] == "sse-s3"


def test_a_person_sees_what_stays_and_is_asked_about_a_key(
    run: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person("a KMS key", "write")
    ran = with_person(run, monkeypatch, person, *TAKEN)
    assert ran.code == 0, ran.err
    assert "The trail acme is taken over. What stays:" in ran.out
    assert "What the first deploy changes:" in ran.out
    assert person.asked[0].help.startswith("The trail's files are encrypted with S3's own keys.")
    assert "everyregion:encryption" not in run.stack() or run.stack()["everyregion:encryption"] == "new-key"


@pytest.fixture
def public(run: Setup) -> Iterator[Setup]:
    """The bucket has a statement for everybody, for the time of a test."""
    anybody = {**handmade.SIEM_READS, "Sid": "Website", "Principal": "*"}
    s3 = run.account.client("s3")
    policy = {"Version": "2012-10-17", "Statement": [*handmade.STATEMENTS, anybody]}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    yield run
    policy["Statement"] = handmade.STATEMENTS
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))


def test_with_nobody_there_what_would_have_to_go_ends_it(public: Setup) -> None:
    ran = public(*TAKEN, "--yes")
    assert ran.code == 2
    assert "Website: allows everybody s3:GetObject. It makes the bucket public" in ran.said
    assert public.project.names() == {"Pulumi.yaml"}


def test_what_a_person_lets_go_isn_t_written(public: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person("S3's own keys", "remove", "write")
    assert with_person(public, monkeypatch, person, *TAKEN).code == 0
    assert "Website" not in public.statements()


def test_what_a_person_keeps_though_it_can_t_stay_ends_it(
    public: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = with_person(public, monkeypatch, Person("S3's own keys", "keep"), *TAKEN)
    assert ran.code == 2
    assert public.project.names() == {"Pulumi.yaml"}


@pytest.fixture
def left(run: Setup) -> Iterator[Setup]:
    """What an earlier stack kept: its log bucket, with our policy."""
    s3 = run.account.client("s3")
    s3.create_bucket(Bucket=LEFT, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    names = Names.of(validate({"approvedRegions": ["eu-west-1"]}, "eu-west-1"), handmade.ACCOUNT)
    ours = policies.log_bucket(names)
    s3.put_bucket_policy(Bucket=LEFT, Policy=json.dumps({**ours, "Statement": ours["Statement"][:2]}))
    yield run
    s3.delete_bucket(Bucket=LEFT)


LEFT = "everyregion-123456789012-eu-west-1"
HOME = ("--region", "eu-west-1", "--yes", "--allow-second-trail")


def test_what_an_earlier_stack_kept_is_taken_over(left: Setup) -> None:
    ran = left(*HOME)
    assert ran.code == 0, ran.err
    adopted = left.adopted()
    assert adopted.trail is None
    assert adopted.log_bucket
    assert (adopted.log_bucket.name, adopted.log_bucket.has) == (LEFT, ("policy",))
    assert adopted.log_bucket.statements == ()
    assert "everyregion:adoptTrail" not in left.stack()


def test_a_person_may_leave_it_alone(left: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = with_person(left, monkeypatch, Person("stop here"), *HOME[:2], "--allow-second-trail")
    assert ran.code == 130
    assert "Stopped because of what an earlier stack kept; nothing was written." in ran.said
    assert left.project.names() == {"Pulumi.yaml"}


def test_what_a_trail_still_writes_into_is_no_leftover(left: Setup) -> None:
    trails = left.account.client("cloudtrail")
    trails.create_trail(Name="somebodys", S3BucketName=LEFT)
    trails.start_logging(Name="somebodys")
    try:
        ran = left(*HOME)
    finally:
        trails.delete_trail(Name="somebodys")
    assert ran.code == 2
    assert f"trail/somebodys writes into the bucket {LEFT}" in ran.said
    assert left.project.names() == {"Pulumi.yaml"}


def test_a_bucket_of_that_name_that_isn_t_ours_ends_it(run: Setup) -> None:
    ran = run(*HOME, "--set", f"logBucketName={BUCKET}")
    assert ran.code == 2
    assert "its policy isn't that of a trail everyregion: it is used for something else" in ran.said
    assert run.project.names() == {"Pulumi.yaml"}


def test_with_nothing_left_nothing_is_taken_over(run: Setup) -> None:
    assert run(*HOME, "--json").document["adopted"] is None
    assert run.project.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}


def test_where_looking_for_what_was_left_is_refused_the_set_up_goes_on(run: Setup) -> None:
    run.clients = Refusing(run.account, "list_buckets", "AccessDenied")
    assert run(*HOME).code == 0
    assert run.project.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}


def before_deploy(run: Setup) -> str:
    here = Path.cwd()
    os.chdir(run.project.path)
    try:
        context = prepare(argparse.Namespace(stack="", set=[], region="", answers="", json=True))
    finally:
        os.chdir(here)
    origin = Origin(handmade.ACCOUNT)
    return refuse_additions(Clients(run.clients), context, checked(context.answers), origin).unknown


def test_before_the_first_deploy_nothing_new_is_nothing_to_say(run: Setup) -> None:
    run(*TAKEN, "--yes")
    assert before_deploy(run) == ""


def test_what_was_added_meanwhile_stops_the_first_deploy(run: Setup) -> None:
    run(*TAKEN, "--yes")
    new = {**handmade.SIEM_READS, "Sid": "New", "Principal": {"AWS": "arn:aws:iam::555566667777:root"}}
    s3 = run.account.client("s3")
    document = {"Version": "2012-10-17", "Statement": [*handmade.STATEMENTS, new]}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    try:
        with pytest.raises(UsageFailure) as caught:
            before_deploy(run)
    finally:
        document["Statement"] = handmade.STATEMENTS
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    said = str(caught.value)
    assert f"the policy of {BUCKET}: New: allows arn:aws:iam::555566667777:root s3:GetObject" in said
    assert f"`python -m wizard --defaults --set adoptTrail={TRAIL} --yes`" in said


def test_where_that_can_t_be_read_it_is_said_and_the_deploy_goes_on(run: Setup) -> None:
    run(*TAKEN, "--yes")
    run.clients = Refusing(run.account, "get_bucket_policy", "AccessDenied")
    assert before_deploy(run).startswith(
        f"Whether others added something since {FILE} was written isn't known"
    )
